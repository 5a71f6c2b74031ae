/* Seed documents: every member read, every refusal with its place. */
#include "base/date_text.h"
#include "base/strbuf.h"
#include "seed/seed_read.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

static struct seed seed;

static bool read_text(const char *text)
{
	const struct seed_document document = {
		.name = "a.json", .text = text, .len = strlen(text)
	};

	return seed_read(&scope, &document, &seed);
}

static void must_read(const char *text)
{
	ck_assert_msg(read_text(text), "%s\n%s", scope.err.msg, text);
	ck_assert_int_eq(scope.err.code, ERR_NONE);
}

static int64_t ms(const char *time)
{
	int64_t at;

	ck_assert(date_text_parse(view_of(time), &at));
	return at;
}

START_TEST(an_empty_document_wants_nothing)
{
	must_read("{}");
	ck_assert_uint_eq(seed.account_count, 0);
	ck_assert_uint_eq(seed.remote_count, 0);
	ck_assert(!seed.control.clock && !seed.control.faults && !seed.control.rate_limits);
	ck_assert_str_eq(seed.document.name, "a.json");
	ck_assert(json_kind_of(seed.document.root) == JSON_OBJECT);
	must_read("{\"format\":1,\"accounts\":[],\"remote\":{}}");
	ck_assert_uint_eq(seed.account_count, 0);
}
END_TEST

START_TEST(an_account_is_read_whole)
{
	must_read("{\"accounts\":[{\"id\":\"a_B-9\"},{\"id\":\"demo\",\"privateKey\":\"My "
		  "Key\",\"publicKey\":\"pub\","
		  "\"clock\":{\"mode\":\"real\"},\"faults\":[{}],\"rateLimits\":{\"enabled\":true},"
		  "\"customMetadataFields\":[{\"name\":\"n\",\"label\":\"l\",\"schema\":{}}],"
		  "\"folders\":[{\"path\":\"/\"}],\"files\":[{\"path\":\"/"
		  "a\",\"content\":{\"text\":\"\"}}],"
		  "\"jobs\":[{\"type\":\"COPY_FOLDER\",\"sourceFolderPath\":\"/"
		  "a\",\"destinationFolderPath\":\"/b\"}],"
		  "\"purges\":[{\"url\":\"u\"}],\"uploadTokens\":[{\"token\":\"t\"}]}]}");
	ck_assert_uint_eq(seed.account_count, 2);
	ck_assert_str_eq(seed.accounts[0].imagekit_id, "a_B-9");
	ck_assert(!seed.accounts[0].private_key && !seed.accounts[0].control.clock);
	const struct seed_account *a = &seed.accounts[1];
	ck_assert_str_eq(a->imagekit_id, "demo");
	ck_assert_str_eq(a->private_key, "My Key");
	ck_assert_str_eq(a->public_key, "pub");
	ck_assert(a->at == json_next(json_first(json_member(seed.document.root, "accounts"))));
	ck_assert(a->control.clock == json_member(a->at, "clock"));
	ck_assert(a->control.faults == json_member(a->at, "faults"));
	ck_assert(a->control.rate_limits == json_member(a->at, "rateLimits"));
	ck_assert(a->field_count == 1 && a->folder_count == 1 && a->file_count == 1);
	ck_assert(a->job_count == 1 && a->purge_count == 1 && a->token_count == 1);
}
END_TEST

START_TEST(what_stands_beside_accounts_belongs_to_one_without_a_name)
{
	must_read("{\"accounts\":[{\"id\":\"x\"}],\"publicKey\":\"p\",\"folders\":[{\"path\":\"/"
		  "a\"}],"
		  "\"clock\":{},\"faults\":[],\"rateLimits\":{}}");
	ck_assert_uint_eq(seed.account_count, 2);
	ck_assert(!seed.accounts[0].imagekit_id);
	ck_assert_str_eq(seed.accounts[0].public_key, "p");
	ck_assert_uint_eq(seed.accounts[0].folder_count, 1);
	ck_assert(!seed.accounts[0].control.clock && !seed.accounts[0].control.faults);
	ck_assert(seed.control.clock && seed.control.faults && seed.control.rate_limits);
	ck_assert_str_eq(seed.accounts[1].imagekit_id, "x");
	must_read("{\"clock\":{},\"faults\":[],\"rateLimits\":{}}");
	ck_assert_uint_eq(seed.account_count, 0);
}
END_TEST

