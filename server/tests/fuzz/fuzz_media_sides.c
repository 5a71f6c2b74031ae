/* Headers of strangers: sides are read within measure or not at all. */
#include "base/base.h"
#include "media/media_header.h"
#include "media/media_sides.h"
#include "model/media_facts.h"

#include <stdlib.h>
#include <string.h>

static bool is_side(int64_t side)
{
	return side > 0 && side <= MEDIA_FACTS_MAX_SIDE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct media_sides sides;
	uint8_t *p = xmalloc(size);

	if (size > 0)
		memcpy(p, data, size);
	if (media_sides_read(p, size, &sides) &&
		!(sides.format && is_side(sides.width) && is_side(sides.height)))
		abort();
	if (media_header_blanks(p, size) > 0 && !media_header_is_markup(p, size))
		abort();
	free(p);
	return 0;
}
