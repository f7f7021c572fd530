/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * isoprobe - print the isolation that this process finds itself in, one fact a line.
 *
 * The command of the fault sweep and of the attacks.  It trusts nothing but system calls:
 * namespaces come from a pidfd (Linux 6.11) where /proc is not there or is another's.
 * Identities between @ and @ differ from run to run; the reader names them.
 * With the argument "wait" it then waits for a signal.
 */
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

static void print_namespaces(void)
{
	static const char *const name[] = { "cgroup", "ipc",
					    "mnt",    "net",
					    "pid",    "pid_for_children",
					    "time",   "time_for_children",
					    "user",   "uts" };
	int self = (int)syscall(SYS_pidfd_open, getpid(), 0);

	for (unsigned i = 0; i < sizeof(name) / sizeof(*name); i++) {
		struct stat st;
		int fd = ioctl(self, _IO(0xFF, i + 1), 0);

		if (fd >= 0 && fstat(fd, &st) == 0) {
			printf("namespace %s @%lu@\n", name[i], (unsigned long)st.st_ino);
		} else {
			printf("namespace %s unknown\n", name[i]);
		}
		if (fd >= 0) {
			close(fd);
		}
	}
	close(self);
}

static void print_identity(void)
{
	uid_t r, e, s;
	gid_t rg, eg, sg, groups[64];
	int count = getgroups(64, groups);

	getresuid(&r, &e, &s);
	getresgid(&rg, &eg, &sg);
	printf("uid %u %u %u\ngid %u %u %u\ngroups", r, e, s, rg, eg, sg);
	for (int i = 0; i < count; i++) {
		printf(" %u", groups[i]);
	}
	printf("\n");
}

static void print_capabilities(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };
	unsigned long bounding = 0, ambient = 0;

	syscall(SYS_capget, &head, data);
	for (int i = 0; i < 64; i++) {
		if (prctl(PR_CAPBSET_READ, i, 0, 0, 0) == 1) {
			bounding |= 1ul << i;
		}
		if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, i, 0, 0) == 1) {
			ambient |= 1ul << i;
		}
	}
	printf("capabilities effective %08x%08x permitted %08x%08x inheritable %08x%08x\n",
	       data[1].effective, data[0].effective, data[1].permitted, data[0].permitted,
	       data[1].inheritable, data[0].inheritable);
	printf("capabilities bounding %lx ambient %lx\n", bounding, ambient);
	printf("no_new_privs %d\nseccomp %d\nsecurebits %x\n",
	       prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), prctl(PR_GET_SECCOMP, 0, 0, 0, 0),
	       (unsigned)prctl(PR_GET_SECUREBITS, 0, 0, 0, 0));
}

static void print_place(void)
{
	char folder[4096] = "", host[256] = "";
	struct stat root, here, proc;

	if (syscall(SYS_getcwd, folder, sizeof(folder)) < 0) {
		memcpy(folder, "none", 5);
	}
	gethostname(host, sizeof(host) - 1);
	printf("cwd %s\nhostname %s\n", folder, host);
	if (stat("/", &root) == 0 && stat(".", &here) == 0) {
		printf("cwd_is_root %d\n",
		       root.st_dev == here.st_dev && root.st_ino == here.st_ino);
	}
	printf("proc %s\n", stat("/proc/self", &proc) == 0 ? "there" : "none");
}

/* Without ids and sources, which differ from run to run. */
static void print_mounts(void)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char line[8192];

	while (file && fgets(line, sizeof(line), file)) {
		char root[2048], point[2048], options[1024], type[64];
		char *behind = strstr(line, " - ");

		if (behind && sscanf(behind, " - %63s", type) == 1 &&
		    sscanf(line, "%*s %*s %*s %2047s %2047s %1023s", root, point, options) == 3) {
			printf("mount %s %s %s %s\n", point, type, options,
			       strcmp(type, "nsfs") ? root : "");
		}
	}
	if (file) {
		fclose(file);
	}
}

static void print_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char line[4096];

	while (file && fgets(line, sizeof(line), file)) {
		printf("%s %s", path, line);
	}
	if (file) {
		fclose(file);
	}
}

static void print_descriptors(void)
{
	for (int fd = 3; fd < 1024; fd++) {
		struct stat st;

		if (fstat(fd, &st) == 0) {
			printf("descriptor %d %o\n", fd, st.st_mode);
		}
	}
}

static void print_signals(void)
{
	sigset_t set;
	unsigned long ignored = 0, blocked = 0;
	struct sigaction action;
	int death = 0;

	sigprocmask(SIG_BLOCK, NULL, &set);
	for (int i = 1; i < 64; i++) {
		if (sigaction(i, NULL, &action) == 0 && action.sa_handler == SIG_IGN) {
			ignored |= 1ul << (i - 1);
		}
		if (sigismember(&set, i) == 1) {
			blocked |= 1ul << (i - 1);
		}
	}
	prctl(PR_GET_PDEATHSIG, &death, 0, 0, 0);
	printf("signals ignored %lx blocked %lx at_parents_death %d\n", ignored, blocked, death);
}

static void print_limits(void)
{
	mode_t mask = umask(022);

	umask(mask);
	printf("umask %03o\nnice %d\ndumpable %d\n", mask, getpriority(PRIO_PROCESS, 0),
	       prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
	for (int i = 0; i < RLIM_NLIMITS; i++) {
		struct rlimit limit;

		if (getrlimit((__rlimit_resource_t)i, &limit) == 0) {
			printf("limit %d %lx %lx\n", i, limit.rlim_cur, limit.rlim_max);
		}
	}
}

static void print_loopback(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && ioctl(fd, SIOCGIFFLAGS, &request) == 0) {
		printf("loopback %s\n", request.ifr_flags & IFF_UP ? "up" : "down");
	}
	close(fd);
}

int main(int argc, char **argv)
{
	printf("isoprobe begin\npid %s\n", getpid() == 1 ? "1" : "another");
	print_descriptors();
	print_namespaces();
	print_identity();
	print_capabilities();
	print_place();
	print_signals();
	print_limits();
	print_loopback();
	print_file("/proc/self/uid_map");
	print_file("/proc/self/gid_map");
	print_file("/proc/self/setgroups");
	print_file("/proc/self/cgroup");
	print_file("/proc/self/timens_offsets");
	print_mounts();
	for (char **variable = environ; *variable; variable++) {
		if (strncmp(*variable, "FAULTS_", 7) != 0) {
			printf("variable %s\n", *variable);
		}
	}
	printf("isoprobe end\n");
	fflush(stdout);
	if (argc > 1 && strcmp(argv[1], "wait") == 0) {
		pause();
	}
	return ferror(stdout) ? 1 : 0;
}
