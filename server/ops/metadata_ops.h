/* Metadata of stored files and of uploads (REST API: file metadata and pHash). */
#ifndef OPS_METADATA_OPS_H
#define OPS_METADATA_OPS_H

#include "model/account.h"
#include "model/file.h"
#include "model/metadata.h"
#include "ops/emulator.h"
#include "ops/remote_ops.h"

/* Reads the bytes behind `fd`, which `c` tells about; what is in `c` already is not read again. False:
 * ERR_INVALID when they are neither a readable image nor a readable video, ERR_NOT_IMPLEMENTED for
 * videos without ffprobe, ERR_UNAVAILABLE when all readers are busy. */
NODISCARD bool metadata_ops_read(struct emulator *e, struct scope *s, const struct file_content *c,
	int fd, struct metadata *out);

/* What an upload shows of bytes that are about to be stored: as above, but bytes that cannot be read
 * have no metadata, and no reason to refuse them. */
NODISCARD bool metadata_ops_of_upload(struct emulator *e, struct scope *s,
	const struct file_content *c, int fd, struct metadata *out);

/* What reads videos here. */
struct metadata_video_reader {
	const char *program; /* the path of ffprobe; NULL: there is none */
	const char *version; /* NULL: it does not say */
	const char *missing; /* without it: a sentence that says why */
};

struct metadata_video_reader metadata_ops_video_reader(struct emulator *e, struct scope *s);

/* The file that remote_ops_open() opens for this URL. False without an error in the scope when there is none, and
 * with the service's when the URL is one of the library's but leads to nothing that may be read. */
bool metadata_ops_by_url(struct emulator *e, struct scope *s, const struct own_urls *own,
	const char *url, struct metadata *out);

/* The current version of the file with this id. */
NODISCARD bool metadata_ops_by_id(struct emulator *e, struct scope *s, const struct account *a,
	const char *id, struct metadata *out);

#endif
