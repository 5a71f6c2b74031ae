/* Seeds into a library: what each member becomes, and what is refused once there is a library. */
#include "ops/file_ops.h"
#include "seed/seed_read.h"
#include "state/seed_load.h"
#include "store/field_store.h"
#include "store/file_store.h"
#include "store/folder_store.h"
#include "store/job_store.h"
#include "store/purge_store.h"
#include "store/remote_store.h"
#include "store/token_store.h"
#include "store/version_store.h"
#include "tests/support/check_main.h"
#include "tests/support/seed_bench.h"

static struct bench here;

static void set_up(void)
{
	bench_open(&here);
}

static void tear_down(void)
{
	bench_close(&here);
}

START_TEST(files_have_the_ids_numbers_and_times_of_the_document)
{
	struct file *all, f;
	size_t count;

	seed_bench_must_put(&here,
		"{'files':[{'path':'/a/b.txt','id':'odd.id','createdAt':'2020-01-02T03:04:05.006Z',"
		"'nextVersionNumber':9,'versions':["
		"{'content':{'text':'one'},'number':3,'versionKey':'key3','isPrivateFile':true,"
		"'createdAt':'2021-01-01T00:00:00.000Z','updatedAt':'2022-01-01T00:00:00.000Z',"
		"'tags':['x','y'],'description':'d'},"
		"{'content':{'base64':'dHdv'},'id':'v5','number':5,'isPublished':false,'current':"
		"true},"
		"{'content':{'text':'three'}}]}]}");
	struct seed_bench_look l = seed_bench_look(&here, "demo");
	ck_assert(file_ops_find(l.db, &l.s, &l.a, "odd.id", &f));
	ck_assert_str_eq(f.version_id, "v5");
	ck_assert_int_eq(f.created_at, INT64_C(1577934245006));
	ck_assert(version_store_all(l.db, &l.s, f.row, &all, &count));
	ck_assert_uint_eq(count, 3);
	/* the current one, then by number */
	ck_assert_int_eq(all[0].version_no, 5);
	ck_assert_int_eq(all[0].content.size, 3);
	ck_assert(!all[0].attributes.is_published);
	ck_assert_int_eq(all[0].stored_at, INT64_C(1000) * BENCH_NOW_S);
	ck_assert_int_eq(all[1].version_no, 6);
	ck_assert_uint_eq(strlen(all[1].version_id), 24);
	ck_assert_uint_eq(strlen(all[1].delivery_key), 32);
	ck_assert_int_eq(all[2].version_no, 3);
	ck_assert_str_eq(all[2].version_id, "odd.id");
	ck_assert_str_eq(all[2].delivery_key, "key3");
	ck_assert_str_eq(all[2].attributes.tags_json, "[\"x\",\"y\"]");
	ck_assert_str_eq(all[2].attributes.description, "d");
	ck_assert(all[2].attributes.is_private && all[2].attributes.is_published);
	ck_assert_int_eq(all[2].stored_at, INT64_C(1609459200000));
	ck_assert_int_eq(all[2].updated_at, INT64_C(1640995200000));
	seed_bench_look_away(&here, &l);
	ck_assert_int_eq(bench_count(&here, "SELECT next_version_no FROM file"), 9);
}
END_TEST

