/* A row is prepared (which shapes it cuts, the clouds along it), then painted pixel by pixel. */
#include "media/media_canvas.h"

enum {
	UNIT_BITS = 14,
	UNIT = 1 << UNIT_BITS, /* the length of a side */
	BANDS = MEDIA_CANVAS_BANDS,
	KNOTS = MEDIA_CANVAS_KNOTS,
	CELLS = KNOTS - 1,
	CLOUD_LIGHT = 56, /* levels up or down at a knot */
	GRAIN_BITS = 4,   /* each of two numbers whose sum is the grain */
};

/* SplitMix64: each number is the scrambled place in a sequence. */
static uint64_t scramble(uint64_t n)
{
	n = (n ^ n >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	n = (n ^ n >> 27) * UINT64_C(0x94d049bb133111eb);
	return n ^ n >> 31;
}

static uint64_t next(uint64_t *state)
{
	*state += UINT64_C(0x9e3779b97f4a7c15);
	return scramble(*state);
}

/* From `low` to `high`, both included. */
static int pick(uint64_t *state, int low, int high)
{
	return low + (int)(next(state) % (uint64_t)(high - low + 1));
}

static void pick_colour(uint64_t *state, int colour[BANDS])
{
	for (int i = 0; i < BANDS; i++)
		colour[i] = pick(state, 30, 225);
}

static struct media_canvas_shape pick_shape(uint64_t *state)
{
	struct media_canvas_shape shape;

	/* In this order, which an initialiser would leave to the compiler. */
	shape.is_round = pick(state, 0, 2) > 0;
	shape.u = pick(state, 0, UNIT);
	shape.v = pick(state, 0, UNIT);
	shape.width = pick(state, UNIT / 24, UNIT / 5);
	shape.height = pick(state, UNIT / 24, UNIT / 5);
	shape.cover = pick(state, 150, 256);
	pick_colour(state, shape.colour);
	return shape;
}

struct media_canvas media_canvas(int64_t width, int64_t height, int64_t seed)
{
	struct media_canvas c = { .width = width, .height = height };
	uint64_t state = scramble((uint64_t)seed);

	pick_colour(&state, c.first);
	pick_colour(&state, c.last);
	c.slope_u = pick(&state, -UNIT, UNIT);
	c.slope_v = pick(&state, -UNIT, UNIT);
	for (int v = 0; v < KNOTS; v++) {
		for (int u = 0; u < KNOTS; u++)
			c.clouds[v][u] = pick(&state, -CLOUD_LIGHT, CLOUD_LIGHT);
	}
	for (int i = 0; i < MEDIA_CANVAS_SHAPES; i++)
		c.shapes[i] = pick_shape(&state);
	c.grain = next(&state);
	return c;
}

struct row {
	const struct media_canvas *canvas;
	int v;
	int clouds[KNOTS]; /* where the row cuts the columns of the grid */
	const struct media_canvas_shape *shapes[MEDIA_CANVAS_SHAPES];
	int shape_count;
};

/* The middle of pixel `i` of `n`. */
static int unit_of(int64_t i, int64_t n)
{
	return (int)((2 * i + 1) * UNIT / (2 * n));
}

/* Between `a` and `b`, `at` of UNIT on the way. */
static int between(int a, int b, int at)
{
	return a + (b - a) * at / UNIT;
}

/* The same, but level at both ends, so that the grid does not show. */
static int ease(int a, int b, int at)
{
	const int64_t t = at, unit = UNIT;

	return between(a, b, (int)((t * t * (3 * unit - 2 * t)) >> (2 * UNIT_BITS)));
}

static struct row prepare_row(const struct media_canvas *c, int64_t y)
{
	struct row r = { .canvas = c, .v = unit_of(y, c->height) };
	int cell = r.v * CELLS / UNIT, at = r.v * CELLS % UNIT;

	for (int u = 0; u < KNOTS; u++)
		r.clouds[u] = ease(c->clouds[cell][u], c->clouds[cell + 1][u], at);
	for (int i = 0; i < MEDIA_CANVAS_SHAPES; i++) {
		int dv = r.v - c->shapes[i].v;
		if (-c->shapes[i].height <= dv && dv <= c->shapes[i].height)
			r.shapes[r.shape_count++] = &c->shapes[i];
	}
	return r;
}

static bool is_inside(const struct media_canvas_shape *shape, int u, int v)
{
	int64_t du = u - shape->u, dv = v - shape->v;
	int64_t width = shape->width, height = shape->height;

	if (du < -width || du > width)
		return false;
	int64_t x = du * height, y = dv * width, edge = width * height;
	return !shape->is_round || x * x + y * y <= edge * edge;
}

/* 0 to UNIT along the gradient; half in the middle of the picture. */
static int gradient_at(const struct media_canvas *c, int u, int v)
{
	const int64_t unit = UNIT;
	int64_t away = (int64_t)(u - UNIT / 2) * c->slope_u + (int64_t)(v - UNIT / 2) * c->slope_v;

	/* Two products, each at most UNIT * UNIT / 2. */
	return UNIT / 2 + (int)(away / (2 * unit));
}

static int grain_at(const struct media_canvas *c, int64_t x, int64_t y)
{
	const uint64_t mask = (1 << GRAIN_BITS) - 1;
	uint64_t n = scramble(c->grain + (uint64_t)y * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)x);

	return (int)((n & mask) + (n >> GRAIN_BITS & mask)) - (int)mask;
}

static uint8_t level(int n)
{
	return (uint8_t)(n < 0 ? 0 : n > 255 ? 255 : n);
}

static void paint_pixel(const struct row *r, int u, int grain, uint8_t out[BANDS])
{
	const struct media_canvas *c = r->canvas;
	int cell = u * CELLS / UNIT, at = u * CELLS % UNIT;
	int along = gradient_at(c, u, r->v);
	int colour[BANDS];

	for (int i = 0; i < BANDS; i++)
		colour[i] = between(c->first[i], c->last[i], along);
	for (int n = 0; n < r->shape_count; n++) {
		const struct media_canvas_shape *shape = r->shapes[n];
		if (!is_inside(shape, u, r->v))
			continue;
		for (int i = 0; i < BANDS; i++)
			colour[i] += (shape->colour[i] - colour[i]) * shape->cover / 256;
	}
	int light = ease(r->clouds[cell], r->clouds[cell + 1], at) + grain;
	for (int i = 0; i < BANDS; i++)
		out[i] = level(colour[i] + light);
}

void media_canvas_row(const struct media_canvas *c, int64_t y, int64_t x, int64_t n, uint8_t *out)
{
	const struct row r = prepare_row(c, y);

	for (int64_t i = x; i < x + n; i++, out += BANDS)
		paint_pixel(&r, unit_of(i, c->width), grain_at(c, i, y), out);
}
