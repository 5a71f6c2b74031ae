/* Every handler of the REST API, one file a resource. Named by dispatch/routes.c. */
#ifndef API_API_HANDLERS_H
#define API_API_HANDLERS_H

#include "http/route.h"

handler_fn upload_api_v1, upload_api_v2;
handler_fn file_api_get, file_api_update, file_api_delete;
handler_fn bulk_api_delete, bulk_api_add_tags, bulk_api_remove_tags, bulk_api_remove_ai_tags;
handler_fn transfer_api_copy, transfer_api_move, transfer_api_rename;
handler_fn version_api_list, version_api_get, version_api_delete, version_api_restore;
handler_fn folder_api_create, folder_api_delete;
handler_fn folder_api_copy, folder_api_move, folder_api_rename, folder_api_job;
handler_fn field_api_create, field_api_list, field_api_update, field_api_delete;
handler_fn metadata_api_get, metadata_api_get_from_url;
handler_fn purge_api_create, purge_api_status;
handler_fn list_api_get;

#endif
