/* Groups of windows; every refusal says which. */
#include "control/rate_json.h"

#include "json/json_read.h"

static void put_group(struct json_writer *w, const char *name, const struct rate_windows *windows)
{
	json_open_array(w, name);
	for (size_t i = 0; i < windows->count; i++) {
		json_open_object(w, NULL);
		json_put_int(w, "limit", windows->at[i].limit);
		json_put_int(w, "intervalMs", windows->at[i].interval_ms);
		json_close_object(w);
	}
	json_close_array(w);
}

void rate_json_write(struct json_writer *w, const char *key, const struct rate_rules *rules)
{
	json_open_object(w, key);
	json_put_bool(w, "enabled", rules->enabled);
	json_put_text(w, "headers", rate_table_headers[rules->headers]);
	json_put_bool(w, "retryAfter", rules->retry_after);
	json_open_object(w, "groups");
	for (size_t i = 0; i < RATE_GROUP_COUNT; i++)
		put_group(w, rate_table_groups[i], &rules->groups[i]);
	json_close_object(w);
	json_close_object(w);
}

/* Says where in the body the window is that could not be read. */
static bool refuse_window(struct scope *s, const char *group, size_t at)
{
	const char *why = s->err.msg;

	err_clear(s);
	return err_set(s, ERR_INVALID, "groups.%s[%zu]: %s", group, at, why);
}

static bool read_window(
	struct scope *s, const struct json_value *v, struct rate_windows *out, const char *group)
{
	const struct json_field fields[] = {
		{ "limit", JSON_FIELD_INT, JSON_REQUIRED, offsetof(struct rate_window, limit), 1,
			RATE_MAX_LIMIT, NULL },
		{ "intervalMs", JSON_FIELD_INT, JSON_REQUIRED,
			offsetof(struct rate_window, interval_ms), 1, rate_table_max_interval_ms,
			NULL },
	};
	const struct json_shape shape = { fields, ARRAY_LEN(fields), false };
	uint64_t seen;

	if (out->count == RATE_MAX_WINDOWS)
		return err_set(s, ERR_INVALID, "groups.%s has more than %d windows", group,
			RATE_MAX_WINDOWS);
	return json_read_value(s, v, &shape, &out->at[out->count], &seen) ||
	       refuse_window(s, group, out->count);
}

static bool read_group(
	struct scope *s, const struct json_value *v, struct rate_windows *out, const char *group)
{
	*out = (struct rate_windows){ 0 };
	if (json_kind_of(v) != JSON_ARRAY)
		return err_set(s, ERR_INVALID,
			"groups.%s must be an array of {\"limit\":…,\"intervalMs\":…}", group);
	for (const struct json_value *item = json_first(v); item; item = json_next(item)) {
		if (!read_window(s, item, out, group))
			return false;
		out->count++;
	}
	return true;
}

/* The groups that are left out stay as they are. */
static bool read_groups(struct scope *s, const struct json_value *groups, struct rate_rules *out)
{
	const struct json_value *found[RATE_GROUP_COUNT];
	struct json_field fields[RATE_GROUP_COUNT];
	const struct json_shape shape = { fields, RATE_GROUP_COUNT, false };
	uint64_t seen;

	for (size_t i = 0; i < RATE_GROUP_COUNT; i++)
		fields[i] = (struct json_field){ rate_table_groups[i], JSON_FIELD_VALUE, 0,
			i * sizeof(found[0]), 0, 0, NULL };
	if (!json_read_value(s, groups, &shape, found, &seen)) {
		const char *why = s->err.msg;
		err_clear(s);
		return err_set(s, ERR_INVALID, "groups: %s", why);
	}
	for (size_t i = 0; i < RATE_GROUP_COUNT; i++)
		if ((seen & UINT64_C(1) << i) &&
			!read_group(s, found[i], &out->groups[i], rate_table_groups[i]))
			return false;
	return true;
}

/* A body that does not say `enabled` means the limits that it sets. */
struct wish {
	struct rate_rules rules;
	const struct json_value *groups;
};

static const struct json_field wish_fields[] = {
	{ "enabled", JSON_FIELD_BOOL, 0, offsetof(struct wish, rules.enabled), 0, 0, NULL },
	{ "headers", JSON_FIELD_WORD, 0, offsetof(struct wish, rules.headers), 0, 0,
		rate_table_headers },
	{ "retryAfter", JSON_FIELD_BOOL, 0, offsetof(struct wish, rules.retry_after), 0, 0, NULL },
	{ "groups", JSON_FIELD_VALUE, 0, offsetof(struct wish, groups), 0, 0, NULL },
};
static const struct json_shape wish_shape = { wish_fields, ARRAY_LEN(wish_fields), false };

bool rate_json_read(struct scope *s, const struct json_value *object, struct rate_rules *rules)
{
	struct wish wish = { .rules = *rules };
	uint64_t seen;

	wish.rules.enabled = true;
	if (!json_read_value(s, object, &wish_shape, &wish, &seen))
		return false;
	if (wish.groups && !read_groups(s, wish.groups, &wish.rules))
		return false;
	*rules = wish.rules;
	return true;
}
