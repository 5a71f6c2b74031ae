/* The calls of the service about custom metadata fields. */
#ifndef API_FIELD_API_H
#define API_FIELD_API_H

#include "http/route.h"

handler_fn field_api_create, field_api_list, field_api_update, field_api_delete;

#endif