START_TEST(what_is_left_out_follows_from_what_is_said)
{
	struct folder folder;
	struct file f;

	seed_bench_must_put(&here,
		"{'clock':{'mode':'frozen','time':'2024-05-06T07:08:09.000Z'},'files':["
		"{'path':'/n.txt','content':{'text':'n'}},"
		"{'path':'/o/"
		"o.txt','createdAt':'2020-01-01T00:00:00.000Z','content':{'text':'o'}}],"
		"'folders':[{'path':'/p/q'},{'path':'/"
		"p','createdAt':'2019-01-01T00:00:00.000Z'}]}");
	struct seed_bench_look l = seed_bench_look(&here, "demo");
	const int64_t now = INT64_C(1714979289000), old = INT64_C(1577836800000);
	ck_assert(file_store_by_path(l.db, &l.s, l.a.row, "/", "n.txt", &f));
	ck_assert_int_eq(f.created_at, now);
	ck_assert_int_eq(f.stored_at, now);
	ck_assert_int_eq(f.updated_at, now);
	ck_assert_int_eq(f.version_no, 1);
	ck_assert_str_eq(f.version_id, f.id);
	ck_assert(file_store_by_path(l.db, &l.s, l.a.row, "/o", "o.txt", &f));
	ck_assert_int_eq(f.created_at, old);
	ck_assert_int_eq(f.stored_at, old);
	ck_assert_int_eq(f.updated_at, old);
	ck_assert(f.attributes.is_published && !f.attributes.is_private);
	ck_assert(folder_store_by_path(l.db, &l.s, l.a.row, "/o", &folder));
	ck_assert_int_eq(folder.created_at, now);
	ck_assert(folder_store_by_path(l.db, &l.s, l.a.row, "/p", &folder));
	ck_assert_int_eq(folder.created_at, INT64_C(1546300800000));
	ck_assert_int_eq(folder.updated_at, INT64_C(1546300800000));
	ck_assert(folder_store_by_path(l.db, &l.s, l.a.row, "/p/q", &folder));
	ck_assert_int_eq(folder.created_at, now);
	seed_bench_look_away(&here, &l);
	ck_assert_int_eq(clock_now(here.emulator.clock, CLOCK_GLOBAL), now);
}
END_TEST

START_TEST(values_are_stored_by_their_type_whatever_the_limits_are)
{
	struct file f;

	seed_bench_must_put(&here,
		"{'customMetadataFields':["
		"{'id':'fieldId','name':'n','label':'N','schema':{'type':'Number','"
		"minValue':10,'isValueRequired':true,'defaultValue':11}},"
		"{'name':'s','label':'S','schema':{'type':'SingleSelect','selectOptions':['"
		"a','b']}},"
		"{'name':'t','label':'T','schema':{'type':'Text','maxLength':2}},"
		"{'name':'gone','label':'T','schema':{'type':'Boolean'},'isDeleted':true}],"
		"'files':[{'path':'/"
		"a.txt','content':{'text':''},'customMetadata':{'n':5,'s':'c','t':'long'}},"
		"{'path':'/b.txt','content':{'text':''}}]}");
	struct seed_bench_look l = seed_bench_look(&here, "demo");
	struct field field;
	ck_assert(file_store_by_path(l.db, &l.s, l.a.row, "/", "a.txt", &f));
	ck_assert_str_eq(f.attributes.custom_json, "{\"n\":5,\"s\":\"c\",\"t\":\"long\"}");
	ck_assert(file_store_by_path(l.db, &l.s, l.a.row, "/", "b.txt", &f));
	ck_assert_ptr_null(f.attributes.custom_json);
	ck_assert(field_store_by_id(l.db, &l.s, l.a.row, "fieldId", &field));
	ck_assert_str_eq(field.name, "n");
	ck_assert(field_store_by_name(l.db, &l.s, l.a.row, "gone", &field));
	ck_assert(field.is_deleted);
	seed_bench_look_away(&here, &l);
}
END_TEST

