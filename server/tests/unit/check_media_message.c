/* The messages between server and helper: what one side writes the other reads, and what no honest
 * helper sends is refused. */
#include "tests/support/check_main.h"
#include "wire/media_message.h"
#include "wire/media_metadata.h"
#include "wire/media_picture.h"
#include "wire/media_wire.h"

#include <stdlib.h>
#include <string.h>

START_TEST(facts_come_back_as_they_went)
{
	struct scope s = scope_open();
	struct strbuf text = strbuf_init(s.arena, MEDIA_WIRE_MAX);
	const struct media_facts facts = { "avif", 1234, 567, 8, true, 143.99, 0.25, 12,
		"{\"City\":\"Gent\",\"ISO\":100}", 0, 0, NULL, NULL };
	struct media_reply reply;

	media_message_write_facts(&text, &facts);
	ck_assert_msg(media_message_read_reply(&s, strbuf_text(&text), text.len, &reply), "%s",
		s.err.msg);
	ck_assert_ptr_null(reply.error);
	ck_assert_str_eq(reply.facts.format, "avif");
	ck_assert_int_eq(reply.facts.width, 1234);
	ck_assert_int_eq(reply.facts.height, 567);
	ck_assert_int_eq(reply.facts.orientation, 8);
	ck_assert(reply.facts.has_alpha);
	ck_assert_double_eq(reply.facts.x_resolution, 143.99);
	ck_assert_double_eq(reply.facts.y_resolution, 0.25);
	ck_assert_int_eq(reply.facts.frames, 12);
	ck_assert_str_eq(reply.facts.embedded_json, facts.embedded_json);
	scope_close(&s);
}
END_TEST

START_TEST(a_description_comes_back_as_it_went)
{
	struct scope s = scope_open();
	struct strbuf text = strbuf_init(s.arena, MEDIA_WIRE_MAX);
	const struct media_description d = { "jpg", 4000, 3000, true, 300, false,
		"f06830ca9f1e3e90",
		"{\"image\":{\"Orientation\":1},\"thumbnail\":{},\"exif\":{\"SubjectArea\":[1,2]},"
		"\"gps\":{},\"interoperability\":{},\"makernote\":{}}" };
	struct media_reply reply;

	media_message_write_description(&text, &d);
	ck_assert_msg(media_message_read_reply(&s, strbuf_text(&text), text.len, &reply), "%s",
		s.err.msg);
	ck_assert_ptr_null(reply.error);
	ck_assert_int_eq(reply.verb, MEDIA_DESCRIBE);
	ck_assert_str_eq(reply.description.format, "jpg");
	ck_assert_int_eq(reply.description.width, 4000);
	ck_assert_int_eq(reply.description.height, 3000);
	ck_assert(reply.description.has_color_profile);
	ck_assert_int_eq(reply.description.density, 300);
	ck_assert(!reply.description.has_transparency);
	ck_assert_str_eq(reply.description.phash, d.phash);
	ck_assert_str_eq(reply.description.exif_json, d.exif_json);
	scope_close(&s);
}
END_TEST

START_TEST(metadata_is_bounded)
{
	struct scope s = scope_open();
	char *name = xcalloc(1, MEDIA_METADATA_MAX_NAME + 2);
	char *value = xcalloc(1, MEDIA_METADATA_MAX_TEXT + 2);

	for (int over = 0; over < 2; over++) {
		const struct json_value *v;
		const char *out = NULL;
		memset(name, 'n', MEDIA_METADATA_MAX_NAME + (size_t)over);
		const char *text = arena_printf(s.arena, "{\"%s\":1}", name);
		ck_assert(json_parse(&s, text, strlen(text), &v));
		ck_assert_int_eq(media_metadata_flat(&s, v, &out), over == 0);
		err_clear(&s);
		memset(value, 'v', MEDIA_METADATA_MAX_TEXT + (size_t)over);
		text = arena_printf(s.arena, "{\"a\":\"%s\"}", value);
		ck_assert(json_parse(&s, text, strlen(text), &v));
		ck_assert_int_eq(media_metadata_flat(&s, v, &out), over == 0);
		err_clear(&s);
	}
	free(name);
	free(value);
	scope_close(&s);
}
END_TEST

