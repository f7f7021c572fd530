/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * measure ROUNDS CONTENDER [::: CONTENDER]...
 *
 * A contender is LABEL [@before FILE] [@after FILE] COMMAND [ARGUMENT]...  Each command is run once
 * a round, in turn (A B C A B C), so that what else the machine does falls on all alike; the shell
 * scripts before and after it are not in its time.  For each a line is printed:
 *
 *	LABEL WALL P10 P90 USER SYSTEM MEMORY FAILED
 *
 * in microseconds (the median wall time, its 10th and 90th percentile, the medians of user and
 * system time, children that were waited for included), the largest resident size in KiB of one
 * process, and how many rounds ended with another status than 0.  Standard output and error of the
 * commands go to /dev/null.  It is to be linked statically: the kernel lets the largest size of a
 * process begin with that of the process that started it.
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
	char *before, *after; /* a shell script, or NULL */
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

/* Its status as waitpid(2) gives it; the program ends if there is no such command. */
static int run(char **command, struct rusage *used, const posix_spawn_file_actions_t *files)
{
	int status;
	pid_t pid;

	if (posix_spawnp(&pid, command[0], files, NULL, command, environ) != 0) {
		fprintf(stderr, "measure: %s cannot be run\n", command[0]);
		exit(2);
	}
	while (wait4(pid, &status, 0, used) < 0 && errno == EINTR) {
	}
	return status;
}

static void run_script(char *script, const posix_spawn_file_actions_t *files)
{
	struct rusage used;
	char *command[] = { (char[]){ "/bin/sh" }, script, NULL };

	if (script && run(command, &used, files) != 0) {
		fprintf(stderr, "measure: %s failed\n", script);
		exit(1);
	}
}

static void run_once(struct contender *contender, int round, const posix_spawn_file_actions_t *files)
{
	struct rusage used;

	run_script(contender->before, files);
	double start = now();
	int status = run(contender->command, &used, files);
	contender->wall[round] = now() - start;
	run_script(contender->after, files);
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

/* Reads one contender from WORDS; returns what comes behind it. */
static char **read_contender(char **words, struct contender *contender, int rounds)
{
	contender->label = *words++;
	contender->wall = calloc((size_t)rounds, sizeof(double));
	contender->user = calloc((size_t)rounds, sizeof(double));
	contender->system = calloc((size_t)rounds, sizeof(double));
	while (words[0] && words[0][0] == '@' && words[1]) {
		*(strcmp(words[0], "@before") == 0 ? &contender->before : &contender->after) = words[1];
		words += 2;
	}
	contender->command = words;
	while (*words && strcmp(*words, ":::") != 0) {
		words++;
	}
	if (*words) {
		*words++ = NULL;
	}
	return words;
}

static void report(struct contender *contender, int rounds)
{
	printf("%s %.0f %.0f %.0f %.0f %.0f %ld %d\n", contender->label,
	       quantile(contender->wall, rounds, 50), quantile(contender->wall, rounds, 10),
	       quantile(contender->wall, rounds, 90), quantile(contender->user, rounds, 50),
	       quantile(contender->system, rounds, 50), contender->memory, contender->failed);
}

int main(int argc, char **argv)
{
	struct contender contenders[CONTENDERS_MAX] = { 0 };
	posix_spawn_file_actions_t files;
	int rounds = argc > 3 ? (int)strtol(argv[1], NULL, 10) : 0, count = 0;

	if (rounds < 1) {
		fputs("measure: usage: measure ROUNDS LABEL COMMAND... [::: LABEL COMMAND...]\n", stderr);
		return 2;
	}
	for (char **words = argv + 2; *words && count < CONTENDERS_MAX; count++) {
		words = read_contender(words, &contenders[count], rounds);
	}
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	for (int round = -1; round < rounds; round++) {
		for (int i = 0; i < count; i++) {
			/* The first round fills caches; its slot is written again. */
			run_once(&contenders[i], round < 0 ? 0 : round, &files);
		}
	}
	for (int i = 0; i < count; i++) {
		report(&contenders[i], rounds);
	}
	return 0;
}
