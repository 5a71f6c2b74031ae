/* Every refusal of a seed that could be parsed is made here; those of the parser look the same. */
#include "seed/seed_refuse.h"

#include "json/json_locate.h"

#include <stdarg.h>

static bool locate(struct scope *s, const struct seed_document *d, const struct json_value *at,
	struct json_place *out)
{
	return d->root && at &&
	       json_locate(s->arena, (struct view){ d->text, d->len }, d->root, at, out);
}

static bool PRINTF_LIKE(4, 0) refuse(struct scope *s, const struct seed_document *d,
	const struct json_value *at, const char *fmt, va_list ap)
{
	const char *why = arena_vprintf(s->arena, fmt, ap);
	struct json_place place;

	if (!locate(s, d, at, &place))
		return err_set(s, ERR_INVALID, "%s: %s", d->name, why);
	return err_set(s, ERR_INVALID, "%s:%zu:%zu: %s%s%s", d->name, place.line, place.column,
		place.path, place.path[0] ? ": " : "", why);
}

bool seed_refuse(struct scope *s, const struct seed_document *d, const struct json_value *at,
	const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	refuse(s, d, at, fmt, ap);
	va_end(ap);
	return false;
}

bool seed_refuse_member(struct scope *s, const struct seed_document *d,
	const struct json_value *object, const char *name, const char *fmt, ...)
{
	const struct json_value *member = json_member(object, name);
	va_list ap;

	va_start(ap, fmt);
	refuse(s, d, member ? member : object, fmt, ap);
	va_end(ap);
	return false;
}

bool seed_refuse_because(
	struct scope *s, const struct seed_document *d, const struct json_value *at)
{
	const char *why = s->err.msg;

	if (s->err.code != ERR_INVALID)
		return false;
	err_clear(s);
	return seed_refuse(s, d, at, "%s", why);
}

size_t seed_refuse_line(struct scope *s, const struct seed_document *d, const struct json_value *at)
{
	struct json_place place = { .line = 1 };

	return locate(s, d, at, &place) ? place.line : 1;
}
