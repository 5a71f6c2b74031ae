/* The calls of the control plane about metrics. */
#ifndef CONTROL_API_METRICS_API_H
#define CONTROL_API_METRICS_API_H

#include "http/route.h"

handler_fn metrics_api_get;

#endif
