/* The input is the value of a `file` parameter; its first byte says whether it is text, and how it is cut
 * into pieces. What is stored, and whether it is accepted, must not depend on the pieces; a refusal sets
 * an error; base64 that a strict decoder takes comes out as that decoder has it, and is no guess. */
#include "base/encode.h"
#include "base/fs.h"
#include "blob/blob_store.h"
#include "upload/upload_source.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void check(bool holds)
{
	if (!holds)
		abort();
}

struct result {
	bool ok, too_large, guessed;
	enum err_code code;
	const char *blob;
	int64_t size;
};

/* Feeds all at once for step 0, else pieces whose lengths follow from it. */
static struct result store(
	struct emulator *e, struct scope *s, bool is_text, struct view text, unsigned step)
{
	struct upload_source *u;
	bool ok = true;

	err_clear(s);
	check(upload_source_open(e, s, is_text, &u));
	for (size_t at = 0, take; ok && at < text.n; at += take) {
		take = step ? (step * 2654435761u + (unsigned)at * 40503u) % 37 + 1 : text.n;
		if (take > text.n - at)
			take = text.n - at;
		ok = upload_source_feed(u, text.p + at, take);
	}
	ok = ok && upload_source_end(u);
	check(ok == (s->err.code == ERR_NONE));
	return (struct result){
		.ok = ok,
		.too_large = upload_source_too_large(u),
		.guessed = upload_source_warning(u) != NULL,
		.code = s->err.code,
		.blob = blob_stage_name(upload_source_stage(u), s),
		.size = blob_stage_size(upload_source_stage(u)),
	};
}

static void check_bytes(struct emulator *e, struct scope *s, bool is_text, struct view text)
{
	struct upload_source *u;
	uint8_t *bytes;
	size_t n;

	if (!is_text) {
		bytes = (uint8_t *)arena_strndup(s->arena, text.p, text.n);
		n = text.n;
	} else if (!encode_base64_decode(s->arena, text, &bytes, &n)) {
		return;
	}
	err_clear(s);
	check(upload_source_open(e, s, is_text, &u));
	check(upload_source_feed(u, text.p, text.n) && upload_source_end(u));
	check(!upload_source_warning(u));
	check(blob_stage_size(upload_source_stage(u)) == (int64_t)n);
	char *stored = arena_alloc(s->arena, n + 1);
	check(pread(blob_stage_fd(upload_source_stage(u)), stored, n + 1, 0) == (ssize_t)n);
	check(memcmp(stored, bytes, n) == 0);
}

static void run(struct emulator *e, struct scope *s, uint8_t first, struct view text)
{
	bool is_text = first & 1;
	struct result whole = store(e, s, is_text, text, 0);
	struct result pieces = store(e, s, is_text, text, first / 2 + 1u);

	check(is_text || whole.ok);
	check(whole.ok == pieces.ok && whole.code == pieces.code);
	check(whole.ok || whole.code == ERR_INVALID);
	check(!whole.too_large && !pieces.too_large);
	if (!whole.ok)
		return;
	check(whole.guessed == pieces.guessed && (is_text || !whole.guessed));
	check(whole.size == pieces.size && strcmp(whole.blob, pieces.blob) == 0);
	check_bytes(e, s, is_text, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct config config = { .plan = CONFIG_PLAN_PRO };
	struct scope s = scope_open(), uploads = scope_open();
	const char *tmp = getenv("TMPDIR");
	char *folder = arena_printf(s.arena, "%s/fuzz_upload_source.XXXXXX", tmp ? tmp : "/tmp");
	struct emulator e = { .config = &config };

	check(mkdtemp(folder) != NULL);
	check(blob_store_open(&s, folder, false, &e.blobs));
	if (size > 0)
		run(&e, &uploads, data[0], (struct view){ (const char *)data + 1, size - 1 });
	scope_close(&uploads);
	blob_store_close(e.blobs);
	fs_remove_tree(folder);
	scope_close(&s);
	return 0;
}
