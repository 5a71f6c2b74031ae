/* A table a message. Names on the wire are those of the structs. */
#include "wire/media_message.h"

#include "json/json_read.h"
#include "json/json_write.h"
#include "wire/media_metadata.h"
#include "wire/media_picture.h"

#include <math.h>
#include <string.h>

/* Changes whenever a message does, so that a helper of another build is not believed. */
enum { PROTOCOL = 3 };
/* Resolutions above are not measurements. */
enum { MAX_RESOLUTION = 1000 * 1000 };
/* Of a picture that was made. */
enum { MOST_BYTES = INT32_MAX };

/* By enum media_verb. */
static const char *const verbs[] = { "probe", "describe", "generate", NULL };

static bool printable(char c)
{
	return c >= ' ' && c <= '~';
}

void media_message_write_ready(struct strbuf *out)
{
	struct json_writer w = json_writer(out);

	json_open_object(&w, NULL);
	json_put_int(&w, "protocol", PROTOCOL);
	json_close_object(&w);
}

bool media_message_read_ready(struct scope *s, const char *text, size_t len)
{
	static const struct json_field fields[] = {
		{ "protocol", JSON_FIELD_INT, JSON_REQUIRED, 0, PROTOCOL, PROTOCOL, NULL },
	};
	static const struct json_shape shape = { fields, ARRAY_LEN(fields), false };
	int64_t protocol;
	uint64_t seen;

	return json_read(s, text, len, &shape, &protocol, &seen);
}

void media_message_write_request(struct strbuf *out, const struct media_request *m)
{
	struct json_writer w = json_writer(out);

	json_open_object(&w, NULL);
	json_put_text(&w, "do", verbs[m->verb]);
	json_put_int(&w, "max_pixels", m->max_pixels);
	json_put_int(&w, "deadline_ms", m->deadline_ms);
	if (m->verb == MEDIA_GENERATE) {
		json_put_int(&w, "width", m->picture.width);
		json_put_int(&w, "height", m->picture.height);
		json_put_text(&w, "format", m->picture.format);
		json_put_int(&w, "seed", m->picture.seed);
	}
	json_close_object(&w);
}

/* A request as it is read. */
struct raw_request {
	int verb, format;
	int64_t max_pixels, deadline_ms, width, height, seed;
};

#define RAW(member) offsetof(struct raw_request, member)
#define BIT(row)    ((uint64_t)1 << (row))

/* The rows of request_fields, from the first of a picture on. */
enum { ROW_DO, ROW_MAX_PIXELS, ROW_DEADLINE, ROW_PICTURE };

// clang-format off
static const struct json_field request_fields[] = {
	[ROW_DO] = { "do", JSON_FIELD_WORD, JSON_REQUIRED, RAW(verb), 0, 0, verbs },
	[ROW_MAX_PIXELS] = { "max_pixels", JSON_FIELD_INT, JSON_REQUIRED, RAW(max_pixels), 1,
		INT64_C(1) << 53, NULL },
	[ROW_DEADLINE] = { "deadline_ms", JSON_FIELD_INT, JSON_REQUIRED, RAW(deadline_ms), 1,
		MEDIA_MESSAGE_MAX_DEADLINE_MS, NULL },
	[ROW_PICTURE] = { "width", JSON_FIELD_INT, 0, RAW(width), 1, MEDIA_PICTURE_MAX_SIDE, NULL },
	{ "height", JSON_FIELD_INT, 0, RAW(height), 1, MEDIA_PICTURE_MAX_SIDE, NULL },
	{ "format", JSON_FIELD_WORD, 0, RAW(format), 0, 0, media_picture_formats },
	{ "seed", JSON_FIELD_INT, 0, RAW(seed), 0, MEDIA_PICTURE_MAX_SEED, NULL },
};
// clang-format on

bool media_message_read_request(
	struct scope *s, const char *text, size_t len, struct media_request *out)
{
	static const struct json_shape shape = { request_fields, ARRAY_LEN(request_fields), false };
	const uint64_t all = BIT(ARRAY_LEN(request_fields)) - 1;
	struct raw_request raw = { 0 };
	uint64_t seen;

	if (!json_read(s, text, len, &shape, &raw, &seen))
		return false;
	bool is_picture = raw.verb == MEDIA_GENERATE;
	if (seen != (is_picture ? all : BIT(ROW_PICTURE) - 1))
		return err_set(s, ERR_INVALID, "a picture, where none is made, or a part of one");
	*out = (struct media_request){
		.verb = (enum media_verb)raw.verb,
		.max_pixels = raw.max_pixels,
		.deadline_ms = raw.deadline_ms,
	};
	if (!is_picture)
		return true;
	out->picture = (struct media_picture){
		.width = raw.width,
		.height = raw.height,
		.format = media_picture_formats[raw.format],
		.seed = raw.seed,
	};
	return media_picture_check(s, &out->picture);
}