START_TEST(jobs_purges_and_tokens_are_as_if_they_had_been)
{
	struct purge purge;
	struct job job;
	bool fresh;

	seed_bench_must_put(&here,
		"{'jobs':[{'id':'j1','type':'MOVE_FOLDER','sourceFolderPath':'/"
		"a','destinationFolderPath':'/b/a',"
		"'purgeRequestId':'p1','includeVersions':true},"
		"{'id':'j2','type':'COPY_FOLDER','sourceFolderPath':'/a','destinationFolderPath':'/"
		"c','status':'Pending'}],"
		"'purges':[{'id':'p1','url':'http://x/*','createdAt':'2020-01-01T00:00:00.000Z'},"
		"{'id':'p2','url':'http://y/*','status':'Pending'}],"
		"'uploadTokens':[{'sha256':'"
		"0000000000000000000000000000000000000000000000000000000000000000'}]}");
	struct seed_bench_look l = seed_bench_look(&here, "demo");
	ck_assert(job_store_by_id(l.db, &l.s, l.a.row, "j1", &job));
	ck_assert(job.is_done && job.include_versions && job.type == JOB_MOVE_FOLDER);
	ck_assert_str_eq(job.purge_request_id, "p1");
	ck_assert(job_store_by_id(l.db, &l.s, l.a.row, "j2", &job));
	ck_assert(!job.is_done && job.due_at > INT64_C(1000) * BENCH_NOW_S * 100);
	ck_assert(purge_store_by_id(l.db, &l.s, l.a.row, "p1", &purge));
	ck_assert_int_eq(purge.due_at, INT64_C(1577836800000));
	ck_assert(purge_store_by_id(l.db, &l.s, l.a.row, "p2", &purge));
	ck_assert_int_gt(purge.due_at, purge.created_at);
	seed_bench_look_away(&here, &l);

	struct db *db;
	struct scope s = scope_open();
	ck_assert(db_pool_write(here.emulator.db, &s, &db));
	ck_assert(token_store_use(db, &s, l.a.row,
		"0000000000000000000000000000000000000000000000000000000000000000", 1, &fresh));
	ck_assert(!fresh);
	ck_assert(!db_pool_finish(here.emulator.db, &s, false));
	scope_close(&s);
}
END_TEST

START_TEST(accounts_are_made_beside_those_of_the_options)
{
	struct account a;

	seed_bench_must_put(&here, "{'accounts':[{'id':'demo','privateKey':'private_demo'},{'id':'"
				   "second','publicKey':'pub2',"
				   "'files':[{'path':'/x.txt','content':{'text':'2'}}]}],"
				   "'files':[{'path':'/x.txt','content':{'text':'1'}}],"
				   "'remote':{'https://e.example/x':{'text':'far'}}}");
	struct seed_bench_look l = seed_bench_look(&here, "second");
	const char *blob = NULL;
	ck_assert_str_eq(l.a.private_key, "private_second");
	ck_assert_str_eq(l.a.public_key, "pub2");
	ck_assert(account_store_by_private_key(l.db, &l.s, "private_demo", &a));
	ck_assert_str_eq(a.imagekit_id, "demo");
	ck_assert_str_eq(a.public_key, "public_demo");
	ck_assert(remote_store_get(l.db, &l.s, "https://e.example/x", &blob));
	seed_bench_look_away(&here, &l);
	ck_assert_int_eq(bench_count(&here, "SELECT count(*) FROM file"), 2);
	ck_assert_int_eq(bench_count(&here, "SELECT count(*) FROM account"), 2);
}
END_TEST

