/* multipart/form-data by example: what is accepted, what is refused and in which words. Each row
 * is fed at once and byte by byte. */
#include "http/multipart.h"
#include "tests/support/check_main.h"
#include "tests/support/form_transcript.h"

#include <string.h>

#define FORM    "multipart/form-data; boundary=b"
#define FIELD   "Content-Disposition: form-data; "
#define TEXT(s) s, sizeof(s) - 1

/* `want` is the transcript, or the error's text. */
struct form {
	const char *body;
	size_t size;
	const char *want;
};

/* clang-format off */
static const struct form accepted[] = {
	{ TEXT("--b--"), "" },
	{ TEXT("--b--\r\n"), "" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n1\r\n--b--"), "{a|-|-:1}" },
	{ TEXT("\r\n--b\r\n" FIELD "name=\"a\"\r\n\r\n1\r\n--b--\r\n"), "{a|-|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n1\r\n--b\r\n" FIELD "name=b\r\n\r\n2\r\n--b--"),
		"{a|-|-:1}{b|-|-:2}" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n1\r\n--b\r\n" FIELD "name=a\r\n\r\n2\r\n--b--"),
		"{a|-|-:1}{a|-|-:2}" },
	{ TEXT("--b\r\n" FIELD "name=\"file\"; filename=\"x.png\"\r\n"
		"Content-Type: image/png\r\n\r\n"
		"\x89PNG\r\n\x1a\n\r\n--b--"), "{file|x.png|image/png:\x89PNG\r\n\x1a\n}" },

	/* preamble, padding, epilogue */
	{ TEXT("junk\r\nmore -- --b\r\n--b\r\n" FIELD "name=a\r\n\r\n1\r\n--b--"), "{a|-|-:1}" },
	{ TEXT("\r\n\r\n--b\r\n" FIELD "name=a\r\n\r\n1\r\n--b--"), "{a|-|-:1}" },
	{ TEXT("--b \t \r\n" FIELD "name=a\r\n\r\n1\r\n--b \r\n" FIELD "name=b\r\n\r\n\r\n--b-- "),
		"{a|-|-:1}{b|-|-:}" },
	{ TEXT("--b--\r\n--b\r\nnonsense\n\0"), "" },
	{ TEXT("--b--junk"), "" },

	/* data that looks like something else */
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n\r\n--b--"), "{a|-|-:}" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n--b--"), "{a|-|-:}" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n--b\r\n" FIELD "name=c\r\n\r\n1\r\n--b--"),
		"{a|-|-:}{c|-|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n--\r\n--b--"), "{a|-|-:--}" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n-\r\n-b\r\n--\r\n--b--"), "{a|-|-:-\r\n-b\r\n--}" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n\r\n\r\n--b--"), "{a|-|-:\r\n}" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n\r\r\r\n--b--"), "{a|-|-:\r\r}" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n\r\n-\r\n--\r\n\r--b\n--b --b\r\n--b--"),
		"{a|-|-:\r\n-\r\n--\r\n\r--b\n--b --b}" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n\r\n--c\r\n--b--"), "{a|-|-:\r\n--c}" },

	/* header names and values */
	{ TEXT("--b\r\ncontent-disposition:FORM-DATA;NAME=a\r\nCONTENT-TYPE:text/plain\r\n\r\n"
		"1\r\n--b--"),
		"{a|-|text/plain:1}" },
	{ TEXT("--b\r\nX-Other: 1\r\nContent-Length: 99\r\n" FIELD "size=5; name=a\r\n\r\n"
		"1\r\n--b--"),
		"{a|-|-:1}" },
	{ TEXT("--b\r\n" FIELD "name = \"a\" ; ; filename =x ;\r\n\r\n1\r\n--b--"), "{a|x|-:1}" },
	{ TEXT("--b\r\nContent-Disposition: form-data;\r\n name=a;\r\n\tfilename=x\r\n\r\n"
		"1\r\n--b--"),
		"{a|x|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a\r\nContent-Type:  text/plain; charset=x \t\r\n\r\n1\r\n"
		"--b--"),
		"{a|-|text/plain; charset=x:1}" },
	{ TEXT("--b\r\n" FIELD "name=a\r\nContent-Type: \r\n\r\n1\r\n--b--"), "{a|-|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a\r\nContent-Transfer-Encoding: Binary\r\n\r\n1\r\n--b--"),
		"{a|-|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a\r\nContent-Transfer-Encoding: 8bit\r\n\r\n1\r\n--b--"),
		"{a|-|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a\r\nContent-Transfer-Encoding:7bit\r\n\r\n1\r\n--b--"),
		"{a|-|-:1}" },

	/* names and file names */
	{ TEXT("--b\r\n" FIELD "name=\"\"; filename=\"\"\r\n\r\n1\r\n--b--"), "{||-:1}" },
	{ TEXT("--b\r\n" FIELD "name=\"a;b=c, d\"\r\n\r\n1\r\n--b--"), "{a;b=c, d|-|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename=\"say \\\"hi\\\".txt\"\r\n\r\n1\r\n--b--"),
		"{a|say \"hi\".txt|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename=\"C:\\dir\\x.png\"\r\n\r\n1\r\n--b--"),
		"{a|C:\\dir\\x.png|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename=\"C:\\\\dir\\\\x.png\"\r\n\r\n1\r\n--b--"),
		"{a|C:\\dir\\x.png|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename=\"100%22%0D%0A.txt\"\r\n\r\n1\r\n--b--"),
		"{a|100%22%0D%0A.txt|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=\"\xc3\xa9\"; filename=\xe4\xbd\xa0.png\r\n\r\n1\r\n--b--"),
		"{\xc3\xa9|\xe4\xbd\xa0.png|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename*=UTF-8''%e2%82%ac%20x.txt\r\n\r\n1\r\n--b--"),
		"{a|\xe2\x82\xac x.txt|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename*=utf-8'en'x%27y; filename=old\r\n\r\n1\r\n--b--"),
		"{a|x'y|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename=\"\xff\"; filename*=utf-8''new\r\n\r\n1\r\n--b--"),
		"{a|new|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename=old; filename*=iso-8859-1''%e9\r\n\r\n1\r\n--b--"),
		"{a|old|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename=old; filename*=utf-8''%e9\r\n\r\n1\r\n--b--"),
		"{a|old|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename=old; filename*=utf-8''%\r\n\r\n1\r\n--b--"),
		"{a|old|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename=old; filename*=utf-8''x%00y\r\n\r\n1\r\n--b--"),
		"{a|old|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename=old; filename*=utf-8'x\r\n\r\n1\r\n--b--"),
		"{a|old|-:1}" },

	/* Latin-1, and file names that cannot be read */
	{ TEXT("--b\r\n" FIELD "name=\"\xe9\"\r\n\r\n1\r\n--b--"), "{\xc3\xa9|-|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename=\"caf\xe9 \x80\xff.jpg\"\r\n\r\n1\r\n--b--"),
		"{a|caf\xc3\xa9 \xc2\x80\xc3\xbf.jpg|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename=\xe9\r\n\r\n1\r\n--b--"), "{a|\xc3\xa9|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename*=utf-8''%e9\r\n\r\n1\r\n--b--"),
		"{a|utf-8''%e9|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename*=iso-8859-1''%e9\r\n\r\n1\r\n--b--"),
		"{a|iso-8859-1''%e9|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a; filename=\xe9; filename*=iso-8859-1''%e9\r\n\r\n1\r\n"
		"--b--"), "{a|\xc3\xa9|-:1}" },
	{ TEXT("--b\r\n" FIELD "name=a\r\nContent-Type: \xe9\r\n\r\n1\r\n--b--"),
		"{a|-|\xc3\xa9:1}" },
};

