/* A stack of idle readers and the writer with its mutex. */
#include "db/db_pool.h"

#include "db/db_function.h"
#include "db/db_migrate.h"
#include "db/db_room.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

/* Each holds some 300 KiB. More are open while more threads read, which take turns on the processors. */
enum { MOST_IDLE = 12 };

struct db_pool {
	char *path;
	dev_t device; /* with `inode`: of the file that the writer has open */
	ino_t inode;
	bool durable;
	pthread_mutex_t idle_lock;
	struct db *idle[MOST_IDLE];
	size_t idle_count;
	pthread_mutex_t first_lock;
	void (*before_writes)(void *ctx); /* NULL once it was called */
	void *before_ctx;
	pthread_mutex_t write_lock;
	atomic_int waiting; /* threads for it */
	struct db *writer;
	pthread_key_t trial; /* of a thread; see holds_writer() */
	bool large;          /* the transaction under way was begun by db_pool_write_large() */
	bool unsynced;       /* … or by db_pool_write_unsynced() */
	bool freeing;  /* … or by db_pool_write_freeing(), and the reserve has gone into it */
	bool reserves; /* the start is over, which needs what there is */
};

bool db_pool_open(struct scope *s, const char *path, bool durable, struct db_pool **out)
{
	struct db_options options = { .durable = durable };
	struct db *writer;

	/* A start makes a copy of the library that resets go back to, and may find a long log. */
	if (durable)
		db_room_release(path);
	if (!db_open(s, path, &options, &writer))
		return false;
	if (durable && db_room_is_low(path))
		(void)!db_room_empty_log(writer);
	if (!db_migrate(writer, s)) {
		db_close(writer);
		return false;
	}
	struct db_pool *p = xcalloc(1, sizeof(*p));
	struct stat st = { 0 };
	(void)!stat(path, &st);
	*p = (struct db_pool){ .path = xstrdup(path),
		.device = st.st_dev,
		.inode = st.st_ino,
		.durable = durable,
		.writer = writer };
	if (pthread_key_create(&p->trial, NULL) != 0)
		abort(); /* out of what the first pool of a process never lacks */
	pthread_mutex_init(&p->idle_lock, NULL);
	pthread_mutex_init(&p->first_lock, NULL);
	pthread_mutex_init(&p->write_lock, NULL);
	*out = p;
	return true;
}

void db_pool_close(struct db_pool *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->idle_count; i++)
		db_close(p->idle[i]);
	db_close(p->writer);
	pthread_mutex_destroy(&p->idle_lock);
	pthread_mutex_destroy(&p->first_lock);
	pthread_mutex_destroy(&p->write_lock);
	pthread_key_delete(p->trial);
	free(p->path);
	free(p);
}

bool db_pool_function(struct db_pool *p, struct scope *s, const struct db_function *function)
{
	return db_function(p->writer, s, function);
}

/* The key's value is NULL out of trials, the pool in one, and the writer once that one has written. */
static bool holds_writer(const struct db_pool *p)
{
	return pthread_getspecific(p->trial) == p->writer;
}

static void take_writer(struct db_pool *p)
{
	atomic_fetch_add(&p->waiting, 1);
	pthread_mutex_lock(&p->write_lock);
	atomic_fetch_sub(&p->waiting, 1);
}

/* A file that was removed or renamed stays open, and what is written to it is lost; another one in its place is not
 * what the writer writes to. */
static bool is_in_place(struct db_pool *p, struct scope *s)
{
	struct stat st;

	return (stat(p->path, &st) == 0 && st.st_dev == p->device && st.st_ino == p->inode) ||
	       err_set(s, ERR_UNAVAILABLE,
		       "%s was removed or replaced while the server works with it. Put it back, or "
		       "stop the server.",
		       p->path);
}

