/* checkpoint.json, the first entry of an archive: what follows it, and who wrote it. */
#ifndef STATE_CHECKPOINT_MANIFEST_H
#define STATE_CHECKPOINT_MANIFEST_H

#include "base/scope.h"
#include "base/strbuf.h"

/* An archive is a tar file in the ustar format. Its entries, in this order and no others:
 *
 *   checkpoint.json   this text, at most CHECKPOINT_MANIFEST_MAX bytes
 *   library.db        the database, SQLite, one file
 *   blobs/ab/abcd…    the bytes that it names, each once, by their SHA-256 and ordered by it
 *
 * No entry has more bytes than TAR_MAX_SIZE, 8 GiB less one. What a format 1 archive is stays as it is;
 * any change to it gets a new number. */
enum { CHECKPOINT_MANIFEST_FORMAT = 1, CHECKPOINT_MANIFEST_MAX = 64 * 1024 };

#define CHECKPOINT_MANIFEST_FILE     "checkpoint.json"
#define CHECKPOINT_MANIFEST_DATABASE "library.db"

struct checkpoint_manifest {
	const char *program;    /* name and version, for people */
	const char *name;       /* of the checkpoint when it was exported */
	const char *created_at; /* its time, ISO 8601 */
	int64_t schema;         /* version of the database */
	int64_t accounts, files, blobs;
	int64_t database_bytes;
	const char *database_sha256; /* 64 lower-case hex digits */
};

void checkpoint_manifest_write(struct strbuf *out, const struct checkpoint_manifest *manifest);

/* False: ERR_INVALID, with a sentence of its own when the archive has a newer format or the library a
 * newer schema than this program knows. */
NODISCARD bool checkpoint_manifest_read(
	struct scope *s, const char *text, size_t len, struct checkpoint_manifest *out);

#endif
