/* What the parts share at start and at reset. */
#include "ops/emulator.h"

#include "base/date_text.h"

void emulator_start_clock(struct emulator *e)
{
	int64_t at;

	clock_reset(e->clock, CLOCK_GLOBAL);
	if (e->config->clock && date_text_parse(view_of(e->config->clock), &at))
		clock_set(e->clock, CLOCK_GLOBAL, (struct clock_state){ CLOCK_FROZEN, at });
}

void emulator_purged(struct emulator *e, int64_t account, const char *url)
{
	(void)e;
	(void)account;
	(void)url;
}

static void new_object_id(void *ctx, struct db_call *call)
{
	db_call_return_text(call, ident_object_run(ctx, call->arena, db_call_int(call, 0)));
}

static void new_version_key(void *ctx, struct db_call *call)
{
	db_call_return_text(call, ident_version_key(ctx, call->arena));
}

bool emulator_add_functions(struct emulator *e, struct scope *s)
{
	const struct db_function functions[] = {
		{ "object_id", 1, new_object_id, e->ident },
		{ "version_key", 0, new_version_key, e->ident },
	};

	for (size_t i = 0; i < ARRAY_LEN(functions); i++)
		if (!db_pool_function(e->db, s, &functions[i]))
			return false;
	return true;
}
