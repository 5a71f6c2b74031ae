/* What the journal keeps of a form: names and values of text fields, of files the size. */
#ifndef CONTROL_JOURNAL_FORM_H
#define CONTROL_JOURNAL_FORM_H

#include "json/json_write.h"

struct journal_form {
	struct strbuf text;
	struct json_writer writer;
	const char *key;
	int64_t bytes; /* of all values */
	bool cut;      /* something was left out, or is there in part */
};

/* `key`: the private key, should a value hold it; NULL for none. */
struct journal_form journal_form_open(struct arena *a, const char *key);
void journal_form_field(struct journal_form *f, const char *name, const char *value);
void journal_form_file(struct journal_form *f, const char *name, int64_t bytes);

/* A JSON array of {"name","value"[,"cut"]} and {"name","bytes"}; secrets are redacted. */
struct view journal_form_text(struct journal_form *f);

#endif
