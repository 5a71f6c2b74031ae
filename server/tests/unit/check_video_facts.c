/* What ffprobe's JSON is taken for: whole answers, what is missing, and what no video says. */
#include "render/video_facts.h"
#include "tests/support/check_main.h"

#include <math.h>
#include <string.h>

#define VIDEO "{\"codec_type\":\"video\",\"codec_name\":\"h264\",\"width\":720,\"height\":480}"
#define WITH_RATE(rate)                                                                   \
	"{\"codec_type\":\"video\",\"codec_name\":\"h264\",\"width\":720,\"height\":480," \
	"\"bit_rate\":" rate "}"
#define RATED WITH_RATE("\"1453966\"")
#define AUDIO "{\"codec_type\":\"audio\",\"codec_name\":\"aac\",\"bit_rate\":\"64000\"}"
/* The rate is that of the container, which nobody is told. */
#define FORMAT "\"format\":{\"duration\":\"7.5\",\"bit_rate\":\"1600000\"}"

struct row {
	const char *label, *json;
	struct {
		int64_t width, height, bit_rate;
		double duration;
		const char *audio_codec, *video_codec, *embedded_json;
	} want;
};

/* clang-format off */
static const struct row rows[] = {
	{ "pictures and sound", "{\"streams\":[" RATED "," AUDIO "]," FORMAT "}",
		{ 720, 480, 1453966, 7.5, "aac", "h264", NULL } },
	{ "sound comes first", "{\"streams\":[" AUDIO "," RATED "]," FORMAT "}",
		{ 720, 480, 1453966, 7.5, "aac", "h264", NULL } },
	{ "pictures alone", "{\"streams\":[" RATED "]," FORMAT "}",
		{ 720, 480, 1453966, 7.5, NULL, "h264", NULL } },
	{ "sound alone", "{\"streams\":[" AUDIO "]," FORMAT "}", { 0, 0, 64000, 7.5, "aac", NULL, NULL } },
	{ "the first of each kind", "{\"streams\":[" RATED ",{\"codec_type\":\"video\","
		"\"codec_name\":\"vp9\",\"width\":1,\"height\":1}]," FORMAT "}",
		{ 720, 480, 1453966, 7.5, NULL, "h264", NULL } },
	{ "a cover is no video", "{\"streams\":[" AUDIO ",{\"codec_type\":\"video\",\"codec_name\":"
		"\"mjpeg\",\"width\":9,\"height\":9,\"disposition\":{\"attached_pic\":1}}]," FORMAT "}",
		{ 0, 0, 64000, 7.5, "aac", NULL, NULL } },
	{ "a disposition that says no", "{\"streams\":[{\"codec_type\":\"video\",\"codec_name\":\"vp8\","
		"\"width\":9,\"height\":8,\"disposition\":{\"attached_pic\":0}}]," FORMAT "}",
		{ 9, 8, 0, 7.5, NULL, "vp8", NULL } },
	{ "unknown members", "{\"programs\":[],\"streams\":[" RATED "]," FORMAT ",\"x\":{}}",
		{ 720, 480, 1453966, 7.5, NULL, "h264", NULL } },
	{ "the stream tells what the container does not", "{\"streams\":[{\"codec_type\":\"video\","
		"\"duration\":\"3\",\"bit_rate\":\"99\"}],\"format\":{\"duration\":\"N/A\"}}",
		{ 0, 0, 99, 3, NULL, NULL, NULL } },
	{ "the container alone knows the rate", "{\"streams\":[" VIDEO "," AUDIO "]," FORMAT "}",
		{ 720, 480, 0, 7.5, "aac", "h264", NULL } },
	{ "no format", "{\"streams\":[" VIDEO "]}", { 720, 480, 0, 0, NULL, "h264", NULL } },
	{ "a format that is no object", "{\"streams\":[" VIDEO "],\"format\":[]}",
		{ 720, 480, 0, 0, NULL, "h264", NULL } },
	{ "numbers as numbers", "{\"streams\":[" WITH_RATE("10") "],\"format\":{\"duration\":2.5}}",
		{ 720, 480, 10, 2.5, NULL, "h264", NULL } },
	{ "negative numbers", "{\"streams\":[" WITH_RATE("\"-1\"") "],\"format\":{\"duration\":\"-2\"}}",
		{ 720, 480, 0, 0, NULL, "h264", NULL } },
	{ "numbers that are none", "{\"streams\":[" WITH_RATE("\"1e3\"") "],\"format\":{\"duration\":\"nan\"}}", { 720, 480, 0, 0, NULL, "h264", NULL } },
	{ "endless", "{\"streams\":[" WITH_RATE("\"N/A\"") "],\"format\":{\"duration\":\"inf\"}}",
		{ 720, 480, 0, 0, NULL, "h264", NULL } },
	{ "beyond belief", "{\"streams\":[" WITH_RATE("\"9223372036854775807\"") "],\"format\":"
		"{\"duration\":\"99999999999\"}}", { 720, 480, 0, 0, NULL, "h264", NULL } },
	{ "beyond every number", "{\"streams\":[" WITH_RATE("\"99999999999999999999\"") "],\"format\":"
		"{\"duration\":1e300}}", { 720, 480, 0, 0, NULL, "h264", NULL } },
	{ "one side only", "{\"streams\":[{\"codec_type\":\"video\",\"codec_name\":\"vp8\","
		"\"width\":9}]," FORMAT "}", { 0, 0, 0, 7.5, NULL, "vp8", NULL } },
	{ "sides beyond belief", "{\"streams\":[{\"codec_type\":\"video\",\"codec_name\":\"vp8\","
		"\"width\":99999999,\"height\":2}]," FORMAT "}", { 0, 0, 0, 7.5, NULL, "vp8", NULL } },
	{ "sides of a fraction", "{\"streams\":[{\"codec_type\":\"video\",\"codec_name\":\"vp8\","
		"\"width\":1.5,\"height\":2}]," FORMAT "}", { 0, 0, 0, 7.5, NULL, "vp8", NULL } },
	{ "a codec without a name", "{\"streams\":[{\"codec_type\":\"video\",\"codec_name\":\"unknown\"}]}",
		{ 0, 0, 0, 0, NULL, NULL, NULL } },
	{ "a codec that is markup", "{\"streams\":[{\"codec_type\":\"video\",\"codec_name\":\"<b>\"}]}",
		{ 0, 0, 0, 0, NULL, NULL, NULL } },
	{ "a codec that never ends", "{\"streams\":[{\"codec_type\":\"audio\",\"codec_name\":"
		"\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}]}", { 0, 0, 0, 0, NULL, NULL, NULL } },
	{ "a codec that is a number", "{\"streams\":[{\"codec_type\":\"audio\",\"codec_name\":5}]}",
		{ 0, 0, 0, 0, NULL, NULL, NULL } },
	{ "streams that are none beside one", "{\"streams\":[1,null,\"video\",{\"codec_type\":7}," VIDEO "]}",
		{ 720, 480, 0, 0, NULL, "h264", NULL } },
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

#define SIDES \
	"\"ImageWidth\":720,\"ImageHeight\":480,\"ImageSize\":\"720x480\",\"Megapixels\":0.3456"
#define DATED(value)     ",\"tags\":{\"creation_time\":" value "}"
#define MOV(tags)        "\"format\":{\"format_name\":\"mov,mp4,m4a,3gp,3g2,mj2\"" tags "}"
#define VIDEO_WITH(tags) "{\"codec_type\":\"video\",\"width\":720,\"height\":480" tags "}"
#define UTC              DATED("\"2026-01-02T03:04:05.000000Z\"")

/* clang-format off */
static const struct { const char *label, *json, *want; } embedded[] = {
	{ "QuickTime without dates", "{\"streams\":[" VIDEO "]," MOV("") "}",
		"{" SIDES ",\"CreateDate\":\"0000:00:00 00:00:00\",\"MediaCreateDate\":\"0000:00:00 00:00:00\"}" },
	{ "QuickTime with dates", "{\"streams\":[" VIDEO_WITH(UTC) "]," MOV(UTC) "}",
		"{" SIDES ",\"CreateDate\":\"2026:01:02 03:04:05\",\"MediaCreateDate\":\"2026:01:02 03:04:05\"}" },
	{ "dates that are none", "{\"streams\":[" VIDEO_WITH(DATED("\"2026-01\"")) "]," MOV(DATED("5")) "}",
		"{" SIDES ",\"CreateDate\":\"0000:00:00 00:00:00\",\"MediaCreateDate\":\"0000:00:00 00:00:00\"}" },
	{ "Matroska without dates", "{\"streams\":[" VIDEO "],\"format\":{\"format_name\":\"matroska,webm\"}}",
		"{" SIDES "}" },
	{ "Matroska with a date", "{\"streams\":[" VIDEO "],\"format\":{\"format_name\":\"matroska,webm\"" UTC "}}",
		"{" SIDES ",\"CreateDate\":\"2026:01:02 03:04:05\"}" },
	{ "a name that only starts so", "{\"streams\":[" VIDEO "],\"format\":{\"format_name\":\"movie\"}}", "{" SIDES "}" },
	{ "no format", "{\"streams\":[" VIDEO "]}", "{" SIDES "}" },
	{ "sound alone", "{\"streams\":[" AUDIO "]," FORMAT "}", NULL },
	{ "sound alone in QuickTime", "{\"streams\":[" AUDIO "]," MOV("") "}",
		"{\"CreateDate\":\"0000:00:00 00:00:00\"}" },
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
	struct media_facts got;

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

START_TEST(what_is_embedded_is_told)
{
	struct scope s = scope_open();
	struct media_facts got;

	ck_assert(video_facts_read(&s, embedded[_i].json, strlen(embedded[_i].json), &got));
	ck_assert_msg(same_text(got.embedded_json, embedded[_i].want), "%s: %s", embedded[_i].label,
		got.embedded_json);
	scope_close(&s);
}
END_TEST

START_TEST(what_is_no_answer_is_refused)
{
	struct scope s = scope_open();
	struct media_facts got;

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
	tcase_add_loop_test(cases, what_is_embedded_is_told, 0, ARRAY_LEN(embedded));
	tcase_add_loop_test(cases, what_is_no_answer_is_refused, 0, ARRAY_LEN(refused));
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
