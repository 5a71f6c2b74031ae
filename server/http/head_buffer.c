#include "http/head_buffer.h"

#include <ctype.h>
#include <string.h>

enum {
	MEMBERS = 24, /* pointers' worth of them that are looked at, well inside the connection */
	START = 32,   /* bytes */
};

/* Of this thread, which has one buffer for good: where it is, and what it began with when the last request
 * had been answered. civetweb moves what came behind that request there and leaves the rest as it was. */
static _Thread_local const char *known;
static _Thread_local char start[START];

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && isspace((unsigned char)*p))
		p++;
	return p;
}

/* Compared as numbers: most members are addresses of something else, or none at all. */
static bool may_lead_to(const char *p, const char *method)
{
	return (uintptr_t)p <= (uintptr_t)method &&
	       (uintptr_t)method - (uintptr_t)p < HEAD_BUFFER_SIZE &&
	       skip_blanks(p, method) == method;
}

/* The member that points at the method or at the blanks that were skipped before it. In a connection the info
 * of the request stands before that of the response, and behind both a dozen members, of which it is one. */
static const char *find(const struct mg_request_info *info)
{
	const char *at = (const char *)(info + 1) + sizeof(struct mg_response_info), *member;

	for (size_t i = 0; i < MEMBERS; i++) {
		memcpy(&member, at + i * sizeof(member), sizeof(member));
		if (may_lead_to(member, info->request_method))
			return member;
	}
	return NULL;
}

bool head_buffer_starts_late(const struct mg_request_info *info)
{
	const char *method = info->request_method;

	if (!known)
		known = find(info);
	return method != known && (!known || method != known + 2 || memcmp(known, "\r\n", 2) != 0);
}

void head_buffer_done(const struct mg_request_info *info)
{
	if (!known)
		known = find(info);
	if (known)
		memcpy(start, known, START);
}

bool head_buffer_blank_since(void)
{
	if (!known)
		return false;
	size_t blanks = (size_t)(skip_blanks(known, known + START) - known);
	return blanks > 0 && memcmp(known + blanks, start + blanks, START - blanks) == 0;
}