/* `count` members or items of `size` bytes each. */
static bool takes_many(int count, int size, bool items)
{
	struct scope s = scope_open();
	struct strbuf text = strbuf_init(s.arena, 1 << 20);
	const struct json_value *v;
	const char *out = NULL;

	strbuf_str(&text, items ? "{\"a\":[" : "{");
	for (int i = 0; i < count; i++) {
		if (!items)
			strbuf_printf(&text, "%s\"n%d\":", i ? "," : "", i);
		else if (i > 0)
			strbuf_char(&text, ',');
		strbuf_printf(&text, "\"%0*d\"", size, i);
	}
	strbuf_str(&text, items ? "]}" : "}");
	ck_assert(json_parse(&s, strbuf_text(&text), text.len, &v));
	bool taken = media_metadata_flat(&s, v, &out);
	ck_assert(!taken || strlen(out) <= MEDIA_FACTS_MAX_JSON);
	scope_close(&s);
	return taken;
}

START_TEST(metadata_is_bounded_in_number)
{
	ck_assert(takes_many(MEDIA_METADATA_MAX_MEMBERS, 1, false));
	ck_assert(!takes_many(MEDIA_METADATA_MAX_MEMBERS + 1, 1, false));
	ck_assert(takes_many(MEDIA_METADATA_MAX_ITEMS, 1, true));
	ck_assert(!takes_many(MEDIA_METADATA_MAX_ITEMS + 1, 1, true));
	/* Each within its limit, too much together. */
	ck_assert(takes_many(20, 2000, false));
	ck_assert(!takes_many(30, 2000, false));
}
END_TEST

START_TEST(requests_and_readiness_come_back_as_they_went)
{
	struct scope s = scope_open();
	struct strbuf text = strbuf_init(s.arena, MEDIA_WIRE_MAX);
	struct media_request request = {
		.verb = MEDIA_DESCRIBE,
		.max_pixels = 100000000,
		.deadline_ms = 5000,
	};

	media_message_write_request(&text, &request);
	request = (struct media_request){ 0 };
	ck_assert(media_message_read_request(&s, strbuf_text(&text), text.len, &request));
	ck_assert_int_eq(request.verb, MEDIA_DESCRIBE);
	ck_assert_int_eq(request.max_pixels, 100000000);
	ck_assert_int_eq(request.deadline_ms, 5000);
	ck_assert(!media_message_read_ready(&s, strbuf_text(&text), text.len));
	err_clear(&s);

	struct strbuf ready = strbuf_init(s.arena, MEDIA_WIRE_MAX);
	media_message_write_ready(&ready);
	ck_assert(media_message_read_ready(&s, strbuf_text(&ready), ready.len));
	ck_assert(!media_message_read_request(&s, strbuf_text(&ready), ready.len, &request));
	scope_close(&s);
}
END_TEST

START_TEST(a_picture_is_asked_for_and_answered)
{
	struct scope s = scope_open();
	struct strbuf text = strbuf_init(s.arena, MEDIA_WIRE_MAX);
	const struct media_request request = {
		.verb = MEDIA_GENERATE,
		.max_pixels = 1,
		.deadline_ms = 5000,
		.picture = { 10000, 5000, "webp", MEDIA_PICTURE_MAX_SEED },
	};
	struct media_request got;
	struct media_reply reply;

	media_message_write_request(&text, &request);
	ck_assert_msg(media_message_read_request(&s, strbuf_text(&text), text.len, &got), "%s",
		s.err.msg);
	ck_assert_int_eq(got.verb, MEDIA_GENERATE);
	ck_assert_int_eq(got.deadline_ms, 5000);
	ck_assert_int_eq(got.picture.width, 10000);
	ck_assert_int_eq(got.picture.height, 5000);
	ck_assert_str_eq(got.picture.format, "webp");
	ck_assert_int_eq(got.picture.seed, MEDIA_PICTURE_MAX_SEED);

	struct strbuf made = strbuf_init(s.arena, MEDIA_WIRE_MAX);
	media_message_write_made(&made, 123456);
	ck_assert_msg(media_message_read_reply(&s, strbuf_text(&made), made.len, &reply), "%s",
		s.err.msg);
	ck_assert_ptr_null(reply.error);
	ck_assert_int_eq(reply.verb, MEDIA_GENERATE);
	ck_assert_int_eq(reply.bytes, 123456);
	scope_close(&s);
}
END_TEST

