/* /v1/files/{fileId}: details, update, delete. */
#include "api/file_api.h"

#include "call/answer.h"
#include "call/body.h"
#include "call/public_url.h"
#include "model/coordinates.h"
#include "ops/file_ops.h"
#include "ops/tag_json.h"
#include "view/file_view.h"

#include <stddef.h>
#include <string.h>

enum {
	/* Names and descriptions have no length limit but that of a form; a byte takes up to eight. */
	MAX_FILE_JSON = 16 * 1024 * 1024
};

static bool answer_file(
	struct emulator *e, struct req *rq, struct reply *rp, const struct file *file)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_FILE_JSON);
	struct json_writer w = json_writer(&body);

	file_view_write(&w, file, public_url_base(e, rq, rq->account));
	return answer_json(rq, rp, 200, &body);
}

bool file_api_get(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct file file;

	return file_ops_get(e, rq->scope, rq->account, rq->params[0], &file) &&
	       answer_file(e, rq, rp, &file);
}

bool file_api_delete(struct emulator *e, struct req *rq, struct reply *rp)
{
	return file_ops_delete(e, rq->scope, rq->account, rq->params[0]) && answer_nothing(rp);
}

struct update_body {
	const struct json_value *tags, *coordinates, *description, *publish, *remove_ai_tags;
	const struct json_value *custom_metadata, *extensions, *webhook_url;
};

#define MEMBER(name, member)                                                                \
	{                                                                                   \
		name, JSON_FIELD_VALUE, 0, offsetof(struct update_body, member), 0, 0, NULL \
	}

static const struct json_field update_fields[] = {
	MEMBER("tags", tags),
	MEMBER("customCoordinates", coordinates),
	MEMBER("description", description),
	MEMBER("publish", publish),
	MEMBER("removeAITags", remove_ai_tags),
	MEMBER("customMetadata", custom_metadata),
	MEMBER("extensions", extensions),
	MEMBER("webhookUrl", webhook_url),
};
static const struct json_shape update_shape = { update_fields, ARRAY_LEN(update_fields), true };

static bool invalid(struct scope *s, const char *name)
{
	return err_set(
		s, ERR_INVALID, "Your request contains invalid value for %s parameter.", name);
}

static bool is_null(const struct json_value *v)
{
	return json_kind_of(v) == JSON_NULL;
}

static bool is_empty_array(const struct json_value *v)
{
	return json_kind_of(v) == JSON_ARRAY && json_count(v) == 0;
}

/* An array of tags, or null for none. */
static bool read_tags(struct scope *s, const struct json_value *v, struct file_patch *out)
{
	struct tag_list list = { 0 };

	out->has_tags = v != NULL;
	if (!v || is_null(v))
		return true;
	if (!body_texts(s->arena, v, &list))
		return invalid(s, "tags");
	out->tags_json = tag_json_write(s->arena, &list);
	return tag_rules_check(s, &list);
}

static bool read_coordinates(struct scope *s, const struct json_value *v, struct file_patch *out)
{
	out->has_coordinates = v != NULL;
	if (!v || is_null(v))
		return true;
	out->custom_coordinates = json_text_of(v);
	return (out->custom_coordinates && coordinates_valid(out->custom_coordinates)) ||
	       invalid(s, "customCoordinates");
}

static bool read_description(struct scope *s, const struct json_value *v, struct file_patch *out)
{
	out->has_description = v != NULL;
	if (!v || is_null(v))
		return true;
	out->description = json_text_of(v);
	if (!out->description)
		return invalid(s, "description");
	if (!*out->description)
		out->description = NULL;
	return true;
}

/* Names of AI tags, or the word "all". There are none to remove yet, but nonsense is still refused. */
static bool check_ai_tags(struct scope *s, const struct json_value *v)
{
	struct tag_list names = { 0 };
	const char *word = v ? json_text_of(v) : NULL;

	if (!v || (word && strcmp(word, "all") == 0) || body_texts(s->arena, v, &names))
		return true;
	return invalid(s, "removeAITags");
}

static bool read_publish(struct scope *s, const struct json_value *v, struct file_patch *out)
{
	const struct json_value *published, *all;

	out->has_publish = v != NULL;
	if (!v)
		return true;
	if (json_kind_of(v) != JSON_OBJECT)
		return invalid(s, "publish");
	published = json_member(v, "isPublished");
	all = json_member(v, "includeFileVersions");
	if (!published || json_kind_of(published) != JSON_BOOL)
		return invalid(s, "publish.isPublished");
	if (all && json_kind_of(all) != JSON_BOOL)
		return invalid(s, "publish.includeFileVersions");
	out->is_published = json_bool_of(published);
	out->all_versions = all && json_bool_of(all);
	return true;
}

static bool read_custom_metadata(
	struct scope *s, const struct json_value *v, struct file_patch *out)
{
	out->custom_metadata = v;
	return !v || json_kind_of(v) == JSON_OBJECT || invalid(s, "customMetadata");
}

/* The request is one of two alternatives: attributes, or publish. */
static bool check_alternatives(struct scope *s, const struct update_body *body)
{
	bool attributes = body->tags || body->coordinates || body->description ||
			  body->remove_ai_tags || body->custom_metadata || body->extensions ||
			  body->webhook_url;

	if (body->publish && attributes)
		return err_set(s, ERR_INVALID,
			"Your request cannot contain any other parameters when publish is "
			"present.");
	if (body->extensions && !is_empty_array(body->extensions))
		return err_set(s, ERR_NOT_IMPLEMENTED,
			"This emulator does not implement the extensions parameter of updates "
			"yet.");
	/* It is where extensions report to; without one it has nothing to do. */
	return !body->webhook_url || json_text_of(body->webhook_url) || invalid(s, "webhookUrl");
}

bool file_api_update(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct scope *s = rq->scope;
	struct update_body body = { 0 };
	struct file_patch patch = { .base = public_url_base(e, rq, rq->account) };
	struct file file;
	uint64_t seen;

	if (!body_read(rq, &update_shape, &body, &seen) || !check_alternatives(s, &body))
		return false;
	if (!read_tags(s, body.tags, &patch) || !read_coordinates(s, body.coordinates, &patch) ||
		!read_description(s, body.description, &patch) ||
		!read_custom_metadata(s, body.custom_metadata, &patch) ||
		!check_ai_tags(s, body.remove_ai_tags) || !read_publish(s, body.publish, &patch))
		return false;
	return file_ops_update(e, s, rq->account, rq->params[0], &patch, &file) &&
	       answer_file(e, rq, rp, &file);
}
