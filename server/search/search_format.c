/* data table: format word, MIME type (as model/file_type.c gives it). */
#include "search/search_format.h"

#include "base/strbuf.h"

#include <string.h>

static const struct {
	const char *word, *mime;
} formats[] = {
	{ "jpg", "image/jpeg" },
	{ "webp", "image/webp" },
	{ "png", "image/png" },
	{ "gif", "image/gif" },
	{ "svg", "image/svg+xml" },
	{ "avif", "image/avif" },
	{ "pdf", "application/pdf" },
	{ "js", "application/javascript" },
	{ "woff2", "font/woff2" },
	{ "woff", "font/woff" },
	{ "ttf", "font/ttf" },
	{ "otf", "font/otf" },
	{ "eot", "application/vnd.ms-fontobject" },
	{ "css", "text/css" },
	{ "txt", "text/plain" },
	{ "mp4", "video/mp4" },
	{ "webm", "video/webm" },
	{ "mov", "video/quicktime" },
	{ "swf", "application/x-shockwave-flash" },
	{ "ts", "video/mp2t" },
	{ "m3u8", "application/vnd.apple.mpegurl" },
	{ "ico", "image/x-icon" },
};

enum { MAX_WORDS = 512 };

const char *search_format_mime(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (strcmp(formats[i].word, word) == 0)
			return formats[i].mime;
	return NULL;
}

const char *search_format_words(struct arena *a)
{
	struct strbuf text = strbuf_init(a, MAX_WORDS);

	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		strbuf_printf(&text, "%s%s", i > 0 ? ", " : "", formats[i].word);
	return strbuf_text(&text);
}
