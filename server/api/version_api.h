/* The calls of the service about versions. */
#ifndef API_VERSION_API_H
#define API_VERSION_API_H

#include "http/route.h"

handler_fn version_api_list, version_api_get, version_api_delete, version_api_restore;

#endif