START_TEST(a_file_with_one_version)
{
	must_read("{\"files\":[{\"path\":\"/a/"
		  "b.jpg\",\"id\":\"f1\",\"createdAt\":\"2026-01-02T03:04:05.678Z\","
		  "\"updatedAt\":\"2026-01-03\",\"nextVersionNumber\":9,\"number\":8,"
		  "\"versionKey\":\"k\","
		  "\"content\":{\"path\":\"c.jpg\"},\"tags\":[\"x\",\"\",\"é\\\"\"],"
		  "\"customMetadata\":{\"m\":1},"
		  "\"customCoordinates\":\"1,2,3,4\",\"description\":\"d\",\"isPrivateFile\":true,"
		  "\"isPublished\":false}]}");
	const struct seed_file *f = seed.accounts[0].files;
	const struct seed_version *v = f->versions;
	ck_assert_str_eq(f->path, "/a/b.jpg");
	ck_assert_str_eq(f->id, "f1");
	ck_assert_int_eq(f->next_number, 9);
	ck_assert_int_eq(f->created_at, ms("2026-01-02T03:04:05.678Z"));
	ck_assert_uint_eq(f->version_count, 1);
	ck_assert(v->at == f->at && !v->id && v->is_current);
	ck_assert_int_eq(v->number, 8);
	ck_assert_str_eq(v->key, "k");
	ck_assert(v->content.kind == SEED_FROM_PATH);
	ck_assert_str_eq(v->content.text, "c.jpg");
	ck_assert_str_eq(v->tags_json, "[\"x\",\"\",\"é\\\"\"]");
	ck_assert(v->custom_metadata == json_member(f->at, "customMetadata"));
	ck_assert_str_eq(v->custom_coordinates, "1,2,3,4");
	ck_assert_str_eq(v->description, "d");
	ck_assert(v->is_private && !v->is_published);
	ck_assert_int_eq(v->stored_at, f->created_at);
	ck_assert_int_eq(v->updated_at, ms("2026-01-03"));
}
END_TEST

START_TEST(what_a_file_leaves_out)
{
	static const char *const texts[] = {
		"{\"files\":[{\"path\":\"/b.txt\",\"content\":{\"text\":\"\"}}]}",
		"{\"files\":[{\"path\":\"/b.txt\",\"content\":{\"text\":\"\"},\"tags\":null,"
		"\"customMetadata\":null,\"customCoordinates\":null,\"description\":null}]}",
		"{\"files\":[{\"path\":\"/b.txt\",\"content\":{\"text\":\"\"},\"tags\":[]}]}",
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		must_read(texts[i]);
		const struct seed_file *f = seed.accounts[0].files;
		const struct seed_version *v = f->versions;
		ck_assert(!f->id && f->next_number == 0 && f->created_at == SEED_NO_TIME);
		ck_assert(!v->id && v->number == 0 && !v->key && !v->tags_json);
		ck_assert(!v->custom_metadata && !v->custom_coordinates && !v->description);
		ck_assert(!v->is_private && v->is_published && v->is_current);
		ck_assert(v->stored_at == SEED_NO_TIME && v->updated_at == SEED_NO_TIME);
	}
}
END_TEST

START_TEST(a_file_with_versions)
{
	must_read("{\"files\":[{\"path\":\"/"
		  "b\",\"id\":\"f\",\"createdAt\":\"2026-01-02\",\"versions\":["
		  "{\"content\":{\"text\":\"1\"}},"
		  "{\"id\":\"v\",\"number\":7,\"content\":{\"text\":\"2\"},\"current\":true,"
		  "\"createdAt\":\"2026-01-05\","
		  "\"isPublished\":false,\"tags\":[\"t\"]},{\"content\":{\"text\":\"3\"},"
		  "\"current\":false}],"
		  "\"nextVersionNumber\":9}]}");
	const struct seed_file *f = seed.accounts[0].files;
	ck_assert_str_eq(f->id, "f");
	ck_assert_int_eq(f->created_at, ms("2026-01-02"));
	ck_assert_uint_eq(f->version_count, 3);
	ck_assert(!f->versions[0].id && f->versions[0].number == 0 && !f->versions[0].is_current);
	ck_assert(f->versions[0].is_published && f->versions[0].stored_at == SEED_NO_TIME);
	ck_assert_str_eq(f->versions[1].id, "v");
	ck_assert(f->versions[1].number == 7 && f->versions[1].is_current);
	ck_assert(!f->versions[1].is_published);
	ck_assert_int_eq(f->versions[1].stored_at, ms("2026-01-05"));
	ck_assert_str_eq(f->versions[1].tags_json, "[\"t\"]");
	ck_assert_str_eq(f->versions[2].content.text, "3");
	ck_assert(!f->versions[2].is_current);
}
END_TEST

