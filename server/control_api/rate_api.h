/* The calls of the control plane about rate limits. */
#ifndef CONTROL_API_RATE_API_H
#define CONTROL_API_RATE_API_H

#include "http/route.h"

handler_fn rate_api_get, rate_api_put, rate_api_delete;

#endif
