"""Who may fetch what: public and private files, signed or not, under each rule of --signed-urls,
and the signature vectors."""

import hashlib
import hmac
import json
import re
import unicodedata
import urllib.parse

import pictures
from delivery import NEVER, Delivery, check_rendered, sign
from emulator import Emulator, fixture
from tap import Skip, each, main

MODES = ("optional", "strict", "required")

sites = {mode: Delivery(Emulator("--signed-urls", mode)) for mode in MODES}
ask, put = sites["optional"].ask, sites["optional"].put
started = []


def start(one):
    started.append(one.start())
    return one


def set_up():
    for site in sites.values():
        start(site.server)
        site.put("thousand.bin", bytes(1000))
        site.put("photo.png", pictures.png(4, 3))
        site.put("draft.png", pictures.png(6, 5), isPublished=False)
        site.put("private.png", pictures.png(5, 4), isPrivateFile=True)
        site.put("private.txt", b"private words", isPrivateFile=True)
        site.put("private.mp4", pictures.mp4(2000), isPrivateFile=True)


def tear_down():
    codes = [one.stop() for one in started]
    assert set(codes) == {0}, codes


# Access -----------------------------------------------------------------------------------------

WRONG = "ik-s=" + "0" * 40
EXPIRED = sign("photo.png", 1000000000)
EXPIRED_PRIVATE = sign("private.png", 1000000000)
FAR = 4000000000


@each([
    ("public, unsigned", "photo.png", 200, 200, 401),
    ("public, unsigned orig-true", "photo.png?tr=orig-true", 200, 200, 401),
    ("public, unsigned transformation", "photo.png?tr=w-10", None, None, 401),
    ("public, unsigned named transformation", "tr:n-ik_ml_thumbnail/photo.png", None, None, 401),
    ("public, signed", sign("photo.png"), 200, 200, 200),
    ("public, signed with an expiry", sign("photo.png", FAR), 200, 200, 200),
    ("public, wrong signature", "photo.png?" + WRONG, 200, 401, 401),
    ("public, expired signature", EXPIRED, 200, 401, 401),
    ("private, unsigned", "private.png", 401, 401, 401),
    ("private, unsigned transformation", "private.png?tr=w-10", 401, 401, 401),
    ("private, unsigned transformation in the path", "tr:w-10/private.png", 401, 401, 401),
    ("private, named transformation alone", "tr:n-ik_ml_thumbnail/private.png", None, None, 401),
    ("private, named transformation in the query", "private.png?tr=n-ik_ml_thumbnail",
     None, None, 401),
    ("private, named plus explicit item", "tr:n-ik_ml_thumbnail,w-10/private.png", 401, 401, 401),
    ("private, named plus explicit step", "tr:n-ik_ml_thumbnail:w-10/private.png", 401, 401, 401),
    ("private, orig-true", "private.png?tr=orig-true", 401, 401, 401),
    ("private, orig-true in the path", "tr:orig-true/private.png", 401, 401, 401),
    ("private, attachment", "private.png?ik-attachment=true", 401, 401, 401),
    ("private, transformation that would be ignored", "private.txt?tr=w-10", 401, 401, 401),
    ("private, thumbnail", "private.mp4/ik-thumbnail.jpg", 401, 401, 401),
    ("private, manifest", "private.mp4/ik-master.m3u8?tr=sr-240", 401, 401, 401),
    ("private, signed", sign("private.png"), 200, 200, 200),
    ("private, signed with an expiry", sign("private.png", FAR), 200, 200, 200),
    ("private, signed attachment", sign("private.png?ik-attachment=true"), 200, 200, 200),
    ("private, signed orig-true", sign("tr:orig-true/private.png"), 200, 200, 200),
    ("private, signed transformation", sign("private.png?tr=w-10"), None, None, None),
    ("private, wrong signature", "private.png?" + WRONG, 401, 401, 401),
    ("private, expired signature", EXPIRED_PRIVATE, 401, 401, 401),
    ("private, the key of nobody", sign("private.png", key="private_other"), 401, 401, 401),
    # Where every URL needs a signature, nobody learns without one what there is.
    ("missing, unsigned", "missing.png", 404, 404, 401),
    ("missing, wrong signature", "missing.png?" + WRONG, 404, 404, 401),
    ("missing, expired signature", sign("missing.png", 1000000000), 404, 404, 401),
    ("missing, signed", sign("missing.png"), 404, 404, 404),
    ("missing, a version", "photo.png?ik-obj-version=none", 404, 404, 401),
    ("missing, a version, signed", sign("photo.png?ik-obj-version=none"), 404, 404, 404),
    ("missing, a thumbnail", "missing.mp4/ik-thumbnail.jpg", 404, 404, 401),
    ("draft, unsigned", "draft.png", 404, 404, 401),
    ("draft, signed", sign("draft.png"), 404, 404, 404),
    ("what is made of a text", "ik-genimg-prompt-cat/cat.jpg", 501, 501, 401),
    ("of nobody, unsigned", "/nobody/photo.png", 404, 404, 404),
])
def test_access(target, *wanted):
    for mode, status in zip(MODES, wanted):
        answer = sites[mode].ask(target)
        if status is None:  # it would be rendered
            check_rendered(answer)
        else:
            assert answer.status == status, "--signed-urls %s: %r" % (mode, answer)


