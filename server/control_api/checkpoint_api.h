/* The calls of the control plane about checkpoints. */
#ifndef CONTROL_API_CHECKPOINT_API_H
#define CONTROL_API_CHECKPOINT_API_H

#include "http/route.h"

handler_fn checkpoint_api_list, checkpoint_api_create, checkpoint_api_put, checkpoint_api_get,
	checkpoint_api_delete, checkpoint_api_restore, checkpoint_api_export, checkpoint_api_import;

#endif
