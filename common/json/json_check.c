/* A scanner for RFC 8259 that builds nothing. Names of the members of open objects are kept on one
 * stack; when an object closes its names are sorted, so that a duplicate is found without comparing
 * each pair: a body may hold a hundred thousand of them. */
#include "json/json_check.h"

#include "base/encode.h"
#include "base/text.h"
#include "base/utf8.h"
#include "json/json_place.h"

#include <math.h>
#include <string.h>

struct name {
	struct view text; /* without escapes */
	size_t at;        /* where it stands in the source */
};

struct scan {
	struct scope *s;
	const char *name; /* of the source, or NULL */
	const char *p;
	size_t n, at;
	int depth;
	struct name *names;
	size_t count, cap;
};

/* Places are counted here alone, once a mistake is known. */
static const char *place(const struct scan *c, size_t at)
{
	struct json_place p = json_place_at((struct view){ c->p, c->n }, at);

	if (c->name)
		return arena_printf(c->s->arena, "%s:%zu:%zu", c->name, p.line, p.column);
	return arena_printf(c->s->arena, "JSON at line %zu, column %zu", p.line, p.column);
}

static bool refuse_at(struct scan *c, size_t at, const char *why, struct view name)
{
	if (!name.p)
		return err_set(c->s, ERR_INVALID, "%s: %s", place(c, at), why);
	return err_set(c->s, ERR_INVALID, "%s: member \"%.*s\" %s", place(c, at), (int)name.n,
		name.p, why);
}

static bool refuse(struct scan *c, const char *why)
{
	return refuse_at(c, c->at, why, (struct view){ NULL, 0 });
}

static int peek(const struct scan *c)
{
	return c->at < c->n ? (uint8_t)c->p[c->at] : -1;
}

static bool take(struct scan *c, char expected)
{
	if (peek(c) != expected)
		return false;
	c->at++;
	return true;
}

static void skip_blanks(struct scan *c)
{
	while (peek(c) == ' ' || peek(c) == '\t' || peek(c) == '\n' || peek(c) == '\r')
		c->at++;
}

/* The four digits of \uXXXX; the position stays when they are not there. */
static bool take_hex(struct scan *c, uint32_t *unit)
{
	*unit = 0;
	if (c->n - c->at < 4)
		return false;
	for (size_t i = 0; i < 4; i++) {
		int value = encode_hex_value(c->p[c->at + i]);
		if (value < 0)
			return false;
		*unit = *unit << 4 | (uint32_t)value;
	}
	c->at += 4;
	return true;
}

static size_t put_utf8(char *out, uint32_t code)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	size_t len = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	for (size_t i = len; i-- > 1; code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)(0xf00 >> len | code);
	return len;
}

/* After `\u`. Two surrogates make one character; a lone one makes none. */
static bool scan_unicode_escape(struct scan *c, uint32_t *code)
{
	size_t start = c->at - 2;
	uint32_t low;
	const char *why = NULL;

	if (!take_hex(c, code))
		return refuse(c, "\\u needs four hexadecimal digits");
	if (*code == 0)
		why = "\\u0000 is not allowed";
	else if (*code >= 0xdc00 && *code <= 0xdfff)
		why = "half a surrogate pair";
	else if (*code < 0xd800 || *code > 0xdbff)
		return true;
	else if (!take(c, '\\') || !take(c, 'u') || !take_hex(c, &low) || low < 0xdc00 ||
		 low > 0xdfff)
		why = "half a surrogate pair";
	else
		*code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
	return !why || refuse_at(c, start, why, (struct view){ NULL, 0 });
}

/* After the backslash. */
static bool scan_escape(struct scan *c, uint32_t *code)
{
	static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	int letter = peek(c);

	if (letter == 'u') {
		c->at++;
		return scan_unicode_escape(c, code);
	}
	const char *found = letter > 0 ? strchr(letters, letter) : NULL;
	if (!found)
		return refuse(c, "unknown escape");
	c->at++;
	*code = (uint8_t)meanings[found - letters];
	return true;
}

static bool scan_character(struct scan *c)
{
	uint32_t code;

	if (c->at >= c->n)
		return refuse(c, "the text is not closed");
	if (peek(c) < 0x20)
		return refuse(c, "a control character must be escaped");
	size_t len = utf8_decode(c->p + c->at, c->n - c->at, &code);
	if (len == 0)
		return refuse(c, "not UTF-8");
	c->at += len;
	return true;
}

/* At the opening quote. The source between the quotes goes to `raw`. */
static bool scan_text(struct scan *c, struct view *raw, bool *has_escapes)
{
	uint32_t code;
	size_t start = ++c->at;

	*has_escapes = false;
	while (!take(c, '"')) {
		if (take(c, '\\')) {
			*has_escapes = true;
			if (!scan_escape(c, &code))
				return false;
		} else if (!scan_character(c)) {
			return false;
		}
	}
	*raw = (struct view){ c->p + start, c->at - 1 - start };
	return true;
}

/* The text that a checked source with escapes means; never longer than the source. */
static struct view unescape(struct scan *c, struct view raw)
{
	struct scan inner = { .s = c->s, .p = raw.p, .n = raw.n };
	char *out = arena_alloc(c->s->arena, raw.n + 1);
	size_t n = 0;
	uint32_t code = 0;

	while (inner.at < inner.n) {
		if (!take(&inner, '\\'))
			out[n++] = raw.p[inner.at++];
		else if (scan_escape(&inner, &code))
			n += put_utf8(out + n, code);
	}
	return (struct view){ out, n };
}

