/* A short list of names and values: it is looked through from its begin each time. */
#include "upload/upload_form.h"

#include "base/near.h"
#include "base/utf8.h"

#include <string.h>

bool upload_form_knows(const char *name)
{
	static const char *const names[] = { "fileName", "publicKey", "signature", "expire",
		"token", "useUniqueFileName", "tags", "folder", "isPrivateFile", "isPublished",
		"customCoordinates", "responseFields", "extensions", "webhookUrl", "overwriteFile",
		"overwriteAITags", "overwriteTags", "overwriteCustomMetadata", "customMetadata",
		"transformation", "checks", "description" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static const struct upload_field *find(const struct upload_form *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++)
		if (strcmp(form->fields[i].name, name) == 0)
			return &form->fields[i];
	return NULL;
}

bool upload_form_wants(const struct upload_form *form, const char *name)
{
	return upload_form_knows(name) ||
	       (form->others < UPLOAD_FORM_MAX_OTHERS && form->count < UPLOAD_FORM_MAX_FIELDS &&
		       !find(form, name));
}

static bool put(struct upload_form *form, struct scope *s, const struct upload_field *field)
{
	if (form->count == ARRAY_LEN(form->fields))
		return err_set(s, ERR_INVALID, "Your request contains more than %d form fields.",
			UPLOAD_FORM_MAX_FIELDS);
	form->fields[form->count] = *field;
	form->fields[form->count++].name = arena_strdup(s->arena, field->name);
	return true;
}

static bool is_text(struct view value)
{
	return utf8_valid(value.p, value.n) && !memchr(value.p, '\0', value.n);
}

bool upload_form_add(struct upload_form *form, struct scope *s, const char *name, struct view value)
{
	bool known = upload_form_knows(name), text = is_text(value);

	if (!known && !text) {
		upload_form_pass_over(form, s, name, (int64_t)value.n);
		return true;
	}
	if (strcmp(name, "tags") != 0 && find(form, name))
		return err_set(s, ERR_INVALID,
			"Your request contains the %s parameter more than once.", name);
	if (!text)
		return err_set(s, ERR_INVALID,
			"Your request contains invalid value for %s parameter. It is not UTF-8 "
			"text.",
			name);
	form->others += !known;
	return put(form, s,
		&(struct upload_field){
			name, arena_strndup(s->arena, value.p, value.n), (int64_t)value.n });
}

void upload_form_pass_over(
	struct upload_form *form, struct scope *s, const char *name, int64_t bytes)
{
	form->others++;
	if (!put(form, s, &(struct upload_field){ name, NULL, bytes }))
		err_clear(s);
}

const char *upload_form_get(const struct upload_form *form, const char *name)
{
	const struct upload_field *field = find(form, name);

	return field ? field->value : NULL;
}

const char *upload_form_given(const struct upload_form *form, const char *name)
{
	const char *value = upload_form_get(form, name);

	return value && *value ? value : NULL;
}

bool upload_form_near(const struct upload_form *form, struct scope *s, const char *name)
{
	struct near n = near_to(name);

	for (size_t i = 0; i < form->count; i++)
		near_offer(&n, form->fields[i].name);
	return err_near(s, n.text ? name : NULL);
}
