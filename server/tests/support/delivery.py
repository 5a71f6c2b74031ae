"""Delivery as a client sees it: files put in place, requests without a key, signed targets.

    server = Emulator()
    site = Delivery(server)                         # the server may be started later
    site.put("a.txt", b"bytes", isPrivateFile=True)
    site.ask("a.txt").expect(401)
    site.ask(sign("a.txt")).expect(200)
"""

import hashlib
import hmac

from emulator import ACCOUNT, PRIVATE_KEY, Client, exchange, parse_answers

NEVER = "9999999999"  # the expiry that is signed where none is given


class Delivery:
    """The files of one account of a server."""

    def __init__(self, server, key=PRIVATE_KEY, account=ACCOUNT):
        self.server = server
        self.key = key
        self.account = account

    def put(self, name, content, folder="/", **fields):
        """Uploads under exactly this name; the answer as JSON."""
        answer = self.server.client(self.key).upload(
            content, fileName=name, folder=folder, useUniqueFileName=False, **fields)
        facts = answer.expect(200).json()
        assert facts["name"] == name, "the name became %r" % facts["name"]
        return facts

    def ask(self, target, method="GET", **headers):
        """A request without a key to a path below the account, or to a whole target from /."""
        if not target.startswith("/"):
            target = "/%s/%s" % (self.account, target)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client(self.server.port, None).request(method, target, None, headers)

    def ask_raw(self, target):
        """A request whose whole target goes out as these bytes."""
        rest = " HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % self.server.host
        return parse_answers(exchange(self.server.port, b"GET " + target + rest.encode()))[0]


def sign(target, expires=None, key=PRIVATE_KEY):
    """The target, relative to the endpoint, with ik-t and ik-s."""
    text = target + (NEVER if expires is None else str(expires))
    digest = hmac.new(key.encode(), text.encode(), hashlib.sha1).hexdigest()
    query = "" if expires is None else "ik-t=%d&" % expires
    return target + ("&" if "?" in target else "?") + query + "ik-s=" + digest


def check_rendered(answer):
    """It was let through to the renderer, or it is said that there is none yet."""
    unavailable = answer.status == 501 and answer.header("ik-error")
    assert answer.status in (200, 202) or unavailable, repr(answer)
