/* From an action to a reply: what concerns the bytes on the wire is left to http/. */
#include "gate/gate_fault.h"

#include "control/fault_book.h"
#include "control/fault_words.h"
#include "model/account.h"
#include "view/error_view.h"

#include <string.h>
#include <unistd.h>

static const char json_type[] = "application/json; charset=utf-8";
static const char text_type[] = "text/plain; charset=utf-8";

bool gate_fault_wanted(struct emulator *e, const struct req *rq)
{
	return !fault_book_idle(e->faults) || req_header(rq, "Prefer");
}

static void note(struct req *rq, const struct fault_action *action, const char *origin)
{
	struct fault_action *kept = arena_alloc(rq->scope->arena, sizeof(*kept));

	*kept = *action;
	rq->fault = kept;
	rq->fault_origin = origin;
}

/* How often the client has tried before, as the SDKs tell it. */
static int64_t attempt_of(const struct req *rq)
{
	const char *count = req_header(rq, "X-Stainless-Retry-Count");
	int64_t attempt;

	return count && text_int(view_of(count), &attempt) && attempt >= 0 ? attempt : -1;
}

static bool pick(struct emulator *e, struct req *rq, struct fault_hit *hit)
{
	const struct fault_request request = {
		.operation = rq->operation,
		.method = rq->method,
		.path = rq->path,
		.id = rq->id,
		.attempt = attempt_of(rq),
	};

	return fault_book_pick(e->faults, rq->scope->arena,
		rq->account ? rq->account->row : FAULT_BOOK_ALL, &request, hit);
}

/* Takes so much of the body; what follows is never read. */
static void read_some(struct req *rq, int64_t bytes)
{
	char buf[4096];

	while (bytes > 0) {
		int64_t got = req_read(
			rq, buf, bytes < (int64_t)sizeof(buf) ? (size_t)bytes : sizeof(buf));
		if (got <= 0)
			return;
		bytes -= got;
	}
}

bool gate_fault(struct emulator *e, struct req *rq)
{
	struct fault_hit hit = { 0 };

	if (strcmp(rq->method, "OPTIONS") == 0) /* what browsers ask is no operation */
		return true;
	if (fault_words_prefer(req_header(rq, "Prefer"), &hit.action, &hit.delay_ms))
		note(rq, &hit.action, "prefer");
	else if (pick(e, rq, &hit))
		note(rq, &hit.action,
			arena_printf(rq->scope->arena, "%lld", (long long)hit.instruction));
	else
		return true;
	if (hit.delay_ms > 0)
		req_pause(rq, hit.delay_ms);
	if (hit.action.kind == FAULT_STOP_READING)
		read_some(rq, hit.action.bytes);
	return !fault_action_replaces(rq->fault);
}

bool gate_fault_named(struct req *rq, const char *file_name)
{
	struct fault_action action;

	if (rq->fault || !fault_words_file_name(file_name, &action))
		return true;
	note(rq, &action, "fileName");
	return !fault_action_replaces(rq->fault);
}

static const char *service_message(int status)
{
	switch (status) {
	case 401:
	case 403:
		return "Your account cannot be authenticated.";
	case 404:
		return "The requested resource does not exist.";
	case 429:
		return "Too many requests. Please try again later.";
	case 500:
		return "We have experienced an internal error while processing your request.";
	default:
		return reply_reason(status);
	}
}

/* A delivery URL answers errors in plain text. Of the error only its words count here. */
static void put_default_body(struct req *rq, struct reply *rp, int status)
{
	bool is_api = !rq->operation || strcmp(rq->operation, "delivery") != 0;
	struct err err = {
		.code = ERR_LIMITED, .msg = service_message(status), .bare = status == 429
	};
	const char *body = is_api ? error_view(rq->scope->arena, &err).body : reply_reason(status);

	reply_text(rp, status, is_api ? json_type : text_type, body, strlen(body));
}

static void put_status(struct req *rq, struct reply *rp, const struct fault_action *action)
{
	bool typed = false;

	if (action->body)
		reply_text(rp, action->status, action->is_json ? json_type : text_type,
			action->body, strlen(action->body));
	else
		put_default_body(rq, rp, action->status);
	for (size_t i = 0; i < action->header_count; i++) {
		const struct fault_header *header = &action->headers[i];
		if (!typed && text_same_nocase(view_of(header->name), "Content-Type")) {
			reply_remove_header(rp, header->name);
			typed = true;
		}
		reply_header(rp, header->name, header->value);
	}
}

static void drop_file(struct reply *rp)
{
	if (rp->fd >= 0)
		close(rp->fd);
	rp->fd = -1;
}

/* Half of a JSON text is none: the bracket that it starts with stays open. */
static void break_json(struct reply *rp)
{
	static const char beginning[] = "{\"message\":";
	bool json = rp->len > 1 && (rp->body[0] == '{' || rp->body[0] == '[');

	drop_file(rp);
	reply_remove_header(rp, "Content-Type");
	reply_remove_header(rp, "ETag");
	int status = rp->status == 204 || rp->status == 304 ? 200 : rp->status;
	if (json)
		reply_text(rp, status, json_type, rp->body, rp->len / 2);
	else
		reply_text(rp, status, json_type, beginning, sizeof(beginning) - 1);
}

static void break_off(struct reply *rp, enum reply_fault_kind kind, int64_t ms)
{
	drop_file(rp);
	rp->status = 0;
	rp->fault = (struct reply_fault){ .kind = kind, .ms = ms };
}

static void apply(struct req *rq, struct reply *rp, const struct fault_action *action)
{
	int64_t bytes = action->bytes;

	switch (action->kind) {
	case FAULT_NONE:
		break;
	case FAULT_STATUS:
		put_status(rq, rp, action);
		break;
	case FAULT_RESET:
		if (bytes <= 0)
			break_off(rp, REPLY_RESET, 0);
		else
			rp->fault = (struct reply_fault){ REPLY_RESET, bytes, 0 };
		break;
	case FAULT_EMPTY:
		break_off(rp, REPLY_EMPTY, 0);
		break;
	case FAULT_TRUNCATED:
		rp->fault = (struct reply_fault){ REPLY_TRUNCATED, bytes, 0 };
		break;
	case FAULT_WRONG_LENGTH:
		rp->fault = (struct reply_fault){ REPLY_WRONG_LENGTH, bytes, 0 };
		break;
	case FAULT_STALL:
		rp->fault = (struct reply_fault){ REPLY_STALL, 0, action->ms };
		break;
	case FAULT_DRIP:
		rp->fault = (struct reply_fault){ REPLY_DRIP, bytes, 0 };
		break;
	case FAULT_INVALID_JSON:
		break_json(rp);
		break;
	case FAULT_CONTENT_TYPE:
		reply_remove_header(rp, "Content-Type");
		reply_header(rp, "Content-Type", action->content_type);
		break;
	case FAULT_STOP_READING:
		break_off(rp, action->ms > 0 ? REPLY_SILENT : REPLY_RESET, action->ms);
		break;
	}
}

void gate_fault_apply(struct req *rq, struct reply *rp)
{
	if (!rq->fault)
		return;
	reply_header(rp, "x-emulator-fault", rq->fault_origin);
	apply(rq, rp, rq->fault);
}
