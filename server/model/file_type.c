/* data table: signatures and extensions. Order matters where one signature contains another. */
#include "model/file_type.h"

#include "base/utf8.h"

#include <string.h>

struct signature {
	const char *bytes;
	size_t length, offset;
	const char *brand; /* four bytes that must follow at offset + 4 or + 8, see has_brand() */
	struct file_type type;
};

#define SIG(text, at) text, sizeof(text) - 1, at

/* clang-format off */
static const struct signature signatures[] = {
	{ SIG("\xff\xd8\xff", 0), NULL, { "image/jpeg", FILE_KIND_IMAGE, true } },
	{ SIG("\x89PNG\r\n\x1a\n", 0), NULL, { "image/png", FILE_KIND_IMAGE, true } },
	{ SIG("GIF87a", 0), NULL, { "image/gif", FILE_KIND_IMAGE, true } },
	{ SIG("GIF89a", 0), NULL, { "image/gif", FILE_KIND_IMAGE, true } },
	{ SIG("RIFF", 0), "WEBP", { "image/webp", FILE_KIND_IMAGE, true } },
	{ SIG("RIFF", 0), "AVI ", { "video/x-msvideo", FILE_KIND_VIDEO, false } },
	{ SIG("RIFF", 0), "WAVE", { "audio/wav", FILE_KIND_OTHER, false } },
	{ SIG("ftyp", 4), "avif", { "image/avif", FILE_KIND_IMAGE, true } },
	{ SIG("ftyp", 4), "avis", { "image/avif", FILE_KIND_IMAGE, true } },
	{ SIG("ftyp", 4), "heic", { "image/heic", FILE_KIND_IMAGE, true } },
	{ SIG("ftyp", 4), "heix", { "image/heic", FILE_KIND_IMAGE, true } },
	{ SIG("ftyp", 4), "mif1", { "image/heif", FILE_KIND_IMAGE, true } },
	{ SIG("ftyp", 4), "M4A ", { "audio/mp4", FILE_KIND_OTHER, false } },
	{ SIG("ftyp", 4), "qt  ", { "video/quicktime", FILE_KIND_VIDEO, false } },
	{ SIG("ftyp", 4), NULL, { "video/mp4", FILE_KIND_VIDEO, false } },
	{ SIG("moov", 4), NULL, { "video/quicktime", FILE_KIND_VIDEO, false } },
	{ SIG("mdat", 4), NULL, { "video/quicktime", FILE_KIND_VIDEO, false } },
	{ SIG("\x1a\x45\xdf\xa3", 0), NULL, { "video/webm", FILE_KIND_VIDEO, false } },
	{ SIG("OggS", 0), NULL, { "application/ogg", FILE_KIND_VIDEO, false } },
	{ SIG("FLV\x01", 0), NULL, { "video/x-flv", FILE_KIND_VIDEO, false } },
	{ SIG("\x30\x26\xb2\x75\x8e\x66\xcf\x11", 0), NULL, { "video/x-ms-wmv", FILE_KIND_VIDEO, false } },
	{ SIG("\x00\x00\x01\xba", 0), NULL, { "video/mpeg", FILE_KIND_VIDEO, false } },
	{ SIG("II*\0", 0), NULL, { "image/tiff", FILE_KIND_IMAGE, true } },
	{ SIG("MM\0*", 0), NULL, { "image/tiff", FILE_KIND_IMAGE, true } },
	{ SIG("BM", 0), NULL, { "image/bmp", FILE_KIND_IMAGE, false } },
	{ SIG("\x00\x00\x01\x00", 0), NULL, { "image/x-icon", FILE_KIND_IMAGE, false } },
	{ SIG("8BPS", 0), NULL, { "image/vnd.adobe.photoshop", FILE_KIND_IMAGE, false } },
	{ SIG("\x00\x00\x00\x0cJXL ", 0), NULL, { "image/jxl", FILE_KIND_IMAGE, false } },
	{ SIG("\xff\x0a", 0), NULL, { "image/jxl", FILE_KIND_IMAGE, false } },
	{ SIG("%PDF-", 0), NULL, { "application/pdf", FILE_KIND_OTHER, false } },
	{ SIG("%!PS", 0), NULL, { "application/postscript", FILE_KIND_OTHER, false } },
	{ SIG("PK\x03\x04", 0), NULL, { "application/zip", FILE_KIND_OTHER, false } },
	{ SIG("PK\x05\x06", 0), NULL, { "application/zip", FILE_KIND_OTHER, false } }, /* empty */
	{ SIG("\x1f\x8b", 0), NULL, { "application/gzip", FILE_KIND_OTHER, false } },
	{ SIG("7z\xbc\xaf\x27\x1c", 0), NULL, { "application/x-7z-compressed", FILE_KIND_OTHER, false } },
	{ SIG("Rar!\x1a\x07", 0), NULL, { "application/vnd.rar", FILE_KIND_OTHER, false } },
	{ SIG("ID3", 0), NULL, { "audio/mpeg", FILE_KIND_OTHER, false } },
	{ SIG("\xff\xfb", 0), NULL, { "audio/mpeg", FILE_KIND_OTHER, false } },
	{ SIG("\xff\xf3", 0), NULL, { "audio/mpeg", FILE_KIND_OTHER, false } },
	{ SIG("\xff\xf1", 0), NULL, { "audio/aac", FILE_KIND_OTHER, false } },
	{ SIG("fLaC", 0), NULL, { "audio/flac", FILE_KIND_OTHER, false } },
	{ SIG("wOFF", 0), NULL, { "font/woff", FILE_KIND_OTHER, false } },
	{ SIG("wOF2", 0), NULL, { "font/woff2", FILE_KIND_OTHER, false } },
	{ SIG("\x00\x01\x00\x00", 0), NULL, { "font/ttf", FILE_KIND_OTHER, false } },
	{ SIG("OTTO", 0), NULL, { "font/otf", FILE_KIND_OTHER, false } },
	{ SIG("FWS", 0), NULL, { "application/x-shockwave-flash", FILE_KIND_OTHER, false } },
	{ SIG("CWS", 0), NULL, { "application/x-shockwave-flash", FILE_KIND_OTHER, false } },
};

