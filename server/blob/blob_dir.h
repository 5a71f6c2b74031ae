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
	char name[BLOB_NAME_LENGTH + 1];
};

struct blob_store {
	char *blobs, *staging; /* folders */
	bool durable;
	pthread_mutex_t lock; /* pins, and collection against publishing */
	struct blob_pin *pins;
	int holds;           /* while there are some, nothing is deleted */
	bool doubt;          /* any blob may have lost its last name */
	uint64_t next_stage; /* names files in staging */
};

/* blobs/ab/abcdef… */
const char *blob_dir_path(struct blob_store *b, struct arena *a, const char *name);

#endif
