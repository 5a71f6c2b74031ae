/* The calls of the service about one file. */
#ifndef API_FILE_API_H
#define API_FILE_API_H

#include "http/route.h"

handler_fn file_api_get, file_api_update, file_api_delete;

#endif
