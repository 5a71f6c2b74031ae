/* JSON of files and folders, member by member in the order of the service. */
#include "json/json_value.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"
#include "view/file_view.h"

#include <string.h>

#define ID "598821f949c0a938d57563bd"

static struct strbuf text;

static void set_up(void)
{
	open_scope();
	text = strbuf_init(scope.arena, 1 << 20);
}

/* The example of the reference: the second version of a picture. */
static struct file picture(void)
{
	return (struct file){
		.id = ID,
		.name = "file.jpg",
		.folder_path = "/a",
		.version_id = "598821f949c0a938d57563be",
		.version_no = 2,
		.delivery_key = "key.of.32.characters............",
		.is_current = true,
		.created_at = 1566627281313,
		.updated_at = 1566627281313,
		.stored_at = 1566627281313,
		.content = { .size = 100,
			.mime = "image/jpeg",
			.is_image = true,
			.facts.width = 200,
			.facts.height = 100 },
		.attributes = { .tags_json = "[\"a\"]", .is_published = true },
	};
}

static struct file document(void)
{
	struct file f = picture();

	f.name = "notes.txt";
	f.folder_path = "/";
	f.version_id = ID;
	f.version_no = 1;
	f.content = (struct file_content){ .size = 3, .mime = "text/plain" };
	f.attributes.tags_json = NULL;
	return f;
}

static const char *details(const struct file *f)
{
	struct json_writer w = json_writer(&text);

	text.len = 0;
	file_view_write(&w, f, "http://localhost:4010/demo");
	return strbuf_text(&text);
}

/* What uploads show as metadata. */
static struct metadata metadata;

static const char *uploaded(const struct file *f, const struct upload_shown *shown)
{
	struct json_writer w = json_writer(&text);

	text.len = 0;
	file_view_write_upload(&w, f, "http://localhost:4010/demo", shown, &metadata);
	return strbuf_text(&text);
}

static const struct json_value *parsed(const char *json)
{
	const struct json_value *v;

	ck_assert_msg(json_parse(&scope, json, strlen(json), &v), "%s: %s", scope.err.msg, json);
	return v;
}

/* Names of the members, with blanks between. */
static const char *names_of(const struct json_value *object)
{
	const char *names = "";

	for (const struct json_value *v = json_first(object); v; v = json_next(v))
		names = arena_printf(
			scope.arena, "%s%s%s", names, *names ? " " : "", json_name_of(v));
	return names;
}

static const char *member(const struct json_value *object, const char *name)
{
	const struct json_value *v = json_member(object, name);

	ck_assert_msg(v != NULL, "no member %s", name);
	return json_text_of(v);
}

START_TEST(details_of_a_picture_have_every_member_in_order)
{
	struct file f = picture();
	const struct json_value *v = parsed(details(&f));
	int64_t number = 0;

	ck_assert_str_eq(names_of(v),
		"type name createdAt updatedAt fileId tags AITags versionInfo embeddedMetadata "
		"customCoordinates customMetadata isPrivateFile isPublished url thumbnail fileType "
		"filePath height width size hasAlpha mime");
	ck_assert_str_eq(member(v, "type"), "file");
	ck_assert_str_eq(member(v, "createdAt"), "2019-08-24T06:14:41.313Z");
	ck_assert_str_eq(member(v, "fileId"), ID);
	ck_assert_str_eq(
		member(v, "url"), "http://localhost:4010/demo/a/file.jpg?updatedAt=1566627281313");
	ck_assert_str_eq(member(v, "thumbnail"),
		"http://localhost:4010/demo/a/file.jpg?updatedAt=1566627281313"
		"&tr=n-ik_ml_thumbnail");
	ck_assert_str_eq(member(v, "filePath"), "/a/file.jpg");
	ck_assert_str_eq(member(v, "fileType"), "image");
	ck_assert_str_eq(member(v, "mime"), "image/jpeg");
	ck_assert(json_int_of(json_member(v, "height"), &number) && number == 100);
	ck_assert(json_int_of(json_member(v, "width"), &number) && number == 200);
	ck_assert(json_kind_of(json_member(v, "customCoordinates")) == JSON_NULL);
	ck_assert(json_kind_of(json_member(v, "AITags")) == JSON_NULL);
	ck_assert_uint_eq(json_count(json_member(v, "tags")), 1);
	const struct json_value *version = json_member(v, "versionInfo");
	ck_assert_str_eq(member(version, "id"), "598821f949c0a938d57563be");
	ck_assert_str_eq(member(version, "name"), "Version 2");
}
END_TEST

