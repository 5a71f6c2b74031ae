/* The form of an upload: what a field may hold, and what it means when it is absent. */
#include "base/strbuf.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"
#include "upload/upload_fields.h"

#include <string.h>

static struct upload_form *form;
static struct upload_fields fields;

static void set_up(void)
{
	open_scope();
	form = arena_alloc(scope.arena, sizeof(*form));
}

static bool add(const char *name, const char *value)
{
	return upload_form_add(form, &scope, name, view_of(value));
}

/* "name=value" pairs between bars; a new form each time. */
static void fill(const char *text)
{
	*form = (struct upload_form){ 0 };
	err_clear(&scope);
	for (struct view rest = view_of(text), part; rest.p;) {
		part = view_split(&rest, '|');
		if (part.n == 0)
			continue;
		struct view name = view_split(&part, '=');
		ck_assert_msg(upload_form_add(form, &scope,
				      arena_strndup(scope.arena, name.p, name.n), part),
			"%s", scope.err.msg);
	}
}

static bool read_text(const char *text)
{
	fill(text);
	return upload_fields_read(&scope, form, NAMES_CLEANED, &fields);
}

START_TEST(a_form_gives_back_what_it_took)
{
	ck_assert(
		add("fileName", "a.txt") && add("empty", "") && add("caf\xc3\xa9", "\xe6\x96\x87"));
	ck_assert_str_eq(upload_form_get(form, "fileName"), "a.txt");
	ck_assert_str_eq(upload_form_get(form, "caf\xc3\xa9"), "\xe6\x96\x87");
	ck_assert_str_eq(upload_form_get(form, "empty"), "");
	ck_assert_ptr_null(upload_form_given(form, "empty"));
	ck_assert_str_eq(upload_form_given(form, "fileName"), "a.txt");
	ck_assert_ptr_null(upload_form_get(form, "filename"));
	ck_assert_ptr_null(upload_form_given(form, "absent"));
	ck_assert_uint_eq(form->count, 3);
}
END_TEST

START_TEST(a_form_keeps_copies)
{
	char name[] = "fileName", value[] = "a.txt";

	ck_assert(upload_form_add(form, &scope, name, (struct view){ value, 5 }));
	memset(name, 'x', sizeof(name) - 1);
	memset(value, 'x', sizeof(value) - 1);
	ck_assert_str_eq(upload_form_get(form, "fileName"), "a.txt");
}
END_TEST

START_TEST(only_tags_may_come_twice)
{
	ck_assert(add("tags", "a") && add("tags", "b"));
	ck_assert_str_eq(upload_form_get(form, "tags"), "a");
	ck_assert(add("folder", "/"));
	ck_assert(!add("folder", "/"));
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_msg(strstr(scope.err.msg, "folder") != NULL, "%s", scope.err.msg);
}
END_TEST

static const struct bad_text {
	const char *label;
	struct view value;
} bad_texts[] = {
	{ "no UTF-8", { "\xff", 1 } },
	{ "cut in a character", { "a\xc3", 2 } },
	{ "a surrogate", { "\xed\xa0\x80", 3 } },
	{ "a zero byte", { "a\0b", 3 } },
};

START_TEST(values_are_utf8_text)
{
	ck_assert_msg(!upload_form_add(form, &scope, "folder", bad_texts[_i].value), "%s",
		bad_texts[_i].label);
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_msg(strstr(scope.err.msg, "folder") != NULL, "%s", scope.err.msg);
	ck_assert_uint_eq(form->count, 0);
}
END_TEST

START_TEST(a_form_has_a_limit_of_fields)
{
	for (int i = 0; i < UPLOAD_FORM_MAX_FIELDS; i++)
		ck_assert(add("tags", "x"));
	ck_assert(!add("tags", "one too many"));
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_uint_eq(form->count, UPLOAD_FORM_MAX_FIELDS);
}
END_TEST

