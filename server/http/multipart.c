/* Cuts a form into parts. Every boundary line is preceded by a CRLF that belongs to it and not to
 * the data, so the parser looks for one fixed text: CRLF, two dashes, the boundary. CR occurs in
 * it once, in front; when a match breaks off, nothing that was matched can be the start of another
 * one. That makes the search linear, and the bytes held back between two pieces a prefix of that
 * text. */
#include "http/multipart.h"

#include "http/header_param.h"
#include "http/part_header.h"

#include <string.h>

enum state {
	PREAMBLE,       /* before the first boundary */
	BOUNDARY_FOUND, /* behind it: two dashes, or blanks and the end of the line */
	CLOSING,        /* the first of the two dashes was there */
	PADDING,        /* blanks */
	LINE_FEED,      /* the CR was there */
	HEADERS,
	DATA,
	CLOSED,
	BROKEN, /* the scope knows why */
};

struct multipart {
	struct scope *scope;
	struct arena *part; /* memory of the current part */
	const struct multipart_events *events;
	void *ctx;
	enum state state;
	size_t parts;     /* the current one included */
	const char *name; /* of the current part; NULL while it is not known */
	char *delimiter;
	size_t delimiter_len;
	size_t matched; /* bytes of the delimiter that the input so far ends in */
	size_t implied; /* how many of those are not data in any case: see start_search() */
	size_t skipped; /* bytes of preamble, or of padding */
	char *header;   /* the header block so far, room for MULTIPART_MAX_PART_HEADER bytes */
	size_t header_len, line; /* and where its last line starts */
};

static const char *part_label(const struct multipart *m)
{
	if (!m->name)
		return arena_printf(m->scope->arena, "part %zu", m->parts);
	return arena_printf(m->scope->arena, "part %zu (\"%s\")", m->parts, m->name);
}

static bool fail_part(struct multipart *m, const char *why)
{
	return err_set(m->scope, ERR_INVALID, "%s: %s", part_label(m), why);
}

static bool fail_boundary(struct multipart *m, const char *why)
{
	if (m->parts == 0)
		return err_set(m->scope, ERR_INVALID, "the first boundary line: %s", why);
	return err_set(
		m->scope, ERR_INVALID, "the boundary line after part %zu: %s", m->parts, why);
}

/* At the start of the form, and behind the blank line that ends a header block, a boundary line
 * may follow at once: the CRLF before it then counts as seen. */
static void start_search(struct multipart *m, enum state state)
{
	m->state = state;
	m->matched = m->implied = 2;
	m->skipped = 0;
}

/* Bytes that turned out not to belong to a boundary line. */
static bool pass(struct multipart *m, const char *p, size_t n)
{
	if (n == 0)
		return true;
	if (m->state == DATA)
		return m->events->data(m->ctx, p, n);
	m->skipped += n;
	return m->skipped <= MULTIPART_MAX_PREAMBLE ||
	       err_set(m->scope, ERR_INVALID,
		       "the form has no boundary line in its first %d bytes: \"%s\" was expected",
		       MULTIPART_MAX_PREAMBLE, m->delimiter + 2);
}

static void drop(struct view *v, size_t n)
{
	v->p += n;
	v->n -= n;
}

/* How many bytes of v are those that the delimiter has from `from` on. */
static size_t match(const struct multipart *m, size_t from, struct view v)
{
	size_t n = 0;

	while (n < v.n && from + n < m->delimiter_len && v.p[n] == m->delimiter[from + n])
		n++;
	return n;
}

/* Goes on with a match that began in an earlier piece; what was held back for it is passed on when
 * it breaks off. */
static bool resume(struct multipart *m, struct view *in)
{
	size_t n = match(m, m->matched, *in);

	drop(in, n);
	m->matched += n;
	if (m->matched == m->delimiter_len || in->n == 0)
		return true;
	n = m->matched - m->implied;
	const char *held = m->delimiter + m->implied;
	m->matched = m->implied = 0;
	return pass(m, held, n);
}

/* Looks for the delimiter, whole or cut off by the end of the piece, and passes on what is before
 * it. */