START_TEST(details_of_a_document_leave_out_what_only_pictures_have)
{
	struct file f = document();
	const struct json_value *v = parsed(details(&f));

	ck_assert_str_eq(names_of(v),
		"type name createdAt updatedAt fileId tags AITags versionInfo embeddedMetadata "
		"customCoordinates customMetadata isPrivateFile isPublished url thumbnail fileType "
		"filePath size mime");
	ck_assert_str_eq(member(v, "fileType"), "non-image");
	ck_assert_str_eq(member(v, "filePath"), "/notes.txt");
	ck_assert_uint_eq(json_count(json_member(v, "embeddedMetadata")), 0);
	ck_assert(json_kind_of(json_member(v, "tags")) == JSON_NULL);
}
END_TEST

START_TEST(attributes_are_shown_when_set)
{
	struct file f = picture();

	f.attributes = (struct file_attributes){ .tags_json = "[\"x\",\"\\\"\"]",
		.custom_json = "{\"brand\":\"x\"}",
		.custom_coordinates = "1,2,3,4",
		.description = "a\n\"b\"",
		.is_private = true };
	const struct json_value *v = parsed(details(&f));
	ck_assert_str_eq(member(v, "customCoordinates"), "1,2,3,4");
	ck_assert_str_eq(member(v, "description"), "a\n\"b\"");
	ck_assert_str_eq(member(json_member(v, "customMetadata"), "brand"), "x");
	v = parsed(uploaded(&f, &(struct upload_shown){ .custom_metadata = true }));
	ck_assert_str_eq(member(json_member(v, "customMetadata"), "brand"), "x");
	v = parsed(details(&f));
	ck_assert(json_bool_of(json_member(v, "isPrivateFile")));
	ck_assert(!json_bool_of(json_member(v, "isPublished")));
	ck_assert_uint_eq(json_count(json_member(v, "tags")), 2);
}
END_TEST

START_TEST(an_old_version_has_a_url_of_its_own)
{
	struct file f = picture();

	f.is_current = false;
	const struct json_value *v = parsed(details(&f));
	ck_assert_str_eq(member(v, "type"), "file-version");
	ck_assert_str_eq(member(v, "url"),
		"http://localhost:4010/demo/a/"
		"file.jpg?ik-obj-version=key.of.32.characters............"
		"&updatedAt=1566627281313");
	ck_assert(strstr(member(v, "thumbnail"), "&tr=n-ik_ml_thumbnail") != NULL);
}
END_TEST

static const struct place {
	const char *label, *folder, *name, *path, *url;
} places[] = {
	{ "root", "/", "a.jpg", "/a.jpg", "/a.jpg" },
	{ "nested", "/x/y", "a.jpg", "/x/y/a.jpg", "/x/y/a.jpg" },
	{ "another script", "/\xd0\xa4", "\xc3\xa9.jpg", "/\xd0\xa4/\xc3\xa9.jpg",
		"/%D0%A4/%C3%A9.jpg" },
	{ "what URLs leave alone", "/a-b_c", "d-e_f.g.jpg", "/a-b_c/d-e_f.g.jpg",
		"/a-b_c/d-e_f.g.jpg" },
};

START_TEST(urls_are_encoded_and_paths_are_not)
{
	const struct place *p = &places[_i];
	struct file f = picture();

	f.folder_path = p->folder;
	f.name = p->name;
	const struct json_value *v = parsed(details(&f));
	const char *want = arena_printf(
		scope.arena, "http://localhost:4010/demo%s?updatedAt=1566627281313", p->url);
	ck_assert_msg(strcmp(member(v, "filePath"), p->path) == 0, "%s", p->label);
	ck_assert_msg(strcmp(member(v, "url"), want) == 0, "%s: %s", p->label, member(v, "url"));
	v = parsed(uploaded(&f, &(struct upload_shown){ 0 }));
	want = arena_printf(scope.arena, "http://localhost:4010/demo%s", p->url);
	ck_assert_msg(strcmp(member(v, "url"), want) == 0, "%s: %s", p->label, member(v, "url"));
	want = arena_printf(
		scope.arena, "http://localhost:4010/demo/tr:n-ik_ml_thumbnail%s", p->url);
	ck_assert_msg(strcmp(member(v, "thumbnailUrl"), want) == 0, "%s: %s", p->label,
		member(v, "thumbnailUrl"));
}
END_TEST

