/* Pictures that come from numbers alone: a gradient between two colours, clouds of light and dark, a few
 * shapes, and the grain of a camera. Whole numbers throughout, so that every machine paints the same. */
#ifndef MEDIA_MEDIA_CANVAS_H
#define MEDIA_MEDIA_CANVAS_H

#include "base/base.h"

enum { MEDIA_CANVAS_SHAPES = 7, MEDIA_CANVAS_KNOTS = 8, MEDIA_CANVAS_BANDS = 3 };

struct media_canvas_shape {
	bool is_round;
	int u, v;          /* the middle, in units of the canvas */
	int width, height; /* half of each */
	int colour[MEDIA_CANVAS_BANDS];
	int cover; /* 0 to 256 */
};

/* What is painted. Everything but the grain is in units of which each side of the canvas has 2^14, so a
 * seed looks the same at every size. */
struct media_canvas {
	int64_t width, height;                                   /* pixels */
	int first[MEDIA_CANVAS_BANDS], last[MEDIA_CANVAS_BANDS]; /* the ends of the gradient */
	int slope_u, slope_v;                                    /* its direction */
	int clouds[MEDIA_CANVAS_KNOTS][MEDIA_CANVAS_KNOTS];      /* light at the knots of a grid */
	struct media_canvas_shape shapes[MEDIA_CANVAS_SHAPES];   /* from the bottom up */
	uint64_t grain;
};

/* `width` and `height` are 1 to 10,000 pixels. */
struct media_canvas media_canvas(int64_t width, int64_t height, int64_t seed);

/* Paints `n` pixels of row `y` from column `x` on: red, green and blue, a byte each. */
void media_canvas_row(const struct media_canvas *c, int64_t y, int64_t x, int64_t n, uint8_t *out);

#endif
