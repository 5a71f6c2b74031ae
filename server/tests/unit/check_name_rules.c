/* The service's rules for names of files and folders, and for tags. */
#include "base/utf8.h"
#include "model/name_rules.h"
#include "model/tag_rules.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

#include <string.h>

struct pair {
	const char *label, *in, *out;
};

static const struct pair files[] = {
	{ "nothing to clean", "my-file_1.tar.gz", "my-file_1.tar.gz" },
	{ "one for one", "my file (1).jpg", "my_file__1_.jpg" },
	{ "every other ASCII character", " !\"#$%&'()*+,/:;<=>?@[\\]^`{|}~",
		"______________________________" },
	{ "control characters",
		"a\tb\nc\x7f"
		"d",
		"a_b_c_d" },
	{ "letters of any script", "\xd0\xa4\xd0\xb0\xd0\xb9\xd0\xbb \xe6\x96\x87\xe4\xbb\xb6.jpg",
		"\xd0\xa4\xd0\xb0\xd0\xb9\xd0\xbb_\xe6\x96\x87\xe4\xbb\xb6.jpg" },
	{ "a mark that combines", "cafe\xcc\x81.txt", "cafe\xcc\x81.txt" },
	{ "digits of another script", "\xd9\xa1\xd9\xa2.txt", "\xd9\xa1\xd9\xa2.txt" },
	{ "vowel signs", "\xe0\xa4\xb9\xe0\xa4\xbf\xe0\xa4\xa8\xe0\xa5\x8d.png",
		"\xe0\xa4\xb9\xe0\xa4\xbf\xe0\xa4\xa8\xe0\xa5\x8d.png" },
	{ "a picture of four bytes is one character", "\xf0\x9f\x8e\x88.png", "_.png" },
	{ "typographic punctuation", "\xe2\x80\x9cx\xe2\x80\x9d\xe2\x80\x94y", "_x__y" },
	{ "no-break and zero-width spaces",
		"a\xc2\xa0"
		"b\xe2\x80\x8b"
		"c",
		"a_b_c" },
	{ "a slash is no folder here", "../../etc/passwd", ".._.._etc_passwd" },
	{ "empty", "", "" },
};

START_TEST(file_names_keep_letters_marks_and_numbers)
{
	const struct pair *row = &files[_i];
	const char *got = name_rules_file(scope.arena, NAMES_CLEANED, row->in);

	ck_assert_msg(strcmp(got, row->out) == 0, "%s: '%s'", row->label, got);
	ck_assert_msg(strcmp(name_rules_file(scope.arena, NAMES_CLEANED, got), got) == 0,
		"%s: cleaning twice changes more", row->label);
}
END_TEST

static const struct pair folders[] = {
	{ "the root", "/", "/" },
	{ "nothing", "", "/" },
	{ "only slashes", "////", "/" },
	{ "slashes at the ends are optional", "sale", "/sale" },
	{ "both ends", "/sale/summer/", "/sale/summer" },
	{ "many slashes are one", "sale//summer 24/", "/sale/summer_24" },
	{ "a dot is no folder character", "v1.2/x", "/v1_2/x" },
	{ "three dots are no way out", "...", "/___" },
	{ "a dot at the front", ".hidden", "/_hidden" },
	{ "other characters", "a b&c%2Fd", "/a_b_c_2Fd" },
	{ "letters of any script", "\xd0\xa4/\xe6\x96\x87-1_2", "/\xd0\xa4/\xe6\x96\x87-1_2" },
	{ "blanks alone", " / ", "/_/_" },
	{ "a backslash", "a\\b", "/a_b" },
};

