/* The counts behind /_emulator/metrics: each answer in one class and one bucket, whatever its time. */
#include "control/metrics.h"
#include "tests/support/check_main.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TEXT = 1024 * 1024 };

static struct arena *arena;
static struct metrics *metrics;

static void set_up(void)
{
	arena = arena_new();
	metrics = metrics_new();
}

static void tear_down(void)
{
	metrics_free(metrics);
	arena_free(arena);
}

static void count(const char *operation, int status, int64_t us)
{
	metrics_begin(metrics);
	metrics_end(metrics, operation, status, us);
}

/* What follows the series' name on its line, which must be there once; NULL when it is not there. */
static const char *value_of(const char *series)
{
	struct strbuf out = strbuf_init(arena, MAX_TEXT);

	metrics_write(metrics, &out);
	ck_assert(!out.full);
	const char *line = arena_printf(arena, "\n%s ", series);
	const char *at = strstr(strbuf_text(&out), line);
	if (!at)
		return NULL;
	at += strlen(line);
	ck_assert_msg(strstr(at, line) == NULL, "%s is there twice", series);
	return arena_strndup(arena, at, strcspn(at, "\n"));
}

static void check_value(const char *series, const char *wanted)
{
	const char *value = value_of(series);

	ck_assert_msg(value && strcmp(value, wanted) == 0, "%s is %s, not %s", series,
		value ? value : "not there", wanted);
}

START_TEST(an_answer_is_counted_by_the_class_of_its_status)
{
	static const struct {
		int status;
		const char *name;
	} rows[] = {
		{ 0, "none" },
		{ 99, "none" },
		{ 100, "1xx" },
		{ 200, "2xx" },
		{ 299, "2xx" },
		{ 304, "3xx" },
		{ 404, "4xx" },
		{ 503, "5xx" },
		{ 600, "none" },
		{ -1, "none" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *operation = arena_printf(arena, "op%zu", i);
		count(operation, rows[i].status, 1);
		check_value(
			arena_printf(arena,
				"imagekit_emulator_requests_total{operation=\"%s\",status=\"%s\"}",
				operation, rows[i].name),
			"1");
	}
}
END_TEST

START_TEST(a_request_that_fits_nothing_is_none)
{
	count(NULL, 404, 1);
	check_value("imagekit_emulator_requests_total{operation=\"none\",status=\"4xx\"}", "1");
}
END_TEST

/* A time is in every bucket whose end it does not pass: those of the text, read as numbers. */
START_TEST(a_time_is_in_each_bucket_that_holds_it)
{
	static const int64_t times[] = { 0, 1, 250, 251, 1000, 1001, 99999, 10000000, 10000001,
		INT64_C(86400000000) };
	static const char start[] = "_seconds_bucket{operation=\"op\",le=\"";

	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		int seen = 0;

		tear_down();
		set_up();
		count("op", 200, times[i]);
		struct strbuf out = strbuf_init(arena, MAX_TEXT);
		metrics_write(metrics, &out);
		for (const char *at = strbuf_text(&out); (at = strstr(at, start)) != NULL; seen++) {
			char *end;
			at += sizeof(start) - 1;
			double le = strtod(at, &end); /* +Inf is read as such */
			bool holds = (double)times[i] / 1e6 <= le;
			ck_assert_msg(strncmp(end, holds ? "\"} 1\n" : "\"} 0\n", 5) == 0,
				"%jd us: %.20s", (intmax_t)times[i], at);
		}
		ck_assert_int_ge(seen, 10);
		check_value(
			"imagekit_emulator_request_duration_seconds_count{operation=\"op\"}", "1");
	}
}
END_TEST

START_TEST(sums_have_six_decimals)
{
	count("op", 200, 1);
	check_value("imagekit_emulator_request_duration_seconds_sum{operation=\"op\"}", "0.000001");
	count("op", 200, 12345678);
	check_value(
		"imagekit_emulator_request_duration_seconds_sum{operation=\"op\"}", "12.345679");
}
END_TEST

START_TEST(what_is_in_flight_is_counted_until_it_ends)
{
	metrics_begin(metrics);
	metrics_begin(metrics);
	check_value("imagekit_emulator_requests_in_flight", "2");
	metrics_end(metrics, "op", 200, 1);
	check_value("imagekit_emulator_requests_in_flight", "1");
}
END_TEST

START_TEST(uploads_add_their_bytes)
{
	metrics_uploaded(metrics, 7);
	metrics_uploaded(metrics, INT64_C(1) << 40);
	check_value("imagekit_emulator_uploads_total", "2");
	check_value("imagekit_emulator_upload_bytes_total", "1099511627783");
}
END_TEST

/* Names come in any order, more than the first room has place for. */
START_TEST(operations_are_kept_in_the_order_of_their_names)
{
	struct strbuf out = strbuf_init(arena, MAX_TEXT);
	const char *at;

	for (int i = 0; i < 300; i++)
		count(arena_printf(arena, "op%03d", i * 7919 % 300), 200, 1);
	metrics_write(metrics, &out);
	at = strbuf_text(&out);
	for (int i = 0; i < 300; i++) {
		at = strstr(at, arena_printf(arena, "total{operation=\"op%03d\"", i));
		ck_assert_msg(at != NULL, "op%03d is not in its place", i);
	}
}
END_TEST

static void *count_many(void *arg)
{
	for (int i = 0; i < 5000; i++)
		count(arg, i % 2 ? 200 : 404, i);
	return NULL;
}

START_TEST(threads_lose_no_count)
{
	static char names[4][4] = { "a", "b", "a", "c" };
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, count_many, names[i]), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	check_value("imagekit_emulator_requests_total{operation=\"a\",status=\"2xx\"}", "5000");
	check_value("imagekit_emulator_requests_total{operation=\"c\",status=\"4xx\"}", "2500");
	check_value("imagekit_emulator_requests_in_flight", "0");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("control");
	TCase *cases = tcase_create("metrics");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, an_answer_is_counted_by_the_class_of_its_status);
	tcase_add_test(cases, a_request_that_fits_nothing_is_none);
	tcase_add_test(cases, a_time_is_in_each_bucket_that_holds_it);
	tcase_add_test(cases, sums_have_six_decimals);
	tcase_add_test(cases, what_is_in_flight_is_counted_until_it_ends);
	tcase_add_test(cases, uploads_add_their_bytes);
	tcase_add_test(cases, operations_are_kept_in_the_order_of_their_names);
	tcase_add_test(cases, threads_lose_no_count);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
