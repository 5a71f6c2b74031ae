/* The pool with the real helper: what it says of every image fixture, what it says of files made to
 * harm, and that neither costs the next request anything. */
#include "render/media_pool.h"
#include "tests/support/check_main.h"
#include "tests/support/media_bench.h"

#include <math.h>
#include <pthread.h>

static const struct media_limits limits = {
	.workers = 3,
	.deadline_ms = 30000,
	.max_pixels = 100000000,
	.max_memory = 512 << 20,
};

static struct media_pool *open_pool(const struct media_limits *l)
{
	char helper[MEDIA_BENCH_PATH];

	media_bench_helper(helper);
	return media_pool_new(helper, l);
}

static bool probe(struct media_pool *p, struct scope *s, const char *name, struct media_facts *f)
{
	int fd = media_bench_open(name);
	bool done = media_pool_probe(p, s, fd, f);

	close(fd);
	return done;
}

/* What an image tells; the rest of struct media_facts is for videos. */
struct image_facts {
	const char *format;
	int64_t width, height;
	int orientation;
	bool has_alpha;
	double x_resolution, y_resolution;
	int frames;
	const char *embedded_json;
};

// clang-format off
static const struct {
	const char *name;
	struct image_facts facts;
} good[] = {
	{ "photo.jpg", { "jpg", 640, 480, 0, false, 0, 0, 1, NULL } },
	/* Whether pixels are missing is not for the header to say. */
	{ "cut-in-pixels.jpg", { "jpg", 640, 480, 0, false, 0, 0, 1, NULL } },
	{ "rotated.jpg", { "jpg", 640, 480, 6, false, 300, 300, 1, NULL } },
	{ "opaque.png", { "png", 64, 48, 0, false, 0, 0, 1, NULL } },
	{ "alpha.png", { "png", 64, 48, 0, true, 143.99, 143.99, 1, NULL } },
	{ "still.gif", { "gif", 160, 120, 0, false, 0, 0, 1, NULL } },
	{ "animated.gif", { "gif", 16, 12, 0, false, 0, 0, 5, NULL } },
	{ "lossy.webp", { "webp", 160, 120, 0, false, 0, 0, 1, NULL } },
	{ "alpha.webp", { "webp", 160, 120, 1, true, 0, 0, 1, NULL } },
	{ "animated.webp", { "webp", 160, 120, 1, true, 0, 0, 2, NULL } },
	{ "photo.avif", { "avif", 160, 120, 0, false, 0, 0, 1, NULL } },
	{ "photo.heic", { "heic", 160, 120, 0, false, 0, 0, 1, NULL } },
	{ "photo.tiff", { "tiff", 160, 120, 1, false, 300, 300, 1, NULL } },
	{ "pages.tiff", { "tiff", 160, 120, 1, false, 0, 0, 2, NULL } },
	{ "drawing.svg", { "svg", 200, 120, 0, true, 0, 0, 1, NULL } },
	/* What it points at is not opened, so there is nothing to refuse. */
	{ "hostile/outside.svg", { "svg", 10, 10, 0, true, 0, 0, 1, NULL } },
	/* What the reader refuses, or there is no reader for, still has a header. */
	{ "hostile/lying.webp", { "webp", 160, 120, 0, false, 0, 0, 1, NULL } },
	{ "hostile/blocked.bmp", { "bmp", 2, 2, 0, false, 0, 0, 1, NULL } },
	{ "hostile/loop.tiff", { "tiff", 8, 8, 0, false, 0, 0, 1, NULL } },
};
// clang-format on

/* Empty when they are the same; else which member is not. */
static const char *difference(const struct media_facts *a, const struct image_facts *b)
{
	if (strcmp(a->format, b->format) != 0)
		return "format";
	if (a->width != b->width || a->height != b->height)
		return "size";
	if (a->orientation != b->orientation)
		return "orientation";
	if (a->has_alpha != b->has_alpha)
		return "alpha";
	if (fabs(a->x_resolution - b->x_resolution) > 0.001 ||
		fabs(a->y_resolution - b->y_resolution) > 0.001)
		return "resolution";
	return a->frames == b->frames ? "" : "frames";
}

