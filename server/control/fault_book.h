/* The fault scripts of all accounts, and what of them was met by which request. In memory; thread-safe. */
#ifndef CONTROL_FAULT_BOOK_H
#define CONTROL_FAULT_BOOK_H

#include "control/fault.h"

struct fault_book;

/* The script whose instructions hold for every account, after the account's own. */
enum { FAULT_BOOK_ALL = 0 };

/* For reports: the scripts of all accounts, and the one that holds for every account. */
enum { FAULT_BOOK_EVERY = -1 };

enum {
	FAULT_BOOK_MAX = 1000,    /* instructions of one script */
	FAULT_BOOK_MAX_MET = 256, /* requests that are remembered for an instruction: the newest */
};

struct fault_book *fault_book_new(void);
void fault_book_free(struct fault_book *b);

/* Forgets an account's script; FAULT_BOOK_ALL: every script. */
void fault_book_reset(struct fault_book *b, int64_t account);

/* Forgets one script, be it that of FAULT_BOOK_ALL. */
void fault_book_clear(struct fault_book *b, int64_t account);

/* Puts copies of the instructions behind those that are there, or in their place. False, and nothing
 * changes, when the script would grow too long. */
bool fault_book_add(struct fault_book *b, int64_t account, const struct fault *faults, size_t count,
	bool replace);

/* True when there are no scripts: then picking finds nothing. */
bool fault_book_idle(struct fault_book *b);

struct fault_request {
	const char *operation, *method, *path;
	const char *id;
	int64_t attempt; /* as the client counts its retries; -1 when it does not say */
};

struct fault_hit {
	int64_t instruction; /* its number */
	int64_t delay_ms;
	struct fault_action action;
};

/* Finds the first instruction that fits and is due, and counts it as met. A request counts as a match of
 * each instruction that it comes to, up to the one that is met. False when there is none. */
bool fault_book_pick(struct fault_book *b, struct arena *a, int64_t account,
	const struct fault_request *request, struct fault_hit *hit);

struct fault_met {
	int64_t match; /* the how-many-th of the instruction's matches it was, from 1 */
	int64_t attempt;
	char id[37];
};

/* What one instruction has seen so far. */
struct fault_report {
	int64_t instruction, matched, times_met;
	bool counted, completed; /* completed: met as often as it was to be */
	const char *source;      /* JSON */
	struct fault_met *met;   /* oldest first */
	size_t met_count;
};

/* A copy of the script's account, or of all of them, in the arena. No two instructions have one number. */
void fault_book_report(struct fault_book *b, struct arena *a, int64_t account,
	struct fault_report **out, size_t *count);

#endif
