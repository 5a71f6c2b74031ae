/* Hex, base64 and percent coding. One table serves both base64 alphabets. */
#include "base/encode.h"

#include <string.h>

static const char hex_digits[] = "0123456789abcdef";

void encode_hex(const uint8_t *p, size_t n, char *out)
{
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = hex_digits[p[i] >> 4];
		out[2 * i + 1] = hex_digits[p[i] & 15];
	}
	out[2 * n] = '\0';
}

char *encode_hex_dup(struct arena *a, const uint8_t *p, size_t n)
{
	char *out = arena_alloc(a, 2 * n + 1);

	encode_hex(p, n, out);
	return out;
}

char *encode_base64(struct arena *a, const uint8_t *p, size_t n)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *text = arena_alloc(a, (n + 2) / 3 * 4 + 1);
	char *out = text;

	for (size_t i = 0; i < n; i += 3) {
		size_t have = n - i < 3 ? n - i : 3;
		uint32_t bits = (uint32_t)p[i] << 16;
		if (have > 1)
			bits |= (uint32_t)p[i + 1] << 8;
		if (have > 2)
			bits |= p[i + 2];
		*out++ = digits[bits >> 18];
		*out++ = digits[bits >> 12 & 63];
		*out++ = have > 1 ? digits[bits >> 6 & 63] : '=';
		*out++ = have > 2 ? digits[bits & 63] : '=';
	}
	return text;
}

enum { PAD = 253, BLANK = 254, BAD = 255 };

/* The value of each byte as a base64 digit of either alphabet, or one of the three kinds above. */
/* clang-format off */
static const uint8_t base64_values[256] = {
	255, 255, 255, 255, 255, 255, 255, 255, 255, 254, 254, 254, 254, 254, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 62, 255, 62, 255, 63,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 255, 255, 255, 253, 255, 255,
	255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 255, 255, 255, 255, 63,
	255, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
};
/* clang-format on */

static uint8_t *put_triple(uint8_t *out, uint32_t bits)
{
	*out++ = (uint8_t)(bits >> 16);
	*out++ = (uint8_t)(bits >> 8);
	*out++ = (uint8_t)bits;
	return out;
}

/* Takes one character; returns where the output goes on. */
static uint8_t *take(struct base64_stream *b, char c, uint8_t *out)
{
	uint8_t value = base64_values[(uint8_t)c];

	if (value == BLANK)
		return out;
	if (value == PAD) {
		b->pad++;
		b->bad = b->bad || b->pad > 2;
		return out;
	}
	if (value == BAD || b->pad > 0) {
		b->bad = true;
		return out;
	}
	b->bits = b->bits << 6 | value;
	if (++b->count < 4)
		return out;
	out = put_triple(out, b->bits);
	b->bits = 0;
	b->count = 0;
	return out;
}

/* The four digits at p as 24 bits; false when one of them is anything else. */
static bool four_digits(const char *p, uint32_t *bits)
{
	uint8_t a = base64_values[(uint8_t)p[0]], b = base64_values[(uint8_t)p[1]];
	uint8_t c = base64_values[(uint8_t)p[2]], d = base64_values[(uint8_t)p[3]];

	*bits = (uint32_t)a << 18 | (uint32_t)b << 12 | (uint32_t)c << 6 | d;
	return (a | b | c | d) < 64;
}

size_t encode_base64_feed(struct base64_stream *b, const char *p, size_t n, uint8_t *out)
{
	uint8_t *at = out;
	uint32_t bits;

	for (size_t i = 0; i < n;) {
		/* Uploads are megabytes of this, so four at a time while nothing is pending. */
		if (b->count == 0 && b->pad == 0 && n - i >= 4 && four_digits(p + i, &bits)) {
			at = put_triple(at, bits);
			i += 4;
		} else {
			at = take(b, p[i++], at);
		}
	}
	return (size_t)(at - out);
}

