/* Time that can be set, per account; and dates as text, read and written. */
#include "base/clock.h"

#include "base/account_table.h"
#include "base/date.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const int64_t last_ms = INT64_C(253402300799999); /* the end of the year 9999 */

/* A clock's state and, for CLOCK_SPEED, since when and how fast it has been running. */
struct pace {
	struct clock_state state;
	int64_t from_us; /* of clock_monotonic_us() */
	int64_t speed;
};

struct clock {
	/* False while every clock is the machine's, which spares clock_now() the lock. */
	atomic_bool changed;
	pthread_mutex_t lock;
	struct account_table paces;
};

int64_t clock_machine_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t clamp(int64_t ms)
{
	if (ms < 0)
		return 0;
	return ms > last_ms ? last_ms : ms;
}

int64_t clock_run_from(int64_t at_ms, int64_t elapsed_us, int64_t speed)
{
	int64_t passed, now;

	if (__builtin_mul_overflow(elapsed_us, speed, &passed) ||
		__builtin_add_overflow(clamp(at_ms), passed / 1000, &now))
		return last_ms;
	return clamp(now);
}

static int64_t offset_now(int64_t by_ms)
{
	int64_t now;

	if (__builtin_add_overflow(clock_machine_ms(), by_ms, &now))
		now = by_ms < 0 ? 0 : last_ms;
	return clamp(now);
}

static int64_t pace_now(const struct pace *pace)
{
	int64_t at = pace->state.at_ms;

	switch (pace->state.mode) {
	case CLOCK_FROZEN:
		return clamp(at);
	case CLOCK_OFFSET:
		return offset_now(at);
	case CLOCK_SPEED:
		return clock_run_from(at, clock_monotonic_us() - pace->from_us, pace->speed);
	case CLOCK_REAL:
		break;
	}
	return clamp(clock_machine_ms());
}

struct clock *clock_new(void)
{
	struct clock *c = xcalloc(1, sizeof(*c));

	pthread_mutex_init(&c->lock, NULL);
	c->paces = account_table_init(sizeof(struct pace), NULL);
	return c;
}

void clock_free(struct clock *c)
{
	if (!c)
		return;
	pthread_mutex_destroy(&c->lock);
	account_table_deinit(&c->paces);
	free(c);
}

static struct pace get_locked(const struct clock *c, int64_t account)
{
	const struct pace *pace = account_table_of(&c->paces, account);

	return pace ? *pace : (struct pace){ .state.mode = CLOCK_REAL };
}

static void set_locked(struct clock *c, int64_t account, struct pace pace)
{
	struct pace *own = account_table_make(&c->paces, account);

	*own = pace;
	atomic_store_explicit(&c->changed, true, memory_order_release);
}

static struct pace get(struct clock *c, int64_t account)
{
	pthread_mutex_lock(&c->lock);
	struct pace pace = get_locked(c, account);
	pthread_mutex_unlock(&c->lock);
	return pace;
}

int64_t clock_now(struct clock *c, int64_t account)
{
	if (!atomic_load_explicit(&c->changed, memory_order_acquire))
		return clamp(clock_machine_ms());
	struct pace pace = get(c, account);
	return pace_now(&pace);
}

struct clock_state clock_get(struct clock *c, int64_t account)
{
	return get(c, account).state;
}

bool clock_is_set(struct clock *c, int64_t account)
{
	pthread_mutex_lock(&c->lock);
	const struct pace *own = account_table_own(&c->paces, account);
	bool is_set = own && (account != CLOCK_GLOBAL || own->state.mode != CLOCK_REAL);
	pthread_mutex_unlock(&c->lock);
	return is_set;
}

int64_t clock_speed(struct clock *c, int64_t account)
{
	struct pace pace = get(c, account);

	if (pace.state.mode == CLOCK_FROZEN)
		return 0;
	return pace.state.mode == CLOCK_SPEED ? pace.speed : 1;
}

int64_t clock_elapsed_us(struct clock *c, int64_t account, int64_t from_us)
{
	int64_t ours = clock_monotonic_us() - from_us, passed;

	if (!atomic_load_explicit(&c->changed, memory_order_acquire))
		return ours;
	return __builtin_mul_overflow(ours, clock_speed(c, account), &passed) ? INT64_MAX : passed;
}

static void set(struct clock *c, int64_t account, struct pace pace)
{
	pthread_mutex_lock(&c->lock);
	set_locked(c, account, pace);
	pthread_mutex_unlock(&c->lock);
}

