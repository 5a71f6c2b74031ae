/* The calls of the control plane about seeds. */
#ifndef CONTROL_API_SEED_API_H
#define CONTROL_API_SEED_API_H

#include "http/route.h"

handler_fn seed_api_get, seed_api_put;

#endif
