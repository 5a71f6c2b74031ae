/* Hashes against the published vectors of FIPS 180, RFC 2202 and RFC 4231. */
#include "base/digest.h"
#include "base/encode.h"
#include "tests/support/check_main.h"

#include <pthread.h>

static void check_hex(const char *label, const uint8_t *got, size_t n, const char *want)
{
	char text[2 * DIGEST_SHA256 + 1];

	encode_hex(got, n, text);
	ck_assert_msg(strcmp(text, want) == 0, "%s: %s", label, text);
}

struct hash {
	const char *text, *sha1, *sha256;
};

/* clang-format off */
static const struct hash hashes[] = {
	{ "", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
	  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "a9993e364706816aba3e25717850c26c9cd0d89d",
	  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};
/* clang-format on */

START_TEST(hashes_are_the_published_ones)
{
	const struct hash *row = &hashes[_i];
	uint8_t out[DIGEST_SHA256];

	digest_sha1(row->text, strlen(row->text), out);
	check_hex(row->text, out, DIGEST_SHA1, row->sha1);
	digest_sha256(row->text, strlen(row->text), out);
	check_hex(row->text, out, DIGEST_SHA256, row->sha256);
}
END_TEST

struct keyed {
	const char *label;
	uint8_t key_byte; /* repeated; 0: `key` is meant */
	const char *key;
	size_t key_len;
	const char *msg;
	const char *sha1, *sha256; /* NULL: the RFC has none */
};

/* clang-format off */
static const struct keyed keyed[] = {
	{ "case 1 of 4231", 0x0b, NULL, 20, "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00",
	  "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
	{ "case 2", 0, "Jefe", 4, "what do ya want for nothing?",
	  "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
	  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
	{ "key of a block and more", 0xaa, NULL, 131,
	  "Test Using Larger Than Block-Size Key - Hash Key First",
	  NULL, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
	{ "key of 80 bytes", 0xaa, NULL, 80,
	  "Test Using Larger Than Block-Size Key - Hash Key First",
	  "aa4ae5e15272d00e95705637ce8a3b55ed402112", NULL },
	{ "nothing", 0, "", 0, "", "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d",
	  "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad" },
};
/* clang-format on */

START_TEST(keyed_hashes_are_the_published_ones)
{
	const struct keyed *row = &keyed[_i];
	char key[256];
	uint8_t out[DIGEST_SHA256];

	memset(key, row->key_byte, sizeof(key));
	struct view k = { row->key ? row->key : key, row->key_len };
	if (row->sha1) {
		digest_hmac_sha1(k, view_of(row->msg), out);
		check_hex(row->label, out, DIGEST_SHA1, row->sha1);
	}
	if (row->sha256) {
		digest_hmac_sha256(k, view_of(row->msg), out);
		check_hex(row->label, out, DIGEST_SHA256, row->sha256);
	}
}
END_TEST

START_TEST(a_stream_is_the_hash_of_all_of_it)
{
	static const char million[] =
		"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
	static const size_t steps[] = { 1, 63, 64, 65, 1000, 100000, 1000000 };
	char *text = malloc(1000000);
	uint8_t out[DIGEST_SHA256];

	memset(text, 'a', 1000000);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		struct digest_stream *d = digest_stream_new();
		for (size_t at = 0; at < 1000000; at += steps[i])
			digest_stream_add(
				d, text + at, 1000000 - at < steps[i] ? 1000000 - at : steps[i]);
		digest_stream_end(d, out);
		digest_stream_free(d);
		check_hex("a million a", out, DIGEST_SHA256, million);
	}
	free(text);
}
END_TEST

START_TEST(a_stream_may_stay_empty_or_unfinished)
{
	struct digest_stream *d = digest_stream_new();
	uint8_t out[DIGEST_SHA256];

	digest_stream_end(d, out);
	check_hex("empty stream", out, DIGEST_SHA256, hashes[0].sha256);
	digest_stream_free(d);
	d = digest_stream_new();
	digest_stream_add(d, "abc", 3);
	digest_stream_free(d);
	digest_stream_free(NULL);
}
END_TEST

START_TEST(comparison_wants_the_same_length_and_bytes)
{
	ck_assert(digest_same(view_of("abc"), view_of("abc")));
	ck_assert(digest_same(view_of(""), (struct view){ NULL, 0 }));
	ck_assert(!digest_same(view_of("abc"), view_of("abd")));
	ck_assert(!digest_same(view_of("abc"), view_of("xbc")));
	ck_assert(!digest_same(view_of("abc"), view_of("ab")));
	ck_assert(!digest_same(view_of("ab"), view_of("abc")));
	ck_assert(!digest_same((struct view){ "a\0b", 3 }, (struct view){ "a\0c", 3 }));
}
END_TEST

static void *hash_often(void *arg)
{
	bool *ok = arg;
	uint8_t out[DIGEST_SHA256];
	char text[2 * DIGEST_SHA256 + 1];

	for (int i = 0; i < 500; i++) {
		digest_sha256("abc", 3, out);
		encode_hex(out, DIGEST_SHA256, text);
		*ok = *ok && strcmp(text, hashes[1].sha256) == 0;
	}
	return NULL;
}

START_TEST(threads_may_hash_at_the_same_time)
{
	pthread_t threads[4];
	bool ok[4] = { true, true, true, true };

	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, hash_often, &ok[i]), 0);
	for (int i = 0; i < 4; i++) {
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
		ck_assert_msg(ok[i], "thread %d", i);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("digest");

	tcase_add_loop_test(cases, hashes_are_the_published_ones, 0, (int)ARRAY_LEN(hashes));
	tcase_add_loop_test(cases, keyed_hashes_are_the_published_ones, 0, (int)ARRAY_LEN(keyed));
	tcase_add_test(cases, a_stream_is_the_hash_of_all_of_it);
	tcase_add_test(cases, a_stream_may_stay_empty_or_unfinished);
	tcase_add_test(cases, comparison_wants_the_same_length_and_bytes);
	tcase_add_test(cases, threads_may_hash_at_the_same_time);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
