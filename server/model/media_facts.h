/* What the bytes of images and videos say of themselves: the same words from the reader through the row to the
 * answer. */
#ifndef MODEL_MEDIA_FACTS_H
#define MODEL_MEDIA_FACTS_H

#include "base/base.h"

/* No side of an image is longer and no image has more frames; what claims more is refused. */
enum { MEDIA_FACTS_MAX_SIDE = 10 * 1000 * 1000, MEDIA_FACTS_MAX_FRAMES = 1000 * 1000 };
enum { MEDIA_FACTS_MAX_FORMAT = 8 }; /* letters and digits in the name of a format */
/* Bytes of JSON in what a file says about itself; what does not fit is left out by the helper. */
enum { MEDIA_FACTS_MAX_JSON = 48 * 1024 };
enum { MEDIA_FACTS_PHASH = 16 };           /* lower-case hexadecimal digits of a perceptual hash */
enum { MEDIA_FACTS_UNKNOWN_DENSITY = 72 }; /* dots per inch of files that do not say */
enum { MEDIA_FACTS_MAX_DENSITY = 1000 * 1000 };

/* What a look at the header tells, and what is kept with a file. */
struct media_facts {
	/* How the bytes of an image are encoded: jpg png gif webp avif heic tiff svg; bmp ico psd jxl, of which the
	 * header is all that can be read. Told by readers and not kept, as are the frames. */
	const char *format;
	int64_t width, height; /* as stored, orientation not applied; 0 when unknown */
	int orientation;       /* EXIF 1..8; 0 when the file does not say */
	bool has_alpha;
	double x_resolution, y_resolution; /* dots per inch; 0 when unknown */
	int frames;                        /* 1 for a still */
	/* What EXIF, IPTC and XMP say, as one flat JSON object: names of ASCII letters, digits, '_' and
	 * '-' to a text, a number, a bool, or an array of texts or numbers. NULL when the file says
	 * nothing. */
	const char *embedded_json;
	int64_t bit_rate; /* of a video, bits a second; 0 when unknown, as below */
	double duration;  /* seconds */
	const char *audio_codec, *video_codec; /* NULL when there is none, or unknown */
};

/* Whether anything is known that videos alone tell. */
bool media_facts_of_video(const struct media_facts *facts);

/* The facts of an image that need the pixels, beside those that metadata shows with them. */
struct media_description {
	const char *format; /* as above */
	int64_t width, height;
	bool has_color_profile;
	int density; /* dots per inch, rounded; MEDIA_FACTS_UNKNOWN_DENSITY when the file says none */
	bool has_transparency; /* an alpha channel, used or not */
	const char *phash;     /* MEDIA_FACTS_PHASH digits */
	/* A JSON object: empty when the file has no EXIF, else with the six objects "image",
	 * "thumbnail", "exif", "gps", "interoperability" and "makernote", whose members are as above. */
	const char *exif_json;
};

#endif
