"""The journal: what is in an entry, filters, waiting, exports that other programs can use, accounts
apart, and its bounds in a running server."""
# ctest: timeout 300

import hashlib
import json
import os
import shlex
import subprocess
import tempfile
import threading
import time
import urllib.parse

from delivery import sign
from emulator import ACCOUNT, PRIVATE_KEY, SLOWNESS, UPLOAD, Client, Emulator, is_sanitized
from form import Form
from tap import Skip, each, main

server = Emulator()
set_up, tear_down = server.start, server.stop_cleanly


def account_of(api):
    return api.imagekit_id


def journal(query="", on=server):
    return on.control("GET", "/journal" + query).expect(200).json()


def entries(api, query="", on=server):
    return journal("?account=%s%s" % (account_of(api), query), on)["entries"]


def only(api, query="", on=server):
    found = entries(api, query, on)
    assert len(found) == 1, found
    return found[0]


def headers(side):
    return {pair["name"].lower(): pair["value"] for pair in side["headers"]}


# What an entry holds ----------------------------------------------------------------------------

def test_an_entry_has_request_and_answer():
    api = server.fresh()
    facts = api.upload(b"bytes", fileName="a.txt").expect(200).json()
    body = json.dumps({"tags": ["x"], "description": "d"})
    answer = api.request("PATCH", "/v1/files/%s/details?q=1" % facts["fileId"], body.encode(),
                         {"Content-Type": "application/json", "X-Own": "mine"}).expect(200)
    entry = only(api, "&operation=files.update")
    assert entry["method"] == "PATCH" and entry["status"] == 200, entry
    assert entry["target"] == "/v1/files/%s/details?q=1" % facts["fileId"], entry
    assert entry["account"] == account_of(api), entry
    assert entry["requestId"] == answer.header("x-ik-requestid"), entry
    assert entry["durationUs"] >= 0 and "why" not in entry, entry
    asked, got = entry["request"], entry["response"]
    assert asked["body"] == body and asked["bytes"] == len(body) and not asked["cut"], asked
    assert asked["sha256"] == hashlib.sha256(body.encode()).hexdigest(), asked
    assert headers(asked)["x-own"] == "mine", asked
    assert headers(asked)["authorization"] == "Basic [redacted:private_key]", asked
    assert got["body"].encode() == answer.body and got["bytes"] == len(answer.body), got
    assert headers(got)["x-ik-requestid"] == entry["requestId"], got


def test_an_upload_shows_its_fields_and_the_size_of_its_file():
    api = server.fresh()
    api.upload(b"b" * 70000, fileName="a.txt", tags="x,y").expect(200)
    form = {field["name"]: field for field in only(api)["request"]["form"]}
    assert form["file"] == {"name": "file", "bytes": 70000}, form
    assert form["fileName"]["value"] == "a.txt" and form["tags"]["value"] == "x,y", form


def test_a_large_body_is_cut_and_known_by_its_hash():
    api = server.fresh()
    body = json.dumps({"fileIds": ["é" * 30000]}, ensure_ascii=False).encode()
    api.request("POST", "/v1/files/batch/deleteByFileIds", body)
    asked = only(api)["request"]
    assert asked["cut"] and asked["bytes"] == len(body), asked["bytes"]
    assert asked["sha256"] == hashlib.sha256(body).hexdigest()
    kept = asked["body"].encode()
    assert 16000 < len(kept) <= 16384 and body.startswith(kept), len(kept)


def test_delivery_is_in_it():
    api = server.fresh()
    url = api.upload(b"bytes", fileName="a.txt").expect(200).json()["url"]
    path = urllib.parse.urlsplit(url).path
    server.client(None).get(path).expect(200)
    entry = only(api, "&operation=delivery")
    assert entry["target"] == path and entry["response"]["bytes"] == 5, entry
    assert entry["response"]["body"] is None, entry


def test_the_control_plane_is_not_in_it():
    before = journal()["last"]
    server.control("GET", "/info").expect(200)
    server.client(None).get("/_case/demo/_emulator/livez")
    assert journal()["last"] == before


