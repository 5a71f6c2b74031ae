"""Cache purges: which URLs are valid, the status of a request, how many there may be.

Each message of the service and the test that provokes it:
  The URL is not valid for cache purging. -> urls_that_are_refused, no_url, accounts_are_apart
  No request found for this requestId. -> a_request_that_is_not_there
  429, a message alone -> purges_that_were_asked_for_and_others_share_a_limit
  Invalid url (without help) -> cannot occur: an older wording of the first
"""

from emulator import Client, Emulator
from library_calls import (BAD_IDS, HEX24, NOBODY, at_once, check_broken_bodies, check_route,
                           job_status, limit_purges, post_job, purge, put, wait_for)
from lifetime import folder
from tap import each, main

INVALID = "The URL is not valid for cache purging."
UNKNOWN = "No request found for this requestId."
NOON = "2026-01-31T12:00:00.000Z"
DOCUMENTED = 1000

server = Emulator("--clock", NOON)
public = Emulator("--clock", NOON, "--public-url", "https://cdn.example.test")
slow = Emulator("--clock", NOON, "--purge-delay", "60")
started = []


def set_up():
    for one in (server, public, slow):
        started.append(one.start())


def tear_down():
    for one in started:
        one.stop_cleanly()


def accepted(answer):
    """The id of the request."""
    body = answer.expect(201).json()
    assert set(body) == {"requestId"} and HEX24.match(body["requestId"]), body
    assert answer.header("content-type") == "application/json; charset=utf-8"
    return body["requestId"]


def status(api, request_id):
    return api.get("/v1/files/purge/" + request_id)


def completed(api, request_id):
    assert status(api, request_id).expect(200).json() == {"status": "Completed"}


# URLs: what stands behind http://<host>/<imagekit_id> -------------------------------------------

@each([
    ("a file", "/a.jpg"),
    ("a file in a folder", "/f/g/a.jpg"),
    ("a file with a query", "/a.jpg?tr=w-100&updatedAt=1"),
    ("a version", "/a.jpg?ik-obj-version=A3awBVzQK.M2nCVr7e9nIeSWJL5xKPo_"),
    ("a transformation", "/tr:w-100,h-50/f/a.jpg"),
    ("a name of escapes", "/%E6%96%87/a%20b.jpg"),
    ("without an extension", "/sample"),
    ("a file and everything behind it", "/sample.jpg*"),
    ("a short file and everything behind it", "/a.b*"),
    ("a file in a folder and everything behind it", "/f/a.jpg*"),
    ("two levels", "/images/upload*"),
    ("two short levels", "/a/b*"),
    ("two levels and a slash", "/images/uploads/*"),
    ("three levels", "/images/2026/up*"),
    ("three levels and a slash", "/images/2026/uploads/*"),
    ("one level of twenty characters", "/abcdefghijklmnopqrst*"),
])
def test_urls(path):
    api = server.fresh()
    completed(api, accepted(purge(api, api.endpoint + path)))


@each([
    ("everything", "/*"),
    ("a short start", "/up*"),
    ("one level of eleven characters", "/abcdefghijk*"),
    ("a catalogue", "/media/catalog/*"),
    ("all files", "/s/files/*"),
    ("an asterisk before the end", "/images/*/upload.jpg"),
    ("an asterisk in a name", "/images/up*load.jpg"),
    ("an asterisk at the start of a name", "/images/*.jpg"),
    ("an asterisk before a query", "/images/upload.jpg*?tr=w-100"),
    ("two asterisks at the end", "/images/upload**"),
    ("two asterisks", "/images/*/upload*"),
    ("an asterisk behind another", "/ima*ges/uploads/sample.jpg*"),
])
def test_wildcards_that_are_refused(path):
    api = server.fresh()
    purge(api, api.endpoint + path).error(400, INVALID)