static const struct form refused[] = {
	/* nothing, or no end */
	{ TEXT(""), "the form has no boundary line: \"--b\" was expected" },
	{ TEXT("{\"file\":1}"), "the form has no boundary line: \"--b\" was expected" },
	{ TEXT("--c\r\n" FIELD "name=a\r\n\r\n1\r\n--c--"),
		"the form has no boundary line: \"--b\" was expected" },
	{ TEXT("x--b--"), "the form has no boundary line: \"--b\" was expected" },
	{ TEXT("\n--b--"), "the form has no boundary line: \"--b\" was expected" },
	{ TEXT("--b"),
		"the first boundary line: the form ends inside it: the closing boundary is "
		"missing" },
	{ TEXT("--b\r"),
		"the first boundary line: the form ends inside it: the closing boundary is "
		"missing" },
	{ TEXT("--b\r\n"),
		"the form ends inside the headers of part 1: the closing boundary is missing" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n"),
		"the form ends inside the headers of part 1: the closing boundary is missing" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n"),
		"the form ends inside part 1 (\"a\"): the closing boundary is missing" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n1\r\n--"),
		"the form ends inside part 1 (\"a\"): the closing boundary is missing" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n1\r\n--b\r\n" FIELD "name=file\r\n\r\n2"),
		"the form ends inside part 2 (\"file\"): the closing boundary is missing" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n1\r\n--b-"), "the boundary line after part 1: "
		"the form ends inside it: the closing boundary is missing" },

	/* boundary lines */
	{ TEXT("--bx\r\n"), "the first boundary line: other bytes follow the boundary" },
	{ TEXT("--b\n"), "the first boundary line: it ends in LF alone, not in CRLF" },
	{ TEXT("--b\rx"), "the first boundary line: its CR is not followed by LF" },
	{ TEXT("--b \r\r\n"), "the first boundary line: its CR is not followed by LF" },
	{ TEXT("--b-\r\n"), "the first boundary line: one dash follows the boundary, not two" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n1\r\n--b x"),
		"the boundary line after part 1: other bytes follow the boundary" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n1\r\n--b\0\r\n"),
		"the boundary line after part 1: other bytes follow the boundary" },

	/* header lines */
	{ TEXT("--b\r\n\r\n1\r\n--b--"), "part 1: the Content-Disposition header is missing" },
	{ TEXT("--b\r\nContent-Type: text/plain\r\n\r\n1\r\n--b--"),
		"part 1: the Content-Disposition header is missing" },
	{ TEXT("--b\r\n" FIELD "name=a\n\r\n1\r\n--b--"),
		"part 1: a header line ends in LF alone, not in CRLF" },
	{ TEXT("--b\r\n\n1\r\n--b--"), "part 1: a header line ends in LF alone, not in CRLF" },
	{ TEXT("--b\r\n" FIELD "na\rme=a\r\n\r\n1\r\n--b--"),
		"part 1: a header line holds a CR that is not followed by LF" },
	{ TEXT("--b\r\n" FIELD "name=a\r\r\n\r\n1\r\n--b--"),
		"part 1: a header line holds a CR that is not followed by LF" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n1\r\n--b\r\n" FIELD "name=\"a\0b\"\r\n\r\n1\r\n"
		"--b--"),
		"part 2: a header holds a NUL byte" },
	{ TEXT("--b\r\nX: \0\r\n" FIELD "name=a\r\n\r\n1\r\n--b--"),
		"part 1: a header holds a NUL byte" },
	{ TEXT("--b\r\n" FIELD "name=a\r\nnonsense\r\n\r\n1\r\n--b--"),
		"part 1: header line 2 is not of the form \"Name: value\"" },
	{ TEXT("--b\r\n: x\r\n\r\n1\r\n--b--"),
		"part 1: header line 1 is not of the form \"Name: value\"" },
	{ TEXT("--b\r\n " FIELD "name=a\r\n\r\n1\r\n--b--"),
		"part 1: header line 1 is not of the form \"Name: value\"" },
	{ TEXT("--b\r\nContent-Disposition : form-data; name=a\r\n\r\n1\r\n--b--"),
		"part 1: header line 1 is not of the form \"Name: value\"" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n" FIELD "name=b\r\n\r\n1\r\n--b--"),
		"part 1: the header Content-Disposition comes twice" },
	{ TEXT("--b\r\n" FIELD "name=a\r\nContent-Type: a\r\ncontent-type:\r\n\r\n1\r\n--b--"),
		"part 1: the header content-type comes twice" },

	/* what they say */
	{ TEXT("--b\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--b--"),
		"part 1: Content-Disposition is not form-data" },
	{ TEXT("--b\r\nContent-Disposition:\r\n\r\n1\r\n--b--"),
		"part 1: Content-Disposition is not form-data" },
	{ TEXT("--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--"),
		"part 1: Content-Disposition has no name" },
	{ TEXT("--b\r\n" FIELD "filename=x\r\n\r\n1\r\n--b--"),
		"part 1: Content-Disposition has no name" },
	{ TEXT("--b\r\n" FIELD "name\r\n\r\n1\r\n--b--"),
		"part 1: Content-Disposition cannot be read" },
	{ TEXT("--b\r\n" FIELD "name=\r\n\r\n1\r\n--b--"),
		"part 1: Content-Disposition cannot be read" },
	{ TEXT("--b\r\n" FIELD "name=\"a\r\n\r\n1\r\n--b--"),
		"part 1: Content-Disposition cannot be read" },
	{ TEXT("--b\r\n" FIELD "name=\"a\\\"\r\n\r\n1\r\n--b--"),
		"part 1: Content-Disposition cannot be read" },
	{ TEXT("--b\r\n" FIELD "name=\"a\"b\r\n\r\n1\r\n--b--"),
		"part 1: Content-Disposition cannot be read" },
	{ TEXT("--b\r\n" FIELD "name=\"a\"filename=x\r\n\r\n1\r\n--b--"),
		"part 1: Content-Disposition cannot be read" },
	{ TEXT("--b\r\n" FIELD "name=a\"b\"\r\n\r\n1\r\n--b--"),
		"part 1: Content-Disposition cannot be read" },
	{ TEXT("--b\r\n" FIELD "name=a b\r\n\r\n1\r\n--b--"),
		"part 1: Content-Disposition cannot be read" },
	{ TEXT("--b\r\n" FIELD "name=a; =b\r\n\r\n1\r\n--b--"),
		"part 1: Content-Disposition cannot be read" },
	{ TEXT("--b\r\n" FIELD "name=a; Name=b\r\n\r\n1\r\n--b--"),
		"part 1: Content-Disposition has two parameters called \"Name\"" },
	{ TEXT("--b\r\n" FIELD "name=a\r\n\r\n1\r\n--b\r\nContent-Transfer-Encoding: BASE64\r\n"
		FIELD "name=file\r\n\r\nMQ==\r\n--b--"), "part 2 (\"file\"): "
		"the Content-Transfer-Encoding BASE64 is not supported: send the bytes as they "
		"are" },
	{ TEXT("--b\r\n" FIELD "name=a\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n1\r\n"
		"--b--"), "part 1 (\"a\"): the Content-Transfer-Encoding quoted-printable is not "
		"supported: send the bytes as they are" },
	{ TEXT("--b\r\n" FIELD "name=a\r\nContent-Transfer-Encoding: \xff\r\n\r\n1\r\n--b--"),
		"part 1 (\"a\"): the Content-Transfer-Encoding is not supported: "
		"send the bytes as they are" },
};

