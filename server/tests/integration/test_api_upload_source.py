"""Upload: what `file` may be (bytes, base64, data URI, URL), its type and its size."""

import base64
import socket
import time

import pictures
from emulator import HELP, Emulator
from form import Form
from origin import Origin
from tap import each, main

MIB = 1024 * 1024
TOO_LARGE = "Your request contains invalid file parameter. The file size exceeds limits."
BAD_FILE = "Your request contains invalid file parameter."

server = Emulator()
free = Emulator("--plan", "free")
closed = Emulator("--allow-remote", "none")


def set_up():
    for one in (server, free, closed):
        one.start()


def tear_down():
    for one in (server, free, closed):
        one.stop_cleanly()


def stored_bytes(api, answer):
    return api.fetch(answer.expect(200).json()["url"]).expect(200).body


def refused(api, file):
    """A 400 about the file, and nothing stored."""
    answer = api.upload(file, fileName="a.bin").expect(400).json()
    assert answer["message"].startswith(BAD_FILE[:-1]), answer
    assert answer["help"] == HELP
    assert api.files() == []


# Bytes and text --------------------------------------------------------------------------------

@each([
    ("with a file name", {"filename": "x.bin"}),
    ("without one, as a stream", {"filename": None}),
    ("labelled as text", {"filename": "x.txt", "content_type": "text/plain; charset=utf-8"}),
    ("with a file name and no type", {"filename": "x.bin", "content_type": None}),
])
def test_a_binary_part(part):
    api = server.fresh()
    content = bytes(range(256)) * 5 + b"\r\n--not the boundary\r\n\r\n"
    form = Form().text("fileName", "a.bin").binary("file", content, **part)
    assert stored_bytes(api, api.post_form(form)) == content


def test_a_binary_part_is_never_taken_for_a_url():
    api = server.fresh()
    content = b"http://127.0.0.1:9/picture.jpg"
    form = Form().text("fileName", "a.txt").binary("file", content, filename="a.txt")
    assert stored_bytes(api, api.post_form(form)) == content


@each([
    ("short", b"hello"),
    ("one byte over a group", b"hell"),
    ("all byte values", bytes(range(256)) * 9),
    ("more than a megabyte", bytes(range(256)) * 4096 * 3),
])
def test_base64_text(content):
    api = server.fresh()
    assert stored_bytes(api, api.upload(base64.b64encode(content).decode(), fileName="a.bin")) \
        == content


def test_base64_text_labelled_as_text():
    """Some clients label every text part with a type."""
    api = server.fresh()
    form = Form().text("fileName", "a.txt", content_type="text/plain; charset=utf-8")
    form.text("file", base64.b64encode(b"labelled").decode(),
              content_type="text/plain; charset=utf-8")
    form.text("useUniqueFileName", "false", content_type="text/plain; charset=utf-8")
    answer = api.post_form(form)
    assert stored_bytes(api, answer) == b"labelled"
    assert answer.json()["name"] == "a.txt"


def test_parts_with_a_content_length_of_their_own():
    api = server.fresh()
    form = Form().text("fileName", "a.txt", content_length="5")
    form.text("useUniqueFileName", "false", content_length="5")
    form.part('form-data; name="file"; filename="a.txt"', b"12345", content_length="5")
    answer = api.post_form(form)
    assert stored_bytes(api, answer) == b"12345" and answer.json()["name"] == "a.txt"


@each([
    ("of a picture", "image/png", pictures.png(6, 4)),
    ("of a text", "text/plain", b"text"),
])
def test_a_data_uri(kind, content):
    api = server.fresh()
    uri = "data:%s;base64,%s" % (kind, base64.b64encode(content).decode())
    assert stored_bytes(api, api.upload(uri, fileName="a.bin")) == content


@each([
    ("other letters", "\u00e9\u00e9\u00e9\u00e9"),
    ("signs alone", "!?, ."),
    ("padding in front", "=aGVsbG8"),
    ("a data URI of nonsense", "data:image/png;base64,!!!!"),
    ("a data URI without data", "data:image/png"),
])
def test_text_that_is_no_file(text):
    refused(server.fresh(), text)


def lenient(text):
    """What is left of text when all that is not base64 is passed over, up to the first padding."""
    kept = text.replace(b"-", b"+").replace(b"_", b"/").split(b"=")[0]
    kept = bytes(c for c in kept if chr(c).isalnum() and c < 128 or c in b"+/")
    kept = kept[:len(kept) - (len(kept) % 4 == 1)]
    return base64.b64decode(kept + b"=" * (-len(kept) % 4))


