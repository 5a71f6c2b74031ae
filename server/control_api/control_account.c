/* The one member of the query that all calls of the control plane share. */
#include "control_api/control_account.h"

#include "http/query.h"
#include "model/account.h"
#include "ops/account_ops.h"

#include <string.h>

bool control_account_read(struct emulator *e, struct req *rq, const char **id, int64_t *row)
{
	struct account a;
	struct query q;

	if (!query_parse(rq->scope, rq->query, &q))
		return false;
	*id = query_get(&q, "account");
	*row = CLOCK_GLOBAL;
	if (!*id)
		return true;
	if (!account_ops_by_imagekit_id(e, rq->scope, *id, &a))
		return err_set(rq->scope, ERR_NOT_FOUND, "No account has the imagekit_id %s.", *id);
	*row = a.row;
	return true;
}

bool control_account_only(struct req *rq, const char *other)
{
	static const char account[] = "account";
	struct query q;

	if (!query_parse(rq->scope, rq->query, &q))
		return false;
	for (size_t i = 0; i < q.count; i++) {
		const char *name = q.params[i].name;
		if (strcmp(name, account) != 0 && (!other || strcmp(name, other) != 0))
			return err_set(rq->scope, ERR_INVALID,
				"The parameter '%s' is not known here; there %s %s%s%s.", name,
				other ? "are" : "is", account, other ? " and " : "",
				other ? other : "");
	}
	return true;
}