/* Formats without a signature: found by name when the bytes are text, or known to have none. */
static const struct {
	const char *extension;
	struct file_type type;
	bool is_text;
} names[] = {
	{ "svg", { "image/svg+xml", FILE_KIND_IMAGE, true }, true },
	{ "js", { "application/javascript", FILE_KIND_OTHER, false }, true },
	{ "mjs", { "application/javascript", FILE_KIND_OTHER, false }, true },
	{ "css", { "text/css", FILE_KIND_OTHER, false }, true },
	{ "json", { "application/json", FILE_KIND_OTHER, false }, true },
	{ "map", { "application/json", FILE_KIND_OTHER, false }, true },
	{ "html", { "text/html", FILE_KIND_OTHER, false }, true },
	{ "htm", { "text/html", FILE_KIND_OTHER, false }, true },
	{ "xml", { "application/xml", FILE_KIND_OTHER, false }, true },
	{ "txt", { "text/plain", FILE_KIND_OTHER, false }, true },
	{ "md", { "text/markdown", FILE_KIND_OTHER, false }, true },
	{ "csv", { "text/csv", FILE_KIND_OTHER, false }, true },
	{ "yaml", { "text/yaml", FILE_KIND_OTHER, false }, true },
	{ "yml", { "text/yaml", FILE_KIND_OTHER, false }, true },
	{ "vtt", { "text/vtt", FILE_KIND_OTHER, false }, true },
	{ "srt", { "application/x-subrip", FILE_KIND_OTHER, false }, true },
	{ "m3u8", { "application/vnd.apple.mpegurl", FILE_KIND_OTHER, false }, true },
	{ "mpd", { "application/dash+xml", FILE_KIND_OTHER, false }, true },
	{ "eps", { "application/postscript", FILE_KIND_OTHER, false }, true },
	{ "eot", { "application/vnd.ms-fontobject", FILE_KIND_OTHER, false }, false },
	{ "ts", { "video/mp2t", FILE_KIND_VIDEO, false }, false },
	{ "wasm", { "application/wasm", FILE_KIND_OTHER, false }, false },
};

/* An office document is a zip to its first bytes; the name says which. */
static const struct {
	const char *extension, *mime;
} zips[] = {
	{ "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
	{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	{ "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation" },
	{ "epub", "application/epub+zip" },
};
/* clang-format on */

static const struct file_type unknown = { "application/octet-stream", FILE_KIND_OTHER, false };

/* The four bytes that follow the signature's size and tag: in RIFF and ISO media files at offset 8. */
static bool has_brand(const struct signature *sig, const uint8_t *head, size_t n)
{
	return !sig->brand || (n >= 12 && memcmp(head + 8, sig->brand, 4) == 0);
}

static bool has_signature(const struct signature *sig, const uint8_t *head, size_t n)
{
	return n >= sig->offset + sig->length &&
	       memcmp(head + sig->offset, sig->bytes, sig->length) == 0 && has_brand(sig, head, n);
}

/* No NUL, and UTF-8 but for a character that the window may cut at its end. */
static bool is_text(const uint8_t *head, size_t n)
{
	const char *p = (const char *)head;
	size_t tail = 0;

	if (memchr(p, '\0', n))
		return false;
	while (n == FILE_TYPE_HEAD && tail < 4 && !utf8_valid(p, n - tail))
		tail++;
	return utf8_valid(p, n - tail);
}

static struct file_type named(const uint8_t *head, size_t n, const char *extension)
{
	bool text = is_text(head, n);

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (names[i].is_text == text && strcmp(names[i].extension, extension) == 0)
			return names[i].type;
	return unknown;
}

static struct file_type refine_zip(struct file_type type, const char *extension)
{
	for (size_t i = 0; i < ARRAY_LEN(zips); i++)
		if (strcmp(zips[i].extension, extension) == 0)
			type.mime = zips[i].mime;
	return type;
}

struct file_type file_type_of(const uint8_t *head, size_t n, const char *extension)
{
	for (size_t i = 0; i < ARRAY_LEN(signatures); i++) {
		if (!has_signature(&signatures[i], head, n))
			continue;
		/* Two or three letters begin many a text. */
		if (signatures[i].length < 4 && is_text(head, n))
			continue;
		struct file_type type = signatures[i].type;
		bool zip = strcmp(type.mime, "application/zip") == 0;
		return zip ? refine_zip(type, extension) : type;
	}
	return named(head, n, extension);
}
