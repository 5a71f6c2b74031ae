/* The long-lived parts that operations work with; built and torn down by app.c, constant in between. */
#ifndef OPS_EMULATOR_H
#define OPS_EMULATOR_H

#include "base/clock.h"
#include "base/ident.h"
#include "blob/blob_store.h"
#include "config/config.h"
#include "db/db_pool.h"
#include "fetch/fetch.h"
#include "render/media_pool.h"
#include "render/video_probe.h"

#include <stdatomic.h>

struct bell;
struct metrics;
struct fault_book;
struct journal;
struct rate_limiter;
struct checkpoint_shelf;
struct route;

struct emulator {
	const struct config *config;
	struct clock *clock;
	struct ident *ident;
	struct db_pool *db;
	struct blob_store *blobs;
	struct checkpoint_shelf *shelf;
	struct media_pool *media;
	struct video_probe *video;
	struct fetch *fetch;
	struct metrics *metrics;
	struct fault_book *faults;
	struct journal *journal;
	struct rate_limiter *rates;
	struct bell *garbage;       /* rung when blobs may have lost their last row */
	struct bell *jobs;          /* rung when a job was made, or a clock was moved */
	const struct route *routes; /* of the API */
	size_t route_count;
	const char *const *operations; /* names of the API's, ends with NULL */
	bool (*is_stopping)(void);     /* whether the process was asked to end; NULL: nobody asks */
	int64_t started_us;            /* of clock_monotonic_us() */
	const char *storage;           /* "memory", or the data folder's path */
	int64_t library_mark; /* of this start, see state/data_pairing.h; 0 for a library in memory */
	atomic_int_least64_t unknown_blobs; /* at the start: kept, and named by nothing */
};

/* What a purge does to what is cached for delivery. Nothing is cached yet: originals are read from the
 * library each time, so there is nothing to drop; the cache of rendered images hooks in here. */
void emulator_purged(struct emulator *e, int64_t account, const char *url);

/* Puts every clock back to where the options want it at the start. */
void emulator_start_clock(struct emulator *e);

/* object_id(time) and version_key() for the statements that make many rows at once. */
NODISCARD bool emulator_add_functions(struct emulator *e, struct scope *s);

#endif