START_TEST(the_last_version_is_current_unless_one_says_so)
{
	must_read("{\"files\":[{\"path\":\"/b\",\"versions\":[{\"content\":{\"text\":\"1\"}},"
		  "{\"content\":{\"text\":\"2\"}}]}]}");
	const struct seed_file *f = seed.accounts[0].files;
	ck_assert(!f->versions[0].is_current && f->versions[1].is_current);
}
END_TEST

struct source_row {
	const char *name, *json;
	enum seed_source_kind kind;
	const char *text; /* or the format of a picture */
};

/* clang-format off */
#define BLOB "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
static const struct source_row sources[] = {
	{ "a", "{\"path\":\"/x/../y.jpg\"}", SEED_FROM_PATH, "/x/../y.jpg" },
	{ "a", "{\"text\":\"\"}", SEED_FROM_TEXT, "" },
	{ "a", "{\"text\":\"é\\n\"}", SEED_FROM_TEXT, "é\n" },
	{ "a", "{\"base64\":\"\"}", SEED_FROM_BASE64, "" },
	{ "a", "{\"base64\":\"aGk=\"}", SEED_FROM_BASE64, "aGk=" },
	{ "a", "{\"base64\":\"-_8\"}", SEED_FROM_BASE64, "-_8" },
	{ "a", "{\"base64\":\"aGkh\\naGkh\"}", SEED_FROM_BASE64, "aGkh\naGkh" },
	{ "a", "{\"blob\":\"" BLOB "\"}", SEED_FROM_BLOB, BLOB },
	{ "a.jpg", "{\"generate\":{\"width\":3,\"height\":4}}", SEED_FROM_PICTURE, "jpeg" },
	{ "a.JPEG", "{\"generate\":{\"width\":3,\"height\":4}}", SEED_FROM_PICTURE, "jpeg" },
	{ "a.png", "{\"generate\":{\"width\":3,\"height\":4}}", SEED_FROM_PICTURE, "png" },
	{ "a.webp", "{\"generate\":{\"width\":3,\"height\":4}}", SEED_FROM_PICTURE, "webp" },
	{ "a.gif", "{\"generate\":{\"width\":3,\"height\":4}}", SEED_FROM_PICTURE, "gif" },
	{ "a.png", "{\"generate\":{\"width\":3,\"height\":4,\"format\":\"gif\"}}", SEED_FROM_PICTURE, "gif" },
	{ "a", "{\"generate\":{\"width\":3,\"height\":4,\"format\":\"jpeg\"}}", SEED_FROM_PICTURE, "jpeg" },
};
/* clang-format on */

START_TEST(bytes_come_from_one_of_five_places)
{
	const struct source_row *row = &sources[_i];

	must_read(arena_printf(scope.arena, "{\"files\":[{\"path\":\"/d/%s\",\"content\":%s}]}",
		row->name, row->json));
	const struct seed_source *got = &seed.accounts[0].files->versions->content;
	ck_assert_msg(got->kind == row->kind, "%s: %d", row->json, (int)got->kind);
	ck_assert(got->at == json_member(seed.accounts[0].files->at, "content"));
	ck_assert_str_eq(
		row->kind == SEED_FROM_PICTURE ? got->picture.format : got->text, row->text);
	if (row->kind == SEED_FROM_PICTURE)
		ck_assert(got->picture.width == 3 && got->picture.height == 4 &&
			  got->picture.seed == 0);
}
END_TEST