static bool scan(struct multipart *m, struct view *in)
{
	struct view rest = *in;

	while (rest.n > 0) {
		const char *cr = memchr(rest.p, '\r', rest.n);
		if (!cr) {
			drop(&rest, rest.n);
			break;
		}
		drop(&rest, (size_t)(cr - rest.p));
		size_t n = match(m, 0, rest);
		if (n == m->delimiter_len || n == rest.n) {
			m->matched = n;
			break;
		}
		drop(&rest, n);
	}
	struct view before = { in->p, (size_t)(rest.p - in->p) };
	*in = rest;
	drop(in, m->matched);
	return pass(m, before.p, before.n);
}

static bool search(struct multipart *m, struct view *in)
{
	if (m->matched > 0 && !resume(m, in))
		return false;
	if (m->matched == 0 && !scan(m, in))
		return false;
	if (m->matched < m->delimiter_len)
		return true;
	bool ended = m->state == DATA;
	m->state = BOUNDARY_FOUND;
	m->name = NULL;
	m->skipped = 0;
	return !ended || m->events->end(m->ctx);
}

static bool closing(struct multipart *m, char c)
{
	m->state = CLOSED;
	return c == '-' || fail_boundary(m, "one dash follows the boundary, not two");
}

static bool padding(struct multipart *m, char c)
{
	if (c == ' ' || c == '\t')
		return ++m->skipped <= MULTIPART_MAX_PADDING ||
		       fail_boundary(m, "too many blanks follow the boundary");
	m->state = LINE_FEED;
	if (c == '\n')
		return fail_boundary(m, "it ends in LF alone, not in CRLF");
	return c == '\r' || fail_boundary(m, "other bytes follow the boundary");
}

static bool start_part(struct multipart *m, char c)
{
	if (c != '\n')
		return fail_boundary(m, "its CR is not followed by LF");
	arena_free(m->part);
	m->part = arena_new();
	m->parts++;
	m->header_len = m->line = 0;
	m->state = HEADERS;
	return true;
}

static bool end_headers(struct multipart *m)
{
	struct multipart_part part;
	const char *why = part_header_read(m->part, m->header, m->line, &part);

	m->name = part.name;
	if (why)
		return fail_part(m, why);
	start_search(m, DATA);
	return m->events->begin(m->ctx, &part);
}

/* A header line has just got its LF. */
static bool end_line(struct multipart *m)
{
	const char *line = m->header + m->line;
	size_t n = m->header_len - m->line;
	const char *cr = memchr(line, '\r', n);

	if (!cr)
		return fail_part(m, "a header line ends in LF alone, not in CRLF");
	if (cr != line + n - 2)
		return fail_part(m, "a header line holds a CR that is not followed by LF");
	if (n == 2)
		return end_headers(m);
	m->line = m->header_len;
	return true;
}

/* Takes input up to the end of a header line. */
static bool headers(struct multipart *m, struct view *in)
{
	size_t room = MULTIPART_MAX_PART_HEADER - m->header_len;
	struct view piece = { in->p, in->n < room ? in->n : room };
	const char *lf = memchr(piece.p, '\n', piece.n);

	if (lf)
		piece.n = (size_t)(lf - piece.p) + 1;
	if (memchr(piece.p, '\0', piece.n))
		return fail_part(m, "a header holds a NUL byte");
	memcpy(m->header + m->header_len, piece.p, piece.n);
	m->header_len += piece.n;
	drop(in, piece.n);
	if (lf)
		return end_line(m);
	if (in->n == 0)
		return true;
	return err_set(m->scope, ERR_INVALID, "%s: its headers are longer than %d bytes",
		part_label(m), MULTIPART_MAX_PART_HEADER);
}

static char take(struct view *in)
{
	char c = *in->p;

	drop(in, 1);
	return c;
}

