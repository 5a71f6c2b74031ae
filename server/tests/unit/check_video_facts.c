/* What ffprobe's JSON is taken for: whole answers, what is missing, and what no video says. */
#include "render/video_facts.h"
#include "tests/support/check_main.h"

#include <math.h>
#include <string.h>

#define VIDEO  "{\"codec_type\":\"video\",\"codec_name\":\"h264\",\"width\":720,\"height\":480}"
#define AUDIO  "{\"codec_type\":\"audio\",\"codec_name\":\"aac\"}"
#define FORMAT "\"format\":{\"duration\":\"7.5\",\"bit_rate\":\"1453966\"}"

struct row {
	const char *label, *json;
	struct video_facts want;
};

/* clang-format off */
static const struct row rows[] = {
	{ "pictures and sound", "{\"streams\":[" VIDEO "," AUDIO "]," FORMAT "}",
		{ 720, 480, 1453966, 7.5, "aac", "h264" } },
	{ "sound comes first", "{\"streams\":[" AUDIO "," VIDEO "]," FORMAT "}",
		{ 720, 480, 1453966, 7.5, "aac", "h264" } },
	{ "pictures alone", "{\"streams\":[" VIDEO "]," FORMAT "}",
		{ 720, 480, 1453966, 7.5, NULL, "h264" } },
	{ "sound alone", "{\"streams\":[" AUDIO "]," FORMAT "}", { 0, 0, 1453966, 7.5, "aac", NULL } },
	{ "the first of each kind", "{\"streams\":[" VIDEO ",{\"codec_type\":\"video\","
		"\"codec_name\":\"vp9\",\"width\":1,\"height\":1}]," FORMAT "}",
		{ 720, 480, 1453966, 7.5, NULL, "h264" } },
	{ "a cover is no video", "{\"streams\":[" AUDIO ",{\"codec_type\":\"video\",\"codec_name\":"
		"\"mjpeg\",\"width\":9,\"height\":9,\"disposition\":{\"attached_pic\":1}}]," FORMAT "}",
		{ 0, 0, 1453966, 7.5, "aac", NULL } },
	{ "a disposition that says no", "{\"streams\":[{\"codec_type\":\"video\",\"codec_name\":\"vp8\","
		"\"width\":9,\"height\":8,\"disposition\":{\"attached_pic\":0}}]," FORMAT "}",
		{ 9, 8, 1453966, 7.5, NULL, "vp8" } },
	{ "unknown members", "{\"programs\":[],\"streams\":[" VIDEO "]," FORMAT ",\"x\":{}}",
		{ 720, 480, 1453966, 7.5, NULL, "h264" } },
	{ "the stream tells what the container does not", "{\"streams\":[{\"codec_type\":\"video\","
		"\"duration\":\"3\",\"bit_rate\":\"99\"}],\"format\":{\"duration\":\"N/A\"}}",
		{ 0, 0, 99, 3, NULL, NULL } },
	{ "no format", "{\"streams\":[" VIDEO "]}", { 720, 480, 0, 0, NULL, "h264" } },
	{ "a format that is no object", "{\"streams\":[" VIDEO "],\"format\":[]}",
		{ 720, 480, 0, 0, NULL, "h264" } },
	{ "numbers as numbers", "{\"streams\":[" VIDEO "],\"format\":{\"duration\":2.5,\"bit_rate\":10}}",
		{ 720, 480, 10, 2.5, NULL, "h264" } },
	{ "negative numbers", "{\"streams\":[" VIDEO "],\"format\":{\"duration\":\"-2\",\"bit_rate\":\"-1\"}}",
		{ 720, 480, 0, 0, NULL, "h264" } },
	{ "numbers that are none", "{\"streams\":[" VIDEO "],\"format\":{\"duration\":\"nan\","
		"\"bit_rate\":\"1e3\"}}", { 720, 480, 0, 0, NULL, "h264" } },
	{ "endless", "{\"streams\":[" VIDEO "],\"format\":{\"duration\":\"inf\",\"bit_rate\":\"N/A\"}}",
		{ 720, 480, 0, 0, NULL, "h264" } },
	{ "beyond belief", "{\"streams\":[" VIDEO "],\"format\":{\"duration\":\"99999999999\","
		"\"bit_rate\":\"9223372036854775807\"}}", { 720, 480, 0, 0, NULL, "h264" } },
	{ "beyond every number", "{\"streams\":[" VIDEO "],\"format\":{\"duration\":1e300,"
		"\"bit_rate\":\"99999999999999999999\"}}", { 720, 480, 0, 0, NULL, "h264" } },
	{ "one side only", "{\"streams\":[{\"codec_type\":\"video\",\"codec_name\":\"vp8\","
		"\"width\":9}]," FORMAT "}", { 0, 0, 1453966, 7.5, NULL, "vp8" } },
	{ "sides beyond belief", "{\"streams\":[{\"codec_type\":\"video\",\"codec_name\":\"vp8\","
		"\"width\":99999999,\"height\":2}]," FORMAT "}", { 0, 0, 1453966, 7.5, NULL, "vp8" } },
	{ "sides of a fraction", "{\"streams\":[{\"codec_type\":\"video\",\"codec_name\":\"vp8\","
		"\"width\":1.5,\"height\":2}]," FORMAT "}", { 0, 0, 1453966, 7.5, NULL, "vp8" } },
	{ "a codec without a name", "{\"streams\":[{\"codec_type\":\"video\",\"codec_name\":\"unknown\"}]}",
		{ 0, 0, 0, 0, NULL, NULL } },
	{ "a codec that is markup", "{\"streams\":[{\"codec_type\":\"video\",\"codec_name\":\"<b>\"}]}",
		{ 0, 0, 0, 0, NULL, NULL } },
	{ "a codec that never ends", "{\"streams\":[{\"codec_type\":\"audio\",\"codec_name\":"
		"\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}]}", { 0, 0, 0, 0, NULL, NULL } },
	{ "a codec that is a number", "{\"streams\":[{\"codec_type\":\"audio\",\"codec_name\":5}]}",
		{ 0, 0, 0, 0, NULL, NULL } },
	{ "streams that are none beside one", "{\"streams\":[1,null,\"video\",{\"codec_type\":7}," VIDEO "]}",
		{ 720, 480, 0, 0, NULL, "h264" } },
};

