/* A query with its fields looked up and its values read: what search_sql.h and the list work with. */
#ifndef SEARCH_SEARCH_TREE_H
#define SEARCH_SEARCH_TREE_H

#include "model/field.h"
#include "search/search_ast.h"

enum search_subject {
	SEARCH_NAME,
	SEARCH_TAGS,
	SEARCH_TYPE,
	SEARCH_ID,
	SEARCH_CREATED_AT,
	SEARCH_UPDATED_AT,
	SEARCH_WIDTH,
	SEARCH_HEIGHT,
	SEARCH_SIZE,
	SEARCH_FORMAT,
	SEARCH_PRIVATE,
	SEARCH_PUBLISHED,
	SEARCH_TRANSPARENCY,
	SEARCH_CREATED_BY,
	SEARCH_PATH,
	SEARCH_CUSTOM,   /* customMetadata.<name> */
	SEARCH_KEYWORDS, /* embeddedMetadata.Keywords */
	SEARCH_TAKEN_AT, /* embeddedMetadata.DateTimeOriginal */
	SEARCH_PLACE,    /* embeddedMetadata.LocationTaken */
	SEARCH_IS_IMAGE, /* the parameter fileType; no query names it */
};

enum search_asset { SEARCH_FILE, SEARCH_VERSION, SEARCH_FOLDER };

/* A value that was read. Dates are milliseconds since 1970; sizes bytes; paths normal ("/a/b"). */
enum search_operand_kind { SEARCH_IS_TEXT, SEARCH_IS_NUMBER, SEARCH_IS_BOOL, SEARCH_IS_ASSET };

struct search_operand {
	enum search_operand_kind kind;
	const char *text;
	double number;
	bool yes;
	enum search_asset asset; /* of `type` */
};

/* LocationTaken: one point with a radius, two points (corners of a box), or three and more (a polygon). */
struct search_point {
	double latitude, longitude; /* degrees */
};

struct search_place {
	struct search_point *points;
	size_t count;
	double radius_km;
};

struct search_condition {
	enum search_subject subject;
	const struct field *field; /* CUSTOM */
	enum search_op op;
	bool negated;
	struct search_operand *operands;
	size_t count;
	const char **words; /* HAS: runs of letters, marks and numbers, one or more */
	size_t word_count;
	struct search_place place; /* PLACE with EQUAL; it has no operand */
};

struct search_tree {
	enum search_node_kind kind;
	struct search_tree *first, *next; /* as in struct search_node */
	struct search_condition *condition;
};

struct search_context {
	int64_t now_ms;             /* relative dates count back from here */
	const struct field *fields; /* of the account, deleted ones left out */
	size_t field_count;
};

#endif
