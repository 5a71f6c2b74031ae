/* Wording of refusals. */
#include "search/search_error.h"

#include <string.h>

enum { SHOWN_BYTES = 60 };

static const char refer[] = "Please refer to the documentation for syntax specification.";

static bool add_position(struct scope *s, size_t at)
{
	return err_extra(s, "position", arena_printf(s->arena, "%zu", at));
}

bool search_error(struct scope *s, size_t at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	const char *sentence = arena_vprintf(s->arena, fmt, ap);
	va_end(ap);
	err_set(s, ERR_INVALID, "Invalid search query - %s at position %zu. %s", sentence, at,
		refer);
	return add_position(s, at);
}

bool search_error_value(struct scope *s, size_t at, const char *field, const char *kind)
{
	static const struct {
		const char *kind, *advice;
	} bare[] = {
		{ "boolean", "true or false, without quotes" },
		{ "number", "a number without quotes" },
	};
	const char *advice = "enclosed within quotes";

	for (size_t i = 0; i < ARRAY_LEN(bare); i++)
		if (strcmp(bare[i].kind, kind) == 0)
			advice = bare[i].advice;
	err_set(s, ERR_INVALID,
		"Invalid search query - %s field must have a valid %s value. Make sure the value "
		"is %s. %s",
		field, kind, advice, refer);
	return add_position(s, at);
}

const char *search_error_quote(struct arena *a, const char *text)
{
	size_t n = strlen(text);

	if (n <= SHOWN_BYTES)
		return arena_printf(a, "\"%s\"", text);
	/* Not in the middle of a character. */
	for (n = SHOWN_BYTES; n > 0 && ((uint8_t)text[n] & 0xc0) == 0x80; n--)
		;
	return arena_printf(a, "\"%.*s…\"", (int)n, text);
}
