/* One folder, one file a copy. Names that start with a dot are this program's: the start, and copies in the
 * making, all of which end with the process. The lock is held while a copy is used, so that none goes away under its
 * reader; what is done with one takes milliseconds, but for taking one large account out of the start. */
#include "store/checkpoint_shelf.h"

#include "base/fs.h"
#include "base/text.h"
#include "db/db_room.h"
#include "store/blob_ref_store.h"
#include "store/checkpoint_file.h"
#include "store/checkpoint_gone.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char suffix[] = ".db", scratch_prefix[] = ".scratch-";

struct copy {
	struct copy *next; /* by name */
	char *name, *path;
	struct db *reader; /* opened when it is first asked for a blob */
	int64_t created_at, bytes;
};

struct checkpoint_shelf {
	char *folder;
	struct checkpoint_gone gone;
	bool durable;
	pthread_mutex_t lock, start_lock;
	struct copy *copies;
	size_t count; /* without the start */
	uint64_t next_scratch;
};

bool checkpoint_shelf_is_name(const char *name)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
	size_t n = strspn(name, letters);

	return n > 0 && n <= CHECKPOINT_SHELF_MAX_NAME && name[n] == '\0' && name[0] != '.';
}

static bool is_start(const char *name)
{
	return strcmp(name, CHECKPOINT_SHELF_START) == 0;
}

static const char *path_of(struct checkpoint_shelf *shelf, struct arena *a, const char *name)
{
	return arena_printf(a, "%s/%s%s", shelf->folder, name, suffix);
}

static void free_copy(struct copy *c)
{
	db_close(c->reader);
	free(c->name);
	free(c->path);
	free(c);
}

static struct copy **place(struct checkpoint_shelf *shelf, const char *name)
{
	struct copy **p = &shelf->copies;

	while (*p && strcmp((*p)->name, name) < 0)
		p = &(*p)->next;
	return p;
}

static struct copy *find(struct checkpoint_shelf *shelf, const char *name)
{
	struct copy *c = *place(shelf, name);

	return c && strcmp(c->name, name) == 0 ? c : NULL;
}

static int64_t time_of(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000 + st->st_mtim.tv_nsec / 1000000;
}

/* Takes note of a file that lies where this name's belongs, also of one that cannot be looked at: whoever uses it is told
 * why. False: there is none. */
static bool note(struct checkpoint_shelf *shelf, struct scope *s, const char *name)
{
	const char *path = path_of(shelf, s->arena, name);
	struct stat st = { 0 };

	if (lstat(path, &st) != 0 && errno == ENOENT)
		return err_errno(s, ERR_UNAVAILABLE, "looking at the checkpoint", path);
	struct copy **at = place(shelf, name);
	struct copy *c = xcalloc(1, sizeof(*c));
	*c = (struct copy){
		.next = *at,
		.name = xstrdup(name),
		.path = xstrdup(path),
		.created_at = time_of(&st),
		.bytes = (int64_t)st.st_size,
	};
	*at = c;
	shelf->count += is_start(name) ? 0 : 1;
	return true;
}

static void forget(struct checkpoint_shelf *shelf, struct copy *c)
{
	*place(shelf, c->name) = c->next;
	shelf->count -= is_start(c->name) ? 0 : 1;
	free_copy(c);
}

/* A copy goes to where the sweep finds what it named. One that cannot be moved, or whose space is needed at once, goes for
 * good, and its blobs are of those of which nobody knows. */
static bool retire(struct checkpoint_shelf *shelf, struct scope *s, const char *path, bool at_once)
{
	struct scope own = scope_open();
	bool ok = true;

	checkpoint_file_drop_journal(s, path);
	if (at_once || checkpoint_file_look(&own, path) != CHECKPOINT_FILE_WHOLE ||
		rename(path, checkpoint_gone_next(&shelf->gone, own.arena)) != 0)
		ok = unlink(path) == 0 ||
		     err_errno(s, ERR_UNAVAILABLE, "deleting the checkpoint", path);
	scope_close(&own);
	return ok;
}

