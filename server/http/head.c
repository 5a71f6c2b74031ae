/* Lines end with CR LF and words are parted by one blank; there is one Host, and one way to tell how long the
 * body is. Whoever sends anything else is refused. */
#include "http/head.h"

#include "base/text.h"
#include "http/host_header.h"
#include "http/target.h"

#include <string.h>
#include <strings.h>

enum { MOST_BLANK_LINES = 64 }; /* waited behind: they come to nothing in any case */

static const char malformed[] =
	"The request head cannot be read: the method, the target, the version or a header line is "
	"malformed, or a header holds a control character.";

const char *head_refusal(enum head_state state, int *status)
{
	*status = state == HEAD_LARGE ? 431 : 400;
	return state == HEAD_LARGE ? "The request line and headers together are larger than 16 KiB."
				   : malformed;
}

static size_t blank_lines(const char *text, size_t n)
{
	size_t lines = 0;

	while (lines < MOST_BLANK_LINES && n - lines * 2 >= 2 &&
		memcmp(text + lines * 2, "\r\n", 2) == 0)
		lines++;
	return lines;
}

static bool is_control(char c)
{
	return ((unsigned char)c < ' ' && c != '\t') || c == 0x7f;
}

/* Whether the byte may stand where it does, as far as that can be told without the next one. */
static bool is_fit(const char *text, size_t i)
{
	bool after_return = i > 0 && text[i - 1] == '\r';

	if (after_return || text[i] == '\n')
		return after_return && text[i] == '\n';
	return text[i] == '\r' || !is_control(text[i]);
}

enum head_state head_scan(const char *text, size_t n, size_t *scanned, size_t *end)
{
	size_t start = blank_lines(text, n) * 2;

	if (start == (size_t)MOST_BLANK_LINES * 2)
		return HEAD_WRONG;
	if (start == n)
		return HEAD_NONE;
	for (size_t i = *scanned > start ? *scanned : start; i < n; i++) {
		if (i >= HEAD_MAX)
			return HEAD_LARGE;
		if (!is_fit(text, i))
			return HEAD_WRONG;
		if (text[i] == '\n' && i >= start + 3 && text[i - 2] == '\n') {
			*end = i + 1;
			return HEAD_WHOLE;
		}
	}
	*scanned = n;
	/* One that ends within a blank line has not begun. */
	return n == start + 1 && text[start] == '\r' ? HEAD_NONE : HEAD_PART;
}

int64_t head_guess_body(const char *text, size_t n)
{
	int64_t length = 0;

	for (struct view rest = { text, n }; rest.p;) {
		struct view line = view_split(&rest, '\n'), value = view_split(&line, '\r');
		struct view name = view_split(&value, ':');
		if (!value.p)
			continue;
		if (text_same_nocase(name, "Expect"))
			return 0;
		if (text_same_nocase(name, "Content-Length") &&
			(!text_int(view_trim(value), &length) || length < 0))
			return 0;
	}
	return length;
}

/* The next line, cut off; NULL past the last one, which is empty. */
static char *next_line(char **rest)
{
	char *line = *rest, *end = strstr(line, "\r\n");

	if (!end || end == line)
		return NULL;
	*end = '\0';
	*rest = end + 2;
	return line;
}

static bool is_token(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789!#$%&'*+-.^_`|~";

	return *text && text[strspn(text, letters)] == '\0';
}

static const char *read_version(const char *version, struct head *out, int *status)
{
	if (strncmp(version, "HTTP/", strlen("HTTP/")) != 0)
		return malformed;
	const char *digits = version + strlen("HTTP/");
	/* A later 1.x is spoken as 1.1 (RFC 9110 section 2.5). */
	out->newer = strcmp(digits, "1.0") != 0;
	if (strncmp(digits, "1.", 2) == 0 && digits[2] >= '0' && digits[2] <= '9' && !digits[3])
		return NULL;
	*status = 505;
	return "Only HTTP/1.0 and HTTP/1.1 are spoken here.";
}

/* Cuts off the word at the first blank; the rest begins behind it. */
static char *next_word(char **rest)
{
	char *word = *rest, *blank = word ? strchr(word, ' ') : NULL;

	if (blank)
		*blank = '\0';
	*rest = blank ? blank + 1 : NULL;
	return word;
}