void media_message_write_facts(struct strbuf *out, const struct media_facts *facts)
{
	struct json_writer w = json_writer(out);

	json_open_object(&w, NULL);
	json_put_text(&w, "format", facts->format);
	json_put_int(&w, "width", facts->width);
	json_put_int(&w, "height", facts->height);
	json_put_int(&w, "orientation", facts->orientation);
	json_put_bool(&w, "has_alpha", facts->has_alpha);
	json_put_number(&w, "x_resolution", facts->x_resolution);
	json_put_number(&w, "y_resolution", facts->y_resolution);
	json_put_int(&w, "frames", facts->frames);
	if (facts->embedded_json)
		json_put_raw(&w, "embedded", facts->embedded_json);
	json_close_object(&w);
}

void media_message_write_description(struct strbuf *out, const struct media_description *d)
{
	struct json_writer w = json_writer(out);

	json_open_object(&w, NULL);
	json_put_text(&w, "format", d->format);
	json_put_int(&w, "width", d->width);
	json_put_int(&w, "height", d->height);
	json_put_bool(&w, "has_color_profile", d->has_color_profile);
	json_put_int(&w, "density", d->density);
	json_put_bool(&w, "has_transparency", d->has_transparency);
	json_put_text(&w, "phash", d->phash);
	json_put_raw(&w, "exif", d->exif_json);
	json_close_object(&w);
}

void media_message_write_made(struct strbuf *out, int64_t bytes)
{
	struct json_writer w = json_writer(out);

	json_open_object(&w, NULL);
	json_put_int(&w, "bytes", bytes);
	json_close_object(&w);
}

void media_message_write_error(struct strbuf *out, const char *sentence)
{
	char clean[MEDIA_MESSAGE_MAX_ERROR + 1] = { 0 };
	struct json_writer w = json_writer(out);

	for (size_t i = 0; i < MEDIA_MESSAGE_MAX_ERROR && sentence[i] != '\0'; i++)
		clean[i] = printable(sentence[i]) ? sentence[i] : '?';
	json_open_object(&w, NULL);
	json_put_text(&w, "error", clean);
	json_close_object(&w);
}

/* A reply as it is read, before it is believed. */
struct raw_reply {
	const char *error, *format, *phash;
	int64_t width, height, orientation, frames, density, bytes;
	const struct json_value *x_resolution, *y_resolution, *embedded, *exif;
	bool has_alpha, has_color_profile, has_transparency;
};

#define REPLY(member) offsetof(struct raw_reply, member)

/* The rows of reply_fields, for the sets of them that make a reply. */
enum {
	ROW_ERROR,
	ROW_FORMAT,
	ROW_WIDTH,
	ROW_HEIGHT,
	ROW_ORIENTATION,
	ROW_HAS_ALPHA,
	ROW_X_RESOLUTION,
	ROW_Y_RESOLUTION,
	ROW_FRAMES,
	ROW_EMBEDDED,
	ROW_HAS_COLOR_PROFILE,
	ROW_DENSITY,
	ROW_HAS_TRANSPARENCY,
	ROW_PHASH,
	ROW_EXIF,
	ROW_BYTES,
};

// clang-format off
static const struct json_field reply_fields[] = {
	[ROW_ERROR] = { "error", JSON_FIELD_TEXT, 0, REPLY(error), 1, MEDIA_MESSAGE_MAX_ERROR, NULL },
	[ROW_FORMAT] = { "format", JSON_FIELD_TEXT, 0, REPLY(format), 1, MEDIA_FACTS_MAX_FORMAT, NULL },
	[ROW_WIDTH] = { "width", JSON_FIELD_INT, 0, REPLY(width), 1, MEDIA_FACTS_MAX_SIDE, NULL },
	[ROW_HEIGHT] = { "height", JSON_FIELD_INT, 0, REPLY(height), 1, MEDIA_FACTS_MAX_SIDE, NULL },
	[ROW_ORIENTATION] = { "orientation", JSON_FIELD_INT, 0, REPLY(orientation), 0, 8, NULL },
	[ROW_HAS_ALPHA] = { "has_alpha", JSON_FIELD_BOOL, 0, REPLY(has_alpha), 0, 0, NULL },
	[ROW_X_RESOLUTION] = { "x_resolution", JSON_FIELD_VALUE, 0, REPLY(x_resolution), 0, 0, NULL },
	[ROW_Y_RESOLUTION] = { "y_resolution", JSON_FIELD_VALUE, 0, REPLY(y_resolution), 0, 0, NULL },
	[ROW_FRAMES] = { "frames", JSON_FIELD_INT, 0, REPLY(frames), 1, MEDIA_FACTS_MAX_FRAMES, NULL },
	[ROW_EMBEDDED] = { "embedded", JSON_FIELD_VALUE, 0, REPLY(embedded), 0, 0, NULL },
	[ROW_HAS_COLOR_PROFILE] = { "has_color_profile", JSON_FIELD_BOOL, 0,
		REPLY(has_color_profile), 0, 0, NULL },
	[ROW_DENSITY] = { "density", JSON_FIELD_INT, 0, REPLY(density), 1, MEDIA_FACTS_MAX_DENSITY, NULL },
	[ROW_HAS_TRANSPARENCY] = { "has_transparency", JSON_FIELD_BOOL, 0,
		REPLY(has_transparency), 0, 0, NULL },
	[ROW_PHASH] = { "phash", JSON_FIELD_TEXT, 0, REPLY(phash), MEDIA_FACTS_PHASH,
		MEDIA_FACTS_PHASH, NULL },
	[ROW_EXIF] = { "exif", JSON_FIELD_VALUE, 0, REPLY(exif), 0, 0, NULL },
	[ROW_BYTES] = { "bytes", JSON_FIELD_INT, 0, REPLY(bytes), 1, MOST_BYTES, NULL },
};
// clang-format on

