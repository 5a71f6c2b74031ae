/* The JSON Web Token of a V2 client-side upload: HS256 with the private key, `kid` is the public key,
 * and the claims repeat the form (REST API: secure client-side upload). */
#ifndef UPLOAD_UPLOAD_JWT_H
#define UPLOAD_UPLOAD_JWT_H

#include "json/json_value.h"
#include "model/account.h"
#include "upload/upload_form.h"

struct upload_jwt {
	const char *key_id;
	struct view signed_part; /* header.payload as it was sent */
	struct view signature;   /* decoded */
	const struct json_value *claims;
	int64_t issued_at, expires_at; /* Unix seconds */
};

/* False, without an error in the scope, when the text is not such a token. */
bool upload_jwt_read(struct scope *s, const char *token, struct upload_jwt *out);

/* `signed_by` is a struct upload_jwt. */
bool upload_jwt_signed_by(const void *signed_by, const struct account *account);

/* Every field of the form but `file` and `token` is a claim with the same text, and every claim but iat
 * and exp is a field. */
bool upload_jwt_matches(const struct upload_jwt *jwt, const struct upload_form *form);

#endif
