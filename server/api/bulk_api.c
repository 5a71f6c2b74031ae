/* Bulk delete and bulk tags. */
#include "api/bulk_api.h"

#include "call/answer.h"
#include "call/body.h"
#include "ops/bulk_ops.h"

#include <stddef.h>

enum { MAX_DELETED = 100, MAX_EDITED = 50, MAX_BULK_JSON = 64 * 1024 };

struct bulk_body {
	const struct json_value *ids, *tags, *ai_tags;
};

#define MEMBER(name, member)                                                              \
	{                                                                                 \
		name, JSON_FIELD_VALUE, 0, offsetof(struct bulk_body, member), 0, 0, NULL \
	}

static const struct json_field bulk_fields[] = {
	MEMBER("fileIds", ids),
	MEMBER("tags", tags),
	MEMBER("AITags", ai_tags),
};
static const struct json_shape bulk_shape = { bulk_fields, ARRAY_LEN(bulk_fields), true };

static bool is_missing(const struct json_value *v)
{
	return !v || json_kind_of(v) == JSON_NULL;
}

/* An element that is no text stands for a file that does not exist. */
static void take_ids(struct arena *a, const struct json_value *array, struct bulk_ids *out)
{
	struct tag_list ids = { 0 };

	for (const struct json_value *v = json_first(array); v; v = json_next(v))
		tag_rules_add(a, &ids, json_text_of(v) ? json_text_of(v) : "");
	*out = (struct bulk_ids){ ids.names, ids.count };
}

static bool read_ids(
	struct scope *s, const struct bulk_body *body, size_t max, struct bulk_ids *out)
{
	if (is_missing(body->ids))
		return err_set(s, ERR_INVALID, "fileIds parameter is missing.");
	if (json_kind_of(body->ids) != JSON_ARRAY)
		return err_set(s, ERR_INVALID, "fileIds should be an Array.");
	take_ids(s->arena, body->ids, out);
	if (out->count == 0)
		return err_set(s, ERR_INVALID, "fileIds is empty.");
	if (out->count <= max)
		return true;
	if (max == MAX_DELETED)
		return err_set(s, ERR_INVALID, "fileIds cannot have more than 100 items.");
	return err_set(s, ERR_INVALID, "A maximum of 50 files can be edited at a time.");
}

static bool read_tags(struct scope *s, const struct bulk_body *body, struct tag_list *out)
{
	if (is_missing(body->tags))
		return err_set(s, ERR_INVALID, "tags parameter is missing.");
	if (!body_texts(s->arena, body->tags, out))
		return err_set(
			s, ERR_INVALID, "Your request contains invalid value for tags parameter.");
	if (out->count == 0)
		return err_set(s, ERR_INVALID, "tags array cannot be empty.");
	return tag_rules_check(s, out);
}

static bool read_ai_tags(struct scope *s, const struct bulk_body *body)
{
	struct tag_list names = { 0 };

	if (is_missing(body->ai_tags))
		return err_set(s, ERR_INVALID, "AITags parameter is missing.");
	if (!body_texts(s->arena, body->ai_tags, &names))
		return err_set(s, ERR_INVALID,
			"Your request contains invalid value for AITags. Please provide an array "
			"of "
			"strings. Example - ['t-shirt','summer-sale'].");
	return names.count > 0 || err_set(s, ERR_INVALID, "AITags array cannot be empty.");
}

static bool answer_ids(
	struct req *rq, struct reply *rp, const char *key, const struct bulk_ids *ids)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_BULK_JSON);
	struct json_writer w = json_writer(&body);

	json_open_object(&w, NULL);
	json_open_array(&w, key);
	for (size_t i = 0; i < ids->count; i++)
		json_put_text(&w, NULL, ids->ids[i]);
	json_close_array(&w);
	json_close_object(&w);
	return answer_json(rq, rp, 200, &body);
}

static const char updated[] = "successfullyUpdatedFileIds";

bool bulk_api_delete(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct bulk_body body = { 0 };
	struct bulk_ids ids;
	uint64_t seen;

	return body_read(rq, &bulk_shape, &body, &seen) &&
	       read_ids(rq->scope, &body, MAX_DELETED, &ids) &&
	       bulk_ops_delete(e, rq->scope, rq->account, &ids) &&
	       answer_ids(rq, rp, "successfullyDeletedFileIds", &ids);
}

typedef bool tags_fn(struct emulator *e, struct scope *s, const struct account *a,
	struct bulk_ids *ids, const struct tag_list *tags);

static bool edit_tags(struct emulator *e, struct req *rq, struct reply *rp, tags_fn *edit)
{
	struct bulk_body body = { 0 };
	struct tag_list tags = { 0 };
	struct bulk_ids ids;
	uint64_t seen;

	return body_read(rq, &bulk_shape, &body, &seen) &&
	       read_ids(rq->scope, &body, MAX_EDITED, &ids) && read_tags(rq->scope, &body, &tags) &&
	       edit(e, rq->scope, rq->account, &ids, &tags) && answer_ids(rq, rp, updated, &ids);
}

bool bulk_api_add_tags(struct emulator *e, struct req *rq, struct reply *rp)
{
	return edit_tags(e, rq, rp, bulk_ops_add_tags);
}

bool bulk_api_remove_tags(struct emulator *e, struct req *rq, struct reply *rp)
{
	return edit_tags(e, rq, rp, bulk_ops_remove_tags);
}

bool bulk_api_remove_ai_tags(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct bulk_body body = { 0 };
	struct bulk_ids ids;
	uint64_t seen;

	return body_read(rq, &bulk_shape, &body, &seen) &&
	       read_ids(rq->scope, &body, MAX_EDITED, &ids) && read_ai_tags(rq->scope, &body) &&
	       bulk_ops_remove_ai_tags(e, rq->scope, rq->account, &ids) &&
	       answer_ids(rq, rp, updated, &ids);
}
