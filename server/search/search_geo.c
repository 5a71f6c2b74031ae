/* Circles, boxes and polygons as expressions over b.latitude and b.longitude, both in degrees. */
#include "search/search_geo.h"

#include <math.h>

static const double earth_radius_km = 6371.0088;
static const double pi = 3.14159265358979323846;

enum { EDGES_IN_SUM = 25 };

static double radians(double degrees)
{
	return degrees * pi / 180;
}

static void put_between(struct search_sql *q, const char *expression, double a, double b)
{
	strbuf_printf(&q->text, "%s BETWEEN ", expression);
	search_bind_number(q, fmin(a, b));
	strbuf_str(&q->text, " AND ");
	search_bind_number(q, fmax(a, b));
}

static void put_box(struct search_sql *q, struct search_point a, struct search_point b)
{
	put_between(q, "b.latitude", a.latitude, b.latitude);
	strbuf_str(&q->text, " AND ");
	put_between(q, "b.longitude", a.longitude, b.longitude);
}

/* The haversine of the angle between two points grows with it, and loses nothing for small ones. The
 * range of latitudes comes first, for the index; a hair wider than it need be, so that rounding cannot
 * exclude what lies on the circle. */
static void put_circle(struct search_sql *q, const struct search_place *place)
{
	struct search_point o = place->points[0];
	double angle = fmin(place->radius_km / earth_radius_km, pi);
	double range = angle * 180 / pi * (1 + 1e-9) + 1e-9;
	double half = sin(angle / 2);

	put_between(q, "b.latitude", o.latitude - range, o.latitude + range);
	strbuf_str(&q->text, " AND pow(sin(radians(b.latitude - ");
	search_bind_number(q, o.latitude);
	strbuf_str(&q->text, ") / 2), 2) + cos(radians(b.latitude)) * ");
	search_bind_number(q, cos(radians(o.latitude)));
	strbuf_str(&q->text, " * pow(sin(radians(b.longitude - ");
	search_bind_number(q, o.longitude);
	strbuf_str(&q->text, ") / 2), 2) <= ");
	search_bind_number(q, half * half);
}

/* One edge: 1 when a ray from the place to the east crosses it. */
static void put_edge(struct search_sql *q, struct search_point a, struct search_point b)
{
	strbuf_str(&q->text, "((");
	search_bind_number(q, a.latitude);
	strbuf_str(&q->text, " > b.latitude) <> (");
	search_bind_number(q, b.latitude);
	strbuf_str(&q->text, " > b.latitude) AND b.longitude < (b.latitude - ");
	search_bind_number(q, a.latitude);
	strbuf_str(&q->text, ") * ");
	search_bind_number(q, b.longitude - a.longitude);
	strbuf_str(&q->text, " / ");
	search_bind_number(q, b.latitude - a.latitude);
	strbuf_str(&q->text, " + ");
	search_bind_number(q, a.longitude);
	strbuf_str(&q->text, ")");
}

/* Even-odd: inside when the ray crosses an odd number of edges. A sum of sums: SQLite calls itself for each
 * term of a sum, and the stack of a thread is small. */
static void put_polygon(struct search_sql *q, const struct search_place *place)
{
	struct search_point low = place->points[0], high = low;

	for (size_t i = 1; i < place->count; i++) {
		const struct search_point *p = &place->points[i];
		low.latitude = fmin(low.latitude, p->latitude);
		low.longitude = fmin(low.longitude, p->longitude);
		high.latitude = fmax(high.latitude, p->latitude);
		high.longitude = fmax(high.longitude, p->longitude);
	}
	put_box(q, low, high);
	strbuf_str(&q->text, " AND ((");
	for (size_t i = 0; i < place->count; i++) {
		if (i > 0)
			strbuf_str(&q->text, i % EDGES_IN_SUM == 0 ? ") + (" : " + ");
		put_edge(q, place->points[i], place->points[(i + 1) % place->count]);
	}
	strbuf_str(&q->text, ")) % 2 = 1");
}

void search_geo_test(struct search_sql *q, const struct search_place *place)
{
	if (place->count == 1)
		put_circle(q, place);
	else if (place->count == 2)
		put_box(q, place->points[0], place->points[1]);
	else
		put_polygon(q, place);
}
