/* Rows that are read one like the other. */
#include "seed/seed_record.h"

#include "base/digest.h"
#include "base/encode.h"
#include "model/field.h"

#include <string.h>

enum { MAX_TEXT = 65536 };

static const char *const types[] = { "COPY_FOLDER", "MOVE_FOLDER", "RENAME_FOLDER", NULL };

enum status { STATUS_COMPLETED, STATUS_PENDING };
static const char *const statuses[] = { "Completed", "Pending", NULL };

/* clang-format off */
static const struct json_field field_fields[] = {
	{ "id", JSON_FIELD_TEXT, 0, offsetof(struct seed_field, id), 1, SEED_VALUE_MAX_ID, NULL },
	{ "name", JSON_FIELD_TEXT, JSON_REQUIRED, offsetof(struct seed_field, name), 1, MAX_TEXT, NULL },
	{ "label", JSON_FIELD_TEXT, JSON_REQUIRED, offsetof(struct seed_field, label), 1, MAX_TEXT, NULL },
	{ "schema", JSON_FIELD_VALUE, JSON_REQUIRED, offsetof(struct seed_field, schema), 0, 0, NULL },
	{ "description", JSON_FIELD_TEXT, 0, offsetof(struct seed_field, description), 1, MAX_TEXT, NULL },
	{ "isDeleted", JSON_FIELD_BOOL, 0, offsetof(struct seed_field, is_deleted), 0, 0, NULL },
	{ "reserved", JSON_FIELD_BOOL, 0, offsetof(struct seed_field, is_reserved), 0, 0, NULL },
};
/* clang-format on */
static const struct json_shape field_shape = { field_fields, ARRAY_LEN(field_fields), false };

static bool read_field(
	struct seed_reader *r, const struct json_value *v, void *item, const void *ctx)
{
	struct seed_field *out = item;
	uint64_t seen;

	(void)ctx;
	out->at = v;
	if (!seed_value_object(r, v, &field_shape, out, &seen))
		return false;
	if (json_kind_of(out->schema) != JSON_OBJECT)
		return seed_refuse(r->s, r->document, out->schema, "must be an object");
	if (out->is_reserved != (strcmp(out->name, FIELD_ORIGINAL_DATE) == 0))
		return seed_refuse_member(r->s, r->document, v, "name",
			out->is_reserved
				? "is not that of a reserved field; there is "
				  "one, " FIELD_ORIGINAL_DATE
				: "is that of a reserved field, which says \"reserved\": true");
	return seed_value_id(r, v, "id", out->id);
}

/* Labels of deleted fields are free again; their names are not. */
static bool check_labels(struct seed_reader *r, const struct seed_account *account)
{
	struct seed_field *fields =
		arena_alloc(r->s->arena, account->field_count * sizeof(*fields));

	for (size_t i = 0; i < account->field_count; i++) {
		fields[i] = account->fields[i];
		if (fields[i].is_deleted)
			fields[i].label = NULL;
	}
	const struct seed_column labels = { fields, account->field_count, sizeof(*fields),
		offsetof(struct seed_field, at), offsetof(struct seed_field, label), "label" };
	return seed_value_unique(r, &labels);
}

bool seed_record_fields(
	struct seed_reader *r, const struct json_value *array, struct seed_account *out)
{
	struct seed_list list;

	if (!seed_value_list(r, array, sizeof(*out->fields), read_field, NULL, &list))
		return false;
	out->fields = list.items;
	out->field_count = list.count;
	const struct seed_column ids = { list.items, list.count, sizeof(*out->fields),
		offsetof(struct seed_field, at), offsetof(struct seed_field, id), "id" };
	struct seed_column names = ids;
	names.text = offsetof(struct seed_field, name);
	names.name = "name";
	return seed_value_unique(r, &ids) && seed_value_unique(r, &names) && check_labels(r, out);
}

struct job_words {
	struct seed_job job;
	int type, status;
	const char *created_at, *due_at;
};

/* clang-format off */
static const struct json_field job_fields[] = {
	{ "id", JSON_FIELD_TEXT, 0, offsetof(struct job_words, job.id), 1, SEED_VALUE_MAX_ID, NULL },
	{ "type", JSON_FIELD_WORD, JSON_REQUIRED, offsetof(struct job_words, type), 0, 0, types },
	{ "sourceFolderPath", JSON_FIELD_TEXT, JSON_REQUIRED, offsetof(struct job_words, job.source_path), 1, MAX_TEXT, NULL },
	{ "destinationFolderPath", JSON_FIELD_TEXT, JSON_REQUIRED, offsetof(struct job_words, job.target_path), 1, MAX_TEXT, NULL },
	{ "includeVersions", JSON_FIELD_BOOL, 0, offsetof(struct job_words, job.include_versions), 0, 0, NULL },
	{ "purgeRequestId", JSON_FIELD_TEXT, JSON_NULLABLE, offsetof(struct job_words, job.purge_request_id), 1, SEED_VALUE_MAX_ID, NULL },
	{ "purgeFailed", JSON_FIELD_BOOL, 0, offsetof(struct job_words, job.purge_failed), 0, 0, NULL },
	{ "status", JSON_FIELD_WORD, 0, offsetof(struct job_words, status), 0, 0, statuses },
	{ "createdAt", JSON_FIELD_TEXT, 0, offsetof(struct job_words, created_at), 0, 0, NULL },
	{ "dueAt", JSON_FIELD_TEXT, 0, offsetof(struct job_words, due_at), 0, 0, NULL },
};
/* clang-format on */
static const struct json_shape job_shape = { job_fields, ARRAY_LEN(job_fields), false };