START_TEST(facts_of_every_kind)
{
	struct media_pool *p = open_pool(&limits);

	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct scope s = scope_open();
		struct media_facts f;
		bool done = probe(p, &s, good[i].name, &f);
		ck_assert_msg(done, "%s: %s", good[i].name, s.err.msg);
		ck_assert_msg(difference(&f, &good[i].facts)[0] == '\0', "%s: %s", good[i].name,
			difference(&f, &good[i].facts));
		scope_close(&s);
	}
	/* One after the other needs one helper. */
	ck_assert_int_eq(media_bench_children(NULL), 1);
	media_pool_free(p);
}
END_TEST

static bool describe(
	struct media_pool *p, struct scope *s, const char *name, struct media_description *d)
{
	int fd = media_bench_open(name);
	bool done = media_pool_describe(p, s, fd, d);

	close(fd);
	return done;
}

// clang-format off
static const struct {
	const char *name;
	struct media_description d;
	bool exif; /* there is more than an empty object */
} described[] = {
	{ "photo.jpg", { "jpg", 640, 480, false, 72, false, NULL, NULL }, false },
	{ "rotated.jpg", { "jpg", 640, 480, false, 300, false, NULL, NULL }, true },
	{ "opaque.png", { "png", 64, 48, false, 72, false, NULL, NULL }, false },
	{ "alpha.png", { "png", 64, 48, false, 144, true, NULL, NULL }, false },
	{ "animated.gif", { "gif", 16, 12, false, 72, false, NULL, NULL }, false },
	{ "animated.webp", { "webp", 160, 120, false, 72, true, NULL, NULL }, true },
	{ "photo.avif", { "avif", 160, 120, false, 72, false, NULL, NULL }, false },
	{ "photo.heic", { "heic", 160, 120, false, 72, false, NULL, NULL }, false },
	{ "photo.tiff", { "tiff", 160, 120, false, 300, false, NULL, NULL }, true },
	{ "drawing.svg", { "svg", 200, 120, false, 72, true, NULL, NULL }, false },
	{ "profile.jpg", { "jpg", 64, 48, true, 72, false, NULL, NULL }, true },
	{ "exif/rich.jpg", { "jpg", 64, 48, false, 240, false, NULL, NULL }, true },
	{ "exif/none.jpg", { "jpg", 64, 48, false, 72, false, NULL, NULL }, false },
	{ "exif/broken-header.jpg", { "jpg", 64, 48, false, 72, false, NULL, NULL }, false },
};
// clang-format on

START_TEST(descriptions_of_every_kind)
{
	struct media_pool *p = open_pool(&limits);

	for (size_t i = 0; i < ARRAY_LEN(described); i++) {
		const struct media_description *want = &described[i].d;
		struct scope s = scope_open();
		struct media_description d;
		bool done = describe(p, &s, described[i].name, &d);
		ck_assert_msg(done, "%s: %s", described[i].name, s.err.msg);
		ck_assert_msg(strcmp(d.format, want->format) == 0 && d.width == want->width &&
				      d.height == want->height &&
				      d.has_color_profile == want->has_color_profile &&
				      d.density == want->density &&
				      d.has_transparency == want->has_transparency,
			"%s: %s %d x %d, profile %d, density %d, transparency %d",
			described[i].name, d.format, (int)d.width, (int)d.height,
			d.has_color_profile, d.density, d.has_transparency);
		ck_assert_uint_eq(strspn(d.phash, "0123456789abcdef"), MEDIA_FACTS_PHASH);
		ck_assert_msg((strcmp(d.exif_json, "{}") != 0) == described[i].exif, "%s: %s",
			described[i].name, d.exif_json);
		scope_close(&s);
	}
	ck_assert_int_eq(media_bench_children(NULL), 1);
	media_pool_free(p);
}
END_TEST