START_TEST(pictures_have_derived_metadata)
{
	struct file f = picture();
	const struct json_value *m = json_member(parsed(details(&f)), "embeddedMetadata");

	ck_assert_str_eq(names_of(m), "XResolution YResolution DateCreated DateTimeCreated");
	ck_assert_str_eq(member(m, "DateCreated"), "2019-08-24T06:14:41.313Z");
	ck_assert(json_number_of(json_member(m, "XResolution")) > 71);
	f.content.mime = "image/png";
	f.content.facts.x_resolution = 300;
	f.updated_at += 1000; /* a later change of the attributes */
	m = json_member(parsed(details(&f)), "embeddedMetadata");
	ck_assert_str_eq(names_of(m),
		"ImageWidth ImageHeight XResolution YResolution DateCreated DateTimeCreated");
	int64_t number = 0;
	ck_assert(json_int_of(json_member(m, "XResolution"), &number) && number == 300);
	ck_assert(json_int_of(json_member(m, "ImageWidth"), &number) && number == 200);
	ck_assert_str_eq(member(m, "DateTimeCreated"), "2019-08-24T06:14:41.313Z");
}
END_TEST

/* What the file says wins, and nothing is there twice: the parser refuses that. */
START_TEST(what_a_picture_says_lies_over_what_is_derived)
{
	struct file f = picture();

	f.content.mime = "image/png";
	f.content.facts.embedded_json =
		"{\"Artist\":\"x,\\\"DateCreated\\\":1\",\"XResolution\":300,"
		"\"Keywords\":[\"YResolution\",\"b\"],"
		"\"DateTimeCreated\":\"2019-10-16T19:01:03.000Z\"}";
	const struct json_value *m = json_member(parsed(details(&f)), "embeddedMetadata");
	ck_assert_str_eq(names_of(m), "ImageWidth ImageHeight YResolution DateCreated Artist "
				      "XResolution Keywords DateTimeCreated");
	ck_assert(json_number_of(json_member(m, "XResolution")) > 299);
	ck_assert_str_eq(member(m, "DateTimeCreated"), "2019-10-16T19:01:03.000Z");
	ck_assert_uint_eq(json_count(json_member(m, "Keywords")), 2);
	f.content.facts.embedded_json = "{}";
	m = json_member(parsed(details(&f)), "embeddedMetadata");
	ck_assert_uint_eq(json_count(m), 6);
}
END_TEST

static struct file video(void)
{
	struct file f = document();

	f.name = "film.mp4";
	f.content = (struct file_content){ .size = 5000,
		.mime = "video/mp4",
		.facts.width = 720,
		.facts.height = 480,
		.facts.bit_rate = 1453966,
		.facts.duration = 7.5,
		.facts.audio_codec = "aac",
		.facts.video_codec = "h264" };
	return f;
}

START_TEST(videos_have_facts_of_their_own)
{
	struct file f = video();
	const struct json_value *v = parsed(details(&f));
	int64_t number = 0;

	ck_assert_str_eq(names_of(v),
		"type name createdAt updatedAt fileId tags AITags versionInfo embeddedMetadata "
		"customCoordinates customMetadata isPrivateFile isPublished url thumbnail fileType "
		"filePath height width size mime bitRate duration audioCodec videoCodec");
	ck_assert(json_int_of(json_member(v, "bitRate"), &number) && number == 1453966);
	ck_assert(strstr(details(&f), "\"duration\":7.5,") != NULL);
	ck_assert_str_eq(member(v, "audioCodec"), "aac");
	ck_assert_str_eq(member(v, "videoCodec"), "h264");
	ck_assert_str_eq(names_of(parsed(uploaded(&f, &(struct upload_shown){ 0 }))),
		"fileId name size versionInfo filePath url height width bitRate duration "
		"audioCodec videoCodec fileType AITags description");
	/* What is not known is not there. */
	f.content =
		(struct file_content){ .mime = "video/mp4", .size = 3, .facts.video_codec = "vp9" };
	ck_assert_str_eq(names_of(parsed(uploaded(&f, &(struct upload_shown){ 0 }))),
		"fileId name size versionInfo filePath url videoCodec fileType AITags description");
}
END_TEST

