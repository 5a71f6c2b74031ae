/* A unit of work and why it failed. Filled once, by whoever saw the cause; only the API layer turns it into
 * a status and a body. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/arena.h"

enum err_code {
	ERR_NONE,
	ERR_INVALID,         /* the request is wrong */
	ERR_UNAUTHENTICATED, /* no key */
	ERR_FORBIDDEN,       /* a key that does not open this door */
	ERR_NOT_FOUND,
	ERR_CONFLICT,
	ERR_TOO_LARGE,
	ERR_TIMEOUT, /* the client stopped sending */
	ERR_LOCKED,  /* another job works on it */
	ERR_LIMITED,
	ERR_NOT_IMPLEMENTED, /* the real service has it, this program does not yet */
	ERR_UNAVAILABLE,     /* stopping, or something that is needed is gone for now */
	ERR_INTERNAL,        /* our fault: the message is for the log, never for the client */
};

struct near_miss;

struct err {
	enum err_code code;
	const char *msg;       /* in the arena of the scope */
	const char *reason;    /* the service's upper-snake `reason`, or NULL */
	bool bare;             /* the service sends this one without `help` */
	const char *extra_key; /* one more member of the body, or NULL */
	const char *extra_json;
	const char *near;               /* the nearest thing that would have been right, or NULL */
	const struct near_miss *sought; /* what was not there, or NULL: see ops/near_miss.h */
};

/* One unit of work (a request, one item of a job, a test): what it allocates and why it failed. */
struct scope {
	struct arena *arena;
	struct err err;
	int64_t account; /* whose work it is, where everybody gets a turn; 0: nobody's in particular */
};

enum { ERR_NEAR_MAX = 1024 }; /* bytes of `near`; a longer text is left out */

/* Records the first failure of the scope; later calls change nothing, so the first cause survives.
 * Always returns false, so that callers can write `return err_set(s, ...)`. */
bool err_set(struct scope *s, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The same for a message that the service sends without `help`. */
bool err_bare(struct scope *s, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The same for one with the service's `reason` code. */
bool err_reason(struct scope *s, enum err_code code, const char *reason, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

/* Gives the recorded failure one more member, as JSON text that lives as long as the scope. */
bool err_extra(struct scope *s, const char *key, const char *json);

/* Says beside the recorded failure what would have been right; the first one stays, NULL is none. The text
 * lives as long as the scope. */
bool err_near(struct scope *s, const char *text);

/* An internal failure that names the system call and what it was done to, with errno's text. */
bool err_errno(struct scope *s, enum err_code code, const char *what, const char *path);

/* Puts the recorded failure into other words for another listener; what it says beside them stays. */
bool err_restate(struct scope *s, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Forgets the failure, for the rare caller that has another way to go. */
void err_clear(struct scope *s);

#endif
