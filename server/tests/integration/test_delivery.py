"""Delivery of originals: whole files and their headers, ranges, conditions, attachments, versions,
drafts, error answers and methods."""

import base64
import email.utils
import hashlib
import re

import pictures
from delivery import Delivery, sign
from emulator import Emulator
from tap import each, main

CACHE_CONTROL = "public, s-maxage=15552000, max-age=15552000, must-revalidate"
CONTENT = bytes(range(256)) * 3 + b"x" * 232  # a thousand bytes
UNKNOWN_ID = "ffffffffffffffffffffffff"

server = Emulator()
site = Delivery(server)
ask, put = site.ask, site.put


def set_up():
    server.start()
    put("thousand.bin", CONTENT)
    put("photo.png", pictures.png(4, 3))
    put("private.txt", b"private words", isPrivateFile=True)
    put("draft.png", pictures.png(6, 5), isPublished=False)
    put("private-draft.txt", b"draft", isPublished=False, isPrivateFile=True)


tear_down = server.stop_cleanly


# Whole files ------------------------------------------------------------------------------------

def test_get_gives_the_very_bytes_that_were_uploaded():
    answer = ask("thousand.bin").expect(200)
    assert answer.body == CONTENT
    assert answer.header("content-length") == "1000"


def test_the_url_of_the_upload_answer_delivers():
    facts = put("by-url.txt", b"by url", folder="/a/b")
    answer = server.client().fetch(facts["url"]).expect(200)
    assert answer.body == b"by url"


def test_the_url_of_details_with_updatedat_delivers():
    facts = put("by-details.txt", b"by details")
    url = server.client().details(facts["fileId"]).expect(200).json()["url"]
    assert "updatedAt=" in url, url
    assert server.client().fetch(url).expect(200).body == b"by details"


def test_success_headers_are_those_of_the_service():
    answer = ask("thousand.bin").expect(200)
    wanted = {"x-server": "ImageKit.io", "cache-control": CACHE_CONTROL, "accept-ranges": "bytes",
              "access-control-allow-origin": "*", "timing-allow-origin": "*"}
    got = {name: answer.header(name) for name in wanted}
    assert got == wanted, got
    assert re.fullmatch('"[0-9a-f]{32}"', answer.header("etag")), answer.header("etag")
    assert answer.header("content-disposition") is None
    assert answer.header("ik-error") is None


def test_head_answers_like_get_without_a_body():
    get, head = ask("thousand.bin"), ask("thousand.bin", "HEAD")
    head.expect(200)
    assert head.body == b""
    for name in ("content-length", "content-type", "etag", "last-modified", "cache-control",
                 "accept-ranges", "x-server"):
        assert head.header(name) == get.header(name), name


def test_a_keyed_request_is_delivered_just_the_same():
    answer = server.client().get("/demo/thousand.bin").expect(200)
    assert answer.body == CONTENT


def test_last_modified_is_the_time_of_the_content_by_the_accounts_clock():
    with Emulator("--clock", "2026-01-02T03:04:05.678Z") as frozen:
        there = Delivery(frozen)
        there.put("dated.txt", b"dated")
        answer = there.ask("dated.txt").expect(200)
        assert answer.header("last-modified") == "Fri, 02 Jan 2026 03:04:05 GMT"


def test_different_contents_have_different_tags():
    put("tag-1.txt", b"one")
    put("tag-2.txt", b"two")
    assert ask("tag-1.txt").header("etag") != ask("tag-2.txt").header("etag")


def test_unknown_query_parameters_have_no_effect():
    answer = ask("thousand.bin?v=3&updatedAt=1&version=x&ik-sdk-version=javascript-1.4.3")
    assert answer.expect(200).body == CONTENT


