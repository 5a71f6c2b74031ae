/* Checking of customCoordinates. */
#include "model/coordinates.h"

#include "base/text.h"

bool coordinates_valid(const char *text)
{
	int64_t number;
	size_t count = 0;

	for (struct view rest = view_of(text), part; rest.p; count++) {
		part = view_trim(view_split(&rest, ','));
		if (!text_int(part, &number) || number < (count < 2 ? 0 : 1) || number > INT32_MAX)
			return false;
	}
	return count == 4;
}
