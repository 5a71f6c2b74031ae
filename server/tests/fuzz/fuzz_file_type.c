/* The first bytes of strangers: whatever they are, they are of some type, pictures are called so, and no byte past
 * the end is looked at. The first byte says what the name ends in. */
#include "base/base.h"
#include "model/file_type.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const extensions[] = { "", "svg", "css", "ts", "docx", "webm", "doc",
		"ttf" };

	if (size < 1 || size - 1 > FILE_TYPE_HEAD)
		return 0;
	uint8_t *head = xmalloc(size - 1);
	memcpy(head, data + 1, size - 1);
	struct file_type type =
		file_type_of(head, size - 1, extensions[data[0] % ARRAY_LEN(extensions)]);
	if (!strchr(type.mime, '/'))
		abort();
	if ((type.kind == FILE_KIND_IMAGE) != (strncmp(type.mime, "image/", 6) == 0))
		abort();
	free(head);
	return 0;
}
