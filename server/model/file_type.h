/* What a file is: by its first bytes for binary formats, by its name for text formats, in whichever
 * encoding (REST API: upload, "file"). The client's Content-Type plays no part.
 *
 * The table is our own rather than libmagic's: the service distinguishes a few dozen formats, libmagic
 * loads an 8 MB database to know thousands, and its names differ from the service's. */
#ifndef MODEL_FILE_TYPE_H
#define MODEL_FILE_TYPE_H

#include "model/file_kind.h"

enum { FILE_TYPE_HEAD = 4096 }; /* bytes from the start that are worth looking at */

/* `head` holds the first n bytes (n up to FILE_TYPE_HEAD); `extension` is lower case, without dot. */
struct file_type file_type_of(const uint8_t *head, size_t n, const char *extension);

#endif
