/* A seed: what a library shall hold, as a JSON document says it. Here is the document read; nothing of it
 * has been looked up or stored yet. Texts and arrays live in the scope's arena.
 *
 * Each thing keeps the value that it was read from, so that whatever is found wrong with it, now or while
 * it is loaded, is told with its line and column. */
#ifndef SEED_SEED_H
#define SEED_SEED_H

#include "json/json_value.h"

enum { SEED_FORMAT = 1 }; /* of the documents that are read and written */

#define SEED_NO_TIME INT64_C(-1) /* a time that the document leaves open */

struct seed_document {
	const char *name;   /* of the file, or "seed" for a request's body; starts every error */
	const char *folder; /* what its relative paths start from; NULL: it may name no files */
	bool confined;      /* paths may not leave the folder */
	const char *text;
	size_t len;
	const struct json_value *root;
};

/* A picture that is made rather than stored. */
struct seed_picture {
	int64_t width, height;
	const char *format; /* jpeg png webp gif */
	int64_t seed;
};

enum seed_source_kind {
	SEED_FROM_PATH,    /* text: a path in the document's folder */
	SEED_FROM_TEXT,    /* text: the bytes themselves */
	SEED_FROM_BASE64,  /* text: the bytes in base64 that a base64_stream reads, checked */
	SEED_FROM_BLOB,    /* text: SHA-256 of bytes that the server holds already */
	SEED_FROM_PICTURE, /* picture */
};

struct seed_source {
	const struct json_value *at;
	enum seed_source_kind kind;
	const char *text;
	struct seed_picture picture;
};

struct seed_version {
	const struct json_value *at;
	const char *id;  /* NULL: of the file when it is the first, else a new one */
	int64_t number;  /* 0: the next one */
	const char *key; /* `ik-obj-version`; NULL: a new one */
	struct seed_source content;
	const char *tags_json;                        /* JSON array of texts, or NULL for none */
	const struct json_value *custom_metadata;     /* an object, or NULL */
	const char *custom_coordinates, *description; /* or NULL */
	bool is_private, is_published, is_current;
	int64_t stored_at, updated_at;
};

struct seed_file {
	const struct json_value *at;
	const char *path;    /* starts with a slash */
	const char *id;      /* NULL: a new one */
	int64_t next_number; /* 0: after the highest */
	int64_t created_at;
	struct seed_version *versions; /* at least one, oldest first; exactly one is current */
	size_t version_count;
};

struct seed_folder {
	const struct json_value *at;
	const char *path, *id; /* id NULL: a new one */
	int64_t created_at, updated_at;
};

struct seed_field {
	const struct json_value *at;
	const char *id, *name, *label; /* id NULL: a new one */
	const char *description;       /* or NULL */
	const struct json_value *schema;
	bool is_deleted, is_reserved;
};

struct seed_job {
	const struct json_value *at;
	const char *id, *type, *source_path, *target_path, *purge_request_id;
	bool include_versions, purge_failed;
	bool is_done; /* false and no due_at: it never will be */
	int64_t created_at, due_at;
};

struct seed_purge {
	const struct json_value *at;
	const char *id, *url;
	bool is_done; /* false and no due_at: it never will be */
	int64_t created_at, due_at;
};

struct seed_token {
	const struct json_value *at;
	const char
		*sha256; /* of the token, lower-case hexadecimal: all that a library keeps of it */
	int64_t used_at;
};

/* What the control plane shall do: bodies as PUT clock, PUT faults (its array) and PUT rate-limits take
 * them; NULL: nothing is said. */
struct seed_control {
	const struct json_value *clock, *faults, *rate_limits;
};

struct seed_account {
	const struct json_value *at;
	const char *imagekit_id;              /* NULL: of the members beside `accounts` */
	const char *private_key, *public_key; /* or NULL */
	bool original_date;                   /* the setting "original creation date" is on */
	struct seed_control control;
	struct seed_folder *folders;
	struct seed_file *files;
	struct seed_field *fields;
	struct seed_job *jobs;
	struct seed_purge *purges;
	struct seed_token *tokens;
	size_t folder_count, file_count, field_count, job_count, purge_count, token_count;
};

/* What the server reads in place of a remote URL. */
struct seed_remote {
	const struct json_value *at;
	const char *url;
	struct seed_source content;
};

struct seed {
	struct seed_document document;
	struct seed_control control; /* of all accounts */
	struct seed_account *accounts;
	struct seed_remote *remotes;
	size_t account_count, remote_count;
};

#endif
