/* /_emulator/account-settings: what an account's owner switches in the service's dashboard. */
#include "control_api/account_settings_api.h"

#include "call/answer.h"
#include "call/body.h"
#include "control_api/control_account.h"
#include "ops/account_ops.h"
#include "ops/original_date.h"

#include <stddef.h>

enum { MAX_SETTINGS_JSON = 1024 };

struct settings {
	bool original_date;
};

static const struct json_field fields[] = {
	{ "originalCreationDate", JSON_FIELD_BOOL, JSON_REQUIRED,
		offsetof(struct settings, original_date), 0, 0, NULL },
};
static const struct json_shape shape = { fields, ARRAY_LEN(fields), false };

static bool read_account(struct emulator *e, struct req *rq, struct account *a)
{
	if (!control_account_find(e, rq, a))
		return false;
	return a->imagekit_id ||
	       err_set(rq->scope, ERR_INVALID,
		       "Whose settings? Name the account: ?account=<imagekit_id>.");
}

static bool answer_settings(
	struct emulator *e, struct req *rq, struct reply *rp, const struct account *a)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_SETTINGS_JSON);
	struct json_writer w = json_writer(&body);
	bool original_date;

	if (!original_date_get(e, rq->scope, a, &original_date))
		return false;
	json_open_object(&w, NULL);
	json_put_bool(&w, "originalCreationDate", original_date);
	json_close_object(&w);
	return answer_json(rq, rp, 200, &body);
}

bool account_settings_api_get(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct account a;

	return read_account(e, rq, &a) && answer_settings(e, rq, rp, &a);
}

bool account_settings_api_put(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct settings wish = { 0 };
	struct account a;
	uint64_t seen;

	return read_account(e, rq, &a) && body_read(rq, &shape, &wish, &seen) &&
	       original_date_set(e, rq->scope, &a, wish.original_date) &&
	       answer_settings(e, rq, rp, &a);
}