@each([("unsigned", "photo.pn"), ("wrongly signed", "photo.pn?" + WRONG)])
def test_no_near_miss_is_told_who_shows_no_signature(target):
    near = sites["required"].ask(target).expect(401)
    assert near.header("x-emulator-nearest") is None, near.headers
    assert sites["required"].ask(sign("photo.pn")).header("x-emulator-nearest") == "/photo.png"


def test_a_signature_expires_by_the_accounts_clock():
    with Emulator("--clock", "2026-01-02T03:04:05Z") as frozen:
        there = Delivery(frozen)
        there.put("timed.txt", b"for a while", isPrivateFile=True)
        target = sign("timed.txt", 1767323045 + 300)
        assert there.ask(target).expect(200).body == b"for a while"
        frozen.advance(seconds=300)
        there.ask(target).expect(200)
        frozen.advance(seconds=1)
        there.ask(target).expect(401)
        there.ask(sign("timed.txt")).expect(200)


def test_a_condition_does_not_open_a_private_file():
    tag = ask(sign("private.txt")).expect(200).header("etag")
    ask("private.txt", If_None_Match=tag).expect(401)
    ask("private.txt", If_None_Match="*").expect(401)


def test_an_old_version_is_as_private_as_it_was_uploaded():
    first = put("once-private.txt", b"secret", isPrivateFile=True)["versionInfo"]["id"]
    put("once-private.txt", b"open")
    ask("once-private.txt").expect(200)
    ask("once-private.txt?ik-obj-version=" + first).expect(401)


@each([
    ("a parameter after ik-s", lambda: sign("private.txt") + "&v=1"),
    ("ik-s before ik-t", lambda: re.sub("(ik-t=[0-9]+)&(ik-s=.*)", r"\2&\1",
                                        sign("private.txt", FAR))),
    ("ik-attachment after signing", lambda: sign("private.txt") + "&ik-attachment=true"),
    ("a parameter before the signature", lambda: sign("private.txt").replace("?", "?v=1&")),
    ("upper case", lambda: re.sub("ik-s=(.*)", lambda m: "ik-s=" + m.group(1).upper(),
                                  sign("private.txt"))),
    ("no value", lambda: "private.txt?ik-s="),
    ("an expiry that is no number", lambda: sign("private.txt", FAR).replace("ik-t=4", "ik-t=x")),
    ("the signature of another file", lambda: sign("thousand.bin").replace("thousand.bin",
                                                                         "private.txt")),
    ("other escapes than were signed", lambda: sign("private.txt").replace("private",
                                                                         "%70rivate")),
])
def test_a_signature_is_broken_by(make):
    ask(make()).expect(401)


def test_parameters_that_were_signed_along_do_not_break_the_signature():
    ask(sign("private.txt?v=1&w=2", FAR)).expect(200)


def test_an_ik_seo_prefix_may_be_left_out_of_the_signed_text():
    digest = sign("private.txt").split("ik-s=")[1]
    ask("ik-seo/private/words.txt?ik-s=" + digest).expect(401)  # another text was signed
    signed = sign("private/words.txt").split("?")[1]
    assert ask("ik-seo/private/words.txt?" + signed).expect(200).body == b"private words"


def test_an_ik_seo_name_delivers_the_file():
    answer = ask("ik-seo/photo/a-name-for-search-engines.png").expect(200)
    assert answer.body == pictures.png(4, 3)
    put("inner.png", pictures.png(3, 3), folder="/part")
    assert ask("ik-seo/part/inner/name.png").expect(200).body == pictures.png(3, 3)