struct type {
	const char *value;
	const char *boundary; /* that a form must use; NULL: refused */
	const char *error;
};

static const struct type types[] = {
	{ "multipart/form-data; boundary=b", "b", NULL },
	{ "multipart/form-data;boundary=b", "b", NULL },
	{ "  MultiPart/Form-Data ; charset=utf-8 ; BOUNDARY=\"b\" ;", "b", NULL },
	{ "multipart/form-data; boundary=b; charset=utf-8", "b", NULL },
	{ "multipart/form-data; x=\";boundary=no\"; boundary=b", "b", NULL },
	{ "multipart/form-data; boundary=\"a b:c;d\\\"e\"", "a b:c;d\"e", NULL },
	{ "multipart/form-data; boundary=----=_Part_1/2?(3):+,4.5",
		"----=_Part_1/2?(3):+,4.5", NULL },
	{ "multipart/form-data; boundary=--", "--", NULL },
	{ NULL, NULL, "the Content-Type is not multipart/form-data" },
	{ "", NULL, "the Content-Type is not multipart/form-data" },
	{ "application/json", NULL, "the Content-Type is not multipart/form-data" },
	{ "multipart/mixed; boundary=b", NULL, "the Content-Type is not multipart/form-data" },
	{ "multipart/form-data boundary=b", NULL, "the Content-Type is not multipart/form-data" },
	{ "multipart/form-data", NULL, "the Content-Type has no boundary" },
	{ "multipart/form-data;", NULL, "the Content-Type has no boundary" },
	{ "multipart/form-data; charset=utf-8", NULL, "the Content-Type has no boundary" },
	{ "multipart/form-data; boundary=b; boundary=b",
		NULL, "the Content-Type has two boundaries" },
	{ "multipart/form-data; boundary", NULL,
		"the parameters of the Content-Type cannot be read" },
	{ "multipart/form-data; boundary=", NULL,
		"the parameters of the Content-Type cannot be read" },
	{ "multipart/form-data; boundary=\"b", NULL,
		"the parameters of the Content-Type cannot be read" },
	{ "multipart/form-data; boundary=b, multipart/form-data; boundary=c", NULL,
		"the parameters of the Content-Type cannot be read" },
	{ "multipart/form-data; boundary=\"\"", NULL,
		"the boundary in the Content-Type is not 1 to 200 visible ASCII characters" },
	{ "multipart/form-data; boundary=\"b \"", NULL,
		"the boundary in the Content-Type is not 1 to 200 visible ASCII characters" },
	{ "multipart/form-data; boundary=\"b\r\nc\"", NULL,
		"the boundary in the Content-Type is not 1 to 200 visible ASCII characters" },
	{ "multipart/form-data; boundary=\xc3\xa9", NULL,
		"the boundary in the Content-Type is not 1 to 200 visible ASCII characters" },
};
/* clang-format on */

