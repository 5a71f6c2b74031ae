/* A seed document while it is written: to a staging file, so that its size costs no memory, and hashed as it
 * grows; or hashed alone. */
#ifndef STATE_SEED_OUT_H
#define STATE_SEED_OUT_H

#include "blob/blob_stage.h"
#include "json/json_write.h"

struct seed_out {
	struct scope *s;
	struct blob_store *blobs;
	struct blob_stage *stage;
	struct digest_stream *digest; /* in the place of a file */
	struct strbuf text;           /* what has not been written yet */
	struct json_writer w;
	bool by_reference; /* bytes are named, not carried along */
};

/* The file is removed with the scope. `o` must stay where it is: its writer points into it. */
NODISCARD bool seed_out_open(struct seed_out *o, struct scope *s, struct blob_store *blobs);

/* No file: what becomes of the document is its state alone, for which no disk can be too full. */
void seed_out_open_state(struct seed_out *o, struct scope *s, struct blob_store *blobs);

/* The SHA-256 of the document, in hex, once everything is written. */
const char *seed_out_state(struct seed_out *o);

/* Begins an item of a list on a line of its own. */
void seed_out_line(struct seed_out *o);

/* An open array, on lines of its own. */
void seed_out_open_list(struct seed_out *o, const char *key);
void seed_out_close_list(struct seed_out *o);

void seed_out_time(struct seed_out *o, const char *key, int64_t ms);

/* The member `content`: the bytes of the blob. False: they cannot be read. */
NODISCARD bool seed_out_content(struct seed_out *o, const char *key, const char *blob);

/* Writes what is there so far; after each item, so that little of it is ever in memory. */
NODISCARD bool seed_out_flush(struct seed_out *o);

#endif
