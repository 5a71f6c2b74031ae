/* Made pictures: each size and format is what was asked for, the same words give the same bytes, other
 * seeds other pictures, and what is too large is refused. */
#include "base/digest.h"
#include "base/encode.h"
#include "media/media_canvas.h"
#include "media/media_describe.h"
#include "media/media_generate.h"
#include "media/media_library.h"
#include "media/media_probe.h"
#include "tests/support/check_main.h"
#include "tests/support/media_bench.h"
#include "tests/support/phash_distance.h"
#include "wire/media_picture.h"

#include <inttypes.h>
#include <sys/mman.h>

enum { MAX_PIXELS = 100000000 };
enum { SAME = 10 }; /* bits of a perceptual hash in which alike pictures may differ */

/* A file in memory with room for the picture. */
static int open_room(int64_t bytes)
{
	int fd = memfd_create("picture", MFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ftruncate(fd, bytes), 0);
	return fd;
}

/* The picture's file, cut to its size, which is the caller's to close. */
static int make(struct scope *s, const struct media_picture *p, int64_t *bytes)
{
	int fd = open_room(media_picture_room(p));

	ck_assert_msg(media_generate_file(s, p, fd, bytes), "%" PRId64 " x %" PRId64 " %s: %s",
		p->width, p->height, p->format, s->err.msg);
	ck_assert_int_gt(*bytes, 0);
	ck_assert_int_le(*bytes, media_picture_room(p));
	ck_assert_int_eq(lseek(fd, 0, SEEK_CUR), 0);
	ck_assert_int_eq(ftruncate(fd, *bytes), 0);
	return fd;
}

static const struct {
	int64_t width, height;
} sizes[] = { { 1, 1 }, { 2, 1 }, { 64, 48 }, { 333, 777 }, { 800, 600 },
	{ MEDIA_PICTURE_MAX_SIDE, 1 }, { 1, MEDIA_PICTURE_MAX_SIDE } };

START_TEST(a_picture_is_what_was_asked_for)
{
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct scope s = scope_open();
		const struct media_picture p = { sizes[i].width, sizes[i].height,
			media_picture_formats[_i], 5 };
		const char *shown = strcmp(p.format, "jpeg") == 0 ? "jpg" : p.format;
		struct media_facts f;
		struct media_description d;
		int64_t bytes;
		int fd = make(&s, &p, &bytes);
		ck_assert_msg(media_probe_file(&s, fd, MAX_PIXELS, &f), "%s", s.err.msg);
		ck_assert_str_eq(f.format, shown);
		ck_assert_int_eq(f.width, p.width);
		ck_assert_int_eq(f.height, p.height);
		ck_assert_int_eq(f.frames, 1);
		ck_assert_int_le(f.orientation, 1);
		/* libvips keeps a place for transparency in the palette of a few pixels, and notes in
		 * each WebP that it stands upright. */
		ck_assert(!f.has_alpha || (strcmp(p.format, "gif") == 0 && p.width <= 2));
		/* With all its pixels. */
		ck_assert_msg(media_describe_file(&s, fd, MAX_PIXELS, &d), "%s", s.err.msg);
		ck_assert_int_eq(d.density, 72);
		ck_assert(!d.has_color_profile);
		ck_assert(strcmp(d.exif_json, "{}") == 0 || strcmp(p.format, "webp") == 0);
		close(fd);
		scope_close(&s);
	}
}
END_TEST

static void hash_bytes(int fd, int64_t bytes, char out[DIGEST_SHA256 * 2 + 1])
{
	uint8_t hash[DIGEST_SHA256];
	void *p = mmap(NULL, (size_t)bytes, PROT_READ, MAP_PRIVATE, fd, 0);

	ck_assert(p != MAP_FAILED);
	digest_sha256(p, (size_t)bytes, hash);
	encode_hex(hash, sizeof(hash), out);
	munmap(p, (size_t)bytes);
}

START_TEST(the_same_words_give_the_same_bytes)
{
	const struct media_picture picture = { 640, 480, media_picture_formats[_i], 12 };
	char hashes[2][DIGEST_SHA256 * 2 + 1];

	for (int i = 0; i < 2; i++) {
		struct scope s = scope_open();
		struct media_picture other = picture;
		int64_t bytes;
		int fd = make(&s, &picture, &bytes);
		hash_bytes(fd, bytes, hashes[i]);
		close(fd);
		/* What was made before leaves no trace. */
		other.seed = 13;
		close(make(&s, &other, &bytes));
		scope_close(&s);
	}
	ck_assert_str_eq(hashes[0], hashes[1]);
}
END_TEST