@each([
    ("png", "a.png", pictures.png(2, 2), {"image/png"}),
    ("jpg", "a.jpg", pictures.jpeg(8, 8), {"image/jpeg"}),
    ("gif", "a.gif", pictures.gif(2, 2), {"image/gif"}),
    ("svg", "a.svg", pictures.svg(2, 2), {"image/svg+xml"}),
    ("txt", "a.txt", b"text", {"text/plain"}),
    ("css", "a.css", b"p { color: red }", {"text/css"}),
    ("js", "a.js", b"alert(1);", {"application/javascript", "text/javascript"}),
    ("json", "a.json", b'{"a": 1}', {"application/json"}),
    ("html", "a.html", b"<!doctype html><p>a</p>", {"text/html"}),
    ("pdf", "a.pdf", pictures.PDF, {"application/pdf"}),
    ("zip", "a.zip", pictures.ZIP, {"application/zip"}),
    ("mp4", "a.mp4", pictures.mp4(500), {"video/mp4"}),
    ("no extension", "a-text", b"text without a name for its type", {"application/octet-stream"}),
    ("png without an extension", "a-picture", pictures.png(2, 2), {"image/png"}),
])
def test_content_type_follows_the_content(name, content, wanted):
    put(name, content, folder="/types")
    answer = ask("types/" + name).expect(200)
    assert answer.body == content
    got = answer.header("content-type").split(";")[0].strip()
    assert got in wanted, got


# Ranges -----------------------------------------------------------------------------------------

@each([
    ("first hundred", "bytes=0-99", 0, 99),
    ("one byte", "bytes=0-0", 0, 0),
    ("the last byte", "bytes=999-999", 999, 999),
    ("open end", "bytes=900-", 900, 999),
    ("suffix", "bytes=-100", 900, 999),
    ("suffix longer than the file", "bytes=-5000", 0, 999),
    ("end beyond the file", "bytes=990-2000", 990, 999),
    ("end beyond 64 bits", "bytes=990-99999999999999999999999", 990, 999),
    ("from the start, open", "bytes=0-", 0, 999),
])
def test_a_single_range_is_a_206(header, first, last):
    answer = ask("thousand.bin", Range=header).expect(206)
    assert answer.header("content-range") == "bytes %d-%d/1000" % (first, last)
    assert answer.header("content-length") == str(last - first + 1)
    assert answer.body == CONTENT[first:last + 1]
    assert answer.header("etag") == ask("thousand.bin").header("etag")


@each([
    ("start at the end", "bytes=1000-"),
    ("start beyond the end", "bytes=5000-6000"),
    ("empty suffix", "bytes=-0"),
    ("start beyond 64 bits", "bytes=99999999999999999999999-"),
])
def test_an_unsatisfiable_range_is_a_416(header):
    answer = ask("thousand.bin", Range=header).expect(416)
    assert answer.header("content-range") == "bytes */1000"
    assert CONTENT not in answer.body


@each([
    ("several ranges", "bytes=0-9,20-29"),
    ("end before start", "bytes=9-5"),
    ("another unit", "items=0-5"),
    ("no number", "bytes=a-b"),
    ("no dash", "bytes=5"),
    ("only a dash", "bytes=-"),
    ("negative", "bytes=--5"),
])
def test_other_ranges_are_ignored(header):
    assert ask("thousand.bin", Range=header).expect(200).body == CONTENT


def test_if_range_with_the_tag_allows_the_range():
    tag = ask("thousand.bin").header("etag")
    assert ask("thousand.bin", Range="bytes=0-9", If_Range=tag).expect(206).body == CONTENT[:10]


def test_if_range_with_the_date_allows_the_range():
    date = ask("thousand.bin").header("last-modified")
    assert ask("thousand.bin", Range="bytes=0-9", If_Range=date).expect(206).body == CONTENT[:10]


@each([
    ("another tag", '"00000000000000000000000000000000"'),
    ("an older date", "Sat, 01 Jan 2000 00:00:00 GMT"),
    ("nonsense", "yesterday"),
])
def test_if_range_that_does_not_match_gives_the_whole(value):
    answer = ask("thousand.bin", Range="bytes=0-9", If_Range=value)
    assert answer.expect(200).body == CONTENT


def test_if_range_with_the_weak_form_of_the_tag_gives_the_whole():
    tag = "W/" + ask("thousand.bin").header("etag")
    assert ask("thousand.bin", Range="bytes=0-9", If_Range=tag).expect(200).body == CONTENT


# Conditions -------------------------------------------------------------------------------------

