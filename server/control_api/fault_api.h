/* The calls of the control plane about faults. */
#ifndef CONTROL_API_FAULT_API_H
#define CONTROL_API_FAULT_API_H

#include "http/route.h"

handler_fn fault_api_get, fault_api_get_one, fault_api_put, fault_api_post, fault_api_delete;

#endif
