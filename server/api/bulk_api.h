/* The calls of the service about many files at once. */
#ifndef API_BULK_API_H
#define API_BULK_API_H

#include "http/route.h"

handler_fn bulk_api_delete, bulk_api_add_tags, bulk_api_remove_tags, bulk_api_remove_ai_tags;

#endif
