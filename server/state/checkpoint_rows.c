/* The rules are SQL; what needs the program's own idea of a thing is asked of it by these functions. */
#include "state/checkpoint_rows.h"

#include "base/utf8.h"
#include "db/db_function.h"
#include "json/json_value.h"
#include "model/account_id.h"
#include "model/account_key.h"
#include "model/coordinates.h"
#include "model/field_schema.h"
#include "seed/seed_value.h"
#include "state/control_state.h"
#include "store/row_rules.h"

#include <string.h>

static void answer(struct db_call *call, bool bad)
{
	db_call_return_number(call, bad);
}

static void bad_text(void *ctx, struct db_call *call)
{
	const char *text = db_call_text(call, 0);
	size_t n = strlen(text);

	(void)ctx;
	answer(call, (int64_t)n != db_call_int(call, 1) || !utf8_valid(text, n));
}

static void bad_json(void *ctx, struct db_call *call)
{
	const char *text = db_call_text(call, 0);
	struct scope s = { .arena = call->arena };
	const struct json_value *v;

	(void)ctx;
	answer(call, !json_parse(&s, text, strlen(text), &v) ||
			     (db_call_int(call, 1) == ROW_RULES_JSON_OBJECT &&
				     json_kind_of(v) != JSON_OBJECT));
}

/* As it is when a client made it: what reading takes and writing gives back. */
static void bad_schema(void *ctx, struct db_call *call)
{
	const char *text = db_call_text(call, 0);
	struct scope s = { .arena = call->arena };
	struct field_schema schema;
	const struct json_value *v;

	(void)ctx;
	answer(call, !json_parse(&s, text, strlen(text), &v) ||
			     !field_schema_read(&s, v, NULL, &schema) ||
			     strcmp(field_type_word(schema.type), db_call_text(call, 1)) != 0);
}

/* Those that are paths of this server were fine once. */
static void bad_account(void *ctx, struct db_call *call)
{
	struct view id = view_of(db_call_text(call, 0));

	(void)ctx;
	answer(call, account_id_fault(id) && !account_id_is_shadowed(id));
}

static void bad_key(void *ctx, struct db_call *call)
{
	(void)ctx;
	answer(call, account_key_fault(view_of(db_call_text(call, 0))));
}

static void bad_id(void *ctx, struct db_call *call)
{
	const char *id = db_call_text(call, 0);
	size_t n = 0;

	(void)ctx;
	while ((uint8_t)id[n] > ' ' && id[n] != '/' && id[n] != '\x7f')
		n++;
	answer(call, n == 0 || n > SEED_VALUE_MAX_ID || id[n] != '\0');
}

static void bad_name(void *ctx, struct db_call *call)
{
	const char *name = db_call_text(call, 0);

	(void)ctx;
	answer(call, *name == '\0' || strchr(name, '/'));
}

static void bad_blob(void *ctx, struct db_call *call)
{
	const char *name = db_call_text(call, 0);

	(void)ctx;
	answer(call, strspn(name, "0123456789abcdef") != BLOB_NAME_LENGTH ||
			     strlen(name) != BLOB_NAME_LENGTH);
}

static void bad_coordinates(void *ctx, struct db_call *call)
{
	(void)ctx;
	answer(call, !coordinates_valid(db_call_text(call, 0)));
}

static const struct db_function functions[] = {
	{ "bad_text", 2, bad_text, NULL },
	{ "bad_json", 2, bad_json, NULL },
	{ "bad_schema", 2, bad_schema, NULL },
	{ "bad_account", 1, bad_account, NULL },
	{ "bad_key", 1, bad_key, NULL },
	{ "bad_id", 1, bad_id, NULL },
	{ "bad_name", 1, bad_name, NULL },
	{ "bad_blob", 1, bad_blob, NULL },
	{ "bad_coordinates", 1, bad_coordinates, NULL },
};

bool checkpoint_rows_check(struct emulator *e, struct db *db, struct scope *s)
{
	struct control_state state;

	for (size_t i = 0; i < ARRAY_LEN(functions); i++)
		if (!db_function(db, s, &functions[i]))
			return false;
	return row_rules_check(db, s) && control_state_read(e, db, s, 0, &state);
}
