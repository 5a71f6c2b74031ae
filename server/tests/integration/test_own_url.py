"""Uploads of URLs of the server's own delivery: read from the library itself, by the rules of delivery, and without
any connection, for which reason most servers here may make none.
"""

import hashlib
import hmac
import urllib.parse

import pictures
from emulator import PRIVATE_KEY, UPLOAD_V2, Emulator
from origin import Origin
from tap import each, main

BAD_FILE = "Your request contains invalid file parameter. "
GONE = "The requested file does not exist or is inaccessible at this time."
TRANSFORMED = "transformed"
TEXT = b"what the library holds"
PICTURE = pictures.png(7, 5)

server = Emulator("--allow-remote", "none", "--account", "theirs:private_theirs:public_theirs",
                  "--account", "demo:%s:public_emulator" % PRIVATE_KEY)
behind = Emulator("--allow-remote", "none", "--public-url", "https://cdn.example.com/images")
strict = Emulator("--allow-remote", "none", "--signed-urls", "required")
open_to_all = Emulator("--allow-remote", "any")
servers = server, behind, strict, open_to_all


def set_up():
    for one in servers:
        one.start()
        fill(one.client())
    fill(server.client("private_theirs"))


def tear_down():
    codes = [one.stop() for one in servers]
    assert codes == [0] * len(servers), codes


def fill(api):
    def put(name, content, **fields):
        fields.setdefault("path", UPLOAD_V2)
        return api.upload(content, fileName=name, useUniqueFileName=False, **fields).expect(200)

    put("a.txt", TEXT)
    put("a.png", PICTURE)
    put("private.txt", b"a secret", isPrivateFile=True)
    put("private.png", PICTURE, isPrivateFile=True)
    put("draft.txt", b"not yet", isPublished=False)
    put("a b & caf\u00e9.txt", b"names", folder="/deep/er")
    put("twice.txt", b"first")
    put("twice.txt", b"second")


def signed(of, path, key=PRIVATE_KEY, expires=None, account="demo"):
    text = path.lstrip("/") + str(expires or 9999999999)
    mac = hmac.new(key.encode(), text.encode(), hashlib.sha1).hexdigest()
    mark = "&" if "?" in path else "?"
    time = "ik-t=%d&" % expires if expires else ""
    return "http://127.0.0.1:%d/%s%s%s%sik-s=%s" % (of.port, account, path, mark, time, mac)


def stored(of, url, wanted, client=None, **headers):
    api = client or of.client()
    for path in "/api/v1/files/upload", UPLOAD_V2:
        answer = api.upload(url, path=path, fileName="copy.bin", headers=headers).expect(200).json()
        assert answer["size"] == len(wanted), (url, answer)
        details = api.details(answer["fileId"]).expect(200).json()
        shown = urllib.parse.urlsplit(details["url"]).path
        at = shown[shown.index("/" + api.imagekit_id + "/"):] if api.imagekit_id in shown else shown
        if of is not strict:
            assert of.client(None).get(at).expect(200).body == wanted, url


def refused(of, url, status, *words, client=None):
    answer = (client or of.client()).upload(url, fileName="copy.bin").expect(status)
    message = answer.json()["message"]
    for word in words:
        assert word in message, answer
    return message


@each([
    ("as answers spell it", "http://127.0.0.1:%(port)d/demo/a.txt"),
    ("by name", "http://localhost:%(port)d/demo/a.txt"),
    ("by name in capitals", "HTTP://LocalHost:%(port)d/demo/a.txt"),
    ("by IPv6", "http://[::1]:%(port)d/demo/a.txt"),
    ("by https", "https://127.0.0.1:%(port)d/demo/a.txt"),
    ("at the service's host", "https://ik.imagekit.io/demo/a.txt"),
    ("at the service's host by http", "http://ik.imagekit.io/demo/a.txt"),
    ("with a query", "http://127.0.0.1:%(port)d/demo/a.txt?updatedAt=1&x=y"),
    ("with a fragment", "http://127.0.0.1:%(port)d/demo/a.txt#here"),
    ("with two slashes", "http://127.0.0.1:%(port)d/demo//a.txt"),
    ("selected by its path", "http://127.0.0.1:%(port)d/_case/demo/demo/a.txt"),
    ("selected by the path of another", "http://127.0.0.1:%(port)d/_case/theirs/demo/a.txt"),
    ("at the service's host by its path", "https://ik.imagekit.io/_case/demo/demo/a.txt"),
    ("the original in the query", "http://127.0.0.1:%(port)d/demo/a.txt?tr=orig-true"),
    ("the original in the path", "http://127.0.0.1:%(port)d/demo/tr:orig-true/a.txt"),
    ("a transformation of what has none", "http://127.0.0.1:%(port)d/demo/tr:w-10/a.txt"),
    ("a name for search engines", "http://127.0.0.1:%(port)d/demo/ik-seo/a/anything.txt"),
    ("signed, though it need not be", "http://127.0.0.1:%(port)d/demo/a.txt?ik-s=0"),
    ("another account's", "http://127.0.0.1:%(port)d/theirs/a.txt"),
    ("another account's at the service", "https://ik.imagekit.io/theirs/a.txt"),
])
def test_a_url_of_the_library(form):
    stored(server, form % {"port": server.port}, TEXT)


