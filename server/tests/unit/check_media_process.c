/* Helpers that go wrong: killed, stopped, missing, or programs that are no helper at all. Each must
 * cost its request a clear answer in time, and the server nothing. */
#include "base/clock.h"
#include "render/media_pool.h"
#include "tests/support/check_main.h"
#include "tests/support/media_bench.h"
#include "wire/media_message.h"
#include "wire/media_wire.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>

static const struct media_limits limits = {
	.workers = 1,
	.deadline_ms = 4000,
	.max_pixels = 100000000,
	.max_memory = 512 << 20,
};

static struct media_pool *open_pool(void)
{
	char helper[MEDIA_BENCH_PATH];

	media_bench_helper(helper);
	return media_pool_new(helper, &limits);
}

/* One probe in a thread of its own. */
struct asker {
	struct media_pool *pool;
	pthread_t thread;
	struct scope s;
	bool done;
};

static void *ask(void *arg)
{
	struct asker *a = arg;
	struct media_facts f;
	int fd = media_bench_open("photo.jpg");

	a->done = media_pool_probe(a->pool, &a->s, fd, &f);
	close(fd);
	return NULL;
}

static void asker_start(struct asker *a, struct media_pool *p)
{
	*a = (struct asker){ .pool = p, .s = scope_open() };
	ck_assert_int_eq(pthread_create(&a->thread, NULL, ask, a), 0);
}

static void expect_answer(struct media_pool *p, const char *label)
{
	struct asker a = { .pool = p, .s = scope_open() };

	ask(&a);
	ck_assert_msg(a.done, "%s: %s", label, a.s.err.msg);
	scope_close(&a.s);
}

START_TEST(killed_while_idle)
{
	struct media_pool *p = open_pool();

	expect_answer(p, "before");
	ck_assert_int_eq(kill(media_bench_child(), SIGKILL), 0);
	/* The image that comes now is not to blame. */
	expect_answer(p, "after");
	ck_assert_int_eq(media_bench_children(NULL), 1);
	media_pool_free(p);
}
END_TEST

/* A helper that has read other images may have been broken by one of those: the image is read again by
 * a new one, and the request knows nothing of it. */
START_TEST(killed_in_the_middle)
{
	int descriptors = media_bench_descriptors();
	struct media_pool *p = open_pool();
	struct asker a;

	expect_answer(p, "before");
	pid_t helper = media_bench_child();
	ck_assert_int_eq(kill(helper, SIGSTOP), 0);
	asker_start(&a, p);
	usleep(100 * 1000);
	ck_assert_int_eq(kill(helper, SIGKILL), 0);
	pthread_join(a.thread, NULL);
	ck_assert_msg(a.done, "%s", a.s.err.msg);
	scope_close(&a.s);
	ck_assert_int_ne(media_bench_child(), helper);
	media_pool_free(p);
	ck_assert_int_eq(media_bench_children(NULL), 0);
	ck_assert_int_eq(media_bench_descriptors(), descriptors);
}
END_TEST

START_TEST(too_slow)
{
	struct media_pool *p = open_pool();
	struct asker a;

	expect_answer(p, "before");
	pid_t helper = media_bench_child();
	ck_assert_int_eq(kill(helper, SIGSTOP), 0);
	int64_t start = clock_monotonic_us();
	asker_start(&a, p);
	pthread_join(a.thread, NULL);
	int64_t took_ms = (clock_monotonic_us() - start) / 1000;
	ck_assert(!a.done);
	ck_assert_int_eq(a.s.err.code, ERR_INVALID);
	ck_assert_str_eq(
		a.s.err.msg, "The image takes too long to read: the limit is 4000 milliseconds.");
	ck_assert_int_ge(took_ms, 4000);
	ck_assert_int_le(took_ms, 6000);
	scope_close(&a.s);
	/* The slow one is gone for good, and waited for. */
	ck_assert_int_eq(kill(helper, 0), -1);
	expect_answer(p, "after");
	media_pool_free(p);
}
END_TEST

/* A folder with a script that stands for the helper and the messages it sends. */
struct fake {
	char folder[64], path[80];
};

