/* The words of the field `format` and the MIME types that they stand for. */
#ifndef SEARCH_SEARCH_FORMAT_H
#define SEARCH_SEARCH_FORMAT_H

#include "base/arena.h"

/* NULL for a word that is none of the service's. */
const char *search_format_mime(const char *word);

/* "jpg, webp, …", for messages. */
const char *search_format_words(struct arena *a);

#endif
