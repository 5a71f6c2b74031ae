/* The calls of the service about metadata. */
#ifndef API_METADATA_API_H
#define API_METADATA_API_H

#include "http/route.h"

handler_fn metadata_api_get, metadata_api_get_from_url;

#endif
