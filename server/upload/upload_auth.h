/* Who uploads (REST API: authentication; upload V1 signature and V2 token). */
#ifndef UPLOAD_UPLOAD_AUTH_H
#define UPLOAD_UPLOAD_AUTH_H

#include "model/account.h"
#include "ops/emulator.h"
#include "upload/upload_form.h"

struct upload_auth {
	const char *private_key; /* from the Authorization header, or NULL */
	const char *selector;    /* imagekit_id from /_case/<id>/, or NULL */
	bool v2;                 /* JWT instead of token, expire and signature */
};

/* Finds the account and spends the token of a client-side upload: a token is good once, even when the
 * request that carries it fails later. False with the service's sentence. */
NODISCARD bool upload_auth_account(struct emulator *e, struct scope *s,
	const struct upload_auth *auth, const struct upload_form *form, struct account *out);

/* Whether the upload proves by a key or a signature whose it is, or only says so in its path. */
bool upload_auth_is_proof(const struct upload_auth *auth, const struct upload_form *form);

#endif
