/* How a transfer ended, put into a sentence for whoever asked for the URL. */
#ifndef FETCH_FETCH_ERROR_H
#define FETCH_FETCH_ERROR_H

#include "base/scope.h"
#include "fetch/fetch_terms.h"

#include <curl/curl.h>

/* Why this program itself ended a transfer. */
enum fetch_stop {
	FETCH_STOP_NONE, /* it did not */
	FETCH_STOP_LATE,
	FETCH_STOP_STALLED,
	FETCH_STOP_TOO_LARGE,
	FETCH_STOP_STATUS,
	FETCH_STOP_HEADERS,
	FETCH_STOP_CODING,
	FETCH_STOP_SINK,
};

enum { FETCH_MAX_HEADERS = 256 * 1024 };

struct fetch_end {
	const struct fetch_limits *limits;
	const char *url;     /* as asked */
	const char *last;    /* where redirects led to; the same when there were none */
	const char *refused; /* the address that must not be connected to, or NULL */
	int refused_port;    /* of this server itself, which is why; 0: the policy is */
	enum fetch_stop stop;
	CURLcode code;
	const char *code_text;
	long status;   /* of the last answer, 0: none */
	long os_error; /* errno of a failed connection, 0: none */
};

/* Records the failure. Always false, as err_set(). */
bool fetch_error(struct scope *s, const struct fetch_end *end);

#endif
