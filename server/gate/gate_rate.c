/* The group of a route, and the headers of a verdict. */
#include "gate/gate_rate.h"

#include "control/rate_limiter.h"
#include "model/account.h"

#include <string.h>

/* Uploads alone need no key, and are not limited. */
static bool is_counted(const struct route *route)
{
	return !(route->flags & ROUTE_PUBLIC);
}

static enum rate_group group_of(const struct route *route)
{
	if (route->flags & ROUTE_PURGES)
		return RATE_PURGE;
	return strcmp(route->method, "GET") == 0 ? RATE_READ : RATE_WRITE;
}

static void put_number(struct reply *rp, struct arena *a, const char *name, int64_t value)
{
	reply_header(rp, name, arena_printf(a, "%lld", (long long)value));
}

static void put_headers(struct reply *rp, struct arena *a, const struct rate_verdict *v)
{
	if (v->shown) {
		put_number(rp, a, "X-RateLimit-Limit", v->next.window.limit);
		put_number(rp, a, "X-RateLimit-Reset", v->next.wait_ms);
		put_number(rp, a, "X-RateLimit-Interval", v->next.window.interval_ms);
	}
	if (v->retry_after) {
		put_number(rp, a, "retry-after-ms", v->next.wait_ms);
		/* Whole seconds, and never too few. */
		put_number(rp, a, "retry-after", (v->next.wait_ms + 999) / 1000);
	}
}

bool gate_rate(struct emulator *e, struct req *rq, struct reply *rp, const struct route *route)
{
	if (!is_counted(route))
		return true;
	struct rate_verdict v = rate_limiter_admit(e->rates, rq->account->row, group_of(route));
	put_headers(rp, rq->scope->arena, &v);
	return !v.limited ||
	       err_bare(rq->scope, ERR_LIMITED, "Too many requests. Please try again later.");
}