#define ASKED(verb, more) "{\"do\":\"" verb "\",\"max_pixels\":1,\"deadline_ms\":1" more "}"
#define PICTURE(width, height, format, seed)                                   \
	",\"width\":" width ",\"height\":" height ",\"format\":\"" format "\"" \
	",\"seed\":" seed

static const struct {
	const char *label, *text;
	bool good;
} requests[] = {
	{ "a probe", ASKED("probe", ""), true },
	{ "a description", ASKED("describe", ""), true },
	{ "a picture", ASKED("generate", PICTURE("8", "6", "gif", "0")), true },
	{ "the largest picture", ASKED("generate", PICTURE("5000", "10000", "png", "1")), true },
	{ "nothing known", ASKED("paint", ""), false },
	{ "no picture", ASKED("generate", ""), false },
	{ "half a picture", ASKED("generate", ",\"width\":8,\"height\":6"), false },
	{ "a picture to read", ASKED("probe", PICTURE("8", "6", "gif", "0")), false },
	{ "a width to read", ASKED("describe", ",\"width\":8"), false },
	{ "no pixel", ASKED("generate", PICTURE("0", "6", "gif", "0")), false },
	{ "a side too long", ASKED("generate", PICTURE("8", "10001", "gif", "0")), false },
	{ "too many pixels", ASKED("generate", PICTURE("5001", "10000", "gif", "0")), false },
	{ "half a pixel", ASKED("generate", PICTURE("8.5", "6", "gif", "0")), false },
	{ "a negative seed", ASKED("generate", PICTURE("8", "6", "gif", "-1")), false },
	{ "a format that is none", ASKED("generate", PICTURE("8", "6", "tiff", "0")), false },
};

START_TEST(requests_are_checked)
{
	struct scope s = scope_open();
	struct media_request request;
	const char *text = requests[_i].text;

	bool good = media_message_read_request(&s, text, strlen(text), &request);
	ck_assert_msg(good == requests[_i].good, "%s: %s", requests[_i].label,
		good ? "taken" : s.err.msg);
	ck_assert_msg(good == (s.err.code == ERR_NONE), "%s: error code", requests[_i].label);
	scope_close(&s);
}
END_TEST

