"""Forms, names, paths and JSON that are not what they should be."""

import json

from emulator import Client
from form import Form
from hostile import Target, get, head, upload, usual_headers
from tap import each, main

target = Target()
MIB = 1024 * 1024


def set_up():
    target.start()


def tear_down():
    target.stop()


def good():
    return Form().text("fileName", "a.txt").binary("file", b"the content")


BODY, KIND = good().encode()
LINE = b"--" + good().boundary.encode()


# Forms cut short, whose Content-Length says so --------------------------------------------------

def at(text, after=True, last=False):
    """The offset of (or behind) a text in the good form."""
    place = BODY.rindex(text) if last else BODY.index(text)
    return place + (len(text) if after else 0)


@each([
    ("nothing at all", 0),
    ("two hyphens", 2),
    ("half of the first boundary", 12),
    ("the first boundary without its line end", len(LINE)),
    ("half a line end after the boundary", len(LINE) + 1),
    ("the first boundary line", len(LINE) + 2),
    ("half a header name", at(b"Content-Disp")),
    ("half a header value", at(b'name="file')),
    ("a part's header without the empty line", at(b'name="fileName"\r\n')),
    ("half of the empty line", at(b'name="fileName"\r\n\r')),
    ("a part's head", at(b'name="fileName"\r\n\r\n')),
    ("half a value", at(b"a.t")),
    ("a value", at(b"a.txt")),
    ("half a line end after a value", at(b"a.txt\r")),
    ("a line end after a value", at(b"a.txt\r\n")),
    ("the start of the second boundary", at(b"a.txt\r\n--")),
    ("the head of the file", at(b"octet-stream\r\n\r\n")),
    ("half of the file", at(b"the con")),
    ("the file without a boundary", at(b"the content")),
    ("the last boundary without its end", at(LINE, last=True)),
    ("the last boundary and one hyphen", at(LINE, last=True) + 1),
])
def test_a_form_that_ends_after(length):
    target.refused(upload(BODY[:length], KIND), 400)


def test_the_last_line_end_may_be_missing():
    target.accepted(upload(BODY[:-2], KIND))


# Boundaries ------------------------------------------------------------------------------------

@each([
    ("no content type", None),
    ("another type", "text/plain"),
    ("JSON", "application/json"),
    ("another form encoding", "application/x-www-form-urlencoded"),
    ("another multipart", "multipart/mixed; boundary=" + good().boundary),
    ("no boundary", "multipart/form-data"),
    ("an empty boundary", "multipart/form-data; boundary="),
    ("an empty quoted boundary", 'multipart/form-data; boundary=""'),
    ("a boundary that is not in the body", "multipart/form-data; boundary=another"),
    ("the start of the boundary", "multipart/form-data; boundary=" + good().boundary[:-1]),
    ("the boundary and more", "multipart/form-data; boundary=" + good().boundary + "x"),
    ("an open quote", 'multipart/form-data; boundary="' + good().boundary),
    ("a boundary of 10,000 bytes", "multipart/form-data; boundary=" + "b" * 10000),
    ("a parameter that only ends in boundary", "multipart/form-data; xboundary=" + good().boundary),
])
def test_a_content_type_that_does_not_fit(kind):
    target.refused(upload(BODY, kind), 400, 415)


@each([
    ("quoted", 'multipart/form-data; boundary="%s"' % good().boundary),
    ("after another parameter", "multipart/form-data; charset=utf-8; boundary=" + good().boundary),
    ("in capitals", "Multipart/Form-Data; Boundary=" + good().boundary),
    ("without the space", "multipart/form-data;boundary=" + good().boundary),
])
def test_a_boundary_that_is_fine(kind):
    target.accepted(upload(BODY, kind))


@each([
    ("text before the first boundary", b"preamble\r\n" + BODY),
    ("text after the last", BODY + b"epilogue\r\n" + LINE + b"\r\nnonsense"),
    ("spaces after a boundary", BODY.replace(LINE + b"\r\n", LINE + b" \t\r\n")),
])
def test_a_body_that_is_fine(body):
    target.accepted(upload(body, KIND))


