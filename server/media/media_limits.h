/* What the helper may not do, whatever a file makes a library try: the kernel's limits on this
 * process. All of it is for life but the alarm. */
#ifndef MEDIA_MEDIA_LIMITS_H
#define MEDIA_MEDIA_LIMITS_H

#include "base/base.h"

/* No new privileges, no core files, few open files, no file writes, and at most max_memory bytes of
 * address space (not under a sanitizer, which reserves terabytes). Standard error is silenced as
 * well, since image libraries write what files tell them to; not under a sanitizer, whose reports
 * go there. False with errno set. */
NODISCARD bool media_limits_apply(int64_t max_memory);

/* The process is killed by SIGALRM so many milliseconds from now; 0 calls it off. The server kills a
 * slow helper itself: this is for a helper whose server is gone. */
void media_limits_alarm(int64_t ms);

#endif
