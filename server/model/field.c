/* The words for the types. */
#include "model/field.h"

#include <string.h>

static const char *const words[] = {
	[FIELD_TEXT] = "Text",
	[FIELD_TEXTAREA] = "Textarea",
	[FIELD_NUMBER] = "Number",
	[FIELD_DATE] = "Date",
	[FIELD_BOOLEAN] = "Boolean",
	[FIELD_SINGLE_SELECT] = "SingleSelect",
	[FIELD_MULTI_SELECT] = "MultiSelect",
};

const char *field_type_word(enum field_type type)
{
	return words[type];
}

bool field_type_of(const char *word, enum field_type *out)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i], word) != 0)
			continue;
		*out = (enum field_type)i;
		return true;
	}
	return false;
}
