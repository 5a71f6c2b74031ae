/* multipart/form-data at large: random forms in random pieces give what went into them; limits to
 * the byte; damaged forms get one verdict however they are cut; events that refuse. */
#include "http/multipart.h"
#include "tests/support/check_main.h"
#include "tests/support/form_transcript.h"

#include <string.h>

enum { SEEDS = 20, FORMS = 60, FORM_MAX = 1 << 20 };

#define FIELD "Content-Disposition: form-data; "

/* xorshift64*: the same forms on every machine. */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

static size_t below(uint64_t *state, size_t n)
{
	return (size_t)(next_random(state) >> 33) % n;
}

static size_t one_byte(void *ctx, size_t left)
{
	(void)ctx;
	(void)left;
	return 1;
}

/* Mostly short pieces, now and then a long one. */
static size_t random_piece(void *ctx, size_t left)
{
	size_t most = below(ctx, 8) == 0 ? left : 40;
	size_t n = 1 + below(ctx, most);

	return n < left ? n : left;
}

/* A form under construction and what a parser must say about it. */
struct sample {
	uint64_t random;
	const char *boundary, *content_type;
	struct strbuf body, want;
};

static void add_noise(struct strbuf *data, uint64_t *random, const char *delimiter)
{
	static const char *const bits[] = { "\r", "\n", "\r\n", "-", "--", "\r\n--", "\r\r\n--",
		"\r\n\r\n", "\r\n-", "a", "text" };
	size_t kind = below(random, ARRAY_LEN(bits) + 4);

	if (kind < ARRAY_LEN(bits))
		strbuf_str(data, bits[kind]);
	else if (kind == ARRAY_LEN(bits))
		strbuf_add(data, delimiter, below(random, strlen(delimiter)));
	else if (kind == ARRAY_LEN(bits) + 1)
		strbuf_add(data, delimiter + 2, strlen(delimiter) - 2 - below(random, 2));
	else
		for (size_t n = below(random, 300); n > 0; n--)
			strbuf_char(data, (char)next_random(random));
}

/* Random data full of near-boundaries. In a form it must not hold the delimiter, nor start with
 * what is one once the CRLF of the header's end stands before it; such data is drawn again. */
static struct strbuf random_data(struct arena *a, uint64_t *random, const char *delimiter)
{
	for (;;) {
		struct strbuf data = strbuf_init(a, FORM_MAX);
		strbuf_str(&data, "\r\n");
		for (size_t n = below(random, 12); n > 0; n--)
			add_noise(&data, random, delimiter);
		size_t size = data.len;
		strbuf_str(&data, delimiter);
		const char *at = memmem(data.p, data.len, delimiter, strlen(delimiter));
		if (at == data.p + size) {
			data.p += 2;
			data.len = size - 2;
			return data;
		}
	}
}

static void add_part(struct arena *a, struct sample *x)
{
	static const char *const fields[][2] = {
		{ FIELD "name=a", "{a|-|-:" },
		{ "content-disposition:form-data;name=\"a \\\"b\\\"\"", "{a \"b\"|-|-:" },
		{ "Content-Type: image/png\r\n" FIELD "filename=x; name=file",
			"{file|x|image/png:" },
		{ FIELD "name=f;\r\n\tfilename*=UTF-8''%41%C3%A9\r\nX-Y: z", "{f|A\xc3\xa9|-:" },
	};
	size_t kind = below(&x->random, ARRAY_LEN(fields));
	const char *delimiter = arena_printf(a, "\r\n--%s", x->boundary);
	struct strbuf data = random_data(a, &x->random, delimiter);

	strbuf_printf(&x->body, "--%s%s\r\n%s\r\n\r\n", x->boundary,
		below(&x->random, 4) == 0 ? " \t" : "", fields[kind][0]);
	strbuf_add(&x->body, data.p, data.len);
	strbuf_str(&x->body, "\r\n");
	strbuf_str(&x->want, fields[kind][1]);
	strbuf_add(&x->want, data.p, data.len);
	strbuf_char(&x->want, '}');
}

static struct sample random_sample(struct arena *a, uint64_t seed)
{
	static const char *const boundaries[] = { "b", "-", "--", "----WebKitFormBoundaryx1Y2",
		"a b", "bb", "------------------------d74496d66958873e" };
	struct sample x = {
		.random = seed, .body = strbuf_init(a, FORM_MAX), .want = strbuf_init(a, FORM_MAX)
	};

	x.boundary = boundaries[below(&x.random, ARRAY_LEN(boundaries))];
	x.content_type = arena_printf(a, "multipart/form-data; boundary=\"%s\"", x.boundary);
	if (below(&x.random, 4) == 0)
		strbuf_str(&x.body, "This is the preamble.\r\n\r\r\n");
	for (size_t n = below(&x.random, 5); n > 0; n--)
		add_part(a, &x);
	strbuf_printf(&x.body, "--%s--", x.boundary);
	return x;
}

static struct view body_of(const struct sample *x)
{
	return (struct view){ x->body.p, x->body.len };
}

