/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inputs named, one after the other, given to a fuzzer's function: for a build without one. */
#include <fcntl.h>
#include <unistd.h>

#include "../fuzz.h"

enum { INPUT_MAX = 65536 };

int main(int argc, char **argv)
{
	static uint8_t text[INPUT_MAX];

	for (int i = 1; i < argc; i++) {
		int fd = open(argv[i], O_RDONLY | O_CLOEXEC);
		ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text);

		if (length < 0) {
			perror(argv[i]);
			return 2;
		}
		close(fd);
		/* Of its own size, so that a look past its end is seen by who looks for such. */
		uint8_t *input = malloc((size_t)length + 1);

		if (!input) {
			return 2;
		}
		memcpy(input, text, (size_t)length);
		LLVMFuzzerTestOneInput(input, (size_t)length);
		free(input);
	}
	return 0;
}
