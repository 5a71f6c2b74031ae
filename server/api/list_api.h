/* The calls of the service about lists and searches. */
#ifndef API_LIST_API_H
#define API_LIST_API_H

#include "http/route.h"

handler_fn list_api_get;

#endif
