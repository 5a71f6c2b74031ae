/* The rules themselves; nothing here opens a socket or resolves a name. */
#include "fetch/fetch_policy.h"

#include "base/address.h"
#include "base/strbuf.h"

#include <arpa/inet.h>
#include <string.h>

enum { MAX_SHOWN = 200 };

/* ---- addresses */

static bool is_loopback4(uint32_t host_order)
{
	return host_order >> 24 == 127;
}

static bool is_loopback6(const struct in6_addr *in6)
{
	uint32_t last;

	if (!IN6_IS_ADDR_V4MAPPED(in6))
		return IN6_IS_ADDR_LOOPBACK(in6);
	memcpy(&last, &in6->s6_addr[12], sizeof(last));
	return is_loopback4(ntohl(last));
}

bool fetch_policy_allows(enum fetch_allow allow, const struct sockaddr *to)
{
	union address a;

	if (allow == FETCH_NONE || !address_copy(to, &a))
		return false;
	if (allow == FETCH_ANY)
		return true;
	return a.any.sa_family == AF_INET ? is_loopback4(ntohl(a.four.sin_addr.s_addr))
					  : is_loopback6(&a.six.sin6_addr);
}

const char *fetch_policy_word(enum fetch_allow allow)
{
	static const char *const words[] = { "none", "loopback", "any" };

	return words[allow];
}

const char *fetch_policy_address(struct arena *a, const struct sockaddr *to)
{
	char text[INET6_ADDRSTRLEN] = "an unknown address";
	union address copy;

	if (!address_copy(to, &copy))
		return arena_strdup(a, text);
	if (copy.any.sa_family == AF_INET)
		inet_ntop(AF_INET, &copy.four.sin_addr, text, sizeof(text));
	else
		inet_ntop(AF_INET6, &copy.six.sin6_addr, text, sizeof(text));
	return arena_strdup(a, text);
}

/* ---- URLs */

/* What is between the scheme's "//" and the first of "/?#"; NULL when there is no "//". */
static struct view authority(const char *url)
{
	const char *colon = strchr(url, ':');

	if (!colon || !text_starts(colon, "://"))
		return (struct view){ NULL, 0 };
	return (struct view){ colon + 3, strcspn(colon + 3, "/?#\\") };
}

static struct view without_user(struct view authority)
{
	const char *at = authority.n ? memrchr(authority.p, '@', authority.n) : NULL;

	if (!at)
		return authority;
	return (struct view){ at + 1, authority.n - (size_t)(at + 1 - authority.p) };
}

struct view fetch_policy_host(const char *url)
{
	struct view rest = authority(url);

	if (!rest.p)
		return (struct view){ url, 0 };
	rest = without_user(rest);
	if (rest.n > 0 && rest.p[0] == '[') {
		rest = (struct view){ rest.p + 1, rest.n - 1 };
		return view_split(&rest, ']');
	}
	return view_split(&rest, ':');
}

bool fetch_policy_is_http(const char *url)
{
	struct view scheme = { url, strcspn(url, ":") };

	return text_same_nocase(scheme, "http") || text_same_nocase(scheme, "https");
}

static bool has_control(const char *url)
{
	for (; *url; url++)
		if ((unsigned char)*url < ' ' || *url == 0x7f)
			return true;
	return false;
}

/* Whether these bytes may stand in a host with its port. Names beyond ASCII pass: libcurl knows how
 * to spell them. */
static bool is_host_text(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] == ' ' || v.p[i] == '"' || v.p[i] == '<' || v.p[i] == '>')
			return false;
	return v.n > 0;
}

static const char *on_the_wire(struct arena *a, const char *url, const char *path)
{
	struct strbuf b = strbuf_init(a, (size_t)FETCH_MAX_URL * 3);

	strbuf_add(&b, url, (size_t)(path - url));
	for (; *path && *path != '#'; path++) {
		unsigned char c = (unsigned char)*path;
		if (c == ' ' || c >= 0x80)
			strbuf_printf(&b, "%%%02X", (unsigned)c);
		else
			strbuf_char(&b, *path);
	}
	return strbuf_text(&b);
}

bool fetch_policy_url(struct scope *s, const char *url, const char **out)
{
	if (strlen(url) > FETCH_MAX_URL)
		return err_set(s, ERR_INVALID, "The URL is longer than %d bytes.", FETCH_MAX_URL);
	if (has_control(url))
		return err_set(s, ERR_INVALID, "The URL %s has control characters in it.",
			fetch_policy_show(s->arena, url));
	if (!fetch_policy_is_http(url))
		return err_set(s, ERR_INVALID, "The URL %s is neither http nor https.",
			fetch_policy_show(s->arena, url));
	struct view host = authority(url);
	if (!host.p || !is_host_text(host) || fetch_policy_host(url).n == 0)
		return err_set(s, ERR_INVALID, "The URL %s has no valid host.",
			fetch_policy_show(s->arena, url));
	if (memchr(host.p, '@', host.n))
		return err_set(s, ERR_INVALID, "The URL %s must not carry a user name or password.",
			fetch_policy_show(s->arena, url));
	*out = on_the_wire(s->arena, url, host.p + host.n);
	return true;
}

const char *fetch_policy_show(struct arena *a, const char *url)
{
	struct strbuf b = strbuf_init(a, MAX_SHOWN + 3);
	struct view whole = authority(url), host = whole.p ? without_user(whole) : whole;

	for (const char *c = url; *c && b.len < MAX_SHOWN; c++) {
		if (host.p && c == whole.p)
			c = host.p;
		if (!*c)
			break;
		strbuf_char(&b, *c > ' ' && *c <= '~' ? *c : '?');
	}
	if (b.len == MAX_SHOWN)
		strbuf_str(&b, "...");
	return strbuf_text(&b);
}
