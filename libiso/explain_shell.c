/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain_shell.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { WORD_SIZE = 320, WORDS = 6 };

/* A call, taken apart: its arguments without quotes, a descriptor as the path that it is of. */
struct words {
	char word[WORDS][WORD_SIZE];
};

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

/* Where the argument ends: at a comma or the last bracket that is in no quotes and no brackets. */
static const char *argument_end(const char *from)
{
	int depth = 0;

	for (bool quoted = false; *from; from++) {
		if (*from == '\\' && from[1]) {
			from++;
		} else if (*from == '"') {
			quoted = !quoted;
		} else if (!quoted && strchr("([{<", *from)) {
			depth++;
		} else if (!quoted && depth == 0 && strchr(",)", *from)) {
			break;
		} else if (!quoted && strchr(")]}>", *from)) {
			depth--;
		}
	}
	return from;
}

static void take_word(char word[WORD_SIZE], const char *from, const char *end)
{
	const char *path = memchr(from, '<', (size_t)(end - from));

	if (*from == '"' && end - from >= 2) {
		from++;
		end--;
	} else if (path && *from >= '0' && *from <= '9' && end[-1] == '>') {
		from = path + 1;
		end--;
	}
	snprintf(word, WORD_SIZE, "%.*s", (int)(end - from), from);
}

static void take_apart(struct words *words, const char *call)
{
	const char *from = strchr(call, '(');

	for (unsigned i = 0; i < WORDS; i++) {
		words->word[i][0] = '\0';
		if (!from || *from == ')' || !*from) {
			from = NULL;
			continue;
		}
		from += 1 + (from[1] == ' ');
		const char *end = argument_end(from);
		take_word(words->word[i], from, end);
		from = end;
	}
}

/* A file by a directory's descriptor and a name: the two joined, unless one says it all. */
static void join_path(char path[2 * WORD_SIZE], const char *at, const char *name)
{
	if (*name == '/' || strcmp(at, "AT_FDCWD") == 0) {
		snprintf(path, 2 * WORD_SIZE, "%s", name);
	} else {
		snprintf(path, 2 * WORD_SIZE, "%s%s%s", at, *name ? "/" : "", name);
	}
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
	add(line, "nsenter");

	for (unsigned i = 0; kinds[i].flag; i++) {
		if (strstr(words->word[1], kinds[i].flag)) {
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

	join_path(path, words->word[0], words->word[1]);
	return add(line, "%s %s", strstr(words->word[2], "AT_REMOVEDIR") ? "rmdir" : "rm", path);
}

static bool as_mkdir(const struct words *words, struct line *line)
{
	char path[2 * WORD_SIZE];

	join_path(path, words->word[0], words->word[1]);
	return add(line, "mkdir -m %s %s", words->word[2], path);
}

static bool as_symlink(const struct words *words, struct line *line)
{
	char path[2 * WORD_SIZE];

	join_path(path, words->word[1], words->word[2]);
	return add(line, "ln -s %s %s", words->word[0], path);
}

static bool as_rename(const struct words *words, struct line *line)
{
	char from[2 * WORD_SIZE], to[2 * WORD_SIZE];

	join_path(from, words->word[0], words->word[1]);
	join_path(to, words->word[2], words->word[3]);
	return add(line, "mv %s %s", from, to);
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
	{ "fchmod(", "chmod $2 $1", NULL },
	{ "setresuid(", "setpriv --reuid=$1 ...", NULL },
	{ "setresgid(", "setpriv --regid=$1 ...", NULL },
	{ "setgroups(", NULL, as_setgroups },
	{ "prctl(PR_SET_NO_NEW_PRIVS,", "setpriv --no-new-privs ...", NULL },
	{ "prctl(PR_CAPBSET_DROP,", "capsh --drop=$2 -- ...", NULL },
	{ "prctl(PR_SET_PDEATHSIG,", "setpriv --pdeathsig=$2 ...", NULL },
	{ "execve(", "exec $1", NULL },
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
		take_apart(&words, call);
		return commands[i].write ? commands[i].write(&words, &line)
					 : fill(&words, commands[i].template, &line);
	}
	return false;
}