bool db_pool_take(struct db_pool *p, struct scope *s, struct db **out)
{
	static const struct db_options options = { .read_only = true };
	struct db *db = NULL;

	if (holds_writer(p)) {
		*out = p->writer;
		return true;
	}
	if (!is_in_place(p, s))
		return false;
	pthread_mutex_lock(&p->idle_lock);
	if (p->idle_count > 0)
		db = p->idle[--p->idle_count];
	pthread_mutex_unlock(&p->idle_lock);
	if (!db && !db_open(s, p->path, &options, &db))
		return false;
	*out = db;
	return true;
}

void db_pool_give(struct db_pool *p, struct db *db)
{
	if (db == p->writer)
		return; /* the trial keeps it */
	pthread_mutex_lock(&p->idle_lock);
	bool kept = p->idle_count < MOST_IDLE;
	if (kept)
		p->idle[p->idle_count++] = db;
	pthread_mutex_unlock(&p->idle_lock);
	if (!kept)
		db_close(db);
}

static void keep_room(struct db_pool *p)
{
	if (p->reserves)
		db_room_keep(p->writer, p->path);
}

static bool lacks_room(const struct db_pool *p, bool freeing)
{
	return freeing ? db_room_is_short(p->writer, p->path) : db_room_is_low(p->path);
}

/* The writer is the calling thread's, and in no transaction. */
static void make_room(struct db_pool *p, bool freeing)
{
	if (!p->durable)
		return;
	if (!lacks_room(p, freeing)) {
		keep_room(p);
		return;
	}
	bool emptied = db_room_empty_log(p->writer);
	p->freeing = freeing && lacks_room(p, true);
	if (!p->freeing && emptied)
		return;
	db_room_release(p->path);
	(void)!db_room_empty_log(p->writer); /* the database may have had no room to grow */
	if (!p->freeing)
		keep_room(p);
}

static void take_room_back(struct db_pool *p)
{
	if (!p->freeing)
		return;
	p->freeing = false;
	(void)!db_room_empty_log(p->writer);
	keep_room(p);
}

void db_pool_before_writes(struct db_pool *p, void (*fn)(void *ctx), void *ctx)
{
	p->before_writes = fn;
	p->before_ctx = ctx;
}

static void go_before(struct db_pool *p)
{
	pthread_mutex_lock(&p->first_lock);
	if (p->before_writes)
		p->before_writes(p->before_ctx);
	p->before_writes = NULL;
	pthread_mutex_unlock(&p->first_lock);
}

static bool begin(struct db_pool *p, struct scope *s, bool freeing)
{
	go_before(p);
	take_writer(p);
	make_room(p, freeing);
	if (is_in_place(p, s) && db_exec(p->writer, s, "BEGIN IMMEDIATE"))
		return true;
	pthread_mutex_unlock(&p->write_lock);
	return false;
}

/* In a trial: one transaction around everything, and within it a part that can be taken back alone. */
static bool begin_part(struct db_pool *p, struct scope *s)
{
	if (!holds_writer(p)) {
		if (!begin(p, s, false))
			return false;
		pthread_setspecific(p->trial, p->writer);
	}
	/* After some failures SQLite ends the transaction by itself. A part without the one around it would be
	 * in the database for good. */
	if (!db_is_writing(p->writer))
		return err_set(s, ERR_UNAVAILABLE,
			"The library's database has taken back what this request did so far.");
	return db_exec(p->writer, s, "SAVEPOINT part");
}

bool db_pool_write(struct db_pool *p, struct scope *s, struct db **out)
{
	*out = p->writer;
	return pthread_getspecific(p->trial) ? begin_part(p, s) : begin(p, s, false);
}

bool db_pool_write_freeing(struct db_pool *p, struct scope *s, struct db **out)
{
	*out = p->writer;
	return pthread_getspecific(p->trial) ? begin_part(p, s) : begin(p, s, true);
}

bool db_pool_write_kept(struct db_pool *p, struct scope *s, struct db **out)
{
	if (holds_writer(p))
		return err_set(s, ERR_INTERNAL, "A trial has written before what is to be kept.");
	*out = p->writer;
	return begin(p, s, false);
}

