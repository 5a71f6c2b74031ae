/* The nearest valid thing to one that is not there: who refuses notes what was looked for, and only for
 * answers that are refusals somebody asks what comes near. It is looked for in the same library alone, and
 * in so few rows that a library of any size costs the same. */
#ifndef OPS_NEAR_MISS_H
#define OPS_NEAR_MISS_H

#include "ops/emulator.h"

/* `owner` is the row of what stands in brackets. */
enum near_miss_kind {
	NEAR_MISS_FILE_ID,     /* (account) -> "id (/path)" */
	NEAR_MISS_FILE_PATH,   /* (account) -> "/path" */
	NEAR_MISS_PUBLIC_PATH, /* (account) the same among what delivery shows to everybody */
	NEAR_MISS_FOLDER_PATH, /* (account) -> "/path" */
	NEAR_MISS_VERSION_ID,  /* (file) -> "id (version 2)" */
	NEAR_MISS_VERSION_KEY, /* (file) -> an ik-obj-version */
	NEAR_MISS_JOB_ID,      /* (account) -> "id (COPY_FOLDER /path)" */
	NEAR_MISS_PURGE_ID,    /* (account) -> "id" */
	NEAR_MISS_FIELD_ID,    /* (account) -> "id (name)" */
	NEAR_MISS_FIELD_NAME,  /* (account) -> "name" */
	NEAR_MISS_PRIVATE_KEY, /* (0) -> the imagekit_id of the account whose key it nearly is, never a key */
	NEAR_MISS_IMAGEKIT_ID, /* (0) -> another one */
};

/* Beside a failure: what was not there. The text must live as long as the scope; the first note of a failure
 * stays. Always false, so that callers can write `return near_miss_note(s, ...)`. */
bool near_miss_note(struct scope *s, enum near_miss_kind kind, int64_t owner, const char *text);

/* Fills s->err.near for what was noted, and leaves the rest of the failure as it is; nothing when nothing was
 * noted, or nothing comes near. */
void near_miss_find(struct emulator *e, struct scope *s);

/* What was noted is of an account whose key the client has not shown: with a wrong key, or a delivery URL. */
bool near_miss_is_of_another(const struct scope *s);

#endif
