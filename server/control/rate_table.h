/* What is limited, and by which numbers: the documented ones and those a test may set. */
#ifndef CONTROL_RATE_TABLE_H
#define CONTROL_RATE_TABLE_H

#include "base/base.h"

/* The first three count requests of an account, the last one new versions of one file. */
enum rate_group { RATE_READ, RATE_WRITE, RATE_PURGE, RATE_VERSIONS, RATE_GROUP_COUNT };

enum rate_headers {
	RATE_HEADERS_ALWAYS,
	RATE_HEADERS_LIMITED, /* on refusals alone */
	RATE_HEADERS_NEVER,
};

enum { RATE_MAX_WINDOWS = 8, RATE_MAX_LIMIT = 100000 };

/* The longest interval that may be set: a leap year. */
extern const int64_t rate_table_max_interval_ms;

/* At most `limit` (>= 1) within any `interval_ms` (>= 1) milliseconds. */
struct rate_window {
	int64_t limit, interval_ms;
};

/* All of them hold at once; none: no limit. */
struct rate_windows {
	struct rate_window at[RATE_MAX_WINDOWS];
	size_t count;
};

struct rate_rules {
	bool enabled;
	int headers;      /* enum rate_headers */
	bool retry_after; /* refusals carry retry-after-ms and retry-after as well */
	struct rate_windows groups[RATE_GROUP_COUNT];
};

/* The service's published numbers. It does not publish over how long a rate must be sustained, nor how
 * many new versions are too many: one minute, and 20 in a minute, are this program's choice. */
struct rate_rules rate_table_documented(bool enabled);

/* As JSON calls them, by number; ends with NULL. */
extern const char *const rate_table_groups[RATE_GROUP_COUNT + 1];
extern const char *const rate_table_headers[];

/* The largest limit of the windows; 0 without any. */
int64_t rate_table_largest(const struct rate_windows *windows);

#endif