@each([
    ("a picture", "a.jpg", pictures.jpeg(40, 30)),
    ("a text", "a.txt", "Caf\u00e9: this is neither, is it?\n".encode() * 100),
    ("all bytes", "a.bin", bytes(range(256)) * 300),
    ("a sign within", "a.bin", b"aGVs!G8="),
    ("padding within", "a.bin", b"aGVs=bG8="),
])
def test_bytes_that_are_sent_as_text(name, content):
    """Old SDKs send a file's bytes as a field: the service decodes them as if they were base64."""
    api = server.fresh()
    answer = api.post_form(Form().text("file", content).text("fileName", name))
    assert stored_bytes(api, answer) == lenient(content)
    assert answer.json()["fileType"] == "non-image", answer
    assert answer.json()["size"] == len(lenient(content)), answer
    warning = answer.header("x-emulator-warning")
    assert "neither a URL nor base64" in warning and "filename" in warning, answer.headers
    path = "/journal?account=%s&operation=files.upload" % api.imagekit_id
    entry = server.control("GET", path).expect(200).json()["entries"][0]
    assert entry["warning"] == warning and entry["status"] == 200, entry


@each([
    ("base64", Form().text("file", "aGVs\r\nbG8=")),
    ("base64 for URLs", Form().text("file", "Pz8_Pz8-")),
    ("base64 without padding", Form().text("file", "aGVsbG8")),
    ("a data URI", Form().text("file", "data:,hello")),
    ("bytes with a file name", Form().binary("file", b"\xff\xd8", content_type=None)),
    ("bytes with a type", Form().binary("file", b"\xff\xd8", filename=None)),
])
def test_nothing_is_guessed_about(form):
    api = server.fresh()
    answer = api.post_form(form.text("fileName", "a.bin")).expect(200)
    assert answer.header("x-emulator-warning") is None, answer.headers
    path = "/journal?account=%s&operation=files.upload" % api.imagekit_id
    assert "warning" not in server.control("GET", path).expect(200).json()["entries"][0]


# Type ------------------------------------------------------------------------------------------

@each([
    ("png called txt", "a.txt", pictures.png(3, 3), "image", "image/png"),
    ("gif called bin", "a.bin", pictures.gif(3, 3), "image", "image/gif"),
    ("jpg without extension", "picture", pictures.jpeg(8, 8), "image", "image/jpeg"),
    ("pdf called bin", "a.bin", pictures.PDF, "non-image", "application/pdf"),
    ("zip called txt", "a.txt", pictures.ZIP, "non-image", "application/zip"),
    ("mp4 called bin", "a.bin", pictures.mp4(64), "non-image", "video/mp4"),
    ("text", "a.txt", b"text\n", "non-image", "text/plain"),
    ("style sheet", "a.css", b"a { color: red }\n", "non-image", "text/css"),
    ("JSON", "a.json", b"{}\n", "non-image", "application/json"),
    ("text without extension", "text", b"text\n", "non-image", "application/octet-stream"),
])
def test_the_type_comes_from_the_bytes_then_from_the_extension(name, content, kind, served):
    api = server.fresh()
    form = Form().text("fileName", name).text("useUniqueFileName", "false")
    form.binary("file", content, filename="x.exe", content_type="video/x-nonsense")
    answer = api.post_form(form).expect(200).json()
    assert answer["fileType"] == kind, answer
    assert ("thumbnailUrl" in answer) == (kind == "image"), answer
    fetched = api.fetch(answer["url"]).expect(200)
    assert fetched.header("content-type").split(";")[0] == served, fetched.header("content-type")
    assert fetched.body == content


def test_an_svg_is_an_image():
    answer = server.fresh().upload(pictures.svg(30, 20), fileName="a.svg").expect(200).json()
    assert answer["fileType"] == "image", answer


# Size ------------------------------------------------------------------------------------------

def zeros(size, head=b""):
    return head + bytes(size - len(head))


@each([
    ("25,000,000 bytes", "a.bin", lambda: zeros(25000000)),
    ("60 MiB of video", "a.bin", lambda: pictures.mp4(60 * MIB)),
])
def test_sizes_within_the_free_plan(name, make):
    content = make()
    answer = free.fresh().upload(content, fileName=name).expect(200).json()
    assert answer["size"] == len(content)


@each([
    ("a file over 25 MiB", "a.bin", lambda: zeros(25 * MIB + 1)),
    ("a picture over 25 MiB", "a.jpg", lambda: zeros(25 * MIB + 1, pictures.jpeg(8, 8))),
    ("a video over 100 MiB", "a.mp4", lambda: pictures.mp4(100 * MIB + 1)),
    ("called a video over 25 MiB", "a.mp4", lambda: zeros(30 * MIB)),
])
def test_sizes_beyond_the_free_plan(name, make):
    api = free.fresh()
    api.upload(make(), fileName=name).error(400, TOO_LARGE)
    assert api.files() == []


