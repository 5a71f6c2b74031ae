/* A short list of names and values. */
#include "ops/upload_form.h"

#include "base/near.h"
#include "base/utf8.h"

#include <string.h>

bool upload_form_add(struct upload_form *form, struct scope *s, const char *name, struct view value)
{
	if (strcmp(name, "tags") != 0 && upload_form_get(form, name))
		return err_set(s, ERR_INVALID,
			"Your request contains the %s parameter more than once.", name);
	if (!utf8_valid(value.p, value.n) || memchr(value.p, '\0', value.n))
		return err_set(s, ERR_INVALID,
			"Your request contains invalid value for %s parameter. It is not UTF-8 "
			"text.",
			name);
	if (form->count == ARRAY_LEN(form->fields))
		return err_set(s, ERR_INVALID, "Your request contains more than %d form fields.",
			UPLOAD_FORM_MAX_FIELDS);
	form->fields[form->count++] = (struct upload_field){
		.name = arena_strdup(s->arena, name),
		.value = arena_strndup(s->arena, value.p, value.n),
	};
	return true;
}

const char *upload_form_get(const struct upload_form *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++)
		if (strcmp(form->fields[i].name, name) == 0)
			return form->fields[i].value;
	return NULL;
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