START_TEST(an_upload_answers_with_the_usual_members)
{
	struct file f = picture(), d = document();
	const struct upload_shown nothing = { 0 };

	ck_assert_str_eq(names_of(parsed(uploaded(&f, &nothing))),
		"fileId name size versionInfo filePath url fileType height width thumbnailUrl "
		"AITags");
	f.content.facts.orientation = 6;
	ck_assert_str_eq(names_of(parsed(uploaded(&f, &nothing))),
		"fileId name size versionInfo filePath url fileType height width orientation "
		"thumbnailUrl AITags");
	ck_assert_str_eq(names_of(parsed(uploaded(&d, &nothing))),
		"fileId name size versionInfo filePath url fileType AITags description");
	ck_assert(json_kind_of(json_member(parsed(uploaded(&d, &nothing)), "AITags")) == JSON_NULL);
	ck_assert_ptr_null(member(parsed(uploaded(&d, &nothing)), "description"));
	d.attributes.description = "words";
	ck_assert_str_eq(member(parsed(uploaded(&d, &nothing)), "description"), "words");
}
END_TEST

START_TEST(an_upload_shows_what_was_asked_for)
{
	const struct upload_shown all = { true, true, true, true, true, true, true };
	struct file f = document();
	const struct json_value *v = parsed(uploaded(&f, &all));
	static const struct {
		const char *name;
		enum json_kind kind;
	} shown[] = {
		{ "tags", JSON_NULL },
		{ "customCoordinates", JSON_NULL },
		{ "isPrivateFile", JSON_BOOL },
		{ "isPublished", JSON_BOOL },
		{ "customMetadata", JSON_OBJECT },
		{ "embeddedMetadata", JSON_OBJECT },
		{ "metadata", JSON_OBJECT },
	};

	for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
		const struct json_value *m = json_member(v, shown[i].name);
		ck_assert_msg(m && json_kind_of(m) == shown[i].kind, "%s", shown[i].name);
	}
	f.attributes.tags_json = "[\"t\"]";
	v = parsed(uploaded(&f, &(struct upload_shown){ .tags = true }));
	ck_assert_uint_eq(json_count(json_member(v, "tags")), 1);
	ck_assert_ptr_null(json_member(v, "isPrivateFile"));
}
END_TEST

START_TEST(a_folder_is_shown_with_its_path)
{
	struct json_writer w = json_writer(&text);
	struct folder f = { 1, ID, "summer", "/sale/summer", 0, 1566627281313 };

	file_view_write_folder(&w, &f);
	ck_assert_str_eq(strbuf_text(&text),
		"{\"folderId\":\"" ID "\",\"type\":\"folder\",\"name\":\"summer\","
		"\"folderPath\":\"/sale/summer\",\"createdAt\":\"1970-01-01T00:00:00.000Z\","
		"\"updatedAt\":\"2019-08-24T06:14:41.313Z\",\"customMetadata\":{}}");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("view");
	TCase *cases = tcase_create("file_view");

	tcase_add_checked_fixture(cases, set_up, close_scope);
	tcase_add_test(cases, details_of_a_picture_have_every_member_in_order);
	tcase_add_test(cases, details_of_a_document_leave_out_what_only_pictures_have);
	tcase_add_test(cases, attributes_are_shown_when_set);
	tcase_add_test(cases, an_old_version_has_a_url_of_its_own);
	tcase_add_loop_test(cases, urls_are_encoded_and_paths_are_not, 0, ARRAY_LEN(places));
	tcase_add_test(cases, pictures_have_derived_metadata);
	tcase_add_test(cases, what_a_picture_says_lies_over_what_is_derived);
	tcase_add_test(cases, videos_have_facts_of_their_own);
	tcase_add_test(cases, an_upload_answers_with_the_usual_members);
	tcase_add_test(cases, an_upload_shows_what_was_asked_for);
	tcase_add_test(cases, a_folder_is_shown_with_its_path);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
