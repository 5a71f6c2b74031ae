/* Programs called ffprobe that are none, or that go wrong: each must cost its request a clear answer in
 * time and leave nothing behind. Scripts stand for them; the real one is for test_video.py. */
#include "base/clock.h"
#include "render/video_probe.h"
#include "tests/support/check_main.h"
#include "tests/support/scratch.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/wait.h>

enum { DEADLINE_MS = 700 };

static const struct video_limits limits = {
	.workers = 1, .deadline_ms = DEADLINE_MS, .max_memory = INT64_C(512) << 20
};

struct bench {
	struct scope s;
	const char *folder;
	struct video_probe *probe;
	size_t descriptors;
};

/* `script` is the body of a shell script called ffprobe; NULL: there is none. */
static struct bench bench_open(const char *script)
{
	struct bench b = { .s = scope_open(), .descriptors = 0 };

	b.folder = scratch_make(&b.s);
	if (script) {
		const char *path = scratch_path(&b.s, b.folder, "ffprobe");
		FILE *file = fopen(path, "w");
		ck_assert(file != NULL);
		fprintf(file, "#!/bin/sh\n%s\n", script);
		ck_assert_int_eq(fclose(file), 0);
		ck_assert_int_eq(chmod(path, 0755), 0);
	}
	b.probe = video_probe_new(
		arena_printf(b.s.arena, "relative::/nowhere:%s:/", b.folder), &limits);
	b.descriptors = scratch_descriptors();
	return b;
}

static void bench_close(struct bench *b)
{
	ck_assert_uint_eq(scratch_descriptors(), b->descriptors);
	/* Every child was waited for. */
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	video_probe_free(b->probe);
	scratch_remove(b->folder);
	scope_close(&b->s);
}

static bool read_facts(struct bench *b, struct media_facts *out)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	bool ok = video_probe_read(b->probe, &b->s, fd, out);
	close(fd);
	return ok;
}

static const char answer[] =
	"echo '{\"streams\":[{\"codec_type\":\"video\",\"codec_name\":\"vp9\",\"width\":4,"
	"\"height\":2,\"bit_rate\":\"800\"}],\"format\":{\"duration\":\"1.5\"}}'";

START_TEST(facts_come_from_the_program)
{
	struct bench b = bench_open(answer);
	struct media_facts facts;

	ck_assert_str_eq(video_probe_program(b.probe), scratch_path(&b.s, b.folder, "ffprobe"));
	ck_assert_msg(read_facts(&b, &facts), "%s", b.s.err.msg);
	ck_assert_int_eq(facts.width, 4);
	ck_assert_int_eq(facts.height, 2);
	ck_assert_int_eq(facts.bit_rate, 800);
	ck_assert_str_eq(facts.video_codec, "vp9");
	bench_close(&b);
}
END_TEST

/* clang-format off */
static const struct {
	const char *label, *script, *message;
} broken[] = {
	{ "fails", "exit 1", "The video cannot be read: ffprobe does not understand it." },
	{ "answers and fails", "echo '{\"streams\":[{\"codec_type\":\"video\"}]}'; exit 3",
		"The video cannot be read: ffprobe does not understand it." },
	{ "crashes", "kill -SEGV $$", "The video cannot be read: ffprobe does not understand it." },
	{ "says nothing", "exit 0", "The video cannot be read: ffprobe does not understand it." },
	{ "says nonsense", "echo hello", "The video cannot be read: ffprobe does not understand it." },
	{ "never stops talking", "while :; do echo '{\"streams\":[]}'; done",
		"The video cannot be read: ffprobe does not understand it." },
	{ "hangs", "exec sleep 30", "The video takes too long to read: the limit is 700 milliseconds." },
	{ "has a child that hangs", "sleep 30; exit 1",
		"The video takes too long to read: the limit is 700 milliseconds." },
	{ "hangs up and stays", "exec >&-; exec sleep 30",
		"The video takes too long to read: the limit is 700 milliseconds." },
};
/* clang-format on */

START_TEST(a_broken_program_costs_one_answer)
{
	struct bench b = bench_open(broken[_i].script);
	struct media_facts facts;
	int64_t start = clock_monotonic_us();

	ck_assert_msg(!read_facts(&b, &facts), "%s", broken[_i].label);
	int64_t took_ms = (clock_monotonic_us() - start) / 1000;
	ck_assert_msg(b.s.err.code == ERR_INVALID, "%s", broken[_i].label);
	ck_assert_msg(strcmp(b.s.err.msg, broken[_i].message) == 0, "%s: %s", broken[_i].label,
		b.s.err.msg);
	ck_assert_msg(
		took_ms < DEADLINE_MS + 3000, "%s: took %d ms", broken[_i].label, (int)took_ms);
	bench_close(&b);
}
END_TEST

START_TEST(no_program_is_said_so)
{
	struct bench b = bench_open(NULL);
	struct media_facts facts;

	ck_assert_ptr_null(video_probe_program(b.probe));
	ck_assert_ptr_null(video_probe_version(b.probe, &b.s));
	ck_assert(!read_facts(&b, &facts));
	ck_assert_int_eq(b.s.err.code, ERR_NOT_IMPLEMENTED);
	ck_assert_ptr_nonnull(strstr(b.s.err.msg, video_probe_missing));
	bench_close(&b);
}
END_TEST

