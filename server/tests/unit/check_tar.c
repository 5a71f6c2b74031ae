/* Headers of tar entries: what is written is read back, and what is not exactly right is refused. */
#include "base/tar.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

#include <stdlib.h>
#include <string.h>

enum { CHECKSUM_AT = 148, CHECKSUM_SIZE = 8 };

/* As another program would: digits, a zero, a blank. */
static void seal(uint8_t block[TAR_BLOCK])
{
	uint32_t sum = 0;

	memset(block + CHECKSUM_AT, ' ', CHECKSUM_SIZE);
	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += block[i];
	for (size_t i = 6; i-- > 0; sum >>= 3)
		block[CHECKSUM_AT + i] = (uint8_t)('0' + (sum & 7));
	block[CHECKSUM_AT + 6] = '\0';
}

static struct tar_entry entry_of(const char *name, int64_t size, int64_t modified)
{
	struct tar_entry entry = { .size = size, .modified = modified };

	memcpy(entry.name, name, strlen(name));
	return entry;
}

/* `size` and `time` in octal, written out by hand. */
static const struct written {
	const char *name;
	int64_t size, modified;
	const char *size_field, *time_field;
} written[] = {
	{ "a", 0, 0, "00000000000", "00000000000" },
	{ "checkpoint.json", 8, 1, "00000000010", "00000000001" },
	{ "library.db", 511, 1767322845, "00000000777", "15125632335" },
	{ "blobs/ab/abcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcd", 1000000, 64,
		"00003641100", "00000000100" },
	{ "a-name-of-one-hundred-bytes-"
	  "0123456789012345678901234567890123456789012345678901234567890123456789xx",
		TAR_MAX_SIZE, TAR_MAX_SIZE, "77777777777", "77777777777" },
};

START_TEST(a_written_header_has_its_fields_in_their_places)
{
	const struct written *row = &written[_i];
	struct tar_entry entry = entry_of(row->name, row->size, row->modified), back;
	uint8_t block[TAR_BLOCK], sealed[TAR_BLOCK];

	tar_write(&entry, block);
	ck_assert_msg(strncmp((char *)block, row->name, 100) == 0, "%s: name", row->name);
	ck_assert_msg(memcmp(block + 100, "0000644", 8) == 0, "%s: mode", row->name);
	ck_assert_msg(memcmp(block + 124, row->size_field, 12) == 0, "%s: size %.11s", row->name,
		(char *)block + 124);
	ck_assert_msg(memcmp(block + 136, row->time_field, 12) == 0, "%s: time %.11s", row->name,
		(char *)block + 136);
	ck_assert_msg(memcmp(block + 156, "0", 1) == 0, "%s: type", row->name);
	ck_assert_msg(memcmp(block + 257, "ustar\00000", 8) == 0, "%s: magic", row->name);
	memcpy(sealed, block, TAR_BLOCK);
	seal(sealed);
	ck_assert_msg(memcmp(block, sealed, TAR_BLOCK) == 0, "%s: checksum", row->name);

	ck_assert_msg(tar_read(&scope, block, &back), "%s: %s", row->name, scope.err.msg);
	ck_assert_str_eq(back.name, row->name);
	ck_assert_int_eq(back.size, row->size);
	ck_assert_int_eq(back.modified, row->modified);
}
END_TEST

/* A header of "a" with some bytes changed. */
static const struct change {
	const char *label;
	size_t at;
	const char *bytes;
	size_t n;
	bool unsealed;
	const char *why; /* NULL: it is fine */
} changes[] = {
	{ "size with blanks", 124, "10         ", 12, false, NULL },
	{ "size without a terminator", 124, "000000000010", 12, false, NULL },
	{ "old type of a file", 156, "\0", 1, false, NULL },
	{ "owner", 108, "0001750", 7, false, NULL },
	{ "owner's name", 265, "root", 4, false, NULL },
	{ "prefix", 345, "above", 5, false, NULL },
	{ "one bit of the name", 0, "b", 1, true, "the header's checksum is wrong" },
	{ "one bit of the size", 134, "1", 1, true, "the header's checksum is wrong" },
	{ "no digits in the checksum", 148, "        ", 8, true, "the header's checksum is wrong" },
	{ "letters in the checksum", 148, "01x000\0 ", 8, true, "the header's checksum is wrong" },
	{ "GNU's format", 257, "ustar  ", 8, false,
		"the header is in GNU's format; tar makes the right one with --format=ustar" },
	{ "no format", 257, "\0\0\0\0\0\0\0\0", 8, false, "there is no ustar header" },
	{ "another version", 263, "01", 2, false, "there is no ustar header" },
	{ "hard link", 156, "1", 1, false, "'a' is a hard link; only regular files are expected" },
	{ "symbolic link", 156, "2", 1, false,
		"'a' is a symbolic link; only regular files are expected" },
	{ "character device", 156, "3", 1, false,
		"'a' is a device; only regular files are expected" },
	{ "block device", 156, "4", 1, false, "'a' is a device; only regular files are expected" },
	{ "folder", 156, "5", 1, false, "'a' is a folder; only regular files are expected" },
	{ "pipe", 156, "6", 1, false, "'a' is a pipe; only regular files are expected" },
	{ "extended header", 156, "x", 1, false,
		"'a' is an extended header; only regular files are expected" },
	{ "global header", 156, "g", 1, false,
		"'a' is an extended header; only regular files are expected" },
	{ "contiguous file", 156, "7", 1, false,
		"'a' is of an unknown kind; only regular files are expected" },
	{ "GNU's long name", 156, "L", 1, false,
		"'a' is of an unknown kind; only regular files are expected" },
	{ "a link's target", 157, "x", 1, false, "'a' is a file and yet names a link" },
	{ "no name", 0, "\0", 1, false, "the entry has no name" },
	{ "bytes behind the name", 2, "b", 1, false, "the name has bytes behind its end" },
	{ "bytes behind the prefix", 347, "b", 1, false, "the name has bytes behind its end" },
	{ "no size", 124, "\0\0\0\0\0\0\0\0\0\0\0", 12, false, "the size of 'a' is not a number" },
	{ "negative size", 124, "-0000000001", 12, false, "the size of 'a' is not a number" },
	{ "decimal size", 124, "00000000019", 12, false, "the size of 'a' is not a number" },
	{ "size with a gap", 124, "0000 000001", 12, false, "the size of 'a' is not a number" },
	{ "blank before the size", 124, " 0000000001", 12, false,
		"the size of 'a' is not a number" },
	{ "size beyond eleven digits", 124, "777777777777", 12, false,
		"the size of 'a' is not a number" },
	{ "size in GNU's binary form", 124, "\x80\0\0\0\0\0\0\0\0\0\0\1", 12, false,
		"the size of 'a' is not a number" },
	{ "no time", 136, "yesterday  ", 12, false, "the time of 'a' is not a number" },
};

