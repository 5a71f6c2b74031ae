/* Lines end with a newline; columns are characters, which begin with any byte but one that goes on. */
#include "json/json_place.h"

struct json_place json_place_at(struct view text, size_t offset)
{
	struct json_place place = { .offset = offset, .line = 1, .column = 1, .path = "" };

	for (size_t i = 0; i < offset && i < text.n; i++) {
		bool starts_character = ((uint8_t)text.p[i] & 0xc0) != 0x80;
		place.column += starts_character ? 1 : 0;
		if (text.p[i] == '\n') {
			place.line++;
			place.column = 1;
		}
	}
	return place;
}