void clock_set(struct clock *c, int64_t account, struct clock_state state)
{
	set(c, account,
		(struct pace){ .state = state, .from_us = clock_monotonic_us(), .speed = 1 });
}

void clock_set_speed(struct clock *c, int64_t account, int64_t at_ms, int64_t speed)
{
	set(c, account,
		(struct pace){
			.state = { CLOCK_SPEED, clamp(at_ms) },
			.from_us = clock_monotonic_us(),
			.speed = speed,
		});
}

bool clock_advance(struct clock *c, int64_t account, int64_t ms)
{
	pthread_mutex_lock(&c->lock);
	struct pace pace = get_locked(c, account);
	bool ok = ms >= 0 && ms <= last_ms - pace_now(&pace);
	if (ok) {
		if (pace.state.mode == CLOCK_REAL)
			pace.state = (struct clock_state){ CLOCK_OFFSET, 0 };
		pace.state.at_ms += ms;
		set_locked(c, account, pace);
	}
	pthread_mutex_unlock(&c->lock);
	return ok;
}

void clock_reset(struct clock *c, int64_t account)
{
	pthread_mutex_lock(&c->lock);
	account_table_reset(&c->paces, account);
	atomic_store_explicit(&c->changed, c->paces.count > 0, memory_order_release);
	pthread_mutex_unlock(&c->lock);
}

int64_t clock_monotonic_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static const char month_names[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
	"Sep", "Oct", "Nov", "Dec" };
static const char *const day_names[7] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
	"Friday", "Saturday" };

static void put_digits(char *out, int64_t value, int count)
{
	for (int i = count - 1; i >= 0; i--, value /= 10)
		out[i] = (char)('0' + value % 10);
}

void clock_write_iso(int64_t ms, char out[CLOCK_ISO_SIZE])
{
	int64_t instant = clamp(ms);
	struct date d = date_at(instant / 1000);

	memcpy(out, "0000-00-00T00:00:00.000Z", CLOCK_ISO_SIZE);
	put_digits(out, d.year, 4);
	put_digits(out + 5, d.month, 2);
	put_digits(out + 8, d.day, 2);
	put_digits(out + 11, d.hour, 2);
	put_digits(out + 14, d.minute, 2);
	put_digits(out + 17, d.second, 2);
	put_digits(out + 20, instant % 1000, 3);
}

const char *clock_iso(struct arena *a, int64_t ms)
{
	char *text = arena_alloc(a, CLOCK_ISO_SIZE);

	clock_write_iso(ms, text);
	return text;
}

const char *clock_http_date(struct arena *a, int64_t ms)
{
	int64_t seconds = clamp(ms) / 1000;
	struct date d = date_at(seconds);
	const char *day_name = day_names[(seconds / DATE_DAY_SECONDS + 4) % 7];

	return arena_printf(a, "%.3s, %02d %s %04d %02d:%02d:%02d GMT", day_name, d.day,
		month_names[d.month - 1], (int)d.year, d.hour, d.minute, d.second);
}

/* Reads exactly `count` digits off the front of v. */
static bool take_digits(struct view *v, int count, int *out)
{
	int value = 0;

	if (v->n < (size_t)count)
		return false;
	for (int i = 0; i < count; i++) {
		if (v->p[i] < '0' || v->p[i] > '9')
			return false;
		value = value * 10 + (v->p[i] - '0');
	}
	v->p += count;
	v->n -= (size_t)count;
	*out = value;
	return true;
}

static bool take(struct view *v, const char *s)
{
	if (!view_starts(*v, s))
		return false;
	v->p += strlen(s);
	v->n -= strlen(s);
	return true;
}

static bool take_year(struct view *v, struct date *d)
{
	int year;

	if (!take_digits(v, 4, &year))
		return false;
	d->year = year;
	return true;
}

static bool take_time(struct view *v, struct date *d)
{
	return take_digits(v, 2, &d->hour) && take(v, ":") && take_digits(v, 2, &d->minute) &&
	       take(v, ":") && take_digits(v, 2, &d->second);
}

/* `.` and one to nine digits, of which three count. Nothing there is zero milliseconds. */
static bool take_fraction(struct view *v, int *ms)
{
	int digits = 0, digit;

	*ms = 0;
	if (!take(v, "."))
		return true;
	for (int weight = 100; take_digits(v, 1, &digit); weight /= 10, digits++)
		*ms += digit * weight;
	return digits >= 1 && digits <= 9;
}