@each([
    ("the tag", "%s"),
    ("the weak form", "W/%s"),
    ("in a list", '"0", %s'),
    ("a star", "*"),
])
def test_if_none_match_gives_304_for(form):
    tag = ask("thousand.bin").header("etag")
    value = form % tag if "%s" in form else form
    answer = ask("thousand.bin", If_None_Match=value).expect(304)
    assert answer.body == b""
    assert answer.header("etag") == tag
    assert answer.header("cache-control") == CACHE_CONTROL


def test_if_none_match_with_another_tag_gives_the_file():
    assert ask("thousand.bin", If_None_Match='"0123"').expect(200).body == CONTENT


def test_if_none_match_holds_for_head():
    tag = ask("thousand.bin").header("etag")
    ask("thousand.bin", "HEAD", If_None_Match=tag).expect(304)


def test_if_modified_since_with_the_date_or_a_later_one_gives_304():
    date = ask("thousand.bin").header("last-modified")
    assert ask("thousand.bin", If_Modified_Since=date).expect(304).body == b""
    later = email.utils.parsedate_to_datetime(date).timestamp() + 1
    ask("thousand.bin", If_Modified_Since=email.utils.formatdate(later, usegmt=True)).expect(304)


@each([
    ("an older date", "Sat, 01 Jan 2000 00:00:00 GMT"),
    ("no date", "the day before"),
])
def test_if_modified_since_gives_the_file_for(value):
    assert ask("thousand.bin", If_Modified_Since=value).expect(200).body == CONTENT


def test_if_none_match_counts_before_if_modified_since():
    date = ask("thousand.bin").header("last-modified")
    ask("thousand.bin", If_None_Match='"0123"', If_Modified_Since=date).expect(200)


def test_a_range_of_what_has_not_changed_is_a_304():
    tag = ask("thousand.bin").header("etag")
    ask("thousand.bin", If_None_Match=tag, Range="bytes=0-9").expect(304)


# Attachments ------------------------------------------------------------------------------------

def disposition(target):
    return ask(target).expect(200).header("content-disposition")


def test_ik_attachment_true_names_the_file():
    assert disposition("photo.png?ik-attachment=true") == 'attachment; filename="photo.png"'


@each([(value or "no value", value) for value in ("=false", "=1", "=TRUE", "=", "")])
def test_ik_attachment_with_another_value_does_nothing(value):
    assert disposition("photo.png?ik-attachment" + value) is None


def test_ik_attachment_filename_gets_the_extension_of_the_file():
    got = disposition("photo.png?ik-attachment=true&ik-attachment-filename=holiday")
    assert got == 'attachment; filename="holiday.png"', got


def test_ik_attachment_filename_may_hold_spaces():
    got = disposition("photo.png?ik-attachment=true&ik-attachment-filename=my%20holiday")
    assert got == 'attachment; filename="my holiday.png"', got


def test_ik_attachment_filename_alone_does_nothing():
    assert disposition("photo.png?ik-attachment-filename=holiday") is None


def test_a_name_outside_ascii_is_sent_as_utf8():
    put("résumé.txt", b"cv")
    got = disposition("r%C3%A9sum%C3%A9.txt?ik-attachment=true")
    assert got.startswith("attachment;"), got
    assert "filename*=UTF-8''r%C3%A9sum%C3%A9.txt" in got, got
    got.encode("ascii")


def test_a_given_name_outside_ascii_is_sent_as_utf8():
    got = disposition("photo.png?ik-attachment=true&ik-attachment-filename=%E5%86%99%E7%9C%9F")
    assert "filename*=UTF-8''%E5%86%99%E7%9C%9F.png" in got, got
    got.encode("ascii")


def test_a_given_name_cannot_break_out_of_its_header():
    answer = ask("photo.png?ik-attachment=true&ik-attachment-filename=a%22%3B%0D%0AX-Evil%3A%201")
    answer.expect(200, 400)
    assert answer.header("x-evil") is None
    got = answer.header("content-disposition") or ""
    assert not re.search(r'filename="a";', got), got


# Versions and drafts ----------------------------------------------------------------------------

