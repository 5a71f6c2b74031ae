/* Texts point into the request's arena until the journal has copied them. */
#include "dispatch/journal_record.h"

#include "base/digest.h"
#include "base/encode.h"
#include "call/public_url.h"
#include "control/journal.h"
#include "control/journal_form.h"
#include "control/journal_redact.h"
#include "gate/gate_auth.h"
#include "model/account.h"

#include <string.h>

struct recording {
	struct arena *arena;
	const char *key; /* the private key that must not be kept; NULL when none is known */
	struct journal_entry entry;
};

static struct view redacted(const struct recording *r, struct view v)
{
	return journal_redact_text(r->arena, v, r->key);
}

static struct view text_or_none(const char *text)
{
	return text ? view_of(text) : (struct view){ 0 };
}

static void take_request_headers(struct recording *r, const struct req *rq)
{
	struct strbuf lines = strbuf_init(r->arena, JOURNAL_MAX_HEADERS);
	struct view name, value;

	for (size_t i = 0; req_header_at(rq, i, &name, &value); i++) {
		struct view shown = journal_redact_header(r->arena, name, value, r->key);
		if (lines.len + name.n + shown.n + 4 > JOURNAL_MAX_HEADERS)
			break;
		strbuf_add(&lines, name.p, name.n);
		strbuf_str(&lines, ": ");
		strbuf_add(&lines, shown.p, shown.n);
		strbuf_str(&lines, "\r\n");
	}
	r->entry.text[JOURNAL_REQUEST_HEADERS] = (struct view){ strbuf_text(&lines), lines.len };
}

/* The beginning of a body, and whether that is all of it. */
static struct view take_body(const struct recording *r, const char *p, size_t n, bool *cut)
{
	*cut = n > JOURNAL_MAX_BODY;
	return redacted(r, (struct view){ p, *cut ? JOURNAL_MAX_BODY : n });
}

static void take_request_body(struct recording *r, const struct req *rq)
{
	struct journal_entry *entry = &r->entry;
	int64_t declared = req_content_length(rq);
	uint8_t hash[DIGEST_SHA256];

	entry->request_bytes = declared > 0 ? declared : 0;
	if (rq->form) {
		entry->text[JOURNAL_REQUEST_FORM] = journal_form_text(rq->form);
		entry->request_cut = rq->form->cut;
	} else if (rq->body && rq->body_len > 0) {
		if (declared < 0)
			entry->request_bytes = (int64_t)rq->body_len;
		entry->text[JOURNAL_REQUEST_BODY] =
			take_body(r, rq->body, rq->body_len, &entry->request_cut);
		digest_sha256(rq->body, rq->body_len, hash);
		entry->text[JOURNAL_REQUEST_SHA256] =
			view_of(encode_hex_dup(r->arena, hash, sizeof(hash)));
	}
}

/* Whole lines, as many as there is room for. */
static struct view first_lines(struct view lines)
{
	if (lines.n <= JOURNAL_MAX_HEADERS)
		return lines;
	lines.n = JOURNAL_MAX_HEADERS;
	while (lines.n > 0 && lines.p[lines.n - 1] != '\n')
		lines.n--;
	return lines;
}

static void take_response(struct recording *r, const struct req *rq, const struct reply *rp)
{
	struct journal_entry *entry = &r->entry;
	struct view lines = { strbuf_text(&rp->headers), rp->headers.len };

	entry->status = rp->status;
	entry->text[JOURNAL_RESPONSE_HEADERS] = redacted(r, first_lines(lines));
	if (strcmp(rq->method, "HEAD") == 0)
		return;
	entry->response_bytes = rp->fd >= 0 ? rp->file_len : (int64_t)rp->len;
	if (rp->body)
		entry->text[JOURNAL_RESPONSE_BODY] =
			take_body(r, rp->body, rp->len, &entry->response_cut);
	if (rp->body && rp->fd >= 0)
		entry->response_cut = true;
}

static const char *rule_of(const struct err *err)
{
	static const char *const rules[] = {
		[ERR_NONE] = NULL,
		[ERR_INVALID] = "invalid",
		[ERR_UNAUTHENTICATED] = "unauthenticated",
		[ERR_FORBIDDEN] = "forbidden",
		[ERR_NOT_FOUND] = "not found",
		[ERR_CONFLICT] = "conflict",
		[ERR_TOO_LARGE] = "too large",
		[ERR_TIMEOUT] = "timeout",
		[ERR_LOCKED] = "locked",
		[ERR_LIMITED] = "limited",
		[ERR_NOT_IMPLEMENTED] = "not implemented",
		[ERR_UNAVAILABLE] = "unavailable",
		[ERR_INTERNAL] = "internal",
	};

	return err->reason ? err->reason : rules[err->code];
}

/* Delivery says it in a header, `RULE - sentence`; the API in the scope's error; what neither said is
 * known by its status alone. */
static void take_why(struct recording *r, const struct req *rq)
{
	struct journal_entry *entry = &r->entry;
	struct view lines = entry->text[JOURNAL_RESPONSE_HEADERS];
	const char *ik_error = journal_entry_header(r->arena, lines, "ik-error");
	const char *rule = rule_of(&rq->scope->err), *message = rq->scope->err.msg;

	if (ik_error) {
		struct view rest = view_of(ik_error), first = view_split(&rest, ' ');
		rule = arena_strndup(r->arena, first.p, first.n);
		message = rest.p && view_starts(rest, "- ") ? rest.p + 2 : ik_error;
	}
	entry->text[JOURNAL_RULE] = view_of(rule ? rule : reply_reason((int)entry->status));
	entry->text[JOURNAL_MESSAGE] = redacted(r, text_or_none(message));
	entry->text[JOURNAL_NEAREST] = redacted(r, text_or_none(rq->scope->err.near));
}

static bool needs_why(int status)
{
	return (status >= 400 && status < 500) || status == 501;
}

static void take_facts(struct recording *r, struct emulator *e, const struct req *rq)
{
	struct journal_entry *entry = &r->entry;
	const struct account *account = rq->account;

	if (account && account->imagekit_id) {
		entry->account = account->row;
		entry->text[JOURNAL_ACCOUNT] = view_of(account->imagekit_id);
	}
	r->key = account && account->private_key ? account->private_key : gate_auth_private_key(rq);
	entry->at_ms = clock_now(e->clock, entry->account);
	entry->text[JOURNAL_ID] = view_of(rq->id);
	entry->text[JOURNAL_METHOD] = view_of(rq->method);
	entry->text[JOURNAL_OPERATION] = text_or_none(rq->operation);
	entry->text[JOURNAL_WARNING] = text_or_none(rq->warning);
}

void journal_record(struct emulator *e, const struct req *rq, struct reply *rp,
	const struct journal_record_start *start)
{
	struct recording r = { .arena = rq->scope->arena };

	if (!journal_on(e->journal))
		return;
	if (needs_why(rp->status))
		reply_header(rp, "x-emulator-explain",
			arena_printf(r.arena, "%s/_emulator/journal?request=%s",
				public_url_control(e, rq), rq->id));
	take_facts(&r, e, rq);
	r.entry.text[JOURNAL_TARGET] =
		journal_redact_target(r.arena, view_of(start->target), r.key);
	take_request_headers(&r, rq);
	take_request_body(&r, rq);
	take_response(&r, rq, rp);
	if (needs_why(rp->status))
		take_why(&r, rq);
	r.entry.us = clock_elapsed_us(e->clock, r.entry.account, start->us);
	journal_add(e->journal, &r.entry);
}