START_TEST(folders_are_cleaned_segment_by_segment)
{
	const struct pair *row = &folders[_i];
	const char *got = NULL, *again = NULL;

	ck_assert_msg(name_rules_folder(&scope, NAMES_CLEANED, row->in, &got), "%s: %s", row->label,
		scope.err.msg);
	ck_assert_msg(strcmp(got, row->out) == 0, "%s: '%s'", row->label, got);
	ck_assert(name_rules_folder(&scope, NAMES_CLEANED, got, &again));
	ck_assert_msg(strcmp(again, got) == 0, "%s: cleaning twice changes more", row->label);
}
END_TEST

/* What /v2 makes of names: as good as nothing. */
static const struct pair kept_files[] = {
	{ "blanks and signs", "a b & c.jpg", "a b & c.jpg" },
	{ "every sign of ASCII but the slash", " !\"#$%&'()*+,-.:;<=>\?@[\\]^_`{|}~ ",
		" !\"#$%&'()*+,-.:;<=>\?@[\\]^_`{|}~ " },
	{ "control characters", "\t\n\r\x1b\x7f", "\t\n\r\x1b\x7f" },
	{ "a slash", "a/b/", "a_b_" },
	{ "escapes are text", "a%2Fb%00", "a%2Fb%00" },
	{ "three dots", "...", "..." },
	{ "a smile", "\xf0\x9f\x98\x80.png", "\xf0\x9f\x98\x80.png" },
};

START_TEST(kept_file_names_are_as_they_were_sent)
{
	const struct pair *row = &kept_files[_i];
	const char *got = name_rules_file(scope.arena, NAMES_KEPT, row->in);

	ck_assert_msg(strcmp(got, row->out) == 0, "%s: '%s'", row->label, got);
	ck_assert(name_rules_is_file(got));
}
END_TEST

static const struct pair kept_folders[] = {
	{ "the root", "/", "/" },
	{ "nothing", "", "/" },
	{ "slashes at the ends", "//a b//c//", "/a b/c" },
	{ "dots", ".hidden/v1.2/...", "/.hidden/v1.2/..." },
	{ "blanks alone", " / ", "/ / " },
	{ "signs", "a & b/(c), d;e=f~+", "/a & b/(c), d;e=f~+" },
};

START_TEST(kept_folders_are_as_they_were_sent)
{
	const struct pair *row = &kept_folders[_i];
	const char *got = NULL;

	ck_assert_msg(name_rules_folder(&scope, NAMES_KEPT, row->in, &got), "%s: %s", row->label,
		scope.err.msg);
	ck_assert_msg(strcmp(got, row->out) == 0, "%s: '%s'", row->label, got);
}
END_TEST

START_TEST(dots_alone_name_no_file)
{
	ck_assert(!name_rules_is_file("") && !name_rules_is_file(".") && !name_rules_is_file(".."));
	ck_assert(name_rules_is_file("...") && name_rules_is_file(".a") && name_rules_is_file(" "));
}
END_TEST

static const char *const bad_folders[] = { ".", "..", "a/./b", "a/..", "/../a", "./", "a//..//b" };

START_TEST(a_folder_cannot_point_elsewhere)
{
	const char *out = NULL;

	enum name_rules rules = _i % 2 ? NAMES_KEPT : NAMES_CLEANED;
	const char *folder = bad_folders[_i / 2];

	ck_assert_msg(!name_rules_folder(&scope, rules, folder, &out), "%s", folder);
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_str_eq(
		scope.err.msg, "Your request contains invalid value for folder parameter.");
}
END_TEST

START_TEST(folders_nest_fifty_deep)
{
	char path[2 * (NAME_RULES_MAX_DEPTH + 1) + 1] = "";
	const char *out = NULL;

	for (int i = 0; i < NAME_RULES_MAX_DEPTH; i++)
		memcpy(path + 2 * (size_t)i, "/a", 3);
	ck_assert(name_rules_folder(&scope, NAMES_CLEANED, path, &out));
	ck_assert_str_eq(out, path);
	memcpy(path + 2 * (size_t)NAME_RULES_MAX_DEPTH, "/a", 3);
	ck_assert(!name_rules_folder(&scope, NAMES_CLEANED, path, &out));
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
}
END_TEST