static const uint64_t common_rows = BIT(ROW_FORMAT) | BIT(ROW_WIDTH) | BIT(ROW_HEIGHT);
static const uint64_t facts_rows = BIT(ROW_ORIENTATION) | BIT(ROW_HAS_ALPHA) |
				   BIT(ROW_X_RESOLUTION) | BIT(ROW_Y_RESOLUTION) | BIT(ROW_FRAMES);
static const uint64_t description_rows = BIT(ROW_HAS_COLOR_PROFILE) | BIT(ROW_DENSITY) |
					 BIT(ROW_HAS_TRANSPARENCY) | BIT(ROW_PHASH) | BIT(ROW_EXIF);

static bool read_error(struct scope *s, const char *error, struct media_reply *out)
{
	for (const char *p = error; *p; p++) {
		if (!printable(*p))
			return err_set(s, ERR_INVALID, "the error is not printable ASCII");
	}
	out->error = error;
	return true;
}

static bool read_format(struct scope *s, const char *format)
{
	for (const char *p = format; *p; p++) {
		if ((*p < 'a' || *p > 'z') && (*p < '0' || *p > '9'))
			return err_set(s, ERR_INVALID, "the format is not a word");
	}
	return true;
}

static bool read_resolution(struct scope *s, const struct json_value *v, double *out)
{
	if (json_kind_of(v) != JSON_NUMBER)
		return err_set(s, ERR_INVALID, "a resolution is not a number");
	double number = json_number_of(v);
	if (!isfinite(number) || number < 0 || number > MAX_RESOLUTION)
		return err_set(s, ERR_INVALID, "a resolution is out of range");
	*out = number;
	return true;
}

static bool read_facts(struct scope *s, const struct raw_reply *raw, struct media_facts *out)
{
	*out = (struct media_facts){
		.format = raw->format,
		.width = raw->width,
		.height = raw->height,
		.orientation = (int)raw->orientation,
		.has_alpha = raw->has_alpha,
		.frames = (int)raw->frames,
	};
	if (!read_resolution(s, raw->x_resolution, &out->x_resolution) ||
		!read_resolution(s, raw->y_resolution, &out->y_resolution))
		return false;
	return !raw->embedded || media_metadata_flat(s, raw->embedded, &out->embedded_json);
}

static bool read_description(
	struct scope *s, const struct raw_reply *raw, struct media_description *out)
{
	if (strspn(raw->phash, "0123456789abcdef") != MEDIA_FACTS_PHASH)
		return err_set(s, ERR_INVALID, "the hash is not hexadecimal");
	*out = (struct media_description){
		.format = raw->format,
		.width = raw->width,
		.height = raw->height,
		.has_color_profile = raw->has_color_profile,
		.density = (int)raw->density,
		.has_transparency = raw->has_transparency,
		.phash = raw->phash,
	};
	return media_metadata_exif(s, raw->exif, &out->exif_json);
}

bool media_message_read_reply(
	struct scope *s, const char *text, size_t len, struct media_reply *out)
{
	static const struct json_shape shape = { reply_fields, ARRAY_LEN(reply_fields), false };
	struct raw_reply raw = { 0 };
	uint64_t seen = 0;

	*out = (struct media_reply){ 0 };
	if (!json_read(s, text, len, &shape, &raw, &seen))
		return false;
	if (seen == BIT(ROW_ERROR))
		return read_error(s, raw.error, out);
	if (seen == BIT(ROW_BYTES)) {
		*out = (struct media_reply){ .verb = MEDIA_GENERATE, .bytes = raw.bytes };
		return true;
	}
	bool described = seen == (common_rows | description_rows);
	if (!described && (seen & ~BIT(ROW_EMBEDDED)) != (common_rows | facts_rows))
		return err_set(s, ERR_INVALID, "neither an error nor all facts");
	out->verb = described ? MEDIA_DESCRIBE : MEDIA_PROBE;
	if (!read_format(s, raw.format))
		return false;
	return described ? read_description(s, &raw, &out->description)
			 : read_facts(s, &raw, &out->facts);
}
