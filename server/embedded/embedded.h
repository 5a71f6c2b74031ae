/* What a file says about itself in EXIF, IPTC and XMP, as one flat object. */
#ifndef EMBEDDED_EMBEDDED_H
#define EMBEDDED_EMBEDDED_H

#include "base/arena.h"

struct embedded_blob {
	const uint8_t *p; /* NULL: the file has none */
	size_t n;
};

struct embedded_blobs {
	struct embedded_blob exif, iptc, xmp;
};

/* The flat object of struct media_facts, of at most MEDIA_FACTS_MAX_JSON bytes; NULL when nothing is
 * said. EXIF comes before IPTC and that before XMP where they differ. The names that the service
 * derives (Caption, Creator, DateCreated, ...) are added from the first that has them. */
const char *embedded_json(struct arena *a, const struct embedded_blobs *blobs);

#endif
