/* The first stream of each kind speaks for the file. ffprobe writes numbers as texts, and what it does
 * not know as "N/A" or "unknown", or not at all. What it read comes from strangers, so nothing is taken
 * as it stands. */
#include "render/video_facts.h"

#include "base/text.h"
#include "json/json_value.h"
#include "json/json_write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_EMBEDDED = 1024 };

static const double max_duration = 1e9; /* seconds */
static const int64_t max_bit_rate = INT64_C(1) << 50;
static const int64_t max_side = INT64_C(10) * 1000 * 1000;

static int64_t read_int(const struct json_value *v, int64_t max)
{
	int64_t n = 0;
	const char *text = v ? json_text_of(v) : NULL;
	bool ok = text ? text_int(view_of(text), &n) : v && json_int_of(v, &n);

	return ok && n > 0 && n <= max ? n : 0;
}

/* Digits with a fraction and nothing else: strtod() alone would take "inf" and hexadecimals. */
static double read_seconds(const struct json_value *v)
{
	const char *text = v ? json_text_of(v) : NULL;
	double n = 0;

	if (text && *text && strspn(text, "0123456789.") == strlen(text))
		n = strtod(text, NULL);
	else if (v && json_kind_of(v) == JSON_NUMBER)
		n = json_number_of(v);
	return isfinite(n) && n > 0 && n <= max_duration ? n : 0;
}

static const char *read_codec(const struct json_value *stream)
{
	const struct json_value *v = json_member(stream, "codec_name");
	const char *name = v ? json_text_of(v) : NULL;
	size_t n = name ? strlen(name) : 0;

	if (n == 0 || n > VIDEO_FACTS_MAX_CODEC || strcmp(name, "unknown") == 0)
		return NULL;
	return strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") ==
			       n
		       ? name
		       : NULL;
}

/* NULL when `parent` is no object, or has no such object. */
static const struct json_value *object_in(const struct json_value *parent, const char *name)
{
	const struct json_value *v =
		parent && json_kind_of(parent) == JSON_OBJECT ? json_member(parent, name) : NULL;

	return v && json_kind_of(v) == JSON_OBJECT ? v : NULL;
}

/* The cover of a piece of music is a stream of one picture. */
static bool is_cover(const struct json_value *stream)
{
	const struct json_value *disposition = object_in(stream, "disposition");
	const struct json_value *v = disposition ? json_member(disposition, "attached_pic") : NULL;

	return v && json_number_of(v) != 0;
}

struct streams {
	const struct json_value *video, *audio;
};

static bool find_streams(const struct json_value *list, struct streams *out)
{
	*out = (struct streams){ 0 };
	if (!list || json_kind_of(list) != JSON_ARRAY)
		return false;
	for (const struct json_value *v = json_first(list); v; v = json_next(v)) {
		const struct json_value *type =
			json_kind_of(v) == JSON_OBJECT ? json_member(v, "codec_type") : NULL;
		const char *word = type ? json_text_of(type) : NULL;
		if (!word)
			continue;
		if (!out->video && strcmp(word, "video") == 0 && !is_cover(v))
			out->video = v;
		if (!out->audio && strcmp(word, "audio") == 0)
			out->audio = v;
	}
	return out->video || out->audio;
}

static void read_video(const struct json_value *stream, struct media_facts *out)
{
	out->video_codec = read_codec(stream);
	out->width = read_int(json_member(stream, "width"), max_side);
	out->height = read_int(json_member(stream, "height"), max_side);
	/* One side is as good as none. */
	if (out->width == 0 || out->height == 0)
		out->width = out->height = 0;
}

/* The container knows best how long it is; where it does not, the main stream may. */
static void read_main(
	const struct json_value *format, const struct json_value *stream, struct media_facts *out)
{
	if (format)
		out->duration = read_seconds(json_member(format, "duration"));
	if (out->duration <= 0)
		out->duration = read_seconds(json_member(stream, "duration"));
	out->bit_rate = read_int(json_member(stream, "bit_rate"), max_bit_rate);
}

/* The family of QuickTime has a date in every file, be it nought, which ffprobe then leaves out. */
static bool always_dated(const struct json_value *format)
{
	const struct json_value *v = format ? json_member(format, "format_name") : NULL;
	const char *names = v ? json_text_of(v) : NULL;

	return names && (strcmp(names, "mov") == 0 || text_starts(names, "mov,"));
}

/* "2026-01-02T03:04:05.000000Z" as EXIF writes it; NULL when it is anything else. */
static const char *read_date(struct arena *a, const struct json_value *of)
{
	static const char shape[] = "dddd-dd-ddTdd:dd:dd";
	const struct json_value *tags = object_in(of, "tags");
	const struct json_value *v = tags ? json_member(tags, "creation_time") : NULL;
	const char *text = v ? json_text_of(v) : NULL;

	for (size_t i = 0; i < sizeof(shape) - 1; i++)
		if (!text ||
			(shape[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i]))
			return NULL;
	return arena_printf(a, "%.4s:%.2s:%.2s %.8s", text, text + 5, text + 8, text + 11);
}

static void put_date(
	struct json_writer *w, const char *name, const struct json_value *of, const char *otherwise)
{
	const char *date = read_date(w->out->arena, of);

	if (date || otherwise)
		json_put_text(w, name, date ? date : otherwise);
}

/* In the names and the spelling of ExifTool, which the service shows. */
static void read_embedded(struct arena *a, const struct json_value *format,
	const struct json_value *video, struct media_facts *out)
{
	const char *undated = always_dated(format) ? "0000:00:00 00:00:00" : NULL;
	struct strbuf text = strbuf_init(a, MAX_EMBEDDED);
	struct json_writer w = json_writer(&text);

	json_open_object(&w, NULL);
	if (out->width > 0) {
		json_put_int(&w, "ImageWidth", out->width);
		json_put_int(&w, "ImageHeight", out->height);
		json_put_text(&w, "ImageSize",
			arena_printf(
				a, "%lldx%lld", (long long)out->width, (long long)out->height));
		json_put_number(&w, "Megapixels", (double)(out->width * out->height) / 1e6);
	}
	put_date(&w, "CreateDate", format, undated);
	if (video)
		put_date(&w, "MediaCreateDate", video, undated);
	json_close_object(&w);
	out->embedded_json = text.len > strlen("{}") ? strbuf_text(&text) : NULL;
}

bool video_facts_read(struct scope *s, const char *text, size_t len, struct media_facts *out)
{
	const struct json_value *tree;
	struct streams streams;

	*out = (struct media_facts){ 0 };
	if (!json_parse(s, text, len, &tree))
		return false;
	if (json_kind_of(tree) != JSON_OBJECT ||
		!find_streams(json_member(tree, "streams"), &streams))
		return err_set(s, ERR_INVALID, "there is no stream of pictures or sound");
	if (streams.video)
		read_video(streams.video, out);
	if (streams.audio)
		out->audio_codec = read_codec(streams.audio);
	const struct json_value *format = object_in(tree, "format");
	read_main(format, streams.video ? streams.video : streams.audio, out);
	read_embedded(s->arena, format, streams.video, out);
	return true;
}
