/* The form's fields with their meaning (REST API: upload, request body). */
#ifndef UPLOAD_UPLOAD_FIELDS_H
#define UPLOAD_UPLOAD_FIELDS_H

#include "json/json_value.h"
#include "model/name_rules.h"
#include "model/tag_rules.h"
#include "model/upload_shown.h"
#include "upload/upload_form.h"

struct upload_fields {
	const char *file_name; /* cleaned */
	const char *folder;    /* cleaned path */
	bool use_unique_name;
	bool is_private, is_published;
	bool overwrite_file, overwrite_tags, overwrite_ai_tags, overwrite_custom_metadata;
	bool has_tags; /* the field was sent, if only empty */
	const char *tags_json;
	const char *custom_coordinates;           /* NULL when not sent */
	const struct json_value *custom_metadata; /* an object; NULL when not sent */
	const char *description;
	struct upload_shown shown;
};

/* False: ERR_INVALID with the service's sentence, or ERR_NOT_IMPLEMENTED naming the field. */
NODISCARD bool upload_fields_read(struct scope *s, const struct upload_form *form,
	enum name_rules names, struct upload_fields *out);

#endif
