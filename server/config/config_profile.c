/* The realistic profile, whose waits and limits are those of the service. */
#include "config/config_profile.h"

#include <string.h>

static const struct {
	const char *name, *value;
} realistic[] = {
	{ "rate-limits", "documented" },
	{ "job-delay", "2" },
	{ "purge-delay", "5" },
	{ "index-delay", "2" },
};

const char *config_profile_realistic(const struct option_row *row)
{
	for (size_t i = 0; i < ARRAY_LEN(realistic); i++)
		if (strcmp(realistic[i].name, row->name) == 0)
			return realistic[i].value;
	return NULL;
}

const char *config_profile_remark(struct arena *a, const struct option_row *row)
{
	const char *value = config_profile_realistic(row);

	return value ? arena_printf(a, "With --profile realistic: %s.", value) : NULL;
}
