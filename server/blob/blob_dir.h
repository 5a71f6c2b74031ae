/* The inside of a blob store, shared by the files of blob/ alone. */
#ifndef BLOB_BLOB_DIR_H
#define BLOB_BLOB_DIR_H

#include "base/scope.h"
#include "blob/blob_name.h"

#include <pthread.h>

/* A blob that was published and whose row may not have committed yet. */
struct blob_pin {
	struct blob_pin *next;
	struct blob_store *store;
	bool passed_over; /* a collection left the blob alone because of this pin */
	bool settled;     /* see blob_stage_settle() */
	size_t mark;      /* see blob_marks_add() */
	char name[BLOB_NAME_LENGTH + 1];
};

struct blob_store {
	char *blobs, *staging, *suspects; /* folders */
	bool durable;
	pthread_mutex_t lock; /* pins and queue, and collection against publishing */
	struct blob_pin *pins;
	int holds;             /* while there are some, nothing is deleted */
	uint64_t next_stage;   /* names files in staging */
	uint64_t next_suspect; /* … and in suspects */
	struct blob_suspects *queue;
	int marks; /* see blob_marks.c */
	char *marks_path;
	bool *marked; /* which lines of it are taken */
	size_t mark_count;
};

/* blobs/ab/abcdef… */
const char *blob_dir_path(struct blob_store *b, struct arena *a, const char *name);

#endif