static bool step(struct multipart *m, struct view *in)
{
	switch (m->state) {
	case PREAMBLE:
	case DATA:
		return search(m, in);
	case BOUNDARY_FOUND:
		if (*in->p != '-') {
			m->state = PADDING;
			return true;
		}
		drop(in, 1);
		m->state = CLOSING;
		return true;
	case CLOSING:
		return closing(m, take(in));
	case PADDING:
		return padding(m, take(in));
	case LINE_FEED:
		return start_part(m, take(in));
	case HEADERS:
		return headers(m, in);
	case CLOSED:
		drop(in, in->n);
		return true;
	case BROKEN:
		return false;
	}
	return false;
}

bool multipart_feed(struct multipart *m, const char *p, size_t n)
{
	struct view in = { p, n };

	while (in.n > 0 && m->state != BROKEN)
		if (!step(m, &in))
			m->state = BROKEN;
	return m->state != BROKEN;
}

static bool fail_end(struct multipart *m)
{
	switch (m->state) {
	case PREAMBLE:
		return err_set(m->scope, ERR_INVALID,
			"the form has no boundary line: \"%s\" was expected", m->delimiter + 2);
	case BOUNDARY_FOUND:
	case CLOSING:
	case PADDING:
	case LINE_FEED:
		return fail_boundary(m, "the form ends inside it: the closing boundary is missing");
	case HEADERS:
	case DATA:
		return err_set(m->scope, ERR_INVALID,
			"the form ends inside %s%s: the closing boundary is missing",
			m->state == HEADERS ? "the headers of " : "", part_label(m));
	case CLOSED:
	case BROKEN:
		break;
	}
	return false;
}

bool multipart_end(struct multipart *m)
{
	if (m->state == CLOSED)
		return true;
	fail_end(m);
	m->state = BROKEN;
	return false;
}

/* RFC 2046 allows fewer characters, but clients exist that use them. A blank at the end could not
 * be told from padding. */
static bool is_boundary(const char *s)
{
	size_t n = strlen(s);

	for (size_t i = 0; i < n; i++)
		if (s[i] < ' ' || s[i] > '~')
			return false;
	return n > 0 && n <= MULTIPART_MAX_BOUNDARY && s[n - 1] != ' ';
}

static bool find_boundary(struct scope *s, struct view params, const char **out)
{
	enum header_param_result result;
	struct header_param param;

	*out = NULL;
	while ((result = header_param_next(s->arena, &params, &param)) == HEADER_PARAM_ONE) {
		if (!text_same_nocase(param.name, "boundary"))
			continue;
		if (*out)
			return err_set(s, ERR_INVALID, "the Content-Type has two boundaries");
		*out = param.value;
	}
	if (result == HEADER_PARAM_BROKEN)
		return err_set(s, ERR_INVALID, "the parameters of the Content-Type cannot be read");
	if (!*out)
		return err_set(s, ERR_INVALID, "the Content-Type has no boundary");
	return is_boundary(*out) || err_set(s, ERR_INVALID,
					    "the boundary in the Content-Type is not 1 to %d "
					    "visible ASCII characters",
					    MULTIPART_MAX_BOUNDARY);
}

static bool boundary_of(struct scope *s, const char *content_type, const char **out)
{
	struct view params = view_of(content_type ? content_type : "");
	struct view type = view_trim(view_split(&params, ';'));

	if (!text_same_nocase(type, "multipart/form-data"))
		return err_set(s, ERR_INVALID, "the Content-Type is not multipart/form-data");
	return find_boundary(s, params, out);
}

static void free_part(void *m)
{
	arena_free(((struct multipart *)m)->part);
}

bool multipart_open(struct scope *s, const char *content_type,
	const struct multipart_events *events, void *ctx, struct multipart **out)
{
	const char *boundary = NULL;

	if (!boundary_of(s, content_type, &boundary))
		return false;
	struct multipart *m = arena_alloc(s->arena, sizeof(*m));
	*m = (struct multipart){ .scope = s, .events = events, .ctx = ctx };
	arena_defer(s->arena, free_part, m);
	m->delimiter = arena_printf(s->arena, "\r\n--%s", boundary);
	m->delimiter_len = strlen(m->delimiter);
	m->header = arena_alloc(s->arena, MULTIPART_MAX_PART_HEADER);
	start_search(m, PREAMBLE);
	*out = m;
	return true;
}
