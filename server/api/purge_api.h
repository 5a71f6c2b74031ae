/* The calls of the service about purges. */
#ifndef API_PURGE_API_H
#define API_PURGE_API_H

#include "http/route.h"

handler_fn purge_api_create, purge_api_status;

#endif
