/* Every handler of the control plane, one file a subject. Named by dispatch/routes.c. */
#ifndef CONTROL_API_CONTROL_HANDLERS_H
#define CONTROL_API_CONTROL_HANDLERS_H

#include "http/route.h"

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
