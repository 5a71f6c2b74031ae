/* What the header block of one part of a form says. */
#ifndef HTTP_PART_HEADER_H
#define HTTP_PART_HEADER_H

#include "base/arena.h"

enum { PART_HEADER_MAX_LINES = 32 };

/* All strings are UTF-8 without NUL and live until the part ends. Bytes that are no UTF-8 are taken for
 * Latin-1; percent signs are left alone. `filename*` (RFC 8187) goes before `filename` when it can be
 * read. */
struct multipart_part {
	const char *name;         /* of the form field; may be "" */
	const char *filename;     /* NULL when the part has none; may be "" */
	const char *content_type; /* NULL when the part has none, or an empty one */
};

/* Reads a block of header lines, each ended by CRLF, without the blank line that closes the block.
 * The block holds no NUL and no other CR or LF; folded lines are joined in place. Returns NULL
 * when all is well, otherwise a sentence without subject or full stop that says what is wrong;
 * out->name is then set when it could be read. The strings of `out` are in the arena. */
const char *part_header_read(struct arena *a, char *block, size_t n, struct multipart_part *out);

#endif