static void sync_again(struct db_pool *p)
{
	struct scope s = scope_open();

	if (p->unsynced && !db_pause_syncing(p->writer, &s, false))
		abort(); /* out of memory */
	scope_close(&s);
	p->unsynced = false;
}

/* The log is written from its beginning to its end, so no later commit is on disk without this one. */
bool db_pool_write_unsynced(struct db_pool *p, struct scope *s, struct db **out)
{
	*out = p->writer;
	take_writer(p);
	make_room(p, false);
	p->unsynced = p->durable;
	if ((!p->unsynced || db_pause_syncing(p->writer, s, true)) && is_in_place(p, s) &&
		db_exec(p->writer, s, "BEGIN IMMEDIATE"))
		return true;
	sync_again(p);
	pthread_mutex_unlock(&p->write_lock);
	return false;
}

bool db_pool_write_large(struct db_pool *p, struct scope *s, bool synced, struct db **out)
{
	bool plain = synced || pthread_getspecific(p->trial);

	if (!(plain ? db_pool_write : db_pool_write_unsynced)(p, s, out))
		return false;
	p->large = true;
	return db_exec(p->writer, s, "PRAGMA cache_size = -65536") || db_pool_finish(p, s, false);
}

/* The first cause stays in the caller's scope. */
static void take_back(struct db_pool *p, const char *sql)
{
	struct scope s = scope_open();

	(void)!db_exec(p->writer, &s, sql);
	scope_close(&s);
}

bool db_pool_finish(struct db_pool *p, struct scope *s, bool ok)
{
	bool part = holds_writer(p);
	bool done = ok && db_exec(p->writer, s, part ? "RELEASE part" : "COMMIT");

	if (!done)
		take_back(p, part ? "ROLLBACK TO part; RELEASE part" : "ROLLBACK");
	sync_again(p);
	if (!part) {
		take_room_back(p);
		pthread_mutex_unlock(&p->write_lock);
	}
	return done;
}

static void narrow_cache(struct db_pool *p)
{
	struct scope s = scope_open();

	(void)!db_exec(p->writer, &s, "PRAGMA cache_size = -512; PRAGMA shrink_memory");
	scope_close(&s);
	p->large = false;
}

void db_pool_end_large(struct db_pool *p)
{
	bool own = !holds_writer(p);

	if (own)
		take_writer(p);
	if (p->large)
		narrow_cache(p);
	if (own)
		pthread_mutex_unlock(&p->write_lock);
}

void db_pool_let_others(const struct db_pool *p)
{
	const struct timespec ms = { .tv_nsec = 1000000 };

	if (!holds_writer(p) && atomic_load(&p->waiting) > 0)
		nanosleep(&ms, NULL);
}

void db_pool_try(struct db_pool *p)
{
	if (pthread_setspecific(p->trial, p) != 0)
		abort(); /* out of memory */
}

void db_pool_rewind(struct db_pool *p)
{
	if (!holds_writer(p))
		return;
	take_back(p, "ROLLBACK");
	pthread_setspecific(p->trial, p);
	pthread_mutex_unlock(&p->write_lock);
}

void db_pool_undo(struct db_pool *p)
{
	db_pool_rewind(p);
	pthread_setspecific(p->trial, NULL);
}

const char *db_pool_path(const struct db_pool *p)
{
	return p->path;
}

void db_pool_halt(struct db_pool *p)
{
	go_before(p);
	take_writer(p);
	make_room(p, true);
}

void db_pool_resume(struct db_pool *p)
{
	take_room_back(p);
	pthread_mutex_unlock(&p->write_lock);
}

void db_pool_keep_room(struct db_pool *p)
{
	take_writer(p);
	p->reserves = p->durable;
	keep_room(p);
	pthread_mutex_unlock(&p->write_lock);
}
