/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain_shell.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "explain_words.h"

/* The command as it grows; what does not fit is cut. */
struct line {
	char *text;
	size_t size;
	size_t used;
};

__attribute__((format(printf, 2, 3))) static bool add(struct line *line, const char *words, ...)
{
	va_list arguments;

	va_start(arguments, words);
	int n = vsnprintf(line->text + line->used, line->size - line->used, words, arguments);
	va_end(arguments);
	line->used += n < 0 ? 0 : (size_t)n;
	if (line->used >= line->size) {
		line->used = line->size - 1;
	}
	return true;
}

/* Whom a pidfd is of, as its fdinfo says (proc(5)); 0: it cannot be told. */
static int process_of(int pid_fd)
{
	char path[40], line[64];
	int pid = 0;

	snprintf(path, sizeof path, "/proc/self/fdinfo/%d", pid_fd);
	FILE *file = fopen(path, "re");
	while (file && pid <= 0 && fgets(line, sizeof line, file)) {
		if (sscanf(line, "Pid: %d", &pid) != 1) {
			pid = 0;
		}
	}
	if (file) {
		fclose(file);
	}
	return pid;
}

static const struct {
	const char *flag;
	const char *option;
} kinds[] = {
	{ "CLONE_NEWUSER", "user" }, { "CLONE_NEWNS", "mount" },      { "CLONE_NEWUTS", "uts" },
	{ "CLONE_NEWIPC", "ipc" },   { "CLONE_NEWNET", "net" },       { "CLONE_NEWPID", "pid" },
	{ "CLONE_NEWTIME", "time" }, { "CLONE_NEWCGROUP", "cgroup" }, { NULL, NULL },
};

static bool as_unshare(const struct words *words, struct line *line)
{
	add(line, "unshare");

	for (unsigned i = 0; kinds[i].flag; i++) {
		if (strstr(words->word[0], kinds[i].flag)) {
			add(line, " --%s", kinds[i].option);
		}
	}
	return add(line, " ...");
}

static bool as_nsenter(const struct words *words, struct line *line)
{
	bool is_process = strcmp(words->word[0], "anon_inode:[pidfd]") == 0;

	add(line, "nsenter");
	if (is_process) {
		add(line, " --target %d", process_of(words->first_fd));
	}
	for (unsigned i = 0; kinds[i].flag; i++) {
		if (strstr(words->word[1], kinds[i].flag) && is_process) {
			add(line, " --%s", kinds[i].option);
		} else if (strstr(words->word[1], kinds[i].flag)) {
			add(line, " --%s=%s", kinds[i].option, words->word[0]);
		}
	}
	return add(line, " ...");
}

static const struct {
	const char *flag;
	const char *option;
} mount_options[] = {
	{ "MS_RDONLY", "ro" },
	{ "MS_NOSUID", "nosuid" },
	{ "MS_NODEV", "nodev" },
	{ "MS_NOEXEC", "noexec" },
	{ "MS_REMOUNT", "remount" },
	{ "MS_NOATIME", "noatime" },
	{ "MS_RELATIME", "relatime" },
	{ "MS_STRICTATIME", "strictatime" },
	{ NULL, NULL },
};

/* mount(2) has five meanings, told apart by its flags; mount(8) has a word for each. */
static const char *mount_verb(const char *flags)
{
	bool all = strstr(flags, "MS_REC") != NULL;

	if (strstr(flags, "MS_PRIVATE")) {
		return all ? "--make-rprivate" : "--make-private";
	}
	if (strstr(flags, "MS_SHARED")) {
		return all ? "--make-rshared" : "--make-shared";
	}
	if (strstr(flags, "MS_SLAVE")) {
		return all ? "--make-rslave" : "--make-slave";
	}
	if (strstr(flags, "MS_MOVE")) {
		return "--move";
	}
	if (strstr(flags, "MS_BIND") && !strstr(flags, "MS_REMOUNT")) {
		return all ? "--rbind" : "--bind";
	}
	return NULL;
}

