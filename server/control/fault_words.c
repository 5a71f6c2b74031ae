/* A table of words; a number is a status. */
#include "control/fault_words.h"

#include <string.h>

/* Small enough that any answer of the API is longer. */
enum { FEW_BYTES = 10 };

static const struct {
	const char *word;
	struct fault_action action;
} words[] = {
	{ "reset", { .kind = FAULT_RESET, .bytes = -1 } },
	{ "reset-after-bytes", { .kind = FAULT_RESET, .bytes = FEW_BYTES } },
	{ "empty", { .kind = FAULT_EMPTY } },
	{ "truncated", { .kind = FAULT_TRUNCATED, .bytes = FEW_BYTES } },
	{ "wrong-length", { .kind = FAULT_WRONG_LENGTH, .bytes = FEW_BYTES } },
	{ "stall", { .kind = FAULT_STALL, .ms = FAULT_STALL_MS } },
	{ "drip", { .kind = FAULT_DRIP, .bytes = FEW_BYTES } },
	{ "invalid-json", { .kind = FAULT_INVALID_JSON } },
	{ "content-type", { .kind = FAULT_CONTENT_TYPE, .content_type = "text/html" } },
};

static bool read_status(struct view v, struct fault_action *action)
{
	int64_t status;

	if (v.n != 3 || !text_int(v, &status) || status < 200 || status > 599)
		return false;
	*action = (struct fault_action){ .kind = FAULT_STATUS, .status = (int)status };
	return true;
}

static bool read_word(struct view v, struct fault_action *action)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (view_is(v, words[i].word)) {
			*action = words[i].action;
			return true;
		}
	}
	return false;
}

static bool read_delay(struct view v, int64_t *ms)
{
	int64_t value;

	if (!text_int(v, &value) || value < 0 || value > FAULT_MAX_WAIT_MS)
		return false;
	*ms = value;
	return true;
}

static struct view unquoted(struct view v)
{
	if (v.n >= 2 && v.p[0] == '"' && v.p[v.n - 1] == '"')
		return (struct view){ v.p + 1, v.n - 2 };
	return v;
}

/* The first fault counts, and the first delay. */
static bool read_preference(struct view v, struct fault_action *action, int64_t *delay_ms)
{
	struct view value = v, name = view_trim(view_split(&value, '='));

	if (!value.p)
		return false;
	value = unquoted(view_trim(value));
	if (text_same_nocase(name, "delay") && *delay_ms == 0)
		return read_delay(value, delay_ms);
	if (action->kind != FAULT_NONE)
		return false;
	if (text_same_nocase(name, "code"))
		return read_status(value, action);
	return text_same_nocase(name, "fault") && read_word(value, action);
}

bool fault_words_prefer(const char *header, struct fault_action *action, int64_t *delay_ms)
{
	bool any = false;

	*action = (struct fault_action){ .kind = FAULT_NONE };
	*delay_ms = 0;
	if (!header)
		return false;
	for (struct view rest = view_of(header); rest.p;)
		any |= read_preference(view_trim(view_split(&rest, ',')), action, delay_ms);
	return any;
}

bool fault_words_file_name(const char *name, struct fault_action *action)
{
	static const char prefix[] = "__emulator_";

	if (!name || !text_starts(name, prefix))
		return false;
	struct view rest = view_of(name + sizeof(prefix) - 1);
	struct view word = view_split(&rest, '.');
	return read_status(word, action) || read_word(word, action);
}
