/* /v1/customMetadataFields. */
#include "api/field_api.h"

#include "call/answer.h"
#include "call/body.h"
#include "http/query.h"
#include "ops/field_ops.h"
#include "view/field_view.h"

#include <stddef.h>
#include <string.h>

enum { MAX_FIELD_JSON = 16 * 1024 * 1024 };

#define MEMBER(name, member)                                                                  \
	{                                                                                     \
		name, JSON_FIELD_VALUE, 0, offsetof(struct field_request, member), 0, 0, NULL \
	}

static const struct json_field request_fields[] = {
	MEMBER("name", name),
	MEMBER("label", label),
	MEMBER("schema", schema),
	MEMBER("description", description),
};
static const struct json_shape request_shape = { request_fields, ARRAY_LEN(request_fields), true };

static const struct json_value *given(const struct json_value *v)
{
	return v && json_kind_of(v) == JSON_NULL ? NULL : v;
}

static bool read_request(struct req *rq, struct field_request *out)
{
	uint64_t seen;

	*out = (struct field_request){ 0 };
	if (!body_read(rq, &request_shape, out, &seen))
		return false;
	out->name = given(out->name);
	out->label = given(out->label);
	out->schema = given(out->schema);
	out->description = given(out->description);
	return true;
}

static bool answer_field(struct req *rq, struct reply *rp, int status, const struct field *field)
{
	struct strbuf text = strbuf_init(rq->scope->arena, MAX_FIELD_JSON);
	struct json_writer w = json_writer(&text);

	field_view_write(&w, field);
	return answer_json(rq, rp, status, &text);
}

bool field_api_create(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct field_request request;
	struct field field;

	return read_request(rq, &request) &&
	       field_ops_create(e, rq->scope, rq->account, &request, &field) &&
	       answer_field(rq, rp, 201, &field);
}

static bool read_flag(struct scope *s, const struct query *q, const char *name, bool *out)
{
	const char *value = query_get(q, name);

	*out = value && strcmp(value, "true") == 0;
	return !value || !*value || *out || strcmp(value, "false") == 0 ||
	       err_set(s, ERR_INVALID, "Your request contains invalid value for %s parameter.",
		       name);
}

/* Each in an arena of its own, as its schema may be large. */
static bool add_field(struct spool *out, const struct field *field, bool first)
{
	struct scope s = scope_open();
	struct strbuf text = strbuf_init(s.arena, MAX_FIELD_JSON);
	struct json_writer w = json_writer(&text);

	strbuf_char(&text, first ? '[' : ',');
	field_view_write(&w, field);
	bool ok = text.full ? err_set(out->s, ERR_INTERNAL, "a field is larger than %d bytes",
				      MAX_FIELD_JSON)
			    : spool_add(out, strbuf_text(&text), text.len);
	scope_close(&s);
	return ok;
}

/* folderPath selects fields by path policies, which nobody has here: every field applies everywhere. */
bool field_api_list(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct spool out = spool_init(e, rq->scope);
	struct query query;
	struct field *fields;
	size_t count;
	bool deleted;

	if (!query_parse(rq->scope, rq->query, &query) ||
		!read_flag(rq->scope, &query, "includeDeleted", &deleted) ||
		!field_ops_list(e, rq->scope, rq->account, deleted, &fields, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!add_field(&out, &fields[i], i == 0))
			return false;
	const char *end = count > 0 ? "]" : "[]";
	return spool_add(&out, end, strlen(end)) && answer_spool(rq, rp, &out);
}

bool field_api_update(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct field_request request;
	struct field field;

	return read_request(rq, &request) &&
	       field_ops_update(e, rq->scope, rq->account, rq->params[0], &request, &field) &&
	       answer_field(rq, rp, 200, &field);
}

bool field_api_delete(struct emulator *e, struct req *rq, struct reply *rp)
{
	return field_ops_delete(e, rq->scope, rq->account, rq->params[0]) && answer_nothing(rp);
}
