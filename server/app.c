/* The long-lived objects of the server: data folder, database, blobs, helpers, workers, listener. */
#include "app.h"

#include "base/bell.h"
#include "base/fs.h"
#include "base/log.h"
#include "blob/blob_store.h"
#include "control/fault_book.h"
#include "control/journal.h"
#include "control/metrics.h"
#include "control/rate_limiter.h"
#include "data_folder.h"
#include "db/db_function.h"
#include "descriptors.h"
#include "dispatch/dispatch.h"
#include "dispatch/routes.h"
#include "http/http_server.h"
#include "ops/account_ops.h"
#include "state/data_pairing.h"
#include "state/reset_ops.h"
#include "state/seed_documents.h"
#include "state/start_state.h"
#include "store/account_store.h"
#include "store/checkpoint_shelf.h"
#include "store/size_store.h"
#include "surroundings.h"
#include "worker/job_worker.h"
#include "worker/sweep_worker.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
	const char **operations;
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

/* The caller frees the list. */
static const char **list_operations(void)
{
	const char **names = xcalloc(routes_api_count + 1, sizeof(*names));

	for (size_t i = 0; i < routes_api_count; i++)
		names[i] = routes_api[i].operation;
	return names;
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
	e->routes = routes_api;
	e->route_count = routes_api_count;
	e->is_stopping = surroundings_is_stopping;
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

static bool is_new(struct scope *s, struct emulator *e, bool *out)
{
	struct account *all;
	struct db *db;
	size_t count = 0;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool ok = account_store_all(db, s, &all, &count);
	db_pool_give(e->db, db);
	*out = count == 0;
	return ok;
}

static bool configure(struct scope *s, struct emulator *e)
{
	struct db *db;

	if (!db_pool_write(e->db, s, &db))
		return false;
	return db_pool_finish(e->db, s, account_ops_configure(e, db, s));
}

/* The documents are large and of no use once they are loaded: they have a scope of their own. */
static bool make_start(struct scope *s, struct emulator *e)
{
	struct scope own = scope_open();
	struct seed *seeds;
	size_t count;

	bool ok = seed_documents_read(
			  &own, e->config->seeds, e->config->seed_count, &seeds, &count) &&
		  start_state_make(e, &own, seeds, count);
	if (!ok)
		err_set(s, own.err.code, "%s", own.err.msg);
	scope_close(&own);
	malloc_trim(0); /* and so is their memory: of no use */
	return ok;
}

/* One that holds something stays as it is, but for the accounts that the options name. */
static bool keep_library(struct scope *s, struct emulator *e)
{
	bool new = false;

	if (!make_start(s, e) || !is_new(s, e, &new))
		return false;
	return new ? reset_ops_reset(e, s, NULL, 0) : configure(s, e);
}

static bool open_database(struct scope *s, struct emulator *e, const char *path, bool durable)
{
	return db_pool_open(s, path, durable, &e->db) && emulator_add_functions(e, s);
}

/* A new library begins as what a reset would make of it. */
static bool open_library(struct scope *s, struct app *app)
{
	struct emulator *e = &app->emulator;
	const char *dir = app->folder.path;
	const char *path = arena_printf(s->arena, "%s/imagekit.db", dir);
	bool durable = app->folder.durable;

	e->storage = durable ? dir : "memory";
	if (!blob_store_open(s, dir, durable, &e->blobs) ||
		!checkpoint_shelf_open(s, dir, durable, &e->shelf))
		return false;
	bool missing = false;
	if (!data_pairing_check(e, s, dir, path, &missing))
		return false;
	bool ok = missing ? make_start(s, e) && reset_ops_create(e, s, path) &&
				    open_database(s, e, path, durable) && data_pairing_join(e, s)
			  : open_database(s, e, path, durable) && data_pairing_join(e, s) &&
				    keep_library(s, e);
	if (ok)
		db_pool_keep_room(e->db);
	return ok && continue_ids(s, e) && data_pairing_note(e, s);
}

/* Before anybody can ask for a URL of this very server. */
static void keep_from_itself(void *ctx, int64_t port)
{
	struct emulator *e = ctx;

	fetch_listens(e->fetch, (int)port);
}

static enum app_exit listen_and_serve(struct scope *s, struct app *app)
{
	const struct config *config = app->emulator.config;
	struct descriptors room;

	if (!descriptors_share(s, config->threads, &room))
		return APP_FAILED;
	const struct http_server_options options = {
		.host = config->host,
		.port = config->port,
		.threads = room.threads,
		.connections = room.connections,
		.pace = http_server_pace(),
		.listening = keep_from_itself,
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

	/* First: its threads have state in libraries that are let go of below. */
	http_server_free(app->http);
	job_worker_stop(app->jobs);
	sweep_worker_stop(app->sweep);
	media_pool_free(e->media);
	video_probe_free(e->video);
	fetch_free(e->fetch);
	blob_store_close(e->blobs);
	checkpoint_shelf_close(e->shelf);
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
	free(app->operations);
	free(app->helper);
	free(app);
}

static enum app_exit start(struct scope *s, struct app *app)
{
	struct emulator *e = &app->emulator;

	if (!open_library(s, app)) /* what is invalid is a seed */
		return s->err.code == ERR_INVALID ? APP_BAD_USAGE : APP_DATA_UNUSABLE;
	app->sweep = sweep_worker_start(e);
	app->jobs = job_worker_start(e);
	if (!app->sweep || !app->jobs) {
		err_set(s, ERR_UNAVAILABLE, "The system gives no thread for the background work.");
		return APP_FAILED;
	}
	return listen_and_serve(s, app);
}

/* One that is named and cannot be run is a slip; without any, images are stored unread. */
static bool check_helper(struct scope *s, const struct config *config)
{
	struct stat st;
	const char *path = config->media_helper;

	if (!path)
		return true;
	if (stat(path, &st) != 0)
		return err_errno(s, ERR_INVALID, "--media-helper: looking at", path);
	return (S_ISREG(st.st_mode) && access(path, X_OK) == 0) ||
	       err_set(s, ERR_INVALID, "--media-helper: %s is no program that can be run.", path);
}

static struct app *make_app(struct scope *s, const struct config *config, const char *program)
{
	struct app *app = xcalloc(1, sizeof(*app));

	app->helper = find_helper(s, config, program);
	app->operations = list_operations();
	make_parts(&app->emulator, config, app->helper);
	app->emulator.operations = app->operations;
	return app;
}

enum app_exit app_start(
	struct scope *s, const struct config *config, const char *program, struct app **out)
{
	if (!check_helper(s, config))
		return APP_BAD_USAGE;
	struct app *app = make_app(s, config, program);
	enum app_exit code =
		data_folder_open(s, config->data, &app->folder) ? start(s, app) : APP_DATA_UNUSABLE;
	if (code == APP_CLEAN)
		*out = app;
	else
		close_all(app);
	return code;
}

enum app_exit app_try(struct scope *s, const struct config *config, const char *program)
{
	struct app *app = make_app(s, config, program);
	enum app_exit code = APP_DATA_UNUSABLE;

	if (data_folder_open(s, NULL, &app->folder) && open_library(s, app))
		code = APP_CLEAN;
	else if (s->err.code == ERR_INVALID) /* what is invalid is a seed */
		code = APP_BAD_USAGE;
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
	journal_close(app->emulator.journal);
	bool clean = http_server_drain(app->http, DRAIN_MS);

	if (clean)
		close_all(app);
	else
		data_folder_close(&app->folder);
	return clean;
}
