/* SPDX-License-Identifier: GPL-2.0-or-later */
/* elf_file - what a program's own file says that it needs to run; read elf(5) beside it. */
#ifndef LIBISO_ELF_FILE_H
#define LIBISO_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copies the path of the loader that an open ELF file of this machine's byte order asks for
 * (PT_INTERP); false when it asks for none, which a static program does, or is no such file.
 */
bool elf_file_interpreter(int fd, char *name, size_t size);

/* The machine that an open ELF file is for, as uname -m would say; NULL when it is no ELF file. */
const char *elf_file_machine(int fd);

#endif