static bool read_job(struct seed_reader *r, const struct json_value *v, void *item, const void *ctx)
{
	struct job_words words = { .status = STATUS_COMPLETED };
	struct seed_job *out = item;
	uint64_t seen;

	(void)ctx;
	if (!seed_value_object(r, v, &job_shape, &words, &seen))
		return false;
	*out = words.job;
	out->at = v;
	out->type = types[words.type];
	out->is_done = words.status == STATUS_COMPLETED;
	return seed_value_id(r, v, "id", out->id) &&
	       seed_value_id(r, v, "purgeRequestId", out->purge_request_id) &&
	       seed_value_time(r, v, "createdAt", words.created_at, &out->created_at) &&
	       seed_value_time(r, v, "dueAt", words.due_at, &out->due_at);
}

bool seed_record_jobs(
	struct seed_reader *r, const struct json_value *array, struct seed_account *out)
{
	struct seed_list list;

	if (!seed_value_list(r, array, sizeof(*out->jobs), read_job, NULL, &list))
		return false;
	out->jobs = list.items;
	out->job_count = list.count;
	const struct seed_column ids = { list.items, list.count, sizeof(*out->jobs),
		offsetof(struct seed_job, at), offsetof(struct seed_job, id), "id" };
	return seed_value_unique(r, &ids);
}

struct purge_words {
	struct seed_purge purge;
	int status;
	const char *created_at, *due_at;
};

/* clang-format off */
static const struct json_field purge_fields[] = {
	{ "id", JSON_FIELD_TEXT, 0, offsetof(struct purge_words, purge.id), 1, SEED_VALUE_MAX_ID, NULL },
	{ "url", JSON_FIELD_TEXT, JSON_REQUIRED, offsetof(struct purge_words, purge.url), 1, MAX_TEXT, NULL },
	{ "status", JSON_FIELD_WORD, 0, offsetof(struct purge_words, status), 0, 0, statuses },
	{ "createdAt", JSON_FIELD_TEXT, 0, offsetof(struct purge_words, created_at), 0, 0, NULL },
	{ "dueAt", JSON_FIELD_TEXT, 0, offsetof(struct purge_words, due_at), 0, 0, NULL },
};
/* clang-format on */
static const struct json_shape purge_shape = { purge_fields, ARRAY_LEN(purge_fields), false };

static bool read_purge(
	struct seed_reader *r, const struct json_value *v, void *item, const void *ctx)
{
	struct purge_words words = { .status = STATUS_COMPLETED };
	struct seed_purge *out = item;
	uint64_t seen;

	(void)ctx;
	if (!seed_value_object(r, v, &purge_shape, &words, &seen))
		return false;
	*out = words.purge;
	out->at = v;
	out->is_done = words.status == STATUS_COMPLETED;
	return seed_value_id(r, v, "id", out->id) &&
	       seed_value_time(r, v, "createdAt", words.created_at, &out->created_at) &&
	       seed_value_time(r, v, "dueAt", words.due_at, &out->due_at);
}

bool seed_record_purges(
	struct seed_reader *r, const struct json_value *array, struct seed_account *out)
{
	struct seed_list list;

	if (!seed_value_list(r, array, sizeof(*out->purges), read_purge, NULL, &list))
		return false;
	out->purges = list.items;
	out->purge_count = list.count;
	const struct seed_column ids = { list.items, list.count, sizeof(*out->purges),
		offsetof(struct seed_purge, at), offsetof(struct seed_purge, id), "id" };
	return seed_value_unique(r, &ids);
}

struct token_words {
	const char *token, *sha256, *used_at;
};

/* clang-format off */
static const struct json_field token_fields[] = {
	{ "token", JSON_FIELD_TEXT, 0, offsetof(struct token_words, token), 1, MAX_TEXT, NULL },
	{ "sha256", JSON_FIELD_TEXT, 0, offsetof(struct token_words, sha256), 0, 0, NULL },
	{ "usedAt", JSON_FIELD_TEXT, 0, offsetof(struct token_words, used_at), 0, 0, NULL },
};
/* clang-format on */
static const struct json_shape token_shape = { token_fields, ARRAY_LEN(token_fields), false };

static const char *hash_of(struct arena *a, const char *token)
{
	uint8_t hash[DIGEST_SHA256];

	digest_sha256(token, strlen(token), hash);
	return encode_hex_dup(a, hash, sizeof(hash));
}

static bool is_hash(const char *text)
{
	return strspn(text, "0123456789abcdef") == 64 && text[64] == '\0';
}

static bool read_token(
	struct seed_reader *r, const struct json_value *v, void *item, const void *ctx)
{
	struct token_words words = { 0 };
	struct seed_token *out = item;
	uint64_t seen;

	(void)ctx;
	if (!seed_value_object(r, v, &token_shape, &words, &seen))
		return false;
	if (!words.token == !words.sha256)
		return seed_refuse(r->s, r->document, v, "must have either token or sha256");
	if (words.sha256 && !is_hash(words.sha256))
		return seed_refuse_member(
			r->s, r->document, v, "sha256", "must be 64 lower-case hexadecimal digits");
	out->at = v;
	out->sha256 = words.sha256 ? words.sha256 : hash_of(r->s->arena, words.token);
	return seed_value_time(r, v, "usedAt", words.used_at, &out->used_at);
}

bool seed_record_tokens(
	struct seed_reader *r, const struct json_value *array, struct seed_account *out)
{
	struct seed_list list;

	if (!seed_value_list(r, array, sizeof(*out->tokens), read_token, NULL, &list))
		return false;
	out->tokens = list.items;
	out->token_count = list.count;
	const struct seed_column hashes = { list.items, list.count, sizeof(*out->tokens),
		offsetof(struct seed_token, at), offsetof(struct seed_token, sha256), "token" };
	return seed_value_unique(r, &hashes);
}
