/* The calls of the service about folders and their jobs. */
#ifndef API_FOLDER_API_H
#define API_FOLDER_API_H

#include "http/route.h"

handler_fn folder_api_create, folder_api_delete, folder_api_copy, folder_api_move,
	folder_api_rename, folder_api_job;

#endif
