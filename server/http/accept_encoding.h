/* The Accept-Encoding header (RFC 9110 §12.5.3). */
#ifndef HTTP_ACCEPT_ENCODING_H
#define HTTP_ACCEPT_ENCODING_H

#include "base/base.h"

enum content_coding { CODING_IDENTITY, CODING_GZIP, CODING_BR, CODING_COUNT };

/* What to answer with when all of them could be had: the one of the highest quality, of equal ones br before
 * gzip before none. No header (NULL) asks for none. Where no coding at all is accepted, and none neither, the
 * answer is none all the same: there is nothing that would be better. */
enum content_coding accept_encoding_choose(const char *header);

/* "gzip", "br"; NULL for identity. */
const char *accept_encoding_name(enum content_coding coding);

#endif
