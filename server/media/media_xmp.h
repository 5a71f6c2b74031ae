/* XMP: the newer way in which agencies and programs describe pictures, RDF in XML. */
#ifndef MEDIA_MEDIA_XMP_H
#define MEDIA_MEDIA_XMP_H

#include "media/media_tags.h"

/* Adds what the packet says to `tags`: properties by their local names, members of structures by
 * theirs behind those of the structure, items of lists as arrays, of texts in many languages the
 * default. What is no XMP adds nothing. The library is started by the first call; media_xmp_stop() ends
 * it. */
void media_xmp_flat(struct arena *a, const uint8_t *p, size_t n, struct media_tags *tags);
void media_xmp_stop(void);

#endif
