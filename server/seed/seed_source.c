/* One of five members says where bytes come from. */
#include "seed/seed_source.h"

#include "base/encode.h"
#include "model/name_rules.h"
#include "model/path_rules.h"

#include <string.h>

static const int64_t max_seed = INT64_C(1) << 53;

struct source_words {
	const char *texts[SEED_FROM_PICTURE];
	const struct json_value *generate;
};

/* clang-format off */
static const struct json_field source_fields[] = {
	[SEED_FROM_PATH] = { "path", JSON_FIELD_TEXT, 0, offsetof(struct source_words, texts[SEED_FROM_PATH]), 1, 4095, NULL },
	[SEED_FROM_TEXT] = { "text", JSON_FIELD_TEXT, 0, offsetof(struct source_words, texts[SEED_FROM_TEXT]), 0, 0, NULL },
	[SEED_FROM_BASE64] = { "base64", JSON_FIELD_TEXT, 0, offsetof(struct source_words, texts[SEED_FROM_BASE64]), 0, 0, NULL },
	[SEED_FROM_BLOB] = { "blob", JSON_FIELD_TEXT, 0, offsetof(struct source_words, texts[SEED_FROM_BLOB]), 0, 0, NULL },
	[SEED_FROM_PICTURE] = { "generate", JSON_FIELD_VALUE, 0, offsetof(struct source_words, generate), 0, 0, NULL },
};
/* clang-format on */
static const struct json_shape source_shape = { source_fields, ARRAY_LEN(source_fields), false };

static const char *const formats[] = { "jpeg", "png", "webp", "gif", NULL };

struct picture_words {
	struct seed_picture picture;
	int format;
};

/* clang-format off */
static const struct json_field picture_fields[] = {
	{ "width", JSON_FIELD_INT, JSON_REQUIRED, offsetof(struct picture_words, picture.width), 1, SEED_SOURCE_MAX_SIDE, NULL },
	{ "height", JSON_FIELD_INT, JSON_REQUIRED, offsetof(struct picture_words, picture.height), 1, SEED_SOURCE_MAX_SIDE, NULL },
	{ "format", JSON_FIELD_WORD, 0, offsetof(struct picture_words, format), 0, 0, formats },
	{ "seed", JSON_FIELD_INT, 0, offsetof(struct picture_words, picture.seed), 0, max_seed, NULL },
};
/* clang-format on */
static const struct json_shape picture_shape = { picture_fields, ARRAY_LEN(picture_fields), false };

/* The format that the extension of a path or URL stands for; NULL for none of ours. */
static const char *format_of(struct arena *a, const char *name)
{
	const char *path = arena_strndup(a, name, strcspn(name, "?#"));
	const char *extension = name_rules_extension(a, path_rules_name(path));

	if (strcmp(extension, "jpg") == 0)
		return "jpeg";
	for (size_t i = 0; formats[i]; i++)
		if (strcmp(extension, formats[i]) == 0)
			return formats[i];
	return NULL;
}

static bool read_picture(struct seed_reader *r, const struct json_value *v, const char *name,
	struct seed_picture *out)
{
	struct picture_words words = { .format = -1 };
	uint64_t seen;

	if (!seed_value_object(r, v, &picture_shape, &words, &seen))
		return false;
	*out = words.picture;
	out->format = words.format >= 0 ? formats[words.format] : format_of(r->s->arena, name);
	return out->format || seed_refuse(r->s, r->document, v,
				      "format is required: the name ends like none of "
				      "jpeg, png, webp, gif");
}

static bool is_base64(struct arena *a, const char *text)
{
	enum { STEP = 4096 };
	struct base64_stream stream = { 0 };
	uint8_t *out = arena_alloc(a, STEP / 4 * 3 + 3);
	size_t rest;

	for (size_t n = strlen(text), step; n > 0; text += step, n -= step) {
		step = n < STEP ? n : STEP;
		encode_base64_feed(&stream, text, step, out);
	}
	return encode_base64_end(&stream, out, &rest);
}

static bool is_blob(const char *text)
{
	return strspn(text, "0123456789abcdef") == 64 && text[64] == '\0';
}

static const char *text_fault(struct seed_reader *r, enum seed_source_kind kind, const char *text)
{
	if (kind == SEED_FROM_BASE64 && !is_base64(r->s->arena, text))
		return "must be base64";
	if (kind == SEED_FROM_BLOB && !is_blob(text))
		return "must be a SHA-256 of 64 lower-case hexadecimal digits";
	return NULL;
}

bool seed_source_read(struct seed_reader *r, const struct json_value *v, const char *name,
	struct seed_source *out)
{
	struct source_words words = { 0 };
	uint64_t seen;

	if (!seed_value_object(r, v, &source_shape, &words, &seen))
		return false;
	if (seen == 0 || (seen & (seen - 1)) != 0)
		return seed_refuse(r->s, r->document, v,
			"must have exactly one of path, text, base64, blob, generate");
	*out = (struct seed_source){ .at = v };
	while (!(seen >> out->kind & 1))
		out->kind++;
	if (out->kind == SEED_FROM_PICTURE)
		return read_picture(r, words.generate, name, &out->picture);
	out->text = words.texts[out->kind];
	const char *fault = text_fault(r, out->kind, out->text);
	return !fault || seed_refuse(r->s, r->document, json_first(v), "%s", fault);
}
