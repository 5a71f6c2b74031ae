/* A tar archive that arrives piece by piece: entries and their bytes in order, and what is wrong told with
 * the place where it is. Whatever its size, it takes the memory of one piece. */
#ifndef STATE_CHECKPOINT_READER_H
#define STATE_CHECKPOINT_READER_H

#include "base/scope.h"
#include "base/tar.h"

/* Where the bytes come from: > 0 bytes, 0 at the end, -1 after err_set() in the reader's scope. */
struct checkpoint_source {
	int64_t (*read)(void *ctx, void *buf, size_t n);
	void *ctx;
};

enum { CHECKPOINT_READER_PIECE = 64 * 1024 };

struct checkpoint_reader {
	struct scope *s;
	struct checkpoint_source source;
	struct tar_entry entry;
	int64_t entry_at; /* where its header stands, or where the last one ended */
	int64_t left;     /* of its bytes */
	int64_t taken;    /* of the whole archive, before `from` */
	size_t from, to;
	uint8_t buf[CHECKPOINT_READER_PIECE];
};

/* In the scope's arena, with which it ends. */
struct checkpoint_reader *checkpoint_reader_new(
	struct scope *s, const struct checkpoint_source *source);

/* The header of the next entry; what is left of this one must have been read. `*more` is false when the
 * archive ends here. False: ERR_INVALID, or the source's failure; so too below. */
NODISCARD bool checkpoint_reader_next(struct checkpoint_reader *r, bool *more);

/* A piece of the entry's bytes, until the next call; *n is 0 at its end. */
NODISCARD bool checkpoint_reader_piece(struct checkpoint_reader *r, const uint8_t **p, size_t *n);

/* After the entries: nothing but zeros comes. */
NODISCARD bool checkpoint_reader_end(struct checkpoint_reader *r);

/* Records that the archive is wrong at the current entry; always false. */
bool checkpoint_reader_refuse(struct checkpoint_reader *r, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
