/* The documented size limits of the service's plans. */
#ifndef MODEL_PLAN_H
#define MODEL_PLAN_H

#include "model/file_type.h"

enum plan { PLAN_FREE, PLAN_LITE, PLAN_PRO };

/* The largest upload in bytes; videos may be larger than all else. */
int64_t plan_max_size(enum plan plan, enum file_kind kind);

#endif
