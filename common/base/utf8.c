/* UTF-8 decoding with the checks of RFC 3629, and the question what a name may be made of. */
#include "base/utf8.h"

#include "base/utf8_table.h"

static bool continues(char c)
{
	return ((uint8_t)c & 0xc0) == 0x80;
}

/* The length that the first byte promises; 0 for a byte that cannot be the first. */
static size_t promised(uint8_t first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc2)
		return 0;
	if (first < 0xe0)
		return 2;
	if (first < 0xf0)
		return 3;
	return first < 0xf5 ? 4 : 0;
}

size_t utf8_decode(const char *p, size_t n, uint32_t *code)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint8_t first = (uint8_t)p[0];
	size_t len = promised(first);

	if (len == 0 || len > n)
		return 0;
	uint32_t c = len == 1 ? first : first & (0x7fU >> len);
	for (size_t i = 1; i < len; i++) {
		if (!continues(p[i]))
			return 0;
		c = c << 6 | ((uint8_t)p[i] & 0x3f);
	}
	if (c < smallest[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*code = c;
	return len;
}

bool utf8_valid(const char *p, size_t n)
{
	uint32_t code;

	for (size_t i = 0, len; i < n; i += len) {
		len = utf8_decode(p + i, n - i, &code);
		if (len == 0)
			return false;
	}
	return true;
}

size_t utf8_count(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((uint8_t)*text & 0xc0) != 0x80;
	return n;
}

bool utf8_is_name_char(uint32_t code)
{
	size_t low = 0, high = utf8_table_len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (code > utf8_table[middle].last)
			low = middle + 1;
		else if (code < utf8_table[middle].first)
			high = middle;
		else
			return true;
	}
	return false;
}

uint32_t utf8_lower(uint32_t code)
{
	size_t low = 0, high = utf8_table_lower_len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct utf8_lower_run *run = &utf8_table_lower[middle];
		if (code > run->last)
			low = middle + 1;
		else if (code < run->first)
			high = middle;
		else
			return (code - run->first) % run->step == 0
				       ? (uint32_t)((int64_t)code + run->up)
				       : code;
	}
	return code;
}
