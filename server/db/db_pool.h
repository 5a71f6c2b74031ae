/* The connections of the process: one writer behind a mutex, and readers that are lent out one to a
 * piece of work, the most recently used first, so that a handful of warm ones serve any number of
 * threads; beyond a dozen, those that come back are closed. Thread-safe. */
#ifndef DB_DB_POOL_H
#define DB_DB_POOL_H

#include "db/db.h"
#include "db/db_function.h"

struct db_pool;

/* Opens the writer, migrates, and is ready. False: ERR_UNAVAILABLE with a sentence. */
NODISCARD bool db_pool_open(struct scope *s, const char *path, bool durable, struct db_pool **out);
void db_pool_close(struct db_pool *p); /* every connection must be back; NULL is fine */

/* Makes a function callable in the SQL of write transactions; see db_function(). Before any of them. */
NODISCARD bool db_pool_function(
	struct db_pool *p, struct scope *s, const struct db_function *function);

/* Lends a read connection until db_pool_give(). */
NODISCARD bool db_pool_take(struct db_pool *p, struct scope *s, struct db **out);
void db_pool_give(struct db_pool *p, struct db *db);

/* Begins the one write transaction; waits for the thread that is in it. Opened only by ops/ and
 * workers, and never held across a network read. */
NODISCARD bool db_pool_write(struct db_pool *p, struct scope *s, struct db **out);

/* The same for work on very many rows, in one transaction or several: from now on the writer's cache may grow to
 * 64 MiB, so that its pages need not be written out and read back again and again. Whoever has asked for it calls
 * db_pool_end_large() when all is done, after db_pool_finish(). Of several transactions those that are not `synced` are on
 * disk no later than the next one that is, and lose nothing but themselves before: the log grows until then. */
NODISCARD bool db_pool_write_large(
	struct db_pool *p, struct scope *s, bool synced, struct db **out);

/* Gives the cache's memory back; of several at such work the last one's is what counts. */
void db_pool_end_large(struct db_pool *p);

/* The same for work that leaves less than it finds: on a full disk the space that is reserved for this goes into it, and
 * is taken back afterwards when there is room again. A halt (below) does so, too. */
NODISCARD bool db_pool_write_freeing(struct db_pool *p, struct scope *s, struct db **out);

/* The same for what need not be on disk before the next transaction is, with which it gets there. Not in a trial. */
NODISCARD bool db_pool_write_unsynced(struct db_pool *p, struct scope *s, struct db **out);

/* For who writes again at once, and would have the writer before those that wait for it: lets them come first, if there are
 * any. Not for the inside of a transaction. */
void db_pool_let_others(const struct db_pool *p);

/* Has `fn` called once before the next transaction or halt begins, which waits for it; it may write unsynced. Called
 * before there are other threads. */
void db_pool_before_writes(struct db_pool *p, void (*fn)(void *ctx), void *ctx);

/* Reserves that space, at the end of the start. */
void db_pool_keep_room(struct db_pool *p);

/* The database's file, for db_copy() from it. */
const char *db_pool_path(const struct db_pool *p);

/* Between the two there is no write transaction: for work on the database's file by other connections. Waits
 * for the thread that is in one. */
void db_pool_halt(struct db_pool *p);
void db_pool_resume(struct db_pool *p);

/* Commits when `ok`, else rolls back; returns whether the work is now in the database. */
NODISCARD bool db_pool_finish(struct db_pool *p, struct scope *s, bool ok);

/* A trial: until db_pool_undo() what the calling thread writes stays among its own reads and is taken back
 * then. From its first write on the thread holds the writer, so that the writes of others wait, and take
 * lends it that one; before, it holds nothing. To finish a write within a trial commits it to
 * the trial, or takes back just that. Trials do not nest. */
void db_pool_try(struct db_pool *p);
void db_pool_undo(struct db_pool *p); /* without a trial nothing happens */

/* Takes back what the trial wrote so far and lets go of the writer, for a wait in the middle of it. The
 * trial goes on. Without a trial nothing happens. */
void db_pool_rewind(struct db_pool *p);

/* A write that a trial leaves in the database, to be ended by db_pool_finish(). False as well,
 * ERR_INTERNAL, when the trial holds the writer already. */
NODISCARD bool db_pool_write_kept(struct db_pool *p, struct scope *s, struct db **out);

#endif
