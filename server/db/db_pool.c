/* A stack of idle readers and the writer with its mutex. */
#include "db/db_pool.h"

#include "db/db_migrate.h"

#include <pthread.h>
#include <stdlib.h>

struct db_pool {
	char *path;
	bool durable;
	pthread_mutex_t idle_lock;
	struct db **idle;
	size_t idle_count, idle_cap;
	pthread_mutex_t write_lock;
	struct db *writer;
	bool large; /* the transaction under way was begun by db_pool_write_large() */
};

bool db_pool_open(struct scope *s, const char *path, bool durable, struct db_pool **out)
{
	struct db_options options = { .durable = durable };
	struct db *writer;

	if (!db_open(s, path, &options, &writer))
		return false;
	if (!db_migrate(writer, s)) {
		db_close(writer);
		return false;
	}
	struct db_pool *p = xcalloc(1, sizeof(*p));
	*p = (struct db_pool){ .path = xstrdup(path), .durable = durable, .writer = writer };
	pthread_mutex_init(&p->idle_lock, NULL);
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
	pthread_mutex_destroy(&p->write_lock);
	free(p->idle);
	free(p->path);
	free(p);
}

bool db_pool_function(struct db_pool *p, struct scope *s, const struct db_function *function)
{
	return db_function(p->writer, s, function);
}

bool db_pool_take(struct db_pool *p, struct scope *s, struct db **out)
{
	static const struct db_options options = { .read_only = true };
	struct db *db = NULL;

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
	pthread_mutex_lock(&p->idle_lock);
	if (p->idle_count == p->idle_cap) {
		p->idle_cap = p->idle_cap ? p->idle_cap * 2 : 8;
		p->idle = xreallocarray(p->idle, p->idle_cap, sizeof(*p->idle));
	}
	p->idle[p->idle_count++] = db;
	pthread_mutex_unlock(&p->idle_lock);
}

struct loan {
	struct db_pool *pool;
	struct db *db;
};

static void end_loan(void *arg)
{
	struct loan *loan = arg;

	db_pool_give(loan->pool, loan->db);
}

bool db_pool_borrow(struct db_pool *p, struct scope *s, struct db **out)
{
	if (!db_pool_take(p, s, out))
		return false;
	struct loan *loan = arena_alloc(s->arena, sizeof(*loan));
	*loan = (struct loan){ p, *out };
	arena_defer(s->arena, end_loan, loan);
	return true;
}

bool db_pool_write(struct db_pool *p, struct scope *s, struct db **out)
{
	pthread_mutex_lock(&p->write_lock);
	if (!db_exec(p->writer, s, "BEGIN IMMEDIATE")) {
		pthread_mutex_unlock(&p->write_lock);
		return false;
	}
	*out = p->writer;
	return true;
}

bool db_pool_write_large(struct db_pool *p, struct scope *s, struct db **out)
{
	if (!db_pool_write(p, s, out))
		return false;
	p->large = true;
	return db_exec(p->writer, s, "PRAGMA cache_size = -65536") || db_pool_finish(p, s, false);
}

/* Whatever the transaction came to, the small cache comes back. */
static void narrow_cache(struct db_pool *p)
{
	struct scope s = scope_open();

	(void)!db_exec(p->writer, &s, "PRAGMA cache_size = -512; PRAGMA shrink_memory");
	scope_close(&s);
	p->large = false;
}

bool db_pool_finish(struct db_pool *p, struct scope *s, bool ok)
{
	bool done = ok && db_exec(p->writer, s, "COMMIT");

	if (!done) {
		struct scope rollback = scope_open(); /* the first cause stays in s */
		(void)!db_exec(p->writer, &rollback, "ROLLBACK");
		scope_close(&rollback);
	}
	if (p->large)
		narrow_cache(p);
	pthread_mutex_unlock(&p->write_lock);
	return done;
}