def test_a_file_that_nearly_holds_the_boundary():
    content = b"\r\n" + LINE[:-1] + b"\r\n\r\n--\r\n\r\n" + LINE[:-1] + b"--\r\n\r"
    form = Form().text("fileName", "a.bin").binary("file", content)
    body, kind = form.encode()
    answer = target.final(upload(body, kind)).expect(200).json()
    assert target.api.get("/demo" + answer["filePath"]).expect(200).body == content
    target.api.delete("/v1/files/" + answer["fileId"]).expect(204)
    target.survived()


@each([
    ("bare line feeds", BODY.replace(b"\r\n", b"\n")),
    ("only the last boundary", LINE + b"--\r\n"),
    ("the first boundary glued to text", b"x" + BODY),
    ("NUL bytes alone", b"\x00" * 4096),
    ("NUL bytes before the form", b"\x00" * 64 + BODY),
    ("a NUL in a boundary", BODY.replace(LINE, LINE[:9] + b"\x00" + LINE[10:])),
    ("noise", bytes((at * 167 + 13) % 256 for at in range(20000))),
    ("line ends alone", b"\r\n" * 5000),
    ("hyphens alone", b"-" * 50000),
    ("first lines of boundaries alone", (LINE + b"\r\n") * 2000),
])
def test_a_body_that_is_no_form(body):
    target.refused(upload(body, KIND), 400)


# Parts: the one that is broken is the one that is needed -----------------------------------------

def with_name_part(header, content=b"a.txt"):
    return Form().raw_part(header, content).binary("file", b"the content").encode()


@each([
    ("no header at all", b""),
    ("no disposition", b"Content-Type: text/plain"),
    ("another disposition", b'Content-Disposition: attachment; name="fileName"'),
    ("no name", b"Content-Disposition: form-data"),
    ("an empty name", b'Content-Disposition: form-data; name=""'),
    ("an open quote", b'Content-Disposition: form-data; name="fileName'),
    ("no colon", b'Content-Disposition form-data; name="fileName"'),
    ("a NUL in the name", b'Content-Disposition: form-data; name="fileName\x00"'),
    ("a NUL before the name", b'Content-Disposition: form-data; name="\x00fileName"'),
    ("a NUL in the header's name", b'Content-Disp\x00osition: form-data; name="fileName"'),
    ("invalid UTF-8 in the name", b'Content-Disposition: form-data; name="fileName\xff\xfe"'),
    ("another case of the name", b'Content-Disposition: form-data; name="filename"'),
    ("a parameter that only ends in name", b'Content-Disposition: form-data; rename="fileName"'),
    ("40,000 bytes of header",
     b'Content-Disposition: form-data; name="fileName"; pad="' + b"p" * 40000 + b'"'),
    ("1,000 headers", b"X-Pad: p\r\n" * 1000 + b'Content-Disposition: form-data; name="fileName"'),
])
def test_a_part_with(header):
    body, kind = with_name_part(header)
    target.refused(upload(body, kind), 400, 413, 431)


def test_parts_without_number():
    """Nobody asks for them, and nothing is kept of them."""
    form = good()
    for number in range(20000):
        form.text("x%d" % number, "")
    body, kind = form.encode()
    target.accepted(upload(body, kind))


def test_too_many_parts_of_one_parameter():
    form = good()
    for number in range(20000):
        form.text("tags", "")
    body, kind = form.encode()
    target.refused(upload(body, kind), 400, 413)


@each([
    ("description", "description"),
    ("tags", "tags"),
])
def test_a_field_of_more_than_a_megabyte(name):
    body, kind = good().text(name, b"d" * (MIB + 1)).encode()
    target.refused(upload(body, kind), 400, 413)


def test_many_fields_of_nearly_a_megabyte():
    """Fields are limited together, not one by one."""
    form = good()
    for number in range(40):
        form.text("tags", b"d" * (MIB - 1))
    body, kind = form.encode()
    target.refused(upload(body, kind), 400, 413)


