/* The long-lived objects of the server: data folder, database, blobs, helpers, workers, listener. */
#include "app.h"

#include "api/dispatch.h"
#include "base/bell.h"
#include "base/fs.h"
#include "base/log.h"
#include "control/fault_book.h"
#include "control/journal.h"
#include "control/metrics.h"
#include "control/rate_limiter.h"
#include "data_folder.h"
#include "http/http_server.h"
#include "ops/account_ops.h"
#include "store/size_store.h"
#include "worker/job_worker.h"
#include "worker/sweep_worker.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	MEDIA_DEADLINE_MS = 10000,
	FETCH_HEADER_MS = 8000, /* as the service documents it */
	FETCH_STALL_MS = 15000,
	FETCH_REDIRECTS = 5,
	DRAIN_MS = 1500,
};

struct app {
	struct emulator emulator;
	struct data_folder folder;
	struct sweep_worker *sweep;
	struct job_worker *jobs;
	struct http_server *http;
	char *helper;
};

/* build/…/bin, /usr/local/bin or wherever this program lies; installed, the helper is in libexec. */
static char *find_helper(struct scope *s, const struct config *config, const char *program)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	const char *path = n > 0 ? arena_strndup(s->arena, self, (size_t)n) : program;
	const char *slash = strrchr(path, '/');
	int dir = slash ? (int)(slash - path) : 1;

	if (!slash)
		path = ".";
	if (config->media_helper)
		return xstrdup(config->media_helper);
	const char *beside = arena_printf(s->arena, "%.*s/imagekit-emulator-media", dir, path);
	const char *installed = arena_printf(
		s->arena, "%.*s/../libexec/imagekit-emulator/imagekit-emulator-media", dir, path);
	return xstrdup(access(beside, X_OK) == 0 ? beside : installed);
}

static struct rate_limiter *new_rates(const struct emulator *e)
{
	struct rate_rules rules =
		rate_table_documented(e->config->rate_limits == CONFIG_RATES_DOCUMENTED);

	return rate_limiter_new(e->clock, &rules);
}

/* Waiting for entries holds a thread, of which the clients need most. */
static struct journal *new_journal(const struct config *config)
{
	enum { MOST_WAITERS = 16 };
	int64_t quarter = config->threads / 4;
	const struct journal_limits limits = {
		.entries = config->journal_entries,
		.bytes = config->journal_bytes,
		.waiters = quarter < MOST_WAITERS ? quarter : MOST_WAITERS,
	};

	return journal_new(&limits);
}

static void make_parts(struct emulator *e, const struct config *config, const char *helper)
{
	const struct media_limits media = {
		.workers = 2,
		.deadline_ms = MEDIA_DEADLINE_MS,
		.max_pixels = INT64_C(100) * 1000 * 1000,
		.max_memory = INT64_C(2) << 30,
	};
	const struct video_limits video = {
		.workers = 2,
		.deadline_ms = MEDIA_DEADLINE_MS,
		.max_memory = INT64_C(2) << 30,
	};
	const struct fetch_limits fetch = {
		.allow = (enum fetch_allow)config->allow_remote,
		.header_ms = FETCH_HEADER_MS,
		.stall_ms = FETCH_STALL_MS,
		.max_bytes = INT64_C(2) << 30,
		.max_redirects = FETCH_REDIRECTS,
	};

	e->config = config;
	e->clock = clock_new();
	emulator_start_clock(e);
	e->ident = ident_new(config->id_seed);
	e->media = media_pool_new(helper, &media);
	e->video = video_probe_new(getenv("PATH"), &video);
	e->fetch = fetch_new(&fetch);
	e->metrics = metrics_new();
	e->faults = fault_book_new();
	e->journal = new_journal(config);
	e->rates = new_rates(e);
	e->started_us = clock_monotonic_us();
	e->garbage = bell_new();
	e->jobs = bell_new();
}

static void new_object_id(void *ctx, struct db_call *call)
{
	db_call_return_text(call, ident_object(ctx, call->arena, db_call_int(call, 0)));
}

static void new_version_key(void *ctx, struct db_call *call)
{
	db_call_return_text(call, ident_version_key(ctx, call->arena));
}