/* SHA-256 of the pixels, from a second program that follows the description of the canvas. */
static const struct {
	int64_t width, height, seed;
	const char *sha256;
} canvases[] = {
	{ 1, 1, 0, "d42d4ea4d2a0a984f55b5adbf6ad8063826697594c0ac52171d111890b09cce1" },
	{ 40, 30, 0, "a0c06f52c972bdf525342fe8a07b1cea445b5c4396d5e2124204c0873bdcd4a7" },
	{ 40, 30, 7, "71730530574788895441fc422f921fe4ee67b1cc05ccacd8e7bfa9b4d1238ce2" },
	{ 31, 57, MEDIA_PICTURE_MAX_SEED,
		"04b008f80eaff9ebefee3adb8488dab41c9a2a2a636d2391828a4d901154270d" },
};

START_TEST(pixels_are_the_same_on_every_machine)
{
	for (size_t i = 0; i < ARRAY_LEN(canvases); i++) {
		int64_t width = canvases[i].width, height = canvases[i].height;
		struct media_canvas c = media_canvas(width, height, canvases[i].seed);
		size_t row = (size_t)width * MEDIA_CANVAS_BANDS;
		uint8_t *pixels = xcalloc((size_t)height, row);
		uint8_t hash[DIGEST_SHA256];
		char hex[DIGEST_SHA256 * 2 + 1];
		for (int64_t y = 0; y < height; y++) {
			uint8_t *out = pixels + (size_t)y * row;
			/* In two pieces, as libvips may want it. */
			int64_t left = width / 3;
			media_canvas_row(&c, y, 0, left, out);
			media_canvas_row(
				&c, y, left, width - left, out + left * MEDIA_CANVAS_BANDS);
		}
		digest_sha256(pixels, row * (size_t)height, hash);
		encode_hex(hash, sizeof(hash), hex);
		ck_assert_str_eq(hex, canvases[i].sha256);
		free(pixels);
	}
}
END_TEST

static void perceive(const struct media_picture *p, char out[MEDIA_FACTS_PHASH + 1])
{
	struct scope s = scope_open();
	struct media_description d;
	int64_t bytes;
	int fd = make(&s, p, &bytes);

	ck_assert_msg(media_describe_file(&s, fd, MAX_PIXELS, &d), "%s", s.err.msg);
	ck_assert_uint_eq(strlen(d.phash), MEDIA_FACTS_PHASH);
	memcpy(out, d.phash, MEDIA_FACTS_PHASH + 1);
	close(fd);
	scope_close(&s);
}

START_TEST(other_seeds_give_other_pictures)
{
	enum { SEEDS = 100 };
	char hashes[SEEDS][MEDIA_FACTS_PHASH + 1];

	for (int i = 0; i < SEEDS; i++) {
		perceive(&(struct media_picture){ 160, 120, "jpeg", i }, hashes[i]);
		for (int j = 0; j < i; j++) {
			int bits = phash_distance(hashes[i], hashes[j]);
			ck_assert_msg(bits > SAME, "seeds %d and %d: %d bits", j, i, bits);
		}
	}
}
END_TEST

START_TEST(a_seed_looks_the_same_at_every_size_and_in_every_format)
{
	static const struct media_picture others[] = {
		{ 400, 400, "jpeg", 0 },
		{ 1600, 900, "jpeg", 0 },
		{ 400, 300, "png", 0 },
		{ 400, 300, "webp", 0 },
		{ 400, 300, "gif", 0 },
	};

	for (int seed = 0; seed < 5; seed++) {
		char first[MEDIA_FACTS_PHASH + 1], other[MEDIA_FACTS_PHASH + 1];
		perceive(&(struct media_picture){ 400, 300, "jpeg", seed }, first);
		for (size_t i = 0; i < ARRAY_LEN(others); i++) {
			struct media_picture p = others[i];
			p.seed = seed;
			perceive(&p, other);
			int bits = phash_distance(first, other);
			ck_assert_msg(bits >= 0 && bits <= SAME, "seed %d as %s: %d bits", seed,
				p.format, bits);
		}
	}
}
END_TEST

/* Photographs of this quality take a tenth to half a byte for a pixel. */
START_TEST(files_are_as_large_as_photographs)
{
	for (int seed = 0; seed < 10; seed++) {
		struct scope s = scope_open();
		int64_t bytes;
		close(make(&s, &(struct media_picture){ 800, 600, "jpeg", seed }, &bytes));
		ck_assert_msg(bytes > 800 * 600 / 10 && bytes < 800 * 600 / 2,
			"seed %d: %" PRId64 " bytes", seed, bytes);
		scope_close(&s);
	}
}
END_TEST

