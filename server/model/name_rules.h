/* How the service cleans names (REST API: upload, "fileName" and "folder"). Pure text rules. */
#ifndef MODEL_NAME_RULES_H
#define MODEL_NAME_RULES_H

#include "base/scope.h"

enum { NAME_RULES_MAX_DEPTH = 50 }; /* levels of nested folders */

/* Letters, marks and numbers of any script, '.', '-' and '_' stay; every other character becomes '_',
 * one for one. `name` is UTF-8. */
const char *name_rules_clean_file(struct arena *a, const char *name);

/* "sale//summer 24/" -> "/sale/summer_24"; "" and "/" -> "/". Inside a segment letters, marks, numbers,
 * '_' and '-' stay, the rest becomes '_'. False (ERR_INVALID): a '.' or '..' segment, or too deep. */
NODISCARD bool name_rules_clean_folder(struct scope *s, const char *folder, const char **out);

/* "shoe.jpg" + "iEyH1dQme" -> "shoe_iEyH1dQme.jpg". */
const char *name_rules_with_suffix(struct arena *a, const char *name, const char *suffix);

/* Lower-case extension without the dot; "" when there is none. */
const char *name_rules_extension(struct arena *a, const char *name);

/* "/a" + "b.jpg" -> "/a/b.jpg"; "/" + "b.jpg" -> "/b.jpg". */
const char *name_rules_join(struct arena *a, const char *folder_path, const char *name);

#endif