@each([
    ("fileName twice", good().text("fileName", "b.txt")),
    ("folder twice", good().text("folder", "/a").text("folder", "/b")),
    ("file twice", good().binary("file", b"another content")),
    ("file as text and as bytes", good().text("file", "aGVsbG8=")),
    ("useUniqueFileName twice",
     good().text("useUniqueFileName", "true").text("useUniqueFileName", "false")),
])
def test_a_field_that_is_there_twice(form):
    """Refused, or one file: no source says which. Never two, never a crash."""
    body, kind = form.encode()
    target.either(upload(body, kind), 400)


@each([
    ("a word", "useUniqueFileName", b"maybe"),
    ("a number", "isPrivateFile", b"2"),
    ("nothing", "overwriteFile", b""),
    ("a NUL", "isPublished", b"\x00"),
    ("invalid UTF-8", "overwriteTags", b"\xff"),
])
def test_a_boolean_that_is_none(name, value):
    body, kind = good().text(name, value).encode()
    target.either(upload(body, kind), 400)


# Text that is no UTF-8, and NUL bytes ------------------------------------------------------------

BAD_TEXT = [
    ("a lone continuation byte", b"a\x80b"),
    ("bytes that never occur", b"a\xff\xfeb"),
    ("a sequence cut short", b"a\xe6\x96"),
    ("an overlong slash", b"a\xc0\xafb"),
    ("a surrogate", b"a\xed\xa0\x80b"),
    ("beyond Unicode", b"a\xf4\x90\x80\x80b"),
    ("a NUL", b"a\x00b"),
]


@each([(name + ": " + label, name, text) for name in ("fileName", "folder", "tags", "description")
       for label, text in BAD_TEXT])
def test_bad_text(name, text):
    """Refused, or replaced by something that is valid text."""
    form = Form()
    if name != "fileName":
        form.text("fileName", "a.txt")
    body, kind = form.text(name, text).binary("file", b"x").encode()
    answer = target.either(upload(body, kind), 400)
    assert b"\x00" not in answer.body and "\\u0000" not in answer.text(), answer


@each([
    ("raw", b'Content-Disposition: form-data; name="file"; filename="a\xff\xfe\x80.txt"'),
    ("with a path", b'Content-Disposition: form-data; name="file"; filename="../../../x.txt"'),
    ("encoded", b"Content-Disposition: form-data; name=\"file\"; filename*=UTF-8''%ff%zz"),
    ("with an escaped quote", b'Content-Disposition: form-data; name="file"; filename="a\\"b"'),
])
def test_an_odd_file_name_of_a_part_does_no_harm(header):
    form = Form().text("fileName", "a.txt").raw_part(header, b"content")
    body, kind = form.encode()
    answer = target.either(upload(body, kind), 400)
    assert answer.status == 400 or answer.json()["name"].startswith("a_"), answer


# Paths -----------------------------------------------------------------------------------------

@each([
    ("up", b"../../etc"),
    ("up in the middle", b"a/../../b"),
    ("up with a leading slash", b"/../a"),
    ("up at the end", b"a/.."),
    ("here", b"./a"),
])
def test_a_folder_that_leads_elsewhere(folder):
    body, kind = good().text("folder", folder).encode()
    target.refused(upload(body, kind), 400,
                   message="Your request contains invalid value for folder parameter.")


@each([
    ("up", b"../../../etc/passwd"),
    ("absolute", b"/etc/passwd"),
    ("backslashes", b"..\\..\\x"),
    ("encoded", b"..%2f..%2fx"),
])
def test_a_file_name_that_leads_elsewhere_is_a_name(name):
    form = Form().text("fileName", name).binary("file", b"x")
    body, kind = form.encode()
    answer = target.accepted(upload(body, kind)).json()
    assert answer["filePath"] == "/" + answer["name"] and "/" not in answer["name"], answer
    assert "\\" not in answer["name"] and "%" not in answer["name"], answer