/* ^ before the place that the error must name. */
static const struct refusal {
	const char *text, *msg;
} refusals[] = {
	{ "{'accounts':[{'id':'b','privateKey':^'private_demo'}]}",
		"accounts[0].privateKey: this key is that of the account demo" },
	{ "{'accounts':[{'id':'demo','privateKey':^'other'}]}",
		"accounts[0].privateKey: is not the one that the server was started with: give it "
		"that of --account demo, or none" },
	{ "{'files':[],'publicKey':^'other'}",
		"publicKey: is not the one that the server was started with" },
	{ "{'accounts':[{'id':'b','publicKey':^'public_demo'}]}",
		"accounts[0].publicKey: this key is that of the account demo" },
	{ "{'customMetadataFields':[{'name':'a','label':'A','schema':^{'type':'Numbr'}}]}",
		"customMetadataFields[0].schema: Invalid schema object." },
	{ "{'files':[{'path':'/a.txt','content':{'text':''},'customMetadata':{\n'n':^1}}]}",
		"files[0].customMetadata.n: the account has no such field" },
	{ "{'customMetadataFields':[{'name':'n','label':'N','schema':{'type':'Number'}}],\n'files':"
	  "["
	  "{'path':'/a.txt','content':{'text':''},'customMetadata':{'n':^'1'}}]}",
		"files[0].customMetadata.n: must be of type number" },
	{ "{'customMetadataFields':[{'name':'n','label':'N','schema':{'type':'MultiSelect','"
	  "selectOptions':['a']}}],"
	  "'files':[{'path':'/a.txt','content':{'text':''},'customMetadata':{'n':^[['a']]}}]}",
		"files[0].customMetadata.n: must be of type string, number or boolean" },
	{ "{'customMetadataFields':[{'name':'n','label':'N','schema':{'type':'Boolean'},'isDeleted'"
	  ":true}],"
	  "'files':[{'path':'/a.txt','content':{'text':''},'customMetadata':{'n':^true}}]}",
		"files[0].customMetadata.n: the account has no such field" },
	{ "{'files':[{'path':'/a.txt','content':{'text':''},'customCoordinates':^'1,1,1,1'}]}",
		"files[0].customCoordinates: only images have these" },
	{ "{'files':[{'path':'/a.txt','content':{'blob':^"
	  "'0123456789012345678901234567890123456789012345678901234567890123'}}]}",
		"files[0].content.blob: the server holds no bytes of this SHA-256" },
	{ "{'jobs':[{'type':'COPY_FOLDER','sourceFolderPath':^'/','destinationFolderPath':'/b'}]}",
		"jobs[0].sourceFolderPath: must be the path of a folder other than /" },
	{ "{'jobs':[{'type':'COPY_FOLDER','sourceFolderPath':'/a','destinationFolderPath':^'b/'}]}",
		"jobs[0].destinationFolderPath: must be /b" },
	{ "{'clock':^{'mode':'odd'}}", "clock: " },
	{ "{'accounts':[{'id':'demo','faults':^[{'status':1}]}]}", "accounts[0].faults: " },
	{ "{'rateLimits':^{'enabled':1}}", "rateLimits: " },
};

START_TEST(what_cannot_be_loaded_is_told_with_its_place_and_changes_nothing)
{
	const struct refusal *row = &refusals[_i];
	struct scope s = scope_open();
	int line = 1, column = 1;
	char *text = arena_strdup(s.arena, row->text), *mark = strchr(text, '^');

	ck_assert_ptr_nonnull(mark);
	for (const char *p = text; p < mark; p++) {
		column = *p == '\n' ? 1 : column + 1;
		line += *p == '\n';
	}
	memmove(mark, mark + 1, strlen(mark));
	seed_bench_use_helper(&here);
	seed_bench_must_put(&here, "{'files':[{'path':'/before.txt','content':{'text':'b'}}]}");
	const char *state = seed_bench_save(&here, &s, SEED_SAVE_REFERENCE, NULL).state;

	ck_assert_msg(!seed_bench_put(&here, &s, text), "%s was loaded", row->text);
	ck_assert_msg(s.err.code == ERR_INVALID, "%s: %s", row->text, s.err.msg);
	const char *wanted = arena_printf(s.arena, "seed:%d:%d: %s", line, column, row->msg);
	ck_assert_msg(strncmp(s.err.msg, wanted, strlen(wanted)) == 0, "%s: %s, not %s", row->text,
		s.err.msg, wanted);
	err_clear(&s);
	ck_assert_str_eq(seed_bench_save(&here, &s, SEED_SAVE_REFERENCE, NULL).state, state);
	ck_assert_uint_eq(bench_staged(&here), 2); /* the documents that were saved */
	scope_close(&s);
	ck_assert_uint_eq(bench_staged(&here), 0);
}
END_TEST