START_TEST(a_header_that_is_not_exactly_right_is_refused)
{
	const struct change *row = &changes[_i];
	struct tar_entry entry = entry_of("a", 0, 0), out;
	uint8_t block[TAR_BLOCK];

	tar_write(&entry, block);
	memcpy(block + row->at, row->bytes, row->n);
	if (!row->unsealed)
		seal(block);
	bool ok = tar_read(&scope, block, &out);
	ck_assert_msg(
		ok == (row->why == NULL), "%s: %s", row->label, ok ? "was taken" : scope.err.msg);
	if (ok)
		return;
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_msg(strcmp(scope.err.msg, row->why) == 0, "%s: %s", row->label, scope.err.msg);
}
END_TEST

START_TEST(every_flipped_bit_of_a_header_is_seen)
{
	struct tar_entry entry = entry_of("library.db", 4096, 1767322845), out;
	uint8_t block[TAR_BLOCK];

	tar_write(&entry, block);
	for (size_t bit = 0; bit < 8 * TAR_BLOCK; bit++) {
		struct scope s = scope_open();
		block[bit / 8] ^= (uint8_t)(1u << bit % 8);
		bool ok = tar_read(&s, block, &out);
		/* The checksum's last two bytes only end it: what they may be is one and the same. */
		ck_assert_msg(!ok || bit / 8 == CHECKSUM_AT + 6 || bit / 8 == CHECKSUM_AT + 7,
			"bit %zu of byte %zu", bit % 8, bit / 8);
		block[bit / 8] ^= (uint8_t)(1u << bit % 8);
		scope_close(&s);
	}
}
END_TEST

START_TEST(prefix_and_name_are_joined)
{
	struct tar_entry entry = entry_of("a", 0, 0), out;
	uint8_t block[TAR_BLOCK];
	char want[TAR_MAX_JOINED + 1];

	tar_write(&entry, block);
	memset(block, 'n', 100);
	memset(block + 345, 'p', 155);
	seal(block);
	memset(want, 'p', 155);
	want[155] = '/';
	memset(want + 156, 'n', 100);
	want[256] = '\0';
	ck_assert_msg(tar_read(&scope, block, &out), "%s", scope.err.msg);
	ck_assert_str_eq(out.name, want);
}
END_TEST

START_TEST(padding_fills_the_block)
{
	static const struct {
		int64_t size;
		size_t padding;
	} rows[] = { { 0, 0 }, { 1, 511 }, { 511, 1 }, { 512, 0 }, { 513, 511 },
		{ TAR_MAX_SIZE, 1 } };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ck_assert_msg(tar_padding(rows[i].size) == rows[i].padding, "%lld: %zu",
			(long long)rows[i].size, tar_padding(rows[i].size));
}
END_TEST

START_TEST(blank_means_zeros_alone)
{
	uint8_t block[TAR_BLOCK] = { 0 };

	ck_assert(tar_is_blank(block, TAR_BLOCK));
	ck_assert(tar_is_blank(block, 0));
	for (size_t i = 0; i < TAR_BLOCK; i++) {
		block[i] = 1;
		ck_assert_msg(!tar_is_blank(block, TAR_BLOCK), "byte %zu", i);
		block[i] = 0;
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *tc = tcase_create("tar");

	tcase_add_checked_fixture(tc, open_scope, close_scope);
	tcase_add_loop_test(
		tc, a_written_header_has_its_fields_in_their_places, 0, (int)ARRAY_LEN(written));
	tcase_add_loop_test(
		tc, a_header_that_is_not_exactly_right_is_refused, 0, (int)ARRAY_LEN(changes));
	tcase_add_test(tc, every_flipped_bit_of_a_header_is_seen);
	tcase_add_test(tc, prefix_and_name_are_joined);
	tcase_add_test(tc, padding_fills_the_block);
	tcase_add_test(tc, blank_means_zeros_alone);
	suite_add_tcase(suite, tc);
	return check_run(suite);
}