/* One file of the folder at the opening: a checkpoint, or what a process left. Others are somebody else's. */
static bool take_up(struct checkpoint_shelf *shelf, struct scope *s, const char *file)
{
	if (strcmp(file, CHECKPOINT_SHELF_START ".db") == 0) {
		const char *path = arena_printf(s->arena, "%s/%s", shelf->folder, file);
		if (!retire(shelf, s, path, db_room_is_low(path)))
			err_clear(s); /* it is written over */
		return true;
	}
	if (text_starts(file, CHECKPOINT_SHELF_START) || text_starts(file, scratch_prefix)) {
		unlink(arena_printf(s->arena, "%s/%s", shelf->folder, file));
		return true;
	}
	if (!text_ends(file, suffix))
		return true;
	const char *name = arena_strndup(s->arena, file, strlen(file) - strlen(suffix));
	if (!checkpoint_shelf_is_name(name))
		return true;
	checkpoint_file_take_back(path_of(shelf, s->arena, name), shelf->durable);
	if (!note(shelf, s, name))
		err_clear(s); /* it has gone meanwhile */
	return true;
}

static bool take_all_up(struct checkpoint_shelf *shelf, struct scope *s)
{
	DIR *dir = opendir(shelf->folder);
	bool ok = true;

	if (!dir)
		return err_errno(s, ERR_UNAVAILABLE, "opening the folder", shelf->folder);
	for (struct dirent *entry; ok && (entry = readdir(dir));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			ok = take_up(shelf, s, entry->d_name);
	closedir(dir);
	return ok;
}

bool checkpoint_shelf_open(
	struct scope *s, const char *dir, bool durable, struct checkpoint_shelf **out)
{
	const char *folder = arena_printf(s->arena, "%s/checkpoints", dir);
	struct checkpoint_gone gone;

	if (!fs_mkdirs(s, folder) || !checkpoint_gone_open(s, dir, &gone)) {
		s->err.code = ERR_UNAVAILABLE;
		return false;
	}
	struct checkpoint_shelf *shelf = xcalloc(1, sizeof(*shelf));
	shelf->folder = xstrdup(folder);
	shelf->gone = gone;
	shelf->durable = durable;
	pthread_mutex_init(&shelf->lock, NULL);
	pthread_mutex_init(&shelf->start_lock, NULL);
	if (take_all_up(shelf, s)) {
		*out = shelf;
		return true;
	}
	checkpoint_shelf_close(shelf);
	return false;
}

void checkpoint_shelf_close(struct checkpoint_shelf *shelf)
{
	if (!shelf)
		return;
	for (struct copy *c = shelf->copies, *next; c; c = next) {
		next = c->next;
		free_copy(c);
	}
	pthread_mutex_destroy(&shelf->lock);
	pthread_mutex_destroy(&shelf->start_lock);
	free(shelf->folder);
	checkpoint_gone_close(&shelf->gone);
	free(shelf);
}

const char *checkpoint_shelf_scratch(struct checkpoint_shelf *shelf, struct arena *a)
{
	pthread_mutex_lock(&shelf->lock);
	uint64_t number = shelf->next_scratch++;
	pthread_mutex_unlock(&shelf->lock);
	return arena_printf(a, "%s/%s%" PRIu64, shelf->folder, scratch_prefix, number);
}

static bool move_in(
	struct checkpoint_shelf *shelf, struct scope *s, const char *scratch, const char *name)
{
	const char *path = path_of(shelf, s->arena, name);
	struct copy *old = find(shelf, name);

	if (!old && !is_start(name) && shelf->count >= CHECKPOINT_SHELF_MAX)
		return err_set(s, ERR_CONFLICT,
			"There are %d checkpoints already; delete one first.",
			CHECKPOINT_SHELF_MAX);
	checkpoint_file_drop_journal(s, path);
	/* A second name for what is written over. Where there are none, its blobs are of those of which nobody
	 * knows. */
	if (old)
		(void)!link(path, checkpoint_gone_next(&shelf->gone, s->arena));
	if (rename(scratch, path) != 0)
		return err_errno(s, ERR_UNAVAILABLE, "storing the checkpoint as", path);
	if (old)
		forget(shelf, old);
	return note(shelf, s, name) &&
	       (!shelf->durable || is_start(name) || fs_sync_dir(s, shelf->folder));
}

void checkpoint_shelf_begin_start(struct checkpoint_shelf *shelf)
{
	pthread_mutex_lock(&shelf->start_lock);
}

void checkpoint_shelf_end_start(struct checkpoint_shelf *shelf)
{
	pthread_mutex_unlock(&shelf->start_lock);
}

bool checkpoint_shelf_put(
	struct checkpoint_shelf *shelf, struct scope *s, const char *scratch, const char *name)
{
	bool sync = shelf->durable && !is_start(name);

	if (sync && !fs_sync_file(s, scratch)) {
		unlink(scratch);
		return false;
	}
	pthread_mutex_lock(&shelf->lock);
	bool ok = move_in(shelf, s, scratch, name);
	pthread_mutex_unlock(&shelf->lock);
	if (!ok)
		unlink(scratch);
	return ok;
}

static const char *names(struct checkpoint_shelf *shelf, struct arena *a)
{
	const char *list = NULL;

	for (struct copy *c = shelf->copies; c; c = c->next)
		if (!is_start(c->name))
			list = list ? arena_printf(a, "%s, %s", list, c->name) : c->name;
	return list ? arena_printf(a, "there are %s", list) : "there is none";
}

static bool not_found(struct checkpoint_shelf *shelf, struct scope *s, const char *name)
{
	return err_set(s, ERR_NOT_FOUND, "No checkpoint has the name %s; %s.", name,
		names(shelf, s->arena));
}

bool checkpoint_shelf_delete(struct checkpoint_shelf *shelf, struct scope *s, const char *name)
{
	pthread_mutex_lock(&shelf->lock);
	struct copy *c = find(shelf, name);
	bool ok = c ? retire(shelf, s, c->path, false) : not_found(shelf, s, name);
	if (ok)
		forget(shelf, c);
	pthread_mutex_unlock(&shelf->lock);
	return ok;
}

/* Whoever brought the copy up to date made no other one of it: after the next start it is as old as before. */
static void keep_time(struct copy *c)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT },
		{ .tv_sec = c->created_at / 1000, .tv_nsec = c->created_at % 1000 * 1000000 } };
	struct stat st;

	if (stat(c->path, &st) != 0)
		return;
	c->bytes = (int64_t)st.st_size;
	if (c->created_at != 0 && time_of(&st) != c->created_at)
		(void)!utimensat(AT_FDCWD, c->path, times, 0);
}