/* What is no parameter is ignored: it is never an error, and never in the way of one that is. */
START_TEST(other_fields_may_hold_anything)
{
	ck_assert(upload_form_add(form, &scope, "image", (struct view){ "\xff\0\xd8", 3 }));
	ck_assert_ptr_null(upload_form_get(form, "image"));
	ck_assert_int_eq(form->fields[0].bytes, 3);
	upload_form_pass_over(form, &scope, "thumbnail", 1 << 30);
	ck_assert_ptr_null(upload_form_get(form, "thumbnail"));
	ck_assert(!upload_form_wants(form, "image") && !upload_form_wants(form, "thumbnail"));
	ck_assert(upload_form_wants(form, "tags[]") && add("tags[]", "a"));
	ck_assert(!upload_form_wants(form, "tags[]"));
	ck_assert_str_eq(upload_form_get(form, "tags[]"), "a");
	ck_assert_int_eq(scope.err.code, ERR_NONE);
}
END_TEST

START_TEST(other_fields_leave_room_for_parameters)
{
	int kept = 0;

	for (int i = 0; i < 1000; i++) {
		const char *name = arena_printf(scope.arena, "file[%d]", i);
		if (upload_form_wants(form, name) && add(name, "255"))
			kept++;
	}
	ck_assert_int_eq(kept, UPLOAD_FORM_MAX_OTHERS);
	ck_assert(upload_form_wants(form, "fileName") && add("fileName", "a.txt"));
	for (int i = 1; i < UPLOAD_FORM_MAX_FIELDS - UPLOAD_FORM_MAX_OTHERS; i++)
		ck_assert(add("tags", "x"));
	ck_assert_uint_eq(form->count, UPLOAD_FORM_MAX_FIELDS);
	upload_form_pass_over(form, &scope, "late", 1);
	ck_assert_int_eq(scope.err.code, ERR_NONE);
}
END_TEST

START_TEST(absent_fields_have_the_defaults_of_the_service)
{
	ck_assert_msg(read_text("fileName=a.txt"), "%s", scope.err.msg);
	ck_assert_str_eq(fields.file_name, "a.txt");
	ck_assert_str_eq(fields.folder, "/");
	ck_assert(fields.use_unique_name && !fields.is_private && fields.is_published);
	ck_assert(fields.overwrite_file && fields.overwrite_tags && fields.overwrite_ai_tags &&
		  fields.overwrite_custom_metadata);
	ck_assert(!fields.has_tags && !fields.tags_json && !fields.custom_coordinates &&
		  !fields.description);
	const struct upload_shown *shown = &fields.shown;
	ck_assert(!shown->tags && !shown->custom_coordinates && !shown->is_private &&
		  !shown->is_published && !shown->custom_metadata && !shown->embedded_metadata &&
		  !shown->metadata);
}
END_TEST

static const struct flag {
	const char *name;
	size_t offset;
} flags[] = {
	{ "useUniqueFileName", offsetof(struct upload_fields, use_unique_name) },
	{ "isPrivateFile", offsetof(struct upload_fields, is_private) },
	{ "isPublished", offsetof(struct upload_fields, is_published) },
	{ "overwriteFile", offsetof(struct upload_fields, overwrite_file) },
	{ "overwriteTags", offsetof(struct upload_fields, overwrite_tags) },
	{ "overwriteAITags", offsetof(struct upload_fields, overwrite_ai_tags) },
	{ "overwriteCustomMetadata", offsetof(struct upload_fields, overwrite_custom_metadata) },
};

static bool flag_at(size_t offset)
{
	bool value;

	memcpy(&value, (const char *)&fields + offset, sizeof(value));
	return value;
}

START_TEST(a_flag_is_true_or_false_or_refused)
{
	const struct flag *f = &flags[_i];
	struct arena *a = scope.arena;

	ck_assert_msg(read_text("fileName=a"), "%s", scope.err.msg);
	bool otherwise = flag_at(f->offset);
	ck_assert_msg(read_text(arena_printf(a, "fileName=a|%s=true", f->name)), "%s", f->name);
	ck_assert_msg(flag_at(f->offset), "%s", f->name);
	ck_assert_msg(read_text(arena_printf(a, "fileName=a|%s=false", f->name)), "%s", f->name);
	ck_assert_msg(!flag_at(f->offset), "%s", f->name);
	ck_assert_msg(read_text(arena_printf(a, "fileName=a|%s=", f->name)), "%s", f->name);
	ck_assert_msg(flag_at(f->offset) == otherwise, "%s: empty", f->name);
	ck_assert_msg(!read_text(arena_printf(a, "fileName=a|%s=maybe", f->name)), "%s", f->name);
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_msg(strstr(scope.err.msg, f->name) != NULL, "%s: %s", f->name, scope.err.msg);
}
END_TEST

