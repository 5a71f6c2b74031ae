/* An archive that arrives in pieces of any size, cut anywhere; and the text that it begins with. */
#include "db/db_migrate.h"
#include "state/checkpoint_manifest.h"
#include "state/checkpoint_reader.h"
#include "tests/support/archive_feed.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ROOM = 8 * TAR_BLOCK };

static size_t put_entry(uint8_t *at, const char *name, const char *bytes)
{
	struct tar_entry entry = { .size = (int64_t)strlen(bytes) };

	memcpy(entry.name, name, strlen(name));
	tar_write(&entry, at);
	memcpy(at + TAR_BLOCK, bytes, strlen(bytes));
	return TAR_BLOCK + strlen(bytes) + tar_padding(entry.size);
}

/* "one" of 3 bytes, "two" of none, the end: 5 blocks. */
static size_t make(uint8_t out[ROOM])
{
	memset(out, 0, ROOM);
	size_t n = put_entry(out, "one", "abc");
	n += put_entry(out + n, "two", "");
	return n + 2 * TAR_BLOCK;
}

/* Everything, as text: "one:abc two: end", or the error. */
static const char *read_all(struct scope *s, const uint8_t *p, size_t n, size_t step)
{
	struct archive_feed feed = { p, n, step };
	const struct checkpoint_source source = { archive_feed_give, &feed };
	struct checkpoint_reader *r = checkpoint_reader_new(s, &source);
	struct strbuf text = strbuf_init(s->arena, 4096);
	const uint8_t *piece;
	size_t len = 0;
	bool more;

	while (checkpoint_reader_next(r, &more)) {
		if (!more)
			return checkpoint_reader_end(r)
				       ? arena_printf(s->arena, "%send", strbuf_text(&text))
				       : s->err.msg;
		strbuf_printf(&text, "%s:", r->entry.name);
		while (checkpoint_reader_piece(r, &piece, &len) && len > 0)
			strbuf_add(&text, piece, len);
		if (s->err.code != ERR_NONE)
			return s->err.msg;
		strbuf_char(&text, ' ');
	}
	return s->err.msg;
}

START_TEST(pieces_of_any_size_give_the_same)
{
	uint8_t archive[ROOM];
	size_t n = make(archive);

	for (size_t step = 1; step <= n; step++) {
		struct scope s = scope_open();
		const char *got = read_all(&s, archive, n, step);
		ck_assert_msg(strcmp(got, "one:abc two: end") == 0, "by %zu: %s", step, got);
		scope_close(&s);
	}
}
END_TEST

START_TEST(an_archive_cut_anywhere_is_refused_with_the_place)
{
	uint8_t archive[ROOM];
	size_t n = make(archive);

	for (size_t cut = 0; cut < n; cut++) {
		struct scope s = scope_open();
		bool inside = cut >= TAR_BLOCK && cut < TAR_BLOCK + 3;
		const char *want = arena_printf(s.arena, "The archive ends at byte %zu, %s.", cut,
			inside ? "in the middle of 'one'" : "where more must follow");
		const char *got = read_all(&s, archive, cut, 100);
		/* One block of zeros is no end, but what comes before it has all been read. */
		ck_assert_msg(strcmp(got, want) == 0, "cut at %zu: %s", cut, got);
		ck_assert_int_eq(s.err.code, ERR_INVALID);
		scope_close(&s);
	}
}
END_TEST

static const struct {
	const char *label;
	size_t at, length; /* what is changed, and the length of it all */
	const char *want;
} slips[] = {
	{ "padding", TAR_BLOCK + 3, 5 * TAR_BLOCK,
		"The archive is wrong at byte 515: the zeros that fill up the block are none." },
	{ "last of the padding", 2 * TAR_BLOCK - 1, 5 * TAR_BLOCK,
		"The archive is wrong at byte 515: the zeros that fill up the block are none." },
	{ "second header", 2 * TAR_BLOCK, 5 * TAR_BLOCK,
		"The archive is wrong at byte 1024: the header's checksum is wrong." },
	{ "first block of the end", 3 * TAR_BLOCK, 5 * TAR_BLOCK,
		"The archive is wrong at byte 1536: there is no ustar header." },
	{ "second block of the end", 4 * TAR_BLOCK, 5 * TAR_BLOCK,
		"The archive is wrong at byte 2048: something follows its end." },
	{ "behind the end", 5 * TAR_BLOCK, 6 * TAR_BLOCK,
		"The archive is wrong at byte 2560: something follows its end." },
	{ "half a block behind the end", ROOM - 1, 5 * TAR_BLOCK + 100,
		"The archive ends at byte 2660, where more must follow." },
	{ "zeros behind the end", ROOM - 1, 7 * TAR_BLOCK, "one:abc two: end" },
};

START_TEST(a_byte_that_is_not_right_is_told_with_its_place)
{
	uint8_t archive[ROOM];

	make(archive);
	archive[slips[_i].at] ^= 0x10;
	const char *got = read_all(&scope, archive, slips[_i].length, 512);
	ck_assert_msg(strcmp(got, slips[_i].want) == 0, "%s: %s", slips[_i].label, got);
}
END_TEST

START_TEST(zeros_without_end_are_not_read_for_ever)
{
	size_t n = 3 * TAR_BLOCK + 3 * 1024 * 1024;
	uint8_t *archive = arena_alloc(scope.arena, n), small[ROOM];

	make(small);
	memcpy(archive, small, 3 * TAR_BLOCK);
	const char *got = read_all(&scope, archive, n, 65536);
	ck_assert_msg(strstr(got, "something follows its end") != NULL, "%s", got);
}
END_TEST

