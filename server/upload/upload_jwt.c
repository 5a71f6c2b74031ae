/* Three base64url parts joined by dots. */
#include "upload/upload_jwt.h"

#include "base/digest.h"
#include "base/encode.h"

#include <string.h>

static const struct json_value *read_part(struct scope *s, struct view part)
{
	const struct json_value *object = NULL;
	uint8_t *text;
	size_t n;

	if (!encode_base64url_decode(s->arena, part, &text, &n))
		return NULL;
	if (!json_parse(s, (const char *)text, n, &object)) {
		err_clear(s);
		return NULL;
	}
	return json_kind_of(object) == JSON_OBJECT ? object : NULL;
}

static const char *member_text(const struct json_value *object, const char *name)
{
	const struct json_value *v = json_member(object, name);

	return v ? json_text_of(v) : NULL;
}

static bool member_int(const struct json_value *object, const char *name, int64_t *out)
{
	const struct json_value *v = json_member(object, name);

	return v && json_int_of(v, out);
}

static bool read_header(struct scope *s, struct view part, struct upload_jwt *out)
{
	const struct json_value *header = read_part(s, part);
	const char *algorithm = header ? member_text(header, "alg") : NULL;

	/* Any other algorithm, "none" above all, would let the token vouch for itself. */
	if (!algorithm || strcmp(algorithm, "HS256") != 0)
		return false;
	out->key_id = member_text(header, "kid");
	return out->key_id && *out->key_id;
}

bool upload_jwt_read(struct scope *s, const char *token, struct upload_jwt *out)
{
	struct view rest = view_of(token);
	struct view header = view_split(&rest, '.');
	struct view payload = rest.p ? view_split(&rest, '.') : rest;
	uint8_t *signature;
	size_t n;

	if (!rest.p || !read_header(s, header, out))
		return false;
	out->claims = read_part(s, payload);
	if (!out->claims || !encode_base64url_decode(s->arena, rest, &signature, &n))
		return false;
	out->signature = (struct view){ (const char *)signature, n };
	out->signed_part = (struct view){ token, header.n + 1 + payload.n };
	return member_int(out->claims, "iat", &out->issued_at) &&
	       member_int(out->claims, "exp", &out->expires_at) && out->expires_at > out->issued_at;
}

bool upload_jwt_signed_by(const void *signed_by, const struct account *account)
{
	const struct upload_jwt *jwt = signed_by;
	uint8_t mac[DIGEST_SHA256];

	digest_hmac_sha256(view_of(account->private_key), jwt->signed_part, mac);
	return digest_same((struct view){ (const char *)mac, sizeof(mac) }, jwt->signature);
}

static bool is_time(const char *name)
{
	return strcmp(name, "iat") == 0 || strcmp(name, "exp") == 0;
}

bool upload_jwt_matches(const struct upload_jwt *jwt, const struct upload_form *form)
{
	for (size_t i = 0; i < form->count; i++) {
		const char *name = form->fields[i].name;
		if (strcmp(name, "token") == 0 || strcmp(name, "file") == 0 ||
			!form->fields[i].value)
			continue;
		const char *claim = member_text(jwt->claims, name);
		if (!claim || strcmp(claim, form->fields[i].value) != 0)
			return false;
	}
	for (const struct json_value *v = json_first(jwt->claims); v; v = json_next(v))
		if (!is_time(json_name_of(v)) && !upload_form_get(form, json_name_of(v)))
			return false;
	return true;
}
