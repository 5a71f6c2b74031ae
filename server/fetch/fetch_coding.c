#include "fetch/fetch_coding.h"

static bool is_usual(struct view coding)
{
	static const char *const usual[] = { "", "identity", "none", "gzip", "x-gzip", "deflate",
		"br", "zstd" };

	for (size_t i = 0; i < ARRAY_LEN(usual); i++)
		if (text_same_nocase(coding, usual[i]))
			return true;
	return false;
}

bool fetch_coding_is_strange(struct view line)
{
	struct view name = view_split(&line, ':');

	while (line.n > 0 && (line.p[line.n - 1] == '\r' || line.p[line.n - 1] == '\n'))
		line.n--;
	if (!line.p || !text_same_nocase(view_trim(name), "Content-Encoding"))
		return false;
	while (line.p)
		if (!is_usual(view_trim(view_split(&line, ','))))
			return true;
	return false;
}
