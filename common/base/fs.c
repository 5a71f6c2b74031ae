/* Files and folders by their paths; every failure names the call and the path. */
#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bool fs_is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool make_folder(struct scope *s, const char *path)
{
	if (mkdir(path, 0700) == 0)
		return true;
	int cause = errno;
	if (fs_is_folder(path))
		return true;
	errno = cause == EEXIST ? ENOTDIR : cause;
	return err_errno(s, ERR_INTERNAL, "mkdir", path);
}

bool fs_mkdirs(struct scope *s, const char *path)
{
	char *part = arena_strdup(s->arena, path);

	for (char *at = part + 1; *part && *at; at++) {
		if (*at != '/' || at[-1] == '/')
			continue;
		*at = '\0';
		if (!make_folder(s, part))
			return false;
		*at = '/';
	}
	return make_folder(s, part);
}

static ssize_t read_some(int fd, char *p, size_t n)
{
	ssize_t got;

	do
		got = read(fd, p, n);
	while (got < 0 && errno == EINTR);
	return got;
}

/* What the file says of its size is a first guess: it may grow meanwhile, and pipes say nothing. */
static bool read_open(
	struct scope *s, int fd, const char *path, size_t max, char **out, size_t *len)
{
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) != 0)
		return err_errno(s, ERR_INTERNAL, "stat", path);
	if ((uint64_t)st.st_size > max)
		return err_set(s, ERR_TOO_LARGE, "%s has more than %zu bytes", path, max);
	size_t cap = (size_t)st.st_size + 2, have = 0;
	char *p = arena_alloc(s->arena, cap);
	while ((n = read_some(fd, p + have, cap - have - 1)) > 0) {
		have += (size_t)n;
		if (have > max)
			return err_set(s, ERR_TOO_LARGE, "%s has more than %zu bytes", path, max);
		if (have + 1 < cap)
			continue;
		cap *= 2;
		p = memcpy(arena_alloc(s->arena, cap), p, have);
	}
	if (n < 0)
		return err_errno(s, ERR_INTERNAL, "read", path);
	p[have] = '\0';
	*out = p;
	*len = have;
	return true;
}

bool fs_read(struct scope *s, const char *path, size_t max, char **out, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return err_errno(s, errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL, "open", path);
	bool ok = read_open(s, fd, path, max, out, len);
	close(fd);
	return ok;
}

static bool sync_path(struct scope *s, const char *path, int flags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | flags);

	if (fd < 0)
		return err_errno(s, ERR_INTERNAL, "open", path);
	bool ok = fsync(fd) == 0 || err_errno(s, ERR_INTERNAL, "fsync", path);
	close(fd);
	return ok;
}

bool fs_sync_file(struct scope *s, const char *path)
{
	return sync_path(s, path, 0);
}

bool fs_sync_dir(struct scope *s, const char *path)
{
	return sync_path(s, path, O_DIRECTORY);
}

static bool write_file(struct scope *s, const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return err_errno(s, ERR_INTERNAL, "creating", path);
	bool ok = (fs_write_all(fd, text, len) && fsync(fd) == 0) ||
		  err_errno(s, ERR_INTERNAL, "writing", path);
	close(fd);
	return ok;
}

bool fs_replace(struct scope *s, const char *path, const char *text, size_t len)
{
	const char *fresh = arena_printf(s->arena, "%s.new", path);

	if (!write_file(s, fresh, text, len)) {
		unlink(fresh);
		return false;
	}
	return rename(fresh, path) == 0 || err_errno(s, ERR_INTERNAL, "renaming", fresh);
}

/* Each level holds a descriptor; the program's own trees are a handful deep. */
enum { MAX_TREE_DEPTH = 128 };

static void remove_below(int parent, const char *name, int depth);

static void remove_entries(DIR *dir, int depth)
{
	const struct dirent *e;

	while ((e = readdir(dir)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			remove_below(dirfd(dir), e->d_name, depth);
}

static void remove_below(int parent, const char *name, int depth)
{
	/* Anything but a folder goes at the first try, links included. */
	if (unlinkat(parent, name, 0) == 0 || depth > MAX_TREE_DEPTH)
		return;
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir) {
		remove_entries(dir, depth + 1);
		closedir(dir);
	} else if (fd >= 0) {
		close(fd);
	}
	unlinkat(parent, name, AT_REMOVEDIR);
}

void fs_remove_tree(const char *path)
{
	char *name = xstrdup(path);

	/* With a slash at its end the name of a link stands for the folder behind it. */
	for (size_t n = strlen(name); n > 1 && name[n - 1] == '/'; n--)
		name[n - 1] = '\0';
	remove_below(AT_FDCWD, name, 0);
	free(name);
}

int fs_lock(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	int cause = errno;
	close(fd);
	errno = cause;
	return -1;
}

bool fs_write_all(int fd, const void *p, size_t n)
{
	const char *at = p;

	while (n > 0) {
		ssize_t done = write(fd, at, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		at += done;
		n -= (size_t)done;
	}
	return true;
}
