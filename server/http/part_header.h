/* What the header block of one part of a form says. */
#ifndef HTTP_PART_HEADER_H
#define HTTP_PART_HEADER_H

#include "http/multipart.h"

/* Reads a block of header lines, each ended by CRLF, without the blank line that closes the block.
 * The block holds no NUL and no other CR or LF; folded lines are joined in place. Returns NULL
 * when all is well, otherwise a sentence without subject or full stop that says what is wrong;
 * out->name is then set when it could be read. The strings of `out` are in the arena. */
const char *part_header_read(struct arena *a, char *block, size_t n, struct multipart_part *out);

#endif
