"""What all calls of the API share: authentication, headers, error bodies, routes, CORS."""

import base64
import hashlib
import re

from emulator import HELP, PRIVATE_KEY, UPLOAD, UPLOAD_V2, Client, Emulator, basic
from tap import each, main

UUID4 = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
NO_KEY = "Your request does not contain private API key."
UNKNOWN = "Your account cannot be authenticated."
NOBODY = "0123456789abcdef01234567"
DETAILS = "/v1/files/%s/details" % NOBODY

server = Emulator()
strict = Emulator("--auth", "strict", "--account", "one:private_one:public_one",
                  "--account", "two:private_two=:public_two")


def set_up():
    server.start()
    strict.start()


def tear_down():
    for one in (server, strict):
        one.stop_cleanly()


# Authentication --------------------------------------------------------------------------------

@each([
    ("GET list", "GET", "/v1/files"),
    ("GET details", "GET", DETAILS),
    ("DELETE file", "DELETE", "/v1/files/" + NOBODY),
])
def test_a_call_without_a_key(method, path):
    for one in (server, strict):
        one.client(None).request(method, path).error(401, NO_KEY)


@each([
    ("GET list", "GET", "/v1/files"),
    ("GET details", "GET", DETAILS),
    ("DELETE file", "DELETE", "/v1/files/" + NOBODY),
])
def test_a_call_with_an_unknown_key(method, path):
    strict.client("private_nobody").request(method, path).error(403, UNKNOWN)


def test_an_upload_with_an_unknown_key():
    strict.client("private_nobody").upload(b"x", fileName="a.txt").error(403, UNKNOWN)


@each([
    ("the key in capitals", "PRIVATE_ONE"),
    ("the start of a key", "private_on"),
    ("a key and more", "private_one1"),
    ("a key without its last sign", "private_two"),
    ("the public key", "public_one"),
    ("the account's name", "one"),
])
def test_keys_that_are_close(key):
    strict.client(key).get("/v1/files").error(403, UNKNOWN)


@each([
    ("no password", basic("private_one", "")),
    ("the generated SDKs' password", basic("private_one", "do_not_set")),
    ("a password with a colon", basic("private_one", "a:b")),
    ("a key that ends with an equals sign", basic("private_two=")),
    ("another case of the scheme", basic("private_one").replace("Basic", "bAsIc")),
    ("not encoded", "Basic private_one"),
    ("not encoded, with an equals sign", "Basic private_two="),
])
def test_forms_of_the_header(value):
    strict.client(None).get("/v1/files", Authorization=value).expect(200)


@each([
    ("another scheme", "Bearer private_one"),
    ("no scheme", "private_one"),
    ("the scheme alone", "Basic"),
    ("the scheme and a space", "Basic "),
    ("an empty pair", basic("")),
    ("a password alone", basic("", "private_one")),
    ("no base64", "Basic !!!!"),
    ("bytes that are no text", "Basic " + base64.b64encode(b"\xff\xfe\x00:").decode()),
    ("a key with a NUL", "Basic " + base64.b64encode(b"private_one\x00x:").decode()),
])
def test_headers_that_hold_no_known_key(value):
    """401 or 403: which of them, only the two plain cases have a source for."""
    answer = strict.client(None).get("/v1/files", Authorization=value).expect(401, 403).json()
    assert answer == {"message": NO_KEY if answer["message"] == NO_KEY else UNKNOWN,
                      "help": HELP}, answer


def test_strict_accounts_are_not_opened_by_their_name():
    client = Client(strict.port, None, prefix="/_case/one")
    client.get("/v1/files").error(401, "Your request does not contain private API key.")
    client.upload(b"x", fileName="a.txt").error(400, "Your request is missing publicKey parameter.")


def test_strict_accounts_are_apart():
    one, two = strict.client("private_one"), strict.client("private_two=")
    url = one.upload(b"x", fileName="a.txt", useUniqueFileName=False).expect(200).json()["url"]
    assert url == "http://%s/one/a.txt" % strict.host
    assert two.files() == [] and len(one.files()) == 1


def test_in_strict_mode_no_default_account_is_left():
    strict.client(PRIVATE_KEY).get("/v1/files").error(403, UNKNOWN)


# The account of a path -------------------------------------------------------------------------

def test_a_path_selects_the_account_of_a_call_without_a_key():
    api = server.fresh()
    file_id = api.upload(b"x", fileName="a.txt").expect(200).json()["fileId"]
    selected = Client(server.port, None, prefix="/_case/" + api.imagekit_id)
    assert [row["fileId"] for row in selected.files()] == [file_id]
    selected.details(file_id).expect(200)
    selected.delete("/v1/files/" + file_id).expect(204)
    assert api.files() == []