static void check_sample(const struct sample *x, form_transcript_cut cut, uint64_t *cut_random)
{
	struct form_transcript t = form_transcript_of(x->content_type, body_of(x), cut, cut_random);

	ck_assert_msg(t.ok, "%s: %s", x->content_type, t.scope.err.msg);
	ck_assert_uint_eq(t.text.len, x->want.len);
	if (t.text.len > 0)
		ck_assert_mem_eq(t.text.p, x->want.p, t.text.len);
	scope_close(&t.scope);
}

START_TEST(any_form_in_any_pieces_gives_what_went_into_it)
{
	uint64_t random = (uint64_t)_i + 1;

	for (int i = 0; i < FORMS; i++) {
		struct arena *a = arena_new();
		struct sample x = random_sample(a, next_random(&random));
		check_sample(&x, NULL, NULL);
		check_sample(&x, one_byte, NULL);
		for (int cuts = 0; cuts < 4; cuts++)
			check_sample(&x, random_piece, &random);
		arena_free(a);
	}
}
END_TEST

/* Changes, drops or doubles a few bytes. */
static void damage(struct sample *x)
{
	static const char bytes[] = { '\r', '\n', '-', '\0', '"', ';', ':', ' ', 'b', (char)0xff };

	for (size_t n = 1 + below(&x->random, 3); n > 0; n--) {
		size_t at = below(&x->random, x->body.len);
		char *p = x->body.p + at;
		size_t rest = x->body.len - at - 1;
		size_t kind = below(&x->random, 3);
		if (kind == 0)
			*p = bytes[below(&x->random, sizeof(bytes))];
		else if (kind == 1 && rest > 0)
			memmove(p, p + 1, rest);
		else
			memmove(p + 1, p, rest);
	}
}

START_TEST(a_damaged_form_gets_one_verdict_however_it_is_cut)
{
	uint64_t random = (uint64_t)_i + 1000;
	size_t refused = 0;

	for (int i = 0; i < FORMS; i++) {
		struct arena *a = arena_new();
		struct sample x = random_sample(a, next_random(&random));
		damage(&x);
		struct view body = body_of(&x);
		struct form_transcript whole = form_transcript_of(x.content_type, body, NULL, NULL);
		struct form_transcript bytes =
			form_transcript_of(x.content_type, body, one_byte, NULL);
		struct form_transcript pieces =
			form_transcript_of(x.content_type, body, random_piece, &random);
		ck_assert(form_transcript_same(&whole, &bytes));
		ck_assert(form_transcript_same(&whole, &pieces));
		ck_assert(whole.ok == (whole.scope.err.code == ERR_NONE));
		refused += !whole.ok;
		scope_close(&whole.scope);
		scope_close(&bytes.scope);
		scope_close(&pieces.scope);
		arena_free(a);
	}
	ck_assert_msg(refused > 0, "the damage hit nothing that matters");
}
END_TEST

START_TEST(every_cut_off_form_is_refused)
{
	struct arena *a = arena_new();
	struct sample x = random_sample(a, (uint64_t)_i + 1);
	struct view body = body_of(&x);

	for (body.n = 0; body.n < x.body.len; body.n++) {
		struct form_transcript t = form_transcript_of(x.content_type, body, NULL, NULL);
		ck_assert_msg(!t.ok, "%zu of %zu bytes were accepted", body.n, x.body.len);
		ck_assert_int_eq(t.scope.err.code, ERR_INVALID);
		scope_close(&t.scope);
	}
	arena_free(a);
}
END_TEST

/* Each row: so many times `unit` between `head` and `tail` are fine, once more is `error`. */
struct limit {
	const char *head;
	const char *unit;
	size_t most;
	const char *tail;
	const char *error;
};

/* clang-format off */
static const struct limit limits[] = {
	{ "", "x", MULTIPART_MAX_PREAMBLE, "\r\n--b--",
		"the form has no boundary line in its first 8192 bytes: \"--b\" was expected" },
	{ "junk\r\n--b", " ", MULTIPART_MAX_PADDING, "\r\n" FIELD "name=a\r\n\r\n\r\n--b--",
		"the first boundary line: too many blanks follow the boundary" },
	{ "--b\r\n" FIELD "name=a\r\nX: ", "x", MULTIPART_MAX_PART_HEADER - sizeof(FIELD) - 14,
		"\r\n\r\n\r\n--b--", "part 1: its headers are longer than 8192 bytes" },
	{ "--b\r\n" FIELD "name=a\r\n", "X: y\r\n", PART_HEADER_MAX_LINES - 1,
		"\r\n\r\n--b--", "part 1: there are more than 32 headers" },
};
/* clang-format on */

static struct form_transcript fill(
	struct arena *a, const struct limit *row, size_t n, form_transcript_cut cut)
{
	struct strbuf body = strbuf_init(a, FORM_MAX);

