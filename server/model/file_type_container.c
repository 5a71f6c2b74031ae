/* ISO media files by their brands, Matroska by its document type, Ogg by the first header of each of its
 * streams, RIFF and IFF by the word after their length, ASF by the kinds of its streams. */
#include "model/file_type_container.h"

#include "base/bytes.h"

#include <string.h>

enum { BRAND = 4, WORD_AT = 8 };

static const struct file_type mp4 = { "video/mp4", FILE_KIND_VIDEO };
static const struct file_type quicktime = { "video/quicktime", FILE_KIND_VIDEO };

struct word {
	char word[BRAND + 1];
	struct file_type type;
};

static const struct file_type *find_word(const struct word *rows, size_t count, const uint8_t *p)
{
	for (size_t i = 0; i < count; i++)
		if (memcmp(rows[i].word, p, strnlen(rows[i].word, BRAND)) == 0)
			return &rows[i].type;
	return NULL;
}

static bool has_text_at(const struct bytes *b, size_t at, const char *text)
{
	return bytes_has(b, at, text, strlen(text));
}

/* clang-format off */
static const struct word brands[] = {
	{ "avif", { "image/avif", FILE_KIND_IMAGE } },
	{ "avis", { "image/avif", FILE_KIND_IMAGE } },
	{ "heic", { "image/heic", FILE_KIND_IMAGE } },
	{ "heix", { "image/heic", FILE_KIND_IMAGE } },
	{ "heim", { "image/heic", FILE_KIND_IMAGE } },
	{ "heis", { "image/heic", FILE_KIND_IMAGE } },
	{ "hevc", { "image/heic-sequence", FILE_KIND_IMAGE } },
	{ "hevx", { "image/heic-sequence", FILE_KIND_IMAGE } },
	{ "crx ", { "image/x-canon-cr3", FILE_KIND_IMAGE } },
	{ "M4A ", { "audio/mp4", FILE_KIND_OTHER } },
	{ "M4B ", { "audio/mp4", FILE_KIND_OTHER } },
	{ "M4P ", { "audio/mp4", FILE_KIND_OTHER } },
	{ "F4A ", { "audio/mp4", FILE_KIND_OTHER } },
	{ "F4B ", { "audio/mp4", FILE_KIND_OTHER } },
	{ "qt  ", { "video/quicktime", FILE_KIND_VIDEO } },
	{ "3g2", { "video/3gpp2", FILE_KIND_VIDEO } },
	{ "3gp", { "video/3gpp", FILE_KIND_VIDEO } },
	{ "3ge", { "video/3gpp", FILE_KIND_VIDEO } },
	{ "3gs", { "video/3gpp", FILE_KIND_VIDEO } },
	{ "M4V", { "video/mp4", FILE_KIND_VIDEO } },
};
/* What a brand says that any codec may hide behind. */
static const struct word vague[] = {
	{ "mif1", { "image/heif", FILE_KIND_IMAGE } },
	{ "mif2", { "image/heif", FILE_KIND_IMAGE } },
	{ "miaf", { "image/heif", FILE_KIND_IMAGE } },
	{ "msf1", { "image/heif-sequence", FILE_KIND_IMAGE } },
};
/* The first box of a QuickTime file from before brands. */
static const char *const old_boxes[] = { "moov", "mdat", "wide", "free", "skip", "pnot" };
static const struct word riffs[] = {
	{ "WEBP", { "image/webp", FILE_KIND_IMAGE } },
	{ "AVI ", { "video/x-msvideo", FILE_KIND_VIDEO } },
	{ "WAVE", { "audio/wav", FILE_KIND_OTHER } },
	{ "RMID", { "audio/midi", FILE_KIND_OTHER } },
};
static const struct word iffs[] = {
	{ "AIFF", { "audio/aiff", FILE_KIND_OTHER } },
	{ "AIFC", { "audio/aiff", FILE_KIND_OTHER } },
};
/* clang-format on */

