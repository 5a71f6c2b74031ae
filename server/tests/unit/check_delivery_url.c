/* The parts of a delivery URL, and the questions that access control asks of them. */
#include "base/text.h"
#include "delivery/delivery_url.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

#include <string.h>

/* Cuts the target at its first '?'. */
static bool read_url(const char *target, struct delivery_url *out)
{
	struct view query = view_of(target);
	struct view path = view_split(&query, '?');

	err_clear(&scope);
	return delivery_url_read(&scope, arena_strndup(scope.arena, path.p, path.n), query.p, out);
}

/* clang-format off */
static const struct row {
	const char *label, *target, *id, *folder, *name, *chain;
} rows[] = {
	{ "in the root", "/demo/a.jpg", "demo", "/", "a.jpg", NULL },
	{ "in a folder", "/demo/x/y/a.jpg", "demo", "/x/y", "a.jpg", NULL },
	{ "slashes double", "/demo//x///a.jpg", "demo", "/x", "a.jpg", NULL },
	{ "escapes", "/demo/my%20folder/caf%C3%A9.jpg", "demo", "/my folder", "caf\xc3\xa9.jpg", NULL },
	{ "a plus is a plus", "/demo/a+b/c+d.jpg", "demo", "/a+b", "c+d.jpg", NULL },
	{ "an encoded percent sign is decoded once", "/demo/a%2520b.jpg", "demo", "/", "a%20b.jpg", NULL },
	{ "an encoded slash is part of the name", "/demo/a%2Fb.jpg", "demo", "/", "a/b.jpg", NULL },
	{ "an encoded question mark", "/demo/a%3Fb.jpg", "demo", "/", "a?b.jpg", NULL },
	{ "dots are names", "/demo/../a.jpg", "demo", "/..", "a.jpg", NULL },
	{ "an encoded id", "/de%6Do/a.jpg", "demo", "/", "a.jpg", NULL },
	{ "no id", "//a.jpg", "", "/", "a.jpg", NULL },

	{ "chain first", "/demo/tr:w-1,h-2/x/a.jpg", "demo", "/x", "a.jpg", "w-1,h-2" },
	{ "chain between folders", "/demo/x/tr:w-1/y/a.jpg", "demo", "/x/y", "a.jpg", "w-1" },
	{ "chain of two steps", "/demo/tr:w-1:rt-90/a.jpg", "demo", "/", "a.jpg", "w-1:rt-90" },
	{ "chain that holds an encoded slash", "/demo/tr:l-image,ie-YS9i%2Fg,l-end/a.jpg", "demo", "/",
		"a.jpg", "l-image,ie-YS9i%2Fg,l-end" },
	{ "empty chain in the path", "/demo/tr:/a.jpg", "demo", "/", "a.jpg", "" },
	{ "only the first is the chain", "/demo/tr:w-1/tr:h-2/a.jpg", "demo", "/tr:h-2", "a.jpg", "w-1" },
	{ "the last segment is never the chain", "/demo/x/tr:w-1", "demo", "/x", "tr:w-1", NULL },
	{ "a name that starts so is no chain", "/demo/tr/a.jpg", "demo", "/tr", "a.jpg", NULL },
	{ "chain in the query", "/demo/a.jpg?tr=w-1,h-2", "demo", "/", "a.jpg", "w-1,h-2" },
	{ "chain in the query, encoded", "/demo/a.jpg?tr=w-1%2Ch-2%3Art-90", "demo", "/", "a.jpg",
		"w-1,h-2:rt-90" },
	{ "chain among others", "/demo/a.jpg?v=1&tr=w-1&x=tr", "demo", "/", "a.jpg", "w-1" },
	{ "the path goes before the query", "/demo/tr:w-1/a.jpg?tr=w-2", "demo", "/", "a.jpg", "w-1" },
	{ "an empty tr is none", "/demo/a.jpg?tr=", "demo", "/", "a.jpg", NULL },
	{ "the first tr counts", "/demo/a.jpg?tr=w-1&tr=w-2", "demo", "/", "a.jpg", "w-1" },

	{ "a search-friendly name is one as well", "/demo/ik-seo/x/shoe/red-shoe.jpg", "demo", "/ik-seo/x/shoe",
		"red-shoe.jpg", NULL },
	{ "search-friendly with a chain", "/demo/ik-seo/tr:w-1/shoe/red.jpg", "demo", "/ik-seo/shoe",
		"red.jpg", "w-1" },
	{ "a folder that is called like a chain", "/demo/tr%3Aw-1/a.jpg", "demo", "/tr:w-1", "a.jpg", NULL },
};
/* clang-format on */

