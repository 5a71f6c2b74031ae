/* The picture is laid on white, turned to grey levels, reduced to 32 x 32 pixels whatever its shape, and
 * turned upright. A two-dimensional discrete cosine transform (DCT-II) of that gives its waves; the 64
 * of one to eight half-periods in both directions make the hash, by rows, the highest bit first: a bit is
 * set when its wave is above the median of the 64. Waves in one direction alone are left out: they are
 * the light from above and the horizon, which pictures have in common. */
#include "media/media_phash.h"

#include <math.h>
#include <stdlib.h>

enum { SIDE = MEDIA_PHASH_SIDE, KEPT = 8, BITS = KEPT * KEPT };

/* A wave this weak, an eighth of a grey level (of which the sum has 32 * 32 / 4), is rounding and the
 * noise of compression: it counts as none. Pictures that are their own mirror image have many such waves,
 * and their bits must not depend on chance. */
static const double silence = 32;

static void fill_cosines(double cosines[KEPT][SIDE])
{
	const double pi = acos(-1);

	for (int u = 0; u < KEPT; u++) {
		for (int x = 0; x < SIDE; x++)
			cosines[u][x] = cos((2 * x + 1) * (u + 1) * pi / (2 * SIDE));
	}
}

static void transform(const double grey[SIDE * SIDE], double waves[BITS])
{
	double cosines[KEPT][SIDE], rows[SIDE][KEPT] = { { 0 } };

	fill_cosines(cosines);
	for (int y = 0; y < SIDE; y++) {
		for (int u = 0; u < KEPT; u++) {
			for (int x = 0; x < SIDE; x++)
				rows[y][u] += grey[y * SIDE + x] * cosines[u][x];
		}
	}
	for (int v = 0; v < KEPT; v++) {
		for (int u = 0; u < KEPT; u++) {
			double sum = 0;
			for (int y = 0; y < SIDE; y++)
				sum += rows[y][u] * cosines[v][y];
			waves[v * KEPT + u] = fabs(sum) < silence ? 0 : sum;
		}
	}
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double median_of(const double waves[BITS])
{
	double sorted[BITS];

	for (int i = 0; i < BITS; i++)
		sorted[i] = waves[i];
	qsort(sorted, BITS, sizeof(sorted[0]), compare);
	return (sorted[BITS / 2 - 1] + sorted[BITS / 2]) / 2;
}

uint64_t media_phash_of(const double grey[SIDE * SIDE])
{
	double waves[BITS];
	uint64_t hash = 0;

	transform(grey, waves);
	double median = median_of(waves);
	for (int i = 0; i < BITS; i++)
		hash = hash << 1 | (waves[i] > median);
	return hash;
}

void media_phash_turn(double grey[SIDE * SIDE], int orientation)
{
	double from[SIDE * SIDE];
	const int last = SIDE - 1;

	if (orientation < 2 || orientation > 8)
		return;
	for (int i = 0; i < SIDE * SIDE; i++)
		from[i] = grey[i];
	for (int y = 0; y < SIDE; y++) {
		for (int x = 0; x < SIDE; x++) {
			/* Where the upright picture's pixel is in the stored one. */
			const int rows[9] = { 0, 0, y, last - y, last - y, x, last - x, last - x,
				x };
			const int columns[9] = { 0, 0, last - x, last - x, x, y, y, last - y,
				last - y };
			grey[y * SIDE + x] = from[rows[orientation] * SIDE + columns[orientation]];
		}
	}
}