def test_a_path_makes_an_account_on_first_sight():
    selected = Client(server.port, None, prefix="/_case/brandnew")
    assert selected.files() == []
    answer = selected.upload(b"x", fileName="a.txt", useUniqueFileName=False).expect(200).json()
    assert answer["filePath"] == "/a.txt" and len(selected.files()) == 1
    other = Client(server.port, None, prefix="/_case/another")
    assert other.files() == []
    other.details(answer["fileId"]).expect(404)


# Headers ---------------------------------------------------------------------------------------

def answers():
    """One answer of each kind, by name."""
    api = server.fresh()
    upload = api.upload(b"x", fileName="a.txt")
    file_id = upload.expect(200).json()["fileId"]
    return {
        "upload": upload, "list": api.get("/v1/files").expect(200),
        "details": api.details(file_id).expect(200),
        "bad request": api.details("nonsense").expect(400),
        "no key": server.client(None).get("/v1/files").expect(401),
        "not found": api.details(NOBODY).expect(404),
        "no route": api.get("/v1/nonsense").expect(404),
        "not there yet": api.get("/v1/accounts/usage").expect(501),
        "refused upload": api.upload(b"x").expect(400),
        "deletion": api.delete("/v1/files/" + file_id).expect(204)}


def test_every_answer_has_a_request_id_of_its_own():
    seen = set()
    for name, answer in answers().items():
        one, other = answer.header("x-ik-requestid"), answer.header("x-request-id")
        assert one == other and UUID4.match(one or ""), (name, one, other)
        assert one not in seen, name
        seen.add(one)


def test_every_answer_may_be_read_by_any_origin():
    for name, answer in answers().items():
        assert answer.header("access-control-allow-origin") == "*", name


def test_every_answer_has_a_date():
    for name, answer in answers().items():
        assert re.match(r"^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$",
                        answer.header("date") or ""), (name, answer.header("date"))


def test_every_body_is_json_with_its_length_and_weak_tag():
    for name, answer in answers().items():
        if answer.status == 204:
            assert answer.body == b"" and answer.header("content-type") is None
            continue
        assert answer.header("content-type") == "application/json; charset=utf-8", name
        assert answer.header("content-length") == str(len(answer.body)), name
        digest = base64.b64encode(hashlib.sha1(answer.body).digest()).decode()[:27]
        tag = 'W/"%x-%s"' % (len(answer.body), digest)
        assert answer.header("etag") == tag, (name, answer.header("etag"), tag)


def test_every_error_has_message_and_help():
    for name, answer in answers().items():
        if answer.status < 400:
            continue
        body = answer.json()
        assert list(body)[:2] == ["message", "help"], (name, body)
        assert isinstance(body["message"], str) and body["message"], (name, body)
        if answer.status != 501:
            assert body["help"] == HELP, (name, body)


def test_no_header_stands_twice():
    for name, answer in answers().items():
        names = [key.lower() for key in answer.headers.keys()]
        assert len(names) == len(set(names)), (name, names)


# Routes ----------------------------------------------------------------------------------------

def test_a_slash_at_the_end_is_tolerated():
    api = server.fresh()
    file_id = api.upload(b"x", path=UPLOAD + "/", fileName="a.txt").expect(200).json()["fileId"]
    assert len(api.get("/v1/files/").expect(200).json()) == 1
    assert len(api.get("/v1/files/?limit=1").expect(200).json()) == 1
    api.get("/v1/files/%s/details/" % file_id).expect(200)
    api.delete("/v1/files/%s/" % file_id).expect(204)


def test_v2_is_the_same_api():
    api = server.fresh()
    file_id = api.upload(b"x", path=UPLOAD_V2, fileName="a.txt").expect(200).json()["fileId"]
    assert api.get("/v2/files").expect(200).json() == api.files()
    assert api.get("/v2/files/?type=all").expect(200).json() == api.files()
    assert api.get("/v2/files/%s/details" % file_id).expect(200).json() \
        == api.details(file_id).json()
    api.get("/v2/files/%s/details" % NOBODY).expect(404)
    api.delete("/v2/files/" + file_id).expect(204)
    assert api.files() == []