def test_ik_obj_version_serves_that_version():
    first = put("versions.txt", b"the first")["versionInfo"]["id"]
    second = put("versions.txt", b"the second one")["versionInfo"]["id"]
    assert first != second
    assert ask("versions.txt").expect(200).body == b"the second one"
    assert ask("versions.txt?ik-obj-version=" + first).expect(200).body == b"the first"
    assert ask("versions.txt?ik-obj-version=" + second).expect(200).body == b"the second one"


def test_ik_obj_version_of_another_file_is_a_404():
    other = put("other-file.txt", b"other")["versionInfo"]["id"]
    ask("thousand.bin?ik-obj-version=" + other).expect(404)


@each([("unknown", UNKNOWN_ID), ("no id", "latest"), ("empty", "")])
def test_an_ik_obj_version_that_is_not_there_is_a_404(value):
    ask("thousand.bin?ik-obj-version=" + value).expect(404)


def test_an_old_version_has_a_tag_of_its_own():
    first = put("tags.txt", b"before")["versionInfo"]["id"]
    put("tags.txt", b"after it")
    assert ask("tags.txt").header("etag") != ask("tags.txt?ik-obj-version=" + first).header("etag")


def test_a_draft_is_a_404():
    ask("draft.png").expect(404)
    ask("draft.png?tr=orig-true").expect(404)


def test_a_signature_does_not_open_a_draft():
    ask(sign("draft.png")).expect(404)
    ask(sign("private-draft.txt")).expect(404)


def test_a_deleted_file_is_a_404():
    facts = put("deleted.txt", b"soon gone")
    ask("deleted.txt").expect(200)
    server.client().delete("/v1/files/" + facts["fileId"]).expect(204)
    ask("deleted.txt").expect(404)


# Error answers and methods ----------------------------------------------------------------------

def weak_tag(body):
    digest = base64.b64encode(hashlib.md5(body).digest()).decode().rstrip("=")
    return 'W/"%x-%s"' % (len(body), digest)


def check_error(answer, body, tag):
    assert answer.body == body
    assert answer.header("content-type") == "text/plain; charset=utf-8"
    assert answer.header("etag") == tag
    assert weak_tag(body) == tag
    assert "no-store" in answer.header("cache-control"), answer.header("cache-control")
    assert answer.header("access-control-allow-origin") == "*"
    assert answer.header("timing-allow-origin") == "*"


def test_a_404_is_the_services():
    answer = ask("nothing.png").expect(404)
    check_error(answer, b"Not Found", 'W/"9-nR6tc+Z4+i9RpwqTOwvwFw"')
    assert answer.header("ik-error").startswith("ENOENT - "), answer.header("ik-error")


def test_a_401_is_the_services():
    check_error(ask("private.txt").expect(401), b"Unauthorized", 'W/"c-4G0bpw8TMen5oRPML4h9Pw"')


def test_errors_of_head_have_the_headers_and_no_body():
    answer = ask("nothing.png", "HEAD").expect(404)
    assert answer.body == b""
    assert answer.header("ik-error").startswith("ENOENT - ")
    ask("private.txt", "HEAD").expect(401)


def test_an_error_has_no_headers_of_a_file():
    answer = ask("nothing.png?ik-attachment=true").expect(404)
    for name in ("content-disposition", "last-modified", "accept-ranges"):
        assert answer.header(name) is None, name


def test_options_is_answered_with_204():
    answer = ask("thousand.bin", "OPTIONS", Origin="https://example.com",
                 Access_Control_Request_Method="GET").expect(204)
    assert answer.body == b""
    assert answer.header("access-control-allow-methods") == "GET, HEAD, OPTIONS"
    assert answer.header("access-control-allow-origin") == "*"


@each([(method, method) for method in ("POST", "PUT", "PATCH", "DELETE")])
def test_what_is_no_reading_is_no_delivery(method):
    """The API does not know such a route: its 404, not one of delivery."""
    for target in ("/demo/thousand.bin", "/anything", "/", "/demo/a/b.jpg"):
        for client in (server.client(), server.client(None)):
            client.request(method, target).error(
                404, "The requested route %s %s does not exist." % (method, target), help=True)
    ask("thousand.bin").expect(200)


