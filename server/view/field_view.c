/* A field, deleted or not, looks the same. */
#include "view/field_view.h"

void field_view_write(struct json_writer *w, const struct field *f)
{
	json_open_object(w, NULL);
	json_put_text(w, "id", f->id);
	json_put_text(w, "name", f->name);
	json_put_text(w, "label", f->label);
	json_put_raw(w, "schema", f->schema_json);
	if (f->description)
		json_put_text(w, "description", f->description);
	if (f->is_reserved)
		json_put_bool(w, "reserved", true);
	json_close_object(w);
}
