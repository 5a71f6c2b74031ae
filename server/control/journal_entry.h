/* What the journal knows about one request and its answer. Secrets are gone before an entry is made. */
#ifndef CONTROL_JOURNAL_ENTRY_H
#define CONTROL_JOURNAL_ENTRY_H

#include "base/arena.h"
#include "base/text.h"

enum journal_text {
	JOURNAL_ID,      /* the request id that the answer carried */
	JOURNAL_ACCOUNT, /* imagekit_id */
	JOURNAL_METHOD,
	JOURNAL_TARGET,    /* path and query as they were sent */
	JOURNAL_OPERATION, /* as in /_emulator/info */
	JOURNAL_REQUEST_HEADERS,
	JOURNAL_REQUEST_BODY, /* of JSON calls */
	JOURNAL_REQUEST_FORM, /* of forms: what journal_form_text() made */
	JOURNAL_REQUEST_SHA256,
	JOURNAL_RESPONSE_HEADERS,
	JOURNAL_RESPONSE_BODY,
	JOURNAL_RULE,    /* of 4xx and 501: the rule that refused */
	JOURNAL_MESSAGE, /* … its sentence */
	JOURNAL_NEAREST, /* … and the nearest thing that would have been there */
	JOURNAL_WARNING, /* what the server guessed */
	JOURNAL_TEXT_COUNT,
};

enum {
	JOURNAL_MAX_BODY = 16 * 1024,   /* bytes that are kept of a body, and of a form */
	JOURNAL_MAX_HEADERS = 8 * 1024, /* … of the headers of one side */
};

/* Headers are lines `Name: value` with CR LF behind each. */
struct journal_entry {
	int64_t number;  /* 1, 2, 3 … in the order of the answers; given by the journal */
	int64_t account; /* its row; 0 when nobody was recognised */
	int64_t at_ms;   /* when it was answered, by the account's clock */
	int64_t us;      /* from the request's head to the answer being ready, by the same clock */
	int64_t status;
	int64_t request_bytes, response_bytes; /* whole bodies, whatever is kept of them */
	bool request_cut, response_cut;        /* only the beginning of the body is kept */
	/* By enum journal_text; `p` is NULL for what there is not. Inside the journal, and in what it
	 * hands out, each is terminated; the terminator is not counted. */
	struct view text[JOURNAL_TEXT_COUNT];
};

/* Cuts the next line off `lines`; false at the end. */
bool journal_entry_header_next(struct view *lines, struct view *name, struct view *value);

/* The value of the first such header, in the arena; NULL when there is none. */
const char *journal_entry_header(struct arena *a, struct view lines, const char *name);

/* `http://host/path?query` as the client asked. */
const char *journal_entry_url(struct arena *a, const struct journal_entry *entry);

/* A text as the JSON writer wants it, NULL for none and for one that holds NUL bytes; a character that
 * the cut went through at its end is left off. */
const char *journal_entry_text(
	struct arena *a, const struct journal_entry *entry, enum journal_text which);

#endif
