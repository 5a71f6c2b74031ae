/* System calls that fail on demand. The executable is linked with --wrap for each of those below (the
 * test says "wraps: ..." in its first lines), so that the server's code calls these functions, and
 * neither libc nor SQLite does. To be included by one file of the executable. */
#ifndef TESTS_FAULTS_H
#define TESTS_FAULTS_H

#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
	long left;          /* calls up to the one that fails; 0: none does */
	int error;          /* its errno */
	bool lasting;       /* all later calls fail as well */
	const char *failed; /* the first call that did, or NULL */
	size_t most;        /* bytes that one write takes; 0: all */
} faults;

static inline void faults_arm(long nth, int error, bool lasting)
{
	faults.left = nth;
	faults.error = error;
	faults.lasting = lasting;
	faults.failed = NULL;
}

static inline void faults_disarm(void)
{
	faults.left = 0;
}

static inline bool faults_hit(const char *call)
{
	if (faults.left == 0 || --faults.left > 0)
		return false;
	if (!faults.failed)
		faults.failed = call;
	faults.left = faults.lasting;
	errno = faults.error;
	return true;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
ssize_t __real_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n);
ssize_t __real_pread(int fd, void *p, size_t n, off_t at);
ssize_t __wrap_pread(int fd, void *p, size_t n, off_t at);
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode);

int __wrap_open(const char *path, int flags, ...)
{
	va_list ap;

	va_start(ap, flags);
	mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	return faults_hit("open") ? -1 : __real_open(path, flags, mode);
}

ssize_t __wrap_write(int fd, const void *p, size_t n)
{
	if (faults.most && n > faults.most)
		n = faults.most;
	return faults_hit("write") ? -1 : __real_write(fd, p, n);
}

ssize_t __wrap_pread(int fd, void *p, size_t n, off_t at)
{
	return faults_hit("pread") ? -1 : __real_pread(fd, p, n, at);
}

int __wrap_fsync(int fd)
{
	return faults_hit("fsync") ? -1 : __real_fsync(fd);
}

int __wrap_fdatasync(int fd)
{
	return faults_hit("fdatasync") ? -1 : __real_fdatasync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
	return faults_hit("rename") ? -1 : __real_rename(from, to);
}

int __wrap_mkdir(const char *path, mode_t mode)
{
	return faults_hit("mkdir") ? -1 : __real_mkdir(path, mode);
}

#endif
