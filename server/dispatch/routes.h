/* Every URL of the REST API and of the control plane, on one screen. */
#ifndef DISPATCH_ROUTES_H
#define DISPATCH_ROUTES_H

#include "http/route.h"

extern const struct route routes_api[];
extern const size_t routes_api_count;
extern const struct route routes_control[];
extern const size_t routes_control_count;

#endif