@each([
    ("a foreign host", lambda api: "http://other.example/%s/a.jpg" % api.imagekit_id),
    ("a host that only starts the same",
     lambda api: "http://%s.other.example/%s/a.jpg" % (server.host, api.imagekit_id)),
    ("the delivery host in another domain",
     lambda api: "https://ik.imagekit.io.other.example/%s/a.jpg" % api.imagekit_id),
    ("the host as a user", lambda api: "http://%s@other.example/%s/a.jpg" % (
        server.host, api.imagekit_id)),
    ("another port", lambda api: "http://127.0.0.1:1/%s/a.jpg" % api.imagekit_id),
    ("a wildcard as host", lambda api: "http://*/%s/a.jpg" % api.imagekit_id),
    ("the API's host", lambda api: "https://api.imagekit.io/%s/a.jpg" % api.imagekit_id),
    ("another account", lambda api: "http://%s/demo/a.jpg" % server.host),
    ("an account nobody has", lambda api: "http://%s/nobody/a.jpg" % server.host),
    ("an account that only starts the same", lambda api: api.endpoint + "x/a.jpg"),
    ("the start of the account", lambda api: api.endpoint[:-1] + "/a.jpg"),
    ("the account in capitals", lambda api: "http://%s/%s/a.jpg" % (
        server.host, api.imagekit_id.upper())),
    ("no account", lambda api: "http://%s/a.jpg" % server.host),
    ("the account further on", lambda api: "http://%s/f/%s/a.jpg" % (
        server.host, api.imagekit_id)),
    ("no path", lambda api: "http://%s" % server.host),
    ("a path alone", lambda api: "/%s/a.jpg" % api.imagekit_id),
    ("no scheme", lambda api: "%s/%s/a.jpg" % (server.host, api.imagekit_id)),
    ("another scheme", lambda api: api.endpoint.replace("http:", "ftp:") + "/a.jpg"),
    ("a file's scheme", lambda api: "file:///%s/a.jpg" % api.imagekit_id),
    ("a word", lambda api: "nonsense"),
    ("no text", lambda api: ""),
    ("a number", lambda api: 5),
    ("null", lambda api: None),
    ("a list", lambda api: [api.endpoint + "/a.jpg"]),
    ("an object", lambda api: {"url": api.endpoint + "/a.jpg"}),
])
def test_urls_that_are_refused(make):
    api = server.fresh()
    purge(api, make(api)).error(400, INVALID)


@each([("nothing", {}), ("another name", {"URL": "http://127.0.0.1/demo/a.jpg"})])
def test_no_url(body):
    server.fresh().send_json("POST", "/v1/files/purge", body).error(400, INVALID)


@each([
    ("ik.imagekit.io", "https://ik.imagekit.io"),
    ("ik.imagekit.io, plain", "http://ik.imagekit.io"),
    ("in capitals", "HTTPS://IK.ImageKit.io"),
    ("the host asked, by https", None),
])
def test_hosts(start):
    api = server.fresh()
    accepted(purge(api, "%s/%s/a.jpg" % (start or "https://" + server.host, api.imagekit_id)))


def test_the_host_that_was_asked():
    key = server.fresh().key
    api = Client(server.port, key, headers={"Host": "media.example.test"})
    accepted(purge(api, "http://media.example.test/%s/a.jpg" % api.imagekit_id))
    purge(api, api.endpoint + "/a.jpg").error(400, INVALID)


def test_the_public_url():
    api = public.fresh()
    url = put(api, "/a.txt")["url"]
    assert url.startswith("https://cdn.example.test/%s/a.txt" % api.imagekit_id), url
    completed(api, accepted(purge(api, url)))
    purge(api, "https://cdn.example.test.other/%s/a.txt" % api.imagekit_id).error(400, INVALID)


def test_the_urls_of_a_file():
    api = server.fresh()
    details = put(api, "/f/a.txt")
    for url in (details["url"], details["thumbnail"]):
        completed(api, accepted(purge(api, url)))
    api.fetch(details["url"]).expect(200)


def test_accounts_are_apart():
    mine, yours = server.fresh(), server.fresh()
    purge(mine, yours.endpoint + "/a.jpg").error(400, INVALID)
    request_id = accepted(purge(mine, mine.endpoint + "/a.jpg"))
    status(yours, request_id).error(400, UNKNOWN)
    completed(mine, request_id)


# Status -----------------------------------------------------------------------------------------

def test_a_request_that_is_not_there():
    api = server.fresh()
    accepted(purge(api, api.endpoint + "/a.jpg"))
    status(api, NOBODY).error(400, UNKNOWN)


@BAD_IDS
def test_a_request_id_that_is_none(bad):
    status(server.fresh(), bad).error(400, UNKNOWN)


def test_every_request_has_an_id_of_its_own():
    api = server.fresh()
    ids = {accepted(purge(api, api.endpoint + "/a.jpg")) for _ in range(5)}
    assert len(ids) == 5


def advance(one, api, milliseconds):
    one.control("POST", "/clock/advance?account=" + api.imagekit_id,
                {"milliseconds": milliseconds}).expect(200)