static bool as_mount(const struct words *words, struct line *line)
{
	const char *source = words->word[0], *target = words->word[1], *flags = words->word[3];
	const char *data = words->word[4], *verb = mount_verb(flags);
	char text[512] = "";
	struct line options = { .text = text, .size = sizeof text };

	if (verb && strncmp(verb, "--make", 6) == 0) {
		return add(line, "mount %s %s", verb, target);
	}
	if (verb) {
		return add(line, "mount %s %s %s", verb, source, target);
	}
	for (unsigned i = 0; mount_options[i].flag; i++) {
		if (strstr(flags, mount_options[i].flag)) {
			add(&options, "%s%s", *text ? "," : "", mount_options[i].option);
		}
	}
	if (*data && strcmp(data, "NULL") != 0) {
		add(&options, "%s%s", *text ? "," : "", data);
	}
	if (strstr(flags, "MS_REMOUNT")) {
		return add(line, "mount -o %s %s", text, target);
	}
	return add(line, "mount -t %s%s%s %s %s", words->word[2], *text ? " -o " : "", text, source,
		   target);
}

static bool as_write(const struct words *words, struct line *line)
{
	return add(line, "printf '%s' >%s", words->word[1], words->word[0]);
}

static bool as_unlink(const struct words *words, struct line *line)
{
	char path[2 * WORD_SIZE];

	explain_words_join(path, words->word[0], words->word[1]);
	return add(line, "%s %s", strstr(words->word[2], "AT_REMOVEDIR") ? "rmdir" : "rm", path);
}

static bool as_mkdir(const struct words *words, struct line *line)
{
	char path[2 * WORD_SIZE];

	explain_words_join(path, words->word[0], words->word[1]);
	return add(line, "mkdir -m %s %s", words->word[2], path);
}

static bool as_symlink(const struct words *words, struct line *line)
{
	char path[2 * WORD_SIZE];

	explain_words_join(path, words->word[1], words->word[2]);
	return add(line, "ln -s %s %s", words->word[0], path);
}

static bool as_rename(const struct words *words, struct line *line)
{
	char from[2 * WORD_SIZE], to[2 * WORD_SIZE];

	explain_words_join(from, words->word[0], words->word[1]);
	explain_words_join(to, words->word[2], words->word[3]);
	return add(line, "mv %s %s", from, to);
}

/* What is not attached yet has no path, so a new mount and its options are told with "...". */
static bool as_new_mount(const struct words *words, struct line *line)
{
	return add(line, "mount -t %s ...", words->word[0]);
}

static bool as_bind(const struct words *words, struct line *line)
{
	char path[2 * WORD_SIZE];

	if (!strstr(words->word[2], "OPEN_TREE_CLONE")) {
		return false;
	}
	explain_words_join(path, words->word[0], words->word[1]);
	return add(line, "mount --%s %s ...",
		   strstr(words->word[2], "AT_RECURSIVE") ? "rbind" : "bind", path);
}

static const struct {
	const char *flag;
	const char *option;
} attributes[] = {
	{ "MOUNT_ATTR_RDONLY", "ro" },
	{ "MOUNT_ATTR_NOSUID", "nosuid" },
	{ "MOUNT_ATTR_NODEV", "nodev" },
	{ "MOUNT_ATTR_NOEXEC", "noexec" },
	{ NULL, NULL },
};

static bool as_remount(const struct words *words, struct line *line)
{
	const char *set = words->word[3];
	bool any = false;

	add(line, "mount -o remount,bind");
	for (unsigned i = 0; attributes[i].flag; i++) {
		const char *at = strstr(set, attributes[i].flag);

		if (at && at < strstr(set, "attr_clr")) {
			any = true;
			add(line, ",%s", attributes[i].option);
		}
	}
	add(line, " ...");
	return any;
}

static bool as_limit(const struct words *words, struct line *line)
{
	char soft[32], hard[32];

	if (strncmp(words->word[1], "RLIMIT_", 7) != 0 ||
	    sscanf(words->word[2], "{rlim_cur=%31[^,], rlim_max=%31[^}]}", soft, hard) != 2) {
		return false;
	}
	add(line, "prlimit --");
	for (const char *at = words->word[1] + 7; *at; at++) {
		add(line, "%c", tolower((unsigned char)*at));
	}
	return add(line, "=%s:%s ...", strcmp(soft, "RLIM64_INFINITY") == 0 ? "unlimited" : soft,
		   strcmp(hard, "RLIM64_INFINITY") == 0 ? "unlimited" : hard);
}

static bool as_chown(const struct words *words, struct line *line)
{
	char path[2 * WORD_SIZE];

	explain_words_join(path, words->word[0], words->word[1]);
	return add(line, "chown -h %s:%s %s", words->word[2], words->word[3], path);
}