def test_the_time_is_that_of_the_account():
    api = server.fresh()
    api.get("/v1/files").expect(200)
    frozen = {"mode": "frozen", "time": "2031-02-03T04:05:06.789Z"}
    server.control("PUT", "/clock?account=" + account_of(api), frozen).expect(200)
    api.get("/v1/files").expect(200)
    times = [entry["time"] for entry in entries(api)]
    assert times[1] == "2031-02-03T04:05:06.789Z" != times[0], times
    assert len(entries(api, "&since=2031-01-01")) == 1


@each([
    ("a missing file", "GET", "/v1/files/0123456789abcdef01234567/details", 404, "not found"),
    ("an operation that is not there yet", "GET", "/v1/accounts/usage", 501, "not implemented"),
    ("a broken query", "GET", "/v1/files?limit=x", 400, "invalid"),
])
def test_a_refusal_says_why(method, path, status, rule):
    api = server.fresh()
    answer = api.request(method, path).expect(status)
    entry = only(api)
    assert entry["why"]["rule"] == rule, entry["why"]
    assert entry["why"]["message"] == answer.json()["message"], entry["why"]
    told = answer.header("x-emulator-explain")
    found = server.client(None).fetch(told).expect(200).json()["entries"]
    assert [one["number"] for one in found] == [entry["number"]], found


def test_an_unknown_route_names_the_nearest():
    answer = server.client(None).get("/v1/filez").expect(404)
    entry = journal("?request=" + answer.header("x-ik-requestid"))["entries"][0]
    assert entry["operation"] is None and entry["account"] is None, entry
    assert entry["why"]["nearest"].startswith("GET /v1/files"), entry["why"]


def test_a_refused_delivery_names_its_rule():
    answer = server.client(None).get("/%s/no/such.jpg" % ACCOUNT).expect(404)
    entry = journal("?request=" + answer.header("x-ik-requestid"))["entries"][0]
    assert entry["why"]["rule"] == "ENOENT", entry["why"]


# Secrets ----------------------------------------------------------------------------------------

def test_no_secret_is_in_it():
    key = "private_SECRETSECRET"
    api = server.client(key)
    api.get("/v1/files?note=" + key + "&token=SECRETSECRET").expect(200)
    api.send_json("POST", "/v1/folder", {"folderName": key, "privateKey": "SECRETSECRET"})
    api.upload(b"x", fileName="a.txt", description=key).expect(200)
    form = Form()
    for name, value in (("fileName", "b.txt"), ("publicKey", "public_seen"), ("expire", "1"),
                        ("signature", "SECRETSECRET"), ("token", "SECRETSECRET")):
        form.text(name, value)
    form.binary("file", b"x")
    server.client(None).post_form(form)
    server.client(None).get("/%s/a.jpg?ik-t=9999999999&ik-s=SECRETSECRET" % account_of(api))
    for form in ("json", "har", "curl"):
        answer = server.control("GET", "/journal?format=" + form).expect(200)
        assert b"SECRET" not in answer.body, form
        assert b"public_seen" in answer.body, form
    assert b"[redacted:" in server.control("GET", "/journal").body


# Filters ----------------------------------------------------------------------------------------

busy = {}


def three_calls():
    """An account whose entries are: a 200 list, a 404 get, a 400 folder, a 201 folder."""
    if "api" not in busy:
        api = busy["api"] = server.fresh()
        api.get("/v1/files?limit=1").expect(200)
        api.get("/v1/files/nosuchfile/details").expect(400, 404)
        api.send_json("POST", "/v1/folder", {}).expect(400)
        api.send_json("POST", "/v1/folder", {"folderName": "a", "parentFolderPath": "/"}).expect(201)
    return busy["api"]


@each([
    ("nothing", "", [0, 1, 2, 3]),
    ("operation", "&operation=folders.create", [2, 3]),
    ("operations", "&operation=f*", [1, 2, 3]),
    ("method", "&method=get", [0, 1]),
    ("status", "&status=201", [3]),
    ("class", "&status=4xx", [1, 2]),
    ("path", "&path=/v1/files", [0]),
    ("paths", "&path=/v1/files*", [0, 1]),
    ("limit", "&limit=1", [3]),
    ("two of them", "&method=POST&status=2xx", [3]),
    ("none fits", "&method=PUT", []),
])
def test_filters_choose(query, wanted):
    api = three_calls()
    whole = [entry["number"] for entry in entries(api)]
    assert len(whole) == 4 and whole == sorted(whole), whole
    assert [entry["number"] for entry in entries(api, query)] == [whole[i] for i in wanted]


