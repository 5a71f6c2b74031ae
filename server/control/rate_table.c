/* data table: the windows of each group. */
#include "control/rate_table.h"

static const int64_t second_ms = 1000, minute_ms = 60000;
static const int64_t month_ms = INT64_C(30) * 24 * 3600 * 1000;

const int64_t rate_table_max_interval_ms = INT64_C(366) * 24 * 3600 * 1000;

const char *const rate_table_groups[RATE_GROUP_COUNT + 1] = {
	[RATE_READ] = "read",
	[RATE_WRITE] = "write",
	[RATE_PURGE] = "purge",
	[RATE_VERSIONS] = "versions",
};

const char *const rate_table_headers[] = {
	[RATE_HEADERS_ALWAYS] = "always",
	[RATE_HEADERS_LIMITED] = "limited",
	[RATE_HEADERS_NEVER] = "never",
	NULL,
};

struct rate_rules rate_table_documented(bool enabled)
{
	return (struct rate_rules){
		.enabled = enabled,
		.headers = RATE_HEADERS_ALWAYS,
		.groups = {
			/* 100 a second in a burst; sustained 40 a second, which makes 2400 a minute */
			[RATE_READ] = { { { 100, second_ms }, { 2400, minute_ms } }, 2 },
			/* 20 and 5 a second */
			[RATE_WRITE] = { { { 20, second_ms }, { 300, minute_ms } }, 2 },
			[RATE_PURGE] = { { { 1000, month_ms } }, 1 },
			[RATE_VERSIONS] = { { { 20, minute_ms } }, 1 },
		},
	};
}

int64_t rate_table_largest(const struct rate_windows *windows)
{
	int64_t largest = 0;

	for (size_t i = 0; i < windows->count; i++)
		if (windows->at[i].limit > largest)
			largest = windows->at[i].limit;
	return largest;
}
