/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf_file.h"

#include <elf.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

bool elf_file_interpreter(int fd, char *name, size_t size)
{
	Elf64_Ehdr head;
	Elf64_Phdr part;

	if (pread(fd, &head, sizeof head, 0) != sizeof head ||
	    memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 || head.e_ident[EI_CLASS] != ELFCLASS64) {
		return false;
	}
	for (unsigned i = 0; i < head.e_phnum && i < 64; i++) {
		off_t at = (off_t)(head.e_phoff + (uint64_t)i * sizeof part);

		if (pread(fd, &part, sizeof part, at) != sizeof part) {
			return false;
		}
		if (part.p_type == PT_INTERP && part.p_filesz > 1 && part.p_filesz < size) {
			ssize_t n = pread(fd, name, part.p_filesz, (off_t)part.p_offset);

			name[n > 0 ? n - 1 : 0] = '\0';
			return n > 0;
		}
	}
	return false;
}