START_TEST(a_url_falls_into_its_parts)
{
	const struct row *row = &rows[_i];
	struct delivery_url url;

	ck_assert_msg(read_url(row->target, &url), "%s: %s", row->label, scope.err.msg);
	ck_assert_msg(strcmp(url.imagekit_id, row->id) == 0, "%s: %s", row->label, url.imagekit_id);
	ck_assert_msg(strcmp(url.folder_path, row->folder) == 0, "%s: folder %s", row->label,
		url.folder_path);
	ck_assert_msg(strcmp(url.name, row->name) == 0, "%s: name %s", row->label, url.name);
	if (row->chain)
		ck_assert_msg(url.chain && strcmp(url.chain, row->chain) == 0, "%s: chain %s",
			row->label, url.chain ? url.chain : "(none)");
	else
		ck_assert_msg(!url.chain, "%s: chain %s", row->label, url.chain);
}
END_TEST

/* No folder has a slash in its name, so a segment with one must not find the folder below another. */
START_TEST(an_encoded_slash_never_separates_folders)
{
	struct delivery_url plain, encoded;

	ck_assert(read_url("/demo/a/b/c.jpg", &plain));
	ck_assert_str_eq(plain.folder_path, "/a/b");
	if (!read_url("/demo/a%2Fb/c.jpg", &encoded)) {
		ck_assert_int_eq(scope.err.code, ERR_NOT_FOUND);
		return;
	}
	ck_assert_str_ne(encoded.folder_path, plain.folder_path);
	/* Nor is it the folder whose name has the escape's three letters. */
	ck_assert(read_url("/demo/a%252Fb/c.jpg", &plain));
	ck_assert_str_eq(plain.folder_path, "/a%2Fb");
	ck_assert_str_ne(encoded.folder_path, plain.folder_path);
	ck_assert(read_url("/demo/ik-seo%2Fa/b/c.jpg", &encoded));
	ck_assert_str_eq(encoded.name, "c.jpg");
}
END_TEST

static const struct refusal {
	const char *label, *target;
	enum err_code code;
} refusals[] = {
	{ "no file name", "/demo/", ERR_NOT_FOUND },
	{ "no slash after the id", "/demo", ERR_NOT_FOUND },
	{ "nothing", "/", ERR_NOT_FOUND },
	{ "not even a slash", "*", ERR_NOT_FOUND },
	{ "a folder", "/demo/x/", ERR_NOT_FOUND },
	{ "only a chain and a slash", "/demo/tr:w-1/", ERR_NOT_FOUND },
	{ "half an escape", "/demo/100%.jpg", ERR_INVALID },
	{ "an escape that is no hex", "/demo/%zz/a.jpg", ERR_INVALID },
	{ "an escape in the id", "/de%6/a.jpg", ERR_INVALID },
	{ "not UTF-8", "/demo/%ff.jpg", ERR_INVALID },
	{ "an overlong form", "/demo/%c0%af.jpg", ERR_INVALID },
	{ "a surrogate", "/demo/%ed%a0%80.jpg", ERR_INVALID },
	{ "a zero byte", "/demo/a%00.jpg", ERR_INVALID },
	{ "a zero byte in a folder", "/demo/a%00/b.jpg", ERR_INVALID },
	{ "a broken query", "/demo/a.jpg?x=%", ERR_INVALID },
	{ "a query that is not UTF-8", "/demo/a.jpg?x=%ff", ERR_INVALID },
};

START_TEST(what_is_no_delivery_url_is_refused)
{
	const struct refusal *row = &refusals[_i];
	struct delivery_url url;

	ck_assert_msg(!read_url(row->target, &url), "%s", row->label);
	ck_assert_msg(scope.err.code == row->code, "%s: code %d", row->label, scope.err.code);
	ck_assert_msg(scope.err.msg && *scope.err.msg, "%s: no words", row->label);
}
END_TEST