static size_t one_byte(void *ctx, size_t left)
{
	(void)ctx;
	(void)left;
	return 1;
}

/* The body on one line, for the failure message. */
static const char *label_of(struct arena *a, const struct form *row)
{
	char *text = arena_strndup(a, row->body, row->size);

	for (size_t i = 0; i < row->size; i++)
		if (text[i] == '\r' || text[i] == '\n' || text[i] == '\0')
			text[i] = text[i] == '\n' ? '$' : '.';
	return text;
}

/* Fails the test unless the row, fed this way, gives what it wants. */
static void check_form(const struct form *row, bool ok, form_transcript_cut cut)
{
	struct view body = { row->body, row->size };
	struct form_transcript t = form_transcript_of(FORM, body, cut, NULL);
	const char *got = ok ? strbuf_text(&t.text) : t.scope.err.msg;
	const char *how = cut ? "byte by byte" : "at once";
	const char *label = label_of(t.scope.arena, row);

	ck_assert_msg(t.ok == ok, "%s, %s: verdict %d: %s", label, how, t.ok,
		t.scope.err.msg ? t.scope.err.msg : "no error");
	ck_assert_msg(t.scope.err.code == (ok ? ERR_NONE : ERR_INVALID), "%s, %s: code %d", label,
		how, t.scope.err.code);
	ck_assert_msg(strcmp(got, row->want) == 0, "%s, %s: got %s", label, how, got);
	scope_close(&t.scope);
}