static void remember(struct scan *c, struct view text, size_t at)
{
	if (c->count == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 32;
		struct name *more = arena_alloc(c->s->arena, c->cap * sizeof(*more));
		if (c->count > 0)
			memcpy(more, c->names, c->count * sizeof(*more));
		c->names = more;
	}
	c->names[c->count++] = (struct name){ text, at };
}

static int by_text(const struct name *a, const struct name *b)
{
	if (a->text.n != b->text.n)
		return a->text.n < b->text.n ? -1 : 1;
	return a->text.n ? memcmp(a->text.p, b->text.p, a->text.n) : 0;
}

static int by_text_and_place(const void *left, const void *right)
{
	const struct name *a = left, *b = right;
	int order = by_text(a, b);

	return order ? order : (a->at > b->at) - (a->at < b->at);
}

/* At most 64 bytes, whole characters. */
static struct view shorten(struct view name)
{
	enum { LONGEST_SHOWN = 64 };

	if (name.n <= LONGEST_SHOWN)
		return name;
	name.n = LONGEST_SHOWN;
	while (name.n > 0 && ((uint8_t)name.p[name.n] & 0xc0) == 0x80)
		name.n--;
	return name;
}

/* Closes the object whose names start at `first` of the stack. */
static bool check_names(struct scan *c, size_t first)
{
	size_t count = c->count - first;

	c->count = first;
	if (count < 2)
		return true;
	struct name *names = c->names + first, *worst = NULL;
	qsort(names, count, sizeof(*names), by_text_and_place);
	for (size_t i = 1; i < count; i++)
		if (by_text(&names[i - 1], &names[i]) == 0 && (!worst || names[i].at < worst->at))
			worst = &names[i];
	return !worst || refuse_at(c, worst->at, "appears twice", shorten(worst->text));
}

static bool scan_digits(struct scan *c)
{
	if (peek(c) < '0' || peek(c) > '9')
		return refuse(c, "a digit is expected");
	while (peek(c) >= '0' && peek(c) <= '9')
		c->at++;
	return true;
}

static bool scan_number(struct scan *c)
{
	char copy[JSON_MAX_NUMBER + 1];
	size_t start = c->at;

	take(c, '-');
	if (take(c, '0')) {
		if (peek(c) >= '0' && peek(c) <= '9')
			return refuse(c, "a number must not start with 0");
	} else if (!scan_digits(c)) {
		return false;
	}
	if (take(c, '.') && !scan_digits(c))
		return false;
	if (take(c, 'e') || take(c, 'E')) {
		if (!take(c, '+'))
			take(c, '-');
		if (!scan_digits(c))
			return false;
	}
	size_t len = c->at - start;
	c->at = start;
	if (len > JSON_MAX_NUMBER)
		return refuse(c, "the number has too many digits");
	memcpy(copy, c->p + start, len);
	copy[len] = '\0';
	if (!isfinite(strtod(copy, NULL)))
		return refuse(c, "the number is too large");
	c->at += len;
	return true;
}

static bool scan_word(struct scan *c, const char *word)
{
	size_t n = strlen(word);

	if (c->n - c->at < n || memcmp(c->p + c->at, word, n) != 0)
		return refuse(c, "a value is expected");
	c->at += n;
	return true;
}

static bool scan_value(struct scan *c);

static bool scan_member(struct scan *c)
{
	struct view raw = { NULL, 0 };
	size_t at = c->at;
	bool has_escapes;

	if (peek(c) != '"')
		return refuse(c, "a member name is expected");
	if (!scan_text(c, &raw, &has_escapes))
		return false;
	remember(c, has_escapes ? unescape(c, raw) : raw, at);
	skip_blanks(c);
	if (!take(c, ':'))
		return refuse(c, "a colon is expected");
	return scan_value(c);
}

/* Members or elements, after the opening bracket. */
static bool scan_children(struct scan *c, char close, bool (*child)(struct scan *c))
{
	skip_blanks(c);
	if (take(c, close))
		return true;
	for (;;) {
		skip_blanks(c);
		if (!child(c))
			return false;
		skip_blanks(c);
		if (take(c, close))
			return true;
		if (!take(c, ','))
			return refuse(c, close == ']' ? "a comma or ] is expected"
						      : "a comma or } is expected");
	}
}

static bool scan_nested(struct scan *c)
{
	size_t first = c->count;

	if (c->depth == JSON_MAX_DEPTH)
		return refuse(c, "nested too deeply");
	c->depth++;
	bool ok = take(c, '[') ? scan_children(c, ']', scan_value)
			       : take(c, '{') && scan_children(c, '}', scan_member) &&
					 check_names(c, first);
	c->depth--;
	return ok;
}

static bool scan_value(struct scan *c)
{
	struct view raw;
	bool has_escapes;

	skip_blanks(c);
	switch (peek(c)) {
	case '{':
	case '[':
		return scan_nested(c);
	case '"':
		return scan_text(c, &raw, &has_escapes);
	case 't':
		return scan_word(c, "true");
	case 'f':
		return scan_word(c, "false");
	case 'n':
		return scan_word(c, "null");
	default:
		if (peek(c) != '-' && (peek(c) < '0' || peek(c) > '9'))
			return refuse(c, "a value is expected");
		return scan_number(c);
	}
}

bool json_check(struct scope *s, const char *name, const char *text, size_t len)
{
	struct scan c = { .s = s, .name = name, .p = text, .n = len };

	if (!scan_value(&c))
		return false;
	skip_blanks(&c);
	return c.at == len || refuse(&c, "something follows the value");
}
