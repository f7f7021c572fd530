/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The floor of cns-cgctl stat -R: stat FOLDER.  Of each group in it, its usage and its pressure. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static const char *const files[] = { "cpu.stat", "cpu.pressure", "memory.pressure",
					     "io.pressure" };
	DIR *folder = argc > 1 ? opendir(argv[1]) : NULL;
	struct dirent *entry;
	char text[4096];
	size_t all = 0;

	while (folder && (entry = readdir(folder))) {
		int group = entry->d_type == DT_DIR && entry->d_name[0] != '.'
				    ? openat(dirfd(folder), entry->d_name, O_PATH | O_DIRECTORY)
				    : -1;

		for (size_t i = 0; group >= 0 && i < sizeof files / sizeof files[0]; i++) {
			int fd = openat(group, files[i], O_RDONLY);
			ssize_t length = read(fd, text, sizeof text);

			all += length > 0 ? (size_t)length : 0;
			close(fd);
		}
		close(group);
	}
	printf("%zu\n", all);
	return folder ? 0 : 1;
}
