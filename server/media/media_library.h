/* libvips, started with only the readers that are wanted. */
#ifndef MEDIA_MEDIA_LIBRARY_H
#define MEDIA_MEDIA_LIBRARY_H

#include "base/base.h"

/* Call once, before anything of libvips. False: libvips would not start. */
NODISCARD bool media_library_start(void);
void media_library_stop(void);

/* The HEIF reader may be a module of its own that takes long to load, so it comes on demand: call
 * this with the head of a file before looking for its reader. */
void media_library_prepare(const uint8_t *head, size_t n);

/* False for a reader (by the name of its class) that libvips would find but must not run. */
bool media_library_allows(const char *reader);

#endif
