/* HTTP Basic with the private key as user name; the password is ignored. */
#include "gate/gate_auth.h"

#include "base/encode.h"
#include "base/utf8.h"
#include "ops/account_ops.h"

#include <string.h>
#include <strings.h>

/* What stands before the first colon. */
static const char *user_of(struct arena *a, struct view v)
{
	struct view user = view_split(&v, ':');

	return user.n ? arena_strndup(a, user.p, user.n) : NULL;
}

const char *gate_auth_private_key(const struct req *rq)
{
	const char *header = req_header(rq, "Authorization");
	uint8_t *text;
	size_t n;

	if (!header || strncasecmp(header, "Basic ", 6) != 0)
		return NULL;
	struct view value = view_trim(view_of(header + 6));
	bool plain = view_starts(value, "private_") ||
		     !encode_base64_decode(rq->scope->arena, value, &text, &n) ||
		     !utf8_valid((const char *)text, n) || memchr(text, '\0', n);
	return user_of(rq->scope->arena, plain ? value : (struct view){ (const char *)text, n });
}

bool gate_auth(struct emulator *e, struct req *rq)
{
	const char *key = gate_auth_private_key(rq);
	struct account *a = arena_alloc(rq->scope->arena, sizeof(*a));

	rq->account = a;
	if (key ? account_ops_by_private_key(e, rq->scope, key, a)
		: rq->selector && account_ops_by_selector(e, rq->scope, rq->selector, a)) {
		rq->scope->account = a->row;
		return true;
	}
	return err_set(
		rq->scope, ERR_UNAUTHENTICATED, "Your request does not contain private API key.");
}
