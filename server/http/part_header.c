/* Part headers of multipart/form-data (RFC 7578): Content-Disposition is understood, Content-Type
 * is kept, Content-Transfer-Encoding must be one that changes nothing, the rest is skipped. */
#include "http/part_header.h"

#include "base/utf8.h"
#include "http/header_param.h"

#include <string.h>

/* The headers that matter; p is NULL for those that did not come. */
struct headers {
	struct view disposition, type, encoding;
};

/* A line that starts with a blank continues the one before it. */
static void unfold(char *block, size_t n)
{
	for (size_t i = 0; i + 2 < n; i++)
		if (block[i] == '\r' && (block[i + 2] == ' ' || block[i + 2] == '\t'))
			block[i] = block[i + 1] = ' ';
}

static struct view *slot_of(struct headers *h, struct view name)
{
	if (text_same_nocase(name, "content-disposition"))
		return &h->disposition;
	if (text_same_nocase(name, "content-type"))
		return &h->type;
	if (text_same_nocase(name, "content-transfer-encoding"))
		return &h->encoding;
	return NULL;
}

static const char *read_line(struct arena *a, struct view line, size_t number, struct headers *h)
{
	struct view value = line;
	struct view name = view_split(&value, ':');

	if (!value.p || !header_param_is_token(name))
		return arena_printf(
			a, "header line %zu is not of the form \"Name: value\"", number);
	struct view *slot = slot_of(h, name);
	if (!slot)
		return NULL;
	if (slot->p)
		return arena_printf(a, "the header %.*s comes twice", (int)name.n, name.p);
	*slot = view_trim(value);
	return NULL;
}

static const char *read_lines(struct arena *a, struct view block, struct headers *h)
{
	size_t number = 0;

	while (block.n > 0) {
		struct view line = view_split(&block, '\n');
		if (line.n > 0)
			line.n--; /* the CR */
		if (++number > PART_HEADER_MAX_LINES)
			return arena_printf(
				a, "there are more than %d headers", PART_HEADER_MAX_LINES);
		const char *why = read_line(a, line, number, h);
		if (why)
			return why;
	}
	return NULL;
}

struct disposition {
	const char *name, *filename, *extended;
};

/* Unknown parameters are none of our business. */
static const char **param_slot(struct disposition *d, struct view name)
{
	if (text_same_nocase(name, "name"))
		return &d->name;
	if (text_same_nocase(name, "filename"))
		return &d->filename;
	if (text_same_nocase(name, "filename*"))
		return &d->extended;
	return NULL;
}

static const char *read_params(struct arena *a, struct view rest, struct disposition *d)
{
	enum header_param_result result;
	struct header_param param;

	while ((result = header_param_next(a, &rest, &param)) == HEADER_PARAM_ONE) {
		const char **slot = param_slot(d, param.name);
		if (slot && *slot)
			return arena_printf(a,
				"Content-Disposition has two parameters called \"%.*s\"",
				(int)param.name.n, param.name.p);
		if (slot)
			*slot = param.value;
	}
	return result == HEADER_PARAM_BROKEN ? "Content-Disposition cannot be read" : NULL;
}

/* Text that is no UTF-8 is what old clients send: Latin-1. */
static const char *as_utf8(struct arena *a, const char *s)
{
	size_t n = strlen(s);

	if (utf8_valid(s, n))
		return s;
	char *text = arena_alloc(a, 2 * n + 1), *out = text;
	for (; *s; s++) {
		uint8_t c = (uint8_t)*s;
		if (c >= 0x80)
			*out++ = (char)(0xc0 | c >> 6);
		*out++ = (char)(c < 0x80 ? c : 0x80 | (c & 0x3f));
	}
	return text;
}

/* The extended form wins: a client that sends both means the plain one for those who cannot read
 * it. */
static const char *choose_filename(struct arena *a, const struct disposition *d)
{
	const char *extended = d->extended ? header_param_extended(a, d->extended) : NULL;
	const char *plain = d->filename ? d->filename : d->extended;

	if (extended || !plain)
		return extended;
	return as_utf8(a, plain);
}

static const char *read_disposition(struct arena *a, struct view v, struct multipart_part *out)
{
	struct disposition d = { 0 };

	if (!v.p)
		return "the Content-Disposition header is missing";
	struct view type = view_trim(view_split(&v, ';'));
	if (!text_same_nocase(type, "form-data"))
		return "Content-Disposition is not form-data";
	const char *why = read_params(a, v, &d);
	if (why)
		return why;
	if (!d.name)
		return "Content-Disposition has no name";
	out->name = as_utf8(a, d.name);
	out->filename = choose_filename(a, &d);
	return NULL;
}

static const char *check_encoding(struct arena *a, struct view v)
{
	static const char *const plain[] = { "", "binary", "8bit", "7bit" };

	if (!v.p)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(plain); i++)
		if (text_same_nocase(v, plain[i]))
			return NULL;
	return arena_printf(a,
		"the Content-Transfer-Encoding%s%.*s is not supported: send the bytes as they are",
		header_param_is_token(v) ? " " : "", header_param_is_token(v) ? (int)v.n : 0, v.p);
}

const char *part_header_read(struct arena *a, char *block, size_t n, struct multipart_part *out)
{
	struct headers h = { 0 };

	*out = (struct multipart_part){ 0 };
	unfold(block, n);
	const char *why = read_lines(a, (struct view){ block, n }, &h);
	if (!why)
		why = read_disposition(a, h.disposition, out);
	if (!why)
		why = check_encoding(a, h.encoding);
	if (why || h.type.n == 0)
		return why;
	out->content_type = as_utf8(a, arena_strndup(a, h.type.p, h.type.n));
	return NULL;
}