START_TEST(a_well_made_form_comes_out_as_its_parts)
{
	check_form(&accepted[_i], true, NULL);
	check_form(&accepted[_i], true, one_byte);
}
END_TEST

START_TEST(a_malformed_form_is_refused_in_words)
{
	check_form(&refused[_i], false, NULL);
	check_form(&refused[_i], false, one_byte);
}
END_TEST

START_TEST(the_boundary_comes_from_the_content_type)
{
	const struct type *row = &types[_i];
	const char *label = row->value ? row->value : "(none)";
	struct scope s = scope_open();
	const char *boundary = row->boundary ? row->boundary : "b";
	const char *body = arena_printf(
		s.arena, "--%s\r\n" FIELD "name=a\r\n\r\n1\r\n--%s--", boundary, boundary);
	struct form_transcript t = form_transcript_of(row->value, view_of(body), NULL, NULL);

	ck_assert_msg(t.ok == (row->boundary != NULL), "%s: verdict %d: %s", label, t.ok,
		t.scope.err.msg ? t.scope.err.msg : "no error");
	if (t.ok)
		ck_assert_msg(strcmp(strbuf_text(&t.text), "{a|-|-:1}") == 0, "%s", label);
	else
		ck_assert_msg(
			strcmp(t.scope.err.msg, row->error) == 0, "%s: %s", label, t.scope.err.msg);
	scope_close(&t.scope);
	scope_close(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("http");
	TCase *cases = tcase_create("multipart");

	tcase_add_loop_test(
		cases, a_well_made_form_comes_out_as_its_parts, 0, (int)ARRAY_LEN(accepted));
	tcase_add_loop_test(
		cases, a_malformed_form_is_refused_in_words, 0, (int)ARRAY_LEN(refused));
	tcase_add_loop_test(
		cases, the_boundary_comes_from_the_content_type, 0, (int)ARRAY_LEN(types));
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
