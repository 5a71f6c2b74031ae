/* A list is a file NUMBER.list of one name a line; NUMBER.marks is one too, which earlier processes left of their
 * uploads (blob_marks.c). A single blob, whose upload came to nothing, is an empty file NAME-NUMBER. What else lies in
 * the folder is the shelf's of checkpoints. */
#include "blob/blob_suspects.h"

#include "base/fs.h"
#include "base/text.h"
#include "blob/blob_collect.h"
#include "blob/blob_dir.h"
#include "blob/blob_marks.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE = BLOB_NAME_LENGTH + 1 };
enum { MOST_BYTES = 1 << 30 };

static const char list_suffix[] = ".list", marks_suffix[] = ".marks";

struct blob_suspects {
	struct blob_suspects *next;
	struct blob_store *store;
	char *path; /* NULL: it is not on disk */
	char *lines;
	size_t bytes, room;
};

static bool has_suffix(const char *file, const char *suffix)
{
	size_t n = strlen(file), end = strlen(suffix);

	return n > end && strcmp(file + n - end, suffix) == 0;
}

struct blob_suspects *blob_suspects_new(struct blob_store *b)
{
	struct blob_suspects *list = xcalloc(1, sizeof(*list));

	list->store = b;
	return list;
}

static void free_list(struct blob_suspects *list)
{
	free(list->path);
	free(list->lines);
	free(list);
}

void blob_suspects_add(struct blob_suspects *list, const char *name)
{
	if (!text_is_hex(view_of(name), BLOB_NAME_LENGTH))
		return;
	if (list->bytes + LINE > list->room) {
		list->room = list->room ? 2 * list->room : (size_t)LINE;
		list->lines = xreallocarray(list->lines, list->room, 1);
	}
	memcpy(list->lines + list->bytes, name, BLOB_NAME_LENGTH);
	list->lines[list->bytes + BLOB_NAME_LENGTH] = '\n';
	list->bytes += LINE;
}

static void enqueue(struct blob_suspects *list)
{
	struct blob_store *b = list->store;

	pthread_mutex_lock(&b->lock);
	list->next = b->queue;
	b->queue = list;
	pthread_mutex_unlock(&b->lock);
}

static uint64_t next_number(struct blob_store *b)
{
	pthread_mutex_lock(&b->lock);
	uint64_t number = b->next_suspect++;
	pthread_mutex_unlock(&b->lock);
	return number;
}

static void put_on_disk(struct blob_suspects *list)
{
	struct blob_store *b = list->store;
	struct scope s = scope_open();
	const char *path =
		arena_printf(s.arena, "%s/%" PRIu64 "%s", b->suspects, next_number(b), list_suffix);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0 && fs_write_all(fd, list->lines, list->bytes))
		list->path = xstrdup(path);
	else if (fd >= 0)
		unlink(path);
	if (fd >= 0)
		close(fd);
	scope_close(&s);
}

void blob_suspects_submit(struct blob_suspects *list)
{
	if (list->bytes == 0) {
		free_list(list);
		return;
	}
	put_on_disk(list);
	enqueue(list);
}

/* The mark of a single blob; NULL when the folder takes no more. */
static char *mark(struct blob_store *b, const char *name)
{
	struct scope s = scope_open();
	const char *path =
		arena_printf(s.arena, "%s/%s-%" PRIu64, b->suspects, name, next_number(b));
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	char *marked = fd >= 0 ? xstrdup(path) : NULL;

	if (fd >= 0)
		close(fd);
	scope_close(&s);
	return marked;
}

static void enqueue_one(struct blob_store *b, const char *name, char *path)
{
	struct blob_suspects *list = blob_suspects_new(b);

	blob_suspects_add(list, name);
	list->path = path;
	enqueue(list);
}

void blob_suspects_one(struct blob_store *b, const char *name)
{
	enqueue_one(b, name, mark(b, name));
}

static struct blob_suspects *take_queue(struct blob_store *b)
{
	pthread_mutex_lock(&b->lock);
	struct blob_suspects *all = b->queue;
	b->queue = NULL;
	pthread_mutex_unlock(&b->lock);
	return all;
}

struct pass {
	blob_use_fn *use;
	bool (*go_on)(void *ctx);
	void *ctx;
};

