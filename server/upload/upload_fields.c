/* Reading of the form's fields, one function a kind of field. */
#include "upload/upload_fields.h"

#include "base/near.h"
#include "model/coordinates.h"
#include "ops/tag_json.h"

#include <stddef.h>
#include <string.h>

static bool invalid(struct scope *s, const char *name)
{
	return err_set(
		s, ERR_INVALID, "Your request contains invalid value for %s parameter.", name);
}

/* Clients write booleans in several ways; an empty value means the default. */
static bool read_flag(struct scope *s, const struct upload_form *form, const char *name,
	bool otherwise, bool *out)
{
	static const char *const words[] = { "true", "false", NULL };
	const char *value = upload_form_given(form, name);

	*out = otherwise;
	if (!value)
		return true;
	struct view v = view_of(value);
	bool yes = text_same_nocase(v, "true") || view_is(v, "1");
	if (!yes && !text_same_nocase(v, "false") && !view_is(v, "0"))
		return invalid(s, name) || err_near(s, near_word(s->arena, words, value));
	*out = yes;
	return true;
}

static bool read_flags(struct scope *s, const struct upload_form *form, struct upload_fields *out)
{
	const struct {
		const char *name;
		bool otherwise;
		bool *at;
	} flags[] = {
		{ "useUniqueFileName", true, &out->use_unique_name },
		{ "isPrivateFile", false, &out->is_private },
		{ "isPublished", true, &out->is_published },
		{ "overwriteFile", true, &out->overwrite_file },
		{ "overwriteTags", true, &out->overwrite_tags },
		{ "overwriteAITags", true, &out->overwrite_ai_tags },
		{ "overwriteCustomMetadata", true, &out->overwrite_custom_metadata },
	};

	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if (!read_flag(s, form, flags[i].name, flags[i].otherwise, flags[i].at))
			return false;
	return true;
}

/* A JSON array of texts, or a comma-separated list: SDKs send the latter, raw clients either. */
static bool read_list(struct scope *s, const char *name, const char *value, struct tag_list *list)
{
	const struct json_value *array;

	if (value[0] != '[') {
		tag_rules_split(s->arena, value, list);
		return true;
	}
	if (!json_parse(s, value, strlen(value), &array)) {
		err_clear(s);
		return invalid(s, name);
	}
	for (const struct json_value *v = json_first(array); v; v = json_next(v)) {
		if (!json_text_of(v))
			return invalid(s, name);
		if (*json_text_of(v))
			tag_rules_add(s->arena, list, json_text_of(v));
	}
	return true;
}

/* Every `tags` field adds to the list. */
static bool read_tags(struct scope *s, const struct upload_form *form, struct upload_fields *out)
{
	struct tag_list list = { 0 };

	for (size_t i = 0; i < form->count; i++) {
		if (strcmp(form->fields[i].name, "tags") != 0)
			continue;
		out->has_tags = true;
		if (!read_list(s, "tags", form->fields[i].value, &list))
			return false;
	}
	if (!tag_rules_check(s, &list))
		return false;
	out->tags_json = tag_json_write(s->arena, &list);
	return true;
}

static bool read_coordinates(
	struct scope *s, const struct upload_form *form, struct upload_fields *out)
{
	out->custom_coordinates = upload_form_given(form, "customCoordinates");
	return !out->custom_coordinates || coordinates_valid(out->custom_coordinates) ||
	       invalid(s, "customCoordinates");
}

static bool read_custom_metadata(
	struct scope *s, const struct upload_form *form, const struct json_value **out)
{
	const char *value = upload_form_given(form, "customMetadata");

	*out = NULL;
	if (!value)
		return true;
	if (!json_parse(s, value, strlen(value), out)) {
		err_clear(s);
		return invalid(s, "customMetadata");
	}
	return json_kind_of(*out) == JSON_OBJECT || invalid(s, "customMetadata");
}

static bool read_shown(struct scope *s, const struct upload_form *form, struct upload_shown *out)
{
	const struct {
		const char *name;
		bool *at;
	} known[] = {
		{ "tags", &out->tags },
		{ "customCoordinates", &out->custom_coordinates },
		{ "isPrivateFile", &out->is_private },
		{ "isPublished", &out->is_published },
		{ "customMetadata", &out->custom_metadata },
		{ "embeddedMetadata", &out->embedded_metadata },
		{ "metadata", &out->metadata },
	};
	const char *value = upload_form_given(form, "responseFields");
	struct tag_list names = { 0 };

	if (value && !read_list(s, "responseFields", value, &names))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		struct view name = view_trim(view_of(names.names[i]));
		for (size_t k = 0; k < ARRAY_LEN(known); k++)
			if (view_is(name, known[k].name))
				*known[k].at = true;
	}
	return true;
}

/* An empty array or object, as clients send it that always send the field. */
static bool asks_for_nothing(struct scope *s, const char *value, enum json_kind kind)
{
	const struct json_value *v;
	bool parsed = json_parse(s, value, strlen(value), &v);

	err_clear(s);
	return parsed && json_kind_of(v) == kind && json_count(v) == 0;
}

/* Better no answer than one that pretends. */
static bool refuse_missing_features(struct scope *s, const struct upload_form *form)
{
	static const struct {
		const char *name;
		enum json_kind kind;
	} missing[] = { { "transformation", JSON_OBJECT }, { "extensions", JSON_ARRAY } };

	for (size_t i = 0; i < ARRAY_LEN(missing); i++) {
		const char *value = upload_form_given(form, missing[i].name);
		if (value && !asks_for_nothing(s, value, missing[i].kind))
			return err_set(s, ERR_NOT_IMPLEMENTED,
				"This emulator does not implement the %s parameter of uploads yet.",
				missing[i].name);
	}
	return true;
}

static bool read_names(struct scope *s, const struct upload_form *form, enum name_rules names,
	struct upload_fields *out)
{
	const char *name = upload_form_given(form, "fileName");
	const char *folder = upload_form_get(form, "folder");

	if (!name) /* the service's own spelling */
		return err_set(s, ERR_INVALID, "Your request is missing fileName paramater") ||
		       upload_form_near(form, s, "fileName");
	out->file_name = name_rules_file(s->arena, names, name);
	if (!name_rules_is_file(out->file_name))
		return invalid(s, "fileName");
	return name_rules_folder(s, names, folder ? folder : "/", &out->folder);
}

bool upload_fields_read(struct scope *s, const struct upload_form *form, enum name_rules names,
	struct upload_fields *out)
{
	*out = (struct upload_fields){ .description = upload_form_given(form, "description") };
	return read_names(s, form, names, out) && read_flags(s, form, out) &&
	       read_tags(s, form, out) && read_coordinates(s, form, out) &&
	       read_custom_metadata(s, form, &out->custom_metadata) &&
	       read_shown(s, form, &out->shown) && refuse_missing_features(s, form);
}
