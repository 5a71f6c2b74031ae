"""Client-side upload: v1 (token, expire, signature) and v2 (JSON web token)."""

import base64
import concurrent.futures
import hashlib
import hmac
import json
import uuid

from emulator import HELP, PRIVATE_KEY, PUBLIC_KEY, UPLOAD_V2, Emulator, basic
from tap import each, main

# The instant of the sample token's `iat`, and everything else the tests sign.
NOW = 1767323000
NOW_ISO = "2026-01-02T03:03:20.000Z"

BOTH = ("Your request contains both signature and basic auth parameter. Use only one method, you "
        "might be exposing your private API key.")
BOTH_V2 = ("Your request contains both token and basic auth parameter. Use only one method, you "
           "might be exposing your private API key.")
EXPIRE = ("Your request contains invalid expire parameter. Expire parameter should be a Unix time "
          "in less than 1 hour into the future.")
SIGNATURE = "Your request contains invalid signature parameter."
PAYLOAD = ("Your request contains invalid payload. It does not match with the payload used to "
           "generate token.")
EXPIRED = "Your request contains expired token."
INVALID = "Your request has invalid token."
UNKNOWN = "Your account cannot be authenticated."

server = Emulator("--auth", "strict", "--account", "demo:%s:%s" % (PRIVATE_KEY, PUBLIC_KEY),
                  "--account", "abc:private_abc:public_abc",
                  "--account", "odd:private_key=/+==:public_odd", "--clock", NOW_ISO)
set_up, tear_down = server.start, server.stop_cleanly


def missing(name):
    return "Your request is missing %s parameter." % name


def stored():
    return len(server.client().files())


# v1 --------------------------------------------------------------------------------------------

def signed(token=None, expire=NOW + 600, private=PRIVATE_KEY, public=PUBLIC_KEY):
    """The four fields of a v1 upload."""
    token = str(uuid.uuid4()) if token is None else token
    message = ("%s%s" % (token, expire)).encode()
    return {"publicKey": public, "token": token, "expire": expire,
            "signature": hmac.new(private.encode(), message, hashlib.sha1).hexdigest()}


def send(fields, **more):
    more.setdefault("fileName", "a.txt")
    return server.client(None).upload(b"x", **dict(fields, **more))


def test_a_signed_upload_is_accepted():
    before = stored()
    answer = send(signed()).expect(200).json()
    assert answer["url"].startswith("http://%s/demo/" % server.host), answer
    assert stored() == before + 1


def test_the_vector_of_the_signature():
    fields = signed("your_token", 1582269249, "private_key_test")
    assert fields["signature"] == "e71bcd6031016b060d349d212e23e85c791decdd"


def test_a_key_with_signs_in_it():
    answer = send(signed(private="private_key=/+==", public="public_odd")).expect(200).json()
    assert answer["url"].startswith("http://%s/odd/" % server.host), answer


def test_authorization_header_and_signature_together():
    before = stored()
    answer = send(signed(), headers={"Authorization": basic(PRIVATE_KEY)})
    answer.error(400, BOTH)
    assert stored() == before


@each([(name, name) for name in ("token", "expire", "signature", "publicKey")])
def test_a_field_that_is_missing(name):
    fields = signed()
    del fields[name]
    send(fields).error(400, missing(name))


def test_an_empty_public_key():
    send(dict(signed(), publicKey="")).error(400, missing("publicKey"))


def test_an_upload_without_any_authentication():
    before = stored()
    server.client(None).upload(b"x", fileName="a.txt").error(400, missing("publicKey"))
    assert stored() == before


@each([
    ("in the past", NOW - 1),
    ("an hour and a second ahead", NOW + 3601),
    ("exactly an hour ahead", NOW + 3600),
    ("milliseconds", (NOW + 600) * 1000),
    ("zero", 0),
    ("negative", -5),
    ("a word", "soon"),
    ("a number and more", "%dx" % (NOW + 600)),
    ("beyond 64 bits", "9" * 40),
])
def test_expire_out_of_range(expire):
    send(signed(expire=expire)).error(400, EXPIRE)


@each([("one second ahead", NOW + 1), ("just below an hour", NOW + 3599)])
def test_expire_within_range(expire):
    send(signed(expire=expire)).expect(200)


@each([
    ("of another key", lambda: signed(private="private_other")["signature"]),
    ("of another token", lambda: signed("other")["signature"]),
    ("cut short", lambda: signed()["signature"][:-1]),
    ("no hex", lambda: "z" * 40),
    ("far too long", lambda: "a" * 4000),
])
def test_a_wrong_signature(make):
    before = stored()
    send(dict(signed(), signature=make())).error(400, SIGNATURE)
    assert stored() == before


def test_expire_is_judged_before_the_signature():
    send(dict(signed(expire=NOW - 1), signature="0" * 40)).error(400, EXPIRE)


def test_an_unknown_public_key():
    send(signed(public="public_nobody")).error(403, UNKNOWN)


def test_a_public_key_with_the_signature_of_another_account():
    send(signed(private="private_abc", public=PUBLIC_KEY)).error(400, SIGNATURE)


