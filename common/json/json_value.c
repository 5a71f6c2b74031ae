/* The tree is cJSON's, behind a cast: a struct json_value is never defined, only pointed to. */
#include "json/json_value.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

static const cJSON *node(const struct json_value *v)
{
	return (const cJSON *)(const void *)v;
}

static const struct json_value *opaque(const cJSON *v)
{
	return (const struct json_value *)(const void *)v;
}

static void delete_tree(void *tree)
{
	cJSON_Delete(tree);
}

/* That the parser has read all of the text: it stops without a word where it understands no
 * more. */
static bool is_whole(const char *end, const char *text, size_t len)
{
	while (end < text + len && strchr(" \t\r\n", *end))
		end++;
	return end == text + len;
}

bool json_parse_named(struct scope *s, const char *name, const char *text, size_t len,
	const struct json_value **out)
{
	const char *end = text;

	if (!json_check(s, name, text, len))
		return false;
	cJSON *tree = cJSON_ParseWithLengthOpts(text, len, &end, 0);
	if (!tree)
		return err_set(s, ERR_INTERNAL, "cJSON refused a checked text");
	arena_defer(s->arena, delete_tree, tree);
	if (!is_whole(end, text, len))
		return err_set(s, ERR_INTERNAL, "cJSON read a checked text in part");
	*out = opaque(tree);
	return true;
}

bool json_parse(struct scope *s, const char *text, size_t len, const struct json_value **out)
{
	return json_parse_named(s, NULL, text, len, out);
}

enum json_kind json_kind_of(const struct json_value *v)
{
	const cJSON *n = node(v);

	if (cJSON_IsString(n))
		return JSON_TEXT;
	if (cJSON_IsNumber(n))
		return JSON_NUMBER;
	if (cJSON_IsObject(n))
		return JSON_OBJECT;
	if (cJSON_IsArray(n))
		return JSON_ARRAY;
	return cJSON_IsBool(n) ? JSON_BOOL : JSON_NULL;
}

const char *json_text_of(const struct json_value *v)
{
	return cJSON_IsString(node(v)) ? node(v)->valuestring : NULL;
}

bool json_bool_of(const struct json_value *v)
{
	return cJSON_IsTrue(node(v));
}

double json_number_of(const struct json_value *v)
{
	return cJSON_IsNumber(node(v)) ? node(v)->valuedouble : 0;
}

bool json_int_of(const struct json_value *v, int64_t *out)
{
	/* 2^53: up to there a double holds every integer. */
	static const double limit = 9007199254740992;
	double d = json_number_of(v);

	if (!cJSON_IsNumber(node(v)) || d != trunc(d) || fabs(d) > limit)
		return false;
	*out = (int64_t)d;
	return true;
}

static bool has_children(const struct json_value *v)
{
	return cJSON_IsArray(node(v)) || cJSON_IsObject(node(v));
}

const struct json_value *json_first(const struct json_value *v)
{
	return has_children(v) ? opaque(node(v)->child) : NULL;
}

const struct json_value *json_next(const struct json_value *v)
{
	return opaque(node(v)->next);
}

const char *json_name_of(const struct json_value *v)
{
	return node(v)->string;
}

const struct json_value *json_member(const struct json_value *object, const char *name)
{
	if (!cJSON_IsObject(node(object)))
		return NULL;
	for (const struct json_value *m = json_first(object); m; m = json_next(m))
		if (strcmp(json_name_of(m), name) == 0)
			return m;
	return NULL;
}

size_t json_count(const struct json_value *v)
{
	size_t n = 0;

	for (const struct json_value *m = json_first(v); m; m = json_next(m))
		n++;
	return n;
}