bool encode_base64_end(struct base64_stream *b, uint8_t *out, size_t *n)
{
	*n = 0;
	if (b->count >= 2)
		out[(*n)++] = (uint8_t)(b->bits >> (b->count == 2 ? 4 : 10));
	if (b->count == 3)
		out[(*n)++] = (uint8_t)(b->bits >> 2);
	/* Padding may be left out, but what is there must complete the last four characters. */
	return !b->bad && b->count != 1 && (b->pad == 0 || b->count == 4 - b->pad);
}

static bool decode_all(struct arena *a, struct view v, uint8_t **out, size_t *len)
{
	struct base64_stream b = { 0 };
	uint8_t *p = arena_alloc(a, v.n / 4 * 3 + 6);
	size_t n = encode_base64_feed(&b, v.p, v.n, p), rest;

	/* Bits that no byte uses must be zero, or one value would have several spellings. */
	uint32_t unused = b.count == 2 ? 15 : b.count == 3 ? 3 : 0;
	if (b.bits & unused || !encode_base64_end(&b, p + n, &rest))
		return false;
	*out = p;
	*len = n + rest;
	return true;
}

static bool has_any(struct view v, const char *set)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] == '\0' || strchr(set, v.p[i]))
			return true;
	return false;
}

bool encode_base64url_decode(struct arena *a, struct view v, uint8_t **out, size_t *len)
{
	return !has_any(v, " \t\n\v\f\r+/") && decode_all(a, v, out, len);
}

bool encode_base64_decode(struct arena *a, struct view v, uint8_t **out, size_t *len)
{
	return !has_any(v, " \t\n\v\f\r") && decode_all(a, v, out, len);
}

int encode_hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool encode_percent_decode(struct arena *a, struct view v, bool form, char **out, size_t *len)
{
	char *p = arena_alloc(a, v.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] != '%') {
			p[n++] = form && v.p[i] == '+' ? ' ' : v.p[i];
			continue;
		}
		int high = v.n - i > 2 ? encode_hex_value(v.p[i + 1]) : -1;
		int low = v.n - i > 2 ? encode_hex_value(v.p[i + 2]) : -1;
		if (high < 0 || low < 0)
			return false;
		p[n++] = (char)(high * 16 + low);
		i += 2;
	}
	*out = p;
	*len = n;
	return true;
}

size_t encode_percent_end(struct percent_stream *ps, char *out)
{
	size_t n = ps->count;

	memcpy(out, ps->held, n);
	ps->count = 0;
	return n;
}

static size_t feed_one(struct percent_stream *ps, char c, char *out)
{
	int high, low;

	/* A digit where one belongs, or a new escape's begin. */
	if (ps->count == 2 && (low = encode_hex_value(c)) >= 0) {
		high = encode_hex_value(ps->held[1]);
		ps->count = 0;
		*out = (char)(high * 16 + low);
		return 1;
	}
	if (ps->count == 1 && encode_hex_value(c) >= 0) {
		ps->held[ps->count++] = c;
		return 0;
	}
	size_t n = encode_percent_end(ps, out);
	if (c == '%')
		ps->held[ps->count++] = c;
	else
		out[n++] = c;
	return n;
}

size_t encode_percent_feed(struct percent_stream *ps, const char *p, size_t n, char *out)
{
	char *at = out;

	for (size_t i = 0; i < n; i++)
		at += feed_one(ps, p[i], at);
	return (size_t)(at - out);
}

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

char *encode_percent(struct arena *a, const char *s, const char *keep)
{
	char *text = arena_alloc(a, 3 * strlen(s) + 1);
	char *out = text;

	for (; *s; s++) {
		uint8_t byte = (uint8_t)*s;
		if (is_unreserved(*s) || strchr(keep, *s)) {
			*out++ = *s;
			continue;
		}
		*out++ = '%';
		*out++ = "0123456789ABCDEF"[byte >> 4];
		*out++ = "0123456789ABCDEF"[byte & 15];
	}
	return text;
}
