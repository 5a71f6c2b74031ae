/* What the metadata calls tell of a file (REST API: file metadata and pHash). */
#ifndef MODEL_METADATA_H
#define MODEL_METADATA_H

#include "base/base.h"

enum metadata_kind { METADATA_NONE, METADATA_IMAGE, METADATA_VIDEO };

/* NONE: neither an image nor a video, or one that cannot be read; nothing else is set then. */
struct metadata {
	enum metadata_kind kind;
	int64_t size;          /* bytes */
	int64_t width, height; /* of an image, or of a video; 0 when unknown */

	const char *format; /* of an image from here on */
	const char *phash;
	const char *exif_json; /* an object */
	int density;           /* dots per inch */
	bool has_color_profile, has_transparency;

	int64_t bit_rate; /* of a video from here on; 0 and NULL: unknown */
	double duration;  /* seconds */
	const char *audio_codec, *video_codec;
};

#endif