static int64_t break_off(void *ctx, void *buf, size_t n)
{
	(void)buf;
	(void)n;
	err_set(ctx, ERR_TIMEOUT, "the client is gone");
	return -1;
}

START_TEST(the_source_s_own_error_stays)
{
	const struct checkpoint_source source = { break_off, &scope };
	struct checkpoint_reader *r = checkpoint_reader_new(&scope, &source);
	bool more;

	ck_assert(!checkpoint_reader_next(r, &more));
	ck_assert_int_eq(scope.err.code, ERR_TIMEOUT);
	ck_assert_str_eq(scope.err.msg, "the client is gone");
}
END_TEST

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct checkpoint_manifest example(void)
{
	return (struct checkpoint_manifest){
		.program = "imagekit-emulator 0.1.0",
		.name = "before \"lunch\"",
		.created_at = "2026-01-02T03:04:05.678Z",
		.schema = 1,
		.accounts = 2,
		.files = 3,
		.blobs = 4,
		.database_bytes = 4096,
		.database_sha256 = SHA,
	};
}

START_TEST(the_manifest_that_was_written_is_read)
{
	const struct checkpoint_manifest want = example();
	struct checkpoint_manifest got;
	struct strbuf text = strbuf_init(scope.arena, CHECKPOINT_MANIFEST_MAX);

	checkpoint_manifest_write(&text, &want);
	ck_assert_msg(checkpoint_manifest_read(&scope, strbuf_text(&text), text.len, &got), "%s",
		scope.err.msg);
	ck_assert_str_eq(got.program, want.program);
	ck_assert_str_eq(got.name, want.name);
	ck_assert_str_eq(got.created_at, want.created_at);
	ck_assert_str_eq(got.database_sha256, want.database_sha256);
	ck_assert_int_eq(got.schema, want.schema);
	ck_assert_int_eq(got.accounts, want.accounts);
	ck_assert_int_eq(got.files, want.files);
	ck_assert_int_eq(got.blobs, want.blobs);
	ck_assert_int_eq(got.database_bytes, want.database_bytes);
}
END_TEST

#define REST                                                                               \
	"\"program\":\"p\",\"name\":\"n\",\"createdAt\":\"c\",\"accounts\":1,\"files\":1," \
	"\"blobs\":1,\"databaseBytes\":1,"

static const struct {
	const char *label, *text, *want; /* want: a part of the message */
} refusals[] = {
	{ "nothing", "", "JSON at line 1, column 1" },
	{ "no JSON", "{", "JSON at line 1, column 2" },
	{ "no object", "[1]", "no number under \"format\"" },
	{ "no format", "{}", "no number under \"format\"" },
	{ "format as text", "{\"format\":\"1\"}", "no number under \"format\"" },
	{ "half a format", "{\"format\":1.5}", "no number under \"format\"" },
	{ "format 0", "{\"format\":0}", "no number under \"format\"" },
	{ "newer format with other members", "{\"format\":2,\"shape\":\"round\"}",
		"the archive was made by a newer version of this program (format 2, this one knows "
		"up to 1)" },
	{ "newer schema", "{\"format\":1," REST "\"schema\":9999,\"databaseSha256\":\"" SHA "\"}",
		"the library was written by a newer version of this program (schema 9999, this one "
		"knows up to" },
	{ "schema 0", "{\"format\":1," REST "\"schema\":0,\"databaseSha256\":\"" SHA "\"}",
		"schema" },
	{ "a member is missing", "{\"format\":1," REST "\"schema\":1}", "databaseSha256" },
	{ "an unknown member",
		"{\"format\":1," REST "\"schema\":1,\"databaseSha256\":\"" SHA "\",\"x\":1}", "x" },
	{ "a negative count",
		"{\"format\":1,\"program\":\"p\",\"name\":\"n\",\"createdAt\":\"c\",\"accounts\":-"
		"1,"
		"\"files\":1,\"blobs\":1,\"databaseBytes\":1,\"schema\":1,\"databaseSha256\":\"" SHA
		"\"}",
		"accounts" },
	{ "a short hash", "{\"format\":1," REST "\"schema\":1,\"databaseSha256\":\"abc\"}",
		"no SHA-256" },
};

START_TEST(a_manifest_that_is_not_right_is_refused)
{
	const char *text = refusals[_i].text;
	struct checkpoint_manifest out;

	ck_assert_msg(!checkpoint_manifest_read(&scope, text, strlen(text), &out), "%s: was taken",
		refusals[_i].label);
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_msg(strstr(scope.err.msg, refusals[_i].want) != NULL, "%s: %s",
		refusals[_i].label, scope.err.msg);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ops");
	TCase *tc = tcase_create("checkpoint_archive");

	tcase_add_checked_fixture(tc, open_scope, close_scope);
	tcase_add_test(tc, pieces_of_any_size_give_the_same);
	tcase_add_test(tc, an_archive_cut_anywhere_is_refused_with_the_place);
	tcase_add_loop_test(
		tc, a_byte_that_is_not_right_is_told_with_its_place, 0, (int)ARRAY_LEN(slips));
	tcase_add_test(tc, zeros_without_end_are_not_read_for_ever);
	tcase_add_test(tc, the_source_s_own_error_stays);
	tcase_add_test(tc, the_manifest_that_was_written_is_read);
	tcase_add_loop_test(
		tc, a_manifest_that_is_not_right_is_refused, 0, (int)ARRAY_LEN(refusals));
	suite_add_tcase(suite, tc);
	return check_run(suite);
}
