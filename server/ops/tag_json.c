/* JSON arrays of tags. */
#include "ops/tag_json.h"

#include "json/json_value.h"
#include "json/json_write.h"

#include <string.h>

/* Tags have at most 500 characters, but lists of ids are written here too. */
enum { MAX_JSON = 4 * 1024 * 1024 };

const char *tag_json_write(struct arena *a, const struct tag_list *list)
{
	struct strbuf text = strbuf_init(a, MAX_JSON);
	struct json_writer w = json_writer(&text);

	if (list->count == 0)
		return NULL;
	json_open_array(&w, NULL);
	for (size_t i = 0; i < list->count; i++)
		json_put_text(&w, NULL, list->names[i]);
	json_close_array(&w);
	return strbuf_text(&text);
}

bool tag_json_read(struct scope *s, const char *json, struct tag_list *list)
{
	const struct json_value *array;

	if (!json)
		return true;
	if (!json_parse(s, json, strlen(json), &array)) {
		err_clear(s);
		return err_set(s, ERR_INTERNAL, "stored tags are not JSON: %s", json);
	}
	for (const struct json_value *v = json_first(array); v; v = json_next(v))
		tag_rules_add(s->arena, list, json_text_of(v));
	return true;
}