@each([
    ("a name", "/anything"),
    ("an account", "/demo"),
    ("an account with a slash", "/demo/"),
    ("nothing", "/"),
    ("a query", "/anything?a=b"),
])
def test_with_a_key_what_names_no_file_is_no_delivery(target):
    server.client().get(target).error(
        404, "The requested route GET %s does not exist." % target.partition("?")[0], help=True)
    head = server.client().request("HEAD", target).expect(404)
    assert head.header("content-type") == "application/json; charset=utf-8", head.headers
    # Without a key, and for what may be a file, delivery answers.
    check_error(server.client(None).get(target), b"Not Found", 'W/"9-nR6tc+Z4+i9RpwqTOwvwFw"')
    check_error(server.client().get("/demo/nothing"), b"Not Found",
                'W/"9-nR6tc+Z4+i9RpwqTOwvwFw"')


# What is not made yet, and where to read on ------------------------------------------------------

@each([
    ("a transformation", "photo.png?tr=w-10"),
    ("a thumbnail", "photo.png/ik-thumbnail.jpg"),
    ("a picture of a text", "ik-genimg-prompt-cat/cat.jpg"),
])
def test_a_501_says_in_its_body_what_is_missing(target):
    answer = ask(target).expect(501)
    assert answer.header("ik-error").startswith("UNIDENTIFIED - This emulator"), answer.headers
    check_error(answer, answer.header("ik-error").encode(), weak_tag(answer.body))
    head = ask(target, "HEAD").expect(501)
    assert head.header("content-length") == answer.header("content-length"), head.headers


@each([
    ("a file", "thousand.bin", 200),
    ("a piece", "thousand.bin", 206),
    ("what has not changed", "thousand.bin", 304),
    ("a missing file", "nothing.png", 404),
    ("a private file", "private.txt", 401),
    ("what is not made", "photo.png?tr=w-10", 501),
])
def test_scripts_may_read_every_header_of(target, status):
    more = {206: {"Range": "bytes=0-9"}, 304: {"If-None-Match": "*"}}.get(status, {})
    answer = ask(target, Origin="https://app.example", **more).expect(status)
    assert answer.header("access-control-allow-origin") == "*", answer.headers
    assert answer.header("access-control-expose-headers") == "*", answer.headers


def explained(own, host, target="/demo/nothing.png"):
    return own.client(None).get(target, Host=host).expect(404).header("x-emulator-explain")


@each([
    ("the address", "127.0.0.1:%(port)d", "http://127.0.0.1:%(port)d"),
    ("localhost", "localhost:%(port)d", "http://localhost:%(port)d"),
    ("a port that leads here", "localhost:8080", "http://localhost:8080"),
    ("the API's host", "api.imagekit.io", "http://127.0.0.1:%(port)d"),
    ("the host of uploads", "UPLOAD.imagekit.io:443", "http://127.0.0.1:%(port)d"),
    ("the host of delivery", "ik.imagekit.io", "http://127.0.0.1:%(port)d"),
    ("a name that the control plane does not take", "emulator.test", "http://127.0.0.1:%(port)d"),
    ("no name", "", "http://127.0.0.1:%(port)d"),
])
def test_where_to_read_why_leads_there_under(host, wanted):
    told = explained(server, host % {"port": server.port})
    start, _, request = told.partition("/_emulator/journal?request=")
    assert start == wanted % {"port": server.port}, told
    entries = server.control("GET", "/journal?request=" + request).json()["entries"]
    assert [entry["requestId"] for entry in entries] == [request], entries


@each([
    ("its own name", "https://emulator.example", "https://emulator.example"),
    ("a name of the service", "https://ik.imagekit.io", None),
])
def test_where_to_read_why_starts_with_a_public_url_of(public_url, wanted):
    with Emulator("--public-url", public_url) as own:
        wanted = wanted or own.url
        for host in (own.host, "api.imagekit.io"):
            told = explained(own, host)
            assert told.startswith(wanted + "/_emulator/journal?request="), told


if __name__ == "__main__":
    main(globals())