@each([
    ("up", "/demo/../../../../../../etc/passwd"),
    ("up from the root", "/../../../../../../etc/passwd"),
    ("encoded dots", "/demo/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd"),
    ("encoded slashes", "/demo/..%2f..%2f..%2f..%2fetc%2fpasswd"),
    ("encoded twice", "/demo/%252e%252e/%252e%252e/etc/passwd"),
    ("backslashes", "/demo/..\\..\\..\\etc\\passwd"),
    ("encoded backslashes", "/demo/..%5c..%5c..%5cetc%5cpasswd"),
    ("overlong dots", "/demo/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd"),
    ("doubled dots", "/demo/....//....//etc/passwd"),
    ("the database", "/demo/../imagekit.db"),
    ("a NUL before an extension", "/demo/etc/passwd%00.jpg"),
    ("an absolute path", "/demo//etc/passwd"),
    ("a scheme", "/demo/file:///etc/passwd"),
    ("an empty account", "//etc/passwd"),
    ("another account above", "/nobody/../demo/x"),
])
def test_a_delivery_path_that_leads_elsewhere(path):
    answer = target.closed(get(path), 400, 404)
    assert b"root:" not in answer.body and b"SQLite" not in answer.body, answer


@each([
    ("a lone percent sign", "/demo/a%"),
    ("one digit", "/demo/a%4"),
    ("no digits", "/demo/a%zz.jpg"),
    ("invalid UTF-8", "/demo/%ff%fe.jpg"),
    ("a NUL", "/demo/a%00.jpg"),
    ("a line end", "/demo/a%0d%0aX-Injected:%201"),
    ("a long name", "/demo/" + "a" * 8000),
    ("a thousand levels", "/demo" + "/a" * 1000),
])
def test_a_delivery_path_with_odd_signs(path):
    answer = target.closed(get(path), 400, 404, 414)
    assert answer.header("x-injected") is None, answer.headers


@each([
    ("a lone percent sign", "/v1/files/%/details"),
    ("no digits", "/v1/files/%zz/details"),
    ("invalid UTF-8", "/v1/files/%ff%fe/details"),
    ("a NUL", "/v1/files/0123456789abcdef01234567%00/details"),
    ("a long id", "/v1/files/" + "a" * 8000 + "/details"),
    ("dots", "/v1/files/%2e%2e/details"),
])
def test_an_id_with_odd_signs(path):
    target.refused(get(path), 400)


@each([
    ("a lone percent sign", "name=%"),
    ("no digits", "name=%zz"),
    ("invalid UTF-8", "name=%ff%fe"),
    ("raw invalid UTF-8", b"name=\xff\xfe"),
    ("a NUL", "name=a%00b"),
    ("an invalid path", "path=%ff"),
    ("a path that leads up", "path=/../.."),
    ("quotes and comments of SQL", "name='%20OR%201=1--&tags=%22%27;DROP"),
    ("nothing but separators", "&&&==&=&?&"),
    ("a thousand tags", "tags=" + ",".join("t%d" % number for number in range(1000))),
    ("the same parameter 500 times", "&".join(["name=a"] * 500)),
    ("brackets", "name[]=a&name[x]=b"),
    ("plus signs", "name=a+b"),
])
def test_an_odd_query(query):
    """A list without rows, or a 400: the library is empty and stays so."""
    query = query if isinstance(query, bytes) else query.encode()
    answer = target.final(get(b"/v1/files?" + query))
    answer.expect(200, 400)
    assert answer.status == 400 or answer.json() == [], answer
    assert answer.status == 200 or answer.json()["message"], answer
    target.survived()


# JSON ------------------------------------------------------------------------------------------

def put_clock(body, path="/_emulator/clock", method="PUT"):
    return head(method, path, usual_headers(("Content-Type", "application/json"),
                                            ("Content-Length", str(len(body))))) + body


def clock():
    return Client(target.server.port, None).get("/_emulator/clock").expect(200).json()


def refused_by_the_clock(data, *statuses):
    answer = target.final(data)
    assert answer is not None, "no answer"
    answer.expect(*statuses)
    message = answer.json()["message"]
    assert isinstance(message, str) and len(message) > 10, answer
    assert clock()["mode"] == "real"
    target.survived()


