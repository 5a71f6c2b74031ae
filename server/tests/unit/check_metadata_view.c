/* The members of metadata, their order, and what is left out. */
#include "tests/support/check_main.h"
#include "view/metadata_view.h"

#include <string.h>

static const struct {
	const char *label, *key;
	struct metadata metadata;
	const char *json;
} rows[] = {
	{ "nothing", NULL, { .kind = METADATA_NONE, .size = 5 }, "{}" },
	{ "an image", NULL,
		{ .kind = METADATA_IMAGE,
			.size = 7749,
			.image.width = 100,
			.image.height = 68,
			.image.format = "jpg",
			.image.phash = "f06830ca9f1e3e90",
			.image.exif_json = "{\"image\":{\"Make\":\"Canon\"}}",
			.image.density = 72,
			.image.has_color_profile = true },
		"{\"height\":68,\"width\":100,\"size\":7749,\"format\":\"jpg\","
		"\"hasColorProfile\":true,\"quality\":0,\"density\":72,\"hasTransparency\":false,"
		"\"pHash\":\"f06830ca9f1e3e90\",\"exif\":{\"image\":{\"Make\":\"Canon\"}}}" },
	{ "a transparent image", NULL,
		{ .kind = METADATA_IMAGE,
			.size = 1,
			.image.width = 2,
			.image.height = 3,
			.image.format = "png",
			.image.phash = "0000000000000000",
			.image.exif_json = "{}",
			.image.density = 300,
			.image.has_transparency = true },
		"{\"height\":3,\"width\":2,\"size\":1,\"format\":\"png\","
		"\"hasColorProfile\":false,\"quality\":0,\"density\":300,\"hasTransparency\":true,"
		"\"pHash\":\"0000000000000000\",\"exif\":{}}" },
	{ "a video", NULL,
		{ .kind = METADATA_VIDEO,
			.size = 23490,
			.video.width = 1280,
			.video.height = 720,
			.video.bit_rate = 546524,
			.video.duration = 70,
			.video.audio_codec = "aac",
			.video.video_codec = "h264" },
		"{\"height\":720,\"width\":1280,\"bitRate\":546524,\"duration\":70,"
		"\"audioCodec\":\"aac\",\"videoCodec\":\"h264\",\"size\":23490}" },
	{ "a video of which little is known", NULL,
		{ .kind = METADATA_VIDEO, .size = 9, .video.video_codec = "vp9" },
		"{\"videoCodec\":\"vp9\",\"size\":9}" },
	{ "a member", "metadata",
		{ .kind = METADATA_VIDEO,
			.size = 9,
			.video.duration = 1.25,
			.video.audio_codec = "opus" },
		"{\"metadata\":{\"duration\":1.25,\"audioCodec\":\"opus\",\"size\":9}}" },
	{ "an empty member", "metadata", { .kind = METADATA_NONE }, "{\"metadata\":{}}" },
};

START_TEST(members_come_in_the_order_of_the_service)
{
	struct arena *a = arena_new();
	struct strbuf text = strbuf_init(a, 4096);
	struct json_writer w = json_writer(&text);

	if (rows[_i].key)
		json_open_object(&w, NULL);
	metadata_view_write(&w, rows[_i].key, &rows[_i].metadata);
	if (rows[_i].key)
		json_close_object(&w);
	ck_assert_msg(strcmp(strbuf_text(&text), rows[_i].json) == 0, "%s: %s", rows[_i].label,
		strbuf_text(&text));
	arena_free(a);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("view");
	TCase *cases = tcase_create("metadata_view");

	tcase_add_loop_test(cases, members_come_in_the_order_of_the_service, 0, ARRAY_LEN(rows));
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
