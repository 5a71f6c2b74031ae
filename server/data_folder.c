/* One process a folder, by a lock that the kernel drops when the process dies. */
#include "data_folder.h"

#include "base/fs.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static const char prefix[] = "imagekit-emulator-";

static bool take(struct scope *s, struct data_folder *f)
{
	const char *path = arena_printf(s->arena, "%s/lock", f->path);

	f->lock = fs_lock(path);
	if (f->lock >= 0)
		return true;
	if (errno == EWOULDBLOCK)
		return err_set(s, ERR_UNAVAILABLE,
			"The data folder %s is in use by another imagekit-emulator process.",
			f->path);
	return err_errno(s, ERR_UNAVAILABLE, "locking", path);
}

/* The file that makes a folder one of ours to remove. It comes when the lock is held, so that a folder with
 * this mark and a free lock belongs to nobody any more; a folder without it may be anybody's. */
static const char *mark_of(struct scope *s, const char *folder)
{
	return arena_printf(s->arena, "%s/temporary", folder);
}

static bool mark(struct scope *s, const char *folder)
{
	const char *path = mark_of(s, folder);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_errno(s, ERR_UNAVAILABLE, "creating", path);
	close(fd);
	return true;
}

static void remove_if_dead(struct scope *s, const char *path)
{
	int lock = -1;

	if (access(mark_of(s, path), F_OK) == 0)
		lock = fs_lock(arena_printf(s->arena, "%s/lock", path));
	if (lock < 0)
		return;
	fs_remove_tree(path);
	close(lock);
}

static void remove_dead(struct scope *s, const char *tmp)
{
	DIR *dir = opendir(tmp);

	for (struct dirent *entry; dir && (entry = readdir(dir));)
		if (text_starts(entry->d_name, prefix))
			remove_if_dead(s, arena_printf(s->arena, "%s/%s", tmp, entry->d_name));
	if (dir)
		closedir(dir);
}

static bool open_temporary(struct scope *s, struct data_folder *f)
{
	const char *env = getenv("TMPDIR");
	const char *tmp = env && *env ? env : "/tmp";
	char *path = arena_printf(s->arena, "%s/%sXXXXXX", tmp, prefix);

	remove_dead(s, tmp);
	if (!mkdtemp(path))
		return err_errno(s, ERR_UNAVAILABLE, "making a temporary folder", path);
	f->path = xstrdup(path);
	return take(s, f) && mark(s, path);
}

bool data_folder_open(struct scope *s, const char *dir, struct data_folder *out)
{
	*out = (struct data_folder){ .lock = -1, .durable = dir != NULL };
	if (!dir)
		return open_temporary(s, out);
	out->path = xstrdup(dir);
	if (!fs_mkdirs(s, dir) || !take(s, out))
		return err_restate(s, ERR_UNAVAILABLE, "--data: %s", s->err.msg);
	/* What a user names is kept, even when it was left behind by a run without a name. */
	unlink(mark_of(s, dir));
	return true;
}

void data_folder_close(struct data_folder *f)
{
	/* Removed while the lock is held, so that no other process takes the folder for a dead one. */
	if (f->lock >= 0 && !f->durable)
		fs_remove_tree(f->path);
	if (f->lock >= 0)
		close(f->lock);
	free(f->path);
	*f = (struct data_folder){ .lock = -1 };
}