bool checkpoint_shelf_use(struct checkpoint_shelf *shelf, struct scope *s, const char *name,
	checkpoint_shelf_use_fn *use, void *ctx)
{
	pthread_mutex_lock(&shelf->lock);
	struct copy *c = find(shelf, name);
	bool ok = c ? checkpoint_file_look(s, c->path) == CHECKPOINT_FILE_WHOLE &&
				  use(ctx, s, c->path)
		    : not_found(shelf, s, name);
	if (c)
		keep_time(c);
	pthread_mutex_unlock(&shelf->lock);
	return ok;
}

void checkpoint_shelf_list(struct checkpoint_shelf *shelf, struct arena *a,
	struct checkpoint_facts **out, size_t *count)
{
	size_t n = 0;

	pthread_mutex_lock(&shelf->lock);
	struct checkpoint_facts *list = arena_alloc(a, (shelf->count + 1) * sizeof(*list));
	for (struct copy *c = shelf->copies; c; c = c->next)
		if (!is_start(c->name))
			list[n++] = (struct checkpoint_facts){
				.name = arena_strndup(a, c->name, strlen(c->name)),
				.created_at = c->created_at,
				.bytes = c->bytes,
			};
	pthread_mutex_unlock(&shelf->lock);
	*out = list;
	*count = n;
}

static bool open_reader(struct copy *c, struct scope *s)
{
	const struct db_options options = { .read_only = true };

	enum checkpoint_file found = checkpoint_file_look(s, c->path);
	if (found == CHECKPOINT_FILE_OTHER)
		err_clear(s); /* which names nothing */
	return found == CHECKPOINT_FILE_WHOLE && db_open(s, c->path, &options, &c->reader);
}

static bool copy_names(struct copy *c, struct scope *s, const char *blob)
{
	return (c->reader || open_reader(c, s)) && blob_ref_store_is_named(c->reader, s, blob);
}

bool checkpoint_shelf_names(struct checkpoint_shelf *shelf, struct scope *s, const char *blob)
{
	bool named = false;

	if (!shelf)
		return false;
	pthread_mutex_lock(&shelf->lock);
	for (struct copy *c = shelf->copies; c && !named && s->err.code == ERR_NONE; c = c->next)
		named = copy_names(c, s, blob);
	pthread_mutex_unlock(&shelf->lock);
	return named;
}

const char *checkpoint_shelf_gone(struct checkpoint_shelf *shelf, struct arena *a)
{
	return checkpoint_gone_any(&shelf->gone, a);
}

void checkpoint_shelf_discard(struct checkpoint_shelf *shelf)
{
	checkpoint_gone_discard(&shelf->gone);
}
