/* The perceptual hash by its two promises, measured over the pictures of fixtures/images/phash/: what
 * people call the same picture has nearly the same hash, and no two others come near each other. */
#include "media/media_describe.h"
#include "media/media_library.h"
#include "media/media_phash.h"
#include "tests/support/check_main.h"
#include "tests/support/media_bench.h"
#include "tests/support/phash_distance.h"
#include "tests/support/vectors.h"

#include <inttypes.h>
#include <math.h>
#include <sys/mman.h>
#include <vips/vips.h>

enum { MAX_PICTURES = 64, MIN_PICTURES = 20 };
enum { SAME = 10, DIFFERENT = 18 }; /* bits of 64 */
enum { MAX_PIXELS = 10000000, SIDE = MEDIA_PHASH_SIDE };

struct pictures {
	char names[MAX_PICTURES][64];
	char hashes[MAX_PICTURES][MEDIA_FACTS_PHASH + 1];
	size_t count;
};

static void hash_of(int fd, const char *label, char out[MEDIA_FACTS_PHASH + 1])
{
	struct scope s = scope_open();
	struct media_description d = { 0 };

	ck_assert_msg(media_describe_file(&s, fd, MAX_PIXELS, &d), "%s: %s", label, s.err.msg);
	ck_assert_uint_eq(strlen(d.phash), MEDIA_FACTS_PHASH);
	memcpy(out, d.phash, MEDIA_FACTS_PHASH + 1);
	close(fd);
	scope_close(&s);
}

static int is_picture(const struct dirent *e)
{
	const char *dot = strrchr(e->d_name, '.');

	return dot && strcmp(dot, ".jpg") == 0;
}

static struct pictures read_pictures(void)
{
	struct pictures p = { .count = 0 };
	struct dirent **entries;
	char folder[MEDIA_BENCH_PATH];

	media_bench_format(
		folder, sizeof(folder), "%s/fixtures/images/phash", media_bench_env("SOURCE_DIR"));
	int n = scandir(folder, &entries, is_picture, alphasort);
	ck_assert_int_ge(n, MIN_PICTURES);
	ck_assert_int_le(n, MAX_PICTURES);
	for (int i = 0; i < n; i++, p.count++) {
		media_bench_format(
			p.names[i], sizeof(p.names[i]), "phash/%.48s", entries[i]->d_name);
		hash_of(media_bench_open(p.names[i]), p.names[i], p.hashes[i]);
		free(entries[i]);
	}
	free(entries);
	return p;
}

static int distance(const char *a, const char *b)
{
	int bits = phash_distance(a, b);

	ck_assert_int_ge(bits, 0);
	return bits;
}

START_TEST(different_pictures_are_far_apart)
{
	struct pictures p = read_pictures();

	for (size_t i = 0; i < p.count; i++) {
		for (size_t j = 0; j < i; j++) {
			int bits = distance(p.hashes[i], p.hashes[j]);
			ck_assert_msg(bits >= DIFFERENT, "%s and %s: %d bits", p.names[i],
				p.names[j], bits);
		}
	}
}
END_TEST

static const struct {
	const char *label, *suffix;
	double scale;
} changes[] = {
	{ "half the size", ".jpg[Q=90]", 0.5 },
	{ "twice the size", ".jpg[Q=90]", 2 },
	{ "JPEG of quality 50", ".jpg[Q=50]", 1 },
	{ "WebP", ".webp", 1 },
	{ "PNG", ".png", 1 },
};

static VipsImage *load(const char *name)
{
	char path[MEDIA_BENCH_PATH];

	media_bench_format(
		path, sizeof(path), "%s/fixtures/images/%s", media_bench_env("SOURCE_DIR"), name);
	VipsImage *image = vips_image_new_from_file(path, NULL);
	ck_assert_msg(image != NULL, "%s", vips_error_buffer());
	return image;
}

/* A file without a name. */
static int file_of(const void *bytes, size_t n)
{
	int fd = memfd_create("picture", MFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, n), (ssize_t)n);
	return fd;
}

static int changed(VipsImage *image, size_t change)
{
	VipsImage *resized = NULL;
	void *bytes = NULL;
	size_t n = 0;

	ck_assert_int_eq(vips_resize(image, &resized, changes[change].scale, NULL), 0);
	ck_assert_msg(
		vips_image_write_to_buffer(resized, changes[change].suffix, &bytes, &n, NULL) == 0,
		"%s", vips_error_buffer());
	g_object_unref(resized);
	int fd = file_of(bytes, n);
	g_free(bytes);
	return fd;
}

START_TEST(a_picture_stays_near_itself)
{
	struct pictures p = read_pictures();
	char hash[MEDIA_FACTS_PHASH + 1];

	for (size_t i = 0; i < p.count; i++) {
		VipsImage *image = load(p.names[i]);
		hash_of(changed(image, (size_t)_i), changes[_i].label, hash);
		g_object_unref(image);
		int bits = distance(p.hashes[i], hash);
		ck_assert_msg(
			bits <= SAME, "%s as %s: %d bits", p.names[i], changes[_i].label, bits);
	}
}
END_TEST