def test_a_base64_file_beyond_the_free_plan():
    api = free.fresh()
    text = base64.b64encode(zeros(25 * MIB + 1)).decode()
    api.upload(text, fileName="a.bin").error(400, TOO_LARGE)
    assert api.files() == []


@each([
    ("lite", "lite", 40000000, 40 * MIB + 1),
    ("pro", "pro", 50000000, 50 * MIB + 1),
])
def test_sizes_of_another_plan(plan, fits, exceeds):
    with Emulator("--plan", plan) as other:
        api = other.client()
        api.upload(zeros(fits), fileName="a.bin").expect(200)
        api.upload(zeros(exceeds), fileName="b.bin").error(400, TOO_LARGE)
        api.upload(pictures.mp4(exceeds), fileName="c.bin").expect(200)


# By URL ----------------------------------------------------------------------------------------

PHOTO = pictures.jpeg(80, 60)


def never_ending_redirect(handler):
    handler.send_response(302)
    handler.send_header("Location", "/again")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def without_length(handler):
    """A body that ends with the connection."""
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(PHOTO)
    handler.close_connection = True


def cut_short(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(PHOTO)))
    handler.end_headers()
    handler.wfile.write(PHOTO[:50])
    handler.close_connection = True


def too_large(handler):
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(26):
            handler.wfile.write(bytes(MIB))
    except OSError:
        pass
    handler.close_connection = True


def silent(handler):
    time.sleep(12)
    handler.close_connection = True


ROUTES = {
    "/photo.jpg": (200, {"Content-Type": "text/plain"}, PHOTO),
    "/photo.jpg?size=large&x=%20y": (200, {}, PHOTO),
    "/moved": (301, {"Location": "/photo.jpg"}, b""),
    "/again": never_ending_redirect,
    "/to-file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/without-length": without_length,
    "/cut-short": cut_short,
    "/too-large": too_large,
    "/silent": silent,
    "/error": (500, {}, b"broken"),
    "/gone": (410, {}, b"gone"),
}


@each([
    ("plain", "/photo.jpg"),
    ("with a query", "/photo.jpg?size=large&x=%20y"),
    ("behind a redirect", "/moved"),
    ("without a length", "/without-length"),
])
def test_an_upload_by_url(path):
    api = server.fresh()
    with Origin(ROUTES) as origin:
        answer = api.upload(origin.url + path, fileName="photo.jpg", useUniqueFileName=False)
        assert origin.requests[0][:2] == ("GET", path), origin.requests
    assert stored_bytes(api, answer) == PHOTO
    facts = answer.json()
    assert (facts["width"], facts["height"], facts["name"]) == (80, 60, "photo.jpg")


@each([
    ("404", "/nowhere"),
    ("410", "/gone"),
    ("500", "/error"),
    ("a redirect without end", "/again"),
    ("a redirect to a local file", "/to-file"),
    ("a body cut short", "/cut-short"),
])
def test_a_url_that_gives_no_file(path):
    with Origin(ROUTES) as origin:
        refused(server.fresh(), origin.url + path)
        assert 1 <= len(origin.requests) <= 60


def test_a_url_whose_server_says_nothing():
    with Origin(ROUTES) as origin:
        started = time.monotonic()
        refused(server.fresh(), origin.url + "/silent")
        assert time.monotonic() - started < 11.5


def test_a_url_at_which_nobody_listens():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        refused(server.fresh(), "http://127.0.0.1:%d/a.jpg" % unused.getsockname()[1])


def test_a_url_with_too_large_a_file():
    api = free.fresh()
    with Origin(ROUTES) as origin:
        api.upload(origin.url + "/too-large", fileName="a.bin").error(400, TOO_LARGE)
    assert api.files() == []


@each([
    ("a local file", "file:///etc/passwd"),
    ("ftp", "ftp://127.0.0.1/a.jpg"),
    ("no host", "http:///a.jpg"),
    ("a port that is none", "http://127.0.0.1:99999/a.jpg"),
    ("spaces", "http://127.0.0.1 /a.jpg"),
    ("a line break", "http://127.0.0.1/a.jpg\r\nX-Header: 1"),
])
def test_a_url_that_is_none(url):
    refused(server.fresh(), url)


def test_no_url_is_fetched_when_that_is_forbidden():
    with Origin(ROUTES) as origin:
        refused(closed.fresh(), origin.url + "/photo.jpg")
        assert origin.requests == []
    # Everything but a URL still works.
    closed.fresh().upload(b"x", fileName="a.txt").expect(200)


if __name__ == "__main__":
    main(globals())