static void write_file(const struct fake *f, const char *name, mode_t mode, const void *p, size_t n)
{
	char path[128];

	media_bench_format(path, sizeof(path), "%s/%s", f->folder, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, p, n), (ssize_t)n);
	close(fd);
}

static void write_message(const struct fake *f, const char *name, const char *json)
{
	char bytes[1024] = { 0 };
	size_t n = strlen(json);

	ck_assert_uint_lt(n, sizeof(bytes) - 4);
	bytes[2] = (char)(n >> 8);
	bytes[3] = (char)(n & 0xff);
	memcpy(bytes + 4, json, n);
	write_file(f, name, 0600, bytes, n + 4);
}

/* The script's output goes to the socket, and `ready` and `answer` lie in its folder. */
static struct fake fake_open(const char *commands, const char *answer)
{
	struct fake f = { .folder = "/tmp/fake-media-XXXXXX" };
	struct scope s = scope_open();
	struct strbuf ready = strbuf_init(s.arena, 256);
	char script[512];

	ck_assert_ptr_nonnull(mkdtemp(f.folder));
	media_bench_format(
		script, sizeof(script), "#!/bin/sh\ncd %s\nexec >&0\n%s\n", f.folder, commands);
	media_bench_format(f.path, sizeof(f.path), "%s/helper", f.folder);
	write_file(&f, "helper", 0700, script, strlen(script));
	media_message_write_ready(&ready);
	write_message(&f, "ready", strbuf_text(&ready));
	write_message(&f, "answer", answer ? answer : "{}");
	scope_close(&s);
	return f;
}

static void fake_close(const struct fake *f)
{
	static const char *const names[] = { "helper", "ready", "answer" };
	char path[128];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		media_bench_format(path, sizeof(path), "%s/%s", f->folder, names[i]);
		ck_assert_int_eq(unlink(path), 0);
	}
	ck_assert_int_eq(rmdir(f->folder), 0);
}

#define FACTS(format, width, height)                                                               \
	"{\"format\":" format ",\"width\":" width ",\"height\":" height                            \
	",\"orientation\":0,\"has_alpha\":false,\"x_resolution\":0,\"y_resolution\":0,\"frames\":" \
	"1}"

static const char nonsense[] =
	"The image cannot be read: it made the program that reads images answer nonsense.";
static const char crash[] =
	"The image cannot be read: it made the program that reads images crash.";
static const char slow[] = "The image takes too long to read: the limit is 600 milliseconds.";
static const char ended[] =
	"Images cannot be read now: the image helper ended as soon as it was started.";
static const char wrong[] =
	"Images cannot be read now: the image helper is not the one this server needs.";
static const char late[] = "Images cannot be read now: the image helper did not start in time.";

