/* The library as a document: what was saved makes the same library elsewhere, and is saved as the same text. */
#include "base/date_text.h"
#include "json/json_write.h"
#include "state/reset_ops.h"
#include "tests/support/check_main.h"
#include "tests/support/seed_bench.h"

#include <stdio.h>

static struct bench here, there;

static void set_up(void)
{
	bench_open(&here);
	bench_open(&there);
}

static void tear_down(void)
{
	bench_close(&there);
	bench_close(&here);
}

/* Everything that a document can say. */
static const char full[] =
	"{'format':1,'clock':{'mode':'frozen','time':'2024-01-01T00:00:00.000Z'},"
	"'faults':[{'match':{'operation':'files.get'},'status':503}],"
	"'rateLimits':{'enabled':true,'groups':{'read':[{'limit':5,'intervalMs':1000}]}},"
	"'remote':{'http://b.example/':{'text':'B'},'http://a.example/':{'text':'A'}},"
	"'accounts':[{'id':'zoo','clock':{'mode':'frozen','time':'2023-01-01T00:00:00.000Z'},"
	"'rateLimits':{'enabled':false},"
	"'files':[{'path':'/z.txt','content':{'text':'z'}}]},{'id':'Abc','publicKey':'pk'}],"
	"'customMetadataFields':["
	"{'name':'z','label':'Z','schema':{'type':'MultiSelect','selectOptions':['a',1,true],'"
	"defaultValue':['a']}},"
	"{'name':'a','label':'A','schema':{'type':'Date','minValue':'2000-01-01'}},"
	"{'name':'old','label':'A','schema':{'type':'Text'},'isDeleted':true}],"
	"'folders':[{'path':'/','id':'root','createdAt':'2001-01-01T00:00:00.000Z'},{'path':'/m/"
	"n'},{'path':'/m-o'}],"
	"'files':["
	"{'path':'/m/n/"
	"a.bin','content':{'base64':'AAECAw=='},'tags':['ä','\\u0022\\\\'],'customMetadata':{'a':'"
	"1999-"
	"01-01','z':[]}},"
	"{'path':'/m/"
	"a.bin','content':{'base64':''},'description':'','customMetadata':{'z':[1,'zz',false]}},"
	"{'path':'/"
	"v.txt','id':'v','nextVersionNumber':77,'versions':[{'content':{'text':'1'},'number':4},"
	"{'content':{'text':'2'},'current':true,'tags':['t']},{'content':{'text':'1'},'id':'v3','"
	"isPrivateFile':true}]}],"
	"'jobs':[{'type':'RENAME_FOLDER','sourceFolderPath':'/m','destinationFolderPath':'/"
	"n','purgeFailed':true},"
	"{'id':'j','type':'COPY_FOLDER','sourceFolderPath':'/m','destinationFolderPath':'/"
	"o','status':'Pending','includeVersions':true}],"
	"'purges':[{'url':'http://x/*'},{'id':'p','url':'http://"
	"y','status':'Pending','dueAt':'2030-01-01T00:00:00.000Z'}],"
	"'uploadTokens':[{'token':'b'},{'token':'a','usedAt':'2020-01-01T00:00:00.000Z'}]}";

START_TEST(what_is_saved_makes_the_same_library_elsewhere)
{
	struct scope s = scope_open();

	seed_bench_must_put(&here, full);
	struct seed_bench_saved first = seed_bench_save(&here, &s, SEED_SAVE_INLINE, NULL);
	ck_assert_msg(seed_ops_put(&there.emulator, &s, first.text, strlen(first.text), NULL), "%s",
		s.err.msg);
	struct seed_bench_saved second = seed_bench_save(&there, &s, SEED_SAVE_INLINE, NULL);
	ck_assert_str_eq(second.text, first.text);
	ck_assert_str_eq(second.state, first.state);

	/* by reference, into the library that has the bytes */
	struct seed_bench_saved reference = seed_bench_save(&here, &s, SEED_SAVE_REFERENCE, NULL);
	ck_assert_str_eq(reference.state, first.state);
	ck_assert(strlen(reference.text) != strlen(first.text));
	ck_assert_msg(
		seed_ops_put(&here.emulator, &s, reference.text, strlen(reference.text), NULL),
		"%s", s.err.msg);
	ck_assert_str_eq(seed_bench_save(&here, &s, SEED_SAVE_INLINE, NULL).text, first.text);
	scope_close(&s);
}
END_TEST