static bool as_link(const struct words *words, struct line *line)
{
	char from[2 * WORD_SIZE], to[2 * WORD_SIZE];

	explain_words_join(from, words->word[0], words->word[1]);
	explain_words_join(to, words->word[2], words->word[3]);
	return add(line, "ln %s %s", from, to);
}

static bool as_node(const struct words *words, struct line *line)
{
	const char *mode = strchr(words->word[2], '|'), *type = words->word[2];
	char path[2 * WORD_SIZE];
	unsigned major_number, minor_number;

	explain_words_join(path, words->word[0], words->word[1]);
	if (!mode || sscanf(words->word[3], "makedev(%x, %x)", &major_number, &minor_number) != 2) {
		return false;
	}
	return add(line, "mknod -m %s %s %c %u %u", mode + 1, path,
		   strncmp(type, "S_IFBLK", 7) == 0 ? 'b' : 'c', major_number, minor_number);
}

/* Where it is not, the step has said which file it is. */
static bool as_read(const struct words *words, struct line *line)
{
	return *words->word[0] == '/' && add(line, "cat %s", words->word[0]);
}

static bool as_setgroups(const struct words *words, struct line *line)
{
	const char *list = words->word[1];

	if (strcmp(words->word[0], "0") == 0) {
		return add(line, "setpriv --clear-groups ...");
	}
	if (*list != '[') {
		return false;
	}
	add(line, "setpriv --groups=");
	for (list++; *list && *list != ']'; list++) {
		if (*list != ' ') {
			add(line, "%c", *list);
		}
	}
	return add(line, " ...");
}

/* Where a template says enough: $1 to $5 are the arguments. */
static const struct {
	const char *call;
	const char *template;
	bool (*write)(const struct words *, struct line *);
} commands[] = {
	{ "unshare(", NULL, as_unshare },
	{ "setns(", NULL, as_nsenter },
	{ "mount(", NULL, as_mount },
	{ "open_tree(", NULL, as_bind },
	{ "fsopen(", NULL, as_new_mount },
	{ "mount_setattr(", NULL, as_remount },
	{ "umount2(", "umount -l $1", NULL },
	{ "pivot_root(", "pivot_root $1 $2", NULL },
	{ "chroot(", "chroot $1 ...", NULL },
	{ "chdir(", "cd $1", NULL },
	{ "fchdir(", "cd $1", NULL },
	{ "sethostname(", "hostname $1", NULL },
	{ "setdomainname(", "domainname $1", NULL },
	{ "write(", NULL, as_write },
	{ "mkdirat(", NULL, as_mkdir },
	{ "unlinkat(", NULL, as_unlink },
	{ "symlinkat(", NULL, as_symlink },
	{ "renameat(", NULL, as_rename },
	{ "linkat(", NULL, as_link },
	{ "mknodat(", NULL, as_node },
	{ "read(", NULL, as_read },
	{ "fchownat(", NULL, as_chown },
	{ "fchmod(", "chmod $2 $1", NULL },
	{ "umask(", "umask $1", NULL },
	{ "prlimit64(", NULL, as_limit },
	{ "setresuid(", "setpriv --reuid=$1 ...", NULL },
	{ "setresgid(", "setpriv --regid=$1 ...", NULL },
	{ "setgroups(", NULL, as_setgroups },
	{ "prctl(PR_SET_NO_NEW_PRIVS,", "setpriv --no-new-privs ...", NULL },
	{ "prctl(PR_CAPBSET_DROP,", "capsh --drop=$2 -- ...", NULL },
	{ "prctl(PR_SET_PDEATHSIG,", "setpriv --pdeathsig=$2 ...", NULL },
	{ "execve(", "exec $1", NULL },
	{ "execveat(", "exec $1", NULL },
	{ "setsid(", "setsid ...", NULL },
};

static bool fill(const struct words *words, const char *template, struct line *line)
{
	for (; *template; template ++) {
		if (template[0] == '$') {
			template ++;
			add(line, "%s", words->word[template[0] - '1']);
		} else {
			add(line, "%c", *template);
		}
	}
	return true;
}

bool explain_as_shell(const char *call, char *command, size_t size)
{
	struct line line = { .text = command, .size = size };
	struct words words;

	for (unsigned i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		if (strncmp(call, commands[i].call, strlen(commands[i].call)) != 0) {
			continue;
		}
		explain_words_read(&words, call);
		return commands[i].write ? commands[i].write(&words, &line)
					 : fill(&words, commands[i].template, &line);
	}
	return false;
}
