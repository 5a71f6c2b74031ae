/* The input is what a client sends first. However it is cut, the same is made of it; and what is read of a whole head
 * lies in it and holds nothing that ends a line. */
#include "base/base.h"
#include "http/head.h"

#include <stdlib.h>
#include <string.h>

enum { PORT = 4010 };

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* Scanned in pieces of `step` bytes, up to the first verdict. */
static enum head_state scan(const char *text, size_t size, size_t step, size_t *end)
{
	enum head_state state = HEAD_NONE;
	size_t scanned = 0;

	for (size_t n = 0; n < size && (state == HEAD_NONE || state == HEAD_PART);) {
		n = size - n < step ? size : n + step;
		state = head_scan(text, n, &scanned, end);
	}
	return state;
}

static void check_text(const char *text)
{
	for (; *text; text++)
		check(((unsigned char)*text >= ' ' || *text == '\t') && *text != 0x7f);
}

static void read_head(const char *text, size_t n)
{
	char *copy = xmalloc(n);
	struct head head;
	int status;

	memcpy(copy, text, n);
	int64_t body = head_guess_body(copy, n);
	const char *why = head_read(copy, n, PORT, &head, &status);
	check(why == NULL || (status >= 400 && status < 600));
	check(head.count <= HEAD_MAX_HEADERS && body >= 0);
	if (!why) {
		check(*head.target == '/' && *head.method);
		check(head.length == -1 || head_find(&head, "Expect") || body == head.length);
		check_text(head.target);
		for (size_t i = 0; i < head.count; i++) {
			check_text(head.headers[i].name);
			check_text(head.headers[i].value);
			check(head.headers[i].name > copy && head.headers[i].value < copy + n);
		}
	}
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t steps[] = { 1, 2, 3, 7, 100 };
	const char *text = (const char *)data;
	size_t end = 0;
	enum head_state state = scan(text, size, size + 1, &end);

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		size_t other = 0;
		check(scan(text, size, steps[i], &other) == state);
		check(state != HEAD_WHOLE || other == end);
	}
	if (state == HEAD_WHOLE)
		read_head(text, end);
	return 0;
}
