/* The calls of the service about files that are copied, moved or renamed. */
#ifndef API_TRANSFER_API_H
#define API_TRANSFER_API_H

#include "http/route.h"

handler_fn transfer_api_copy, transfer_api_move, transfer_api_rename;

#endif