def test_since_goes_on_after_a_number():
    api = three_calls()
    whole = [entry["number"] for entry in entries(api)]
    assert [e["number"] for e in entries(api, "&since=%d" % whole[1])] == whole[2:]


@each([
    ("a parameter", "", "?methode=GET", "The parameter 'methode' is not known here; there are account, operation, "
     "method,"),
    ("an operation", "", "?operation=files.uplod", "the nearest is files.upload"),
    ("a status", "", "?status=6xx", "The parameter status takes"),
    ("a time", "", "?since=yesterday", "The parameter since takes"),
    ("a format", "", "?format=xml", "The parameter format takes json, har or curl"),
    ("a limit", "", "?limit=-1", "The parameter limit takes"),
    ("a path", "", "?path=v1", "The parameter path takes"),
    ("a count", "/wait", "?count=0", "The parameter count takes"),
    ("more than it keeps", "/wait", "?count=1001", "keeps 1000 entries"),
    ("a timeout", "/wait", "?timeout=61", "whole seconds from 0 to 60"),
])
def test_a_wrong_parameter_is_named(path, query, message):
    answer = server.control("GET", "/journal" + path + query).expect(400)
    assert message in answer.json()["message"], answer


def test_an_unknown_account_is_404():
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/wait")):
        server.control(method, "/journal%s?account=nobody" % path).expect(404)


def test_delete_takes_what_fits():
    api, other = server.fresh(), server.fresh()
    for client in (api, other):
        client.get("/v1/files").expect(200)
        client.get("/v1/nothing").expect(404)
        client.send_json("POST", "/v1/folder", {}).expect(400)
    query = "?account=%s&status=400" % account_of(api)
    assert server.control("DELETE", "/journal" + query).expect(200).json() == {"deleted": 1}
    assert server.control("DELETE", "/journal" + query).expect(200).json() == {"deleted": 0}
    assert [entry["status"] for entry in entries(api)] == [200]
    assert [entry["status"] for entry in entries(other)] == [200, 400]


# Accounts apart ---------------------------------------------------------------------------------

def test_accounts_see_their_own_and_reset_takes_their_own():
    api, other = server.fresh(), server.fresh()
    for client, times in ((api, 2), (other, 3)):
        for _ in range(times):
            client.get("/v1/files").expect(200)
    assert (len(entries(api)), len(entries(other))) == (2, 3)
    server.control("POST", "/reset?account=" + account_of(api)).expect(204)
    assert (len(entries(api)), len(entries(other))) == (0, 3)


def test_reset_of_all_takes_all():
    with Emulator() as own:
        own.client().get("/v1/files").expect(200)
        own.client(None).get("/v1/files").expect(401)
        assert journal(on=own)["matched"] == 2
        own.reset()
        assert journal(on=own)["matched"] == 0


# Waiting ----------------------------------------------------------------------------------------

def wait(query, on=server):
    return on.control("GET", "/journal/wait" + query)


def test_a_wait_for_what_is_there_answers_at_once():
    api = three_calls()
    answer = wait("?account=%s&status=4xx&count=2&timeout=0" % account_of(api)).expect(200).json()
    assert answer["matched"] == 2 and len(answer["entries"]) == 2, answer


def test_a_wait_in_vain_says_408_with_what_there_is():
    api = three_calls()
    answer = wait("?account=%s&count=5&timeout=1" % account_of(api)).expect(408).json()
    assert len(answer["entries"]) == 4, answer


