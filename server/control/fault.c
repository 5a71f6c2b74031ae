/* What can be said of an instruction without knowing what has been met. */
#include "control/fault.h"

#include <string.h>

static const char *copy_text(struct arena *a, const char *text)
{
	return text ? arena_strdup(a, text) : NULL;
}

struct fault_action fault_action_copy(struct arena *a, const struct fault_action *action)
{
	struct fault_action copy = *action;

	copy.body = copy_text(a, action->body);
	copy.content_type = copy_text(a, action->content_type);
	copy.headers = arena_alloc(a, action->header_count * sizeof(*copy.headers));
	for (size_t i = 0; i < action->header_count; i++) {
		copy.headers[i].name = copy_text(a, action->headers[i].name);
		copy.headers[i].value = copy_text(a, action->headers[i].value);
	}
	return copy;
}

struct fault fault_copy(struct arena *a, const struct fault *f)
{
	struct fault copy = *f;

	copy.operation = copy_text(a, f->operation);
	copy.method = copy_text(a, f->method);
	copy.path = copy_text(a, f->path);
	copy.source = copy_text(a, f->source);
	copy.action = fault_action_copy(a, &f->action);
	return copy;
}

bool fault_action_replaces(const struct fault_action *action)
{
	switch (action->kind) {
	case FAULT_STATUS:
	case FAULT_EMPTY:
	case FAULT_STOP_READING:
		return true;
	case FAULT_RESET:
		return action->bytes < 0;
	case FAULT_NONE:
	case FAULT_TRUNCATED:
	case FAULT_WRONG_LENGTH:
	case FAULT_STALL:
	case FAULT_DRIP:
	case FAULT_INVALID_JSON:
	case FAULT_CONTENT_TYPE:
		return false;
	}
	return false;
}

/* SplitMix64: the index-th number of the sequence that the seed starts. */
double fault_chance(uint64_t seed, uint64_t index)
{
	uint64_t x = seed + (index + 1) * UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	x ^= x >> 31;
	return (double)(x >> 11) * 0x1p-53;
}

/* Goes back to the last star alone, which is enough. */
bool fault_pattern_fits(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = text;

	if (!pattern)
		return true;
	if (!text)
		return false;
	while (*text) {
		if (*pattern == '*') {
			star = pattern++;
			resume = text;
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star + 1;
			text = ++resume;
		} else {
			return false;
		}
	}
	return pattern[strspn(pattern, "*")] == '\0';
}

int64_t fault_delay_ms(const struct fault_delay *delay, uint64_t index)
{
	int64_t range = delay->max_ms - delay->min_ms + 1;

	return delay->min_ms + (int64_t)(fault_chance(delay->seed, index) * (double)range);
}
