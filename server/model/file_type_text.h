/* Whether bytes are text, in whichever encoding. */
#ifndef MODEL_FILE_TYPE_TEXT_H
#define MODEL_FILE_TYPE_TEXT_H

#include "base/base.h"

/* `head` holds the first n bytes of a file; `cut`: there are more. Text is UTF-8, UTF-16 or UTF-32 (with a
 * byte order mark, or beginning with a character of ASCII), or bytes of an older encoding; in none of them
 * there is a NUL or another control character that texts do not have. */
bool file_type_text_is(const uint8_t *head, size_t n, bool cut);

#endif