@each([
    ("escaped", "/deep/er/a%20b%20%26%20caf%C3%A9.txt"),
    ("as it is read", "/deep/er/a b & caf\u00e9.txt"),
    ("folders escaped", "/%64eep/er/a%20b%20&%20caf%C3%A9.txt"),
])
def test_names_of_all_kinds(path):
    stored(server, server.client().endpoint + path, b"names")


def test_a_picture_is_one():
    answer = server.client().upload(server.client().endpoint + "/a.png", fileName="b.png")
    got = answer.expect(200).json()
    assert (got["fileType"], got["width"], got["height"]) == ("image", 7, 5), got


def test_the_host_that_the_upload_was_sent_to():
    url = "http://imagekit.test:4010/demo/a.txt"
    stored(server, url, TEXT, Host="imagekit.test:4010")
    stored(server, url.replace("http:", "https:"), TEXT, Host="ImageKit.Test:4010")
    refused(server, url, 400, "--allow-remote none")


def test_the_public_url():
    for start in ("https://cdn.example.com/images", "http://CDN.example.com/images",
                  "https://ik.imagekit.io", "http://127.0.0.1:%d" % behind.port,
                  "http://localhost:%d" % behind.port):
        stored(behind, start + "/demo/a.txt", TEXT)
    refused(behind, "https://cdn.example.com/demo/a.txt", 400, "--allow-remote none")


def test_the_url_that_an_answer_gave():
    for of in server, behind:
        api = of.client()
        file = api.upload(b"once", fileName="once.txt").expect(200).json()
        stored(of, file["url"], b"once")


def test_versions():
    api = server.client()
    file = [one for one in api.files("limit=100") if one["name"] == "twice.txt"][0]
    stored(server, file["url"], b"second")
    versions = api.get("/v1/files/%s/versions" % file["fileId"]).expect(200).json()
    contents = set()
    for version in versions:
        assert "ik-obj-version=" in version["url"] or version["versionInfo"]["name"] == "Version 2"
        copy = api.upload(version["url"], fileName="v.txt").expect(200).json()
        contents.add(api.fetch(copy["url"]).expect(200).body)
    assert contents == {b"first", b"second"}, contents
    refused(server, api.endpoint + "/twice.txt?ik-obj-version=none", 400, BAD_FILE, "no such version")


def test_private_files_need_their_signature():
    end = server.client().endpoint
    refused(server, end + "/private.txt", 400, BAD_FILE, "needs a signature")
    refused(server, end + "/private.txt?ik-s=" + "0" * 40, 400, BAD_FILE, "signature", "wrong")
    refused(server, "https://ik.imagekit.io/demo/private.txt", 400, "needs a signature")
    refused(server, signed(server, "/private.txt", expires=1), 400, BAD_FILE, "expired")
    refused(server, signed(server, "/private.txt", key="private_theirs"), 400, "wrong")
    refused(server, signed(server, "/a.txt").replace("a.txt", "private.txt"), 400, "wrong")
    stored(server, signed(server, "/private.txt"), b"a secret")
    stored(server, signed(server, "/private.txt", expires=4102444800), b"a secret")
    stored(server, signed(server, "/private.txt").replace("http://127.0.0.1:%d" % server.port,
                                                          "https://ik.imagekit.io"), b"a secret")
    stored(server, signed(server, "/private.txt?x=1") + "#end", b"a secret")
    stored(server, signed(server, "/private.txt").replace("/demo/", "/_case/theirs/demo/"), b"a secret")


def test_nobody_reads_the_private_files_of_another_account():
    theirs = server.client("private_theirs")
    for api, end in (theirs, server.client().endpoint), (server.client(), theirs.endpoint), \
            (server.client(), "http://127.0.0.1:%d/theirs" % server.port), \
            (server.client(), "https://ik.imagekit.io/theirs"):
        end = end.replace(theirs.imagekit_id, "theirs")
        refused(server, end + "/private.txt", 400, "needs a signature", client=api)
        refused(server, end + "/tr:n-any/private.txt", 400, "needs a signature", client=api)
        refused(server, end + "/draft.txt", 400, "not published", client=api)
    url = signed(server, "/private.txt", account="theirs")
    refused(server, url, 400, "wrong")
    url = signed(server, "/private.txt", key="private_theirs", account="theirs")
    stored(server, url, b"a secret")        # whoever has it can read it anywhere