static const struct tags {
	const char *label, *form, *json;
	bool has;
} tags[] = {
	{ "none", "fileName=a", NULL, false },
	{ "an empty field", "fileName=a|tags=", NULL, true },
	{ "comma list", "fileName=a|tags=x,y", "[\"x\",\"y\"]", true },
	{ "blanks stay", "fileName=a|tags=Tag_1, Tag_2", "[\"Tag_1\",\" Tag_2\"]", true },
	{ "JSON array", "fileName=a|tags=[\"x\",\"y,z\"]", "[\"x\",\"y,z\"]", true },
	{ "empty JSON array", "fileName=a|tags=[]", NULL, true },
	{ "repeated", "fileName=a|tags=x|tags=y", "[\"x\",\"y\"]", true },
	{ "repeated in both forms", "fileName=a|tags=x|tags=[\"y\"]", "[\"x\",\"y\"]", true },
	{ "twice the same", "fileName=a|tags=x,x", "[\"x\",\"x\"]", true },
	{ "to be escaped", "fileName=a|tags=say \"x\"\\", "[\"say \\\"x\\\"\\\\\"]", true },
	{ "any script", "fileName=a|tags=\xe6\x96\x87", "[\"\xe6\x96\x87\"]", true },
};

START_TEST(tags_come_as_a_list_or_as_json)
{
	const struct tags *row = &tags[_i];

	ck_assert_msg(read_text(row->form), "%s: %s", row->label, scope.err.msg);
	ck_assert_msg(fields.has_tags == row->has, "%s", row->label);
	if (row->json)
		ck_assert_msg(fields.tags_json && strcmp(fields.tags_json, row->json) == 0,
			"%s: %s", row->label, fields.tags_json ? fields.tags_json : "(none)");
	else
		ck_assert_msg(!fields.tags_json, "%s: %s", row->label, fields.tags_json);
}
END_TEST

/* The longest list there may be, in characters that JSON writes longest. */
START_TEST(the_largest_list_of_tags_stays_whole)
{
	static const char *const texts[] = { "\x01", "\xf0\x9f\x8e\x88", "\"" };

	for (size_t t = 0; t < ARRAY_LEN(texts); t++) {
		struct strbuf text = strbuf_init(scope.arena, 8000);
		for (int i = 0; i < 500; i++)
			strbuf_printf(&text, "%s%s", i ? "," : "fileName=a|tags=", texts[t]);
		ck_assert_msg(read_text(strbuf_text(&text)), "%s", scope.err.msg);
		size_t n = strlen(fields.tags_json), commas = 0;
		for (size_t i = 0; i < n; i++)
			commas += fields.tags_json[i] == ',';
		ck_assert_uint_eq(commas, 499);
		ck_assert_int_eq(fields.tags_json[n - 1], ']');
	}
}
END_TEST

