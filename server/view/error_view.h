/* The one table from an error to a status and a body (REST API: errors). */
#ifndef VIEW_ERROR_VIEW_H
#define VIEW_ERROR_VIEW_H

#include "base/scope.h"

/* The `help` of every error body, and of 207 bodies; the blank before the period is the service's own. */
extern const char error_view_help[];

struct error_view {
	int status;
	const char *body; /* JSON */
};

/* Internal errors show the service's sentence; their own text is for the log. */
struct error_view error_view(struct arena *a, const struct err *err);

/* A body in the same shape for a status that no error code stands for. */
const char *error_view_body(struct arena *a, const char *message);

#endif
