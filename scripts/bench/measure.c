/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * measure ROUNDS LABEL COMMAND [ARGUMENT]... ::: LABEL COMMAND...
 *
 * Runs each command once a round, in turn (A B C A B C), so that what else the machine does
 * falls on all alike, and prints a line for each:
 *
 *	LABEL WALL P10 P90 USER SYSTEM MEMORY FAILED
 *
 * in microseconds (the median wall time, its 10th and 90th percentile, the medians of user and
 * system time), the largest resident size in KiB, and how many rounds ended with another status
 * than 0.  Standard output and error of the commands go to /dev/null.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CONTENDERS_MAX = 16 };

struct contender {
	const char *label;
	char **command;
	double *wall, *user, *system;
	long memory;
	int failed;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static double microseconds(struct timeval time)
{
	return (double)time.tv_sec * 1e6 + (double)time.tv_usec;
}

static void run_once(struct contender *contender, int round, const posix_spawn_file_actions_t *files)
{
	struct rusage used;
	int status;
	pid_t pid;
	double start = now();

	if (posix_spawnp(&pid, contender->command[0], files, NULL, contender->command, environ) != 0) {
		fprintf(stderr, "measure: %s cannot be run\n", contender->command[0]);
		exit(2);
	}
	while (wait4(pid, &status, 0, &used) < 0 && errno == EINTR) {
	}
	contender->wall[round] = now() - start;
	contender->user[round] = microseconds(used.ru_utime);
	contender->system[round] = microseconds(used.ru_stime);
	contender->memory = used.ru_maxrss > contender->memory ? used.ru_maxrss : contender->memory;
	contender->failed += status != 0;
}

static int compare(const void *one, const void *other)
{
	double a = *(const double *)one, b = *(const double *)other;

	return (a > b) - (a < b);
}

static double quantile(double *values, int count, int percent)
{
	qsort(values, (size_t)count, sizeof *values, compare);
	return values[(count - 1) * percent / 100];
}

static int read_contenders(char **words, struct contender *contenders, int rounds)
{
	int count = 0;

	while (*words && count < CONTENDERS_MAX) {
		struct contender *contender = &contenders[count++];

		contender->label = *words++;
		contender->command = words;
		contender->wall = calloc((size_t)rounds, sizeof(double));
		contender->user = calloc((size_t)rounds, sizeof(double));
		contender->system = calloc((size_t)rounds, sizeof(double));
		while (*words && strcmp(*words, ":::") != 0) {
			words++;
		}
		if (*words) {
			*words++ = NULL;
		}
	}
	return count;
}

int main(int argc, char **argv)
{
	struct contender contenders[CONTENDERS_MAX] = { 0 };
	posix_spawn_file_actions_t files;
	int rounds = argc > 3 ? (int)strtol(argv[1], NULL, 10) : 0;

	if (rounds < 1) {
		fputs("measure: usage: measure ROUNDS LABEL COMMAND... [::: LABEL COMMAND...]\n", stderr);
		return 2;
	}
	int count = read_contenders(argv + 2, contenders, rounds);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	for (int round = -2; round < rounds; round++) {
		for (int i = 0; i < count; i++) {
			/* The first rounds fill caches; the slot is written again. */
			run_once(&contenders[i], round < 0 ? 0 : round, &files);
		}
	}
	for (int i = 0; i < count; i++) {
		struct contender *contender = &contenders[i];

		printf("%s %.0f %.0f %.0f %.0f %.0f %ld %d\n", contender->label,
		       quantile(contender->wall, rounds, 50), quantile(contender->wall, rounds, 10),
		       quantile(contender->wall, rounds, 90), quantile(contender->user, rounds, 50),
		       quantile(contender->system, rounds, 50), contender->memory, contender->failed);
	}
	return 0;
}
