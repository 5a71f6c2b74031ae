/* What a list of tags may hold (REST API: upload, "tags"). */
#ifndef MODEL_TAG_RULES_H
#define MODEL_TAG_RULES_H

#include "base/scope.h"

enum { TAG_RULES_MAX_LENGTH = 500 }; /* characters of all tags together */

struct tag_list {
	const char **names;
	size_t count;
};

/* Appends every non-empty part of a comma-separated text, untrimmed, as the service keeps them. */
void tag_rules_split(struct arena *a, const char *text, struct tag_list *list);
void tag_rules_add(struct arena *a, struct tag_list *list, const char *name);

/* What a tag counts for in the sum: its characters, at least one. */
size_t tag_rules_length(const char *name);

/* What a request sent. False (ERR_INVALID): the list is too long in sum, or a tag holds '%'. */
NODISCARD bool tag_rules_check(struct scope *s, const struct tag_list *list);

/* The length alone, also of what a file has by now. False (ERR_INVALID): too long in sum. */
NODISCARD bool tag_rules_check_length(struct scope *s, const struct tag_list *list);

#endif
