/* The type reads; the refusal is the same for all. */
#include "options/option_value.h"

static bool refuse(
	struct scope *s, const struct option_row *row, const char *text, const char *from)
{
	const char *accepted = option_accepts(s->arena, row);

	if (!*text)
		return err_set(s, ERR_INVALID, "--%s needs a value (from %s); accepted is %s",
			row->name, from, accepted);
	if (row->secret)
		return err_set(s, ERR_INVALID,
			"--%s: bad value (from %s, not shown); accepted is %s", row->name, from,
			accepted);
	return err_set(s, ERR_INVALID, "--%s: bad value '%s' (from %s); accepted is %s", row->name,
		text, from, accepted);
}

bool option_value_set(struct scope *s, void *settings, const struct option_row *row,
	const char *text, const char *from)
{
	const struct option_input in = { s->arena, row, text, settings };

	return (*text && row->type->set(&in)) || refuse(s, row, text, from);
}

const char *option_value_text(struct arena *a, const void *settings, const struct option_row *row)
{
	return row->type->text(a, row, settings);
}
