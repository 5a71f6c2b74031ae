/* The format's number is looked at before anything else, as a newer one may have other members. */
#include "state/checkpoint_manifest.h"

#include "base/digest.h"
#include "db/db_migrate.h"
#include "json/json_read.h"
#include "json/json_write.h"

#include <inttypes.h>

void checkpoint_manifest_write(struct strbuf *out, const struct checkpoint_manifest *m)
{
	struct json_writer w = json_writer(out);

	json_open_object(&w, NULL);
	json_put_int(&w, "format", CHECKPOINT_MANIFEST_FORMAT);
	json_put_text(&w, "program", m->program);
	json_put_int(&w, "schema", m->schema);
	json_put_text(&w, "name", m->name);
	json_put_text(&w, "createdAt", m->created_at);
	json_put_int(&w, "accounts", m->accounts);
	json_put_int(&w, "files", m->files);
	json_put_int(&w, "blobs", m->blobs);
	json_put_int(&w, "databaseBytes", m->database_bytes);
	json_put_text(&w, "databaseSha256", m->database_sha256);
	json_close_object(&w);
	strbuf_char(out, '\n');
}

static bool check_format(struct scope *s, const struct json_value *root)
{
	const struct json_value *v =
		json_kind_of(root) == JSON_OBJECT ? json_member(root, "format") : NULL;
	int64_t format;

	if (!v || !json_int_of(v, &format) || format < 1)
		return err_set(s, ERR_INVALID, "it has no number under \"format\"");
	if (format > CHECKPOINT_MANIFEST_FORMAT)
		return err_set(s, ERR_INVALID,
			"the archive was made by a newer version of this program (format %" PRId64
			", this one knows up to %d)",
			format, CHECKPOINT_MANIFEST_FORMAT);
	return true;
}

static bool check_values(struct scope *s, const struct checkpoint_manifest *m)
{
	if (m->schema > (int64_t)db_migrations_count)
		return err_set(s, ERR_INVALID,
			"the library was written by a newer version of this program (schema "
			"%" PRId64 ", this one knows up to %zu)",
			m->schema, db_migrations_count);
	if (!text_is_hex(view_of(m->database_sha256), 2 * (size_t)DIGEST_SHA256))
		return err_set(s, ERR_INVALID, "\"databaseSha256\" is no SHA-256 in hex digits");
	return true;
}

#define MEMBER(name, kind, member, min, max)                                                \
	{                                                                                   \
		name, kind, JSON_REQUIRED, offsetof(struct reading, member), min, max, NULL \
	}

bool checkpoint_manifest_read(
	struct scope *s, const char *text, size_t len, struct checkpoint_manifest *out)
{
	struct reading {
		int64_t format;
		struct checkpoint_manifest m;
	} reading = { 0 };
	static const int64_t most = INT64_C(1) << 53;
	const struct json_field fields[] = {
		MEMBER("format", JSON_FIELD_INT, format, 1, CHECKPOINT_MANIFEST_FORMAT),
		MEMBER("program", JSON_FIELD_TEXT, m.program, 0, 0),
		MEMBER("schema", JSON_FIELD_INT, m.schema, 1, most),
		MEMBER("name", JSON_FIELD_TEXT, m.name, 0, 0),
		MEMBER("createdAt", JSON_FIELD_TEXT, m.created_at, 0, 0),
		MEMBER("accounts", JSON_FIELD_INT, m.accounts, 0, most),
		MEMBER("files", JSON_FIELD_INT, m.files, 0, most),
		MEMBER("blobs", JSON_FIELD_INT, m.blobs, 0, most),
		MEMBER("databaseBytes", JSON_FIELD_INT, m.database_bytes, 0, most),
		MEMBER("databaseSha256", JSON_FIELD_TEXT, m.database_sha256, 0, 0),
	};
	const struct json_shape shape = { fields, ARRAY_LEN(fields), false };
	const struct json_value *root;
	uint64_t seen;

	if (!json_parse(s, text, len, &root) || !check_format(s, root) ||
		!json_read_value(s, root, &shape, &reading, &seen) || !check_values(s, &reading.m))
		return false;
	*out = reading.m;
	return true;
}
