/* Older encodings cannot be told apart, and need not be: what all of them have in common is that bytes below
 * a blank are the few controls that texts use. */
#include "model/file_type_text.h"

#include "base/bytes.h"
#include "base/utf8.h"

#include <string.h>

/* How the characters of a wide encoding lie in the bytes. */
struct wide {
	size_t width; /* bytes */
	bool big_endian;
	size_t mark; /* bytes of the mark at the start */
};

/* Backspace to carriage return, the end mark of DOS, and the escape of ISO 2022. */
static bool is_control(uint32_t c)
{
	return c < ' ' && !(c >= '\b' && c <= '\r') && c != 0x1a && c != 0x1b;
}

static uint32_t unit_at(const struct bytes *b, size_t at, const struct wide *w)
{
	return w->big_endian ? bytes_big(b, at, w->width) : bytes_little(b, at, w->width);
}

static bool is_wide(const struct bytes *b, const struct wide *w)
{
	const uint32_t mark = 0xfeff, beyond = 0x110000;

	if (b->n < w->width)
		return false;
	uint32_t first = unit_at(b, 0, w);
	if (w->mark > 0 ? first != mark : first >= 0x7f)
		return false;
	for (size_t at = w->mark; bytes_reach(b, at, w->width); at += w->width) {
		uint32_t c = unit_at(b, at, w);
		if (is_control(c) || c >= beyond)
			return false;
	}
	return true;
}

/* UTF-32 first: its mark of one order is UTF-16's with a NUL after it. */
static bool is_any_wide(const struct bytes *b)
{
	static const struct wide rows[] = {
		{ 4, false, 4 },
		{ 4, true, 4 },
		{ 2, false, 2 },
		{ 2, true, 2 },
		{ 4, false, 0 },
		{ 4, true, 0 },
		{ 2, false, 0 },
		{ 2, true, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (is_wide(b, &rows[i]))
			return true;
	return false;
}

static bool is_narrow(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_control(p[i]))
			return false;
	return true;
}

/* But for a character that the window may cut at its end. */
static bool is_utf8(const char *p, size_t n, bool cut)
{
	size_t tail = 0;

	if (memchr(p, '\0', n))
		return false;
	while (cut && tail < 4 && tail < n && !utf8_valid(p, n - tail))
		tail++;
	return utf8_valid(p, n - tail);
}

bool file_type_text_is(const uint8_t *head, size_t n, bool cut)
{
	static const char ebcdic[] = "\x4c\x6f\xa7\x94"; /* <?xm, which XML allows as well */
	const struct bytes b = { head, n };

	return n == 0 || is_utf8((const char *)head, n, cut) || is_narrow(head, n) ||
	       is_any_wide(&b) || bytes_has(&b, 0, ebcdic, strlen(ebcdic));
}
