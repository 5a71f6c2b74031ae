"""Keys that clients make up, of every character and length: each is refused, or comes through an export and a load
unchanged."""

import base64
import hashlib
import hmac
import random

from emulator import HELP, Client, Emulator
from tap import each, main

ROUNDS = 120
LETTERS = ("abcXYZ019_-.~", " \"'\\/?#&=+%<>{}[]()@,;|^`$!*", "%41%00%2f", "äß日本🔑́‮ ",
           "\x00\x01\t\n\r\x1f\x7f", ":")


def export(server, query=""):
    return server.control("GET", "/seed" + query).expect(200).body


def load(server, document):
    return server.client(None).request("PUT", "/_emulator/seed", document,
                                       {"Content-Type": "application/json"})


def upload_as(server, user):
    """`user`: what stands for `key:` in HTTP Basic, bytes."""
    client = Client(server.port, None, headers={
        "Authorization": b"Basic " + base64.b64encode(user)})
    return client.upload(b"x", fileName="x.txt", useUniqueFileName="false")


def random_key(chance):
    key = "".join(chance.choice(chance.choice(LETTERS))
                  for _ in range(chance.choice((1, 3, 10, 40, 300, 999, 1001, 3000))))
    return key.encode()


def expect_round_trip(server, other):
    for query in ("", "?content=reference"):
        document = export(server, query)
        answer = load(server if query else other, document)
        assert answer.status == 200, answer
        assert export(server if query else other, query) == document


def test_random_private_keys_load_again():
    chance = random.Random(7)
    taken = set()
    with Emulator() as server, Emulator() as other:
        for _ in range(ROUNDS):
            key = random_key(chance)
            answer = upload_as(server, key + b":")
            answer.expect(200, 400, 401, 403)
            if answer.status == 200:
                taken.add(key)
        assert len(taken) > ROUNDS / 4, len(taken)
        expect_round_trip(server, other)
        for key in taken:   # the same accounts
            client = Client(other.port, None, headers={
                "Authorization": b"Basic " + base64.b64encode(key + b":")})
            assert [file["name"] for file in client.files()] == ["x.txt"], key


@each([
    ("a control character", b"private_\n:", 403),
    ("DEL", b"private_\x7f:", 403),
    ("too long", b"p" * 1001 + b":", 403),
    ("the longest", b"p" * 1000 + b":", 200),
    ("quotes", b"private_\"'\\:", 200),
    ("an escape", b"private_%00%41:", 200),
    ("another script", "private_ключ_鍵_🔑:".encode(), 200),
    ("blanks", b" :", 200),
    ("a password with colons", b"private_a:b:c", 200),
])
def test_a_private_key(user, status):
    with Emulator() as server, Emulator() as other:
        answer = upload_as(server, user).expect(status)
        if status != 200:
            assert answer.json() == {"message": "Your account cannot be authenticated.",
                                     "help": HELP}, answer
        expect_round_trip(server, other)


def test_a_key_that_is_no_text_makes_no_account():
    """Not base64, so it is the key as it stands."""
    with Emulator() as server, Emulator() as other:
        for key in (b"private_\xff\xfe", b"private_\xc3"):
            answers = server.client(None).raw(
                b"GET /v1/files HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n"
                b"Authorization: Basic %s\r\n\r\n" % (server.host.encode(), key))
            assert answers[0].status in (400, 403), answers
        expect_round_trip(server, other)


@each([("plain", "public_plain"), ("quotes", "public_\"'\\"), ("unicode", "öffentlich_鍵"),
       ("a colon", "public:colon"), ("a line end", "public\nline"), ("long", "p" * 1000),
       ("too long", "p" * 1001), ("huge", "p" * 100000), ("an escape", "%41")])
def test_a_public_key_that_an_account_learns(public):
    with Emulator() as server, Emulator() as other:
        server.client("private_of_it").files()
        expire = server.clock("2026-01-02T03:04:05Z") and 1767323045 + 600
        signature = hmac.new(b"private_of_it", ("t%d" % expire).encode(), hashlib.sha1).hexdigest()
        answer = server.client(None).upload(b"x", fileName="x.txt", publicKey=public, token="t",
                                            expire=expire, signature=signature)
        answer.expect(200, 400, 403)
        if public in ("public_plain", "p" * 1000):
            answer.expect(200)
        expect_round_trip(server, other)


def test_keys_of_the_options_load_again():
    """As long as they may be."""
    account = "long:%s:%s" % ("k" * 999, "ü" * 499)
    with Emulator("--account", account) as server, Emulator("--account", account) as other:
        server.client("k" * 999).upload(b"x", fileName="x.txt").expect(200)
        expect_round_trip(server, other)


if __name__ == "__main__":
    main(globals())
