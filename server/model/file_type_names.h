/* What an extension stands for where the bytes do not tell. */
#ifndef MODEL_FILE_TYPE_NAMES_H
#define MODEL_FILE_TYPE_NAMES_H

#include "base/base.h"

/* What the bytes of such a file look like. */
enum file_type_holder {
	FILE_TYPE_TEXT,
	FILE_TYPE_BINARY,   /* anything */
	FILE_TYPE_ARCHIVE,  /* a zip */
	FILE_TYPE_COMPOUND, /* the "compound file" of older office documents */
};

struct file_type_name {
	const char *extension; /* lower case, without dot */
	const char *mime;
	enum file_type_holder holder;
};

/* In the order of strcmp(). */
extern const struct file_type_name file_type_names[];
extern const size_t file_type_names_len;

#endif