def reuse_message(token):
    return ("The token with value '%s' has been used before. We suggest using V4 UUIDs, or another "
            "random string with enough entropy to avoid collisions." % token)


def test_a_token_is_good_for_one_upload():
    fields = signed()
    send(fields).expect(200)
    send(fields).error(400, reuse_message(fields["token"]))
    # The same token signed for another time is still the same token.
    send(signed(fields["token"], NOW + 700)).error(400, reuse_message(fields["token"]))


@each([
    ("for lack of a name", lambda fields: send(fields, fileName="")),
    ("for its signature", lambda fields: send(dict(fields, signature="0" * 40))),
    ("for its expiry", lambda fields: send(signed(fields["token"], NOW - 1))),
])
def test_a_token_is_used_up_by_an_upload_that_fails(fail):
    fields = signed()
    assert fail(fields).status == 400
    send(fields).error(400, reuse_message(fields["token"]))


def test_a_token_stays_used_after_it_has_expired():
    fields = signed(expire=NOW + 10)
    send(fields).expect(200)
    server.clock("2026-01-03T03:03:20.000Z")
    try:
        again = signed(fields["token"], NOW + 86400 + 60)
        send(again).error(400, reuse_message(fields["token"]))
    finally:
        server.clock(NOW_ISO)


def test_two_accounts_may_use_the_same_token():
    token = str(uuid.uuid4())
    send(signed(token)).expect(200)
    send(signed(token, private="private_abc", public="public_abc")).expect(200)


def test_the_other_fields_work_as_with_basic_auth():
    answer = send(signed(), fileName="b.txt", useUniqueFileName=False, folder="/signed",
                  tags="a,b", responseFields="tags").expect(200).json()
    assert (answer["filePath"], answer["tags"]) == ("/signed/b.txt", ["a", "b"])


def test_a_token_sent_many_times_at_once_is_good_for_one_upload():
    fields = signed()
    before = stored()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: send(fields), range(16)))
    assert sorted(answer.status for answer in answers) == [200] + [400] * 15, answers
    for answer in answers:
        assert answer.status == 200 or answer.error(400, reuse_message(fields["token"]))
    assert stored() == before + 1


# v2 --------------------------------------------------------------------------------------------

SAMPLE = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6InB1YmxpY19hYmMifQ."
    "eyJmaWxlTmFtZSI6ImEudHh0IiwidXNlVW5pcXVlRmlsZU5hbWUiOiJmYWxzZSIsImlhdCI6MTc2NzMyMzAwMCwi"
    "ZXhwIjoxNzY3MzIzNjAwfQ.aoB6mvRLy3gkaXxr6NdAZWv-0SoTojKbTfE47xl-Kv0")


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(claims, header=None, key="private_abc", digest=hashlib.sha256):
    """A JWT of account abc; claims without times get the usual ones."""
    head = {"alg": "HS256", "typ": "JWT", "kid": "public_abc"} if header is None else header
    body = dict(claims)
    body.setdefault("iat", NOW)
    body.setdefault("exp", NOW + 600)
    parts = [base64url(json.dumps(part, separators=(",", ":")).encode()) for part in (head, body)]
    text = ".".join(parts)
    return text + "." + base64url(hmac.new(key.encode(), text.encode(), digest).digest())


def fields_of(number):
    """Fields of a v2 upload, different each time so that no two tokens are alike."""
    return {"fileName": "v2-%s.txt" % number, "useUniqueFileName": "false"}


def send_v2(jwt, fields, headers=None):
    sent = dict(fields) if jwt is None else dict(fields, token=jwt)
    return server.client(None).upload(b"x", path=UPLOAD_V2, headers=headers, **sent)


def stored_v2():
    return [row["name"] for row in server.client("private_abc").files()]


def test_v2_the_sample_token():
    fields = {"fileName": "a.txt", "useUniqueFileName": "false"}
    answer = send_v2(SAMPLE, fields).expect(200).json()
    assert answer["url"] == "http://%s/abc/a.txt" % server.host, answer
    assert send_v2(SAMPLE, fields).expect(400).json()["help"] == HELP


def test_v2_a_token_of_our_own():
    fields = dict(fields_of("own"), folder="/v2", tags="a,b", isPrivateFile="true")
    answer = send_v2(token(fields), fields).expect(200).json()
    assert answer["filePath"] == "/v2/v2-own.txt"


def test_v2_unicode_values():
    fields = dict(fields_of("unicode"), description="\u00e9\u6587 \U0001f600 \"quoted\" \\")
    assert send_v2(token(fields), fields).expect(200).json()["description"] == fields["description"]


def test_v2_basic_auth_works_without_a_token():
    server.client("private_abc").upload(b"x", path=UPLOAD_V2, fileName="b.txt").expect(200)


def test_v2_token_and_basic_auth_together():
    fields = fields_of("both")
    send_v2(token(fields), fields, {"Authorization": basic("private_abc")}).error(400, BOTH_V2)


def test_v2_without_a_token():
    send_v2(None, fields_of("none")).error(400, missing("token"))


