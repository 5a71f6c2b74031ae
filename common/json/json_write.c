/* JSON text, piece by piece; the comma is written when the next value comes. */
#include "json/json_write.h"

#include "base/utf8.h"
#include "json/json_value.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

struct json_writer json_writer(struct strbuf *out)
{
	return (struct json_writer){ .out = out };
}

static const char *short_escape(char c)
{
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\b':
		return "\\b";
	case '\f':
		return "\\f";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	default:
		return NULL;
	}
}

/* Whether eight bytes are all plain: ASCII, no control, no quote, no backslash. A byte is 0 in what is
 * looked at when it is the one sought; subtracting 1 from it borrows into its top bit. */
static bool all_plain(const char *s)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	uint64_t x;

	memcpy(&x, s, sizeof(x));
	uint64_t quote = x ^ (ones * '"'), backslash = x ^ (ones * '\\');
	uint64_t odd = x | (x - ones * 0x20) | (quote - ones) | (backslash - ones);
	return (odd & tops) == 0;
}

/* Bytes at the front of s that are written as they are; s is terminated. */
static size_t clean_run(const char *s, size_t n)
{
	uint32_t code;
	size_t i = 0;

	while (n - i >= sizeof(uint64_t) && all_plain(s + i))
		i += sizeof(uint64_t);

	while (i < n) {
		uint8_t byte = (uint8_t)s[i];
		if (byte < 0x20 || byte == '"' || byte == '\\')
			break;
		size_t len = byte < 0x80 ? 1 : utf8_decode(s + i, n - i, &code);
		if (len == 0)
			break;
		i += len;
	}
	return i;
}

static void quoted(struct strbuf *out, const char *s)
{
	size_t left = strlen(s);

	strbuf_char(out, '"');
	for (;;) {
		size_t run = clean_run(s, left);
		strbuf_add(out, s, run);
		s += run;
		left -= run;
		if (left == 0)
			break;
		const char *escape = short_escape(*s);
		if (escape)
			strbuf_str(out, escape);
		else if ((uint8_t)*s < 0x20)
			strbuf_printf(out, "\\u%04x", (unsigned)*s);
		else
			strbuf_str(out, "\xef\xbf\xbd");
		s++;
		left--;
	}
	strbuf_char(out, '"');
}

/* What comes before a value: the comma that is due and the name. */
static void begin(struct json_writer *w, const char *key)
{
	if (w->comma)
		strbuf_char(w->out, ',');
	w->comma = true;
	if (!key)
		return;
	quoted(w->out, key);
	strbuf_char(w->out, ':');
}

static void open_bracket(struct json_writer *w, const char *key, char bracket)
{
	begin(w, key);
	strbuf_char(w->out, bracket);
	w->comma = false;
}

static void close_bracket(struct json_writer *w, char bracket)
{
	strbuf_char(w->out, bracket);
	w->comma = true;
}

void json_open_object(struct json_writer *w, const char *key)
{
	open_bracket(w, key, '{');
}

void json_close_object(struct json_writer *w)
{
	close_bracket(w, '}');
}

void json_open_array(struct json_writer *w, const char *key)
{
	open_bracket(w, key, '[');
}

void json_close_array(struct json_writer *w)
{
	close_bracket(w, ']');
}

void json_put_raw(struct json_writer *w, const char *key, const char *json)
{
	begin(w, key);
	strbuf_str(w->out, json);
}

void json_put_null(struct json_writer *w, const char *key)
{
	json_put_raw(w, key, "null");
}

void json_put_text(struct json_writer *w, const char *key, const char *value)
{
	if (!value) {
		json_put_null(w, key);
		return;
	}
	begin(w, key);
	quoted(w->out, value);
}

void json_put_int(struct json_writer *w, const char *key, int64_t value)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRId64, value);
	json_put_raw(w, key, text);
}

void json_put_number(struct json_writer *w, const char *key, double value)
{
	static const double exact = 9007199254740992; /* 2^53 */
	char text[32];

	if (!isfinite(value)) {
		json_put_null(w, key);
		return;
	}
	/* Whole numbers without an exponent, as clients are used to; -0 keeps its sign below. */
	if (value == trunc(value) && fabs(value) <= exact && !(value == 0 && signbit(value))) {
		json_put_int(w, key, (int64_t)value);
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		(void)snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	json_put_raw(w, key, text);
}

void json_put_bool(struct json_writer *w, const char *key, bool value)
{
	json_put_raw(w, key, value ? "true" : "false");
}

void json_put_members(struct json_writer *w, const char *object)
{
	size_t n = object ? strlen(object) : 0;

	if (n <= strlen("{}"))
		return;
	begin(w, NULL);
	strbuf_add(w->out, object + 1, n - 2);
}

/* Quotes inside texts are escaped, so what looks like a name after '{' or ',' is one. */
bool json_has_member(const char *object, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = object; p && (p = strchr(p, '"')); p++) {
		bool starts = p > object && (p[-1] == '{' || p[-1] == ',');
		if (starts && strncmp(p + 1, name, n) == 0 && p[n + 1] == '"' && p[n + 2] == ':')
			return true;
	}
	return false;
}

static void put_children(struct json_writer *w, const struct json_value *v)
{
	for (const struct json_value *child = json_first(v); child; child = json_next(child))
		json_put_value(w, json_name_of(child), child);
}

void json_put_value(struct json_writer *w, const char *key, const struct json_value *v)
{
	switch (json_kind_of(v)) {
	case JSON_NULL:
		json_put_null(w, key);
		break;
	case JSON_BOOL:
		json_put_bool(w, key, json_bool_of(v));
		break;
	case JSON_NUMBER:
		json_put_number(w, key, json_number_of(v));
		break;
	case JSON_TEXT:
		json_put_text(w, key, json_text_of(v));
		break;
	case JSON_ARRAY:
		json_open_array(w, key);
		put_children(w, v);
		json_close_array(w);
		break;
	case JSON_OBJECT:
		json_open_object(w, key);
		put_children(w, v);
		json_close_object(w);
		break;
	}
}
