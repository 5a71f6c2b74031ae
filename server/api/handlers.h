/* Every handler that routes.c names, one file a resource. */
#ifndef API_HANDLERS_H
#define API_HANDLERS_H

#include "http/route.h"

handler_fn upload_api_v1, upload_api_v2;
handler_fn file_api_get, file_api_delete;
handler_fn list_api_get;
handler_fn control_api_livez, control_api_readyz, control_api_info, control_api_reset;
handler_fn control_api_get_clock, control_api_put_clock, control_api_advance_clock;

#endif
