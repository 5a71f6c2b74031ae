/* Status and body of errors. */
#include "view/error_view.h"

#include "json/json_write.h"

enum { MAX_BODY = 8 * 1024 * 1024 }; /* a message may quote a token of a megabyte, escaped */

static int status_of(enum err_code code)
{
	static const int statuses[] = {
		[ERR_NONE] = 500,
		[ERR_INVALID] = 400,
		[ERR_UNAUTHENTICATED] = 401,
		[ERR_FORBIDDEN] = 403,
		[ERR_NOT_FOUND] = 404,
		[ERR_CONFLICT] = 409,
		[ERR_TOO_LARGE] = 413,
		[ERR_TIMEOUT] = 408,
		[ERR_LIMITED] = 429,
		[ERR_NOT_IMPLEMENTED] = 501,
		[ERR_UNAVAILABLE] = 503,
		[ERR_INTERNAL] = 500,
	};

	return statuses[code];
}

static const char *render(struct arena *a, const char *message, const char *reason, bool help)
{
	struct strbuf text = strbuf_init(a, MAX_BODY);
	struct json_writer w = json_writer(&text);

	json_open_object(&w, NULL);
	if (reason)
		json_put_text(&w, "reason", reason);
	json_put_text(&w, "message", message);
	if (help)
		json_put_text(&w, "help", "For support kindly contact us at support@imagekit.io .");
	json_close_object(&w);
	return strbuf_text(&text);
}

const char *error_view_body(struct arena *a, const char *message)
{
	return render(a, message, NULL, true);
}

struct error_view error_view(struct arena *a, const struct err *err)
{
	bool ours = err->code == ERR_INTERNAL || err->code == ERR_NONE;
	const char *message =
		ours ? "We have experienced an internal error while processing your request."
		     : err->msg;

	return (struct error_view){
		.status = status_of(err->code),
		.body = render(a, message, err->reason, !err->bare),
	};
}