START_TEST(a_signature_may_leave_out_the_account_and_the_search_friendly_prefix)
{
	struct delivery_url url;

	ck_assert(read_url("/de%6Do/x/a.jpg", &url));
	ck_assert_uint_eq(url.prefix_count, 2);
	ck_assert_str_eq(url.prefixes[0], "/de%6Do/ik-seo/");
	ck_assert_str_eq(url.prefixes[1], "/de%6Do/");
}
END_TEST

START_TEST(a_download_is_called_as_the_url_shows_it)
{
	struct delivery_url url;

	ck_assert(read_url("/demo/ik-seo/x/shoe/red-shoe.jpg", &url));
	ck_assert_str_eq(url.shown_name, "red-shoe.jpg");
	ck_assert(read_url("/demo/x/shoe.jpg", &url));
	ck_assert_str_eq(url.shown_name, "shoe.jpg");
}
END_TEST

START_TEST(other_parameters_are_kept)
{
	struct delivery_url url;

	ck_assert(read_url("/demo/a.jpg?updatedAt=1&ik-attachment=true", &url));
	ck_assert_str_eq(query_get(&url.query, "updatedAt"), "1");
	ck_assert_str_eq(query_get(&url.query, "ik-attachment"), "true");
	ck_assert_ptr_null(query_get(&url.query, "tr"));
}
END_TEST

/* What access control makes of a chain. */
static const struct wish {
	const char *label, *target;
	bool original, only_named;
} wishes[] = {
	{ "no chain", "/demo/a.jpg", false, false },
	{ "original in the path", "/demo/tr:orig-true/a.jpg", true, false },
	{ "original in the query", "/demo/a.jpg?tr=orig-true", true, false },
	{ "original without a value", "/demo/a.jpg?tr=orig", true, false },
	{ "original among others", "/demo/tr:w-100,orig-true/a.jpg", true, false },
	{ "original in a later step", "/demo/tr:w-100:orig-true/a.jpg", true, false },
	{ "not original", "/demo/tr:orig-false/a.jpg", false, false },
	{ "a longer word", "/demo/tr:orig-true2/a.jpg", false, false },
	{ "named", "/demo/tr:n-ik_ml_thumbnail/a.jpg", false, true },
	{ "named in the query", "/demo/a.jpg?tr=n-ik_ml_thumbnail", false, true },
	{ "two named steps", "/demo/tr:n-a:n-b/a.jpg", false, true },
	{ "two named items", "/demo/tr:n-a,n-b/a.jpg", false, true },
	{ "named plus explicit item", "/demo/tr:n-a,w-10/a.jpg", false, false },
	{ "explicit plus named", "/demo/tr:w-10,n-a/a.jpg", false, false },
	{ "named plus explicit step", "/demo/tr:n-a:w-10/a.jpg", false, false },
	{ "named plus original", "/demo/tr:n-a,orig-true/a.jpg", true, false },
	{ "named without a name", "/demo/tr:n-/a.jpg", false, false },
	{ "an explicit item behind an encoded comma", "/demo/tr:n-a%2Cw-10/a.jpg", false, false },
	{ "an explicit step behind an encoded colon", "/demo/tr:n-a%3Aw-10/a.jpg", false, false },
	{ "the same in the query", "/demo/a.jpg?tr=n-a%2Cw-10", false, false },
	{ "an empty chain", "/demo/tr:/a.jpg", false, false },
	{ "an empty step", "/demo/tr:n-a:/a.jpg", false, true },
};

START_TEST(access_control_knows_what_a_chain_asks_for)
{
	const struct wish *row = &wishes[_i];
	struct delivery_url url;

	ck_assert_msg(read_url(row->target, &url), "%s: %s", row->label, scope.err.msg);
	ck_assert_msg(
		delivery_url_wants_original(&url) == row->original, "%s: original", row->label);
	ck_assert_msg(
		delivery_url_only_named(&url) == row->only_named, "%s: only named", row->label);
}
END_TEST

