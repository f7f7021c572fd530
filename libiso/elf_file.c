/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf_file.h"

#include <elf.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* Where the table of segments is, and where in it the interpreter's name. */
struct table {
	uint64_t offset;
	unsigned count, size;
	bool wide; /* 64 bits */
};

static bool read_table(int fd, struct table *table)
{
	union {
		Elf32_Ehdr narrow;
		Elf64_Ehdr wide;
	} head;

	if (pread(fd, &head, sizeof head, 0) < (ssize_t)sizeof head.narrow ||
	    memcmp(head.narrow.e_ident, ELFMAG, SELFMAG) != 0) {
		return false;
	}
	*table = head.narrow.e_ident[EI_CLASS] == ELFCLASS64
			 ? (struct table){ head.wide.e_phoff, head.wide.e_phnum, sizeof(Elf64_Phdr),
					   true }
			 : (struct table){ head.narrow.e_phoff, head.narrow.e_phnum,
					   sizeof(Elf32_Phdr), false };
	return true;
}

bool elf_file_interpreter(int fd, char *name, size_t size)
{
	struct table table;

	if (!read_table(fd, &table)) {
		return false;
	}
	for (unsigned i = 0; i < table.count && i < 64; i++) {
		union {
			Elf32_Phdr narrow;
			Elf64_Phdr wide;
		} part;
		off_t at = (off_t)(table.offset + (uint64_t)i * table.size);

		/* The type is first in both. */
		if (pread(fd, &part, table.size, at) != (ssize_t)table.size) {
			return false;
		}
		uint64_t length = table.wide ? part.wide.p_filesz : part.narrow.p_filesz;
		if (part.narrow.p_type != PT_INTERP || length < 2 || length >= size) {
			continue;
		}
		ssize_t n = pread(fd, name, length,
				  (off_t)(table.wide ? part.wide.p_offset : part.narrow.p_offset));
		name[n > 0 ? n - 1 : 0] = '\0';
		return n > 0;
	}
	return false;
}

const char *elf_file_machine(int fd)
{
	static const struct {
		unsigned machine;
		const char *name;
	} machines[] = {
		{ EM_386, "i386" },    { EM_X86_64, "x86_64" },
		{ EM_ARM, "arm" },     { EM_AARCH64, "aarch64" },
		{ EM_RISCV, "riscv" }, { EM_PPC, "ppc" },
		{ EM_PPC64, "ppc64" }, { EM_S390, "s390" },
		{ EM_MIPS, "mips" },   { EM_LOONGARCH, "loongarch" },
	};
	unsigned char head[20];

	if (pread(fd, head, sizeof head, 0) != sizeof head || memcmp(head, ELFMAG, SELFMAG) != 0) {
		return NULL;
	}
	bool big = head[EI_DATA] == ELFDATA2MSB;
	unsigned machine = big ? (unsigned)(head[18] << 8 | head[19])
			       : (unsigned)(head[19] << 8 | head[18]);
	for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++) {
		if (machines[i].machine == machine) {
			return machines[i].name;
		}
	}
	return "another machine";
}
