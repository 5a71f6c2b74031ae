/* Files: whole reads with a cap, durable folders, removal of trees, locks. */
#ifndef BASE_FS_H
#define BASE_FS_H

#include "base/scope.h"

/* Creates the folder and its parents (mode 0700); existing is fine. */
NODISCARD bool fs_mkdirs(struct scope *s, const char *path);

bool fs_is_folder(const char *path);

/* Reads a whole file of at most `max` bytes into the arena, terminated. */
NODISCARD bool fs_read(struct scope *s, const char *path, size_t max, char **out, size_t *len);

/* Puts what was written to the file on disk. */
NODISCARD bool fs_sync_file(struct scope *s, const char *path);

/* Puts a small file in the place of the one that is there, if any: whoever looks, at any time, sees the old or the
 * new. On disk before the call returns. */
NODISCARD bool fs_replace(struct scope *s, const char *path, const char *text, size_t len);

/* Makes renames and creations in the folder durable. */
NODISCARD bool fs_sync_dir(struct scope *s, const char *path);

/* Removes a folder and all below it, without following links. Best effort. */
void fs_remove_tree(const char *path);

/* Takes the exclusive lock on a file (created when missing) for the life of the returned
 * descriptor; -1 when another process holds it, with errno EWOULDBLOCK, or when the file cannot
 * be opened. */
int fs_lock(const char *path);

/* Writes all of p. False with errno set. */
bool fs_write_all(int fd, const void *p, size_t n);

#endif