/* A picture that a camera stored turned, and says so, is the upright one. */
START_TEST(orientation_is_applied)
{
	static const VipsAngle angles[9] = {
		[3] = VIPS_ANGLE_D180, [6] = VIPS_ANGLE_D270, [8] = VIPS_ANGLE_D90
	};
	char upright[MEDIA_FACTS_PHASH + 1], hash[MEDIA_FACTS_PHASH + 1];
	VipsImage *image = load("phash/photo-city.jpg"), *turned = NULL, *flipped = NULL,
		  *copy = NULL;
	void *bytes = NULL;
	size_t n = 0;

	hash_of(media_bench_open("phash/photo-city.jpg"), "upright", upright);
	bool mirrored = _i == 2 || _i == 4 || _i == 5 || _i == 7;
	/* Undo, in the opposite order, what the orientation tells a viewer to do. */
	static const VipsAngle after[9] = {
		[4] = VIPS_ANGLE_D180, [5] = VIPS_ANGLE_D90, [7] = VIPS_ANGLE_D270
	};
	ck_assert_int_eq(vips_rot(image, &turned, mirrored ? after[_i] : angles[_i], NULL), 0);
	if (mirrored)
		ck_assert_int_eq(vips_flip(turned, &flipped, VIPS_DIRECTION_HORIZONTAL, NULL), 0);
	ck_assert_int_eq(vips_copy(mirrored ? flipped : turned, &copy, NULL), 0);
	vips_image_set_int(copy, VIPS_META_ORIENTATION, _i);
	ck_assert_int_eq(vips_image_write_to_buffer(copy, ".jpg[Q=90]", &bytes, &n, NULL), 0);
	hash_of(file_of(bytes, n), "turned", hash);
	ck_assert_msg(distance(upright, hash) <= SAME, "orientation %d: %d bits", _i,
		distance(upright, hash));
	g_free(bytes);
	g_object_unref(copy);
	g_object_unref(turned);
	if (flipped)
		g_object_unref(flipped);
	g_object_unref(image);
}
END_TEST

START_TEST(a_picture_without_anything_has_no_bit)
{
	double grey[SIDE * SIDE];

	for (int i = 0; i < SIDE * SIDE; i++)
		grey[i] = 127;
	ck_assert_uint_eq(media_phash_of(grey), 0);
	/* A slope in one direction alone is what the hash leaves out. */
	for (int i = 0; i < SIDE * SIDE; i++)
		grey[i] = i / SIDE;
	ck_assert_uint_eq(media_phash_of(grey), 0);
}
END_TEST

/* The wave of u and v half-periods alone sets the bit of that place. */
START_TEST(bits_stand_by_rows)
{
	double grey[SIDE * SIDE];
	const double pi = acos(-1);
	int u = _i % 8 + 1, v = _i / 8 + 1;

	for (int y = 0; y < SIDE; y++) {
		for (int x = 0; x < SIDE; x++)
			grey[y * SIDE + x] = 127 + 50 * cos((2 * x + 1) * u * pi / (2 * SIDE)) *
							   cos((2 * y + 1) * v * pi / (2 * SIDE));
	}
	ck_assert_uint_eq(media_phash_of(grey), UINT64_C(1) << (63 - _i));
}
END_TEST

START_TEST(distances_are_those_of_the_vectors)
{
	struct scope s = scope_open();
	const struct json_value *rows =
		json_member(vectors_load(&s, "other-vectors.json"), "phash");
	int seen = 0;

	for (const struct json_value *row = json_first(rows); row; row = json_next(row)) {
		const struct json_value *input = vectors_member(row, "input");
		const char *first = json_text_of(json_member(input, "first"));
		const char *second = json_text_of(json_member(input, "second"));
		bool right = json_member(row, "distance") != NULL;
		int bits = phash_distance(first, second);
		if (right)
			ck_assert_msg(bits == (int)vectors_integer(row, "distance"), "%s: %d",
				vectors_text(row, "id"), bits);
		else
			ck_assert_msg(bits < 0, "%s: taken", vectors_text(row, "id"));
		seen++;
	}
	ck_assert_int_gt(seen, 5);
	scope_close(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("media_phash");
	TCase *hash = tcase_create("hash");

	tcase_set_timeout(hash, 60);
	tcase_add_test(hash, different_pictures_are_far_apart);
	tcase_add_loop_test(hash, a_picture_stays_near_itself, 0, ARRAY_LEN(changes));
	tcase_add_loop_test(hash, orientation_is_applied, 1, 9);
	tcase_add_test(hash, a_picture_without_anything_has_no_bit);
	tcase_add_loop_test(hash, bits_stand_by_rows, 0, 64);
	tcase_add_test(hash, distances_are_those_of_the_vectors);
	suite_add_tcase(suite, hash);
	/* It starts once in the life of a process. */
	if (!media_library_start())
		return EXIT_FAILURE;
	int rc = check_run(suite);
	media_library_stop();
	return rc;
}
