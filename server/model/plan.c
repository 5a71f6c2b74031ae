/* Sizes per plan, in MB of 1024 * 1024 bytes. */
#include "model/plan.h"

static const struct {
	int64_t other, video;
} limits[] = {
	[PLAN_FREE] = { 25, 100 },
	[PLAN_LITE] = { 40, 300 },
	[PLAN_PRO] = { 50, 2048 },
};

int64_t plan_max_size(enum plan plan, enum file_kind kind)
{
	return (kind == FILE_KIND_VIDEO ? limits[plan].video : limits[plan].other) * 1024 * 1024;
}
