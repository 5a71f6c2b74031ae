/* The upload's `checks` (REST API: upload, "checks"): conditions in the search language that the request and
 * the file have to meet, else nothing is stored. What the service leaves open is settled so:
 *
 * - Names and texts stand in single or double quotes; names may be bare. Numbers may stand in quotes.
 * - "request.x" is the form's field x. Empty is absent; `tags` sent several times are one list with commas.
 * - "file.size" (with kb, mb, gb), "file.width" and "file.height" are numbers, the latter absent when unknown;
 *   "file.name" is the name after cleaning, without the unique suffix; "file.mime" what the bytes are.
 * - = NOT = IN NOT IN go with all, : (begins with) with texts, < <= > >= with numbers, EXISTS and NOT EXISTS
 *   with all, HAS with none. Of what is absent, only NOT = , NOT IN and NOT EXISTS hold.
 * - "request.folder" compares as a path: slashes at the ends are filled in, so that `: "marketing/"` holds for
 *   the folders marketing, /marketing/ and /marketing/2024, but not for /marketing-old. */
#ifndef UPLOAD_UPLOAD_CHECKS_H
#define UPLOAD_UPLOAD_CHECKS_H

#include "model/file.h"
#include "upload/upload_form.h"

/* Of `file` the name and the content are set. False: ERR_INVALID, by the service's sentence for a syntax error (with the member "position") or for
 * conditions that do not hold. */
NODISCARD bool upload_checks_run(struct scope *s, const char *checks,
	const struct upload_form *form, const struct file *file);

#endif