static const struct { const char *label, *text; } refused[] = {
	{ "nothing", "" },
	{ "an empty object", "{}" },
	{ "no streams", "{\"streams\":[]," FORMAT "}" },
	{ "streams that are an object", "{\"streams\":" VIDEO "}" },
	{ "subtitles alone", "{\"streams\":[{\"codec_type\":\"subtitle\"}]}" },
	{ "a cover alone", "{\"streams\":[{\"codec_type\":\"video\",\"disposition\":{\"attached_pic\":1}}]}" },
	{ "an array", "[" VIDEO "]" },
	{ "a number", "7" },
	{ "no JSON", "ffprobe: not found\n" },
	{ "cut short", "{\"streams\":[" VIDEO "," },
	{ "two answers", "{\"streams\":[" VIDEO "]}{\"streams\":[" VIDEO "]}" },
	{ "the same member twice", "{\"streams\":[" VIDEO "],\"streams\":[" AUDIO "]}" },
	{ "bytes that are no text", "{\"streams\":[{\"codec_type\":\"video\",\"codec_name\":\"\xff\"}]}" },
	{ "deep", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[" },
};
/* clang-format on */

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

START_TEST(an_answer_is_read)
{
	const struct row *row = &rows[_i];
	struct scope s = scope_open();
	struct video_facts got;

	ck_assert_msg(video_facts_read(&s, row->json, strlen(row->json), &got), "%s: %s",
		row->label, s.err.msg);
	ck_assert_msg(got.width == row->want.width && got.height == row->want.height, "%s: sides",
		row->label);
	ck_assert_msg(got.bit_rate == row->want.bit_rate, "%s: bit rate", row->label);
	ck_assert_msg(fabs(got.duration - row->want.duration) < 1e-9, "%s: duration", row->label);
	ck_assert_msg(same_text(got.audio_codec, row->want.audio_codec), "%s: sound", row->label);
	ck_assert_msg(
		same_text(got.video_codec, row->want.video_codec), "%s: pictures", row->label);
	scope_close(&s);
}
END_TEST

START_TEST(what_is_no_answer_is_refused)
{
	struct scope s = scope_open();
	struct video_facts got;

	ck_assert_msg(!video_facts_read(&s, refused[_i].text, strlen(refused[_i].text), &got), "%s",
		refused[_i].label);
	ck_assert_msg(s.err.code == ERR_INVALID, "%s", refused[_i].label);
	scope_close(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("render");
	TCase *cases = tcase_create("video_facts");

	tcase_add_loop_test(cases, an_answer_is_read, 0, ARRAY_LEN(rows));
	tcase_add_loop_test(cases, what_is_no_answer_is_refused, 0, ARRAY_LEN(refused));
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
