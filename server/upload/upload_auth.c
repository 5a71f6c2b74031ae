/* Server-side uploads carry the private key; client-side ones prove that a server knows it. */
#include "upload/upload_auth.h"

#include "base/digest.h"
#include "base/encode.h"
#include "ops/account_ops.h"
#include "store/token_store.h"
#include "upload/upload_jwt.h"

#include <string.h>

enum { MAX_LIFE_S = 3600 };

static bool missing(struct scope *s, const char *name)
{
	return err_set(s, ERR_INVALID, "Your request is missing %s parameter.", name);
}

/* Only a hash is kept: tokens may be as long as a form allows. */
static bool spend_token(struct emulator *e, struct scope *s, const struct account *a,
	const char *token, bool *fresh)
{
	uint8_t hash[DIGEST_SHA256];
	struct db *db;

	digest_sha256(token, strlen(token), hash);
	const char *key = encode_hex_dup(s->arena, hash, sizeof(hash));
	if (!db_pool_write(e->db, s, &db))
		return false;
	bool ok = token_store_use(db, s, a->row, key, clock_now(e->clock, a->row), fresh);
	return db_pool_finish(e->db, s, ok);
}

struct v1 {
	const char *token, *expire, *signature;
	const char *message; /* what was signed, made once for all the keys that are tried */
};

/* The signature is lower-case hex HMAC-SHA1 of the token with the expiry behind it. */
static bool v1_signed_by(const void *signed_by, const struct account *account)
{
	const struct v1 *v1 = signed_by;
	uint8_t mac[DIGEST_SHA1];
	char right[2 * DIGEST_SHA1 + 1];

	digest_hmac_sha1(view_of(account->private_key), view_of(v1->message), mac);
	encode_hex(mac, sizeof(mac), right);
	return digest_same(view_of(right), view_of(v1->signature));
}

static bool v1_expire_holds(struct emulator *e, const struct account *a, const char *expire)
{
	int64_t at, now = clock_now(e->clock, a->row) / 1000;

	return text_int(view_of(expire), &at) && at > now && at < now + MAX_LIFE_S;
}

static bool v1_account(struct emulator *e, struct scope *s, const struct upload_form *form,
	const char *public_key, struct account *out)
{
	struct v1 v1 = {
		.token = upload_form_given(form, "token"),
		.expire = upload_form_given(form, "expire"),
		.signature = upload_form_given(form, "signature"),
	};
	bool fresh;

	if (!v1.token)
		return missing(s, "token");
	if (!v1.expire)
		return missing(s, "expire");
	if (!v1.signature)
		return missing(s, "signature");
	v1.message = arena_printf(s->arena, "%s%s", v1.token, v1.expire);
	if (!account_ops_by_public_key(e, s, public_key, v1_signed_by, &v1, out))
		return false;
	/* Also by a request that is refused. */
	if (!spend_token(e, s, out, v1.token, &fresh))
		return false;
	if (!v1_expire_holds(e, out, v1.expire))
		return err_set(s, ERR_INVALID,
			"Your request contains invalid expire parameter. Expire parameter should "
			"be a "
			"Unix time in less than 1 hour into the future.");
	if (!v1_signed_by(&v1, out))
		return err_set(
			s, ERR_INVALID, "Your request contains invalid signature parameter.");
	return fresh || err_set(s, ERR_INVALID,
				"The token with value '%s' has been used before. We suggest using "
				"V4 UUIDs, or "
				"another random string with enough entropy to avoid collisions.",
				v1.token);
}

static bool bad_token(struct scope *s)
{
	return err_set(s, ERR_INVALID, "Your request has invalid token.");
}

static bool v2_account(
	struct emulator *e, struct scope *s, const struct upload_form *form, struct account *out)
{
	const char *token = upload_form_given(form, "token");
	struct upload_jwt jwt;
	bool fresh;

	if (!token)
		return missing(s, "token");
	if (!upload_jwt_read(s, token, &jwt))
		return bad_token(s);
	if (!account_ops_by_public_key(e, s, jwt.key_id, upload_jwt_signed_by, &jwt, out))
		return false;
	if (!upload_jwt_signed_by(&jwt, out) || jwt.expires_at - jwt.issued_at > MAX_LIFE_S)
		return bad_token(s);
	if (jwt.expires_at <= clock_now(e->clock, out->row) / 1000)
		return err_set(s, ERR_INVALID, "Your request contains expired token.");
	if (!upload_jwt_matches(&jwt, form))
		return err_set(s, ERR_INVALID,
			"Your request contains invalid payload. It does not match with the payload "
			"used "
			"to generate token.");
	/* What was signed, for the signature behind it can be spelled with and without its padding. */
	token = arena_strndup(s->arena, jwt.signed_part.p, jwt.signed_part.n);
	if (!spend_token(e, s, out, token, &fresh))
		return false;
	return fresh || bad_token(s);
}

bool upload_auth_is_proof(const struct upload_auth *auth, const struct upload_form *form)
{
	return auth->private_key || upload_form_given(form, auth->v2 ? "token" : "publicKey");
}

bool upload_auth_account(struct emulator *e, struct scope *s, const struct upload_auth *auth,
	const struct upload_form *form, struct account *out)
{
	const char *proof = auth->v2 ? "token" : "signature";
	const char *public_key = upload_form_given(form, "publicKey");

	if (auth->private_key && upload_form_given(form, proof))
		return err_set(s, ERR_INVALID,
			"Your request contains both %s and basic auth parameter. Use only one "
			"method, "
			"you might be exposing your private API key.",
			proof);
	if (auth->private_key)
		return account_ops_by_private_key(e, s, auth->private_key, out);
	if (auth->v2 && upload_form_given(form, "token"))
		return v2_account(e, s, form, out);
	if (!auth->v2 && public_key)
		return v1_account(e, s, form, public_key, out);
	if (auth->selector)
		return account_ops_by_selector(e, s, auth->selector, out);
	return missing(s, auth->v2 ? "token" : "publicKey");
}
