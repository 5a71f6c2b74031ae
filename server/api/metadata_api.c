/* GET /v1/files/{fileId}/metadata and GET /v1/metadata?url=. */
#include "api/metadata_api.h"

#include "base/encode.h"
#include "base/utf8.h"
#include "call/answer.h"
#include "delivery/own_url.h"
#include "ops/metadata_ops.h"
#include "view/metadata_view.h"

#include <string.h>
#include <strings.h>

enum { MAX_METADATA_JSON = 1024 * 1024 };

static bool answer_metadata(struct req *rq, struct reply *rp, const struct metadata *m)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_METADATA_JSON);
	struct json_writer w = json_writer(&body);

	metadata_view_write(&w, NULL, m);
	return answer_json(rq, rp, 200, &body);
}

bool metadata_api_get(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct metadata m;

	return metadata_ops_by_id(e, rq->scope, rq->account, rq->params[0], &m) &&
	       answer_metadata(rq, rp, &m);
}

/* A URL begins so when it is not encoded. */
static bool has_scheme(const char *text)
{
	return strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0;
}

/* Some clients send the URL as it is, with a query of its own: then it is all that follows `url=`. */
static bool read_url(struct req *rq, const char **out)
{
	struct view rest = view_of(rq->query ? rq->query : "");
	const char *value = NULL;
	char *decoded;
	size_t n = 0;

	*out = "";
	while (rest.p && !value) {
		struct view param = view_split(&rest, '&');
		if (!view_starts(param, "url="))
			continue;
		value = param.p + strlen("url=");
		n = param.n - strlen("url=");
	}
	if (!value || n == 0)
		return err_set(rq->scope, ERR_INVALID, "Your request is missing url parameter.");
	*out = value;
	if (has_scheme(value))
		return true;
	if (!encode_percent_decode(
		    rq->scope->arena, (struct view){ value, n }, true, &decoded, &n) ||
		strlen(decoded) != n || !utf8_valid(decoded, n))
		return err_set(rq->scope, ERR_INVALID,
			"Your request contains invalid value for url parameter.");
	*out = decoded;
	return true;
}

bool metadata_api_get_from_url(struct emulator *e, struct req *rq, struct reply *rp)
{
	const struct own_urls own = own_url_reader(e, rq, rq->account);
	struct scope *s = rq->scope;
	struct metadata m;
	const char *url;

	if (!read_url(rq, &url))
		return false;
	if (metadata_ops_by_url(e, s, &own, url, &m))
		return answer_metadata(rq, rp, &m);
	return err_set(
		s, ERR_INVALID, "%s should be accessible using your ImageKit.io account.", url);
}