static const struct refusal {
	const char *label, *form;
	enum err_code code;
	const char *message; /* its beginning */
} refusals[] = {
	{ "no file name", "folder=/", ERR_INVALID, "Your request is missing fileName paramater" },
	{ "an empty file name", "fileName=", ERR_INVALID,
		"Your request is missing fileName paramater" },
	{ "a file name that is a folder", "fileName=..", ERR_INVALID,
		"Your request contains invalid value for fileName parameter." },
	{ "another one", "fileName=.", ERR_INVALID,
		"Your request contains invalid value for fileName parameter." },
	{ "a folder that points elsewhere", "fileName=a|folder=/x/../y", ERR_INVALID,
		"Your request contains invalid value for folder parameter." },
	{ "a tag with a percent sign", "fileName=a|tags=100%", ERR_INVALID,
		"Your request contains invalid value for tags parameter." },
	{ "tags that are broken JSON", "fileName=a|tags=[\"x\"", ERR_INVALID,
		"Your request contains invalid value for tags parameter." },
	{ "tags that are no texts", "fileName=a|tags=[1]", ERR_INVALID,
		"Your request contains invalid value for tags parameter." },
	{ "response fields that are broken JSON", "fileName=a|responseFields=[", ERR_INVALID,
		"Your request contains invalid value for responseFields parameter." },
	{ "coordinates of three numbers", "fileName=a|customCoordinates=1,2,3", ERR_INVALID,
		"Your request contains invalid value for customCoordinates parameter." },
	{ "coordinates of five numbers", "fileName=a|customCoordinates=1,2,3,4,5", ERR_INVALID,
		"Your request contains invalid value for customCoordinates parameter." },
	{ "coordinates below zero", "fileName=a|customCoordinates=-1,2,3,4", ERR_INVALID,
		"Your request contains invalid value for customCoordinates parameter." },
	{ "coordinates of no size", "fileName=a|customCoordinates=1,2,0,4", ERR_INVALID,
		"Your request contains invalid value for customCoordinates parameter." },
	{ "coordinates in words", "fileName=a|customCoordinates=a,b,c,d", ERR_INVALID,
		"Your request contains invalid value for customCoordinates parameter." },
	{ "transformation", "fileName=a|transformation={\"pre\":\"w-1\"}", ERR_NOT_IMPLEMENTED,
		NULL },
	{ "transformation", "fileName=a|transformation=[]", ERR_NOT_IMPLEMENTED, NULL },
	{ "transformation", "fileName=a|transformation={", ERR_NOT_IMPLEMENTED, NULL },
	{ "extensions", "fileName=a|extensions=[{}]", ERR_NOT_IMPLEMENTED, NULL },
	{ "extensions", "fileName=a|extensions={}", ERR_NOT_IMPLEMENTED, NULL },
	{ "custom metadata that is broken JSON", "fileName=a|customMetadata={\"x\":", ERR_INVALID,
		"Your request contains invalid value for customMetadata parameter." },
	{ "custom metadata that is a list", "fileName=a|customMetadata=[]", ERR_INVALID,
		"Your request contains invalid value for customMetadata parameter." },
	{ "custom metadata that is null", "fileName=a|customMetadata=null", ERR_INVALID,
		"Your request contains invalid value for customMetadata parameter." },
};

START_TEST(custom_metadata_is_an_object)
{
	ck_assert(read_text("fileName=a"));
	ck_assert_ptr_null(fields.custom_metadata);
	ck_assert(read_text("fileName=a|customMetadata="));
	ck_assert_ptr_null(fields.custom_metadata);
	ck_assert(read_text("fileName=a|customMetadata={}"));
	ck_assert(fields.custom_metadata && json_count(fields.custom_metadata) == 0);
	ck_assert(read_text("fileName=a|customMetadata={\"brand\":\"Nike\",\"price\":null}"));
	ck_assert_uint_eq(json_count(fields.custom_metadata), 2);
	ck_assert_str_eq(json_text_of(json_member(fields.custom_metadata, "brand")), "Nike");
}
END_TEST

START_TEST(bad_fields_are_refused_by_name)
{
	const struct refusal *row = &refusals[_i];

	ck_assert_msg(!read_text(row->form), "%s", row->label);
	ck_assert_msg(scope.err.code == row->code, "%s: code %d", row->label, scope.err.code);
	if (row->message)
		ck_assert_msg(text_starts(scope.err.msg, row->message), "%s: %s", row->label,
			scope.err.msg);
	else
		ck_assert_msg(strstr(scope.err.msg, row->label) != NULL, "%s: %s", row->label,
			scope.err.msg);
}
END_TEST

START_TEST(what_asks_for_nothing_is_not_refused)
{
	ck_assert(read_text("fileName=a|extensions=[]|transformation={}"));
	ck_assert(read_text("fileName=a|extensions= [ ] |transformation= { } "));
	ck_assert(read_text("fileName=a|extensions=|transformation="));
	ck_assert_int_eq(scope.err.code, ERR_NONE);
}
END_TEST

