"""What the tests of the media library share: files put at a path, the library as a tree, histories
of files, folder jobs, purges, and what is asked of every route and every refusal.

    put(api, "/f/a.txt", b"bytes", tags="x")        # uploads to exactly this path; its details
    tree(api)                                       # ["/f/", "/f/a.txt"]
    history(api, "/f/a.txt")                        # [("Version 2", b"new"), ("Version 1", b"old")]
    run_job(api, "copyFolder", sourceFolderPath="/f", destinationPath="/g")
    refused(answer, 400, reason="MISSING_PARAMETER")
"""

import concurrent.futures
import re
import time

from emulator import HELP, SLOWNESS
from tap import each

START = "2026-01-02T03:04:05.678Z"
START_MS = 1767323045678
HEX24 = re.compile(r"^[0-9a-f]{24}$")
NOBODY = "0123456789abcdef01234567"
NO_KEY = "Your request does not contain private API key."
GENERIC = "Your request is missing parameters / contains invalid parameters."
INVALID_ID = "Your request contains invalid fileId parameter."
NO_FILE = "The requested file does not exist."
TOO_MANY_OBJECTS = ("Total nested assets (files, folders and file versions) are more than allowed "
                    "limit of 100000 items.")

# The keys of a file in the order in which the service writes them.
FILE_KEYS = ["type", "name", "createdAt", "updatedAt", "fileId", "tags", "AITags", "versionInfo",
             "embeddedMetadata", "customCoordinates", "customMetadata", "isPrivateFile",
             "isPublished", "url", "thumbnail", "fileType", "filePath", "height", "width", "size",
             "hasAlpha", "mime"]

BAD_IDS = each([
    ("too short", "0123456789abcdef0123456"),
    ("too long", "0123456789abcdef012345678"),
    ("no hex", "0123456789abcdef0123456g"),
    ("a word", "nonsense"),
])

# Sent, and what a folder's name becomes; a file's name keeps its dots as well.
NAMES = [
    ("kept signs", "A-b_9", "A-b_9"),
    ("spaces and brackets", "a b (1)", "a_b__1_"),
    ("other ASCII signs", "a!\"#$%&'*+,:;<=>?@[]^`{|}~b", "a" + "_" * 25 + "b"),
    ("backslash", "a\\b", "a_b"),
    ("Latin with accents", "\u00e9t\u00e9-\u00df", "\u00e9t\u00e9-\u00df"),
    ("Chinese", "\u6587\u4ef6", "\u6587\u4ef6"),
    ("Arabic letters and digits", "\u0645\u0644\u0641\u0663", "\u0645\u0644\u0641\u0663"),
    ("Devanagari with marks", "\u0939\u093f\u0928\u094d\u0926\u0940",
     "\u0939\u093f\u0928\u094d\u0926\u0940"),
    ("emoji, one for one", "a\U0001f600\U0001f600b", "a__b"),
    ("a letter beyond the first plane", "\U00020000", "\U00020000"),
    ("no-break space and dash", "a\u00a0b\u2014c", "a_b_c"),
    ("decomposed letters stay decomposed", "e\u0301", "e\u0301"),
]


# Files and folders ------------------------------------------------------------------------------

def put(api, path, content=b"x", **fields):
    """Uploads to exactly this path; the details of the file that is there now."""
    folder, _, name = path.rpartition("/")
    answer = api.upload(content, fileName=name, folder=folder or "/", useUniqueFileName=False,
                        **fields).expect(200).json()
    assert answer["filePath"] == path, answer
    return api.details(answer["fileId"]).expect(200).json()


def put_versions(api, path, *contents, **fields):
    """Uploads one version after another; the details of the last."""
    for content in contents:
        facts = put(api, path, content, **fields)
    return facts


def all_rows(api, kind):
    """The whole list of files, folders or versions, however long."""
    rows, page = [], None
    while page is None or len(page) == 1000:
        page = api.files("type=%s&limit=1000&skip=%d" % (kind, len(rows)))
        rows += page
    return rows


def files(api):
    """path: row."""
    return {row["filePath"]: row for row in all_rows(api, "file")}


def folders(api):
    """path: row."""
    return {row["folderPath"]: row for row in all_rows(api, "folder")}


def tree(api):
    """Every path in order; folders end with a slash."""
    return sorted(list(files(api)) + [path + "/" for path in folders(api)])


def versions(api, file_id):
    return api.get("/v1/files/%s/versions" % file_id).expect(200).json()


def number_of(row):
    """4 of Version 4."""
    found = re.match(r"^Version ([1-9][0-9]*)$", row["versionInfo"]["name"])
    assert found, row["versionInfo"]
    return int(found.group(1))