def test_a_purge_that_takes_its_time():
    api = slow.fresh()
    put(api, "/a.txt")
    renamed = api.send_json("PUT", "/v1/files/rename", {
        "filePath": "/a.txt", "newFileName": "b.txt", "purgeCache": True}).expect(200).json()
    ids = [accepted(purge(api, api.endpoint + "/a.jpg")), renamed["purgeRequestId"]]
    for milliseconds in (1, 59998):
        for one in ids:
            assert status(api, one).expect(200).json() == {"status": "Pending"}
        advance(slow, api, milliseconds)
    assert status(api, ids[0]).expect(200).json() == {"status": "Pending"}
    advance(slow, api, 1)
    for one in ids:
        wait_for(lambda: status(api, one).json() == {"status": "Completed"}, "it is completed")


def test_a_request_outlives_the_server():
    with folder() as data:
        with Emulator("--clock", NOON, "--purge-delay", "60", data=data) as one:
            request_id = accepted(purge(one.client(), one.client().endpoint + "/a.jpg"))
        with Emulator("--clock", NOON, "--purge-delay", "60", data=data) as one:
            api = one.client()
            assert status(api, request_id).expect(200).json() == {"status": "Pending"}
            one.advance(seconds=60)
            wait_for(lambda: status(api, request_id).json() == {"status": "Completed"},
                     "it is completed")


# How many there may be --------------------------------------------------------------------------

def spend(api, count):
    for answer in at_once(count, lambda _: purge(api, api.endpoint + "/spent.jpg")):
        answer.expect(201)


def exhausted(api):
    answer = purge(api, api.endpoint + "/a.jpg").expect(429)
    body = answer.json()
    assert set(body) == {"message"} and body["message"], body
    assert answer.header("content-type") == "application/json; charset=utf-8"


def rename_file(api, name, new):
    return api.send_json("PUT", "/v1/files/rename", {
        "filePath": name, "newFileName": new, "purgeCache": True})


def rename_folder(api, name, new):
    return job_status(api, post_job(
        api, "renameFolder", folderPath=name, newFolderName=new, purgeCache=True))


def test_nothing_is_limited_where_limits_are_off():
    """The documented number and as many again, with renames between."""
    api = server.fresh()
    put(api, "/f/a.txt")
    spend(api, DOCUMENTED)
    assert rename_file(api, "/f/a.txt", "b.txt").expect(200).json().keys() == {"purgeRequestId"}
    spend(api, DOCUMENTED)
    assert rename_folder(api, "/f", "g").expect(200).json()["purgeRequestId"]


def test_the_documented_number():
    with Emulator("--clock", NOON, "--rate-limits", "documented") as one:
        api = one.client()
        spend(api, DOCUMENTED)
        exhausted(api)


@each([
    ("purges", lambda api: purge(api, api.endpoint + "/a.jpg").expect(201)),
    ("a file that is renamed", lambda api: rename_file(api, "/f/a.txt", "c.txt").expect(200)),
    ("a folder that is renamed", lambda api: rename_folder(api, "/f/g", "h").expect(200)),
    ("a file that is unpublished", lambda api: api.send_json(
        "PATCH", "/v1/files/%s/details" % api.files()[0]["fileId"],
        {"publish": {"isPublished": False}}).expect(200)),
])
def test_purges_that_were_asked_for_and_others_share_a_limit(act):
    api = server.fresh()
    put(api, "/f/a.txt")
    put(api, "/f/g/b.txt")
    limit_purges(server, api, 2)
    act(api)
    accepted(purge(api, api.endpoint + "/a.jpg"))
    exhausted(api)


def test_a_limit_that_is_reached_keeps_nobody_from_renaming():
    api = server.fresh()
    put(api, "/f/a.txt")
    put(api, "/f/g/b.txt")
    limit_purges(server, api, 1)
    accepted(purge(api, api.endpoint + "/a.jpg"))
    rename_file(api, "/f/a.txt", "c.txt").expect(207)
    status_of_job = rename_folder(api, "/f", "h").expect(207).json()
    assert "purgeRequestId" not in status_of_job, status_of_job
    assert sorted(row["filePath"] for row in api.files()) == ["/h/c.txt", "/h/g/b.txt"]
    server.control("POST", "/clock/advance?account=" + api.imagekit_id,
                   {"milliseconds": 60000}).expect(200)
    rename_file(api, "/h/c.txt", "d.txt").expect(200)


# Routes -----------------------------------------------------------------------------------------

@each([
    ("purge", "POST", "/v1/files/purge", ("GET", "PUT", "PATCH")),
    ("status", "GET", "/v1/files/purge/" + NOBODY, ("POST", "PUT", "PATCH", "DELETE")),
])
def test_the_route(method, path, wrong):
    check_route(server, method, path, wrong)


def test_a_body_that_is_no_object():
    check_broken_bodies(server.fresh(), "POST", "/v1/files/purge")


if __name__ == "__main__":
    main(globals())