def test_a_wait_ends_with_the_entry_that_it_waits_for():
    api, other = server.fresh(), server.fresh()
    api.get("/v1/files").expect(200)
    got = []
    query = "?account=%s&operation=assets.list&count=3&timeout=60" % account_of(api)
    thread = threading.Thread(target=lambda: got.append(wait(query)))
    thread.start()
    other.get("/v1/files").expect(200)
    api.get("/v1/nothing").expect(404)
    api.get("/v1/files?limit=2").expect(200)
    thread.join(0.3)
    assert thread.is_alive(), "it ended before there were three"
    api.get("/v1/files?limit=3").expect(200)
    thread.join(30 * SLOWNESS)
    assert not thread.is_alive()
    targets = [entry["target"] for entry in got[0].expect(200).json()["entries"]]
    assert targets == ["/v1/files", "/v1/files?limit=2", "/v1/files?limit=3"], targets


def test_waits_hold_few_threads_and_no_shutdown():
    own = Emulator("--threads", "8")
    own.start()
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(wait("?count=9&timeout=60", own)))
               for _ in range(4)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 30 * SLOWNESS
    while len(answers) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert sorted(answer.status for answer in answers) == [429, 429], answers
    own.client().get("/v1/files").expect(200)
    own.stop_cleanly()
    for thread in threads:
        thread.join(30 * SLOWNESS)
    assert sorted(answer.status for answer in answers) == [429, 429, 503, 503], answers


# Exports ----------------------------------------------------------------------------------------

def check_har_pairs(pairs):
    for pair in pairs:
        assert set(pair) >= {"name", "value"}, pair
        assert all(isinstance(text, str) for text in pair.values()), pair


def test_har_has_every_member_that_the_format_asks_for():
    api = three_calls()
    api.upload(b"bytes", fileName="a.txt", path=UPLOAD)
    got = server.control("GET", "/journal?format=har&account=" + account_of(api)).expect(200)
    log = got.json()["log"]
    assert log["version"] == "1.2" and set(log["creator"]) == {"name", "version"}, log
    assert len(log["entries"]) == len(entries(api))
    for har, entry in zip(log["entries"], entries(api)):
        assert set(har) >= {"startedDateTime", "time", "request", "response", "cache", "timings"}
        assert har["time"] >= 0 and har["cache"] == {}, har
        assert all(har["timings"][part] >= 0 for part in ("send", "wait", "receive")), har
        asked, answered = har["request"], har["response"]
        assert set(asked) >= {"method", "url", "httpVersion", "cookies", "headers", "queryString",
                              "headersSize", "bodySize"}, asked
        assert set(answered) >= {"status", "statusText", "httpVersion", "cookies", "headers",
                                 "content", "redirectURL", "headersSize", "bodySize"}, answered
        assert set(answered["content"]) >= {"size", "mimeType"}, answered
        check_har_pairs(asked["headers"] + asked["queryString"] + answered["headers"])
        assert asked["url"] == "http://%s%s" % (server.host, entry["target"]), asked
        wanted = urllib.parse.parse_qsl(urllib.parse.urlsplit(asked["url"]).query)
        assert [(pair["name"], pair["value"]) for pair in asked["queryString"]] == wanted
        if asked["bodySize"] > 0:
            assert "mimeType" in asked["postData"], asked
            assert ("params" in asked["postData"]) != ("text" in asked["postData"]), asked


def test_curl_lines_run_again():
    if subprocess.run(["sh", "-c", "command -v curl"], stdout=subprocess.DEVNULL,
                      check=False).returncode != 0:
        raise Skip("there is no curl")
    key = "private_it's $HOME"
    api = server.client(key)
    file_id = api.upload(b"x", fileName="it's; $(a) `b`.txt",
                         tags="one,two").expect(200).json()["fileId"]
    api.request("PATCH", "/v1/files/%s/details" % file_id, json.dumps(
        {"description": "it's 100% $HOME \\ \"quoted\""}, indent=1).encode(),
        {"Content-Type": "application/json"}).expect(200)
    api.get("/v1/files?searchQuery=" + urllib.parse.quote("name = \"it's\"")).expect(200)
    api.get("/v1/files/%s/details?note=[1-2]" % file_id).expect(200)
    server.client(None).request("HEAD", "/%s/%s" % (account_of(api), sign("a.txt", key=key)))
    before = entries(api)
    text = server.control("GET", "/journal?format=curl&account=" + account_of(api)).text()
    assert "$IMAGEKIT_IK_S" in text and "$IMAGEKIT_FILE" in text, text
    lines = text.splitlines()
    assert len(lines) == len(before) == 5 and key not in text, text
    assert all("curl -sS" in line for line in lines), text
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "f"), "wb") as file:
            file.write(b"x")
        names = dict(os.environ, IMAGEKIT_PRIVATE_KEY=key, IMAGEKIT_FILE=file.name,
                     IMAGEKIT_IK_S=sign("a.txt", key=key).split("ik-s=")[1])
        for line in lines:
            subprocess.run(["sh", "-c", line], env=names, check=True, timeout=60,
                           stdout=subprocess.DEVNULL, cwd=folder)
    after = entries(api)[len(before):]
    assert len(after) == len(before), after
    for first, second in zip(before, after):
        for member in ("method", "target", "status", "operation"):
            assert first[member] == second[member], (member, first, second)
        assert first["request"]["body"] == second["request"]["body"], second
        assert first["request"].get("form") == second["request"].get("form"), second


