/* One instruction of a fault script: which requests it is for, how often, and what goes wrong then. */
#ifndef CONTROL_FAULT_H
#define CONTROL_FAULT_H

#include "base/arena.h"
#include "base/text.h"

enum {
	FAULT_MAX_WAIT_MS = 60000, /* a fault holds a connection, and its thread, no longer */
	FAULT_STALL_MS = 30000,    /* unless it says how long */
};

enum fault_kind {
	FAULT_NONE, /* a delay alone, or nothing */
	FAULT_STATUS,
	FAULT_RESET,
	FAULT_EMPTY,
	FAULT_TRUNCATED,
	FAULT_WRONG_LENGTH,
	FAULT_STALL,
	FAULT_DRIP,
	FAULT_INVALID_JSON,
	FAULT_CONTENT_TYPE,
	FAULT_STOP_READING,
};

struct fault_header {
	const char *name, *value;
};

struct fault_action {
	enum fault_kind kind;
	int status;       /* STATUS */
	const char *body; /* STATUS: NULL is what the service would say */
	bool is_json;     /* … what `body` is */
	struct fault_header *headers;
	size_t header_count;
	int64_t bytes; /* RESET: of the answer before it, -1: and no work is done; TRUNCATED: of the
			* body; WRONG_LENGTH: what is announced; DRIP: a second; STOP_READING: read */
	int64_t ms;    /* STALL: until the connection is cut; STOP_READING: likewise, 0: at once */
	const char *content_type;
};

struct fault_delay {
	int64_t min_ms, max_ms;
	uint64_t seed;
};

struct fault {
	/* NULL is any; `*` in operation and path stands for any characters. */
	const char *operation, *method, *path;
	int64_t after; /* so many matches go by first */
	int64_t times; /* 0: for ever */
	bool chaos;    /* of the matches left, only those that fault_chance() picks */
	double rate;
	uint64_t seed;
	struct fault_delay delay;
	struct fault_action action;
	const char *source; /* the instruction as it was given: JSON */
};

/* Everything of it in another arena. */
struct fault fault_copy(struct arena *a, const struct fault *f);
struct fault_action fault_action_copy(struct arena *a, const struct fault_action *action);

/* True when the fault stands in the place of the operation; otherwise the operation does its work and
 * its answer is spoilt. */
bool fault_action_replaces(const struct fault_action *action);

/* From 0 up to but not 1: the same for the same seed and index, on every machine. */
double fault_chance(uint64_t seed, uint64_t index);

/* Whether `text` is what the pattern says; NULL and `*` are anything. */
bool fault_pattern_fits(const char *pattern, const char *text);

/* The delay of the index-th time (from 0) that the fault is met. */
int64_t fault_delay_ms(const struct fault_delay *delay, uint64_t index);

#endif
