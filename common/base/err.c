/* The first failure of a scope, kept with its message in the scope's arena. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

static bool PRINTF_LIKE(4, 0)
	fill(struct scope *s, enum err_code code, bool bare, const char *fmt, va_list ap)
{
	if (s->err.code == ERR_NONE)
		s->err = (struct err){
			.code = code, .msg = arena_vprintf(s->arena, fmt, ap), .bare = bare
		};
	return false;
}

bool err_set(struct scope *s, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(s, code, false, fmt, ap);
	va_end(ap);
	return false;
}

bool err_bare(struct scope *s, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(s, code, true, fmt, ap);
	va_end(ap);
	return false;
}

bool err_reason(struct scope *s, enum err_code code, const char *reason, const char *fmt, ...)
{
	bool first = s->err.code == ERR_NONE;
	va_list ap;

	va_start(ap, fmt);
	fill(s, code, false, fmt, ap);
	va_end(ap);
	if (first)
		s->err.reason = reason;
	return false;
}

bool err_restate(struct scope *s, enum err_code code, const char *fmt, ...)
{
	struct err before = s->err;
	va_list ap;

	err_clear(s);
	va_start(ap, fmt);
	fill(s, code, false, fmt, ap);
	va_end(ap);
	s->err.near = before.near;
	s->err.sought = before.sought;
	return false;
}

bool err_extra(struct scope *s, const char *key, const char *json)
{
	s->err.extra_key = key;
	s->err.extra_json = json;
	return false;
}

bool err_near(struct scope *s, const char *text)
{
	if (s->err.code != ERR_NONE && !s->err.near && text && strlen(text) <= ERR_NEAR_MAX)
		s->err.near = text;
	return false;
}

bool err_errno(struct scope *s, enum err_code code, const char *what, const char *path)
{
	char text[128];
	const char *why = strerror_r(errno, text, sizeof(text));

	return err_set(s, code, "%s %s: %s", what, path, why);
}

void err_clear(struct scope *s)
{
	s->err = (struct err){ 0 };
}