# Signature vectors ------------------------------------------------------------------------------

VECTORS = json.loads(fixture("vectors", "url-signing-vectors.json").decode())
VECTOR_TIME = "2023-11-14T22:13:20Z"  # frozen_now of the vectors
SUFFIXES = ("ik-thumbnail.jpg", "ik-master.m3u8", "ik-master.mpd", "ik-video.mp4")
vector_sites = {}


def vector_site(key):
    """The account demo with the vector's private key, at the vectors' time."""
    if key not in vector_sites:
        one = Emulator("--clock", VECTOR_TIME, "--auth", "strict",
                       "--account", "demo:%s:public_vectors" % key)
        vector_sites[key] = Delivery(start(one), key)
    return vector_sites[key]


def named_file(target):
    """The file that a target below /demo/ is about, and whether it asks for a transformation."""
    path, _, query = target[len("/demo/"):].partition("?")
    segments = path.split("/")
    chain = any(part.startswith("tr:") for part in segments[:-1]) or "tr=" in query
    segments = [part for part in segments[:-1] if not part.startswith("tr:")] + segments[-1:]
    while segments[-1] in SUFFIXES:
        segments.pop()
    return [urllib.parse.unquote(part, errors="strict") for part in segments], chain


def can_be_uploaded(segments):
    """Names keep letters, marks, digits, '-', '_' and, in the file's name, '.'."""
    def fits(text, more):
        return text and all(c in more or unicodedata.category(c)[0] in "LMN" for c in text)
    return (all(fits(part, "-_") for part in segments[:-1]) and fits(segments[-1], "-_.")
            and segments[-1].strip("."))


def signed_by_default_endpoint(target, key):
    """True when the signature is that of the text below /demo/."""
    head, _, given = target.rpartition("ik-s=")
    text = head[len("/demo/"):].rstrip("?&")
    text, found, expiry = re.sub("[?&]ik-t=([0-9]+)$", r"\n\1", text).partition("\n")
    expected = hmac.new(key.encode(), (text + (expiry if found else NEVER)).encode(),
                        hashlib.sha1).hexdigest()
    return expected == given


made = set()


def private_file(key, segments):
    """Puts a private file there, once for each key."""
    if (key, *segments) in made:
        return
    content = pictures.mp4(500) if segments[-1].endswith("mp4") else pictures.png(2, 2)
    facts = vector_site(key).put(segments[-1], content, folder="/" + "/".join(segments[:-1]),
                                 isPrivateFile=True)
    assert facts["filePath"] == "/" + "/".join(segments), facts["filePath"]
    made.add((key, *segments))


def check_vector(target, key, accepted):
    if not target.startswith("/demo/"):
        raise Skip("a custom domain cannot be configured")
    segments, chain = named_file(target)
    if not can_be_uploaded(segments):
        raise Skip("an upload cannot make a file of this name")
    if accepted and not signed_by_default_endpoint(target, key):
        raise Skip("further URL-endpoints cannot be configured")
    private_file(key, segments)
    answer = vector_site(key).ask(target)
    if not accepted:
        answer.expect(401)
    elif chain:
        check_rendered(answer)
    else:
        answer.expect(200)


@each([(v["id"], v) for v in VECTORS["verification"]])
def test_verification_vector(vector):
    assert vector["now"] == VECTORS["frozen_now"]
    check_vector(vector["request_target"], vector["private_key"], vector["expected_status"] == 200)


def sdk_rows():
    """Signed URLs of the SDKs below the default endpoint, each target once."""
    rows, seen = [], set()
    for vector in VECTORS["vectors"]:
        key, target = vector["input"]["private_key"], vector["wire_target"]
        if vector["signature"] is None or not target.startswith("/demo/") or (key, target) in seen:
            continue
        segments, _ = named_file(target)
        if not can_be_uploaded(segments):
            continue
        seen.add((key, target))
        accepted = vector["verifies_on_wire"] and vector["timestamp"] >= VECTORS["frozen_now"]
        rows.append((vector["id"], target, key, accepted))
    return rows


@each(sdk_rows())
def test_signed_url_of_an_sdk(target, key, accepted):
    check_vector(target, key, accepted)


if __name__ == "__main__":
    main(globals())
