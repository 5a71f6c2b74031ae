/* What the service makes of names (REST API: upload, "fileName" and "folder"). Pure text rules. */
#ifndef MODEL_NAME_RULES_H
#define MODEL_NAME_RULES_H

#include "base/scope.h"

enum { NAME_RULES_MAX_DEPTH = 50 }; /* levels of nested folders */

/* Whose rules hold for names that are made: /v1 cleans them, /v2 keeps them. Paths of what exists are taken as they
 * are by both. */
enum name_rules { NAMES_CLEANED, NAMES_KEPT };

/* Cleaned: letters, marks and numbers of any script, '.', '-' and '_' stay; every other character becomes '_',
 * one for one. Kept: all but '/' stays, which becomes '_'. `name` is UTF-8. */
const char *name_rules_file(struct arena *a, enum name_rules rules, const char *name);

/* "." and ".." name no file, whatever the rules. */
bool name_rules_is_file(const char *name);

/* "sale//summer 24/" -> "/sale/summer_24" or "/sale/summer 24"; "" and "/" -> "/". Cleaned: inside a segment
 * letters, marks, numbers, '_' and '-' stay, the rest becomes '_'. False (ERR_INVALID): a '.' or '..' segment,
 * or too deep. */
NODISCARD bool name_rules_folder(
	struct scope *s, enum name_rules rules, const char *folder, const char **out);

/* "shoe.jpg" + "iEyH1dQme" -> "shoe_iEyH1dQme.jpg". */
const char *name_rules_with_suffix(struct arena *a, const char *name, const char *suffix);

/* Lower-case extension without the dot; "" when there is none. */
const char *name_rules_extension(struct arena *a, const char *name);

/* "/a" + "b.jpg" -> "/a/b.jpg"; "/" + "b.jpg" -> "/b.jpg". */
const char *name_rules_join(struct arena *a, const char *folder_path, const char *name);

#endif
