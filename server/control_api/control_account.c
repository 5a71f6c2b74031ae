/* The one member of the query that all calls of the control plane share. */
#include "control_api/control_account.h"

#include "http/query.h"
#include "model/account.h"
#include "ops/account_ops.h"

#include <string.h>

bool control_account_find(struct emulator *e, struct req *rq, struct account *out)
{
	struct query q;

	*out = (struct account){ 0 };
	if (!query_parse(rq->scope, rq->query, &q))
		return false;
	const char *id = query_get(&q, "account");
	return !id || account_ops_by_imagekit_id(e, rq->scope, id, out) ||
	       err_set(rq->scope, ERR_NOT_FOUND, "No account has the imagekit_id %s.", id);
}

bool control_account_read(struct emulator *e, struct req *rq, const char **id, int64_t *row)
{
	struct account a;

	if (!control_account_find(e, rq, &a))
		return false;
	*id = a.imagekit_id;
	*row = a.imagekit_id ? a.row : CLOCK_GLOBAL;
	return true;
}