static const struct pair suffixes[] = {
	{ "before the extension", "shoe.jpg", "shoe_iEyH1dQme.jpg" },
	{ "before the last of two", "a.tar.gz", "a.tar_iEyH1dQme.gz" },
	{ "no extension", "README", "README_iEyH1dQme" },
	{ "a leading dot is no extension", ".hidden", ".hidden_iEyH1dQme" },
	{ "hidden with an extension", ".hidden.txt", ".hidden_iEyH1dQme.txt" },
};

START_TEST(the_suffix_goes_before_the_extension)
{
	const struct pair *row = &suffixes[_i];
	const char *got = name_rules_with_suffix(scope.arena, row->in, "iEyH1dQme");

	ck_assert_msg(strcmp(got, row->out) == 0, "%s: '%s'", row->label, got);
}
END_TEST

static const struct pair extensions[] = {
	{ "plain", "a.jpg", "jpg" },
	{ "capitals", "A.JPG", "jpg" },
	{ "the last one", "a.tar.gz", "gz" },
	{ "none", "README", "" },
	{ "a dot at the end", "a.", "" },
	{ "a leading dot", ".hidden", "" },
	{ "empty", "", "" },
	{ "only dots", "...", "" },
};

START_TEST(an_extension_is_lower_case_and_without_dot)
{
	const struct pair *row = &extensions[_i];
	const char *got = name_rules_extension(scope.arena, row->in);

	ck_assert_msg(strcmp(got, row->out) == 0, "%s: '%s'", row->label, got);
}
END_TEST

START_TEST(a_path_has_one_slash_between_folder_and_name)
{
	ck_assert_str_eq(name_rules_join(scope.arena, "/", "b.jpg"), "/b.jpg");
	ck_assert_str_eq(name_rules_join(scope.arena, "/a", "b.jpg"), "/a/b.jpg");
	ck_assert_str_eq(name_rules_join(scope.arena, "/a/b", "c"), "/a/b/c");
}
END_TEST

/* Tags are written here with a bar between them. */
static const char *tags_of(const struct tag_list *list)
{
	const char *text = "";

	for (size_t i = 0; i < list->count; i++)
		text = arena_printf(scope.arena, "%s%s%s", text, i ? "|" : "", list->names[i]);
	return text;
}

static const struct pair lists[] = {
	{ "one", "a", "a" },
	{ "several", "a,b,c", "a|b|c" },
	{ "blanks stay", "Tag_1, Tag_2 ,c", "Tag_1| Tag_2 |c" },
	{ "empty parts are none", ",a,,b,", "a|b" },
	{ "nothing", "", "" },
	{ "only commas", ",,,", "" },
	{ "twice the same", "a,a", "a|a" },
	{ "any script", "\xd0\xa4,\xe6\x96\x87", "\xd0\xa4|\xe6\x96\x87" },
};

START_TEST(tags_are_split_at_commas_and_not_trimmed)
{
	const struct pair *row = &lists[_i];
	struct tag_list list = { 0 };

	tag_rules_split(scope.arena, row->in, &list);
	ck_assert_msg(
		strcmp(tags_of(&list), row->out) == 0, "%s: '%s'", row->label, tags_of(&list));
	/* Another text adds to the list. */
	size_t before = list.count;
	tag_rules_split(scope.arena, "x,y", &list);
	ck_assert_uint_eq(list.count, before + 2);
	ck_assert_str_eq(list.names[before + 1], "y");
	ck_assert(tag_rules_check(&scope, &list));
}
END_TEST

START_TEST(a_list_of_tags_may_grow)
{
	struct tag_list list = { 0 };

	for (int i = 0; i < 1000; i++)
		tag_rules_add(scope.arena, &list, arena_printf(scope.arena, "%d", i));
	ck_assert_uint_eq(list.count, 1000);
	for (int i = 0; i < 1000; i++)
		ck_assert_str_eq(list.names[i], arena_printf(scope.arena, "%d", i));
}
END_TEST

