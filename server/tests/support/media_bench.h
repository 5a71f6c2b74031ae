/* What the tests of the media helper share: its path, the image fixtures, and questions to /proc about
 * descriptors and child processes. */
#ifndef TESTS_MEDIA_BENCH_H
#define TESTS_MEDIA_BENCH_H

#include "base/base.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MEDIA_BENCH_PATH = 512 };

/* The variables that ctest sets; in their absence the test cannot run. */
static inline const char *media_bench_env(const char *name)
{
	const char *value = getenv(name);

	ck_assert_msg(value != NULL, "the test needs %s in its environment", name);
	return value;
}

/* A text that must fit. */
static inline void PRINTF_LIKE(3, 4)
	media_bench_format(char *out, size_t size, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(out, size, fmt, ap);
	va_end(ap);
	ck_assert(n >= 0 && (size_t)n < size);
}

/* The helper stands beside the server. */
static inline void media_bench_helper(char path[MEDIA_BENCH_PATH])
{
	media_bench_format(path, MEDIA_BENCH_PATH, "%s-media", media_bench_env("EMULATOR_BIN"));
	ck_assert_msg(access(path, X_OK) == 0, "%s is not built", path);
}

/* Opens a file of fixtures/images/. */
static inline int media_bench_open(const char *name)
{
	char path[MEDIA_BENCH_PATH];

	media_bench_format(
		path, sizeof(path), "%s/fixtures/images/%s", media_bench_env("SOURCE_DIR"), name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_msg(fd >= 0, "%s cannot be opened", path);
	return fd;
}

static inline int media_bench_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	ck_assert_ptr_nonnull(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

/* The parent of a process, or -1. Its name stands in brackets and may hold anything. */
static inline long media_bench_parent(const char *pid)
{
	char path[64], line[512], *end;

	media_bench_format(path, sizeof(path), "/proc/%.16s/stat", pid);
	FILE *f = fopen(path, "re");
	if (!f)
		return -1;
	bool got = fgets(line, sizeof(line), f) != NULL;
	fclose(f);
	const char *close = got ? strrchr(line, ')') : NULL;
	return close ? strtol(close + 4, &end, 10) : -1;
}

/* How many children this process has, zombies included; *last is one of them. */
static inline int media_bench_children(pid_t *last)
{
	DIR *d = opendir("/proc");
	int n = 0;

	ck_assert_ptr_nonnull(d);
	for (struct dirent *e = readdir(d); e; e = readdir(d)) {
		if (e->d_name[0] < '1' || e->d_name[0] > '9')
			continue;
		if (media_bench_parent(e->d_name) != (long)getpid())
			continue;
		char *end;
		n++;
		if (last)
			*last = (pid_t)strtol(e->d_name, &end, 10);
	}
	closedir(d);
	return n;
}

/* The one child there must be. */
static inline pid_t media_bench_child(void)
{
	pid_t pid = 0;

	ck_assert_int_eq(media_bench_children(&pid), 1);
	return pid;
}

#endif