static const struct {
	struct media_picture picture;
	const char *error; /* NULL: it may be made */
} limits[] = {
	{ { 1, 1, "gif", 0 }, NULL },
	{ { 10000, 5000, "jpeg", MEDIA_PICTURE_MAX_SEED }, NULL },
	{ { 5000, 10000, "webp", 0 }, NULL },
	{ { 10000, 5001, "png", 0 },
		"A picture of 10000 x 5001 pixels cannot be made: the limit is "
		"50 megapixels." },
	{ { 10000, 10000, "png", 0 },
		"A picture of 10000 x 10000 pixels cannot be made: the limit is "
		"50 megapixels." },
	{ { 0, 1, "png", 0 }, "A picture of 0 x 1 pixels cannot be made: each side must be 1 to "
			      "10000." },
	{ { 1, 0, "png", 0 }, "A picture of 1 x 0 pixels cannot be made: each side must be 1 to "
			      "10000." },
	{ { -5, 1, "png", 0 }, "A picture of -5 x 1 pixels cannot be made: each side must be 1 to "
			       "10000." },
	{ { 10001, 1, "png", 0 },
		"A picture of 10001 x 1 pixels cannot be made: each side must be 1 "
		"to 10000." },
	{ { 1, INT64_MAX, "png", 0 }, "A picture of 1 x 9223372036854775807 pixels cannot be made: "
				      "each side must be 1 to 10000." },
	{ { 1, 1, "png", -1 }, "A picture's seed must be 0 to 9007199254740992, not -1." },
	{ { 1, 1, "png", MEDIA_PICTURE_MAX_SEED + 1 },
		"A picture's seed must be 0 to 9007199254740992, not 9007199254740993." },
	{ { 1, 1, "jpg", 0 }, "Pictures are made as jpeg, png, webp or gif, not as \"jpg\"." },
	{ { 1, 1, "", 0 }, "Pictures are made as jpeg, png, webp or gif, not as \"\"." },
	{ { 1, 1, "0123456789012345678901234567890123456789", 0 },
		"Pictures are made as jpeg, png, webp or gif, not as \"01234567890123456789\"." },
};

START_TEST(limits_have_a_sentence)
{
	struct scope s = scope_open();
	bool good = media_picture_check(&s, &limits[_i].picture);

	if (!limits[_i].error) {
		ck_assert_msg(good, "%s", s.err.msg);
		ck_assert_int_lt(media_picture_room(&limits[_i].picture), INT32_MAX);
	} else {
		int fd = open_room(1 << 20);
		int64_t bytes;
		ck_assert(!good && s.err.code == ERR_INVALID);
		ck_assert_str_eq(s.err.msg, limits[_i].error);
		err_clear(&s);
		ck_assert(!media_generate_file(&s, &limits[_i].picture, fd, &bytes));
		ck_assert_str_eq(s.err.msg, limits[_i].error);
		close(fd);
	}
	scope_close(&s);
}
END_TEST

static void refuse(int fd, const char *error)
{
	const struct media_picture p = { 8, 8, "png", 0 };
	struct scope s = scope_open();
	int64_t bytes;

	ck_assert(!media_generate_file(&s, &p, fd, &bytes));
	ck_assert_int_eq(s.err.code, ERR_INVALID);
	ck_assert_msg(strncmp(s.err.msg, error, strlen(error)) == 0, "%s", s.err.msg);
	close(fd);
	scope_close(&s);
}

START_TEST(a_picture_needs_a_file_with_room)
{
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	refuse(ends[1], "The picture is to go where no file is.");
	close(ends[0]);
	refuse(-1, "The picture is to go where no file is.");
	refuse(open_room(0), "The picture has ");
	refuse(open_room(20), "The picture has ");
	refuse(media_bench_open("photo.jpg"), "The picture's file cannot be written.");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("media_generate");
	TCase *made = tcase_create("made");
	TCase *refused = tcase_create("refused");

	tcase_set_timeout(made, 60);
	tcase_add_loop_test(made, a_picture_is_what_was_asked_for, 0, 4);
	tcase_add_loop_test(made, the_same_words_give_the_same_bytes, 0, 4);
	tcase_add_test(made, pixels_are_the_same_on_every_machine);
	tcase_add_test(made, other_seeds_give_other_pictures);
	tcase_add_test(made, a_seed_looks_the_same_at_every_size_and_in_every_format);
	tcase_add_test(made, files_are_as_large_as_photographs);
	suite_add_tcase(suite, made);
	tcase_add_loop_test(refused, limits_have_a_sentence, 0, ARRAY_LEN(limits));
	tcase_add_test(refused, a_picture_needs_a_file_with_room);
	suite_add_tcase(suite, refused);
	/* It starts once in the life of a process. */
	if (!media_library_start())
		return EXIT_FAILURE;
	int rc = check_run(suite);
	media_library_stop();
	return rc;
}
