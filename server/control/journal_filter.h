/* Which entries of the journal are meant. */
#ifndef CONTROL_JOURNAL_FILTER_H
#define CONTROL_JOURNAL_FILTER_H

#include "control/journal_entry.h"

/* All zero: every entry. What is set must all hold. */
struct journal_filter {
	int64_t account;                  /* row; 0 for any */
	const char *operation;            /* exact, or a beginning with a star behind it */
	const char *method;               /* in any case */
	const char *path;                 /* as `operation`; without /_case/<id> and the query */
	const char *request;              /* request id */
	int64_t status_from, status_upto; /* both included; 0: any */
	int64_t after_number;             /* entries later than this one */
	int64_t since_ms;                 /* answered at this time or later */
};

bool journal_filter_match(const struct journal_filter *f, const struct journal_entry *entry);

/* Reads `404` or `4xx`. False when it is neither. */
bool journal_filter_status(struct journal_filter *f, const char *text);

/* The path of a target: no /_case/<id>, no query. */
struct view journal_filter_path(struct view target);

#endif