static const struct {
	const char *label, *commands, *answer;
	enum err_code code; /* ERR_NONE: it works */
	const char *error;
} fakes[] = {
	{ "hangs at once", "exec sleep 20", NULL, ERR_UNAVAILABLE, late },
	{ "ends at once", "exit 0", NULL, ERR_UNAVAILABLE, ended },
	{ "fails at once", "exit 127", NULL, ERR_UNAVAILABLE, ended },
	{ "kills itself at once", "kill -9 $$", NULL, ERR_UNAVAILABLE, ended },
	{ "says zeros at once", "exec cat /dev/zero", NULL, ERR_UNAVAILABLE, wrong },
	{ "floods at once", "exec yes garbage", NULL, ERR_UNAVAILABLE, wrong },
	{ "is of another version", "cat answer; exec sleep 20", "{\"protocol\":99}",
		ERR_UNAVAILABLE, wrong },
	{ "says half a word", "printf '\\0\\0\\0'; exec sleep 20", NULL, ERR_UNAVAILABLE, late },
	{ "hangs", "cat ready; exec sleep 20", NULL, ERR_INVALID, slow },
	{ "ends", "cat ready; head -c 4 >/dev/null; exit 0", NULL, ERR_INVALID, crash },
	{ "crashes", "cat ready; head -c 4 >/dev/null; kill -SEGV $$", NULL, ERR_INVALID, crash },
	{ "floods", "cat ready; exec yes garbage", NULL, ERR_INVALID, nonsense },
	{ "answers a giant", "cat ready; printf '\\377\\377\\377\\377'; exec sleep 20", NULL,
		ERR_INVALID, nonsense },
	{ "answers drop by drop",
		"cat ready; printf '\\0\\0\\352\\140'; while sleep 0.02; do printf x; done", NULL,
		ERR_INVALID, slow },
	{ "answers no JSON", "cat ready answer; exec sleep 20", "facts", ERR_INVALID, nonsense },
	{ "answers nothing", "cat ready answer; exec sleep 20", "{}", ERR_INVALID, nonsense },
	{ "answers a list", "cat ready answer; exec sleep 20", "[1]", ERR_INVALID, nonsense },
	{ "answers wrong types", "cat ready answer; exec sleep 20", FACTS("\"png\"", "\"1\"", "1"),
		ERR_INVALID, nonsense },
	{ "answers a number for a word", "cat ready answer; exec sleep 20", FACTS("7", "1", "1"),
		ERR_INVALID, nonsense },
	{ "answers a negative size", "cat ready answer; exec sleep 20", FACTS("\"png\"", "-1", "1"),
		ERR_INVALID, nonsense },
	{ "answers too many pixels", "cat ready answer; exec sleep 20",
		FACTS("\"png\"", "10000000", "10000000"), ERR_INVALID, nonsense },
	{ "answers an error that writes on the terminal", "cat ready answer; exec sleep 20",
		"{\"error\":\"\\u001b[2J\"}", ERR_INVALID, nonsense },
	{ "answers a sentence", "cat ready answer; exec sleep 20", "{\"error\":\"It is blue.\"}",
		ERR_INVALID, "It is blue." },
	{ "answers facts", "cat ready answer; exec sleep 20", FACTS("\"png\"", "1", "1"), ERR_NONE,
		NULL },
};

static void probe_fake(const char *helper, int row)
{
	struct media_limits l = limits;
	l.deadline_ms = 600;
	struct media_pool *p = media_pool_new(helper, &l);

	/* The second time it is another helper, or the same one again. */
	for (int i = 0; i < 2; i++) {
		struct asker a = { .pool = p, .s = scope_open() };
		int64_t start = clock_monotonic_us();
		ask(&a);
		int64_t took_ms = (clock_monotonic_us() - start) / 1000;
		ck_assert_msg(a.s.err.code == fakes[row].code, "%s: error code %d: %s",
			fakes[row].label, (int)a.s.err.code, a.s.err.msg ? a.s.err.msg : "none");
		if (fakes[row].error)
			ck_assert_msg(strcmp(a.s.err.msg, fakes[row].error) == 0, "%s: %s",
				fakes[row].label, a.s.err.msg);
		ck_assert_msg(took_ms < 2500, "%s: %d ms", fakes[row].label, (int)took_ms);
		scope_close(&a.s);
		/* Those that answer do so once. */
		pid_t left;
		if (i == 0 && media_bench_children(&left) == 1)
			kill(left, SIGKILL);
	}
	media_pool_free(p);
}

START_TEST(programs_that_are_no_helper)
{
	int descriptors = media_bench_descriptors();
	struct fake f = fake_open(fakes[_i].commands, fakes[_i].answer);

	probe_fake(f.path, _i);
	fake_close(&f);
	ck_assert_msg(media_bench_descriptors() == descriptors, "%s: descriptors", fakes[_i].label);
	ck_assert_msg(media_bench_children(NULL) == 0, "%s: children", fakes[_i].label);
}
END_TEST

static const struct {
	const char *label, *commands, *answer, *error; /* NULL: the picture counts as made */
} makers[] = {
	{ "hangs", "cat ready; exec sleep 20", NULL,
		"The picture takes too long to make: the limit is 600 milliseconds." },
	{ "crashes", "cat ready; head -c 4 >/dev/null; kill -SEGV $$", NULL,
		"The picture cannot be made: the image helper crashed." },
	{ "answers facts", "cat ready answer; exec sleep 20", FACTS("\"png\"", "1", "1"),
		"The picture cannot be made: the image helper answered nonsense." },
	{ "answers more than there is room for", "cat ready answer; exec sleep 20",
		"{\"bytes\":65793}",
		"The picture cannot be made: the image helper answered nonsense." },
	{ "answers all there is room for", "cat ready answer; exec sleep 20", "{\"bytes\":65792}",
		NULL },
	{ "answers a sentence", "cat ready answer; exec sleep 20", "{\"error\":\"It is blue.\"}",
		"It is blue." },
};