def test_uploads_beside_the_other_calls():
    """Where old SDKs and other programs send them; keys go in the head or in the form."""
    api = server.fresh()
    answer = api.upload(b"bytes", "/v1/files/upload", fileName="a b.txt",
                        useUniqueFileName=False).expect(200).json()
    assert answer["filePath"] == "/a_b.txt", answer
    api.upload(b"bytes", "/v1/files/upload/", fileName="b.txt").expect(200)
    server.client(None).upload(b"bytes", "/v1/files/upload", fileName="c.txt").error(
        400, "Your request is missing publicKey parameter.")
    assert len(api.files()) == 2


@each([
    ("a misspelt resource", "GET", "/v1/filez"),
    ("a resource too deep", "GET", "/v1/files/%s/details/more" % NOBODY),
    ("the version alone", "GET", "/v1"),
    ("another version", "GET", "/v1/nonsense"),
    ("upload without its version", "POST", "/api/files/upload"),
    ("upload misspelt", "POST", "/api/v1/files/uplaod"),
    ("PUT of the list", "PUT", "/v1/files"),
    ("DELETE of the list", "DELETE", "/v1/files"),
    ("POST of details", "POST", DETAILS),
    ("GET of upload", "GET", UPLOAD),
    ("PATCH of the list", "PATCH", "/v1/files"),
])
def test_a_route_that_is_none(method, path):
    answer = server.fresh().request(method, path).expect(404)
    assert list(answer.json()) == ["message", "help"], answer
    nearest = answer.header("x-emulator-nearest") or ""
    assert "/" in nearest, "x-emulator-nearest: %r" % nearest


def test_the_nearest_route_is_named():
    api = server.fresh()
    answer = api.get("/v1/filez").expect(404)
    assert "/v1/files" in answer.header("x-emulator-nearest"), answer.headers
    answer = api.request("POST", "/api/v1/files/uplaod").expect(404)
    assert "/api/v1/files/upload" in answer.header("x-emulator-nearest"), answer.headers


@each([
    ("POST saved extensions", "POST", "/v1/saved-extensions"),
    ("PATCH a named transformation", "PATCH", "/v1/named-transformations/x"),
    ("PUT an origin", "PUT", "/v1/accounts/origins/x"),
    ("GET usage", "GET", "/v1/accounts/usage"),
])
def test_a_documented_route_that_is_not_there_says_so(method, path):
    answer = server.fresh().request(method, path, b"{}" if method != "GET" else None).expect(501)
    body = answer.json()
    assert set(body) == {"message", "help"} and body["message"], body


# Browsers --------------------------------------------------------------------------------------

@each([
    ("upload", UPLOAD, "POST"),
    ("list", "/v1/files", "GET"),
    ("deletion", "/v1/files/" + NOBODY, "DELETE"),
])
def test_a_preflight_is_answered(path, method):
    answer = server.client(None).request("OPTIONS", path, None, {
        "Origin": "http://app.example", "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type"}).expect(200, 204)
    assert answer.header("access-control-allow-origin") == "*"
    assert method in answer.header("access-control-allow-methods"), answer.headers
    allowed = answer.header("access-control-allow-headers").lower()
    assert allowed == "*" or {"authorization", "content-type"} <= set(
        word.strip() for word in allowed.split(",")), allowed


def test_an_answer_to_a_browser_shows_its_request_id():
    answer = server.fresh().get("/v1/files", Origin="http://app.example").expect(200)
    assert answer.header("access-control-allow-origin") == "*"
    shown = (answer.header("access-control-expose-headers") or "").lower()
    assert shown == "*" or "x-request-id" in shown, shown


# URLs ------------------------------------------------------------------------------------------

@each([
    ("the host of the request", {"Host": "media.test:8080"}, "http://media.test:8080/"),
    ("the API's own host", {"Host": "api.imagekit.io"}, "https://ik.imagekit.io/"),
    ("the upload's own host", {"Host": "upload.imagekit.io"}, "https://ik.imagekit.io/"),
])
def test_urls_start_with(headers, start):
    api = server.fresh()
    answer = api.upload(b"x", headers=headers, fileName="a.txt", useUniqueFileName=False)
    start += api.imagekit_id
    assert answer.expect(200).json()["url"] == start + "/a.txt", answer
    row = api.request("GET", "/v1/files", None, headers).json()[0]
    assert row["url"].startswith(start + "/a.txt?updatedAt="), row["url"]


def test_urls_start_with_the_public_url_when_there_is_one():
    with Emulator("--public-url", "https://media.example/base") as other:
        api = other.client()
        url = api.upload(b"x", fileName="a.txt", useUniqueFileName=False).expect(200).json()["url"]
        assert url == "https://media.example/base/demo/a.txt", url


if __name__ == "__main__":
    main(globals())