START_TEST(what_a_file_says_arrives)
{
	struct media_pool *p = open_pool(&limits);
	struct scope s = scope_open();
	struct media_facts f;

	ck_assert_msg(probe(p, &s, "exif/rotated.jpg", &f), "%s", s.err.msg);
	ck_assert_int_eq(f.orientation, 8);
	ck_assert_str_eq(f.embedded_json,
		"{\"Orientation\":\"Rotate 270 CW\",\"XResolution\":72,\"YResolution\":72,"
		"\"ResolutionUnit\":\"inches\",\"YCbCrPositioning\":\"Centered\"}");
	ck_assert_msg(probe(p, &s, "exif/none.jpg", &f), "%s", s.err.msg);
	ck_assert_ptr_null(f.embedded_json);
	scope_close(&s);
	media_pool_free(p);
}
END_TEST

/* What a probe may let pass. */
static const char *const undecodable[] = { "cut-in-pixels.jpg", "cut-in-pixels.png",
	"hostile/bomb.png", "hostile/wide.jpg", "hostile/text.jpg", "hostile/empty.jpg",
	"hostile/zeros.gif", "hostile/large.svg", "hostile/cut-in-header.avif" };

START_TEST(what_cannot_be_decoded_is_not_described)
{
	struct media_pool *p = open_pool(&limits);

	for (size_t i = 0; i < ARRAY_LEN(undecodable); i++) {
		struct scope s = scope_open();
		struct media_description d;
		ck_assert_msg(!describe(p, &s, undecodable[i], &d), "%s: taken", undecodable[i]);
		ck_assert_msg(s.err.code == ERR_INVALID, "%s: %s", undecodable[i], s.err.msg);
		err_clear(&s);
		ck_assert_msg(describe(p, &s, "photo.jpg", &d), "after %s: %s", undecodable[i],
			s.err.msg);
		scope_close(&s);
	}
	ck_assert_int_eq(media_bench_children(NULL), 1);
	media_pool_free(p);
}
END_TEST

static const char not_an_image[] = "The file is not an image of a kind that can be read here: jpg, "
				   "png, gif, webp, avif, heic, "
				   "tiff or svg.";
static const char damaged[] = "The image is cut short or damaged";

static const struct {
	const char *name;
	const char *error; /* the sentence opens with it */
} bad[] = {
	{ "empty.jpg", "The file is empty." },
	{ "text.jpg", not_an_image },
	{ "blocked.ppm", not_an_image },
	{ "blocked.pdf", not_an_image },
	{ "blocked.mat", not_an_image },
	{ "cut-in-header.jpg", damaged },
	{ "cut-in-header.png", damaged },
	{ "cut-in-header.gif", damaged },
	{ "cut-in-header.webp", damaged },
	{ "cut-in-header.avif", damaged },
	{ "cut-in-header.tiff", not_an_image },
	{ "cut-in-header.svg", damaged },
	{ "zeros.jpg", damaged },
	{ "zeros.png", damaged },
	{ "zeros.gif", damaged },
	{ "zeros.webp", damaged },
	{ "zeros.avif", damaged },
	{ "zeros.tiff", not_an_image },
	{ "bomb.webp", "The image declares 16384 x 16384 pixels; the limit is 100 megapixels." },
	{ "bomb.png", "The image declares 60000 x 60000 pixels; the limit is 100 megapixels." },
	{ "bomb.gif", "The image declares 200 frames of 2000 x 2000 pixels; the limit is 100 "
		      "megapixels." },
	{ "wide.jpg", "The image declares 65500 x 65500 pixels; the limit is 100 megapixels." },
	{ "large.svg", "The image declares 30000 x 30000 pixels; the limit is 100 megapixels." },
	{ "huge.svg",
		"The image declares 10000000 x 10000000 pixels; the limit is 100 megapixels." },
	{ "entities.svg", damaged },
	{ "outside-entity.svg", damaged },
};

