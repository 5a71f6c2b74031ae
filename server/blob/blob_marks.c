/* One file of lines, suspects/uploads: every upload under way has one for the name of its blob, from before it is
 * published until its rows are there, and then it is blank again. Writing a line costs an upload nearly nothing, where
 * a file of its own would cost a quarter more. The next process takes the file for a list of suspects; so a name must
 * not stay a moment longer than its upload, for another database might not know it. */
#include "blob/blob_marks.h"

#include "blob/blob_dir.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE = BLOB_NAME_LENGTH + 1 };

bool blob_marks_open(struct blob_store *b, struct scope *s)
{
	b->marks_path = xstrdup(arena_printf(s->arena, "%s/" BLOB_MARKS_FILE, b->suspects));
	b->marks = open(b->marks_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	return b->marks >= 0 ||
	       err_errno(s, ERR_UNAVAILABLE, "creating the list of uploads", b->marks_path);
}

/* `name` NULL: blank. */
static bool write_line(struct blob_store *b, size_t at, const char *name)
{
	char line[LINE];

	memset(line, ' ', BLOB_NAME_LENGTH);
	if (name)
		memcpy(line, name, BLOB_NAME_LENGTH);
	line[BLOB_NAME_LENGTH] = '\n';
	return pwrite(b->marks, line, sizeof(line), (off_t)(at * LINE)) == LINE;
}

bool blob_marks_add(struct blob_store *b, struct scope *s, const char *name, size_t *at)
{
	*at = 0;
	while (*at < b->mark_count && b->marked[*at])
		(*at)++;
	if (*at == b->mark_count) {
		b->marked = xreallocarray(b->marked, ++b->mark_count, sizeof(*b->marked));
		b->marked[*at] = false;
	}
	if (!write_line(b, *at, name))
		return err_errno(s, ERR_UNAVAILABLE, "writing to", b->marks_path);
	b->marked[*at] = true;
	return true;
}

void blob_marks_remove(struct blob_store *b, size_t at)
{
	/* A line that cannot be written again stays taken: nobody shall find half of another name in it. */
	if (write_line(b, at, NULL))
		b->marked[at] = false;
}

void blob_marks_close(struct blob_store *b)
{
	if (b->marks >= 0) {
		close(b->marks);
		if (!b->pins)
			unlink(b->marks_path);
	}
	free(b->marks_path);
	free(b->marked);
}
