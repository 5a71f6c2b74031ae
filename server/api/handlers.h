/* Every handler that routes.c names, one file a resource. */
#ifndef API_HANDLERS_H
#define API_HANDLERS_H

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
handler_fn control_api_livez, control_api_readyz, control_api_info, control_api_reset;
handler_fn clock_api_get, clock_api_put, clock_api_advance;
handler_fn seed_api_get, seed_api_put;
handler_fn metrics_api_get;
handler_fn journal_api_get, journal_api_delete, journal_api_wait;
handler_fn account_settings_api_get, account_settings_api_put;
handler_fn rate_api_get, rate_api_put, rate_api_delete;
handler_fn fault_api_get, fault_api_get_one, fault_api_put, fault_api_post, fault_api_delete;
handler_fn checkpoint_api_list, checkpoint_api_create, checkpoint_api_put, checkpoint_api_get;
handler_fn checkpoint_api_delete, checkpoint_api_restore, checkpoint_api_export;
handler_fn checkpoint_api_import;

#endif
