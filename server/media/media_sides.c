/* One reader a kind. What is beyond the end of the file counts as nought. */
#include "media/media_sides.h"

#include "base/bytes.h"
#include "model/media_facts.h"

static void read_png(const struct bytes *b, struct media_sides *out)
{
	enum { IHDR_AT = 12, WITH_ALPHA = 4 };

	if (!bytes_has(b, IHDR_AT, "IHDR", 4))
		return;
	out->width = bytes_big(b, 16, 4);
	out->height = bytes_big(b, 20, 4);
	out->has_alpha = (bytes_big(b, 25, 1) & WITH_ALPHA) != 0;
}

static void read_gif(const struct bytes *b, struct media_sides *out)
{
	out->width = bytes_little(b, 6, 2);
	out->height = bytes_little(b, 8, 2);
}

/* SOF0 to SOF15 but for the markers among them that define tables. */
static bool is_frame(uint32_t marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
	       marker != 0xcc;
}

static void read_jpg(const struct bytes *b, struct media_sides *out)
{
	const uint32_t scan = 0xda;
	size_t at = 2;

	while (at < b->n && b->p[at] == 0xff) {
		uint32_t marker = bytes_big(b, at + 1, 1);
		if (marker == 0xff) {
			at++;
			continue;
		}
		if (is_frame(marker)) {
			out->height = bytes_big(b, at + 5, 2);
			out->width = bytes_big(b, at + 7, 2);
		}
		uint32_t length = bytes_big(b, at + 2, 2);
		if (is_frame(marker) || marker == scan || length < 2)
			return;
		at += 2 + length;
	}
}

static void read_webp(const struct bytes *b, struct media_sides *out)
{
	enum { CHUNK_AT = 12, FLAG_ALPHA = 0x10 };

	if (bytes_has(b, CHUNK_AT, "VP8X", 4)) {
		out->width = (int64_t)bytes_little(b, 24, 3) + 1;
		out->height = (int64_t)bytes_little(b, 27, 3) + 1;
		out->has_alpha = (bytes_big(b, 20, 1) & FLAG_ALPHA) != 0;
	} else if (bytes_has(b, CHUNK_AT, "VP8L", 4) && bytes_big(b, 20, 1) == 0x2f) {
		uint32_t bits = bytes_little(b, 21, 4);
		out->width = (bits & 0x3fff) + 1;
		out->height = (bits >> 14 & 0x3fff) + 1;
		out->has_alpha = (bits >> 28 & 1) != 0;
	} else if (bytes_has(b, CHUNK_AT, "VP8 ", 4) && bytes_has(b, 23, "\x9d\x01\x2a", 3)) {
		out->width = bytes_little(b, 26, 2) & 0x3fff;
		out->height = bytes_little(b, 28, 2) & 0x3fff;
	}
}

/* A height below nought: the rows begin at the top. */
static void read_bmp(const struct bytes *b, struct media_sides *out)
{
	enum { HEAD_AT = 14, OLD_HEAD = 12 };

	if (bytes_little(b, HEAD_AT, 4) == OLD_HEAD) {
		out->width = bytes_little(b, 18, 2);
		out->height = bytes_little(b, 20, 2);
	} else if (bytes_little(b, HEAD_AT, 4) > OLD_HEAD) {
		int64_t height = (int32_t)bytes_little(b, 22, 4);
		out->width = (int32_t)bytes_little(b, 18, 4);
		out->height = height < 0 ? -height : height;
	}
}

/* The largest of its pictures; a nought stands for 256. */
static void read_ico(const struct bytes *b, struct media_sides *out)
{
	enum { LIST_AT = 6, ENTRY = 16, FULL = 256 };
	size_t count = bytes_little(b, 4, 2);

	for (size_t at = LIST_AT; count > 0 && bytes_reach(b, at, 2); count--, at += ENTRY) {
		int64_t width = b->p[at] ? b->p[at] : FULL;
		int64_t height = b->p[at + 1] ? b->p[at + 1] : FULL;
		if (width * height <= out->width * out->height)
			continue;
		out->width = width;
		out->height = height;
	}
}

static void read_psd(const struct bytes *b, struct media_sides *out)
{
	out->height = bytes_big(b, 14, 4);
	out->width = bytes_big(b, 18, 4);
}