START_TEST(programs_that_make_no_pictures)
{
	struct fake f = fake_open(makers[_i].commands, makers[_i].answer);
	struct media_limits l = limits;
	struct scope s = scope_open();
	int fd = memfd_create("picture", MFD_CLOEXEC);
	struct stat st;

	l.deadline_ms = 600;
	struct media_pool *p = media_pool_new(f.path, &l);
	bool made = media_pool_generate(p, &s, &(struct media_picture){ 8, 8, "png", 0 }, fd);
	ck_assert_msg(made == !makers[_i].error, "%s", makers[_i].label);
	if (!made) {
		ck_assert_int_eq(s.err.code, ERR_INVALID);
		ck_assert_msg(strcmp(s.err.msg, makers[_i].error) == 0, "%s: %s", makers[_i].label,
			s.err.msg);
	}
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_int_eq(st.st_size, 65792);
	close(fd);
	media_pool_free(p);
	fake_close(&f);
	scope_close(&s);
}
END_TEST

START_TEST(a_helper_that_cannot_be_run)
{
	static const char *const paths[] = { "/nonexistent/helper", "/etc/passwd", "/" };
	int descriptors = media_bench_descriptors();

	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		struct media_pool *p = media_pool_new(paths[i], &limits);
		struct asker a = { .pool = p, .s = scope_open() };
		ask(&a);
		ck_assert_msg(!a.done && a.s.err.code == ERR_UNAVAILABLE, "%s", paths[i]);
		ck_assert_msg(strstr(a.s.err.msg, "the image helper cannot be started ("), "%s: %s",
			paths[i], a.s.err.msg);
		scope_close(&a.s);
		media_pool_free(p);
	}
	ck_assert_int_eq(media_bench_descriptors(), descriptors);
	ck_assert_int_eq(media_bench_children(NULL), 0);
}
END_TEST

/* One helper that hangs and three requests: the first waits for it, one of the others for its
 * successor, and the last gives up waiting for a place. */
START_TEST(all_helpers_busy)
{
	struct fake f = fake_open("cat ready; exec sleep 20", NULL);
	struct media_limits l = limits;
	l.deadline_ms = 1500;
	struct media_pool *p = media_pool_new(f.path, &l);
	struct asker a[3];
	int late_count = 0, busy_count = 0;

	asker_start(&a[0], p);
	while (media_bench_children(NULL) == 0)
		usleep(1000);
	usleep(300 * 1000);
	asker_start(&a[1], p);
	asker_start(&a[2], p);
	for (size_t i = 0; i < ARRAY_LEN(a); i++) {
		pthread_join(a[i].thread, NULL);
		ck_assert(!a[i].done);
		late_count += a[i].s.err.code == ERR_INVALID;
		busy_count += strstr(a[i].s.err.msg, "all image helpers are busy") &&
			      a[i].s.err.code == ERR_UNAVAILABLE;
		scope_close(&a[i].s);
	}
	ck_assert_int_eq(late_count, 2);
	ck_assert_int_eq(busy_count, 1);
	media_pool_free(p);
	fake_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("media_process");
	TCase *failing = tcase_create("failing");

	tcase_add_test(failing, killed_while_idle);
	tcase_add_test(failing, killed_in_the_middle);
	tcase_add_test(failing, too_slow);
	tcase_add_loop_test(failing, programs_that_are_no_helper, 0, ARRAY_LEN(fakes));
	tcase_add_loop_test(failing, programs_that_make_no_pictures, 0, ARRAY_LEN(makers));
	tcase_add_test(failing, a_helper_that_cannot_be_run);
	tcase_add_test(failing, all_helpers_busy);
	suite_add_tcase(suite, failing);
	return check_run(suite);
}
