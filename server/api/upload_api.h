/* The calls of the service about uploads. */
#ifndef API_UPLOAD_API_H
#define API_UPLOAD_API_H

#include "http/route.h"

handler_fn upload_api_v1, upload_api_v2;

#endif
