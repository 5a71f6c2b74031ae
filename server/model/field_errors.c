/* A JSON object of key and text that grows error by error. */
#include "model/field_errors.h"

enum { MAX_TEXT = 4 * 1024 * 1024 }; /* the keys come from a body of a megabyte */

void field_errors_init(struct field_errors *e, struct arena *a)
{
	*e = (struct field_errors){ .text = strbuf_init(a, MAX_TEXT) };
	e->writer = json_writer(&e->text);
	json_open_object(&e->writer, NULL);
}

void field_errors_add(struct field_errors *e, const char *key, const char *text)
{
	if (e->count == FIELD_ERRORS_MAX)
		return;
	json_put_text(&e->writer, key, text);
	e->count++;
}

bool field_errors_none(struct field_errors *e, struct scope *s, const char *message)
{
	if (e->count == 0)
		return true;
	json_close_object(&e->writer);
	err_set(s, ERR_INVALID, "%s", message);
	return err_extra(s, "errors", strbuf_text(&e->text));
}
