/* Request bodies that clients compressed. */
#ifndef HTTP_GUNZIP_H
#define HTTP_GUNZIP_H

#include "base/scope.h"
#include "base/strbuf.h"

/* Appends what gzip or zlib made n bytes of; several gzip members one after the other are one text. False:
 * ERR_INVALID when the bytes are damaged or cut, ERR_TOO_LARGE past what `out` takes, whatever comes after. */
NODISCARD bool gunzip(struct scope *s, const char *p, size_t n, struct strbuf *out);

#endif
