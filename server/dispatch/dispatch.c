/* One request: selector off, then control plane, REST API or delivery; then the headers that every
 * answer has, and the access line. */
#include "dispatch/dispatch.h"

#include "base/date_text.h"
#include "base/encode.h"
#include "base/log.h"
#include "call/answer.h"
#include "control/journal_redact.h"
#include "control/metrics.h"
#include "delivery/delivery.h"
#include "dispatch/journal_record.h"
#include "dispatch/near_answer.h"
#include "dispatch/routes.h"
#include "gate/gate_auth.h"
#include "gate/gate_control.h"
#include "gate/gate_fault.h"
#include "gate/gate_rate.h"
#include "http/page_guard.h"
#include "http/query.h"
#include "model/account.h"
#include "view/error_view.h"

#include <string.h>

enum { NEAREST_SHOWN = 3 };

/* Cuts `/_case/<id>` off the path; what is left is the path that the client means. Where accounts are
 * guarded by their keys, naming one is no key: then the name counts for nothing. */
static bool take_selector(const struct emulator *e, struct req *rq)
{
	static const char prefix[] = "/_case/";
	size_t n;
	char *id;

	if (!text_starts(rq->path, prefix))
		return true;
	struct view rest = view_of(rq->path + sizeof(prefix) - 1);
	struct view raw = view_split(&rest, '/');
	if (raw.n == 0 || !encode_percent_decode(rq->scope->arena, raw, false, &id, &n) ||
		strlen(id) != n)
		return err_set(rq->scope, ERR_INVALID,
			"The path /_case/<imagekit_id>/… does not name an account.");
	if (e->config->auth == CONFIG_AUTH_LENIENT)
		rq->selector = id;
	rq->path = rest.p ? rest.p - 1 : "/";
	rq->target =
		rq->query ? arena_printf(rq->scope->arena, "%s?%s", rq->path, rq->query) : rq->path;
	return true;
}

