/* Bytes of a file in a content coding. The only door to zlib's deflate and to Brotli's encoder. */
#ifndef DELIVERY_COMPRESS_H
#define DELIVERY_COMPRESS_H

#include "blob/blob_stage.h"
#include "http/accept_encoding.h"

/* Reads the file from its start to its end and writes it, coded, to the stage; `coding` is not identity. Takes
 * some 1 MiB of memory, whatever the size. The same bytes give the same bytes. False: the disk fails. */
NODISCARD bool compress_file(
	struct scope *s, int fd, enum content_coding coding, struct blob_stage *out);

#endif
