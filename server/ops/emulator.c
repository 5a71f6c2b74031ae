/* What the parts share at start and at reset. */
#include "ops/emulator.h"

void emulator_start_clock(struct emulator *e)
{
	int64_t at;

	clock_reset(e->clock, CLOCK_GLOBAL);
	if (e->config->clock && clock_parse(view_of(e->config->clock), &at))
		clock_set(e->clock, CLOCK_GLOBAL, (struct clock_state){ CLOCK_FROZEN, at });
}

void emulator_purged(struct emulator *e, int64_t account, const char *url)
{
	(void)e;
	(void)account;
	(void)url;
}
