/* Streaming writer into a strbuf. `key` is NULL inside arrays and at the top. Text that is not
 * UTF-8 is written with U+FFFD in place of each bad byte. */
#ifndef JSON_JSON_WRITE_H
#define JSON_JSON_WRITE_H

#include "base/strbuf.h"

struct json_value;

struct json_writer {
	struct strbuf *out;
	bool comma; /* the next value needs one before it */
};

struct json_writer json_writer(struct strbuf *out);
void json_open_object(struct json_writer *w, const char *key);
void json_close_object(struct json_writer *w);
void json_open_array(struct json_writer *w, const char *key);
void json_close_array(struct json_writer *w);
void json_put_text(struct json_writer *w, const char *key, const char *value); /* NULL: null */
void json_put_int(struct json_writer *w, const char *key, int64_t value);

/* The shortest form that reads back as the same double; null when it is not finite. */
void json_put_number(struct json_writer *w, const char *key, double value);
void json_put_bool(struct json_writer *w, const char *key, bool value);
void json_put_null(struct json_writer *w, const char *key);
void json_put_raw(struct json_writer *w, const char *key, const char *json); /* already JSON */

/* The members of a flat JSON object that a json_writer wrote and whose names need no escapes, without
 * parsing it: put them all into the open object, or ask for one. NULL is the empty object. */
void json_put_members(struct json_writer *w, const char *object);
bool json_has_member(const char *object, const char *name);

void json_put_value(struct json_writer *w, const char *key, const struct json_value *v);

#endif
