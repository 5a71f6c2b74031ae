/* From bytes to requests. A thread is lent to a connection when bytes have come, and lets go of it when a head
 * is not whole; so a client that is slow with its head, or idle, holds nothing but its descriptor. */
#include "http/http_server.h"

#include "http/exchange_send.h"
#include "http/lobby.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	IDLE_MS = 15000,
	SPELL_MS = 20000,
	FLOOR = 2000, /* bytes in such a spell: 100 a second */
	LINGER_MS = 5000,
	AWAITED_BODY = 16 * 1024, /* bytes; what is larger is read as it comes */
};

struct http_server {
	struct http_server_options options;
	struct listener listener;
	struct progress *progress;
	struct lobby *lobby;
	struct crew *crew;
};

struct conn_pace http_server_pace(void)
{
	return (struct conn_pace){ IDLE_MS, SPELL_MS, FLOOR, LINGER_MS };
}

static bool is_loopback(const char *address)
{
	return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

static struct req make_request(struct scope *s, struct exchange *x)
{
	const char *target = x->head.target, *query = strchr(target, '?');

	return (struct req){
		.scope = s,
		.method = x->head.method,
		.path = query ? arena_strndup(s->arena, target, (size_t)(query - target)) : target,
		.query = query ? query + 1 : NULL,
		.target = target,
		.remote_address = x->conn->remote,
		.from_loopback = is_loopback(x->conn->remote),
		.local_port = x->conn->local_port,
		.exchange = x,
	};
}

/* What the client says, else what its version says. An end counts in any header, to stay in the first one. */
static bool client_stays(const struct head *h)
{
	const char *first = head_find(h, "Connection");

	for (size_t i = 0; i < h->count; i++) {
		const char *value = h->headers[i].value;
		if (strcasecmp(h->headers[i].name, "Connection") == 0 &&
			(head_lists(value, "close") || head_lists(value, "upgrade")))
			return false;
	}
	return first ? head_lists(first, "keep-alive") : h->newer;
}

static void refuse(
	struct http_server *h, struct exchange *x, struct req *rq, int status, const char *why)
{
	struct reply rp = reply_init(rq->scope->arena);

	h->options.refuse(h->options.ctx, rq->scope, status, why, &rp);
	rp.close = true;
	exchange_send(x, rq, &rp);
}

/* Leaves c->keeps as whether another request may follow. `why` with `status` is what is wrong with this
 * one, or NULL. */
static void carry_out(struct http_server *h, struct exchange *x, int status, const char *why)
{
	struct scope s = scope_open();
	struct req rq = make_request(&s, x);

	if (!progress_enter(h->progress, &x->entry)) {
		x->conn->keeps = false;
		progress_refuse(x->conn);
		scope_close(&s);
		return;
	}
	if (why) {
		refuse(h, x, &rq, status, why);
	} else {
		struct reply rp = reply_init(s.arena);
		h->options.handle(h->options.ctx, &rq, &rp);
		exchange_send(x, &rq, &rp);
	}
	/* The arena may hold connections of the database: they go back before the request counts as
	 * ended, so that a drained server has none in use. */
	scope_close(&s);
	progress_leave(h->progress, &x->entry);
}

static struct exchange begin(struct http_server *h, struct conn *c)
{
	return (struct exchange){ .conn = c, .progress = h->progress, .entry = { .conn = c } };
}

/* What is no request. The connection ends after it. */
static void answer_fault(struct http_server *h, struct conn *c, int status, const char *why)
{
	struct exchange x = begin(h, c);

	x.head = (struct head){ .method = "", .target = "" };
	x.lost = true;
	c->keeps = false;
	carry_out(h, &x, status, why);
}

static void answer_one(struct http_server *h, struct conn *c, size_t end)
{
	struct exchange x = begin(h, c);
	int status;

	conn_settle(c, end);
	const char *why = head_read(c->in, end, c->local_port, &x.head, &status);
	c->keeps = !why && client_stays(&x.head) && !lobby_is_short(h->lobby);
	carry_out(h, &x, status, why);
	conn_forget(c);
}

/* A head that will not become whole. */
static void give_up(struct http_server *h, struct conn *c, enum head_state state)
{
	int status;
	const char *why = head_refusal(state, &status);

	c->keeps = false;
	if (state == HEAD_NONE)
		return; /* the client left: nobody waits for an answer */
	if (c->late)
		answer_fault(h, c, 408, "The request head came too slowly or not to its end.");
	else
		answer_fault(h, c, status, why);
}

/* A small body is waited for without a thread, as the head is, and so is the beginning of a large one. */
static bool awaits_body(struct conn *c, size_t end)
{
	int64_t body = head_guess_body(c->in, end);

	c->wanted = end + (size_t)(body < AWAITED_BODY ? body : AWAITED_BODY);
	return !c->hurried && c->len < c->wanted;
}

/* Answers what has come. False when there is nothing more to do on the connection than to end it. */
static bool serve_ready(struct http_server *h, struct conn *c)
{
	bool open = conn_fill(c, c->wanted > HEAD_MAX ? c->wanted : HEAD_MAX + 1);
	enum head_state state = HEAD_NONE;
	size_t end = 0;

	while (c->len > 0) {
		state = head_scan(c->in, c->len, &c->scanned, &end);
		if (state != HEAD_WHOLE)
			break;
		if (open && awaits_body(c, end))
			return true;
		answer_one(h, c, end);
		if (!c->keeps)
			return false;
		open = !c->ended && !c->broken;
		state = HEAD_NONE;
	}
	if (open && !c->late && (state == HEAD_NONE || state == HEAD_PART))
		return true;
	give_up(h, c, state);
	return false;
}

static void serve(void *ctx, uint64_t what)
{
	struct http_server *h = ctx;
	struct conn *c = lobby_lend(h->lobby, what);

	if (!c)
		return;
	if (serve_ready(h, c))
		lobby_await_more(h->lobby, c);
	else
		lobby_part(h->lobby, c);
}

static bool wait_for_work(void *ctx, int ms, uint64_t *what)
{
	struct http_server *h = ctx;

	return lobby_wait(h->lobby, ms, what);
}

static bool start(struct scope *s, struct http_server *h)
{
	const struct http_server_options *o = &h->options;
	const struct lobby_options lobby = { &h->listener, &o->pace, o->connections };
	const struct crew_work work = { wait_for_work, serve, h };

	if (!listener_open(s, o->host, o->port, &h->listener) || !lobby_open(s, &lobby, &h->lobby))
		return false;
	if (o->listening)
		o->listening(o->ctx, h->listener.port);
	h->crew = crew_new((int)o->threads, &work);
	if (!h->crew)
		return err_set(s, ERR_UNAVAILABLE, "The system gives no thread for requests.");
	return lobby_start(s, h->lobby, h->crew);
}

bool http_server_start(
	struct scope *s, const struct http_server_options *options, struct http_server **out)
{
	struct http_server *h = xcalloc(1, sizeof(*h));

	h->options = *options;
	h->progress = progress_new();
	if (!start(s, h)) {
		http_server_free(h);
		return false;
	}
	*out = h;
	return true;
}

int64_t http_server_port(const struct http_server *h)
{
	return h->listener.port;
}

bool http_server_drain(struct http_server *h, int ms)
{
	return progress_drain(h->progress, ms);
}

void http_server_free(struct http_server *h)
{
	if (!h)
		return;
	if (h->lobby)
		lobby_shut(h->lobby);
	crew_free(h->crew);
	lobby_free(h->lobby);
	listener_close(&h->listener);
	progress_free(h->progress);
	free(h);
}
