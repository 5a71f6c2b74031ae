/* The calls of the control plane about the program as a whole. */
#ifndef CONTROL_API_CONTROL_API_H
#define CONTROL_API_CONTROL_API_H

#include "http/route.h"

handler_fn control_api_livez, control_api_readyz, control_api_info, control_api_reset;

#endif
