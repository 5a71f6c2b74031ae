/* The calls of the control plane about the journal. */
#ifndef CONTROL_API_JOURNAL_API_H
#define CONTROL_API_JOURNAL_API_H

#include "http/route.h"

handler_fn journal_api_get, journal_api_delete, journal_api_wait;

#endif
