/* Where the server that a configuration describes is found. */
#ifndef CONFIG_CONFIG_ADDRESS_H
#define CONFIG_CONFIG_ADDRESS_H

#include "config/config.h"

/* The address at which this machine reaches it: the loopback's when it listens on all of them. */
const char *config_address_host(const struct config *cfg);

/* `http://host:port` with that address, an IPv6 one in brackets; in the arena. */
const char *config_address_url(struct arena *a, const struct config *cfg, int64_t port);

#endif
