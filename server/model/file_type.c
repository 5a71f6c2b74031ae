/* data table: signatures. Order matters where one contains another. */
#include "model/file_type.h"

#include "base/bytes.h"
#include "model/file_type_container.h"
#include "model/file_type_names.h"
#include "model/file_type_text.h"

#include <stdlib.h>
#include <string.h>

struct signature {
	const char *bytes;
	size_t length, offset;
	struct file_type type;
};

/* What many formats are to their first bytes; the name may say which. */
#define ARCHIVE  "application/zip"
#define COMPOUND "application/x-cfb"

#define SIG(text, at) text, sizeof(text) - 1, at

/* clang-format off */
static const struct signature signatures[] = {
	{ SIG("\xff\xd8\xff", 0), { "image/jpeg", FILE_KIND_IMAGE } },
	{ SIG("\x89PNG\r\n\x1a\n", 0), { "image/png", FILE_KIND_IMAGE } },
	{ SIG("GIF87a", 0), { "image/gif", FILE_KIND_IMAGE } },
	{ SIG("GIF89a", 0), { "image/gif", FILE_KIND_IMAGE } },
	{ SIG("FLV\x01", 0), { "video/x-flv", FILE_KIND_VIDEO } },
	{ SIG("\x00\x00\x01\xba", 0), { "video/mpeg", FILE_KIND_VIDEO } },
	{ SIG("\x00\x00\x01\xb3", 0), { "video/mpeg", FILE_KIND_VIDEO } },
	{ SIG("II*\0", 0), { "image/tiff", FILE_KIND_IMAGE } },
	{ SIG("MM\0*", 0), { "image/tiff", FILE_KIND_IMAGE } },
	{ SIG("BM", 0), { "image/bmp", FILE_KIND_IMAGE } },
	{ SIG("8BPS", 0), { "image/vnd.adobe.photoshop", FILE_KIND_IMAGE } },
	{ SIG("\x00\x00\x00\x0cJXL ", 0), { "image/jxl", FILE_KIND_IMAGE } },
	{ SIG("\xff\x0a", 0), { "image/jxl", FILE_KIND_IMAGE } },
	{ SIG("II\xbc\x01", 0), { "image/jxr", FILE_KIND_IMAGE } },
	{ SIG("\x00\x00\x00\x0cjP  ", 0), { "image/jp2", FILE_KIND_IMAGE } },
	{ SIG("%PDF-", 0), { "application/pdf", FILE_KIND_OTHER } },
	{ SIG("%!PS", 0), { "application/postscript", FILE_KIND_OTHER } },
	{ SIG("PK\x03\x04", 0), { ARCHIVE, FILE_KIND_OTHER } },
	{ SIG("PK\x05\x06", 0), { ARCHIVE, FILE_KIND_OTHER } }, /* empty */
	{ SIG("\x1f\x8b", 0), { "application/gzip", FILE_KIND_OTHER } },
	{ SIG("7z\xbc\xaf\x27\x1c", 0), { "application/x-7z-compressed", FILE_KIND_OTHER } },
	{ SIG("Rar!\x1a\x07", 0), { "application/vnd.rar", FILE_KIND_OTHER } },
	{ SIG("BZh", 0), { "application/x-bzip2", FILE_KIND_OTHER } },
	{ SIG("\xfd""7zXZ\0", 0), { "application/x-xz", FILE_KIND_OTHER } },
	{ SIG("\x28\xb5\x2f\xfd", 0), { "application/zstd", FILE_KIND_OTHER } },
	{ SIG("ustar", 257), { "application/x-tar", FILE_KIND_OTHER } },
	{ SIG("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0), { COMPOUND, FILE_KIND_OTHER } },
	{ SIG("SQLite format 3\0", 0), { "application/vnd.sqlite3", FILE_KIND_OTHER } },
	{ SIG("\0asm", 0), { "application/wasm", FILE_KIND_OTHER } },
	{ SIG("glTF\x02\0\0\0", 0), { "model/gltf-binary", FILE_KIND_OTHER } },
	{ SIG("MThd\0", 0), { "audio/midi", FILE_KIND_OTHER } },
	{ SIG("#!AMR", 0), { "audio/amr", FILE_KIND_OTHER } },
	{ SIG("ID3", 0), { "audio/mpeg", FILE_KIND_OTHER } },
	{ SIG("\xff\xfb", 0), { "audio/mpeg", FILE_KIND_OTHER } },
	{ SIG("\xff\xf3", 0), { "audio/mpeg", FILE_KIND_OTHER } },
	{ SIG("\xff\xfa", 0), { "audio/mpeg", FILE_KIND_OTHER } },
	{ SIG("\xff\xf2", 0), { "audio/mpeg", FILE_KIND_OTHER } },
	{ SIG("\xff\xf9", 0), { "audio/aac", FILE_KIND_OTHER } },
	{ SIG("\xff\xf1", 0), { "audio/aac", FILE_KIND_OTHER } },
	{ SIG("fLaC", 0), { "audio/flac", FILE_KIND_OTHER } },
	{ SIG("wOFF", 0), { "font/woff", FILE_KIND_OTHER } },
	{ SIG("wOF2", 0), { "font/woff2", FILE_KIND_OTHER } },
	{ SIG("\x00\x01\x00\x00", 0), { "font/ttf", FILE_KIND_OTHER } },
	{ SIG("ttcf", 0), { "font/collection", FILE_KIND_OTHER } },
	{ SIG("OTTO", 0), { "font/otf", FILE_KIND_OTHER } },
	{ SIG("FWS", 0), { "application/x-shockwave-flash", FILE_KIND_OTHER } },
	{ SIG("CWS", 0), { "application/x-shockwave-flash", FILE_KIND_OTHER } },
};

/* clang-format on */

static const struct file_type unknown = { "application/octet-stream", FILE_KIND_OTHER };

/* Two or three letters begin many a text. */
static bool is_ambiguous(const struct signature *sig)
{
	return sig->length < 4 && (unsigned char)sig->bytes[0] < 0x80;
}

static bool by_signature(const uint8_t *head, size_t n, bool is_text, struct file_type *out)
{
	const struct bytes b = { head, n };

	for (size_t i = 0; i < ARRAY_LEN(signatures); i++) {
		const struct signature *sig = &signatures[i];
		if (!bytes_has(&b, sig->offset, sig->bytes, sig->length) ||
			(is_text && is_ambiguous(sig)))
			continue;
		*out = sig->type;
		return true;
	}
	return false;
}

/* Two noughts, 1 or 2 for an icon or a pointer, and how many; the byte behind an entry's colours is nought.
 * Other files that begin so have a nought for the number, or more of them than can be. */
static bool is_icon(const uint8_t *head, size_t n)
{
	const size_t reserved = 9;

	return n >= 6 && head[0] == 0 && head[1] == 0 && (head[2] == 1 || head[2] == 2) &&
	       head[3] == 0 && head[4] > 0 && head[5] == 0 &&
	       (n <= reserved || head[reserved] == 0);
}

/* Packets of one length, each with the same first byte; in the form of discs each has four more before it. Where
 * the name says so, being no text is enough: .ts is TypeScript, too. */
static bool is_transport_stream(const uint8_t *head, size_t n, const char *extension)
{
	static const char *const extensions[] = { "ts", "m2ts", "mts" };
	static const struct {
		size_t first, length;
	} forms[] = { { 0, 188 }, { 4, 192 } };
	enum { SYNC = 'G', ENOUGH = 5 };

	for (size_t i = 0; i < ARRAY_LEN(extensions); i++)
		if (strcmp(extension, extensions[i]) == 0)
			return true;
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		size_t seen = 0, at = forms[i].first;
		for (; at < n && head[at] == SYNC; at += forms[i].length)
			seen++;
		if (at >= n && seen >= ENOUGH)
			return true;
	}
	return false;
}

static int compare_name(const void *key, const void *row)
{
	return strcmp(key, ((const struct file_type_name *)row)->extension);
}

static const struct file_type_name *find_name(const char *extension)
{
	return bsearch(extension, file_type_names, file_type_names_len, sizeof(*file_type_names),
		compare_name);
}

static struct file_type by_name(const struct file_type_name *name, bool is_text)
{
	if (!name ||
		!(name->holder == FILE_TYPE_BINARY || (name->holder == FILE_TYPE_TEXT && is_text)))
		return unknown;
	bool image = strncmp(name->mime, "image/", strlen("image/")) == 0;
	return (struct file_type){ name->mime, image ? FILE_KIND_IMAGE : FILE_KIND_OTHER };
}

/* An office document is an archive to its first bytes. */
static void refine(struct file_type *type, const struct file_type_name *name)
{
	bool archive = strcmp(type->mime, ARCHIVE) == 0,
	     compound = strcmp(type->mime, COMPOUND) == 0;

	if (name && ((archive && name->holder == FILE_TYPE_ARCHIVE) ||
			    (compound && name->holder == FILE_TYPE_COMPOUND)))
		type->mime = name->mime;
}

struct file_type file_type_of(const uint8_t *head, size_t n, const char *extension)
{
	const struct file_type_name *name = find_name(extension);
	bool is_text = file_type_text_is(head, n, n == FILE_TYPE_HEAD);
	struct file_type type;

	if (file_type_container(head, n, &type))
		return type;
	if (by_signature(head, n, is_text, &type)) {
		refine(&type, name);
		return type;
	}
	if (is_icon(head, n))
		return (struct file_type){ "image/x-icon", FILE_KIND_IMAGE };
	if (!is_text && is_transport_stream(head, n, extension))
		return (struct file_type){ "video/mp2t", FILE_KIND_VIDEO };
	return by_name(name, is_text);
}