/* Later seeds of one start meet what the earlier ones made. */
static const struct refusal clashes[] = {
	{ "{'files':[{'path':^'/a.txt','content':{'text':''}}]}",
		"files[0].path: there is a file at this path already" },
	{ "{'files':[{'path':'/b.txt','id':^'f','content':{'text':''}}]}",
		"files[0].id: another file of the account has this id" },
	{ "{'folders':[{'path':'/e','id':^'d'}]}",
		"folders[0].id: another folder of the account has this id" },
	{ "{'customMetadataFields':[{'name':^'n','label':'X','schema':{'type':'Text'}}]}",
		"customMetadataFields[0].name: another field of the account has this name" },
	{ "{'customMetadataFields':[{'name':'m','label':^'N','schema':{'type':'Text'}}]}",
		"customMetadataFields[0].label: another field of the account has this label" },
	{ "{'customMetadataFields':[{'name':'m','label':'M','id':^'i','schema':{'type':'Text'}}]}",
		"customMetadataFields[0].id: another field of the account has this id" },
	{ "{'jobs':[{'id':^'j','type':'COPY_FOLDER','sourceFolderPath':'/"
	  "a','destinationFolderPath':'/b'}]}",
		"jobs[0].id: another job of the account has this id" },
	{ "{'purges':[{'id':^'p','url':'http://x'}]}",
		"purges[0].id: another purge of the account has this id" },
	{ "{'uploadTokens':[{'token':^'t'}]}",
		"uploadTokens[0].token: the account has used this token already" },
};

static bool load(struct db *db, struct scope *s, const char *text)
{
	const struct seed_document d = { .name = "seed", .text = text, .len = strlen(text) };
	struct seed seed;

	return seed_read(s, &d, &seed) && seed_load(&here.emulator, db, s, &seed, "demo");
}

START_TEST(what_an_earlier_seed_took_is_taken)
{
	const struct refusal *row = &clashes[_i];
	struct scope s = scope_open();
	struct db *db;
	char *text = arena_strdup(s.arena, seed_bench_quoted(&s, row->text)),
	     *mark = strchr(text, '^');

	memmove(mark, mark + 1, strlen(mark));
	ck_assert(db_pool_write(here.emulator.db, &s, &db));
	ck_assert_msg(load(db, &s,
			      seed_bench_quoted(&s,
				      "{'files':[{'path':'/a.txt','id':'f','content':{'text':''}}],"
				      "'folders':[{'path':'/d','id':'d'}],"
				      "'customMetadataFields':[{'name':'n','label':'N','id':'i','"
				      "schema':{'type':'Text'}}],"
				      "'jobs':[{'id':'j','type':'COPY_FOLDER','sourceFolderPath':'/"
				      "a','destinationFolderPath':'/b'}],"
				      "'purges':[{'id':'p','url':'http://"
				      "x'}],'uploadTokens':[{'token':'t'}]}")),
		"%s", s.err.msg);
	ck_assert_msg(!load(db, &s, text), "%s was loaded", text);
	const char *wanted =
		arena_printf(s.arena, "seed:1:%d: %s", (int)(mark - text) + 1, row->msg);
	ck_assert_str_eq(s.err.msg, wanted);
	ck_assert(!db_pool_finish(here.emulator.db, &s, false));
	scope_close(&s);
}
END_TEST

