"""How delivery URLs name what they want: percent-encoding, UTF-8, folders and accounts, and where a
transformation may stand."""

import urllib.parse

import pictures
from delivery import Delivery, check_rendered, sign
from emulator import Emulator
from tap import each, main

server = Emulator()
site = Delivery(server)
ask, put = site.ask, site.put


def set_up():
    server.start()
    put("thousand.bin", bytes(1000))
    put("photo.png", pictures.png(4, 3))
    put("private.txt", b"private words", isPrivateFile=True)


tear_down = server.stop_cleanly


# Names and encoding -----------------------------------------------------------------------------

def test_escapes_of_ordinary_characters_are_decoded():
    put("plain.txt", b"plain", folder="/enc")
    assert ask("%65nc/pl%61in%2Etxt").expect(200).body == b"plain"
    assert ask("/%64emo/enc/plain.txt").expect(200).body == b"plain"


def test_names_outside_ascii_are_found_by_their_utf8():
    put("写真.txt", b"photo", folder="/画像")
    assert ask("%E7%94%BB%E5%83%8F/%E5%86%99%E7%9C%9F.txt").expect(200).body == b"photo"
    assert ask("%e7%94%bb%e5%83%8f/%e5%86%99%e7%9c%9f.txt").expect(200).body == b"photo"


def test_nfc_and_nfd_are_different_files():
    nfc, nfd = "caf\u00e9.txt", "cafe\u0301.txt"
    put(nfc, b"composed", folder="/forms")
    put(nfd, b"decomposed", folder="/forms")
    assert ask("forms/" + urllib.parse.quote(nfc)).expect(200).body == b"composed"
    assert ask("forms/" + urllib.parse.quote(nfd)).expect(200).body == b"decomposed"


def test_case_matters():
    put("Case.txt", b"upper", folder="/Cases")
    ask("Cases/Case.txt").expect(200)
    ask("Cases/case.txt").expect(404)
    ask("cases/Case.txt").expect(404)
    ask("/Demo/Cases/Case.txt").expect(404)


@each([
    ("an encoded slash does not separate folders", "enc%2Fplain.txt"),
    ("an encoded slash does not end the account", "/demo%2Fenc/plain.txt"),
    ("a plus is no space and no underscore", "under+score.txt"),
    ("an encoded plus is no underscore", "under%2Bscore.txt"),
])
def test_escapes_that_must_not_find_a_file(target):
    put("plain.txt", b"plain", folder="/enc")
    put("under_score.txt", b"under")
    ask(target).expect(404)


@each([
    ("bytes that are no UTF-8", b"/demo/%ff%fe.txt"),
    ("an overlong form", b"/demo/enc%c0%afplain.txt"),
    ("half an escape", b"/demo/100%.txt"),
    ("no hex digits", b"/demo/%zz.txt"),
    ("a zero byte", b"/demo/thousand.bin%00.png"),
    ("a way out", b"/demo/../../../../etc/passwd"),
    ("an encoded way out", b"/demo/%2e%2e/%2e%2e/%2e%2e/etc/passwd"),
    ("a way out through encoded slashes", b"/demo/..%2f..%2f..%2fetc%2fpasswd"),
    ("the data folder", b"/demo/../imagekit.db"),
])
def test_odd_targets_find_nothing(target):
    answer = site.ask_raw(target)
    assert answer.status in (400, 404), repr(answer)
    assert b"root:" not in answer.body
    ask("thousand.bin").expect(200)


@each([
    ("a folder", "enc"),
    ("a folder with its slash", "enc/"),
    ("the root", "/demo/"),
    ("the account alone", "/demo"),
    ("a file as a folder", "thousand.bin/more"),
    ("a missing file", "nothing.png"),
    ("a missing folder", "no/such/folder/a.png"),
    ("an unknown account", "/nobody/thousand.bin"),
    ("an account never seen", "/acct00000000/thousand.bin"),
    ("an empty account", "//thousand.bin"),
])
def test_not_found(target):
    put("plain.txt", b"plain", folder="/enc")
    ask(target).expect(404)


def test_the_file_of_another_account_is_not_found():
    other = server.client("private_of_another")
    facts = other.upload(b"theirs", fileName="theirs.txt", useUniqueFileName=False)
    url = facts.expect(200).json()["url"]
    assert "/acct" in url, url
    assert other.fetch(url).expect(200).body == b"theirs"
    ask("theirs.txt").expect(404)


def test_the_signature_of_another_account_opens_nothing():
    ask(sign("private.txt", key="private_of_another")).expect(401)


# Transformations --------------------------------------------------------------------------------

@each([
    ("in the path", "tr:orig-true/photo.png"),
    ("in the query", "photo.png?tr=orig-true"),
    ("with items that are ignored, after it", "tr:orig-true,w-10/photo.png"),
    ("with items that are ignored, before it", "photo.png?tr=w-10,orig-true"),
    ("encoded comma", "photo.png?tr=w-10%2Corig-true"),
    ("the path wins over the query", "tr:orig-true/photo.png?tr=w-10"),
    ("the first of several counts", "photo.png?tr=orig-true&tr=w-10"),
    ("an empty chain in the query", "photo.png?tr="),
])
def test_the_original_is_served_for(target):
    assert ask(target).expect(200).body == pictures.png(4, 3)


def test_a_chain_may_stand_behind_a_part_of_the_path():
    put("inner.png", pictures.png(3, 3), folder="/part")
    assert ask("part/tr:orig-true/inner.png").expect(200).body == pictures.png(3, 3)


def test_an_empty_chain_in_the_path_is_a_400():
    answer = ask("tr:/photo.png").expect(400)
    assert answer.header("ik-error"), "no ik-error"


@each([
    ("in the path", "tr:w-100/photo.png"),
    ("in the query", "photo.png?tr=w-100"),
    ("the path wins over the query", "tr:w-100/photo.png?tr=orig-true"),
    ("the first of several counts", "photo.png?tr=w-100&tr=orig-true"),
    ("named", "tr:n-ik_ml_thumbnail/photo.png"),
])
def test_a_picture_is_transformed_or_it_is_said_that_this_is_not_there(target):
    answer = ask(target)
    check_rendered(answer)
    assert answer.body != pictures.png(4, 3), "the original came back"


def test_a_head_request_tells_of_the_missing_transformation_as_well():
    get, head = ask("photo.png?tr=w-100"), ask("photo.png?tr=w-100", "HEAD")
    assert head.status == get.status
    assert head.header("ik-error") == get.header("ik-error")


@each([
    ("text", "note.txt", b"a note"),
    ("css", "style.css", b"p { margin: 0 }"),
    ("javascript", "code.js", b"let a = 1;"),
    ("zip", "pack.zip", pictures.ZIP),
])
def test_a_transformation_of_what_is_no_picture_is_ignored(name, content):
    put(name, content, folder="/ignored")
    assert ask("ignored/%s?tr=w-100" % name).expect(200).body == content
    assert ask("tr:w-100,h-50/ignored/" + name).expect(200).body == content


if __name__ == "__main__":
    main(globals())
