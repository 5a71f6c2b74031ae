/* What a probe tells of an image: the common words of the server and its media helper. */
#ifndef WIRE_MEDIA_FACTS_H
#define WIRE_MEDIA_FACTS_H

#include "base/base.h"

/* No side of an image is longer and no image has more frames; what claims more is refused. */
enum { MEDIA_FACTS_MAX_SIDE = 10 * 1000 * 1000, MEDIA_FACTS_MAX_FRAMES = 1000 * 1000 };
enum { MEDIA_FACTS_MAX_FORMAT = 8 }; /* letters and digits in the name of a format */

struct media_facts {
	const char *format;    /* jpg png gif webp avif heic tiff svg: how the bytes are encoded */
	int64_t width, height; /* as stored; orientation is not applied */
	int orientation;       /* EXIF 1..8; 0 when the file does not say */
	bool has_alpha;
	double x_resolution, y_resolution; /* dots per inch; 0 when unknown */
	int frames;                        /* 1 for a still */
};

#endif