/* Bits of JPEG XL, the lowest of a byte first. */
struct bits {
	struct bytes b;
	size_t at; /* bits from the start */
};

static uint32_t take(struct bits *r, unsigned count)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < count; i++, r->at++) {
		size_t byte = r->at / 8;
		uint32_t bit = byte < r->b.n ? r->b.p[byte] >> (r->at % 8) & 1U : 0;
		value |= bit << i;
	}
	return value;
}

static int64_t take_side(struct bits *r, bool eighths)
{
	static const unsigned widths[] = { 9, 13, 18, 30 };

	if (eighths)
		return ((int64_t)take(r, 5) + 1) * 8;
	return (int64_t)take(r, widths[take(r, 2)]) + 1;
}

static void read_jxl_stream(const struct bytes *b, size_t at, struct media_sides *out)
{
	static const struct {
		int64_t across, down;
	} ratios[] = { { 0, 1 }, { 1, 1 }, { 12, 10 }, { 4, 3 }, { 3, 2 }, { 16, 9 }, { 5, 4 },
		{ 2, 1 } };
	struct bits r = { *b, (at + 2) * 8 };
	const size_t longest = 10; /* bytes of sides */

	if (!bytes_has(b, at, "\xff\x0a", 2) || b->n - at < 2 + 2)
		return;
	bool eighths = take(&r, 1) != 0;
	int64_t height = take_side(&r, eighths);
	uint32_t ratio = take(&r, 3);
	int64_t width = ratio == 0 ? take_side(&r, eighths)
				   : height * ratios[ratio].across / ratios[ratio].down;
	if (r.at > b->n * 8 || r.at > (at + 2 + longest) * 8)
		return;
	out->width = width;
	out->height = height;
}

/* The stream lies in one box, or in parts that have a number first. */
static void read_jxl_boxes(const struct bytes *b, struct media_sides *out)
{
	enum { HEAD = 8, LONG_HEAD = 16 };

	for (size_t at = 0; bytes_reach(b, at, HEAD);) {
		uint64_t size = bytes_big(b, at, 4), head = HEAD;
		if (size == 1) {
			size = (uint64_t)bytes_big(b, at + HEAD, 4) << 32 |
			       bytes_big(b, at + HEAD + 4, 4);
			head = LONG_HEAD;
		}
		if (bytes_has(b, at + 4, "jxlc", 4) || bytes_has(b, at + 4, "jxlp", 4)) {
			bool part = b->p[at + 7] == 'p';
			read_jxl_stream(b, at + (size_t)head + (part ? 4 : 0), out);
			return;
		}
		if (size < head || size > b->n - at)
			return;
		at += (size_t)size;
	}
}

static void read_jxl(const struct bytes *b, struct media_sides *out)
{
	if (b->p[0] == 0xff)
		read_jxl_stream(b, 0, out);
	else
		read_jxl_boxes(b, out);
}

static const struct kind {
	const char *format;
	const char *start;
	size_t len;
	void (*read)(const struct bytes *b, struct media_sides *out);
} kinds[] = {
	{ "jpg", "\xff\xd8\xff", 3, read_jpg },
	{ "png", "\x89PNG\r\n\x1a\n", 8, read_png },
	{ "gif", "GIF8", 4, read_gif },
	{ "webp", "RIFF", 4, read_webp },
	{ "bmp", "BM", 2, read_bmp },
	{ "ico", "\0\0\1\0", 4, read_ico },
	{ "ico", "\0\0\2\0", 4, read_ico },
	{ "psd", "8BPS", 4, read_psd },
	{ "jxl", "\xff\x0a", 2, read_jxl },
	{ "jxl", "\0\0\0\x0cJXL ", 8, read_jxl },
};

static bool is_length(int64_t side)
{
	return side > 0 && side <= MEDIA_FACTS_MAX_SIDE;
}

bool media_sides_read(const uint8_t *p, size_t n, struct media_sides *out)
{
	const struct bytes b = { p, n };

	*out = (struct media_sides){ 0 };
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (!bytes_has(&b, 0, kinds[i].start, kinds[i].len))
			continue;
		kinds[i].read(&b, out);
		out->format = kinds[i].format;
		return is_length(out->width) && is_length(out->height);
	}
	return false;
}
