/* Custom metadata fields and what versions hold in them (REST API: custom metadata fields). */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include "base/base.h"

struct json_value;

enum field_type {
	FIELD_TEXT,
	FIELD_TEXTAREA,
	FIELD_NUMBER,
	FIELD_DATE,
	FIELD_BOOLEAN,
	FIELD_SINGLE_SELECT,
	FIELD_MULTI_SELECT,
};

struct field {
	int64_t row;
	const char *id; /* 24 hex digits */
	const char *
		name; /* the key in customMetadata; never changes, never used twice in an account */
	const char *label;
	enum field_type type;
	const char *schema_json; /* as it is answered, `type` included */
	const char *description; /* NULL: none */
	bool is_deleted;
	bool is_reserved; /* made by the service, see FIELD_ORIGINAL_DATE */
};

enum { FIELD_MAX_DESCRIPTION = 500 }; /* characters */
enum { FIELD_MAX_VALUES = 1000 };     /* of one asset */

/* The field that an account has while its setting "original creation date" is on. Nobody can make another one of
 * this name, or delete it. */
#define FIELD_ORIGINAL_DATE       "_internal_original_created_datetime"
#define FIELD_ORIGINAL_DATE_LABEL "Original creation date"

enum { FIELD_SCHEMA_MAX_OPTIONS = 1000 };

/* In the order in which they are answered. */
enum field_schema_key {
	FIELD_SCHEMA_OPTIONS,
	FIELD_SCHEMA_DEFAULT,
	FIELD_SCHEMA_REQUIRED,
	FIELD_SCHEMA_MIN_VALUE,
	FIELD_SCHEMA_MAX_VALUE,
	FIELD_SCHEMA_MIN_LENGTH,
	FIELD_SCHEMA_MAX_LENGTH,
	FIELD_SCHEMA_KEYS, /* how many there are */
};

/* An end of a range: of the value, of a date in milliseconds, or of a text's length in characters. */
struct field_bound {
	bool is_set;
	double at;
	const char *text; /* as people shall read it */
};

struct field_schema {
	enum field_type type;
	const struct json_value *members[FIELD_SCHEMA_KEYS]; /* NULL when absent */
	struct field_bound min, max;
	bool is_required;
	bool any_option; /* values need not be among the options; never so in what was read */
};

/* What searches compare: one for most values, one an option for MultiSelect. */
enum field_item_kind { FIELD_ITEM_TEXT, FIELD_ITEM_NUMBER, FIELD_ITEM_DATE, FIELD_ITEM_BOOL };

struct field_item {
	enum field_item_kind kind;
	const char *text;
	double number;
	int64_t date_ms;
	bool yes;
};

/* A value that passed its field's rules, ready to be stored. */
struct field_value {
	int64_t field;    /* row of the field */
	const char *json; /* the whole value as it is echoed; NULL: the version shall have none */
	struct field_item *items;
	size_t count;
};

/* `Text` … `MultiSelect`, as in a schema. */
const char *field_type_word(enum field_type type);
bool field_type_of(const char *word, enum field_type *out);

#endif