START_TEST(hostile_files_get_a_sentence_and_do_no_harm)
{
	struct media_pool *p = open_pool(&limits);

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct scope s = scope_open();
		struct media_facts f;
		char name[64];
		media_bench_format(name, sizeof(name), "hostile/%s", bad[i].name);
		bool done = probe(p, &s, name, &f);
		ck_assert_msg(!done && s.err.code == ERR_INVALID, "%s: taken", name);
		ck_assert_msg(strncmp(s.err.msg, bad[i].error, strlen(bad[i].error)) == 0, "%s: %s",
			name, s.err.msg);
		err_clear(&s);
		ck_assert_msg(probe(p, &s, "photo.jpg", &f), "after %s: %s", name, s.err.msg);
		scope_close(&s);
	}
	media_pool_free(p);
}
END_TEST

START_TEST(the_limit_on_pixels_is_exact)
{
	struct media_limits l = limits;
	struct scope s = scope_open();
	struct media_facts f;

	l.max_pixels = 307200;
	struct media_pool *p = open_pool(&l);
	ck_assert_msg(probe(p, &s, "photo.jpg", &f), "%s", s.err.msg);
	media_pool_free(p);
	l.max_pixels--;
	p = open_pool(&l);
	ck_assert(!probe(p, &s, "photo.jpg", &f));
	ck_assert_str_eq(
		s.err.msg, "The image declares 640 x 480 pixels; the limit is 307199 pixels.");
	err_clear(&s);
	media_pool_free(p);
	/* Five frames of 16 x 12. */
	l.max_pixels = 5 * 16 * 12 - 1;
	p = open_pool(&l);
	ck_assert(!probe(p, &s, "animated.gif", &f));
	ck_assert_str_eq(s.err.msg,
		"The image declares 5 frames of 16 x 12 pixels; the limit is 959 pixels.");
	media_pool_free(p);
	scope_close(&s);
}
END_TEST

START_TEST(the_callers_descriptor_is_left_as_it_was)
{
	struct media_pool *p = open_pool(&limits);
	struct scope s = scope_open();
	struct media_facts f;
	int fd = media_bench_open("photo.jpg");

	ck_assert_int_eq(lseek(fd, 0, SEEK_END), 46697);
	ck_assert_msg(media_pool_probe(p, &s, fd, &f), "%s", s.err.msg);
	ck_assert_int_eq(f.width, 640);
	ck_assert_int_eq(lseek(fd, 0, SEEK_CUR), 46697);
	ck_assert_int_eq(lseek(fd, 1000, SEEK_SET), 1000);
	ck_assert_msg(media_pool_probe(p, &s, fd, &f), "%s", s.err.msg);
	ck_assert_int_eq(lseek(fd, 0, SEEK_CUR), 1000);
	close(fd);
	scope_close(&s);
	media_pool_free(p);
}
END_TEST

START_TEST(what_is_not_a_file_is_refused)
{
	struct media_pool *p = open_pool(&limits);
	struct scope s = scope_open();
	struct media_facts f;
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	ck_assert(!media_pool_probe(p, &s, ends[0], &f));
	ck_assert_str_eq(s.err.msg, "The image is not a file.");
	close(ends[0]);
	close(ends[1]);
	scope_close(&s);
	media_pool_free(p);
}
END_TEST

/* libvips stops counting somewhere above 4000, and so does this program. */
START_TEST(very_many_frames)
{
	static const char head[] = "GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff";
	static const char frame[] = "\x21\xf9\4\4\1\0\0\0\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1";
	struct media_pool *p = open_pool(&limits);
	struct scope s = scope_open();
	struct media_facts f;
	FILE *file = tmpfile();

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(head, sizeof(head) - 1, 1, file), 1);
	for (int i = 0; i < 100000; i++)
		ck_assert_uint_eq(fwrite(frame, sizeof(frame), 1, file), 1);
	ck_assert_int_eq(fflush(file), 0);
	ck_assert_msg(media_pool_probe(p, &s, fileno(file), &f), "%s", s.err.msg);
	ck_assert_int_gt(f.frames, 4000);
	fclose(file);
	scope_close(&s);
	media_pool_free(p);
}
END_TEST

