/* Hashes and keyed hashes; the only door to OpenSSL. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/text.h"

enum { DIGEST_MD5 = 16, DIGEST_SHA1 = 20, DIGEST_SHA256 = 32 }; /* lengths in bytes */

/* MD5 names things (entity tags of error bodies); it protects nothing. */
void digest_md5(const void *p, size_t n, uint8_t out[DIGEST_MD5]);
void digest_sha1(const void *p, size_t n, uint8_t out[DIGEST_SHA1]);
void digest_sha256(const void *p, size_t n, uint8_t out[DIGEST_SHA256]);
void digest_hmac_sha1(struct view key, struct view msg, uint8_t out[DIGEST_SHA1]);
void digest_hmac_sha256(struct view key, struct view msg, uint8_t out[DIGEST_SHA256]);

/* A SHA-256, or a SHA-1 of which digest_stream_end() writes 20 bytes, that grows with the data.
 * digest_stream_free() takes NULL. */
struct digest_stream;
struct digest_stream *digest_stream_new(void);
struct digest_stream *digest_stream_new_sha1(void);
void digest_stream_add(struct digest_stream *d, const void *p, size_t n);
void digest_stream_end(struct digest_stream *d, uint8_t out[DIGEST_SHA256]);
void digest_stream_free(struct digest_stream *d);

/* Compares in a time that does not depend on the content. Different lengths are simply unequal. */
bool digest_same(struct view a, struct view b);

#endif
