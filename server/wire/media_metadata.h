/* The two JSON objects of metadata that a helper sends, believed only after this check and written
 * anew by this side, so that nothing but their meaning comes through. */
#ifndef WIRE_MEDIA_METADATA_H
#define WIRE_MEDIA_METADATA_H

#include "json/json_value.h"

enum { MEDIA_METADATA_MAX_NAME = 64 };     /* bytes in the name of a member */
enum { MEDIA_METADATA_MAX_TEXT = 2048 };   /* bytes in a text */
enum { MEDIA_METADATA_MAX_MEMBERS = 512 }; /* in one object */
enum { MEDIA_METADATA_MAX_ITEMS = 256 };   /* in one array */

/* 1 to MEDIA_METADATA_MAX_NAME ASCII letters, digits, '_' and '-'. */
bool media_metadata_is_name(const char *name);

/* The flat object of struct media_facts. False: ERR_INVALID, about the message and not for users.
 * *out lives in the arena and is at most MEDIA_FACTS_MAX_JSON bytes long. */
NODISCARD bool media_metadata_flat(
	struct scope *s, const struct json_value *object, const char **out);

/* The EXIF object of struct media_description, in the same way. */
NODISCARD bool media_metadata_exif(
	struct scope *s, const struct json_value *object, const char **out);

#endif
