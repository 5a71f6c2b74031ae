/* The pool with the real helper, which makes pictures: in memory and on disk, the same each time, and a
 * clear answer for those that cannot be made. */
#include "base/sanitized.h"
#include "render/media_pool.h"
#include "tests/support/check_main.h"
#include "tests/support/media_bench.h"
#include "wire/media_picture.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* One that reads fewer pixels than it makes. */
static struct media_pool *open_pool(int deadline_ms, int64_t megabytes)
{
	const struct media_limits limits = {
		.workers = 2,
		.deadline_ms = deadline_ms,
		.max_pixels = 64000,
		.max_memory = megabytes << 20,
	};
	char helper[MEDIA_BENCH_PATH];

	media_bench_helper(helper);
	return media_pool_new(helper, &limits);
}

static int open_memory(void)
{
	int fd = memfd_create("picture", MFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	return fd;
}

static int64_t size_of(int fd)
{
	struct stat st;

	ck_assert_int_eq(fstat(fd, &st), 0);
	return st.st_size;
}

static bool same_bytes(int a, int b)
{
	char x[4096], y[4096];
	ssize_t n;

	for (off_t at = 0; (n = pread(a, x, sizeof(x), at)) > 0; at += n)
		if (pread(b, y, sizeof(y), at) != n || memcmp(x, y, (size_t)n) != 0)
			return false;
	return size_of(a) == size_of(b);
}

/* In memory and on disk, by two helpers, one of which has been through a thing or two. */
START_TEST(pictures_are_made)
{
	struct media_pool *p = open_pool(30000, 512);

	for (size_t i = 0; media_picture_formats[i]; i++) {
		struct scope s = scope_open();
		const struct media_picture picture = { 320, 200, media_picture_formats[i], 3 };
		struct media_facts f;
		FILE *file = tmpfile();
		int memory = open_memory();
		ck_assert_ptr_nonnull(file);
		ck_assert_msg(media_pool_generate(p, &s, &picture, memory), "%s", s.err.msg);
		ck_assert_int_eq(lseek(memory, 0, SEEK_CUR), 0);
		ck_assert_msg(media_pool_probe(p, &s, memory, &f), "%s", s.err.msg);
		ck_assert(f.width == 320 && f.height == 200);
		struct media_picture large = picture;
		large.width++;
		ck_assert_msg(media_pool_generate(p, &s, &large, memory), "%s", s.err.msg);
		ck_assert(!media_pool_probe(p, &s, memory, &f));
		err_clear(&s);
		ck_assert_msg(media_pool_generate(p, &s, &picture, memory), "%s", s.err.msg);
		ck_assert_int_eq(kill(media_bench_child(), SIGKILL), 0);
		ck_assert_msg(media_pool_generate(p, &s, &picture, fileno(file)), "%s", s.err.msg);
		ck_assert_msg(same_bytes(memory, fileno(file)), "%s", picture.format);
		close(memory);
		fclose(file);
		scope_close(&s);
	}
	media_pool_free(p);
}
END_TEST

static void refuse_picture(
	struct media_pool *p, const struct media_picture *picture, int fd, enum err_code code)
{
	struct scope s = scope_open();

	ck_assert(!media_pool_generate(p, &s, picture, fd));
	ck_assert_msg(s.err.code == code, "%s", s.err.msg);
	scope_close(&s);
}

START_TEST(pictures_that_cannot_be_made)
{
	static const struct media_picture fine = { 64, 48, "jpeg", 0 };
	struct media_pool *p = open_pool(30000, 512);
	struct scope s = scope_open();
	int fd = open_memory(), sealed = memfd_create("sealed", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int read_only = media_bench_open("photo.jpg");

	refuse_picture(p, &(struct media_picture){ 10001, 1, "png", 0 }, fd, ERR_INVALID);
	refuse_picture(p, &(struct media_picture){ 8, 8, "bmp", 0 }, fd, ERR_INVALID);
	ck_assert_int_eq(size_of(fd), 0);
	refuse_picture(p, &fine, read_only, ERR_UNAVAILABLE);
	ck_assert_int_eq(size_of(read_only), 46697);
	ck_assert_int_eq(fcntl(sealed, F_ADD_SEALS, F_SEAL_GROW), 0);
	refuse_picture(p, &fine, sealed, ERR_UNAVAILABLE);
	/* None of them came as far as a helper. */
	ck_assert_int_eq(media_bench_children(NULL), 0);
	ck_assert_msg(media_pool_generate(p, &s, &fine, fd), "%s", s.err.msg);
	close(fd);
	close(sealed);
	close(read_only);
	scope_close(&s);
	media_pool_free(p);
}
END_TEST

START_TEST(pictures_that_take_too_long)
{
	struct scope s = scope_open();
	int fd = open_memory();

	struct media_pool *p = open_pool(1500, 2048);
	ck_assert_msg(media_pool_generate(p, &s, &(struct media_picture){ 8, 8, "gif", 0 }, fd),
		"%s", s.err.msg);
	ck_assert(
		!media_pool_generate(p, &s, &(struct media_picture){ 10000, 5000, "gif", 0 }, fd));
	ck_assert_str_eq(
		s.err.msg, "The picture takes too long to make: the limit is 1500 milliseconds.");
	err_clear(&s);
	ck_assert_msg(media_pool_generate(p, &s, &(struct media_picture){ 8, 8, "gif", 0 }, fd),
		"%s", s.err.msg);
	close(fd);
	scope_close(&s);
	media_pool_free(p);
}
END_TEST

START_TEST(pictures_that_need_too_much_memory)
{
	struct scope s = scope_open();
	int fd = open_memory();

	struct media_pool *p = open_pool(30000, 256);
	bool made =
		media_pool_generate(p, &s, &(struct media_picture){ 10000, 5000, "webp", 0 }, fd);
	if (!SANITIZED) {
		ck_assert(!made);
		ck_assert_int_eq(s.err.code, ERR_INVALID);
		ck_assert_str_eq(
			s.err.msg, "The picture cannot be made: there is not enough memory.");
	}
	close(fd);
	scope_close(&s);
	media_pool_free(p);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("media_pictures");
	TCase *pictures = tcase_create("pictures");

	tcase_set_timeout(pictures, 60);
	tcase_add_test(pictures, pictures_are_made);
	tcase_add_test(pictures, pictures_that_cannot_be_made);
	tcase_add_test(pictures, pictures_that_take_too_long);
	tcase_add_test(pictures, pictures_that_need_too_much_memory);
	suite_add_tcase(suite, pictures);
	return check_run(suite);
}