START_TEST(remote_urls)
{
	must_read(
		"{\"remote\":{\"https://a.b/c.png?d=/e.gif#f.jpg\":{\"generate\":{\"width\":10000,"
		"\"height\":1,\"seed\":9007199254740992}},\"http://x\":{\"text\":\"t\"}}}");
	ck_assert_uint_eq(seed.remote_count, 2);
	ck_assert_uint_eq(seed.account_count, 0);
	ck_assert_str_eq(seed.remotes[0].url, "https://a.b/c.png?d=/e.gif#f.jpg");
	ck_assert_str_eq(seed.remotes[0].content.picture.format, "png");
	ck_assert_int_eq(seed.remotes[0].content.picture.width, 10000);
	ck_assert_int_eq(seed.remotes[0].content.picture.seed, INT64_C(9007199254740992));
	ck_assert(seed.remotes[1].at == json_member(json_first(seed.document.root), "http://x"));
	ck_assert_str_eq(seed.remotes[1].content.text, "t");
}
END_TEST

START_TEST(folders_and_fields)
{
	must_read("{\"folders\":[{\"path\":\"/\",\"id\":\"root\",\"createdAt\":\"2026-01-02\","
		  "\"updatedAt\":\"2026-01-03T00:00:00+01:00\"},{\"path\":\"/a/ü_-\"}],"
		  "\"customMetadataFields\":[{\"name\":\"n\",\"label\":\"l\",\"schema\":{\"type\":"
		  "\"Text\"},"
		  "\"id\":\"i\",\"isDeleted\":true},{\"name\":\"m\",\"label\":\"l\",\"schema\":{}}]"
		  "}");
	const struct seed_folder *folders = seed.accounts[0].folders;
	ck_assert_str_eq(folders[0].path, "/");
	ck_assert_str_eq(folders[0].id, "root");
	ck_assert_int_eq(folders[0].created_at, ms("2026-01-02"));
	ck_assert_int_eq(folders[0].updated_at, ms("2026-01-02T23:00:00Z"));
	ck_assert_str_eq(folders[1].path, "/a/ü_-");
	ck_assert(!folders[1].id && folders[1].created_at == SEED_NO_TIME &&
		  folders[1].updated_at == SEED_NO_TIME);
	const struct seed_field *field = seed.accounts[0].fields;
	ck_assert_str_eq(field->name, "n");
	ck_assert_str_eq(field->label, "l");
	ck_assert_str_eq(field->id, "i");
	ck_assert(field->is_deleted && field->schema == json_member(field->at, "schema"));
	ck_assert(!field[1].is_deleted && !field[1].id);
}
END_TEST

