/* The first stream of each kind speaks for the file. ffprobe writes numbers as texts, and what it does
 * not know as "N/A" or "unknown", or not at all. What it read comes from strangers, so nothing is taken
 * as it stands. */
#include "render/video_facts.h"

#include "base/text.h"
#include "json/json_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* The cover of a piece of music is a stream of one picture. */
static bool is_cover(const struct json_value *stream)
{
	const struct json_value *disposition = json_member(stream, "disposition");
	const struct json_value *v = NULL;

	if (disposition && json_kind_of(disposition) == JSON_OBJECT)
		v = json_member(disposition, "attached_pic");
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

static void read_video(const struct json_value *stream, struct video_facts *out)
{
	out->video_codec = read_codec(stream);
	out->width = read_int(json_member(stream, "width"), max_side);
	out->height = read_int(json_member(stream, "height"), max_side);
	/* One side is as good as none. */
	if (out->width == 0 || out->height == 0)
		out->width = out->height = 0;
}

/* The container knows best; where it does not, the main stream may. */
static void read_whole(
	const struct json_value *format, const struct json_value *stream, struct video_facts *out)
{
	if (format && json_kind_of(format) == JSON_OBJECT) {
		out->duration = read_seconds(json_member(format, "duration"));
		out->bit_rate = read_int(json_member(format, "bit_rate"), max_bit_rate);
	}
	if (out->duration <= 0)
		out->duration = read_seconds(json_member(stream, "duration"));
	if (out->bit_rate == 0)
		out->bit_rate = read_int(json_member(stream, "bit_rate"), max_bit_rate);
}

bool video_facts_read(struct scope *s, const char *text, size_t len, struct video_facts *out)
{
	const struct json_value *tree;
	struct streams streams;

	*out = (struct video_facts){ 0 };
	if (!json_parse(s, text, len, &tree))
		return false;
	if (json_kind_of(tree) != JSON_OBJECT ||
		!find_streams(json_member(tree, "streams"), &streams))
		return err_set(s, ERR_INVALID, "there is no stream of pictures or sound");
	if (streams.video)
		read_video(streams.video, out);
	if (streams.audio)
		out->audio_codec = read_codec(streams.audio);
	read_whole(json_member(tree, "format"), streams.video ? streams.video : streams.audio, out);
	return true;
}