/* Keeps in the list what has to be asked again; true when nothing has. */
static bool sweep_list(struct blob_suspects *list, const struct pass *p)
{
	size_t kept = 0;

	for (size_t at = 0; at < list->bytes; at += LINE) {
		char name[LINE];
		memcpy(name, list->lines + at, BLOB_NAME_LENGTH);
		name[BLOB_NAME_LENGTH] = '\0';
		if (p->go_on(p->ctx) &&
			blob_collect(list->store, name, p->use, p->ctx) != BLOB_UNDECIDED)
			continue;
		memmove(list->lines + kept, list->lines + at, LINE);
		kept += LINE;
	}
	list->bytes = kept;
	return kept == 0;
}

void blob_suspects_sweep(
	struct blob_store *b, blob_use_fn *use, bool (*go_on)(void *ctx), void *ctx)
{
	const struct pass p = { use, go_on, ctx };

	for (struct blob_suspects *list = take_queue(b), *next; list; list = next) {
		next = list->next;
		if (!sweep_list(list, &p)) {
			enqueue(list);
			continue;
		}
		if (list->path)
			unlink(list->path);
		free_list(list);
	}
}

void blob_suspects_discard(struct blob_store *b)
{
	for (struct blob_suspects *list = take_queue(b), *next; list; list = next) {
		next = list->next;
		if (list->path)
			unlink(list->path);
		free_list(list);
	}
}

bool blob_suspects_of_replacement(struct blob_store *b)
{
	bool some = false;

	pthread_mutex_lock(&b->lock);
	for (const struct blob_suspects *list = b->queue; list && !some; list = list->next)
		some = list->path && has_suffix(list->path, list_suffix);
	pthread_mutex_unlock(&b->lock);
	return some;
}

void blob_suspects_free(struct blob_store *b)
{
	for (struct blob_suspects *list = take_queue(b), *next; list; list = next) {
		next = list->next;
		free_list(list);
	}
}

static void read_list(struct blob_store *b, struct scope *s, const char *path)
{
	struct blob_suspects *list = blob_suspects_new(b);
	char *text;
	size_t len = 0;

	/* A line that a crash cut short names nothing. */
	if (fs_read(s, path, MOST_BYTES, &text, &len))
		for (size_t at = 0; at + LINE <= len; at += LINE)
			blob_suspects_add(
				list, arena_strndup(s->arena, text + at, BLOB_NAME_LENGTH));
	err_clear(s);
	list->path = xstrdup(path);
	enqueue(list);
}

static void take_up(struct blob_store *b, struct scope *s, const char *file)
{
	const char *path = arena_printf(s->arena, "%s/%s", b->suspects, file);
	uint64_t number = 0;
	struct stat st;

	if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	if (has_suffix(file, list_suffix) || has_suffix(file, marks_suffix)) {
		number = strtoull(file, NULL, 10);
		read_list(b, s, path);
	} else if (strlen(file) > LINE && file[BLOB_NAME_LENGTH] == '-') {
		number = strtoull(file + LINE, NULL, 10);
		enqueue_one(b, arena_strndup(s->arena, file, BLOB_NAME_LENGTH), xstrdup(path));
	} else {
		return;
	}
	if (number >= b->next_suspect)
		b->next_suspect = number + 1;
}

/* The uploads of the process before this one become a list beside the new ones. What else has the name makes room. */
static void keep_marks(struct blob_store *b, struct scope *s)
{
	const char *path = arena_printf(s->arena, "%s/" BLOB_MARKS_FILE, b->suspects);
	const char *kept = arena_printf(
		s->arena, "%s/%" PRIu64 "%s", b->suspects, next_number(b), marks_suffix);
	struct stat st;

	if (rename(path, kept) == 0 && lstat(kept, &st) == 0 && S_ISREG(st.st_mode))
		read_list(b, s, kept);
}

void blob_suspects_load(struct blob_store *b)
{
	struct scope s = scope_open();
	DIR *dir = opendir(b->suspects);

	for (struct dirent *entry; dir && (entry = readdir(dir));)
		take_up(b, &s, entry->d_name);
	if (dir)
		closedir(dir);
	keep_marks(b, &s);
	scope_close(&s);
}