START_TEST(jobs_purges_and_tokens)
{
	must_read("{\"jobs\":[{\"id\":\"j\",\"type\":\"RENAME_FOLDER\",\"sourceFolderPath\":\"/a\","
		  "\"destinationFolderPath\":\"/"
		  "b\",\"includeVersions\":true,\"purgeRequestId\":\"p\","
		  "\"purgeFailed\":true,\"status\":\"Pending\",\"createdAt\":\"2026-01-02\","
		  "\"dueAt\":\"2026-01-03\"},"
		  "{\"type\":\"MOVE_FOLDER\",\"sourceFolderPath\":\"/"
		  "a\",\"destinationFolderPath\":\"/b\","
		  "\"purgeRequestId\":null}],"
		  "\"purges\":[{\"id\":\"p\",\"url\":\"u\",\"status\":\"Pending\",\"createdAt\":"
		  "\"2026-01-02\","
		  "\"dueAt\":\"2026-01-03\"},{\"url\":\"u\",\"status\":\"Completed\"}],"
		  "\"uploadTokens\":[{\"token\":\"abc\",\"usedAt\":\"2026-01-02\"},{\"sha256\":"
		  "\"" BLOB "\"}]}");
	const struct seed_account *a = seed.accounts;
	ck_assert_str_eq(a->jobs[0].id, "j");
	ck_assert_str_eq(a->jobs[0].type, "RENAME_FOLDER");
	ck_assert_str_eq(a->jobs[0].source_path, "/a");
	ck_assert_str_eq(a->jobs[0].target_path, "/b");
	ck_assert_str_eq(a->jobs[0].purge_request_id, "p");
	ck_assert(a->jobs[0].include_versions && a->jobs[0].purge_failed && !a->jobs[0].is_done);
	ck_assert(
		a->jobs[0].created_at == ms("2026-01-02") && a->jobs[0].due_at == ms("2026-01-03"));
	ck_assert_str_eq(a->jobs[1].type, "MOVE_FOLDER");
	ck_assert(!a->jobs[1].id && !a->jobs[1].purge_request_id && a->jobs[1].is_done);
	ck_assert(!a->jobs[1].include_versions && !a->jobs[1].purge_failed);
	ck_assert(a->jobs[1].created_at == SEED_NO_TIME && a->jobs[1].due_at == SEED_NO_TIME);
	ck_assert_str_eq(a->purges[0].id, "p");
	ck_assert_str_eq(a->purges[0].url, "u");
	ck_assert(!a->purges[0].is_done && a->purges[0].created_at == ms("2026-01-02") &&
		  a->purges[0].due_at == ms("2026-01-03"));
	ck_assert(!a->purges[1].id && a->purges[1].is_done);
	ck_assert_str_eq(a->tokens[0].sha256,
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	ck_assert_int_eq(a->tokens[0].used_at, ms("2026-01-02"));
	ck_assert_str_eq(a->tokens[1].sha256, BLOB);
	ck_assert_int_eq(a->tokens[1].used_at, SEED_NO_TIME);
}
END_TEST

/* The same id may name things of different kinds, and things of different accounts. */
START_TEST(ids_are_of_a_kind_and_an_account)
{
	must_read("{\"files\":[{\"path\":\"/x\",\"id\":\"i\",\"content\":{\"text\":\"\"}}],"
		  "\"folders\":[{\"path\":\"/"
		  "x\",\"id\":\"i\"}],\"purges\":[{\"id\":\"i\",\"url\":\"u\"}],"
		  "\"accounts\":[{\"id\":\"a\",\"files\":[{\"path\":\"/"
		  "x\",\"id\":\"i\",\"content\":{\"text\":\"\"}}]},"
		  "{\"id\":\"i\",\"files\":[{\"path\":\"/"
		  "X\",\"id\":\"I\",\"content\":{\"text\":\"\"}},"
		  "{\"path\":\"/x\",\"id\":\"i\",\"content\":{\"text\":\"\"}}]}]}");
}
END_TEST

static const char *repeat(const char *part, size_t times)
{
	struct strbuf text = strbuf_init(scope.arena, 1 << 20);

	while (times-- > 0)
		strbuf_str(&text, part);
	return strbuf_text(&text);
}

START_TEST(limits_of_length)
{
	static const struct {
		const char *front, *part;
		size_t most;
		const char *back;
	} rows[] = {
		{ "{\"folders\":[{\"path\":\"/a\",\"id\":\"", "x", 64, "\"}]}" },
		{ "{\"folders\":[{\"path\":\"", "/a", 50, "\"}]}" },
		{ "{\"files\":[{\"content\":{\"text\":\"\"},\"path\":\"", "/a", 51, "\"}]}" },
		{ "{\"accounts\":[{\"id\":\"", "x", 64, "\"}]}" },
		{ "{\"privateKey\":\"", "x", 1000, "\"}" },
		{ "{\"files\":[{\"path\":\"/a\",\"content\":{\"path\":\"", "x", 4095, "\"}}]}" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		must_read(arena_printf(scope.arena, "%s%s%s", rows[i].front,
			repeat(rows[i].part, rows[i].most), rows[i].back));
		ck_assert_msg(!read_text(arena_printf(scope.arena, "%s%s%s", rows[i].front,
				      repeat(rows[i].part, rows[i].most + 1), rows[i].back)),
			"%s", rows[i].front);
		err_clear(&scope);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("seed");
	TCase *cases = tcase_create("seed_read");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_test(cases, an_empty_document_wants_nothing);
	tcase_add_test(cases, an_account_is_read_whole);
	tcase_add_test(cases, what_stands_beside_accounts_belongs_to_one_without_a_name);
	tcase_add_test(cases, a_file_with_one_version);
	tcase_add_test(cases, what_a_file_leaves_out);
	tcase_add_test(cases, a_file_with_versions);
	tcase_add_test(cases, the_last_version_is_current_unless_one_says_so);
	tcase_add_loop_test(cases, bytes_come_from_one_of_five_places, 0, (int)ARRAY_LEN(sources));
	tcase_add_test(cases, remote_urls);
	tcase_add_test(cases, folders_and_fields);
	tcase_add_test(cases, jobs_purges_and_tokens);
	tcase_add_test(cases, ids_are_of_a_kind_and_an_account);
	tcase_add_test(cases, limits_of_length);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
