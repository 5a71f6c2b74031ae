"""Upload: parts of the form that are no parameter, and how parts may be described."""

import pictures
from emulator import UPLOAD, UPLOAD_V2, Emulator, fixture
from form import Form
from tap import each, main

server = Emulator()
MISSING = "Your request is missing file parameter."
PICTURE = pictures.jpeg(24, 16)


set_up, tear_down = server.start, server.stop_cleanly


def form():
    return Form().text("fileName", "a.jpg").text("useUniqueFileName", "false")


def stored(api, sent, path=UPLOAD):
    """The file is stored as it is, whatever stands beside it."""
    answer = api.post_form(sent, path).expect(200).json()
    assert answer["name"] == "a.jpg" and answer["size"] == len(PICTURE), answer
    assert api.fetch(answer["url"]).expect(200).body == PICTURE
    assert len(api.files()) == 1
    return answer


# Parts that are no parameter -------------------------------------------------------------------

OTHERS = [
    ("another picture", lambda f: f.binary("thumbnail", PICTURE, "t.jpg", "image/jpeg")),
    ("bytes without a file name", lambda f: f.binary("raw", bytes(range(256)), None)),
    ("text that is no UTF-8", lambda f: f.text("comment", b"caf\xe9")),
    ("a zero byte", lambda f: f.text("comment", b"a\0b")),
    ("a list of tags by their name in PHP", lambda f: f.text("tags[]", "a").text("tags[]", "b")),
    ("one field three times", lambda f: f.text("x", "1").text("x", "2").text("x", "3")),
    ("bytes and text of one name", lambda f: f.text("x", b"\xff").text("x", "2")),
    ("more than a megabyte of text", lambda f: f.text("x", "y" * 1500000)),
    ("three megabytes of bytes", lambda f: f.binary("x", b"\0\xff" * 1500000)),
    ("a name in Latin-1", lambda f: f.part(b'form-data; name="caf\xe9"', "x")),
    ("an empty name", lambda f: f.text("", "x").text("", "y")),
    ("the file of another field's name", lambda f: f.binary("file2", b"x").binary("files", b"y")),
    ("300 of them", lambda f: [f.text("x%d" % at, "y" * 10000) for at in range(300)]),
    ("nothing in them", lambda f: f.text("x", "").binary("y", b"")),
]


@each([(label + where, add, first) for label, add in OTHERS
       for where, first in ((", in front", True), (", behind", False))])
def test_other_parts_are_ignored(add, first):
    sent = Form()
    if first:
        add(sent)
    sent.text("fileName", "a.jpg").text("useUniqueFileName", "false")
    sent.binary("file", PICTURE, "a.jpg", "image/jpeg").text("folder", "/f")
    if not first:
        add(sent)
    answer = stored(server.fresh(), sent)
    assert answer["filePath"] == "/f/a.jpg", answer


def test_other_parts_do_not_use_up_the_room_of_parameters():
    api = server.fresh()
    sent = form().text("x", "y" * 900000).text("z", "y" * 900000)
    sent.text("description", "d" * 900000).binary("file", PICTURE)
    answer = stored(api, sent, UPLOAD_V2)
    assert len(answer["description"]) == 900000


@each([
    ("a picture by another name", lambda f: f.binary("image", PICTURE, "a.jpg", "image/jpeg")),
    ("nothing", lambda f: f),
    ("a text by another name", lambda f: f.text("File", "aGVsbG8=")),
    ("a list of files", lambda f: f.binary("file[]", PICTURE)),
    ("a buffer, a part a byte",
     lambda f: [f.text("file[%d]" % at, "255") for at in range(250)]),
    ("a buffer of 40,000 bytes",
     lambda f: [f.text("file[%d]" % at, "255") for at in range(40000)]),
])
def test_a_form_without_file(add):
    """A buffer is what one SDK takes for an object: each of its bytes becomes a field."""
    api = server.fresh()
    sent = Form()
    add(sent)
    api.post_form(sent.text("fileName", "a.jpg")).error(400, MISSING)
    if sent.parts:
        only = Form()
        add(only)
        if only.parts:
            api.post_form(only).error(400, MISSING)


def test_a_buffer_as_the_sdk_sends_it():
    """A whole body that was recorded; its boundary stands in its first line."""
    body = fixture("uploads", "buffer-as-parts.bin")
    boundary = body.split(b"\r\n", 1)[0][2:].decode()
    api = server.fresh()
    api.request("POST", UPLOAD, body, {
        "Content-Type": "multipart/form-data; boundary=" + boundary}).error(400, MISSING)
    assert api.files() == []


def test_the_journal_tells_of_parts_that_are_no_text():
    api = server.fresh()
    stored(api, form().binary("thumbnail", b"\xff" * 77).text("x", "y").binary("file", PICTURE))
    entry = server.control("GET", "/journal?account=%s&operation=files.upload" % api.imagekit_id)
    shown = entry.expect(200).json()["entries"][-1]["request"]["form"]
    assert {"name": "thumbnail", "bytes": 77} in shown and {"name": "x", "value": "y"} in shown, shown


# How parts are described -----------------------------------------------------------------------

@each([
    ("Latin-1", b'form-data; name="file"; filename="caf\xe9.jpg"'),
    ("Latin-1 without quotes", b'form-data; name=file; filename=caf\xe9.jpg'),
    ("another charset", b'form-data; name="file"; filename*=iso-8859-1\'\'caf%e9.jpg'),
    ("broken UTF-8", b'form-data; name="file"; filename*=utf-8\'\'caf%e9.jpg'),
    ("bytes of no charset", b'form-data; name="file"; filename="\x80\xff\xc3"'),
    ("an empty one", b'form-data; name="file"; filename=""'),
])
def test_a_file_name_of_a_part(disposition):
    """It tells that the part is a file, and nothing else."""
    stored(server.fresh(), form().part(disposition, PICTURE))


def test_a_content_type_in_latin_1():
    stored(server.fresh(), form().part(b'form-data; name="file"; filename="a"', PICTURE,
                                       content_type=b"image/\xe9"))


def test_only_tags_may_come_twice():
    api = server.fresh()
    sent = form().text("tags", "a").text("tags", "b,c").text("responseFields", "tags")
    assert stored(api, sent.binary("file", PICTURE))["tags"] == ["a", "b", "c"]
    sent = form().text("folder", "/a").text("folder", "/b").binary("file", PICTURE)
    api.post_form(sent).error(400, "Your request contains the folder parameter more than once.")


if __name__ == "__main__":
    main(globals())