START_TEST(one_account_is_saved_and_loaded_alone)
{
	struct scope s = scope_open();
	struct account zoo, abc;

	seed_bench_must_put(&here, full);
	struct seed_bench_look l = seed_bench_look(&here, "zoo");
	zoo = l.a;
	zoo.imagekit_id = "zoo";
	seed_bench_look_away(&here, &l);
	l = seed_bench_look(&here, "Abc");
	abc = l.a;
	abc.imagekit_id = "Abc";
	seed_bench_look_away(&here, &l);
	struct seed_bench_saved one = seed_bench_save(&here, &s, SEED_SAVE_INLINE, &zoo);
	ck_assert_msg(strstr(one.text, "privateKey") == NULL, "%s", one.text);
	ck_assert_msg(seed_ops_put(&here.emulator, &s, one.text, strlen(one.text), &abc), "%s",
		s.err.msg);
	struct seed_bench_saved other = seed_bench_save(&here, &s, SEED_SAVE_INLINE, &abc);
	ck_assert_str_eq(other.text, one.text);
	ck_assert_str_eq(other.state, one.state);
	ck_assert_str_eq(seed_bench_save(&here, &s, SEED_SAVE_INLINE, &zoo).text, one.text);
	scope_close(&s);
}
END_TEST

START_TEST(the_state_alone_needs_no_file)
{
	const struct seed_save_wish wish = { NULL, SEED_SAVE_STATE };
	struct scope s = scope_open();
	struct seed_save_result result;

	seed_bench_must_put(&here, full);
	struct seed_bench_saved saved = seed_bench_save(&here, &s, SEED_SAVE_INLINE, NULL);
	const char *staging = scratch_path(&s, here.folder, "staging");
	const char *aside = scratch_path(&s, here.folder, "aside");
	ck_assert_int_eq(rename(staging, aside), 0);
	ck_assert_msg(seed_save(&here.emulator, &s, &wish, &result), "%s", s.err.msg);
	ck_assert_str_eq(result.state, saved.state);
	ck_assert_int_eq(result.fd, -1);
	ck_assert_int_eq(rename(aside, staging), 0);
	scope_close(&s);
}
END_TEST

/* The live database is away while the seed comes, of all or of one account. */
START_TEST(what_cannot_be_brought_in_is_not_the_start_either)
{
	static const char text[] = "{\"folders\":[{\"path\":\"/new\"}]}";
	static const char new_folders[] = "SELECT count(*) FROM folder WHERE path = '/new'";
	struct scope s = scope_open();
	struct account demo = { .imagekit_id = "demo" };
	const char *path = db_pool_path(here.emulator.db),
		   *aside = arena_printf(s.arena, "%s-", path);

	seed_bench_must_put(&here, full);
	const char *before = seed_bench_save(&here, &s, SEED_SAVE_REFERENCE, NULL).text;
	ck_assert_int_eq(rename(path, aside), 0);
	ck_assert(!seed_ops_put(&here.emulator, &s, text, strlen(text), _i ? &demo : NULL));
	ck_assert_int_eq(s.err.code, ERR_UNAVAILABLE);
	err_clear(&s);
	ck_assert_int_eq(rename(aside, path), 0);
	ck_assert_str_eq(seed_bench_save(&here, &s, SEED_SAVE_REFERENCE, NULL).text, before);
	ck_assert_msg(reset_ops_reset(&here.emulator, &s, NULL, 0), "%s", s.err.msg);
	ck_assert_int_eq(bench_count(&here, new_folders), 0);
	ck_assert_str_eq(seed_bench_save(&here, &s, SEED_SAVE_REFERENCE, NULL).text, before);
	scope_close(&s);
}
END_TEST

/* ^ before the place that the error must name. */
static const struct refusal {
	const char *text, *msg;
} of_others[] = {
	{ "{'remote':^{'http://x/':{'text':''}}}",
		"remote: belongs to all accounts: send it without account=" },
	{ "{'accounts':[{'id':^'zoo'}]}",
		"accounts[0].id: is not demo, whose library the call is about" },
};

START_TEST(what_belongs_to_others_is_refused_for_one_account)
{
	const struct refusal *row = &of_others[_i];
	struct scope s = scope_open();
	char *text = arena_strdup(s.arena, seed_bench_quoted(&s, row->text)),
	     *mark = strchr(text, '^');
	struct account demo = { .imagekit_id = "demo" };

	memmove(mark, mark + 1, strlen(mark));
	ck_assert(!seed_ops_put(&here.emulator, &s, text, strlen(text), &demo));
	ck_assert_str_eq(s.err.msg,
		arena_printf(s.arena, "seed:1:%d: %s", (int)(mark - text) + 1, row->msg));
	scope_close(&s);
}
END_TEST

/* A small generator of documents; the same number gives the same document. */
struct chance {
	uint64_t state;
};

static uint64_t draw(struct chance *c, uint64_t below)
{
	c->state = c->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (c->state >> 33) % below;
}