START_TEST(an_error_is_made_printable_and_short)
{
	struct scope s = scope_open();
	struct strbuf text = strbuf_init(s.arena, MEDIA_WIRE_MAX);
	struct media_reply reply;
	char longest[MEDIA_MESSAGE_MAX_ERROR * 2] = "a\x1b[31m\nb\"\\\xff: ";

	memset(longest + strlen(longest), 'x', sizeof(longest) - strlen(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	media_message_write_error(&text, longest);
	ck_assert_msg(media_message_read_reply(&s, strbuf_text(&text), text.len, &reply), "%s",
		s.err.msg);
	ck_assert_uint_eq(strlen(reply.error), MEDIA_MESSAGE_MAX_ERROR);
	ck_assert_int_eq(strncmp(reply.error, "a?[31m?b\"\\?: xxx", 16), 0);
	scope_close(&s);
}
END_TEST

#define GOOD_HEAD \
	"{\"format\":\"png\",\"width\":1,\"height\":1,\"orientation\":0,\"has_alpha\":false,"
#define GOOD_TAIL "\"x_resolution\":72,\"y_resolution\":72,\"frames\":1}"

#define DESCRIPTION(density, phash, exif)                                                          \
	"{\"format\":\"png\",\"width\":1,\"height\":1,\"has_color_profile\":false,"                \
	"\"density\":" density ",\"has_transparency\":true,\"phash\":\"" phash "\",\"exif\":" exif \
	"}"
#define SIX(group)                                                                              \
	"{\"image\":" group ",\"thumbnail\":{},\"exif\":{},\"gps\":{},\"interoperability\":{}," \
	"\"makernote\":{}}"

static const struct {
	const char *label, *text;
	bool good;
} replies[] = {
	{ "facts", GOOD_HEAD GOOD_TAIL, true },
	{ "an error", "{\"error\":\"no\"}", true },
	{ "no JSON", "facts", false },
	{ "not an object", "[]", false },
	{ "nothing", "{}", false },
	{ "an empty error", "{\"error\":\"\"}", false },
	{ "an error that is a number", "{\"error\":5}", false },
	{ "an error with a line in it", "{\"error\":\"a\\nb\"}", false },
	{ "an error beyond ASCII", "{\"error\":\"\xc3\xa9\"}", false },
	{ "an error beside a fact", "{\"error\":\"no\",\"width\":1}", false },
	{ "an error beside all facts", GOOD_HEAD "\"error\":\"no\"," GOOD_TAIL, false },
	{ "an unknown member", GOOD_HEAD "\"more\":1," GOOD_TAIL, false },
	{ "a member twice", GOOD_HEAD "\"width\":1," GOOD_TAIL, false },
	{ "a missing member", "{\"format\":\"png\",\"width\":1," GOOD_TAIL, false },
	{ "a format of capitals",
		"{\"format\":\"PNG\",\"width\":1,\"height\":1,\"orientation\":0,\"has_alpha\":"
		"false," GOOD_TAIL,
		false },
	{ "a format that is a path",
		"{\"format\":\"../"
		"etc\",\"width\":1,\"height\":1,\"orientation\":0,\"has_alpha\":false," GOOD_TAIL,
		false },
	{ "a long format",
		"{\"format\":\"abcdefghi\",\"width\":1,\"height\":1,\"orientation\":0,"
		"\"has_alpha\":false," GOOD_TAIL,
		false },
	{ "no width",
		"{\"format\":\"png\",\"width\":0,\"height\":1,\"orientation\":0,\"has_alpha\":"
		"false," GOOD_TAIL,
		false },
	{ "a negative height",
		"{\"format\":\"png\",\"width\":1,\"height\":-1,\"orientation\":0,\"has_alpha\":"
		"false," GOOD_TAIL,
		false },
	{ "a giant",
		"{\"format\":\"png\",\"width\":10000001,\"height\":1,\"orientation\":0,"
		"\"has_alpha\":false," GOOD_TAIL,
		false },
	{ "half a pixel",
		"{\"format\":\"png\",\"width\":1.5,\"height\":1,\"orientation\":0,\"has_alpha\":"
		"false," GOOD_TAIL,
		false },
	{ "orientation 9",
		"{\"format\":\"png\",\"width\":1,\"height\":1,\"orientation\":9,\"has_alpha\":"
		"false," GOOD_TAIL,
		false },
	{ "alpha as a number",
		"{\"format\":\"png\",\"width\":1,\"height\":1,\"orientation\":0,\"has_alpha\":"
		"0," GOOD_TAIL,
		false },
	{ "a resolution as text",
		GOOD_HEAD "\"x_resolution\":\"72\",\"y_resolution\":72,\"frames\":1}", false },
	{ "a negative resolution",
		GOOD_HEAD "\"x_resolution\":72,\"y_resolution\":-72,\"frames\":1}", false },
	{ "an endless resolution",
		GOOD_HEAD "\"x_resolution\":1e999,\"y_resolution\":72,\"frames\":1}", false },
	{ "metadata",
		GOOD_HEAD "\"embedded\":{\"A-b_1\":\"x\",\"n\":1.5,\"t\":true,\"l\":[1,\"b\"],"
			  "\"e\":[]}," GOOD_TAIL,
		true },
	{ "no object of metadata", GOOD_HEAD "\"embedded\":[]," GOOD_TAIL, false },
	{ "metadata that is null", GOOD_HEAD "\"embedded\":null," GOOD_TAIL, false },
	{ "metadata in metadata", GOOD_HEAD "\"embedded\":{\"a\":{}}," GOOD_TAIL, false },
	{ "null in metadata", GOOD_HEAD "\"embedded\":{\"a\":null}," GOOD_TAIL, false },
	{ "a list in a list", GOOD_HEAD "\"embedded\":{\"a\":[[]]}," GOOD_TAIL, false },
	{ "a bool in a list", GOOD_HEAD "\"embedded\":{\"a\":[true]}," GOOD_TAIL, false },
	{ "an endless number in metadata", GOOD_HEAD "\"embedded\":{\"a\":1e999}," GOOD_TAIL,
		false },
	{ "an empty name", GOOD_HEAD "\"embedded\":{\"\":1}," GOOD_TAIL, false },
	{ "a name with a blank", GOOD_HEAD "\"embedded\":{\"a b\":1}," GOOD_TAIL, false },
	{ "a name beyond ASCII", GOOD_HEAD "\"embedded\":{\"\xc3\xa9\":1}," GOOD_TAIL, false },
	{ "a name twice", GOOD_HEAD "\"embedded\":{\"a\":1,\"a\":1}," GOOD_TAIL, false },
	{ "a description", DESCRIPTION("72", "0123456789abcdef", "{}"), true },
	{ "a description with all groups", DESCRIPTION("72", "0123456789abcdef", SIX("{}")), true },
	{ "five groups",
		DESCRIPTION("72", "0123456789abcdef",
			"{\"image\":{},\"thumbnail\":{},"
			"\"exif\":{},\"gps\":{},\"interoperability\":{}}"),
		false },
	{ "another group",
		DESCRIPTION("72", "0123456789abcdef",
			"{\"image\":{},\"thumbnail\":{},"
			"\"exif\":{},\"gps\":{},\"interoperability\":{},\"more\":{}}"),
		false },
	{ "a group that is a number", DESCRIPTION("72", "0123456789abcdef", SIX("1")), false },
	{ "a group with an object", DESCRIPTION("72", "0123456789abcdef", SIX("{\"a\":{}}")),
		false },
	{ "EXIF that is a list", DESCRIPTION("72", "0123456789abcdef", "[]"), false },
	{ "no density", DESCRIPTION("0", "0123456789abcdef", "{}"), false },
	{ "half a dot", DESCRIPTION("72.5", "0123456789abcdef", "{}"), false },
	{ "a short hash", DESCRIPTION("72", "0123456789abcde", "{}"), false },
	{ "a long hash", DESCRIPTION("72", "0123456789abcdef0", "{}"), false },
	{ "a hash in capitals", DESCRIPTION("72", "0123456789ABCDEF", "{}"), false },
	{ "facts and a description", GOOD_HEAD "\"phash\":\"0123456789abcdef\"," GOOD_TAIL, false },
	{ "no frames", GOOD_HEAD "\"x_resolution\":72,\"y_resolution\":72,\"frames\":0}", false },
	{ "a picture", "{\"bytes\":1}", true },
	{ "a picture of nothing", "{\"bytes\":0}", false },
	{ "a picture of half a byte", "{\"bytes\":0.5}", false },
	{ "an endless picture", "{\"bytes\":2147483648}", false },
	{ "a picture and an error", "{\"bytes\":1,\"error\":\"no\"}", false },
	{ "a picture and facts", GOOD_HEAD "\"bytes\":1," GOOD_TAIL, false },
	{ "too many frames",
		GOOD_HEAD "\"x_resolution\":72,\"y_resolution\":72,\"frames\":1000001}", false },
};

START_TEST(replies_are_checked)
{
	struct scope s = scope_open();
	struct media_reply reply;
	const char *text = replies[_i].text;

	bool good = media_message_read_reply(&s, text, strlen(text), &reply);
	ck_assert_msg(
		good == replies[_i].good, "%s: %s", replies[_i].label, good ? "taken" : s.err.msg);
	ck_assert_msg(good == (s.err.code == ERR_NONE), "%s: error code", replies[_i].label);
	scope_close(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("media_message");
	TCase *message = tcase_create("message");

	tcase_add_test(message, facts_come_back_as_they_went);
	tcase_add_test(message, a_description_comes_back_as_it_went);
	tcase_add_test(message, metadata_is_bounded);
	tcase_add_test(message, metadata_is_bounded_in_number);
	tcase_add_test(message, requests_and_readiness_come_back_as_they_went);
	tcase_add_test(message, a_picture_is_asked_for_and_answered);
	tcase_add_loop_test(message, requests_are_checked, 0, ARRAY_LEN(requests));
	tcase_add_test(message, an_error_is_made_printable_and_short);
	tcase_add_loop_test(message, replies_are_checked, 0, ARRAY_LEN(replies));
	suite_add_tcase(suite, message);
	return check_run(suite);
}
