/* EXIF, IPTC and XMP of strangers: whatever the bytes, what comes out is JSON of the shape and within
 * the limits that the server's side of the wire takes. The first byte says what the rest is. */
#include "embedded/embedded.h"
#include "embedded/embedded_exif.h"
#include "json/json_value.h"
#include "model/media_facts.h"
#include "wire/media_metadata.h"

#include <stdlib.h>
#include <string.h>

typedef bool (*take_fn)(struct scope *s, const struct json_value *object, const char **out);

/* What is written is taken, and is written again the same. */
static void check(struct scope *s, const char *json, take_fn take)
{
	const struct json_value *object;
	const char *again = NULL;

	if (strlen(json) > MEDIA_FACTS_MAX_JSON)
		abort();
	if (!json_parse(s, json, strlen(json), &object) || !take(s, object, &again))
		abort();
	if (strcmp(json, again) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct embedded_blobs blobs = { 0 };
	struct scope s = scope_open();

	if (size < 1) {
		scope_close(&s);
		return 0;
	}
	const struct embedded_blob rest = { data + 1, size - 1 };
	if (data[0] == 'I')
		blobs.iptc = rest;
	else if (data[0] == 'X')
		blobs.xmp = rest;
	else
		blobs.exif = rest;
	const char *flat = embedded_json(s.arena, &blobs);
	if (flat)
		check(&s, flat, media_metadata_flat);
	if (blobs.exif.p)
		check(&s, embedded_exif_json(s.arena, rest.p, rest.n), media_metadata_exif);
	scope_close(&s);
	return 0;
}
