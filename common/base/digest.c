/* Hashes by OpenSSL's EVP interface. HMAC is built here from the hash (RFC 2104): OpenSSL's
 * one-shot call looks its algorithms up by name each time, which took several times as long as
 * the hashing of a short message. */
#include "base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <string.h>

enum { BLOCK = 64 }; /* bytes that SHA-1 and SHA-256 take at a time */

/* The implementations, looked up once and kept until exit: EVP_sha256() and its like stand for a
 * look-up on every use, which more than doubled the time of a short hash. Set before anyone can
 * read them. */
static const EVP_MD *md5;
static const EVP_MD *sha1;
static const EVP_MD *sha256;

static void fetch(void)
{
	/* The hashes need none of OpenSSL's configuration, which costs memory and time to read. */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	md5 = EVP_MD_fetch(NULL, "MD5", NULL);
	sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (!md5 || !sha1 || !sha256)
		abort();
}

static void ready(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	if (pthread_once(&once, fetch) != 0)
		abort();
}

/* Hashing memory cannot fail but for want of memory. */
static void must(int ok)
{
	if (!ok)
		abort();
}

static EVP_MD_CTX *context(const EVP_MD *md)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	must(ctx != NULL && EVP_DigestInit_ex2(ctx, md, NULL));
	return ctx;
}

static void hash(const EVP_MD *md, const void *p, size_t n, uint8_t *out)
{
	EVP_MD_CTX *ctx = context(md);

	must(EVP_DigestUpdate(ctx, p, n) && EVP_DigestFinal_ex(ctx, out, NULL));
	EVP_MD_CTX_free(ctx);
}

static void hmac(const EVP_MD *md, size_t len, struct view key, struct view msg, uint8_t *out)
{
	uint8_t inner[BLOCK] = { 0 }, outer[BLOCK];

	if (key.n > BLOCK)
		hash(md, key.p, key.n, inner);
	else if (key.n > 0)
		memcpy(inner, key.p, key.n);
	for (size_t i = 0; i < BLOCK; i++) {
		outer[i] = inner[i] ^ 0x5c;
		inner[i] ^= 0x36;
	}
	EVP_MD_CTX *ctx = context(md);
	must(EVP_DigestUpdate(ctx, inner, BLOCK) && EVP_DigestUpdate(ctx, msg.p, msg.n) &&
		EVP_DigestFinal_ex(ctx, out, NULL));
	must(EVP_DigestInit_ex2(ctx, NULL, NULL) && EVP_DigestUpdate(ctx, outer, BLOCK) &&
		EVP_DigestUpdate(ctx, out, len) && EVP_DigestFinal_ex(ctx, out, NULL));
	EVP_MD_CTX_free(ctx);
	OPENSSL_cleanse(inner, sizeof(inner));
	OPENSSL_cleanse(outer, sizeof(outer));
}

void digest_md5(const void *p, size_t n, uint8_t out[DIGEST_MD5])
{
	ready();
	hash(md5, p, n, out);
}

void digest_sha1(const void *p, size_t n, uint8_t out[DIGEST_SHA1])
{
	ready();
	hash(sha1, p, n, out);
}

void digest_sha256(const void *p, size_t n, uint8_t out[DIGEST_SHA256])
{
	ready();
	hash(sha256, p, n, out);
}

void digest_hmac_sha1(struct view key, struct view msg, uint8_t out[DIGEST_SHA1])
{
	ready();
	hmac(sha1, DIGEST_SHA1, key, msg, out);
}

void digest_hmac_sha256(struct view key, struct view msg, uint8_t out[DIGEST_SHA256])
{
	ready();
	hmac(sha256, DIGEST_SHA256, key, msg, out);
}

struct digest_stream {
	EVP_MD_CTX *ctx;
};

static struct digest_stream *stream(const EVP_MD **md)
{
	struct digest_stream *d = xmalloc(sizeof(*d));

	ready();
	d->ctx = context(*md);
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
	must(EVP_DigestUpdate(d->ctx, p, n));
}

void digest_stream_end(struct digest_stream *d, uint8_t out[DIGEST_SHA256])
{
	must(EVP_DigestFinal_ex(d->ctx, out, NULL));
}

void digest_stream_free(struct digest_stream *d)
{
	if (!d)
		return;
	EVP_MD_CTX_free(d->ctx);
	free(d);
}

bool digest_same(struct view a, struct view b)
{
	return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}