@each([
    ("a field that is not in the payload", {"tags": "a"}, {}),
    ("a claim that is not in the form", {}, {"tags": "a"}),
    ("a different value", {"tags": "a"}, {"tags": "b"}),
    ("a different case", {"tags": "a"}, {"tags": "A"}),
    ("a different name", {"fileName": "other.txt"}, {}),
    ("a number for a string", {"description": "5"}, {"description": 5}),
    ("a boolean for a string", {"isPrivateFile": "true"}, {"isPrivateFile": True}),
])
def test_v2_a_payload_that_does_not_match(form, claims):
    fields = fields_of("payload")
    answer = send_v2(token(dict(fields, **claims)), dict(fields, **form))
    answer.error(400, PAYLOAD)
    assert not {"v2-payload.txt", "other.txt"} & set(stored_v2())


@each([
    ("a second ago", {"iat": NOW - 601, "exp": NOW - 1}),
    ("long ago", {"iat": 1600000000, "exp": 1600000600}),
])
def test_v2_expired(times):
    fields = fields_of("expired")
    send_v2(token(dict(fields, **times)), fields).error(400, EXPIRED)


def test_v2_a_token_runs_out_as_the_clock_advances():
    fields = fields_of("clock")
    jwt = token(fields)
    server.advance(seconds=601)
    try:
        send_v2(jwt, fields).error(400, EXPIRED)
    finally:
        server.clock(NOW_ISO)


@each([
    ("longer than an hour", {"exp": NOW + 3601}),
    ("no exp", {"exp": None}),
    ("no iat", {"iat": None}),
    ("exp a string", {"exp": str(NOW + 600)}),
    ("exp before iat", {"iat": NOW + 900, "exp": NOW + 600}),
])
def test_v2_bad_times(times):
    """400 for all of them; which of the token messages it is, no source says."""
    fields = fields_of("times")
    claims = dict({"iat": NOW, "exp": NOW + 600}, **times)
    jwt = token_without_nulls(dict(fields, **claims))
    answer = send_v2(jwt, fields).expect(400).json()
    assert answer["message"] in (INVALID, EXPIRED, PAYLOAD), answer
    assert "v2-times.txt" not in stored_v2()


def token_without_nulls(claims):
    head = {"alg": "HS256", "typ": "JWT", "kid": "public_abc"}
    body = {name: value for name, value in claims.items() if value is not None}
    text = ".".join(base64url(json.dumps(part).encode()) for part in (head, body))
    return text + "." + base64url(hmac.new(b"private_abc", text.encode(), hashlib.sha256).digest())


def test_v2_exactly_an_hour_is_allowed():
    fields = fields_of("hour")
    send_v2(token(dict(fields, exp=NOW + 3600)), fields).expect(200)


FIELDS = fields_of("invalid")
GOOD = token(FIELDS)


@each([
    ("a word", "nonsense"),
    ("two parts", GOOD.rsplit(".", 1)[0]),
    ("four parts", GOOD + ".e30"),
    ("empty parts", ".."),
    ("no base64", "!!!.???.***"),
    ("signed with another key", token(FIELDS, key="private_other")),
    ("signature changed", GOOD[:-6] + ("AAAAAA" if GOOD[-6:] != "AAAAAA" else "BBBBBB")),
    ("no signature", GOOD.rsplit(".", 1)[0] + "."),
    ("alg none", token(FIELDS, {"alg": "none", "typ": "JWT", "kid": "public_abc"})),
    ("alg none without signature",
     token(FIELDS, {"alg": "none", "typ": "JWT", "kid": "public_abc"}).rsplit(".", 1)[0] + "."),
    ("alg HS512", token(FIELDS, {"alg": "HS512", "typ": "JWT", "kid": "public_abc"},
                        digest=hashlib.sha512)),
    ("header no JSON", "bm8." + GOOD.split(".", 1)[1]),
    ("header an array", base64url(b"[]") + "." + GOOD.split(".", 1)[1]),
    ("payload no JSON", GOOD.split(".")[0] + ".bm8." + GOOD.split(".")[2]),
    ("far too long", "a" * 100000),
])
def test_v2_an_invalid_token(jwt):
    send_v2(jwt, FIELDS).error(400, INVALID)
    assert FIELDS["fileName"] not in stored_v2()


@each([
    ("unknown kid", {"alg": "HS256", "typ": "JWT", "kid": "public_nobody"}),
    ("no kid", {"alg": "HS256", "typ": "JWT"}),
    ("kid a number", {"alg": "HS256", "typ": "JWT", "kid": 5}),
])
def test_v2_a_key_that_is_not_known(header):
    """Refused with 400 or 403: no source says which."""
    answer = send_v2(token(FIELDS, header), FIELDS).expect(400, 403).json()
    assert answer["message"] in (INVALID, UNKNOWN), answer
    assert FIELDS["fileName"] not in stored_v2()


def test_v2_a_token_is_good_for_one_upload():
    fields = fields_of("once")
    jwt = token(fields)
    send_v2(jwt, fields).expect(200)
    answer = send_v2(jwt, fields).expect(400).json()
    assert answer["help"] == HELP, answer


if __name__ == "__main__":
    main(globals())
