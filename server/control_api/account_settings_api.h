/* The calls of the control plane about settings of accounts. */
#ifndef CONTROL_API_ACCOUNT_SETTINGS_API_H
#define CONTROL_API_ACCOUNT_SETTINGS_API_H

#include "http/route.h"

handler_fn account_settings_api_get, account_settings_api_put;

#endif
