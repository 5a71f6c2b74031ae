/* Status and body of errors. */
#include "view/error_view.h"

#include "json/json_write.h"

const char error_view_help[] = "For support kindly contact us at support@imagekit.io .";

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
		[ERR_LOCKED] = 423,
		[ERR_LIMITED] = 429,
		[ERR_NOT_IMPLEMENTED] = 501,
		[ERR_UNAVAILABLE] = 503,
		[ERR_INTERNAL] = 500,
	};

	return statuses[code];
}

static const char *render(struct arena *a, const struct err *err)
{
	struct strbuf text = strbuf_init(a, MAX_BODY);
	struct json_writer w = json_writer(&text);

	json_open_object(&w, NULL);
	if (err->reason)
		json_put_text(&w, "reason", err->reason);
	json_put_text(&w, "message", err->msg);
	if (!err->bare)
		json_put_text(&w, "help", error_view_help);
	if (err->extra_key)
		json_put_raw(&w, err->extra_key, err->extra_json);
	json_close_object(&w);
	return strbuf_text(&text);
}

const char *error_view_body(struct arena *a, const char *message)
{
	return render(a, &(struct err){ .msg = message });
}

struct error_view error_view(struct arena *a, const struct err *err)
{
	bool ours = err->code == ERR_INTERNAL || err->code == ERR_NONE;
	struct err shown = *err;

	if (ours)
		shown = (struct err){
			.msg = "We have experienced an internal error while processing your "
			       "request."
		};
	return (struct error_view){
		.status = status_of(err->code),
		.body = render(a, &shown),
	};
}