/* `times` times the text. */
static const struct tag_limit {
	const char *label, *text;
	int times;
	bool good;
} tag_limits[] = {
	{ "500 characters", "x", 500, true },
	{ "501 characters", "x", 501, false },
	{ "characters count, not bytes", "\xe6\x96\x87", 500, true },
	{ "501 of three bytes", "\xe6\x96\x87", 501, false },
	{ "five times a hundred",
		"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhhii"
		"i"
		"iiiiiiijjjjjjjjjj",
		5, true },
	{ "a percent sign", "100%", 1, false },
	{ "a percent escape", "%20", 1, false },
};

START_TEST(tags_have_a_limit_in_sum_and_no_percent_sign)
{
	const struct tag_limit *row = &tag_limits[_i];
	struct tag_list list = { 0 };

	for (int i = 0; i < row->times; i++)
		tag_rules_add(scope.arena, &list, row->text);
	ck_assert_msg(tag_rules_check(&scope, &list) == row->good, "%s", row->label);
	ck_assert_msg(scope.err.code == (row->good ? ERR_NONE : ERR_INVALID), "%s", row->label);
	if (!row->good)
		ck_assert_msg(
			strncmp(scope.err.msg,
				"Your request contains invalid value for tags parameter.", 55) == 0,
			"%s: %s", row->label, scope.err.msg);
}
END_TEST

START_TEST(the_limit_is_told_in_the_words_of_the_service)
{
	struct tag_list list = { 0 };

	for (int i = 0; i < 501; i++)
		tag_rules_add(scope.arena, &list, "x");
	ck_assert(!tag_rules_check(&scope, &list));
	ck_assert_str_eq(scope.err.msg, "Your request contains invalid value for tags parameter. "
					"Combined length of all tags "
					"should be less than or equal to 500.");
}
END_TEST

static TCase *name_cases(void)
{
	TCase *cases = tcase_create("name_rules");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_loop_test(cases, file_names_keep_letters_marks_and_numbers, 0, ARRAY_LEN(files));
	tcase_add_loop_test(cases, folders_are_cleaned_segment_by_segment, 0, ARRAY_LEN(folders));
	tcase_add_loop_test(cases, a_folder_cannot_point_elsewhere, 0, 2 * ARRAY_LEN(bad_folders));
	tcase_add_loop_test(cases, kept_file_names_are_as_they_were_sent, 0, ARRAY_LEN(kept_files));
	tcase_add_loop_test(cases, kept_folders_are_as_they_were_sent, 0, ARRAY_LEN(kept_folders));
	tcase_add_test(cases, dots_alone_name_no_file);
	tcase_add_test(cases, folders_nest_fifty_deep);
	tcase_add_loop_test(cases, the_suffix_goes_before_the_extension, 0, ARRAY_LEN(suffixes));
	tcase_add_loop_test(
		cases, an_extension_is_lower_case_and_without_dot, 0, ARRAY_LEN(extensions));
	tcase_add_test(cases, a_path_has_one_slash_between_folder_and_name);
	return cases;
}

static TCase *tag_cases(void)
{
	TCase *cases = tcase_create("tag_rules");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_loop_test(cases, tags_are_split_at_commas_and_not_trimmed, 0, ARRAY_LEN(lists));
	tcase_add_test(cases, a_list_of_tags_may_grow);
	tcase_add_loop_test(
		cases, tags_have_a_limit_in_sum_and_no_percent_sign, 0, ARRAY_LEN(tag_limits));
	tcase_add_test(cases, the_limit_is_told_in_the_words_of_the_service);
	return cases;
}

int main(void)
{
	Suite *suite = suite_create("model");

	suite_add_tcase(suite, name_cases());
	suite_add_tcase(suite, tag_cases());
	return check_run(suite);
}