def test_where_every_url_must_be_signed():
    end = strict.client().endpoint
    for path in "/a.txt", "/missing.txt", "/private.txt", "/draft.txt":
        refused(strict, end + path, 400, "needs a signature")
    stored(strict, signed(strict, "/a.txt"), TEXT)
    refused(strict, signed(strict, "/missing.txt"), 400, "No file was found")


@each([
    ("no such file", "/missing.txt", "No file was found"),
    ("no such folder", "/missing/a.txt", "No file was found"),
    ("a folder", "/deep", "No file was found"),
    ("nothing", "/", "does not name a file"),
    ("a draft", "/draft.txt", "not published"),
    ("a broken escape", "/%zz.txt", "percent-encoded"),
    ("a NUL", "/%00.txt", "percent-encoded"),
    ("an empty transformation", "/tr:/a.png", "empty"),
    ("dots", "/../theirs/a.txt", "No file was found"),
])
def test_what_leads_to_nothing(path, why):
    refused(server, server.client().endpoint + path, 400, BAD_FILE, why)
    refused(open_to_all, open_to_all.client().endpoint + path.replace("theirs", "demo"), 400, why)


@each([
    ("in the query", "/a.png?tr=w-3"),
    ("in the path", "/tr:w-3,h-2/a.png"),
    ("a named one", "/tr:n-any/a.png"),
    ("a named one of a private file", "/tr:n-any/private.png"),
    ("by its last name", "/a.png/ik-thumbnail.jpg"),
    ("out of a text", "/ik-genimg-prompt-a cat/b.jpg"),
])
def test_a_transformation_is_not_there_yet(path):
    refused(server, server.client().endpoint + path, 501, TRANSFORMED)


@each([
    ("no such account", "http://127.0.0.1:%(port)d/nobody/a.txt"),
    ("no account", "http://127.0.0.1:%(port)d/a.txt"),
    ("the account alone", "http://127.0.0.1:%(port)d/demo"),
    ("no path", "http://127.0.0.1:%(port)d"),
    ("the control plane", "http://127.0.0.1:%(port)d/_emulator/seed"),
    ("the control plane by a path", "http://127.0.0.1:%(port)d/_case/demo/_emulator/seed"),
    ("a path in a path", "http://127.0.0.1:%(port)d/_case/demo/_case/demo/demo/a.txt"),
    ("the API", "http://127.0.0.1:%(port)d/v1/files"),
    ("another port", "http://127.0.0.1:1/demo/a.txt"),
    ("another spelling of the loopback", "http://127.1:%(port)d/demo/a.txt"),
    ("a host that begins alike", "http://127.0.0.1:%(port)d.example.com/demo/a.txt"),
    ("a host that ends alike", "http://x.ik.imagekit.io/demo/a.txt"),
    ("a port of the service's host", "https://ik.imagekit.io:8443/demo/a.txt"),
    ("a user in front", "http://127.0.0.1:%(port)d@example.com/demo/a.txt"),
    ("a user", "http://demo@127.0.0.1:%(port)d/demo/a.txt"),
    ("the service's API", "https://api.imagekit.io/demo/a.txt"),
])
def test_what_is_none_is_fetched_if_anything(form):
    message = refused(server, form % {"port": server.port}, 400, BAD_FILE)
    assert "media library" not in message, message


def test_no_connection_is_made():
    """Where any is allowed, and a name that leads elsewhere is not asked either."""
    with Origin({"/demo/a.txt": (200, {}, b"from elsewhere")}) as origin:
        host = origin.url[len("http://"):]
        stored(open_to_all, "http://%s/demo/a.txt" % host, TEXT, Host=host)
        assert origin.requests == []
    asked = "target=/demo/a.txt status"
    before = open_to_all.log().count(asked)
    answer = open_to_all.client().upload("http://127.0.0.1:%d/demo/a.txt" % open_to_all.port,
                                         fileName="b.txt")
    assert answer.expect(200).json()["size"] == len(TEXT)
    assert open_to_all.log().count(asked) == before


def test_metadata_goes_the_same_way():
    api = server.client()
    for path, status in (("/a.png", 200), ("/private.png", 200), ("/draft.txt", 404),
                         ("/a.png?tr=w-3", 501), ("/missing.png", 404), ("/tr:orig-true/a.png", 200)):
        url = "https://ik.imagekit.io/_case/demo/demo" + path
        answer = api.get("/v1/metadata?url=" + urllib.parse.quote(url, safe="")).expect(status)
        if status == 404:
            answer.error(404, GONE)
        if status == 200:
            assert (answer.json()["width"], answer.json()["height"]) == (7, 5), answer


def test_without_a_key_nothing_is_read_by_url():
    api = server.client(None, prefix="/_case/demo")
    answer = api.upload(server.client().endpoint + "/a.txt", fileName="b.txt").expect(401, 403)
    assert "URL" in answer.json()["message"], answer


if __name__ == "__main__":
    main(globals())