/* An odd round is a hostile file, whose error must reach the thread that asked. */
static void *hammer(void *arg)
{
	struct media_pool *p = arg;
	intptr_t wrong = 0;

	for (size_t i = 0; i < 60; i++) {
		struct scope s = scope_open();
		struct media_facts f = { 0 };
		bool fine;
		if (i % 2 == 0) {
			size_t row = i / 2 % ARRAY_LEN(good);
			fine = probe(p, &s, good[row].name, &f) &&
			       difference(&f, &good[row].facts)[0] == '\0';
		} else {
			fine = !probe(p, &s, "hostile/bomb.png", &f) &&
			       strstr(s.err.msg, "60000 x 60000");
		}
		wrong += !fine;
		scope_close(&s);
	}
	return (void *)wrong;
}

START_TEST(many_threads_share_few_helpers)
{
	int descriptors = media_bench_descriptors();
	struct media_pool *p = open_pool(&limits);
	pthread_t threads[8];

	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, hammer, p), 0);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		void *wrong;
		pthread_join(threads[i], &wrong);
		ck_assert_msg(
			wrong == NULL, "thread %zu: %d wrong answers", i, (int)(intptr_t)wrong);
	}
	ck_assert_int_le(media_bench_children(NULL), limits.workers);
	media_pool_free(p);
	/* No descriptor stays, no child, not even a dead one. */
	ck_assert_int_eq(media_bench_descriptors(), descriptors);
	ck_assert_int_eq(media_bench_children(NULL), 0);
}
END_TEST

START_TEST(helpers_are_replaced_in_time)
{
	struct media_limits l = limits;
	l.workers = 1;
	struct media_pool *p = open_pool(&l);
	int fd = media_bench_open("opaque.png");
	pid_t first = 0;

	for (int i = 0; i < 1010; i++) {
		struct scope s = scope_open();
		struct media_facts f;
		ck_assert_msg(media_pool_probe(p, &s, fd, &f), "%d: %s", i, s.err.msg);
		scope_close(&s);
		if (i == 0)
			first = media_bench_child();
	}
	ck_assert_int_ne(media_bench_child(), first);
	close(fd);
	media_pool_free(p);
}
END_TEST

START_TEST(a_pool_that_is_never_used_starts_nothing)
{
	int descriptors = media_bench_descriptors();
	struct media_pool *p = open_pool(&limits);

	ck_assert_int_eq(media_bench_children(NULL), 0);
	ck_assert_int_eq(media_bench_descriptors(), descriptors);
	media_pool_free(p);
	media_pool_free(NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("media_pool");
	TCase *facts = tcase_create("facts");
	TCase *pool = tcase_create("pool");

	tcase_add_test(facts, facts_of_every_kind);
	tcase_add_test(facts, descriptions_of_every_kind);
	tcase_add_test(facts, what_a_file_says_arrives);
	tcase_add_test(facts, what_cannot_be_decoded_is_not_described);
	tcase_add_test(facts, hostile_files_get_a_sentence_and_do_no_harm);
	tcase_add_test(facts, the_limit_on_pixels_is_exact);
	tcase_add_test(facts, the_callers_descriptor_is_left_as_it_was);
	tcase_add_test(facts, what_is_not_a_file_is_refused);
	tcase_add_test(facts, very_many_frames);
	suite_add_tcase(suite, facts);
	tcase_add_test(pool, many_threads_share_few_helpers);
	tcase_add_test(pool, helpers_are_replaced_in_time);
	tcase_add_test(pool, a_pool_that_is_never_used_starts_nothing);
	suite_add_tcase(suite, pool);
	return check_run(suite);
}
