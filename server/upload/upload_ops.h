/* Storing an upload (REST API: upload). */
#ifndef UPLOAD_UPLOAD_OPS_H
#define UPLOAD_UPLOAD_OPS_H

#include "model/file.h"
#include "model/metadata.h"
#include "upload/upload_auth.h"
#include "upload/upload_fields.h"
#include "upload/upload_source.h"

struct upload {
	struct upload_auth auth;
	enum name_rules names;
	const struct upload_form *form;
	struct upload_source *source; /* NULL when the form had no `file` */
	const struct own_urls *own;   /* NULL: none is known */
	bool of_foreign_page;         /* a browser sent it, for a page of another machine */
};

struct upload_result {
	struct account account;
	struct file file; /* the version that was made, now current */
	struct upload_shown shown;
	struct metadata metadata; /* when it is shown */
};

/* Either the whole upload is stored, durably, or nothing changes (but a spent token stays spent). */
NODISCARD bool upload_ops_store(struct emulator *e, struct scope *s, const struct upload *upload,
	struct upload_result *out);

#endif