static const struct suffix {
	const char *label, *target, *folder, *name, *suffix;
} suffixes[] = {
	{ "none", "/demo/x/a.mp4", "/x", "a.mp4", NULL },
	{ "thumbnail", "/demo/x/a.mp4/ik-thumbnail.jpg", "/x", "a.mp4", "ik-thumbnail.jpg" },
	{ "of a file in the root", "/demo/a.mp4/ik-thumbnail.jpg", "/", "a.mp4",
		"ik-thumbnail.jpg" },
	{ "several", "/demo/a/ik-video.mp4/ik-master.m3u8", "/", "a", "ik-master.m3u8" },
	{ "behind a manifest", "/demo/a.mp4/ik-master.m3u8/ik-seek-thumbnail-track.vtt", "/",
		"a.mp4", "ik-seek-thumbnail-track.vtt" },
	{ "a file of that name in the root", "/demo/ik-thumbnail.jpg", "/", "ik-thumbnail.jpg",
		NULL },
	{ "a name that only ends so", "/demo/a.mp4/my-ik-thumbnail.jpg", "/a.mp4",
		"my-ik-thumbnail.jpg", NULL },

	{ "search-friendly", "/demo/ik-seo/x/shoe/red-shoe.jpg", "/x", "shoe.jpg", NULL },
	{ "search-friendly in the root", "/demo/ik-seo/shoe/red-shoe.jpg", "/", "shoe.jpg", NULL },
	{ "search-friendly with a chain", "/demo/ik-seo/tr:w-1/shoe/red.jpg", "/", "shoe.jpg",
		NULL },
	{ "search-friendly, escapes", "/demo/ik-seo/my%20shoe/red.jpg", "/", "my shoe.jpg", NULL },
	{ "search-friendly, with a suffix", "/demo/ik-seo/x/film/red.mp4/ik-thumbnail.jpg", "/x",
		"film.mp4", "ik-thumbnail.jpg" },
	{ "the prefix further down is a folder", "/demo/x/ik-seo/shoe/red.jpg", "/x/ik-seo/shoe",
		"red.jpg", NULL },
	{ "nothing between prefix and name", "/demo/ik-seo/red.jpg", "/ik-seo", "red.jpg", NULL },
};

START_TEST(virtual_names_come_off_both_ends)
{
	const struct suffix *row = &suffixes[_i];
	struct delivery_url url;

	ck_assert_msg(read_url(row->target, &url), "%s: %s", row->label, scope.err.msg);
	const char *whole = url.name;
	ck_assert_msg(delivery_url_cut_virtual(scope.arena, &url) == (url.name != whole), "%s",
		row->label);
	ck_assert_msg(
		strcmp(url.folder_path, row->folder) == 0, "%s: %s", row->label, url.folder_path);
	ck_assert_msg(strcmp(url.name, row->name) == 0, "%s: %s", row->label, url.name);
	ck_assert_pstr_eq(url.suffix, row->suffix);
}
END_TEST

START_TEST(pictures_made_of_text_are_known)
{
	static const struct {
		const char *target;
		bool generated;
	} cases[] = {
		{ "/demo/ik-genimg-prompt-a%20cat/cat.jpg", true },
		{ "/demo/x/ik-genimg-prompte-YSBjYXQ%3D/cat.jpg", true },
		{ "/demo/genimg/cat.jpg", false },
		{ "/demo/cat.jpg", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct delivery_url url;
		ck_assert_msg(read_url(cases[i].target, &url), "%s", cases[i].target);
		ck_assert_msg(delivery_url_is_generated(&url) == cases[i].generated, "%s",
			cases[i].target);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("delivery");
	TCase *cases = tcase_create("delivery_url");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_loop_test(cases, a_url_falls_into_its_parts, 0, ARRAY_LEN(rows));
	tcase_add_test(cases, an_encoded_slash_never_separates_folders);
	tcase_add_loop_test(cases, what_is_no_delivery_url_is_refused, 0, ARRAY_LEN(refusals));
	tcase_add_test(cases, a_signature_may_leave_out_the_account_and_the_search_friendly_prefix);
	tcase_add_test(cases, a_download_is_called_as_the_url_shows_it);
	tcase_add_test(cases, other_parameters_are_kept);
	tcase_add_loop_test(
		cases, access_control_knows_what_a_chain_asks_for, 0, ARRAY_LEN(wishes));
	tcase_add_loop_test(cases, virtual_names_come_off_both_ends, 0, ARRAY_LEN(suffixes));
	tcase_add_test(cases, pictures_made_of_text_are_known);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