def history(api, path):
    """(name, bytes as delivered by its own URL) of every version, the current one first."""
    rows = versions(api, files(api)[path]["fileId"])
    assert [row["type"] for row in rows] == ["file"] + ["file-version"] * (len(rows) - 1), rows
    assert all(row["filePath"] == path for row in rows), rows
    return [(row["versionInfo"]["name"], api.fetch(row["url"]).expect(200).body) for row in rows]


def everything(api):
    """All that the API tells of the library, to see that nothing changed."""
    return [all_rows(api, kind) for kind in ("file", "file-version", "folder")]


def at_once(count, work):
    """Runs work(0), work(1), ... in threads; the answers in order."""
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return list(pool.map(work, range(count)))


# Refusals ---------------------------------------------------------------------------------------

def refused(answer, status=400, reason=None, names=None, message=None):
    """A service error of which only a part is known; reason=None: any reason or none.

    names: a word that the message must hold.
    """
    answer.expect(status)
    kind = answer.header("content-type")
    assert kind == "application/json; charset=utf-8", "content-type %r: %r" % (kind, answer)
    body = answer.json()
    assert set(body) <= {"message", "help", "reason"} and body["help"] == HELP, repr(answer)
    assert isinstance(body["message"], str) and body["message"], repr(answer)
    if "reason" in body:
        assert re.match(r"^[A-Z]+(_[A-Z]+)*$", body["reason"]), repr(answer)
    assert reason is None or body.get("reason") == reason, "reason %s: %r" % (reason, answer)
    assert message is None or body["message"] == message, "message %r: %r" % (message, answer)
    assert names is None or names in body["message"], "no %r: %r" % (names, answer)
    return answer


def check_route(server, method, path, wrong_methods):
    """Trailing slash, /v2, no key, other methods."""
    server.client(None).request(method, path).error(401, NO_KEY)
    api = server.fresh()

    def ask(at):
        answer = api.request(method, at) if method == "GET" else api.send_json(method, at, {})
        assert answer.header("x-emulator-nearest") is None, "no such route: %r" % answer
        assert answer.status < 500, repr(answer)
        return answer.status, answer.body

    plain = ask(path)
    for other in (path + "/", path.replace("/v1/", "/v2/"), path.replace("/v1/", "/v2/") + "/"):
        assert ask(other) == plain, other
    for wrong in wrong_methods:
        answer = api.request(wrong, path).expect(404)
        assert answer.header("x-emulator-nearest"), repr(answer)
        assert set(answer.json()) == {"message", "help"}, repr(answer)


BROKEN_BODIES = [
    ("half an object", b'{"a":'),
    ("more after the object", b"{} {}"),
    ("a bare word", b"nonsense"),
    ("single quotes", b"{'a':1}"),
    ("a list", b"[]"),
    ("a string", b'"text"'),
    ("a number", b"5"),
    ("null", b"null"),
    ("no UTF-8", b'{"a":"\xff"}'),
    ("brackets, 10,000 deep", b'{"a":' + b"[" * 10000),
]


def check_broken_bodies(api, method, path):
    for label, body in BROKEN_BODIES:
        answer = api.request(method, path, body, {"Content-Type": "application/json"})
        try:
            refused(answer, 400)
        except AssertionError as problem:
            raise AssertionError("%s: %s" % (label, problem)) from None


# Jobs and purges --------------------------------------------------------------------------------

def job_status(api, job_id):
    return api.get("/v1/bulkJobs/" + job_id)


def post_job(api, kind, **body):
    """The id of a job that was accepted."""
    wanted = 202 if kind == "renameFolder" else 200
    answer = api.send_json("POST", "/v1/bulkJobs/" + kind, body).expect(wanted).json()
    assert set(answer) == {"jobId"} and HEX24.match(answer["jobId"]), answer
    return answer["jobId"]


def wait_for(condition, what, seconds=10):
    """Polls until the condition gives something; that."""
    deadline = time.monotonic() + seconds * SLOWNESS
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < deadline, "after %d s still not: %s" % (seconds * SLOWNESS, what)
        time.sleep(0.02)


def wait_for_job(api, job_id, seconds=10):
    """The status of the job when it is Pending no longer."""
    def ended():
        answer = job_status(api, job_id).expect(200, 207).json()
        return answer if answer["status"] != "Pending" else None
    return wait_for(ended, "the job has ended", seconds)


def run_job(api, kind, **body):
    """A job that must complete; its id."""
    job_id = post_job(api, kind, **body)
    answer = wait_for_job(api, job_id)
    assert answer["status"] == "Completed", answer
    return job_id


def purge(api, url):
    return api.send_json("POST", "/v1/files/purge", {"url": url})


def limit_purges(server, api, count):
    """So many purges a minute, for this account alone."""
    api.files()  # an account is made on first sight
    server.control("PUT", "/rate-limits?account=" + api.imagekit_id, {
        "enabled": True, "groups": {"purge": [{"limit": count, "intervalMs": 60000}]}}).expect(200)
