/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two lower layers and an upper one, made of the bytes: what is told is a path of the upper layer,
 * or of one below that is gone.  Run as root, whiteouts of both forms are among them.
 */
#include "overlay_diff.h"

#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include "folder.h"

static const char *const layers[] = { "upper", "one", "two" };

/* Paths of up to four names out of four, so that layers meet. */
static void print_path(char *path, size_t size, const char *layer, unsigned bits)
{
	static const char *const names[] = { "a", "b", "c\n\033[m", "a.b" };
	size_t used = (size_t)snprintf(path, size, "%s/%s", layer, names[bits & 3]);

	for (bits >>= 2; bits & 1; bits >>= 3) {
		used += (size_t)snprintf(path + used, size - used, "/%s", names[bits >> 1 & 3]);
	}
}

static void make(unsigned layer, unsigned kind, unsigned bits)
{
	char path[64], full[sizeof folder_name + 80];
	int folder = folder_open();

	print_path(path, sizeof path, layers[layer], bits);
	snprintf(full, sizeof full, "%s/%s", folder_name, path);
	switch (kind) {
	case 0: mkdirat(folder, path, 0755); break;
	case 1:
		close(openat(folder, path, O_CREAT | O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0644));
		break;
	case 2: mknodat(folder, path, S_IFCHR, makedev(0, 0)); break;
	case 3:
		mkdirat(folder, path, 0755), setxattr(full, "user.overlay.opaque", "y", 1, 0);
		break;
	case 4:
		close(openat(folder, path, O_CREAT | O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0644));
		setxattr(full, "user.overlay.whiteout", "", 0, 0);
		break;
	case 5: (void)!symlinkat("../a/b", folder, path); break;
	case 6: (void)!symlinkat("/", folder, path); break;
	default: mkfifoat(folder, path, 0644);
	}
}

/* A layer is at most four deep, and its names are those above. */
static void empty(const char *path)
{
	static const char *const names[] = { "a", "b", "c\n\033[m", "a.b" };
	char below[96];

	for (size_t i = 0; i < 4; i++) {
		snprintf(below, sizeof below, "%s/%s", path, names[i]);
		if (unlinkat(folder_open(), below, 0) < 0 && errno == EISDIR) {
			empty(below);
			unlinkat(folder_open(), below, AT_REMOVEDIR);
		}
	}
}

static void heard(void *data, char kind, const char *path)
{
	char full[128];
	struct stat file;

	*(size_t *)data += 1;
	snprintf(full, sizeof full, "upper%s", path);
	bool there = fstatat(folder_open(), full, &file, AT_SYMLINK_NOFOLLOW) == 0;

	bool fits = kind == 'D' || ((kind == 'A' || kind == 'C') && there);

	if (path[0] != '/' || !fits) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[3][sizeof folder_name + 8];
	const char *lower[] = { path[1], path[2] };
	struct overlay overlay = { .lower = lower, .lower_count = 2, .upper = path[0] };
	struct run run = { .tool = "fuzz" };
	size_t told = 0;

	for (int i = 0; i < 3; i++) {
		mkdirat(folder_open(), layers[i], 0755);
		snprintf(path[i], sizeof path[i], "%s/%s", folder_name, layers[i]);
	}
	for (size_t i = 0; i + 1 < size && i < 64; i += 2) {
		make(data[i] % 3, data[i] / 3 % 8, data[i + 1]);
	}
	overlay_diff(&run, &overlay, heard, &told);
	for (int i = 0; i < 3; i++) {
		empty(layers[i]);
	}
	return 0;
}
