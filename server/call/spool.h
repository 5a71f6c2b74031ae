/* A long answer while it is written: in memory while it is short, then in a staging file, so that neither its
 * length nor a client that reads slowly costs memory or holds the database. */
#ifndef CALL_SPOOL_H
#define CALL_SPOOL_H

#include "base/strbuf.h"
#include "ops/emulator.h"

enum {
	SPOOL_MEMORY = 1024 * 1024,  /* bytes; what is longer goes to the file */
	SPOOL_BEGINNING = 16 * 1024, /* bytes that are kept to be shown */
};

struct blob_stage;
struct digest_stream;

struct spool {
	struct emulator *e;
	struct scope *s;
	struct strbuf text; /* all of it while there is no file; else what is not in there yet */
	struct blob_stage *stage; /* NULL: no file yet */
	struct digest_stream *sha1;
	const char *beginning; /* with a file: its first SPOOL_BEGINNING bytes */
};

/* The file goes with the scope. */
struct spool spool_init(struct emulator *e, struct scope *s);

/* False: ERR_UNAVAILABLE, the file cannot be written. */
NODISCARD bool spool_add(struct spool *sp, const char *p, size_t n);

/* After the last piece, when there is a file: its length, its SHA-1 (20 bytes), and a descriptor of the
 * caller's own, -1 with ERR_UNAVAILABLE. */
struct spool_file {
	int fd;
	int64_t size;
	uint8_t sha1[32];
};
NODISCARD bool spool_end(struct spool *sp, struct spool_file *out);

#endif
