/* One sentence for each way in which a transfer can end. */
#include "fetch/fetch_error.h"

#include "fetch/fetch_policy.h"

#include <string.h>

/* Failures for which libcurl's code says it all. */
static const struct {
	CURLcode code;
	const char *text;
} sentences[] = {
	{ CURLE_URL_MALFORMAT, "is not a valid URL" },
	{ CURLE_LOGIN_DENIED, "must not carry a user name or password" },
	{ CURLE_WEIRD_SERVER_REPLY, "did not answer with valid HTTP" },
	{ CURLE_GOT_NOTHING, "closed the connection without an answer" },
	{ CURLE_PARTIAL_FILE, "closed the connection before its body was complete" },
	{ CURLE_RECV_ERROR, "broke the connection before its answer was complete" },
	{ CURLE_SEND_ERROR, "broke the connection before it was asked" },
};

static const char *subject(struct arena *a, const struct fetch_end *end)
{
	const char *url = fetch_policy_show(a, end->url);
	const char *last = fetch_policy_show(a, end->last);

	if (strcmp(url, last) == 0)
		return arena_printf(a, "The URL %s", url);
	return arena_printf(a, "The URL %s, redirected to %s,", url, last);
}

static bool refused(struct scope *s, const struct fetch_end *end, const char *what)
{
	struct view host = fetch_policy_host(end->last);
	const char *word = fetch_policy_word(end->limits->allow);

	if (end->refused_port)
		return err_set(s, ERR_INVALID,
			"%s leads to this server itself (%s, port %d), which asks itself for "
			"nothing. Of its "
			"own URLs it takes those of files in the library.",
			what, end->refused, end->refused_port);
	if (view_is(host, end->refused))
		return err_set(s, ERR_INVALID,
			"%s is not allowed by --allow-remote %s: %s is not a loopback address.",
			what, word, end->refused);
	return err_set(s, ERR_INVALID,
		"%s is not allowed by --allow-remote %s: %.*s resolved to %s.", what, word,
		(int)host.n, host.p, end->refused);
}

static bool stopped(struct scope *s, const struct fetch_end *end, const char *what)
{
	switch (end->stop) {
	case FETCH_STOP_LATE:
		return err_set(s, ERR_INVALID, "%s did not answer within %d ms.", what,
			end->limits->header_ms);
	case FETCH_STOP_STALLED:
		return err_set(s, ERR_INVALID,
			"%s stopped in its body, or sent less than %d bytes of it in %d ms.", what,
			FETCH_FLOOR, end->limits->stall_ms);
	case FETCH_STOP_TOO_LARGE:
		return err_set(s, ERR_TOO_LARGE,
			"%s has more than the %lld bytes that are allowed.", what,
			(long long)end->limits->max_bytes);
	case FETCH_STOP_STATUS:
		return err_set(s, ERR_INVALID, "%s answered %ld.", what, end->status);
	case FETCH_STOP_HEADERS:
		return err_set(s, ERR_INVALID, "%s sent more than %d bytes of headers.", what,
			FETCH_MAX_HEADERS);
	case FETCH_STOP_CODING:
		return err_set(s, ERR_INVALID,
			"%s has a body that cannot be decoded as its Content-Encoding says.", what);
	case FETCH_STOP_NONE:
	case FETCH_STOP_SINK:
		break;
	}
	/* The sink has said why on its own scope, which often is this one: then it stays the cause. */
	return err_set(s, ERR_INTERNAL, "%s was not taken to its end.", what);
}

static bool failed(struct scope *s, const struct fetch_end *end, const char *what)
{
	for (size_t i = 0; i < ARRAY_LEN(sentences); i++)
		if (sentences[i].code == end->code)
			return err_set(s, ERR_INVALID, "%s %s.", what, sentences[i].text);
	return err_set(s, ERR_INVALID, "%s could not be fetched: %s.", what, end->code_text);
}

bool fetch_error(struct scope *s, const struct fetch_end *end)
{
	const char *what = subject(s->arena, end);
	struct view host = fetch_policy_host(end->last);
	char buffer[128];

	if (end->stop != FETCH_STOP_NONE)
		return stopped(s, end, what);
	if (end->code == CURLE_COULDNT_CONNECT && end->refused)
		return refused(s, end, what);
	if (end->code == CURLE_COULDNT_CONNECT)
		return err_set(s, ERR_INVALID, "%s cannot be reached: %s.", what,
			end->os_error ? strerror_r((int)end->os_error, buffer, sizeof(buffer))
				      : "no connection");
	if (end->code == CURLE_COULDNT_RESOLVE_HOST)
		return err_set(s, ERR_INVALID, "%s cannot be reached: the name %.*s is unknown.",
			what, (int)host.n, host.p);
	if (end->code == CURLE_TOO_MANY_REDIRECTS)
		return err_set(s, ERR_INVALID, "%s was redirected more than %d times.", what,
			end->limits->max_redirects);
	if (end->code == CURLE_UNSUPPORTED_PROTOCOL)
		return err_set(s, ERR_INVALID,
			fetch_policy_is_http(end->last)
				? "%s did not answer with valid HTTP."
				: "%s leads to something else than http and https.",
			what);
	return failed(s, end, what);
}
