/* A body in chunks (RFC 9112 §7.1). Extensions and trailers are read over. Shared by the files of http/ alone. */
#ifndef HTTP_CHUNKS_H
#define HTTP_CHUNKS_H

#include "http/conn.h"

struct chunks {
	int64_t left; /* of the chunk that is being read */
	int beside;   /* bytes of extensions and trailers so far */
	bool begun;   /* a chunk has been read, whose line end is due */
};

/* As conn_read(), the body alone; -1 also when it is malformed or cut off. Not to be called again after 0
 * or -1. */
int64_t chunks_read(struct chunks *k, struct conn *c, void *buf, size_t n);

#endif
