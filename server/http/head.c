/* civetweb stops reading headers at the first line that is none and drops the rest without a word, keeps
 * at most 64, reads Content-Length with strtoll, and lets chunks win over it. Each of these is a way to
 * make two programs see two different requests, so the head is looked at again, in place: the parts
 * that civetweb hands out lie in its buffer, cut by NULs. */
#include "http/head.h"

#include <stdalign.h>
#include <string.h>
#include <strings.h>

static const char *header_of(const struct mg_request_info *info, const char *name, int *times)
{
	const char *value = NULL;

	*times = 0;
	for (int i = 0; i < info->num_headers; i++) {
		if (strcasecmp(info->http_headers[i].name, name) != 0)
			continue;
		if ((*times)++ == 0)
			value = info->http_headers[i].value;
	}
	return value;
}

/* Just behind the last header's value. */
static const char *end_of_headers(const struct mg_request_info *info)
{
	const char *last = info->num_headers > 0 ? info->http_headers[info->num_headers - 1].value
						 : info->http_version;

	return last + strlen(last);
}

/* A line ends with CR LF, which are two NULs by now; after the last one stands the empty line. */
static bool ends_with_empty_line(const struct mg_request_info *info)
{
	const char *end = end_of_headers(info);

	return info->num_headers == 0 || (end[1] == '\0' && end[2] == '\r');
}

/* "Name : value" is a smuggler's form: the blank was cut off with a NUL of its own. */
static bool has_blank_before_colon(const struct mg_header *header)
{
	const char *end = header->name + strlen(header->name);

	return end + 1 < header->value && end[1] == '\0';
}

/* civetweb counts a request from the start of its buffer to the first empty line, yet looks for the request
 * line behind all blank lines. When such lines come first, the head itself is taken for the body, and what
 * is taken for the head may be left over from another client. Each thread has one buffer for good, aligned
 * as malloc does; most requests start where it starts. One CR LF before the request line does no harm. */
static bool starts_late(const char *method)
{
	static _Thread_local const char *buffer; /* the earliest start that is known */

	if (!buffer || method < buffer)
		buffer = method - (uintptr_t)method % alignof(max_align_t);
	return method != buffer && (method != buffer + 2 || memcmp(buffer, "\r\n", 2) != 0);
}

static const char *line_fault(const struct mg_request_info *info, int *status)
{
	*status = 431;
	if (end_of_headers(info) - info->request_method > REQ_MAX_HEAD)
		return "The request line and headers together are larger than 16 KiB.";
	if (info->num_headers > REQ_MAX_HEADERS)
		return "The request has more than 63 headers.";
	*status = 400;
	if (starts_late(info->request_method))
		return "There are blank lines before the request line.";
	if (!ends_with_empty_line(info))
		return "A header line is malformed: it has no name, is folded, or does not end "
		       "with CR LF.";
	for (int i = 0; i < info->num_headers; i++)
		if (has_blank_before_colon(&info->http_headers[i]))
			return "A header line has a blank before its colon.";
	return NULL;
}

static const char *framing_fault(struct exchange *x)
{
	int lengths, codings;
	const char *length = header_of(x->info, "Content-Length", &lengths);
	const char *coding = header_of(x->info, "Transfer-Encoding", &codings);

	if (lengths > 1 || codings > 1 || (length && coding))
		return "The request frames its body in more than one way.";
	if (coding && strcasecmp(coding, "chunked") != 0)
		return "The only Transfer-Encoding that is understood is chunked.";
	if (length && (!text_int(view_of(length), &x->length) || length[0] == '-'))
		return "The Content-Length header is not a number of bytes.";
	if (coding)
		x->length = -1;
	return NULL;
}

const char *head_check(struct exchange *x, int *status)
{
	const char *fault = line_fault(x->info, status), *expect;
	bool newer = strcmp(x->info->http_version, "1.1") == 0;
	int times;

	if (fault)
		return fault;
	expect = header_of(x->info, "Expect", &times);
	x->wants_100 = newer && expect && strcasecmp(expect, "100-continue") == 0;
	header_of(x->info, "Host", &times);
	if (times > 1 || (newer && times == 0))
		return "A request of HTTP/1.1 has one Host header.";
	return framing_fault(x);
}
