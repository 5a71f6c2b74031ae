/* A seed document while it is written: to a staging file, so that its size costs no memory, and hashed as it
 * grows. */
#ifndef STATE_SEED_OUT_H
#define STATE_SEED_OUT_H

#include "blob/blob_stage.h"
#include "json/json_write.h"

struct seed_out {
	struct scope *s;
	struct blob_store *blobs;
	struct blob_stage *stage;
	struct strbuf text; /* what has not been written yet */
	struct json_writer w;
	bool by_reference; /* bytes are named, not carried along */
};

/* The file is removed with the scope. `o` must stay where it is: its writer points into it. */
NODISCARD bool seed_out_open(struct seed_out *o, struct scope *s, struct blob_store *blobs);

/* Begins an item of a list on a line of its own. */
void seed_out_line(struct seed_out *o);

/* An open array, on lines of its own. */
void seed_out_open_list(struct seed_out *o, const char *key);
void seed_out_close_list(struct seed_out *o);

void seed_out_time(struct seed_out *o, const char *key, int64_t ms);

/* The member `content`: the bytes of the blob. False: they cannot be read. */
NODISCARD bool seed_out_content(struct seed_out *o, const char *key, const char *blob);

/* Writes to the file what is there so far; after each item, so that little of it is ever in memory. */
NODISCARD bool seed_out_flush(struct seed_out *o);

#endif
