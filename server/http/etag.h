/* Entity tags: Express's weak form for API bodies, the strong form for delivered files, and the
 * If-None-Match comparison (weak, as RFC 9110 §13.1.2 wants it). */
#ifndef HTTP_ETAG_H
#define HTTP_ETAG_H

#include "base/arena.h"

/* W/"<hex length>-<27 characters of base64 SHA-1>" */
const char *etag_weak(struct arena *a, const char *body, size_t len);

/* The same for a body whose SHA-1, of 20 bytes, and length are known. */
const char *etag_weak_of(struct arena *a, const uint8_t *sha1, int64_t len);

/* The older form with MD5 in place of SHA-1, which the delivery side sends with its error bodies. */
const char *etag_weak_md5(struct arena *a, const char *body, size_t len);

/* True when the If-None-Match header (NULL for none) lists the tag, or is `*`. */
bool etag_listed(const char *if_none_match, const char *etag);

/* True when If-Range (NULL for none) still allows the range: the very same strong tag, or a date
 * not older than last_modified_ms (whole seconds). */
bool etag_allows_range(const char *if_range, const char *etag, int64_t last_modified_ms);

#endif
