/* What a client asks of the list (REST API: list and search assets). */
#ifndef MODEL_FILE_QUERY_H
#define MODEL_FILE_QUERY_H

#include "base/base.h"

enum file_query_type {
	FILE_QUERY_FILES,
	FILE_QUERY_VERSIONS, /* all but the current ones */
	FILE_QUERY_FOLDERS,
	FILE_QUERY_ALL,        /* files and folders */
	FILE_QUERY_EVERYTHING, /* files, versions and folders */
};

enum file_query_sort {
	FILE_QUERY_BY_CREATED,
	FILE_QUERY_BY_UPDATED,
	FILE_QUERY_BY_NAME,
	FILE_QUERY_BY_HEIGHT,
	FILE_QUERY_BY_WIDTH,
	FILE_QUERY_BY_SIZE,
	FILE_QUERY_BY_DURATION,
	FILE_QUERY_BY_ORIGINAL_DATE, /* the value of FIELD_ORIGINAL_DATE, else the creation */
	FILE_QUERY_BY_RELEVANCE,     /* means something only with a search text; else as CREATED */
};

enum file_query_kind { FILE_QUERY_ANY_KIND, FILE_QUERY_IMAGES, FILE_QUERY_NON_IMAGES };

struct search_tree;

struct file_query {
	enum file_query_type type;
	bool with_folders; /* whatever the type says */
	enum file_query_sort sort;
	bool descending;
	enum file_query_kind kind;
	const char *folder_path; /* direct children only; NULL: the whole library */
	const char *name;        /* exact; NULL: any */
	const char **tags;       /* any of them; count 0: any file */
	size_t tag_count;
	const struct search_tree *search; /* the checked searchQuery; NULL: none */
	int64_t indexed_until;            /* what was made later is not found; 0: everything is */
	int64_t limit, skip;
};

#endif
