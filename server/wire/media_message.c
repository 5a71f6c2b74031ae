/* A table a message. Names on the wire are those of the structs. */
#include "wire/media_message.h"

#include "json/json_read.h"
#include "json/json_write.h"

#include <math.h>

/* Changes whenever a message does, so that a helper of another build is not believed. */
enum { PROTOCOL = 1 };
/* Resolutions above are not measurements. */
enum { MAX_RESOLUTION = 1000 * 1000 };

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
	json_put_text(&w, "do", "probe");
	json_put_int(&w, "max_pixels", m->max_pixels);
	json_put_int(&w, "deadline_ms", m->deadline_ms);
	json_close_object(&w);
}

bool media_message_read_request(
	struct scope *s, const char *text, size_t len, struct media_request *out)
{
	static const char *const verbs[] = { "probe", NULL };
	struct request {
		int verb;
		struct media_request m;
	} read = { 0 };
	static const struct json_field fields[] = {
		{ "do", JSON_FIELD_WORD, JSON_REQUIRED, offsetof(struct request, verb), 0, 0,
			verbs },
		{ "max_pixels", JSON_FIELD_INT, JSON_REQUIRED,
			offsetof(struct request, m.max_pixels), 1, (int64_t)1 << 53, NULL },
		{ "deadline_ms", JSON_FIELD_INT, JSON_REQUIRED,
			offsetof(struct request, m.deadline_ms), 1, MEDIA_MESSAGE_MAX_DEADLINE_MS,
			NULL },
	};
	static const struct json_shape shape = { fields, ARRAY_LEN(fields), false };
	uint64_t seen;

	if (!json_read(s, text, len, &shape, &read, &seen))
		return false;
	*out = read.m;
	return true;
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
	const char *error, *format;
	int64_t width, height, orientation, frames;
	const struct json_value *x_resolution, *y_resolution;
	bool has_alpha;
};

#define RAW(member) offsetof(struct raw_reply, member)

// clang-format off
static const struct json_field reply_fields[] = {
	{ "error", JSON_FIELD_TEXT, 0, RAW(error), 1, MEDIA_MESSAGE_MAX_ERROR, NULL },
	{ "format", JSON_FIELD_TEXT, 0, RAW(format), 1, MEDIA_FACTS_MAX_FORMAT, NULL },
	{ "width", JSON_FIELD_INT, 0, RAW(width), 1, MEDIA_FACTS_MAX_SIDE, NULL },
	{ "height", JSON_FIELD_INT, 0, RAW(height), 1, MEDIA_FACTS_MAX_SIDE, NULL },
	{ "orientation", JSON_FIELD_INT, 0, RAW(orientation), 0, 8, NULL },
	{ "has_alpha", JSON_FIELD_BOOL, 0, RAW(has_alpha), 0, 0, NULL },
	{ "x_resolution", JSON_FIELD_VALUE, 0, RAW(x_resolution), 0, 0, NULL },
	{ "y_resolution", JSON_FIELD_VALUE, 0, RAW(y_resolution), 0, 0, NULL },
	{ "frames", JSON_FIELD_INT, 0, RAW(frames), 1, MEDIA_FACTS_MAX_FRAMES, NULL },
};
// clang-format on

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

bool media_message_read_reply(
	struct scope *s, const char *text, size_t len, struct media_reply *out)
{
	static const struct json_shape shape = { reply_fields, ARRAY_LEN(reply_fields), false };
	const uint64_t only_error = 1, all_facts = ((uint64_t)1 << ARRAY_LEN(reply_fields)) - 2;
	struct raw_reply raw = { 0 };
	uint64_t seen = 0;

	*out = (struct media_reply){ 0 };
	if (!json_read(s, text, len, &shape, &raw, &seen))
		return false;
	if (seen == only_error)
		return read_error(s, raw.error, out);
	if (seen != all_facts)
		return err_set(s, ERR_INVALID, "neither an error nor all facts");
	out->facts = (struct media_facts){
		.format = raw.format,
		.width = raw.width,
		.height = raw.height,
		.orientation = (int)raw.orientation,
		.has_alpha = raw.has_alpha,
		.frames = (int)raw.frames,
	};
	return read_format(s, raw.format) &&
	       read_resolution(s, raw.x_resolution, &out->facts.x_resolution) &&
	       read_resolution(s, raw.y_resolution, &out->facts.y_resolution);
}
