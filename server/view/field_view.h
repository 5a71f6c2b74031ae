/* JSON of custom metadata fields (REST API: field object). */
#ifndef VIEW_FIELD_VIEW_H
#define VIEW_FIELD_VIEW_H

#include "json/json_write.h"
#include "model/field.h"

void field_view_write(struct json_writer *w, const struct field *f);

#endif