START_TEST(a_program_that_cannot_run_is_our_trouble)
{
	struct bench b = bench_open(answer);
	struct media_facts facts;

	ck_assert_int_eq(unlink(scratch_path(&b.s, b.folder, "ffprobe")), 0);
	ck_assert(!read_facts(&b, &facts));
	ck_assert_int_eq(b.s.err.code, ERR_UNAVAILABLE);
	bench_close(&b);
}
END_TEST

/* clang-format off */
static const struct {
	const char *label, *script, *version;
} versions[] = {
	{ "Debian's", "echo 'ffprobe version 5.1.6-0+deb12u1 Copyright (c) 2007-2024'", "5.1.6-0+deb12u1" },
	{ "nothing else on the line", "echo 'ffprobe version n7.0'; echo built", "n7.0" },
	{ "another program", "echo 'hello version 1'", NULL },
	{ "fails", "echo 'ffprobe version 1'; exit 1", NULL },
	{ "empty", "echo 'ffprobe version '", NULL },
};
/* clang-format on */

START_TEST(the_version_is_the_program_s_own)
{
	struct bench b = bench_open(versions[_i].script);
	const char *version = video_probe_version(b.probe, &b.s), *want = versions[_i].version;

	ck_assert_msg(want ? version && strcmp(version, want) == 0 : !version, "%s: %s",
		versions[_i].label, version ? version : "(none)");
	ck_assert_int_eq(b.s.err.code, ERR_NONE);
	bench_close(&b);
}
END_TEST

/* The program tells what it was given: its arguments, its environment, its files. */
START_TEST(the_program_gets_no_secrets)
{
	struct media_facts facts;

	setenv("IMAGEKIT_EMULATOR_SECRET", "private_x", 1);
	struct bench b = bench_open("cd \"${0%/*}\"; env >env; ls /proc/self/fd >files; "
				    "echo \"$*\" >arguments; exit 1");
	ck_assert(!read_facts(&b, &facts));
	char *text;
	size_t len;
	err_clear(&b.s);
	ck_assert(fs_read(&b.s, scratch_path(&b.s, b.folder, "env"), 65536, &text, &len));
	ck_assert_ptr_null(strstr(text, "private_x"));
	ck_assert_ptr_nonnull(strstr(text, "PATH="));
	ck_assert(fs_read(&b.s, scratch_path(&b.s, b.folder, "files"), 65536, &text, &len));
	/* Its three, the list's own folder, and what the shell keeps its script in, at most. */
	ck_assert_msg(len <= strlen("0\n1\n10\n2\n3\n"), "%s", text);
	ck_assert(fs_read(&b.s, scratch_path(&b.s, b.folder, "arguments"), 65536, &text, &len));
	ck_assert_ptr_nonnull(strstr(text, "-protocol_whitelist file "));
	bench_close(&b);
}
END_TEST

struct asker {
	struct bench *bench;
	struct scope s;
	pthread_t thread;
	bool done;
};

static void *ask(void *arg)
{
	struct asker *a = arg;
	struct media_facts facts;
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	a->done = video_probe_read(a->bench->probe, &a->s, fd, &facts);
	close(fd);
	return NULL;
}

/* With one place: four that take a tenth of a second each all get their turn. */
START_TEST(those_who_come_together_take_turns)
{
	struct scope s = scope_open();
	struct bench b = bench_open(arena_printf(s.arena, "sleep 0.1; %s", answer));
	struct asker askers[4];

	for (size_t i = 0; i < ARRAY_LEN(askers); i++) {
		askers[i] = (struct asker){ .bench = &b, .s = scope_open() };
		ck_assert_int_eq(pthread_create(&askers[i].thread, NULL, ask, &askers[i]), 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(askers); i++) {
		pthread_join(askers[i].thread, NULL);
		ck_assert_msg(askers[i].done, "%s", askers[i].s.err.msg);
		scope_close(&askers[i].s);
	}
	scope_close(&s);
	bench_close(&b);
}
END_TEST

/* One waits for as long as six may take: of ten, all of which hang, some get no turn. */
START_TEST(who_waits_too_long_is_told)
{
	struct bench b = bench_open("exec sleep 30");
	struct asker askers[10];
	int late = 0, busy = 0;

	for (size_t i = 0; i < ARRAY_LEN(askers); i++) {
		askers[i] = (struct asker){ .bench = &b, .s = scope_open() };
		ck_assert_int_eq(pthread_create(&askers[i].thread, NULL, ask, &askers[i]), 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(askers); i++) {
		pthread_join(askers[i].thread, NULL);
		late += askers[i].s.err.code == ERR_INVALID;
		busy += askers[i].s.err.code == ERR_UNAVAILABLE;
		scope_close(&askers[i].s);
	}
	ck_assert_int_eq(late + busy, (int)ARRAY_LEN(askers));
	ck_assert_int_ge(late, 4);
	ck_assert_int_ge(busy, 1);
	bench_close(&b);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("render");
	TCase *cases = tcase_create("video_probe");

	tcase_set_timeout(cases, 30);
	tcase_add_test(cases, facts_come_from_the_program);
	tcase_add_loop_test(cases, a_broken_program_costs_one_answer, 0, ARRAY_LEN(broken));
	tcase_add_test(cases, no_program_is_said_so);
	tcase_add_test(cases, a_program_that_cannot_run_is_our_trouble);
	tcase_add_loop_test(cases, the_version_is_the_program_s_own, 0, ARRAY_LEN(versions));
	tcase_add_test(cases, the_program_gets_no_secrets);
	tcase_add_test(cases, those_who_come_together_take_turns);
	tcase_add_test(cases, who_waits_too_long_is_told);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
