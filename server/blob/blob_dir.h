/* The inside of a blob store, shared by the files of blob/ alone. */
#ifndef BLOB_BLOB_DIR_H
#define BLOB_BLOB_DIR_H

#include "blob/blob_store.h"

#include <pthread.h>

/* A blob that was published and whose row may not have committed yet. */
struct blob_pin {
	struct blob_pin *next;
	struct blob_store *store;
	bool passed_over; /* a collection left the blob alone because of this pin */
	bool settled;     /* see blob_stage_settle() */
	const char *mark; /* path of what tells the next process of it, should this one die */
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
};

/* blobs/ab/abcdef… */
const char *blob_dir_path(struct blob_store *b, struct arena *a, const char *name);

/* Tells the next process of a blob that is about to be published; the path of the mark, or NULL. */
const char *blob_suspects_mark(struct blob_store *b, struct scope *s, const char *name);

/* The blob and its mark go over to the queue. */
void blob_suspects_take_over(struct blob_store *b, const char *name, const char *path);

/* What earlier processes left comes into the queue, at the opening. */
void blob_suspects_load(struct blob_store *b);
void blob_suspects_free(struct blob_store *b);

#endif
