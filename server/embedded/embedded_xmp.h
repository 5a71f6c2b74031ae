/* XMP: the newer way in which agencies and programs describe pictures, RDF in XML. */
#ifndef EMBEDDED_EMBEDDED_XMP_H
#define EMBEDDED_EMBEDDED_XMP_H

#include "embedded/embedded_tags.h"

/* Adds what the packet says to `tags`: properties by their local names, members of structures by
 * theirs behind those of the structure, items of lists as arrays, of texts in many languages the
 * default. What is no XMP adds nothing. The library is started by the first call; embedded_xmp_stop() ends
 * it. */
void embedded_xmp_flat(struct arena *a, const uint8_t *p, size_t n, struct embedded_tags *tags);
void embedded_xmp_stop(void);

#endif
