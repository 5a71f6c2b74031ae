"""A web page is no way in: what browsers send to the control plane, what delivered files may do, what a form
without a key may ask for, and which names no account can have.

The rows hold the headers that browsers of today send, as they send them; `%(host)s` is the server's own.
"""

import hashlib
import hmac
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.parse
import uuid

import pictures
from delivery import Delivery
from emulator import (PRIVATE_KEY, PUBLIC_KEY, Client, Emulator, StartFailure, exchange,
                      parse_answers)
from origin import Origin
from tap import Skip, each, main

PROOF = "x-emulator-control: 1"
FROZEN = "2026-01-02T03:04:05.678Z"
SHADOWED = ["v1", "v2", "api", "_emulator", "_case"]

server = Emulator("--allow-remote", "loopback")
site = Delivery(server)


set_up, tear_down = server.start, server.stop_cleanly


# The control plane ------------------------------------------------------------------------------

def send(method, target, headers, body=b"", to=None):
    to = to or server
    lines = ["%s %s HTTP/1.1" % (method, target.replace("%(host)s", to.host)), "Connection: close",
             "Content-Length: %d" % len(body)] + [line % {"host": to.host} for line in headers]
    if not any(line.lower().startswith("host:") for line in lines):
        lines.append("Host: " + to.host)
    got = exchange(to.port, "\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    if method == "HEAD":
        got = re.sub(rb"(?i)\r\ncontent-length: [0-9]+", b"", got)
    return parse_answers(got)[0]


def is_frozen():
    return server.control("GET", "/clock").expect(200).json()["mode"] == "frozen"


def freeze(headers, target="/_emulator/clock", method="PUT"):
    server.clock(mode="real")
    body = json.dumps({"mode": "frozen", "time": FROZEN}).encode()
    answer = send(method, target, ["Content-Type: application/json"] + headers, body)
    assert is_frozen() == (answer.status == 200), answer
    server.clock(mode="real")
    return answer


PAGES = [
    ("a form of another site", ["Origin: https://evil.example", "Sec-Fetch-Site: cross-site",
                                "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document",
                                "Sec-Fetch-User: ?1", "Referer: https://evil.example/"]),
    ("a form that hides where it is from", ["Origin: null", "Sec-Fetch-Site: cross-site",
                                            "Sec-Fetch-Mode: navigate"]),
    ("fetch() of another site without leave", ["Origin: https://evil.example",
                                               "Sec-Fetch-Site: cross-site",
                                               "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: empty"]),
    ("fetch() of a page on another port", ["Origin: http://127.0.0.1:3000",
                                           "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors"]),
    ("fetch() of a page on localhost", ["Origin: http://localhost:3000",
                                        "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors"]),
    ("a file that this server delivered", ["Origin: http://%(host)s", "Sec-Fetch-Site: same-origin",
                                           "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty",
                                           "Referer: http://%(host)s/demo/evil.html"]),
    ("a form in a file that this server delivered", ["Origin: http://%(host)s",
                                                     "Sec-Fetch-Site: same-origin",
                                                     "Sec-Fetch-Mode: navigate"]),
    ("a sandboxed file of this server", ["Origin: null", "Sec-Fetch-Site: cross-site",
                                         "Sec-Fetch-Mode: cors"]),
    ("a script in an old browser", ["Origin: http://%(host)s"]),
    ("an old browser without Origin", ["Referer: http://%(host)s/demo/evil.html"]),
    ("a picture in a page", ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors",
                             "Sec-Fetch-Dest: image"]),
    ("a frame", ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: navigate",
                 "Sec-Fetch-Dest: iframe"]),
    ("a script element", ["Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors",
                          "Sec-Fetch-Dest: script"]),
    ("a navigation in which no site is named", ["Sec-Fetch-Mode: navigate"]),
    ("a WebSocket", ["Origin: http://%(host)s", "Upgrade: websocket", "Sec-Fetch-Mode: websocket"]),
]


@each(PAGES)
def test_no_page_reads_the_control_plane(headers):
    answer = send("GET", "/_emulator/info", headers).expect(403)
    assert answer.header("access-control-allow-origin") is None, answer.headers
    assert "page" in answer.json()["message"], answer
    send("HEAD", "/_emulator/livez", headers).expect(403)


