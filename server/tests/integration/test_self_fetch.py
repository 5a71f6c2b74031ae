"""The server is no way into itself: no URL that it is given to fetch reaches its own control plane.

Two checks stand in the way, each with its own cases here: the fetcher connects to no listener of its own server,
however that is spelled and wherever a redirect leads; and the control plane answers to nothing that a fetcher
sent, also where the way led through somebody else.
"""

import contextlib
import re
import socket
import subprocess
import threading
import urllib.parse

from emulator import Emulator
from origin import Origin
from tap import Skip, each, main

TOKEN = "the-token-of-the-control-plane"
BAD_FILE = "Your request contains invalid file parameter. "
FOREIGN = "%s should be accessible using your ImageKit.io account."
ITSELF = "leads to this server itself"
FETCHED = "x-emulator-fetch"
SECRET = "private_emulator"

server = Emulator("--allow-remote", "any", "--host", "0.0.0.0", "--control-token", TOKEN)
narrow = Emulator("--allow-remote", "loopback")


def set_up():
    for one in server, narrow:
        one.start()
        one.client().upload(b"of the library", fileName="a.txt", useUniqueFileName=False).expect(200)


def tear_down():
    codes = [server.stop(), narrow.stop()]
    assert codes == [0, 0], codes


def refused(answer, *words):
    """Nothing was stored, and the refusal says why without a word of what it kept."""
    message = answer.expect(400).json()["message"]
    assert SECRET not in message, answer
    for word in words:
        assert word in message, answer
    return message


def was_not_asked(of, target):
    assert "target=%s status=" % target not in of.log(), of.log()


def interfaces():
    """Addresses of this machine other than the loopback, in both families."""
    found = set()
    for host in "192.0.2.1", "2001:db8::1":
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as one:
            one.connect((host, 9))
            found.add(one.getsockname()[0])
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        text = subprocess.run(["hostname", "-I"], stdout=subprocess.PIPE, check=True).stdout
        found.update(text.decode().split())
    return sorted(found)


# The fetcher ------------------------------------------------------------------------------------

SPELLINGS = [
    "127.0.0.1", "127.1", "127.0.1", "127.0.0.2", "127.255.255.254", "2130706433", "0x7f000001",
    "0x7f.1", "0x7F.0.0.0x1", "0177.0.0.1", "017700000001", "127.000.000.001",
    "0.0.0.0", "0", "0x0", "00.00.00.00", "localhost", "LocalHost", "a.localhost", "%31%32%37.0.0.1",
    "loc%61lhost",
]

# What these are depends on the resolver and on how libcurl was built.
STRANGE_SPELLINGS = [
    "127.0.0.1.", "localhost.", "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021", "ip6-localhost",
    "localhost.localdomain", "127.0.0.1%00.example.com", "127.0.0.1%2f.example.com", "[127.0.0.1]",
    "[::1", "127.0.0.1#", "\u2460\u2461\u2466.0.0.1",
]

SPELLINGS_OF_SIX = [
    "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::ffff:0.0.0.0]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::ffff:127.9.9.9]", "[::1%25lo]",
]


@each((host, host) for host in SPELLINGS)
def test_no_spelling_of_the_loopback_leads_to_itself(host):
    url = "http://%s:%d/_emulator/livez" % (host, server.port)
    message = refused(server.client().upload(url, fileName="a.txt"), BAD_FILE, ITSELF)
    assert "redirected" not in message, message
    was_not_asked(server, "/_emulator/livez")


@each((host, host) for host in STRANGE_SPELLINGS)
def test_nor_does_a_strange_one(host):
    url = "http://%s:%d/_emulator/livez" % (host, server.port)
    refused(server.client().upload(url, fileName="a.txt"), BAD_FILE)
    was_not_asked(server, "/_emulator/livez")


