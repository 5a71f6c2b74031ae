/* civetweb stops reading headers at the first line that is none and drops the rest without a word, keeps
 * at most 64, reads Content-Length with strtoll, and lets chunks win over it. Each of these is a way to
 * make two programs see two different requests, so the head is looked at again, in place: the parts
 * that civetweb hands out lie in its buffer, cut by NULs. */
#include "http/head.h"

#include "http/head_buffer.h"
#include "http/host_header.h"
#include "http/req.h"

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

static const char *end_of(const char *text)
{
	return text + strlen(text);
}

/* civetweb takes any run of blanks between two words, and CR or LF alone for the end of a line. What is cut
 * off with NULs is one blank or CR LF, and after the last line stands the empty one, whose LF is cut too. */
static bool is_cut_right(const struct mg_request_info *info, const char **end)
{
	const char *target = info->query_string ? info->query_string : info->request_uri;
	const char *version = info->http_version - strlen("HTTP/");
	bool right = end_of(info->request_method) + 1 == info->request_uri &&
		     end_of(target) + 1 == version;
	const char *line = end_of(info->http_version);

	for (int i = 0; i < info->num_headers; i++) {
		right = right && line + 2 == info->http_headers[i].name;
		line = end_of(info->http_headers[i].value);
	}
	*end = line;
	return right && line[1] == '\0' && line[2] == (info->num_headers ? '\r' : '\0') &&
	       line[3] == '\0';
}

/* "Name : value" is a smuggler's form: the blank was cut off with a NUL of its own. */
static bool has_blank_before_colon(const struct mg_header *header)
{
	const char *end = header->name + strlen(header->name);

	return end + 1 < header->value && end[1] == '\0';
}

static const char *line_fault(const struct mg_request_info *info, int *status)
{
	const char *end;
	bool right = is_cut_right(info, &end);

	*status = 400;
	if (head_buffer_starts_late(info))
		return "There are blank lines before the request line.";
	*status = 431;
	if (end - info->request_method > REQ_MAX_HEAD)
		return "The request line and headers together are larger than 16 KiB.";
	if (info->num_headers > REQ_MAX_HEADERS)
		return "The request has more than 63 headers.";
	*status = 400;
	for (int i = 0; i < info->num_headers; i++)
		if (has_blank_before_colon(&info->http_headers[i]))
			return "A header line has a blank before its colon.";
	if (!right)
		return "The request line has more than one blank between its words, or a header "
		       "line "
		       "is malformed: it has no name, is folded, or does not end with CR LF.";
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

static const char *host_fault(const struct mg_request_info *info, bool newer)
{
	int times;
	const char *host = header_of(info, "Host", &times);

	if (times > 1 || (newer && times == 0))
		return "A request of HTTP/1.1 has one Host header.";
	if (host && !host_header_is_valid(host))
		return "The Host header is not a host name or address, with or without a port.";
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
	fault = host_fault(x->info, newer);
	if (fault)
		return fault;
	return framing_fault(x);
}