	strbuf_str(&body, row->head);
	while (n-- > 0)
		strbuf_str(&body, row->unit);
	strbuf_str(&body, row->tail);
	return form_transcript_of(
		"multipart/form-data; boundary=b", (struct view){ body.p, body.len }, cut, NULL);
}

START_TEST(limits_hold_to_the_byte)
{
	const struct limit *row = &limits[_i];
	static const form_transcript_cut cuts[] = { NULL, one_byte };

	for (size_t i = 0; i < ARRAY_LEN(cuts); i++) {
		struct arena *a = arena_new();
		struct form_transcript t = fill(a, row, row->most, cuts[i]);
		ck_assert_msg(t.ok, "%s: %s", row->error, t.scope.err.msg);
		scope_close(&t.scope);
		t = fill(a, row, row->most + 1, cuts[i]);
		ck_assert_msg(!t.ok, "%s: accepted", row->error);
		ck_assert_str_eq(t.scope.err.msg, row->error);
		scope_close(&t.scope);
		arena_free(a);
	}
}
END_TEST

START_TEST(the_boundary_may_have_two_hundred_bytes)
{
	for (size_t n = MULTIPART_MAX_BOUNDARY; n <= MULTIPART_MAX_BOUNDARY + 1; n++) {
		struct arena *a = arena_new();
		char *boundary = arena_alloc(a, n + 1);
		memset(boundary, 'x', n);
		const char *type = arena_printf(a, "multipart/form-data; boundary=%s", boundary);
		const char *body = arena_printf(
			a, "--%s\r\n" FIELD "name=a\r\n\r\n1\r\n--%s--", boundary, boundary);
		struct form_transcript t = form_transcript_of(type, view_of(body), NULL, NULL);
		ck_assert(t.ok == (n == MULTIPART_MAX_BOUNDARY));
		scope_close(&t.scope);
		arena_free(a);
	}
}
END_TEST

/* A broken-off match is neither searched again nor cut out of the run that it is part of. */
START_TEST(near_boundaries_do_not_chop_the_data)
{
	struct arena *a = arena_new();
	struct strbuf body = strbuf_init(a, FORM_MAX);

	strbuf_str(&body, "--bound\r\n" FIELD "name=a\r\n\r\nx");
	for (int i = 0; i < 40000; i++)
		strbuf_str(&body, i % 2 == 0 ? "\r\n--boun" : "\r\r\n-");
	strbuf_str(&body, "\r\n--bound--");
	struct form_transcript t = form_transcript_of("multipart/form-data; boundary=bound",
		(struct view){ body.p, body.len }, NULL, NULL);
	ck_assert_msg(t.ok, "%s", t.scope.err.msg);
	ck_assert_uint_eq(t.pieces, 1);
	scope_close(&t.scope);
	arena_free(a);
}
END_TEST

/* Refuses the event whose number is reached. */
struct refusal {
	struct scope *scope;
	int left;
};

static bool refuse(struct refusal *r)
{
	return r->left-- > 0 || err_set(r->scope, ERR_TOO_LARGE, "enough");
}

static bool refuse_begin(void *ctx, const struct multipart_part *part)
{
	(void)part;
	return refuse(ctx);
}

static bool refuse_data(void *ctx, const char *p, size_t n)
{
	(void)p;
	(void)n;
	return refuse(ctx);
}

static bool refuse_end(void *ctx)
{
	return refuse(ctx);
}

START_TEST(an_event_that_refuses_ends_the_parse)
{
	static const struct multipart_events events = { refuse_begin, refuse_data, refuse_end };
	static const char body[] = "--b\r\n" FIELD "name=a\r\n\r\n1\r\n--b--";
	struct scope s = scope_open();
	struct refusal r = { &s, _i };
	struct multipart *m;

	ck_assert(multipart_open(&s, "multipart/form-data; boundary=b", &events, &r, &m));
	ck_assert(!multipart_feed(m, body, sizeof(body) - 1));
	ck_assert_int_eq(s.err.code, ERR_TOO_LARGE);
	ck_assert(!multipart_feed(m, body, sizeof(body) - 1));
	ck_assert(!multipart_feed(m, "", 0));
	ck_assert(!multipart_end(m));
	ck_assert_msg(r.left == -1, "an event came after the refusal");
	ck_assert_str_eq(s.err.msg, "enough");
	scope_close(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("http");
	TCase *cases = tcase_create("multipart_split");

	tcase_add_loop_test(cases, any_form_in_any_pieces_gives_what_went_into_it, 0, SEEDS);
	tcase_add_loop_test(cases, a_damaged_form_gets_one_verdict_however_it_is_cut, 0, SEEDS);
	tcase_add_loop_test(cases, every_cut_off_form_is_refused, 0, SEEDS);
	tcase_add_loop_test(cases, limits_hold_to_the_byte, 0, (int)ARRAY_LEN(limits));
	tcase_add_test(cases, the_boundary_may_have_two_hundred_bytes);
	tcase_add_test(cases, near_boundaries_do_not_chop_the_data);
	tcase_add_loop_test(cases, an_event_that_refuses_ends_the_parse, 0, 3);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