@each((host, host) for host in SPELLINGS_OF_SIX)
def test_nor_does_one_of_ipv6(host):
    """A listener with IPv4 alone is reached by some of them, one with both by all."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as one:
        one.bind(("::1", 0))
        url = "http://%s:%d/_emulator/livez" % (host, server.port)
        refused(server.client().upload(url, fileName="a.txt"), BAD_FILE, ITSELF)
        return
    raise Skip("there is no IPv6 here")


def test_nor_does_an_address_of_an_interface():
    hosts = interfaces()
    if not hosts:
        raise Skip("this machine has the loopback alone")
    for host in hosts:
        shown = "[%s]" % host if ":" in host else host
        refused(server.client().upload("http://%s:%d/_emulator/seed" % (shown, server.port),
                                       fileName="a.txt"), ITSELF, host)


def test_nor_does_the_name_of_this_machine():
    name = socket.gethostname()
    try:
        socket.getaddrinfo(name, server.port)
    except OSError:
        raise Skip("its name %s is unknown" % name) from None
    refused(server.client().upload("http://%s:%d/_emulator/seed" % (name, server.port),
                                   fileName="a.txt"), ITSELF)


TARGETS = [
    "/_emulator/seed", "/_emulator/journal", "/_emulator/metrics", "/_emulator/info",
    "/_emulator/checkpoints", "/_emulator/checkpoints/a/archive", "/_emulator", "/_emulator/",
    "/_case/demo/_emulator/seed", "/_case/x/_emulator/seed", "/nobody/../_emulator/seed",
    "/%2e/_emulator/seed", "//_emulator/seed", "/_emulator/seed?ik-s=1", "/v1/files",
    "/_case/demo/v1/files", "/v1/files?path=/../_emulator/seed", "/nobody/a.txt", "/",
]


@each((target, target) for target in TARGETS)
def test_whatever_lies_there(target):
    for of, host in (server, "127.0.0.1"), (server, "127.1"), (narrow, "localhost"):
        url = "http://%s:%d%s" % (host, of.port, target)
        refused(of.client().upload(url, fileName="a.txt"), ITSELF, str(of.port))
        refused(of.client().upload(url, path="/api/v2/files/upload", fileName="a.txt"), ITSELF)


@each((target, target) for target in TARGETS)
def test_metadata_of_it(target):
    for host in "127.0.0.1", "127.1", "[::1]", "localhost", "0.0.0.0":
        url = "http://%s:%d%s" % (host, server.port, target)
        answer = server.client().get("/v1/metadata?url=" + urllib.parse.quote(url, safe=""))
        assert answer.status in (400, 404) and SECRET not in answer.text(), answer


@each([
    ("a case of its own", "HTTP://127.0.0.1:%d/_emulator/seed"),
    ("zeroes before the port", "http://127.0.0.1:00%d/_emulator/seed"),
    ("blanks in the path", "http://127.0.0.1:%d/_emulator/seed?a b"),
    ("a fragment", "http://127.0.0.1:%d/_emulator/seed#.jpg"),
    ("a name of a picture", "http://127.0.0.1:%d/_emulator/seed?/a.jpg"),
    ("backslashes", "http://127.0.0.1:%d\\_emulator\\seed"),
    ("TLS", "https://127.0.0.1:%d/_emulator/seed"),
    ("a user", "http://demo@127.0.0.1:%d/_emulator/seed"),
    ("a bearer for a user", "http://Bearer:the-token@127.0.0.1:%d/_emulator/seed"),
    ("a line of one's own", "http://127.0.0.1:%d/_emulator/seed HTTP/1.1\r\nHost: x\r\n\r\n"),
])
def test_however_the_rest_is_spelled(url):
    of = server
    refused(of.client().upload(url % of.port, fileName="a.jpg"))
    was_not_asked(of, "/_emulator/seed")


@each((status, status) for status in (301, 302, 303, 307, 308))
def test_wherever_a_redirect_leads(status):
    with Origin({}) as origin:
        for number, host in enumerate(["127.0.0.1", "127.1", "localhost", "0.0.0.0"]):
            there = "http://%s:%d/_emulator/seed" % (host, server.port)
            origin.routes["/%d" % number] = (status, {"Location": there}, b"")
            url = "%s/%d" % (origin.url, number)
            refused(server.client().upload(url, fileName="a.txt"), "redirected", ITSELF)


def test_at_the_end_of_many_redirects():
    """On connections that are there already, and back again."""
    with Origin({}) as origin:
        there = "http://127.1:%d/_emulator/seed" % server.port
        origin.routes.update({"/0": (302, {"Location": "/1"}, b""), "/1": (302, {"Location": "2"}, b""),
                              "/2": (302, {"Location": there}, b""), "/ok": (200, {}, b"fine")})
        for _ in range(2):
            refused(server.client().upload(origin.url + "/0", fileName="a.txt"), ITSELF)
            server.client().upload(origin.url + "/ok", fileName="a.txt").expect(200)


def test_a_file_by_a_redirect_is_no_exception():
    with Origin({}) as origin:
        origin.routes["/r"] = (302, {"Location": "http://127.1:%d/demo/a.txt" % server.port}, b"")
        refused(server.client().upload(origin.url + "/r", fileName="b.txt"), ITSELF)


def test_another_port_of_this_machine_is_another_server():
    with Origin({"/a": (200, {}, b"from there")}) as origin:
        for of in server, narrow:
            file = of.client().upload(origin.url + "/a", fileName="a.txt").expect(200).json()
            assert file["size"] == len("from there")


def test_a_proxy_of_the_environment_is_no_way_round():
    with Origin({}) as proxy, Origin({"/a": (200, {}, b"from there")}) as origin:
        env = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY",
                             "ALL_PROXY", "socks_proxy"), proxy.url)
        env.update(NO_PROXY="", no_proxy="")
        with Emulator("--allow-remote", "loopback", env=env) as of:
            url = "http://127.1:%d/_emulator/seed" % of.port
            refused(of.client().upload(url, fileName="a.txt"), ITSELF)
            refused(of.client().upload("http://192.0.2.1/a", fileName="a.txt"), "--allow-remote")
            of.client().upload(origin.url + "/a", fileName="a.txt").expect(200)
        assert proxy.requests == [], proxy.requests


# The control plane ------------------------------------------------------------------------------

class Relay:
    """Passes on what comes to a port of its own: bytes as they are, or what a web proxy makes of them."""

    def __init__(self, port, rewrite=None):
        self.port, self.rewrite, self.listener = port, rewrite, None

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    @property
    def url(self):
        return "http://127.0.0.1:%d" % self.listener.getsockname()[1]

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                one, _ = self.listener.accept()
                threading.Thread(target=self._pass, args=(one,), daemon=True).start()

    def _pass(self, one):
        with contextlib.suppress(OSError), one:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = one.recv(65536)
                if not piece:
                    return
                head += piece
            with socket.create_connection(("127.0.0.1", self.port)) as other:
                other.sendall(self.rewrite(head) if self.rewrite else head)
                other.shutdown(socket.SHUT_WR)
                while True:
                    piece = other.recv(65536)
                    if not piece:
                        break
                    one.sendall(piece)


def as_web_proxy(head):
    """Another Host and User-Agent, names in small letters, hop-by-hop headers gone."""
    lines = head.decode("latin-1").split("\r\n")
    kept = [re.sub("^[^:]*", lambda m: m.group().lower(), line) for line in lines[1:]
            if not re.match("(?i)(host|user-agent|connection|te|accept)\\s*:", line)]
    return "\r\n".join([lines[0], "host: 127.0.0.1", "user-agent: proxy", "connection: close",
                        "via: 1.1 proxy"] + kept).encode("latin-1")


@each([
    ("a port that is passed on", None),
    ("a web proxy", as_web_proxy),
])
def test_the_control_plane_knows_what_comes_through(rewrite):
    """The fetcher connects to somebody else there, so this check stands alone."""
    with Relay(narrow.port, rewrite) as relay, Origin({}) as origin:
        origin.routes["/r"] = (302, {"Location": relay.url + "/_emulator/seed"}, b"")
        api = narrow.client()
        for url in relay.url + "/_emulator/seed", relay.url + "/_emulator/metrics", \
                relay.url + "/_case/demo/_emulator/journal", origin.url + "/r":
            refused(api.upload(url, fileName="a.txt"), "answered 403")
        # What anybody may have, one may have so, too.
        assert api.upload(relay.url + "/demo/a.txt", fileName="b.txt").expect(200).json()["size"] == 14


def test_the_control_plane_knows_the_fetcher_of_another_server():
    with Emulator("--allow-remote", "loopback") as other:
        url = "http://127.0.0.1:%d/_emulator/seed" % narrow.port
        refused(other.client().upload(url, fileName="a.txt"), "answered 403")


@each([
    ("as it is sent", {FETCHED: "1"}),
    ("in capitals", {FETCHED.upper(): "1"}),
    ("empty", {FETCHED: ""}),
    ("with another value", {FETCHED: "no"}),
    ("beside the token", {FETCHED: "1", "Authorization": "Bearer " + TOKEN}),
    ("beside what its own pages send", {FETCHED: "1", "x-emulator-control": "1"}),
])
def test_the_mark_of_the_fetcher(headers):
    for path in "/_emulator/seed", "/_emulator/livez", "/_emulator", "/_case/demo/_emulator/info":
        answer = server.client(None).request("GET", path, None, headers).expect(403)
        assert FETCHED in answer.json()["message"], answer


def test_without_the_mark_it_answers():
    assert SECRET in server.client(None).get("/_emulator/seed").expect(200).text()


def test_every_request_of_the_fetcher_is_marked():
    with Origin({"/a": (200, {}, b"a"), "/r": (302, {"Location": "/a"}, b"")}) as origin:
        origin.routes["/away"] = (307, {"Location": origin.url.replace("127.0.0.1", "localhost") + "/r"}, b"")
        server.client().upload(origin.url + "/away", fileName="a.txt").expect(200)
        assert len(origin.requests) == 3, origin.requests
        assert all(headers[FETCHED] == "1" for _, _, headers in origin.requests), origin.requests


if __name__ == "__main__":
    main(globals())
