/* Checks while it writes: a value is copied by the writer only after its kind and size are known. */
#include "wire/media_metadata.h"

#include "json/json_write.h"
#include "model/media_facts.h"

#include <math.h>
#include <string.h>

bool media_metadata_is_name(const char *name)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	size_t n = strspn(name, allowed);

	return n > 0 && n <= MEDIA_METADATA_MAX_NAME && name[n] == '\0';
}

static bool is_scalar(const struct json_value *v)
{
	const char *text = json_text_of(v);

	if (text)
		return strlen(text) <= MEDIA_METADATA_MAX_TEXT;
	return json_kind_of(v) == JSON_NUMBER && isfinite(json_number_of(v));
}

static bool is_array(const struct json_value *v)
{
	if (json_kind_of(v) != JSON_ARRAY || json_count(v) > MEDIA_METADATA_MAX_ITEMS)
		return false;
	for (const struct json_value *m = json_first(v); m; m = json_next(m)) {
		if (!is_scalar(m))
			return false;
	}
	return true;
}

static bool is_value(const struct json_value *v)
{
	return json_kind_of(v) == JSON_BOOL || is_scalar(v) || is_array(v);
}

static bool write_members(struct scope *s, struct json_writer *w, const struct json_value *object)
{
	if (json_kind_of(object) != JSON_OBJECT || json_count(object) > MEDIA_METADATA_MAX_MEMBERS)
		return err_set(s, ERR_INVALID, "metadata is not an object or has too many members");
	for (const struct json_value *m = json_first(object); m; m = json_next(m)) {
		const char *name = json_name_of(m);
		if (!media_metadata_is_name(name))
			return err_set(s, ERR_INVALID, "a name of metadata is not a word");
		if (!is_value(m))
			return err_set(s, ERR_INVALID, "%s has a value of no allowed kind", name);
		json_put_value(w, name, m);
	}
	return true;
}

static bool take(struct scope *s, const struct strbuf *text, const char **out)
{
	if (text->full)
		return err_set(s, ERR_INVALID, "there is too much metadata");
	*out = strbuf_text(text);
	return true;
}

bool media_metadata_flat(struct scope *s, const struct json_value *object, const char **out)
{
	struct strbuf text = strbuf_init(s->arena, MEDIA_FACTS_MAX_JSON);
	struct json_writer w = json_writer(&text);

	json_open_object(&w, NULL);
	if (!write_members(s, &w, object))
		return false;
	json_close_object(&w);
	return take(s, &text, out);
}

bool media_metadata_exif(struct scope *s, const struct json_value *object, const char **out)
{
	static const char *const groups[] = { "image", "thumbnail", "exif", "gps",
		"interoperability", "makernote" };
	struct strbuf text = strbuf_init(s->arena, MEDIA_FACTS_MAX_JSON);
	struct json_writer w = json_writer(&text);

	if (json_kind_of(object) != JSON_OBJECT)
		return err_set(s, ERR_INVALID, "exif is not an object");
	size_t count = json_count(object);
	if (count != 0 && count != ARRAY_LEN(groups))
		return err_set(s, ERR_INVALID, "exif has neither none nor all of its groups");
	json_open_object(&w, NULL);
	for (size_t i = 0; i < ARRAY_LEN(groups) && count > 0; i++) {
		const struct json_value *group = json_member(object, groups[i]);
		if (!group)
			return err_set(s, ERR_INVALID, "exif lacks %s", groups[i]);
		json_open_object(&w, groups[i]);
		if (!write_members(s, &w, group))
			return false;
		json_close_object(&w);
	}
	json_close_object(&w);
	return take(s, &text, out);
}