def test_a_body_that_is_not_held_is_no_command():
    api = server.fresh()
    api.request("POST", "/v1/files/addTags", b"{\"a\":\"" + b"x" * 20000 + b"\"}")
    text = server.control("GET", "/journal?format=curl&account=" + account_of(api)).text()
    assert text.startswith("# POST http://") and len(text.splitlines()) == 1, text
    assert shlex.split(text, comments=True) == [], text


def test_no_curl_line_reads_a_file_that_a_client_named():
    """What begins with @ is a file's name to curl, and so is what follows = in the name of a part."""
    api = server.fresh()
    api.request("POST", "/v1/folder", b"@/etc/hostname", {"Content-Type": "text/plain"})
    form = Form()
    form.text("fileName", "a.txt")
    form.binary("file", b"x")
    form.binary("x=@/etc/hostname;type", b"x" * 2000000)
    api.post_form(form).expect(200)
    text = server.control("GET", "/journal?format=curl&account=" + account_of(api)).text()
    body, parts = text.splitlines()
    assert "--data-binary @-" in body and body.startswith("printf '@/etc/hostname' | curl"), body
    assert parts.startswith("# POST") and shlex.split(parts, comments=True) == [], parts


# Bounds -----------------------------------------------------------------------------------------

def test_off_means_off():
    for option in ("--journal-entries", "--journal-bytes"):
        with Emulator(option, "0") as own:
            own.client().get("/v1/nothing").expect(404)
            for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/wait")):
                own.control(method, "/journal" + path).expect(409)
            assert own.client().get("/v1/nothing").header("x-emulator-explain") is None


def test_a_small_journal_keeps_the_newest():
    with Emulator("--journal-entries", "3") as own:
        for limit in range(1, 6):
            own.client().get("/v1/files?limit=%d" % limit).expect(200)
        page = journal(on=own)
        assert page["last"] == 5 and page["matched"] == 3, page
        assert [e["target"][-1] for e in page["entries"]] == ["3", "4", "5"], page


def resident_kib(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as status:
        for line in status:
            if line.startswith("VmRSS"):
                return int(line.split()[1])
    raise Skip("the system does not tell how much memory a process has")


def many(own, count):
    """So many requests over a few connections that stay open."""
    import http.client

    def run():
        connection = http.client.HTTPConnection("127.0.0.1", own.port, timeout=30 * SLOWNESS)
        for _ in range(count // 4):
            connection.request("GET", "/v1/files", headers={"Authorization": PRIVATE_AUTH})
            connection.getresponse().read()
        connection.close()
    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


PRIVATE_AUTH = "Basic " + PRIVATE_KEY + ":"


def test_after_20000_requests_the_memory_comes_back():
    if is_sanitized(server.pid):
        raise Skip("under a sanitizer freed memory stays with it")
    with Emulator("--log-level", "warn") as own:
        many(own, 2000)
        own.control("DELETE", "/journal").expect(200)
        before = resident_kib(own.pid)
        many(own, 20000)
        page = journal("?limit=0", own)
        assert page["last"] >= 22000 and page["matched"] == 1000, page
        own.control("DELETE", "/journal").expect(200)
        grown = resident_kib(own.pid) - before
        assert grown <= 3 * 1024, "%d KiB more than before" % grown


if __name__ == "__main__":
    main(globals())