/* `Z`, `+01:00` or `-01:00`, in seconds east of Greenwich. */
static bool take_zone(struct view *v, int *east)
{
	int hours, minutes;

	*east = 0;
	if (take(v, "Z"))
		return true;
	int sign = take(v, "+") ? 1 : take(v, "-") ? -1 : 0;
	if (sign == 0 || !take_digits(v, 2, &hours) || !take(v, ":") ||
		!take_digits(v, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*east = sign * (hours * 3600 + minutes * 60);
	return true;
}

static bool parse_iso(struct view v, int64_t *ms)
{
	struct date d = { 0 };
	int64_t seconds;
	int fraction = 0, east = 0;

	if (!take_year(&v, &d) || !take(&v, "-") || !take_digits(&v, 2, &d.month) ||
		!take(&v, "-") || !take_digits(&v, 2, &d.day))
		return false;
	if (v.n > 0 && !(take(&v, "T") && take_time(&v, &d) && take_fraction(&v, &fraction) &&
			       take_zone(&v, &east)))
		return false;
	if (v.n > 0 || !date_seconds(&d, &seconds))
		return false;
	int64_t instant = (seconds - east) * 1000 + fraction;
	if (instant != clamp(instant))
		return false;
	*ms = instant;
	return true;
}

bool clock_parse(struct view v, int64_t *ms)
{
	int64_t seconds;

	if (v.n == 0 || v.p[0] == '-')
		return false;
	if (!text_int(v, &seconds))
		return parse_iso(v, ms);
	if (seconds > last_ms / 1000)
		return false;
	*ms = seconds * 1000;
	return true;
}

static bool take_month(struct view *v, struct date *d)
{
	for (int i = 0; i < 12; i++)
		if (take(v, month_names[i])) {
			d->month = i + 1;
			return true;
		}
	return false;
}

/* The name of a day, whole or its first three letters. Whether it is the right one is not asked. */
static bool take_day_name(struct view *v, bool whole)
{
	for (size_t i = 0; i < ARRAY_LEN(day_names); i++) {
		char name[4];
		memcpy(name, day_names[i], 3);
		name[3] = '\0';
		if (take(v, whole ? day_names[i] : name))
			return true;
	}
	return false;
}

/* `Sun, 06 Nov 1994 08:49:37 GMT` */
static bool parse_fixdate(struct view v, struct date *d)
{
	return take_day_name(&v, false) && take(&v, ", ") && take_digits(&v, 2, &d->day) &&
	       take(&v, " ") && take_month(&v, d) && take(&v, " ") && take_year(&v, d) &&
	       take(&v, " ") && take_time(&v, d) && view_is(v, " GMT");
}

/* `Sunday, 06-Nov-94 08:49:37 GMT`: a year more than 50 years ahead is of the century before. */
static bool parse_rfc850(struct view v, struct date *d)
{
	int year;

	if (!take_day_name(&v, true) || !take(&v, ", ") || !take_digits(&v, 2, &d->day) ||
		!take(&v, "-") || !take_month(&v, d) || !take(&v, "-") ||
		!take_digits(&v, 2, &year) || !take(&v, " ") || !take_time(&v, d))
		return false;
	int64_t this_year = date_at(clock_machine_ms() / 1000).year;
	d->year = this_year / 100 * 100 + year;
	if (d->year > this_year + 50)
		d->year -= 100;
	return view_is(v, " GMT");
}

/* `Sun Nov  6 08:49:37 1994` */
static bool parse_asctime(struct view v, struct date *d)
{
	if (!take_day_name(&v, false) || !take(&v, " ") || !take_month(&v, d) || !take(&v, " "))
		return false;
	if (!(take(&v, " ") ? take_digits(&v, 1, &d->day) : take_digits(&v, 2, &d->day)))
		return false;
	return take(&v, " ") && take_time(&v, d) && take(&v, " ") && take_year(&v, d) && v.n == 0;
}

bool clock_parse_http(const char *s, int64_t *ms)
{
	struct date d = { 0 };
	struct view v = view_of(s);
	int64_t seconds;

	if (!parse_fixdate(v, &d) && !parse_rfc850(v, &d) && !parse_asctime(v, &d))
		return false;
	if (!date_seconds(&d, &seconds))
		return false;
	*ms = seconds * 1000;
	return true;
}