static const char *read_request_line(char *line, int port, struct head *out, int *status)
{
	char *method = next_word(&line), *target = next_word(&line), *version = next_word(&line);

	if (!version || line || !*target || !*version)
		return "The request line is malformed: it is a method, a target and a version, "
		       "parted "
		       "by one blank each.";
	const char *why = read_version(version, out, status);
	if (why)
		return why;
	if (!is_token(method))
		return malformed;
	out->method = method;
	switch (target_read(target, port, &out->target)) {
	case TARGET_OURS:
		return NULL;
	case TARGET_OTHER:
		return "The target is not of this server: it is neither a path nor a URL with the "
		       "port that it listens on.";
	case TARGET_WRONG:
		break;
	}
	return "The request target is not a valid URI: it must be ASCII, percent-encoded and "
	       "without blanks.";
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const char *read_header(char *line, struct head_header *out)
{
	char *colon = strchr(line, ':');
	size_t n;

	if (colon)
		*colon = '\0';
	if (colon && colon > line && is_blank(colon[-1]))
		return "A header line has a blank before its colon.";
	if (!colon || !is_token(line))
		return "A header line is malformed: it has no name, is folded, or does not end "
		       "with "
		       "CR LF.";
	char *value = colon + 1 + strspn(colon + 1, " \t");
	for (n = strlen(value); n > 0 && is_blank(value[n - 1]); n--)
		value[n - 1] = '\0';
	*out = (struct head_header){ line, value };
	return NULL;
}

static const char *read_headers(char *rest, struct head *out, int *status)
{
	char *line;

	while ((line = next_line(&rest))) {
		if (out->count == ARRAY_LEN(out->headers)) {
			*status = 431;
			return "The request has more than 63 headers.";
		}
		const char *why = read_header(line, &out->headers[out->count++]);
		if (why)
			return why;
	}
	return NULL;
}

const char *head_find(const struct head *h, const char *name)
{
	for (size_t i = 0; i < h->count; i++)
		if (strcasecmp(h->headers[i].name, name) == 0)
			return h->headers[i].value;
	return NULL;
}

bool head_lists(const char *value, const char *option)
{
	for (struct view rest = view_of(value); rest.p;)
		if (text_same_nocase(view_trim(view_split(&rest, ',')), option))
			return true;
	return false;
}

static int count_of(const struct head *h, const char *name)
{
	int times = 0;

	for (size_t i = 0; i < h->count; i++)
		times += strcasecmp(h->headers[i].name, name) == 0;
	return times;
}

static const char *check_host(const struct head *h)
{
	const char *host = head_find(h, "Host");
	int times = count_of(h, "Host");

	if (times > 1 || (h->newer && times == 0))
		return "A request of HTTP/1.1 has one Host header.";
	if (host && !host_header_is_valid(host))
		return "The Host header is not a host name or address, with or without a port.";
	return NULL;
}

static const char *read_framing(struct head *out)
{
	const char *length = head_find(out, "Content-Length");
	const char *coding = head_find(out, "Transfer-Encoding");

	if (count_of(out, "Content-Length") > 1 || count_of(out, "Transfer-Encoding") > 1 ||
		(length && coding))
		return "The request frames its body in more than one way.";
	if (coding && !out->newer)
		return "A request of HTTP/1.0 has no Transfer-Encoding.";
	if (coding && strcasecmp(coding, "chunked") != 0)
		return "The only Transfer-Encoding that is understood is chunked.";
	if (length && (!text_int(view_of(length), &out->length) || length[0] == '-'))
		return "The Content-Length header is not a number of bytes.";
	if (coding)
		out->length = -1;
	const char *expect = head_find(out, "Expect");
	out->wants_100 = out->newer && expect && strcasecmp(expect, "100-continue") == 0;
	return NULL;
}

const char *head_read(char *text, size_t n, int port, struct head *out, int *status)
{
	size_t blank = blank_lines(text, n);
	char *rest = text + blank * 2;

	*out = (struct head){ .method = "", .target = "" };
	*status = 400;
	if (blank > 1)
		return "There are blank lines before the request line.";
	text[n - 1] = '\0'; /* of the empty line, so that there is an end to all searches */
	char *line = next_line(&rest);
	const char *why = line ? read_request_line(line, port, out, status) : malformed;
	if (!why)
		why = read_headers(rest, out, status);
	if (!why)
		why = check_host(out);
	return why ? why : read_framing(out);
}
