/* A folder of the media library. */
#ifndef MODEL_FOLDER_H
#define MODEL_FOLDER_H

#include <stdint.h>

struct folder {
	int64_t row;
	const char *id;   /* 24 hex digits */
	const char *name; /* "" for the root */
	const char *path; /* "/" for the root, else "/a/b" */
	int64_t created_at, updated_at;
};

#endif
