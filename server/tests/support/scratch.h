/* A folder of a test's own under /tmp, and questions about what is in it and what is open. */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include "base/fs.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The path lives in the scope's arena. */
static inline const char *scratch_make(struct scope *s)
{
	char *path = arena_strdup(s->arena, "/tmp/emulator-check.XXXXXX");

	ck_assert_msg(mkdtemp(path) != NULL, "%s cannot be made", path);
	return path;
}

static inline void scratch_remove(const char *path)
{
	fs_remove_tree(path);
	ck_assert_msg(access(path, F_OK) != 0, "%s is still there", path);
}

/* A file of the folder, to be freed with the scope. */
static inline const char *scratch_path(struct scope *s, const char *folder, const char *name)
{
	return arena_printf(s->arena, "%s/%s", folder, name);
}

static inline bool scratch_is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Entries of one folder; 0 when it is not there. */
static inline size_t scratch_entries(const char *path)
{
	DIR *dir = opendir(path);
	size_t n = 0;

	for (struct dirent *entry; dir && (entry = readdir(dir));)
		n += !scratch_is_dots(entry->d_name);
	if (dir)
		closedir(dir);
	return n;
}

/* Regular files two levels below, as blobs lie. */
static inline size_t scratch_files_below(const char *path)
{
	DIR *dir = opendir(path);
	char below[1024];
	size_t n = 0;

	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		if (scratch_is_dots(entry->d_name))
			continue;
		(void)snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
		n += scratch_entries(below);
	}
	if (dir)
		closedir(dir);
	return n;
}

/* Descriptors that the process holds, the one for the question not counted. */
static inline size_t scratch_descriptors(void)
{
	return scratch_entries("/proc/self/fd") - 1;
}

#endif