/* The first brand beside the major one that is of a kind with `wanted`; NULL when none is. */
static const struct file_type *compatible(const struct bytes *b, enum file_kind wanted, bool any)
{
	size_t end = bytes_big(b, 0, 4);

	for (size_t at = 16; at + BRAND <= end && bytes_reach(b, at, BRAND); at += BRAND) {
		const struct file_type *type = find_word(brands, ARRAY_LEN(brands), b->p + at);
		if (type && (any || type->kind == wanted))
			return type;
	}
	return NULL;
}

/* Films name "M4A " among others; sound alone names no film. */
static const struct file_type *mp4_or_song(const struct bytes *b)
{
	const struct file_type *type = compatible(b, FILE_KIND_OTHER, false);

	return type && !compatible(b, FILE_KIND_VIDEO, false) ? type : &mp4;
}

static bool starts_mp4(const uint8_t *brand)
{
	static const char *const starts[] = { "iso", "mp4", "avc1", "dash", "mmp4", "MSNV" };

	for (size_t i = 0; i < ARRAY_LEN(starts); i++)
		if (memcmp(brand, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

static struct file_type brand_of(const struct bytes *b)
{
	if (b->n < WORD_AT + BRAND)
		return mp4;
	const struct file_type *type = find_word(brands, ARRAY_LEN(brands), b->p + WORD_AT);
	const struct file_type *image = find_word(vague, ARRAY_LEN(vague), b->p + WORD_AT);
	if (image) {
		type = compatible(b, FILE_KIND_IMAGE, false);
		return type ? *type : *image;
	}
	if (!type && starts_mp4(b->p + WORD_AT))
		type = mp4_or_song(b);
	if (!type)
		type = compatible(b, FILE_KIND_OTHER, true);
	return type ? *type : mp4;
}

static bool iso_media(const struct bytes *b, struct file_type *out)
{
	if (b->n < 8)
		return false;
	if (has_text_at(b, 4, "ftyp")) {
		*out = brand_of(b);
		return true;
	}
	/* A box that long would begin as text does. */
	for (size_t i = 0; b->p[0] < '\t' && i < ARRAY_LEN(old_boxes); i++) {
		if (!has_text_at(b, 4, old_boxes[i]))
			continue;
		*out = quicktime;
		return true;
	}
	return false;
}

/* A number of EBML whose first byte tells its length; 0 when it is cut. `keep`: with its length marker, as
 * ids are written. */
static uint64_t ebml_number(const struct bytes *b, size_t *at, bool keep)
{
	const uint8_t *p = b->p;
	size_t len = 1;

	if (*at >= b->n || p[*at] == 0)
		return 0;
	while (!(p[*at] & 0x80 >> (len - 1)))
		len++;
	if (!bytes_reach(b, *at, len))
		return 0;
	uint64_t value = keep ? p[*at] : p[*at] & (0xffU >> len);
	for (size_t i = 1; i < len; i++)
		value = value << 8 | p[*at + i];
	*at += len;
	return value;
}

static bool ebml(const struct bytes *b, struct file_type *out)
{
	static const struct file_type matroska = { "video/x-matroska", FILE_KIND_VIDEO };
	static const struct file_type webm = { "video/webm", FILE_KIND_VIDEO };
	const uint64_t doc_type = 0x4282;
	size_t at = 4;

	if (!bytes_has(b, 0, "\x1a\x45\xdf\xa3", 4))
		return false;
	*out = matroska; /* unless it says otherwise */
	uint64_t left = ebml_number(b, &at, false);
	const struct bytes inside = { b->p, left < b->n - at ? at + (size_t)left : b->n };
	while (at < inside.n) {
		uint64_t id = ebml_number(&inside, &at, true);
		uint64_t size = ebml_number(&inside, &at, false);
		if (id == 0 || size > inside.n - at)
			break;
		if (id == doc_type && size >= strlen("webm") && has_text_at(&inside, at, "webm"))
			*out = webm;
		at += (size_t)size;
	}
	return true;
}

/* What the first packet of a stream begins with. */
struct codec {
	const char *start;
	size_t len;
	bool film;
};

/* clang-format off */
static const struct codec codecs[] = {
	{ "\x80theora", 7, true },
	{ "BBCD\0", 5, true },
	{ "\x01video\0", 7, true },
	{ "OVP80", 5, true },
	{ "\x01vorbis", 7, false },
	{ "OpusHead", 8, false },
	{ "\x7f" "FLAC", 5, false },
	{ "Speex   ", 8, false },
	{ "PCM     ", 8, false },
};
/* clang-format on */

static const struct codec *codec_at(const struct bytes *b, size_t at)
{
	for (size_t i = 0; i < ARRAY_LEN(codecs); i++)
		if (bytes_has(b, at, codecs[i].start, codecs[i].len))
			return &codecs[i];
	return NULL;
}

enum { OGG_FLAGS = 5, OGG_SEGMENTS = 26, OGG_TABLE = 27 };

/* The first packet of a stream begins behind the table of its page's segments. */
static bool starts_stream(const struct bytes *b, size_t at)
{
	const unsigned first_of_stream = 2;

	return has_text_at(b, at, "OggS") && bytes_reach(b, at, OGG_TABLE) &&
	       (b->p[at + OGG_FLAGS] & first_of_stream) != 0;
}

static bool ogg(const struct bytes *b, struct file_type *out)
{
	bool sound = false, film = false;

	if (!has_text_at(b, 0, "OggS"))
		return false;
	for (size_t at = 0; starts_stream(b, at) && !film;) {
		size_t table = at + OGG_TABLE, count = b->p[at + OGG_SEGMENTS];
		const struct codec *codec = codec_at(b, table + count);
		sound = sound || codec;
		film = codec && codec->film;
		at = table + count;
		for (size_t i = 0; i < count; i++)
			at += bytes_big(b, table + i, 1);
	}
	if (film)
		*out = (struct file_type){ "video/ogg", FILE_KIND_VIDEO };
	else if (sound)
		*out = (struct file_type){ "audio/ogg", FILE_KIND_OTHER };
	else
		*out = (struct file_type){ "application/ogg", FILE_KIND_VIDEO };
	return true;
}

static bool has_within(const struct bytes *b, const char *what, size_t len)
{
	for (size_t at = 0; bytes_reach(b, at, len); at++)
		if (bytes_has(b, at, what, len))
			return true;
	return false;
}

static bool asf(const struct bytes *b, struct file_type *out)
{
	static const char sound[] = "\x40\x9e\x69\xf8\x4d\x5b\xcf\x11\xa8\xfd";
	static const char film[] = "\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd";

	if (!bytes_has(b, 0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", 8))
		return false;
	bool is_song =
		has_within(b, sound, sizeof(sound) - 1) && !has_within(b, film, sizeof(film) - 1);
	*out = is_song ? (struct file_type){ "audio/x-ms-wma", FILE_KIND_OTHER }
		       : (struct file_type){ "video/x-ms-wmv", FILE_KIND_VIDEO };
	return true;
}

static bool iff(const struct bytes *b, struct file_type *out)
{
	const struct file_type *type = NULL;

	if (b->n < WORD_AT + BRAND)
		return false;
	if (has_text_at(b, 0, "RIFF"))
		type = find_word(riffs, ARRAY_LEN(riffs), b->p + WORD_AT);
	else if (has_text_at(b, 0, "FORM"))
		type = find_word(iffs, ARRAY_LEN(iffs), b->p + WORD_AT);
	if (type)
		*out = *type;
	return type != NULL;
}

bool file_type_container(const uint8_t *head, size_t n, struct file_type *out)
{
	const struct bytes b = { head, n };

	return iso_media(&b, out) || ebml(&b, out) || ogg(&b, out) || iff(&b, out) || asf(&b, out);
}