@each(PAGES)
def test_no_page_changes_anything_there(headers):
    freeze(headers).expect(403)


@each([
    ("with its own Origin", ["Origin: http://%(host)s", "Sec-Fetch-Site: same-origin",
                             "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"]),
    ("without Origin, as GET has none", ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors"]),
    ("in a browser that tells nothing", []),
    ("with a Referer", ["Origin: http://%(host)s", "Referer: http://%(host)s/_emulator/"]),
])
def test_its_own_pages_may_call_it(headers):
    assert freeze(headers + [PROOF]).status == 200
    send("GET", "/_emulator/info", headers + [PROOF]).expect(200)


@each([
    ("another site", "https://evil.example"),
    ("no site", "null"),
    ("TLS, which it does not speak", "https://%(host)s"),
    ("another scheme", "ftp://%(host)s"),
    ("no scheme", "%(host)s"),
    ("another port", "http://127.0.0.1:1"),
    ("no port", "http://127.0.0.1"),
    ("another name of this machine", "http://localhost:%(port)d"),
    ("a host that starts alike", "http://%(host)s.evil.example"),
    ("a user", "http://%(host)s@evil.example"),
    ("a path", "http://%(host)s/"),
    ("nothing", ""),
])
def test_the_header_is_no_proof_for_an_origin_of(origin):
    origin = origin.replace("%(port)d", str(server.port))
    freeze(["Origin: " + origin, PROOF]).expect(403)


@each([(site_, site_) for site_ in ("cross-site", "same-site", "none", "nonsense")])
def test_the_header_is_no_proof_for_a_request_that_is(sort):
    freeze(["Sec-Fetch-Site: " + sort, PROOF]).expect(403)


@each([
    ("the control plane", "/_emulator/reset", "POST"),
    ("behind an account", "/_case/demo/_emulator/reset", "POST"),
    ("a call that is not there", "/_emulator/nothing", "POST"),
    ("a call to read", "/_emulator/info", "GET"),
    ("another spelling", "/_emulator/%72eset", "POST"),
])
def test_no_preflight_gives_leave_for(target, method):
    answer = send("OPTIONS", target, ["Origin: https://evil.example",
                                      "Access-Control-Request-Method: " + method,
                                      "Access-Control-Request-Headers: x-emulator-control",
                                      "Sec-Fetch-Mode: cors", "Sec-Fetch-Site: cross-site"])
    answer.expect(403)
    for name in answer.headers:
        assert not name.lower().startswith("access-control-"), answer.headers
    own = send("OPTIONS", target, ["Origin: http://%(host)s", PROOF])
    assert own.status in (403, 404) and not own.header("access-control-allow-origin"), own


SPELLINGS = [
    "/_emulator/%63lock", "/_case/demo/_emulator/clock", "/_case/d%65mo/_emulator/clock",
    "/_case/demo/_emulator/%63lock", "/%5Femulator/clock", "/_case/demo/%5Femulator/clock",
    "/%5Fcase/demo/_emulator/clock", "//_emulator/clock", "/./_emulator/clock",
    "/demo/../_emulator/clock", "/_case/demo/_case/demo/_emulator/clock", "/_EMULATOR/clock",
    "/_emulator%2Fclock", "/_emulator/./clock", "/_emulator//clock", "/_emulator/clock/",
    "/_case/demo//_emulator/clock", "http://%(host)s/_emulator/clock",
    "/_case/_emulator/_emulator/clock", "/_emulator;x/clock", "/v1/../_emulator/clock",
]


@each([(target, target) for target in SPELLINGS])
def test_a_page_gets_in_by_no_spelling(target):
    answer = freeze(["Origin: https://evil.example", "Sec-Fetch-Site: cross-site"], target)
    assert 400 <= answer.status < 500, answer


@each([
    ("from a line of the address bar", "GET", 200),
    ("as a look at the head", "HEAD", 200),
    ("a change", "POST", 403),
])
def test_what_somebody_typed_is(method, status):
    headers = ["Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document",
               "Sec-Fetch-User: ?1", "Upgrade-Insecure-Requests: 1"]
    target = "/_emulator/" + ("info" if status == 200 else "reset")
    send(method, target, headers).expect(status)
    freeze(["Sec-Fetch-Site: none", "Referer: https://evil.example/"]).expect(403)


@each([
    ("curl", ["User-Agent: curl/7.88.1", "Accept: */*"]),
    ("fetch() of Node.js", ["Accept: */*", "Accept-Language: *", "Sec-Fetch-Mode: cors",
                            "User-Agent: node", "Accept-Encoding: gzip, deflate"]),
    ("the requests of Playwright", ["User-Agent: Mozilla/5.0 (X11; Linux x86_64) Chrome/128",
                                    "Accept: */*", "Accept-Encoding: gzip,deflate,br",
                                    "Cookie: a=b"]),
])
def test_tests_may_call_it_with(headers):
    assert freeze(headers).status == 200


def test_the_fetch_of_node_resets():
    node = shutil.which("node")
    if not node:
        raise Skip("no Node.js")
    site.put("gone.txt", b"gone")
    code = "fetch(process.argv[1],{method:'POST'}).then(a=>process.exit(a.status===204?0:1))"
    subprocess.run([node, "-e", code, server.url + "/_emulator/reset"], check=True, timeout=60)
    site.ask("gone.txt").expect(404)


def test_a_token_stands_for_the_header():
    with Emulator("--control-token", "open-sesame") as guarded:
        page = ["Origin: http://%(host)s", "Sec-Fetch-Site: same-origin"]
        send("GET", "/_emulator/info", page, to=guarded).expect(403)
        send("GET", "/_emulator/info", page + ["Authorization: Bearer open-sesame"],
             to=guarded).expect(200)


@each([
    ("its scheme", "https://emulator.example:8443", 200),
    ("another scheme", "http://emulator.example:8443", 403),
    ("another port", "https://emulator.example", 403),
])
def test_behind_a_public_url_a_page_is_its_own_by(origin, status):
    with Emulator("--public-url", "https://emulator.example:8443/files") as there:
        for host in ("emulator.example:8443", "EMULATOR.example:8443"):
            send("GET", "/_emulator/info", ["Host: " + host, "Origin: " + origin, PROOF],
                 to=there).expect(status)


def test_no_other_site_can_embed_what_the_control_plane_says():
    answer = server.control("GET", "/info").expect(200)
    assert answer.header("cross-origin-resource-policy") == "same-origin", answer.headers
    assert answer.header("x-content-type-options") == "nosniff", answer.headers


# Delivered files --------------------------------------------------------------------------------

SCRIPT = b"<script>fetch('/_emulator/reset',{method:'POST'})</script>"
XML = b'<?xml version="1.0"?><a xmlns:h="http://www.w3.org/1999/xhtml"><h:script>1</h:script></a>'
DOCUMENTS = [
    ("page.html", b"<!doctype html>" + SCRIPT),
    ("page.htm", b"<!doctype html>" + SCRIPT),
    ("page.xhtml", XML),
    ("page.xht", XML),
    ("drawing.svg", pictures.svg(4, 3)),
    ("data.xml", XML),
    ("style.xsl", XML),
    ("feed.rss", XML),
    ("feed.atom", XML),
    ("paper.pdf", pictures.PDF),
    ("script.js", b"fetch('/_emulator/reset')"),
    ("page.mhtml", b"From: <Saved by Blink>\r\nContent-Type: multipart/related\r\n\r\n" + SCRIPT),
    ("without-extension", b"<!doctype html>" + SCRIPT),
    ("unknown.extension", SCRIPT),
]


@each([(name, name, content) for name, content in DOCUMENTS])
def test_a_document_is_in_a_sandbox(name, content):
    site.put(name, content, folder="/documents")
    for method, status, more in (("GET", 200, {}), ("HEAD", 200, {}),
                                 ("GET", 206, {"Range": "bytes=0-9"})):
        answer = site.ask("documents/" + name, method, **more).expect(status)
        assert answer.header("content-security-policy") == "sandbox", answer.headers
        assert answer.header("x-content-type-options") == "nosniff", answer.headers


@each([("a.png", "a.png", pictures.png(4, 3)), ("a.gif", "a.gif", pictures.gif(2, 2)),
       ("a.jpg", "a.jpg", pictures.jpeg(8, 8)), ("a.mp4", "a.mp4", pictures.mp4(500)),
       ("a.txt", "a.txt", SCRIPT), ("a.json", "a.json", b'{"a": "<script>"}')])
def test_what_runs_nothing_is_only_not_guessed(name, content):
    site.put(name, content, folder="/inert")
    answer = site.ask("inert/" + name).expect(200)
    assert answer.header("x-content-type-options") == "nosniff", answer.headers
    assert answer.header("content-security-policy") is None, answer.headers


def test_a_refusal_of_delivery_is_not_guessed_either():
    answer = site.ask("<script>alert(1)</script>.html".replace("<", "%3C")).expect(404)
    assert answer.header("x-content-type-options") == "nosniff", answer.headers


def test_an_answer_that_a_fault_makes_a_page_of_is_in_a_sandbox():
    """A form can ask for the fault by a file's name and have its own text in the answer."""
    page = Client(server.port, None, prefix="/_case/demo")
    answer = page.upload(b"x", fileName="__emulator_content-type.jpg",
                         description="<img src=x onerror=alert(1)>")
    assert answer.header("content-type").startswith("text/html"), answer.headers
    assert answer.header("content-security-policy") == "sandbox", answer.headers


# Forms without a key ----------------------------------------------------------------------------

@each([("version 1", "/api/v1/files/upload"), ("version 2", "/api/v2/files/upload")])
def test_without_a_key_nothing_is_fetched(path):
    with Origin({"/secret.txt": (200, {}, b"of a service on the loopback")}) as origin:
        url = origin.url + "/secret.txt"
        page = Client(server.port, None, prefix="/_case/demo")
        answer = page.upload(url, path, fileName="read-back.txt", useUniqueFileName=False)
        answer.expect(401)
        assert "key" in answer.json()["message"] and "URL" in answer.json()["message"], answer
        for name, value in (("token", ""), ("publicKey", ""), ("signature", "x")):
            page.upload(url, path, fileName="read-back.txt", **{name: value}).expect(401)
        page.get("/v1/metadata?url=" + url).expect(400)
        assert origin.requests == [], origin.requests
        site.ask("read-back.txt").expect(404)
        page.upload(b"bytes of its own", path, fileName="own.txt").expect(200)
        server.client().upload(url, path, fileName="read-back.txt").expect(200)
        assert len(origin.requests) == 1, origin.requests


def signed():
    """What the server of a page makes, or the page itself, where it knows the key."""
    token, expire = str(uuid.uuid4()), str(int(time.time()) + 600)
    digest = hmac.new(PRIVATE_KEY.encode(), (token + expire).encode(), hashlib.sha1).hexdigest()
    return {"publicKey": PUBLIC_KEY, "token": token, "expire": expire, "signature": digest}


@each([
    ("another site", "https://evil.example", 403),
    ("another machine", "http://192.0.2.1:3000", 403),
    ("no site", "null", 403),
    ("a name that starts alike", "http://localhost.evil.example", 403),
    ("a name that ends alike", "http://evillocalhost", 403),
    ("an address that starts alike", "http://127.0.0.1.evil.example", 403),
    ("a user", "http://localhost@evil.example", 403),
    ("nothing", "", 403),
    ("localhost", "http://localhost:3000", 200),
    ("a name below localhost", "https://app.localhost", 200),
    ("the loopback", "http://127.0.0.1:5173", 200),
    ("the loopback of IPv6", "http://[::1]:5173", 200),
    ("an app of a telephone", "capacitor://localhost", 200),
    ("no page", None, 200),
])
def test_a_key_that_a_page_made_up_fetches_nothing_for(origin, status):
    """Scripts may send keys; where each one is good, or all know the default one, that proves nothing."""
    with Origin({"/secret.txt": (200, {}, b"of a service on the loopback")}) as service:
        for client, fields in ((Client(server.port, "private_made_up"), {}),
                               (Client(server.port, PRIVATE_KEY), {}),
                               (Client(server.port, None), signed())):
            client.upload(service.url + "/secret.txt", fileName="a.txt",
                          headers={"Origin": origin}, **fields).expect(status)
            # Bytes of its own a page may always send.
            if client.key:
                client.upload(b"own", fileName="a.txt", headers={"Origin": origin}).expect(200)
        assert len(service.requests) == (3 if status == 200 else 0), service.requests


@each([
    ("a name that was made to lead here", "evil.example:%d", 403),
    ("one that begins like an address", "127.0.0.1.evil.example:%d", 403),
    ("localhost", "localhost:%d", 200),
    ("another address", "192.0.2.1:%d", 200),
    ("the public name", "files.example", 200),
])
def test_a_page_is_of_this_server_by(host, status):
    """A name server may give the address of this machine for any name: then Origin and Host are the same."""
    with Emulator("--allow-remote", "loopback", "--public-url", "http://files.example") as named, \
            Origin({"/secret.txt": (200, {}, b"of a service on the loopback")}) as service:
        host = host.replace("%d", str(named.port))
        named.client("private_made_up").upload(
            service.url + "/secret.txt", fileName="a.txt",
            headers={"Origin": "http://" + host, "Host": host}).expect(status)
        assert len(service.requests) == (status == 200), service.requests


def test_a_key_that_all_know_is_no_secret_where_only_known_keys_are_good():
    with Emulator("--auth", "strict", "--allow-remote", "loopback") as strict, \
            Origin({"/secret.txt": (200, {}, b"of a service on the loopback")}) as service:
        for key, fields in (PRIVATE_KEY, {}), (None, signed()):
            strict.client(key).upload(service.url + "/secret.txt", fileName="a.txt",
                                      headers={"Origin": "https://evil.example"}, **fields).expect(403)
        assert service.requests == [], service.requests
        strict.client().upload(service.url + "/secret.txt", fileName="a.txt").expect(200)
        strict.control("PUT", "/seed", {"format": 1, "accounts": [{"id": "shop"}]}).expect(200)
        strict.client("private_shop").upload(
            service.url + "/secret.txt", fileName="a.txt",
            headers={"Origin": "https://evil.example"}).expect(403)


def test_a_key_that_is_a_secret_fetches_for_every_page():
    with Emulator("--auth", "strict", "--account", "app:private_secret:public_app",
                  "--allow-remote", "loopback") as strict, \
            Origin({"/a.txt": (200, {}, b"a")}) as service:
        strict.client("private_secret").upload(
            service.url + "/a.txt", fileName="a.txt",
            headers={"Origin": "https://app.example"}).expect(200)


# Names that no account can have -----------------------------------------------------------------

@each([(name, name) for name in SHADOWED])
def test_no_account_is_called(name):
    try:
        with Emulator("--account", name + ":private_x:public_x"):
            raise AssertionError("it started")
    except StartFailure as failure:
        assert failure.code == 2 and "must not be v1" in failure.stderr, failure
    try:
        with Emulator(env={"IMAGEKIT_EMULATOR_ACCOUNT": name + ":private_x:public_x"}):
            raise AssertionError("it started")
    except StartFailure as failure:
        assert "must not be v1" in failure.stderr, failure
    folder = tempfile.mkdtemp(prefix="emulator-ways-")
    try:
        with open(os.path.join(folder, "options"), "w") as file:
            file.write("account = %s:private_x:public_x\n" % name)
        try:
            with Emulator("--config", file.name):
                raise AssertionError("it started")
        except StartFailure as failure:
            assert "must not be v1" in failure.stderr, failure
    finally:
        shutil.rmtree(folder)
    seed = {"format": 1, "accounts": [{"id": name}]}
    answer = server.control("PUT", "/seed", seed).expect(400)
    assert "must not be v1" in answer.json()["message"], answer
    for spelling in (name, "%%%02X%s" % (ord(name[0]), name[1:])):
        answer = server.client(None).get("/_case/%s/v1/files" % spelling).expect(403)
        assert "must not be v1" in answer.json()["message"], answer
        site.ask("/%s/a.txt" % spelling).expect(404, 401, 403)


# What somebody unknown is told ------------------------------------------------------------------

def test_nobody_unknown_is_told_the_name_of_an_account():
    options = ["--account", "ab:private_aaaaSECRETaaaa:public_ab",
               "--account", "abc:private_bbbbSECRETbbbb:public_abc"]
    with Emulator("--auth", "strict", *options) as two:
        anyone, slip = two.client(None), two.client("private_aaaaSECRETaaab")
        for answer in (anyone.get("/abd/x").expect(404), anyone.get("/a/x").expect(404),
                       anyone.get("/abd/x?ik-s=1").expect(404),
                       anyone.get("/_case/abd/abd/x").expect(404),
                       slip.get("/v1/files").expect(403),
                       slip.upload(b"x", fileName="a").expect(403)):
            assert answer.header("x-emulator-nearest") is None, (answer, answer.headers)
            assert b"abc" not in answer.body, answer


def test_nor_those_of_its_files():
    """Who may read a public file has been told its name by somebody; a wrong guess finds out none."""
    with Emulator("--auth", "strict", "--account", "ab:private_x:public_x") as strict:
        strict.client("private_x").upload(b"x", fileName="plan.txt", useUniqueFileName=False).expect(200)
        anyone = strict.client(None)
        anyone.get("/ab/plan.txt").expect(200)
        for target in "/ab/plan.tx", "/ab/Plan.txt", "/ab/plan.txt?ik-obj-version=x":
            answer = anyone.get(target).expect(404)
            assert answer.header("x-emulator-nearest") is None, (answer, answer.headers)
            entry = anyone.fetch(answer.header("x-emulator-explain")).expect(200)
            assert entry.json()["entries"][0]["why"]["nearest"], entry


SECRETS = {"ik-s": "5ec2e70000000000000000000000000000000001", "token": "5ec2e7-token",
           "privateKey": "private_5ec2e7", "signature": "5ec2e7f00", "ik%2Ds": "5ec2e7-again"}


def test_the_access_log_hides_what_the_journal_hides():
    with Emulator("--log-level", "info") as told:
        there = Delivery(told)
        there.put("a.txt", b"x")
        for name, value in SECRETS.items():
            there.ask("a.txt?v=seen-%s&%s=%s" % (name[:2], name, value))
            told.client(None).get("/v1/files?%s=%s" % (name, value))
            url = "%s/demo/a.txt?v=0&%s=%s" % (told.url, name.replace("%2D", "-"), value)
            told.client().get("/v1/metadata?url=" + urllib.parse.quote(url, safe=""))
            told.client().get("/v1/metadata?url=" + url)
        told.client("private_5ec2e7_key").get("/v1/files?name=private_5ec2e7_key")
        told.client("private_5ec2e7_key").get("/v1/nothing/private_5ec2e7_key")
        told.client(None).get("/_emulator/info?token=5ec2e7-control")
        log = told.log()
        assert "seen-ik" in log and "seen-to" in log, log
        assert "5ec2e7" not in log, [line for line in log.splitlines() if "5ec2e7" in line]
        for form in "json", "har", "curl":
            journal = told.control("GET", "/journal?format=" + form).expect(200).text()
            assert "seen-ik" in journal and "5ec2e7" not in journal, (form, journal)



def test_the_access_log_hides_a_signed_url_that_is_a_parameter():
    """As clients send it to ask for the metadata of a private file."""
    with Emulator() as own:
        api = own.client()
        api.get("/v1/metadata?url=http%3A%2F%2Fa.test%2Fx.png%3Fik-t%3D9%26ik-s%3D5ec2e7").expect(400)
        assert "5ec2e7" not in own.control("GET", "/journal").body.decode()
        log = own.log()
        assert "5ec2e7" not in log and "ik-s%3D[redacted:ik-s]" in log, log


def test_the_access_log_names_no_account_where_there_is_none():
    with Emulator() as own:
        own.client(None).get("/v1/files").expect(401)
        assert "target=/v1/files status=401 account=- " in own.log(), own.log()


if __name__ == "__main__":
    main(globals())