static void write_version(struct chance *c, struct json_writer *w, bool in_list)
{
	static const char *const tags[] = { "[]", "[\"a\"]", "[\"b\",\"a\",\"\\u00e4\"]" };
	static const char *const values[] = { "{}", "{\"n\":1.5}",
		"{\"s\":[\"x\",2],\"n\":-0.25}" };
	struct arena *a = w->out->arena;
	int text = (int)draw(c, 5);

	json_open_object(w, "content");
	json_put_text(w, "text", arena_printf(a, "text %d", text));
	json_close_object(w);
	json_put_raw(w, "tags", tags[draw(c, ARRAY_LEN(tags))]);
	json_put_raw(w, "customMetadata", values[draw(c, ARRAY_LEN(values))]);
	json_put_bool(w, "isPublished", draw(c, 2) == 0);
	json_put_bool(w, "isPrivateFile", draw(c, 2) == 0);
	if (draw(c, 2) == 0)
		json_put_text(w, "updatedAt", date_text_iso(a, (int64_t)draw(c, INT32_MAX) * 1000));
	if (in_list && draw(c, 2) == 0)
		json_put_text(w, "createdAt", date_text_iso(a, (int64_t)draw(c, INT32_MAX)));
}

static void write_file(struct chance *c, struct json_writer *w, int number)
{
	uint64_t versions = draw(c, 4), current = draw(c, 4);

	json_open_object(w, NULL);
	json_put_text(w, "path",
		arena_printf(w->out->arena, "/%s%d.txt",
			(const char *[]){ "", "a/", "a/b/", "a-b/" }[draw(c, 4)], number));
	if (draw(c, 2) == 0)
		json_put_text(w, "id", arena_printf(w->out->arena, "file%d", number));
	if (versions == 0)
		write_version(c, w, false);
	if (versions > 0)
		json_open_array(w, "versions");
	for (uint64_t i = 0; i < versions; i++) {
		json_open_object(w, NULL);
		if (i == current)
			json_put_bool(w, "current", true);
		if (draw(c, 3) == 0)
			json_put_int(w, "number", (int64_t)(i * 10 + 1 + draw(c, 9)));
		write_version(c, w, true);
		json_close_object(w);
	}
	if (versions > 0)
		json_close_array(w);
	json_close_object(w);
}

static const char *write_document(struct scope *s, uint64_t number)
{
	struct strbuf text = strbuf_init(s->arena, 1 << 20);
	struct json_writer w = json_writer(&text);
	struct chance c = { number };

	json_open_object(&w, NULL);
	json_put_raw(&w, "customMetadataFields",
		"[{\"name\":\"n\",\"label\":\"N\",\"schema\":{\"type\":\"Number\"}},"
		"{\"name\":\"s\",\"label\":\"S\",\"schema\":{\"type\":\"MultiSelect\","
		"\"selectOptions\":[\"x\",2]}}]");
	json_open_array(&w, "files");
	for (int i = 0, n = (int)draw(&c, 12); i < n; i++)
		write_file(&c, &w, i);
	json_close_array(&w);
	json_close_object(&w);
	return strbuf_text(&text);
}

START_TEST(random_documents_survive_the_way_through_two_libraries)
{
	enum { ROUNDS = 6 };

	for (int round = 0; round < ROUNDS; round++) {
		struct scope s = scope_open();
		const char *text = write_document(&s, (uint64_t)_i * ROUNDS + (uint64_t)round);
		ck_assert_msg(seed_ops_put(&here.emulator, &s, text, strlen(text), NULL), "%s: %s",
			s.err.msg, text);
		struct seed_bench_saved first = seed_bench_save(&here, &s, SEED_SAVE_INLINE, NULL);
		ck_assert_msg(
			seed_ops_put(&there.emulator, &s, first.text, strlen(first.text), NULL),
			"%s: %s", s.err.msg, first.text);
		struct seed_bench_saved second =
			seed_bench_save(&there, &s, SEED_SAVE_INLINE, NULL);
		ck_assert_str_eq(second.text, first.text);
		ck_assert_str_eq(second.state, first.state);
		scope_close(&s);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ops");
	TCase *tcase = tcase_create("seed_save");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, what_is_saved_makes_the_same_library_elsewhere);
	tcase_add_test(tcase, one_account_is_saved_and_loaded_alone);
	tcase_add_test(tcase, the_state_alone_needs_no_file);
	tcase_add_loop_test(tcase, what_cannot_be_brought_in_is_not_the_start_either, 0, 2);
	tcase_add_loop_test(
		tcase, what_belongs_to_others_is_refused_for_one_account, 0, ARRAY_LEN(of_others));
	tcase_add_loop_test(tcase, random_documents_survive_the_way_through_two_libraries, 0, 5);
	suite_add_tcase(suite, tcase);
	return check_run(suite);
}