START_TEST(names_are_cleaned)
{
	ck_assert(read_text("fileName=my file (1).jpg|folder=sale//summer 24/"));
	ck_assert_str_eq(fields.file_name, "my_file__1_.jpg");
	ck_assert_str_eq(fields.folder, "/sale/summer_24");
	ck_assert(read_text("fileName=a|folder="));
	ck_assert_str_eq(fields.folder, "/");
}
END_TEST

START_TEST(the_rest_is_taken_as_it_was_sent)
{
	ck_assert(read_text("fileName=a|description=two\nlines|customCoordinates=10,0,20,30|"
			    "unknownField=x|webhookUrl=http://localhost/"));
	ck_assert_str_eq(fields.description, "two\nlines");
	ck_assert_str_eq(fields.custom_coordinates, "10,0,20,30");
	ck_assert(read_text("fileName=a|description=|customCoordinates="));
	ck_assert_ptr_null(fields.description);
	ck_assert_ptr_null(fields.custom_coordinates);
}
END_TEST

START_TEST(response_fields_are_shown_by_name)
{
	static const char *const forms[] = {
		"fileName=a|responseFields=tags,isPrivateFile, customMetadata,unknown,metadata",
		"fileName=a|responseFields=[\"tags\",\"isPrivateFile\",\"customMetadata\",\"x\","
		"\"metadata\"]",
	};

	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		ck_assert_msg(read_text(forms[i]), "%s: %s", forms[i], scope.err.msg);
		const struct upload_shown *s = &fields.shown;
		ck_assert_msg(s->tags && s->is_private && s->custom_metadata && s->metadata, "%s",
			forms[i]);
		ck_assert_msg(!s->custom_coordinates && !s->is_published && !s->embedded_metadata,
			"%s", forms[i]);
	}
	ck_assert(read_text("fileName=a|responseFields=customCoordinates,isPublished,"
			    "embeddedMetadata"));
	ck_assert(fields.shown.custom_coordinates && fields.shown.is_published &&
		  fields.shown.embedded_metadata);
	ck_assert(!fields.shown.tags && !fields.shown.is_private && !fields.shown.custom_metadata);
}
END_TEST

static TCase *form_cases(void)
{
	TCase *cases = tcase_create("upload_form");

	tcase_add_checked_fixture(cases, set_up, close_scope);
	tcase_add_test(cases, a_form_gives_back_what_it_took);
	tcase_add_test(cases, a_form_keeps_copies);
	tcase_add_test(cases, only_tags_may_come_twice);
	tcase_add_loop_test(cases, values_are_utf8_text, 0, ARRAY_LEN(bad_texts));
	tcase_add_test(cases, a_form_has_a_limit_of_fields);
	tcase_add_test(cases, other_fields_may_hold_anything);
	tcase_add_test(cases, other_fields_leave_room_for_parameters);
	return cases;
}

static TCase *field_cases(void)
{
	TCase *cases = tcase_create("upload_fields");

	tcase_add_checked_fixture(cases, set_up, close_scope);
	tcase_add_test(cases, absent_fields_have_the_defaults_of_the_service);
	tcase_add_loop_test(cases, a_flag_is_true_or_false_or_refused, 0, ARRAY_LEN(flags));
	tcase_add_loop_test(cases, tags_come_as_a_list_or_as_json, 0, ARRAY_LEN(tags));
	tcase_add_test(cases, the_largest_list_of_tags_stays_whole);
	tcase_add_test(cases, custom_metadata_is_an_object);
	tcase_add_loop_test(cases, bad_fields_are_refused_by_name, 0, ARRAY_LEN(refusals));
	tcase_add_test(cases, what_asks_for_nothing_is_not_refused);
	tcase_add_test(cases, names_are_cleaned);
	tcase_add_test(cases, the_rest_is_taken_as_it_was_sent);
	tcase_add_test(cases, response_fields_are_shown_by_name);
	return cases;
}

int main(void)
{
	Suite *suite = suite_create("ops");

	suite_add_tcase(suite, form_cases());
	suite_add_tcase(suite, field_cases());
	return check_run(suite);
}
