/* An address to listen on is not always one to connect to. */
#include "config/config_address.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <string.h>

const char *config_address_host(const struct config *cfg)
{
	struct in_addr four;
	struct in6_addr six;

	if (strcmp(cfg->host, "localhost") == 0 ||
		(inet_pton(AF_INET, cfg->host, &four) == 1 && four.s_addr == INADDR_ANY))
		return "127.0.0.1";
	if (inet_pton(AF_INET6, cfg->host, &six) == 1 && IN6_IS_ADDR_UNSPECIFIED(&six))
		return "::1";
	return cfg->host;
}

const char *config_address_url(struct arena *a, const struct config *cfg, int64_t port)
{
	const char *host = config_address_host(cfg);
	bool six = strchr(host, ':') != NULL;

	return arena_printf(
		a, "http://%s%s%s:%" PRId64, six ? "[" : "", host, six ? "]" : "", port);
}
