/* IPTC-IIM captions, the older of the two ways in which agencies describe pictures. */
#ifndef EMBEDDED_EMBEDDED_IPTC_H
#define EMBEDDED_EMBEDDED_IPTC_H

#include "embedded/embedded_tags.h"

/* Adds what the data says to `tags`. `p` is a JPEG's APP13 segment ("Photoshop 3.0"), the Photoshop
 * resources in it, or the bare datasets. What is broken adds nothing, or what comes before the break. */
void embedded_iptc_flat(struct arena *a, const uint8_t *p, size_t n, struct embedded_tags *tags);

#endif
