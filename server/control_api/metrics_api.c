/* GET /_emulator/metrics: the counts, and what the process looks like at this moment. */
#include "control_api/metrics_api.h"

#include "control/metrics.h"
#include "ops/job_ops.h"

#include <stdio.h>
#include <unistd.h>

enum { MAX_METRICS = 1024 * 1024 };

/* Bytes of memory that the process holds; false where the kernel does not tell. */
static bool read_resident(int64_t *bytes)
{
	long long total = 0, resident = 0;
	FILE *f = fopen("/proc/self/statm", "re");

	if (!f)
		return false;
	/* NOLINTNEXTLINE(cert-err34-c): the kernel writes it */
	bool ok = fscanf(f, "%lld %lld", &total, &resident) == 2;
	(void)fclose(f);
	*bytes = (int64_t)resident * sysconf(_SC_PAGESIZE);
	return ok;
}

bool metrics_api_get(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct strbuf out = strbuf_init(rq->scope->arena, MAX_METRICS);
	int64_t pending = 0, resident = 0;

	if (!job_ops_pending(e, rq->scope, &pending))
		return false;
	metrics_write(e->metrics, &out);
	metrics_put(&out, "imagekit_emulator_jobs_pending", "gauge",
		"Bulk jobs that are not done yet.", pending, 0);
	metrics_put(&out, "imagekit_emulator_uptime_seconds", "gauge",
		"How long the server has been running.", clock_monotonic_us() - e->started_us, 6);
	if (read_resident(&resident))
		metrics_put(&out, "process_resident_memory_bytes", "gauge",
			"Resident memory of the server, without its helpers.", resident, 0);
	if (out.full)
		return err_set(rq->scope, ERR_INTERNAL, "the metrics are larger than %d bytes",
			MAX_METRICS);
	reply_text(rp, 200, "text/plain; version=0.0.4; charset=utf-8", strbuf_text(&out), out.len);
	return true;
}
