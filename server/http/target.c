#include "http/target.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

static bool is_printable(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

/* Behind the scheme, with the port it stands for; NULL for another scheme. */
static const char *skip_scheme(const char *url, int64_t *port)
{
	static const struct {
		const char *prefix;
		int port;
	} schemes[] = { { "http://", 80 }, { "https://", 443 } };

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		size_t n = strlen(schemes[i].prefix);
		*port = schemes[i].port;
		if (strncasecmp(url, schemes[i].prefix, n) == 0)
			return url + n;
	}
	return NULL;
}

/* Behind the name or address; NULL for none and for an address that does not end. */
static const char *skip_host(const char *host)
{
	const char *end = *host == '[' ? strchr(host, ']') : host + strcspn(host, ":/?");

	return end && *end == ']' ? end + 1 : end > host ? end : NULL;
}

enum target_kind target_read(const char *target, int port, const char **path)
{
	int64_t named;

	if (!is_printable(target))
		return TARGET_WRONG;
	*path = target;
	if (*target == '/')
		return TARGET_OURS;
	if (strcmp(target, "*") == 0)
		return TARGET_OTHER;
	const char *host = skip_scheme(target, &named), *end = host ? skip_host(host) : NULL;
	if (!end)
		return TARGET_WRONG;
	const char *slash = strchr(end, '/');
	if (!slash && strchr(end, '?'))
		return TARGET_WRONG;
	if (!slash)
		slash = end + strlen(end);
	struct view digits = { end + 1, (size_t)(slash - end - 1) };
	if (end != slash &&
		(*end != ':' || !text_int(digits, &named) || named < 1 || named > 65535))
		return TARGET_WRONG;
	*path = *slash ? slash : "/";
	return named == port ? TARGET_OURS : TARGET_OTHER;
}