@each([
    ("nothing", b""),
    ("white space", b" \r\n\t "),
    ("a word", b"frozen"),
    ("single quotes", b"{'mode':'frozen'}"),
    ("an open brace", b"{"),
    ("an open string", b'{"mode":"fro'),
    ("a trailing comma", b'{"mode":"real",}'),
    ("text after the end", b'{"mode":"real"} x'),
    ("two values", b'{"mode":"real"}{"mode":"real"}'),
    ("a comment", b'{"mode":"real"/* */}'),
    ("UTF-16", '{"mode":"real"}'.encode("utf-16")),
    ("invalid UTF-8", b'{"mode":"\xff\xfe"}'),
    ("a control sign in a string", b'{"mode":"a\x01b"}'),
    ("a NUL byte", b'{"mode":"real"\x00}'),
    ("a NUL after the end", b'{"mode":"real"}\x00'),
    ("an escaped NUL", b'{"mode":"real\\u0000"}'),
    ("half a surrogate pair", b'{"mode":"\\ud800"}'),
    ("an unknown escape", b'{"mode":"\\x41"}'),
    ("a key without a value", b'{"mode"}'),
    ("an array", b"[]"),
    ("a number", b"5"),
    ("null", b"null"),
    ("a key twice", b'{"mode":"real","mode":"frozen","time":"2026-01-02T03:04:05.678Z"}'),
    ("100,000 arrays", b"[" * 100000),
    ("100,000 objects", b'{"a":' * 100000),
    ("a deep value", b'{"mode":' + b"[" * 5000 + b"]" * 5000 + b"}"),
    ("a number with leading zeros", b'{"mode":"frozen","time":01}'),
    ("NaN", b'{"mode":"frozen","time":NaN}'),
    ("infinity", b'{"mode":"frozen","time":1e999}'),
    ("an empty object", b"{}"),
    ("an unknown mode", b'{"mode":"sideways"}'),
    ("another case of a mode", b'{"mode":"FROZEN","time":"2026-01-02T03:04:05.678Z"}'),
    ("a mode that is a number", b'{"mode":1}'),
    ("a mode that is null", b'{"mode":null}'),
    ("a mode that is an array", b'{"mode":["frozen"]}'),
    ("a time that is a word", b'{"mode":"frozen","time":"tomorrow"}'),
    ("a time that is empty", b'{"mode":"frozen","time":""}'),
    ("a time that is an object", b'{"mode":"frozen","time":{}}'),
    ("month 13", b'{"mode":"frozen","time":"2026-13-02T03:04:05.678Z"}'),
    ("30 February", b'{"mode":"frozen","time":"2026-02-30T03:04:05.678Z"}'),
    ("hour 25", b'{"mode":"frozen","time":"2026-01-02T25:04:05.678Z"}'),
    ("a time and more", b'{"mode":"frozen","time":"2026-01-02T03:04:05.678Zx"}'),
    ("an offset without a time", b'{"mode":"offset"}'),
])
def test_json_for_the_clock(body):
    refused_by_the_clock(put_clock(body), 400)


def test_a_json_body_of_more_than_a_megabyte():
    body = b'{"mode":"real","pad":"' + b"p" * MIB + b'"}'
    refused_by_the_clock(put_clock(body), 413)


@each([
    ("nothing", b""),
    ("an empty object", b"{}"),
    ("a string", b'{"seconds":"60"}'),
    ("null", b'{"seconds":null}'),
    ("a boolean", b'{"seconds":true}'),
    ("an array", b'{"seconds":[1]}'),
    ("beyond every clock", b'{"seconds":1e300}'),
    ("beyond 64 bits", b'{"milliseconds":99999999999999999999}'),
    ("infinity", b'{"seconds":1e999}'),
])
def test_json_for_an_advance(body):
    refused_by_the_clock(put_clock(body, "/_emulator/clock/advance", "POST"), 400)


def test_the_clock_still_takes_what_is_right():
    body = json.dumps({"mode": "real"}).encode()
    target.closed(put_clock(body), 200)


if __name__ == "__main__":
    main(globals())