/* Ids for the statements that make many rows at once. */
static bool add_functions(struct scope *s, struct emulator *e)
{
	const struct db_function functions[] = {
		{ "object_id", 1, new_object_id, e->ident },
		{ "version_key", 0, new_version_key, e->ident },
	};

	for (size_t i = 0; i < ARRAY_LEN(functions); i++)
		if (!db_pool_function(e->db, s, &functions[i]))
			return false;
	return true;
}

/* A seed must not give out again the ids that the library already holds. */
static bool continue_ids(struct scope *s, struct emulator *e)
{
	int64_t rows = 0;
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool ok = size_store_rows(db, s, &rows);
	db_pool_give(e->db, db);
	ident_continue(e->ident, rows);
	return ok;
}

static bool open_library(struct scope *s, struct app *app)
{
	struct emulator *e = &app->emulator;
	const char *dir = app->folder.path;
	bool durable = app->folder.durable;

	e->storage = durable ? dir : "memory";
	return db_pool_open(s, arena_printf(s->arena, "%s/imagekit.db", dir), durable, &e->db) &&
	       add_functions(s, e) && continue_ids(s, e) &&
	       blob_store_open(s, dir, durable, &e->blobs) && account_ops_configure(e, s);
}

static enum app_exit listen_and_serve(struct scope *s, struct app *app)
{
	const struct config *config = app->emulator.config;
	const struct http_server_options options = {
		.host = config->host,
		.port = config->port,
		.threads = config->threads,
		.handle = dispatch_request,
		.refuse = dispatch_refusal,
		.ctx = &app->emulator,
	};

	if (http_server_start(s, &options, &app->http))
		return APP_CLEAN;
	return s->err.code == ERR_CONFLICT ? APP_PORT_TAKEN : APP_FAILED;
}

static void close_all(struct app *app)
{
	struct emulator *e = &app->emulator;

	job_worker_stop(app->jobs);
	sweep_worker_stop(app->sweep);
	media_pool_free(e->media);
	video_probe_free(e->video);
	fetch_free(e->fetch);
	blob_store_close(e->blobs);
	db_pool_close(e->db);
	metrics_free(e->metrics);
	fault_book_free(e->faults);
	journal_free(e->journal);
	rate_limiter_free(e->rates);
	bell_free(e->garbage);
	bell_free(e->jobs);
	ident_free(e->ident);
	clock_free(e->clock);
	data_folder_close(&app->folder);
	free(app->helper);
	free(app);
}

static enum app_exit start(struct scope *s, struct app *app)
{
	struct emulator *e = &app->emulator;

	if (!open_library(s, app))
		return APP_DATA_UNUSABLE;
	app->sweep = sweep_worker_start(e->db, e->blobs, e->garbage);
	app->jobs = job_worker_start(e);
	if (!app->sweep || !app->jobs) {
		err_set(s, ERR_UNAVAILABLE, "The system gives no thread for the background work.");
		return APP_FAILED;
	}
	return listen_and_serve(s, app);
}

enum app_exit app_start(
	struct scope *s, const struct config *config, const char *program, struct app **out)
{
	struct app *app = xcalloc(1, sizeof(*app));

	app->helper = find_helper(s, config, program);
	make_parts(&app->emulator, config, app->helper);
	enum app_exit code =
		data_folder_open(s, config->data, &app->folder) ? start(s, app) : APP_DATA_UNUSABLE;
	if (code == APP_CLEAN)
		*out = app;
	else
		close_all(app);
	return code;
}

int64_t app_port(const struct app *app)
{
	return http_server_port(app->http);
}

const char *app_storage(const struct app *app)
{
	return app->emulator.storage;
}

bool app_stop(struct app *app)
{
	/* Idle connections still hold threads of the listener, so it is not freed: the end of the process
	 * closes them at once, where waiting for them would take seconds. */
	journal_close(app->emulator.journal);
	bool clean = http_server_drain(app->http, DRAIN_MS);

	if (clean)
		close_all(app);
	else
		data_folder_close(&app->folder);
	return clean;
}