static bool is_under(const char *path, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(path, prefix, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

static void not_found(struct req *rq, struct reply *rp, const struct route *routes, size_t count)
{
	err_set(rq->scope, ERR_NOT_FOUND, "The requested route %s %s does not exist.", rq->method,
		rq->path);
	err_near(rq->scope, route_nearest(rq->scope->arena, routes, count, rq, NEAREST_SHOWN));
	answer_error(rq, rp);
}

static const struct route *find_route(
	struct req *rq, struct reply *rp, const struct route *routes, size_t count)
{
	const struct route *route = NULL;

	switch (route_match(routes, count, rq, &route)) {
	case ROUTE_FOUND:
		break;
	case ROUTE_NONE:
		not_found(rq, rp, routes, count);
		break;
	case ROUTE_BAD_PATH:
		answer_error(rq, rp);
		break;
	}
	return route;
}

/* A slip in a name must not widen what a call is about. */
static bool check_query(const struct route *route, struct req *rq)
{
	struct query q;

	return !route->query || (query_parse(rq->scope, rq->query, &q) &&
					query_check_names(rq->scope, &q, route->query));
}

static void serve_control(struct emulator *e, struct req *rq, struct reply *rp)
{
	if (!gate_control(e, rq)) {
		answer_error(rq, rp);
		return;
	}
	const struct route *route = find_route(rq, rp, routes_control, routes_control_count);
	if (route && (!check_query(route, rq) || !route->handler(e, rq, rp)))
		answer_error(rq, rp);
}

/* Browsers ask before they send an upload with headers of its own. */
static void answer_preflight(struct req *rq, struct reply *rp)
{
	const char *asked = req_header(rq, "Access-Control-Request-Headers");

	reply_header(
		rp, "Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
	reply_header(rp, "Access-Control-Allow-Headers", asked ? asked : "*");
	reply_header(rp, "Access-Control-Max-Age", "86400");
	rp->status = 204;
}

/* Uploads may carry their key in the form; one that comes in the head is known before. */
static bool know_early(struct emulator *e, struct req *rq)
{
	bool named = gate_auth_private_key(rq) || rq->selector;

	if (gate_fault_wanted(e, rq) && named && !gate_auth(e, rq)) {
		err_clear(rq->scope); /* the handler refuses it in its own words */
		rq->account = NULL;
	}
	return true;
}

static void serve_api(struct emulator *e, struct req *rq, struct reply *rp)
{
	reply_header(rp, "Access-Control-Allow-Origin", "*");
	reply_header(rp, "Access-Control-Expose-Headers", "*");
	if (strcmp(rq->method, "OPTIONS") == 0) {
		answer_preflight(rq, rp);
		return;
	}
	/* The /v2 copy of the media API that some clients call is the same but for uploads and names. */
	rq->keeps_names = is_under(rq->path, "/v2");
	if (rq->keeps_names)
		rq->path = arena_printf(rq->scope->arena, "/v1%s", rq->path + strlen("/v2"));
	const struct route *route = find_route(rq, rp, routes_api, routes_api_count);
	if (!route)
		return;
	rq->operation = route->operation;
	bool admitted = route->flags & ROUTE_PUBLIC ? know_early(e, rq) : gate_auth(e, rq);
	if (admitted && !gate_fault(e, rq))
		return;
	if (!admitted || !gate_rate(e, rq, rp, route) || !route->handler(e, rq, rp))
		answer_error(rq, rp);
}

static void serve_delivery(struct emulator *e, struct req *rq, struct reply *rp)
{
	rq->operation = "delivery";
	if (gate_fault_wanted(e, rq))
		rq->account = delivery_account(e, rq);
	if (gate_fault(e, rq))
		delivery_serve(e, rq, rp);
}

static bool is_api(const struct req *rq)
{
	return is_under(rq->path, "/v1") || is_under(rq->path, "/v2") || is_under(rq->path, "/api");
}

/* What no route knows is for delivery when it can only be read, and when it names a file or nobody's key. */
static bool is_for_delivery(struct req *rq)
{
	if (strcmp(rq->method, "OPTIONS") == 0)
		return true;
	if (strcmp(rq->method, "GET") != 0 && strcmp(rq->method, "HEAD") != 0)
		return false;
	return !gate_auth_private_key(rq) || delivery_is_url(rq);
}

/* Stateless: what the work wrote is taken back before anything waits for the client again. */
static void serve_work(struct emulator *e, struct req *rq, struct reply *rp)
{
	if (e->config->stateless)
		db_pool_try(e->db);
	if (!is_api(rq) && is_for_delivery(rq))
		serve_delivery(e, rq, rp);
	else
		serve_api(e, rq, rp);
	db_pool_undo(e->db);
}

/* What the service answers too, and so everything that is counted. */
static void serve_client(struct emulator *e, struct req *rq, struct reply *rp)
{
	int64_t started = clock_monotonic_us();

	metrics_begin(e->metrics);
	serve_work(e, rq, rp);
	gate_fault_apply(rq, rp);
	metrics_end(e->metrics, rq->operation, rp->status, clock_monotonic_us() - started);
}

static bool is_control(const struct req *rq)
{
	return rq->path && is_under(rq->path, "/_emulator");
}

/* Request ids are the service's, and those of a seed are counted: what asks the control plane, which the
 * service does not have, takes none of them. */
static void serve(struct emulator *e, struct req *rq, struct reply *rp)
{
	bool known = take_selector(e, rq);

	if (known && is_control(rq)) {
		serve_control(e, rq, rp);
		return;
	}
	ident_uuid(e->ident, rq->id);
	if (known)
		serve_client(e, rq, rp);
	else
		answer_error(rq, rp);
}

/* As the journal shows it: without signatures, tokens and keys. */
static const char *shown_target(const struct req *rq)
{
	const struct account *a = rq->account;
	const char *key = a && a->private_key ? a->private_key : gate_auth_private_key(rq);
	struct view shown = journal_redact_target(rq->scope->arena, view_of(rq->target), key);

	return arena_strndup(rq->scope->arena, shown.p, shown.n);
}

static void log_access(const struct req *rq, const struct reply *rp, int64_t started_us)
{
	const char *id = rq->account ? rq->account->imagekit_id : NULL;
	struct log_field fields[] = {
		{ "method", rq->method, 0 },
		{ "target", shown_target(rq), 0 },
		{ "status", NULL, rp->status },
		{ "account", id ? id : "-", 0 },
		{ "us", NULL, clock_monotonic_us() - started_us },
		{ "request", rq->id[0] ? rq->id : "-", 0 },
	};

	log_line(LOG_INFO, "request", fields, ARRAY_LEN(fields));
}

static void add_common(struct emulator *e, struct req *rq, struct reply *rp)
{
	if (rq->id[0]) {
		reply_header(rp, "x-ik-requestid", rq->id);
		reply_header(rp, "x-request-id", rq->id);
	}
	page_guard(rp, is_control(rq));
	if (rq->warning)
		reply_header(rp, "x-emulator-warning", rq->warning);
	reply_header(
		rp, "Date", date_text_http(rq->scope->arena, clock_now(e->clock, CLOCK_GLOBAL)));
}

void dispatch_request(void *ctx, struct req *rq, struct reply *rp)
{
	struct emulator *e = ctx;
	const struct journal_record_start start = { rq->target, clock_monotonic_us() };

	serve(e, rq, rp);
	if (rp->status >= 400 && rp->status < 500)
		near_answer(e, rq, rp);
	add_common(e, rq, rp);
	/* The path is without /_case/ by now. */
	if (!is_control(rq))
		journal_record(e, rq, rp, &start);
	if (log_enabled(LOG_INFO))
		log_access(rq, rp, start.us);
}

void dispatch_refusal(void *ctx, struct scope *s, int status, const char *why, struct reply *rp)
{
	struct emulator *e = ctx;
	struct req rq = { .scope = s };
	const char *body = error_view_body(s->arena, why);

	ident_uuid(e->ident, rq.id);
	add_common(e, &rq, rp);
	reply_text(rp, status, "application/json; charset=utf-8", body, strlen(body));
	log_message(LOG_INFO, "refused", "%d %s", status, why);
}