/* What relative paths of a request may reach: the folder that the server's first seed lies in. */
START_TEST(paths_of_requests_stay_in_the_folder_of_the_first_seed)
{
	struct scope s = scope_open();
	const char *folder = scratch_make(&s), *outside = scratch_make(&s);
	const char *seeds[] = { arena_printf(s.arena, "%s/seed.json", folder) };
	int fd = open(scratch_path(&s, folder, "in.txt"), O_CREAT | O_WRONLY, 0600);

	ck_assert(fd >= 0 && write(fd, "inside", 6) == 6);
	close(fd);
	fd = open(scratch_path(&s, outside, "out.txt"), O_CREAT | O_WRONLY, 0600);
	ck_assert(fd >= 0);
	close(fd);
	ck_assert_int_eq(
		symlink(scratch_path(&s, outside, "out.txt"), scratch_path(&s, folder, "link.txt")),
		0);
	ck_assert_int_eq(mkfifo(scratch_path(&s, folder, "pipe.txt"), 0600), 0);

	ck_assert(!seed_bench_put(
		&here, &s, "{'files':[{'path':'/a.txt','content':{'path':'in.txt'}}]}"));
	ck_assert_msg(strstr(s.err.msg, "without --seed") != NULL, "%s", s.err.msg);
	err_clear(&s);
	here.config.seeds = seeds;
	here.config.seed_count = 1;
	ck_assert_msg(seed_bench_put(&here, &s,
			      "{'files':[{'path':'/a.txt','content':{'path':'in.txt'}},"
			      "{'path':'/b.txt','content':{'path':'in.txt'}}]}"),
		"%s", s.err.msg);
	ck_assert_uint_eq(bench_blobs(&here), 1);

	static const struct {
		const char *path, *why;
	} bad[] = {
		{ "link.txt", "files[0].content.path: leads out of the folder of the seed" },
		{ "missing.txt", "files[0].content.path: reading" },
		{ "pipe.txt", "is not a file" },
		{ ".", "is not a file" },
		{ "../out.txt", "leads out of the folder of the seed" },
		{ "/etc/hostname", "leads out of the folder of the seed" },
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const char *text = arena_printf(s.arena,
			"{'files':[{'path':'/a.txt','content':{'path':'%s'}}]}", bad[i].path);
		ck_assert_msg(!seed_bench_put(&here, &s, text), "%s", bad[i].path);
		ck_assert_msg(
			strstr(s.err.msg, bad[i].why) != NULL, "%s: %s", bad[i].path, s.err.msg);
		ck_assert_msg(strncmp(s.err.msg, "seed:1:", 7) == 0, "%s", s.err.msg);
		err_clear(&s);
	}
	scratch_remove(folder);
	scratch_remove(outside);
	scope_close(&s);
}
END_TEST

/* Two files share what is made and read once; the helper would be asked again. */
START_TEST(the_same_picture_is_made_once)
{
	struct file f;

	seed_bench_use_helper(&here);
	seed_bench_must_put(&here,
		"{'files':[{'path':'/"
		"a.jpg','content':{'generate':{'width':60,'height':40,'seed':1}},'"
		"customCoordinates':'1,2,3,4'},"
		"{'path':'/b.jpeg','content':{'generate':{'width':60,'height':40,'seed':1}}},"
		"{'path':'/c.jpg','content':{'generate':{'width':60,'height':40}}},"
		"{'path':'/"
		"d.bin','content':{'generate':{'width':60,'height':40,'format':'png'}}}]}");
	struct seed_bench_look l = seed_bench_look(&here, "demo");
	ck_assert(file_store_by_path(l.db, &l.s, l.a.row, "/", "a.jpg", &f));
	ck_assert_str_eq(f.content.mime, "image/jpeg");
	ck_assert_int_eq(f.content.facts.width, 60);
	ck_assert_int_eq(f.content.facts.height, 40);
	ck_assert_str_eq(f.attributes.custom_coordinates, "1,2,3,4");
	ck_assert(file_store_by_path(l.db, &l.s, l.a.row, "/", "d.bin", &f));
	ck_assert_str_eq(f.content.mime, "image/png");
	seed_bench_look_away(&here, &l);
	ck_assert_uint_eq(bench_blobs(&here), 3);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ops");
	TCase *tcase = tcase_create("seed_load");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, files_have_the_ids_numbers_and_times_of_the_document);
	tcase_add_test(tcase, what_is_left_out_follows_from_what_is_said);
	tcase_add_test(tcase, values_are_stored_by_their_type_whatever_the_limits_are);
	tcase_add_test(tcase, jobs_purges_and_tokens_are_as_if_they_had_been);
	tcase_add_test(tcase, accounts_are_made_beside_those_of_the_options);
	tcase_add_loop_test(tcase, what_cannot_be_loaded_is_told_with_its_place_and_changes_nothing,
		0, ARRAY_LEN(refusals));
	tcase_add_loop_test(tcase, what_an_earlier_seed_took_is_taken, 0, ARRAY_LEN(clashes));
	tcase_add_test(tcase, paths_of_requests_stay_in_the_folder_of_the_first_seed);
	tcase_add_test(tcase, the_same_picture_is_made_once);
	suite_add_tcase(suite, tcase);
	return check_run(suite);
}
