/* A file of the media library as one of its versions shows it. */
#ifndef MODEL_FILE_H
#define MODEL_FILE_H

#include "model/media_facts.h"

/* What the bytes are. */
struct file_content {
	const char *blob; /* SHA-256 in hex: where the bytes are kept */
	int64_t size;
	const char *mime;
	bool is_image; /* `fileType`: image or non-image */
	struct media_facts facts;
};

/* What people say about them; each version has its own. */
struct file_attributes {
	const char *tags_json;          /* JSON array of texts, or NULL for none */
	const char *custom_json;        /* custom metadata that was read: a JSON object, or NULL */
	const char *custom_coordinates; /* "x,y,width,height" or NULL */
	const char *description;        /* or NULL */
	bool is_private, is_published;
};

struct file {
	int64_t row, version_row;
	const char *id; /* 24 hex digits, the same for all versions */
	const char *name;
	const char *folder_path;  /* "/" or "/a/b" */
	const char *version_id;   /* 24 hex digits; the first version's equals `id` */
	int64_t version_no;       /* from 1, never used twice */
	const char *delivery_key; /* `ik-obj-version` of this version */
	bool is_current;
	int64_t created_at, updated_at;
	int64_t stored_at; /* when the bytes of this version came */
	struct file_content content;
	struct file_attributes attributes;
};

#endif
