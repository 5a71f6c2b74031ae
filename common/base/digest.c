/* Hashes by OpenSSL's own functions for each, not by its EVP interface: that one brings all of libcrypto with
 * it, whose 5 MiB the loader and EVP's tables of algorithms make several milliseconds and some 3 MiB of, at
 * every start. Of the static library the linker takes what is named here. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/digest.h"

#include <openssl/crypto.h>
#include <openssl/md5.h>
#include <openssl/sha.h>
#include <string.h>

enum { BLOCK = 64 }; /* bytes that SHA-1 and SHA-256 take at a time */

/* None of these can fail. */
union state {
	SHA_CTX sha1;
	SHA256_CTX sha256;
};

struct method {
	size_t length; /* bytes */
	void (*begin)(union state *state);
	void (*add)(union state *state, const void *p, size_t n);
	void (*end)(union state *state, uint8_t *out);
};

static void begin_sha1(union state *state)
{
	SHA1_Init(&state->sha1);
}

static void add_sha1(union state *state, const void *p, size_t n)
{
	SHA1_Update(&state->sha1, p, n);
}

static void end_sha1(union state *state, uint8_t *out)
{
	SHA1_Final(out, &state->sha1);
}

static void begin_sha256(union state *state)
{
	SHA256_Init(&state->sha256);
}

static void add_sha256(union state *state, const void *p, size_t n)
{
	SHA256_Update(&state->sha256, p, n);
}

static void end_sha256(union state *state, uint8_t *out)
{
	SHA256_Final(out, &state->sha256);
}

static const struct method sha1 = { DIGEST_SHA1, begin_sha1, add_sha1, end_sha1 };
static const struct method sha256 = { DIGEST_SHA256, begin_sha256, add_sha256, end_sha256 };

static void hash(const struct method *md, struct view text, uint8_t *out)
{
	union state state;

	md->begin(&state);
	md->add(&state, text.p, text.n);
	md->end(&state, out);
}

/* RFC 2104. */
static void hmac(const struct method *md, struct view key, struct view msg, uint8_t *out)
{
	uint8_t inner[BLOCK] = { 0 }, outer[BLOCK];
	union state state;

	if (key.n > BLOCK)
		hash(md, key, inner);
	else if (key.n > 0)
		memcpy(inner, key.p, key.n);
	for (size_t i = 0; i < BLOCK; i++) {
		outer[i] = inner[i] ^ 0x5c;
		inner[i] ^= 0x36;
	}
	md->begin(&state);
	md->add(&state, inner, BLOCK);
	md->add(&state, msg.p, msg.n);
	md->end(&state, out);
	md->begin(&state);
	md->add(&state, outer, BLOCK);
	md->add(&state, out, md->length);
	md->end(&state, out);
	OPENSSL_cleanse(inner, sizeof(inner));
	OPENSSL_cleanse(outer, sizeof(outer));
}

void digest_md5(const void *p, size_t n, uint8_t out[DIGEST_MD5])
{
	MD5_CTX state;

	MD5_Init(&state);
	MD5_Update(&state, p, n);
	MD5_Final(out, &state);
}

void digest_sha1(const void *p, size_t n, uint8_t out[DIGEST_SHA1])
{
	hash(&sha1, (struct view){ p, n }, out);
}

void digest_sha256(const void *p, size_t n, uint8_t out[DIGEST_SHA256])
{
	hash(&sha256, (struct view){ p, n }, out);
}

void digest_hmac_sha1(struct view key, struct view msg, uint8_t out[DIGEST_SHA1])
{
	hmac(&sha1, key, msg, out);
}

void digest_hmac_sha256(struct view key, struct view msg, uint8_t out[DIGEST_SHA256])
{
	hmac(&sha256, key, msg, out);
}

struct digest_stream {
	const struct method *md;
	union state state;
};

static struct digest_stream *stream(const struct method *md)
{
	struct digest_stream *d = xmalloc(sizeof(*d));

	d->md = md;
	md->begin(&d->state);
	return d;
}

struct digest_stream *digest_stream_new(void)
{
	return stream(&sha256);
}

struct digest_stream *digest_stream_new_sha1(void)
{
	return stream(&sha1);
}

void digest_stream_add(struct digest_stream *d, const void *p, size_t n)
{
	d->md->add(&d->state, p, n);
}

void digest_stream_end(struct digest_stream *d, uint8_t out[DIGEST_SHA256])
{
	d->md->end(&d->state, out);
}

void digest_stream_free(struct digest_stream *d)
{
	free(d);
}

bool digest_same(struct view a, struct view b)
{
	return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}
