/* Paths as clients write them, with or without slashes at either end, and how two of them lie to each
 * other. Nothing is cleaned here: these paths name what exists. */
#ifndef MODEL_PATH_RULES_H
#define MODEL_PATH_RULES_H

#include "base/arena.h"

/* "a//b/" -> "/a/b"; "" and "/" -> "/". */
const char *path_rules_normal(struct arena *a, const char *path);

/* The folder a normal path lies in ("/" for "/x"), and its last name ("" for "/"). */
const char *path_rules_parent(struct arena *a, const char *path);
const char *path_rules_name(const char *path);

/* The number of names in a normal path. */
int64_t path_rules_depth(const char *path);

/* True when `path` is `top` or lies anywhere below it; both normal. */
bool path_rules_is_within(const char *path, const char *top);

/* True when one of the two contains the other. */
bool path_rules_overlap(const char *a, const char *b);

#endif
