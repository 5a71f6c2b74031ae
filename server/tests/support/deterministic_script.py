"""The script of the test of deterministic runs: a few hundred calls of every kind, one after another.

    play(wire)          # wire.call(method, target, body, headers, key) gives the answer's JSON
"""

import hashlib
import hmac
import json

import pictures
from emulator import UPLOAD, UPLOAD_V2, basic, fixture
from form import Form

HOST = "localhost:4010"  # whatever the port: the server builds URLs of what it was asked for
KEYS = ("private_emulator", "private_shop", "private_on_first_sight")
START = "2026-01-02T03:04:05.678Z"
START_S = 1767323045


class Player:
    """One client of the server; `key` is whose."""

    def __init__(self, wire):
        self.wire = wire
        self.key = KEYS[0]

    def send(self, method, target, value=None, **headers):
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        body = None
        if value is not None:
            body = value if isinstance(value, bytes) else json.dumps(value).encode()
            sent.setdefault("Content-Type", "application/json")
        return self.wire.call(method, target, body, sent, self.key)

    def control(self, method, path, value=None):
        body = None if value is None else json.dumps(value).encode()
        return self.wire.call(method, "/_emulator" + path, body,
                              {"Content-Type": "application/json"} if body else {}, None)

    def upload(self, content, name, path=UPLOAD, key=True, **fields):
        form = Form().text("fileName", name)
        for field, value in fields.items():
            form.text(field, str(value).lower() if isinstance(value, bool) else str(value))
        form = form.text("file", content) if isinstance(content, str) else form.binary(
            "file", content)
        body, kind = form.encode()
        return self.wire.call("POST", path, body, {"Content-Type": kind},
                              self.key if key else None)

    def put(self, content, path, **fields):
        folder, _, name = path.rpartition("/")
        return self.upload(content, name, folder=folder or "/", useUniqueFileName=False, **fields)

    def account(self):
        if self.key == KEYS[0]:
            return "demo"
        return "shop" if self.key == KEYS[1] else (
            "acct" + hashlib.sha256(self.key.encode()).hexdigest()[:8])

    def deliver(self, path, method="GET", **headers):
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        return self.wire.call(method, "/%s/%s" % (self.account(), path), None, sent, None)

    def signed(self, path, expires):
        text = "%s%d" % (path, expires)
        digest = hmac.new(self.key.encode(), text.encode(), hashlib.sha1).hexdigest()
        return "%s?ik-t=%d&ik-s=%s" % (path, expires, digest)


def play_uploads(p):
    files = {
        "photo": p.put(fixture("images", "photo.jpg"), "/shots/photo.jpg", tags="red, blue"),
        "exif": p.put(fixture("images", "exif", "agency.jpg"), "/shots/agency.jpg"),
        "png": p.put(pictures.png(12, 9, alpha=True), "/shots/a.png", customCoordinates="1,1,4,4"),
        "gif": p.upload(pictures.gif(5, 4), "a.gif", tags="red,green"),
        "svg": p.upload(pictures.svg(30, 20), "a.svg"),
        "text": p.put(b"version one", "/docs/a.txt", description="the first of them"),
        "base64": p.upload("aGVsbG8=", "base64.txt", folder="/docs"),
        "private": p.put(b"secret words", "/docs/private.txt", isPrivateFile=True),
        "draft": p.put(b"not yet", "/docs/draft.txt", isPublished=False),
        "video": p.upload(pictures.mp4(), "a.mp4"),
        "unicode": p.put("\u6587\u4ef6".encode(), "/docs/\u6587\u4ef6 1.txt"),
        "remote": p.upload(p.wire.origin + "/remote.jpg", "remote.jpg", folder="/far"),
        "v2": p.upload(b"by v2", "v2.txt", path=UPLOAD_V2),
    }
    p.put(b"version two", "/docs/a.txt", tags="green")
    p.put(b"version three", "/docs/a.txt", overwriteTags=False)
    p.put(b"", "/docs/empty.txt")
    p.upload(b"x", "refused.txt", overwriteFile=False, useUniqueFileName=False)
    p.upload(b"x", "refused.txt", overwriteFile=False, useUniqueFileName=False)
    p.upload(b"x", "a.txt", isPrivateFile="perhaps")
    p.upload(b"x", "a.txt", tags="x" * 600)
    p.upload(b"x", "")
    p.upload(p.wire.origin + "/missing.jpg", "missing.jpg")
    p.upload(b"x", "a.txt", extensions='[{"name":"remove-bg"}]')
    p.upload(b"x", "nobody.txt", key=False)
    play_client_upload(p)
    return files


def play_client_upload(p):
    public = "public_emulator" if p.key == KEYS[0] else "public_shop"
    for expire in (START_S + 600, START_S + 600, START_S - 5, START_S + 7200):
        token = "token-%d" % (expire % 2)
        digest = hmac.new(p.key.encode(), ("%s%d" % (token, expire)).encode(), hashlib.sha1)
        p.upload(b"from a browser", "browser.txt", key=False, publicKey=public, token=token,
                 expire=expire, signature=digest.hexdigest())


def play_fields(p, files):
    fields = [p.send("POST", "/v1/customMetadataFields",
                     {"name": name, "label": label, "schema": schema})
              for name, label, schema in (
                  ("price", "Price", {"type": "Number", "minValue": 0, "maxValue": 5000}),
                  ("brand", "Brand", {"type": "Text", "maxLength": 40}),
                  ("size", "Size", {"type": "SingleSelect", "selectOptions": ["S", "M", 3]}),
                  ("sold", "Sold", {"type": "Boolean"}),
                  ("brand", "Again", {"type": "Text"}),
                  ("wrong", "Wrong", {"type": "Nothing"}))]
    p.put(b"with values", "/docs/values.txt",
          customMetadata='{"price":12.5,"brand":"Acme","size":"M"}')
    p.put(b"with a wrong value", "/docs/wrong.txt", customMetadata='{"price":"dear"}')
    details = "/v1/files/%s/details" % files["photo"]["fileId"]
    p.send("PATCH", details, {"customMetadata": {"price": 7, "brand": "Globex"}})
    p.send("PATCH", details, {"tags": ["one", "two"], "description": "a photo"})
    p.send("PATCH", details, {"customCoordinates": "10,10,20,20"})
    p.send("PATCH", details, {"tags": "no list"})
    p.send("PATCH", details, {"colour": "red"})
    p.send("PATCH", details, b'{"tags":')
    p.send("PATCH", "/v1/files/%s/details" % files["draft"]["fileId"],
           {"publish": {"isPublished": True}})
    p.send("PATCH", "/v1/files/%s/details" % files["svg"]["fileId"],
           {"publish": {"isPublished": False, "includeFileVersions": True}})
    p.send("GET", "/v1/customMetadataFields?includeDeleted=true")
    p.send("PATCH", "/v1/customMetadataFields/" + fields[0]["id"], {"label": "What it costs"})
    p.send("PATCH", "/v1/customMetadataFields/nobody", {"label": "x"})
    p.send("DELETE", "/v1/customMetadataFields/" + fields[3]["id"])
    p.send("DELETE", "/v1/customMetadataFields/" + fields[3]["id"])


def play_versions(p, files):
    base = "/v1/files/%s/versions" % files["text"]["fileId"]
    versions = p.send("GET", base)
    oldest = versions[-1]["versionInfo"]["id"]
    p.send("GET", base + "/" + oldest)
    p.send("PUT", base + "/" + oldest + "/restore")
    p.send("DELETE", base + "/" + versions[1]["versionInfo"]["id"])
    p.send("DELETE", base + "/" + oldest)
    p.send("GET", base + "/0123456789abcdef01234567")
    p.send("GET", base)


def play_files(p, files):
    p.send("POST", "/v1/files/copy", {"sourceFilePath": "/docs/a.txt", "destinationPath": "/copies",
                                      "includeFileVersions": True})
    p.send("POST", "/v1/files/copy", {"sourceFilePath": "/docs/values.txt",
                                      "destinationPath": "/copies"})
    p.send("POST", "/v1/files/copy", {"sourceFilePath": "/nowhere.txt", "destinationPath": "/"})
    p.send("POST", "/v1/files/move", {"sourceFilePath": "/copies/a.txt", "destinationPath": "/moved"})
    p.send("PUT", "/v1/files/rename", {"filePath": "/moved/a.txt", "newFileName": "b.txt",
                                       "purgeCache": True})
    p.send("PUT", "/v1/files/rename", {"filePath": "/docs/a.txt", "newFileName": "private.txt"})
    ids = [files[name]["fileId"] for name in ("png", "gif", "text")]
    p.send("POST", "/v1/files/addTags", {"fileIds": ids, "tags": ["bulk", "red"]})
    p.send("POST", "/v1/files/removeTags", {"fileIds": ids[:2], "tags": ["red"]})
    p.send("POST", "/v1/files/removeAITags", {"fileIds": ids[:2], "AITags": ["cat"]})
    p.send("POST", "/v1/files/addTags", {"fileIds": ids + ["0" * 24], "tags": ["x"]})
    p.send("DELETE", "/v1/files/" + files["gif"]["fileId"])
    p.send("DELETE", "/v1/files/" + files["gif"]["fileId"])
    p.send("POST", "/v1/files/batch/deleteByFileIds",
           {"fileIds": [files["base64"]["fileId"], files["v2"]["fileId"]]})
    p.send("POST", "/v1/files/batch/deleteByFileIds", {"fileIds": ["0" * 24]})
    p.send("GET", "/v1/files/%s/metadata" % files["exif"]["fileId"])
    p.send("GET", "/v1/metadata?url=http://%s/%s/shots/photo.jpg" % (HOST, p.account()))
    p.send("GET", "/v1/files/nobody/details")


def play_folders(p):
    for name, parent in (("new", "/"), ("inner", "/new"), ("new", "/")):
        p.send("POST", "/v1/folder", {"folderName": name, "parentFolderPath": parent})
    p.put(b"inside", "/new/inner/a.txt", tags="deep")
    p.put(b"inside, again", "/new/inner/a.txt")
    copy = {"sourceFolderPath": "/new", "destinationPath": "/copies", "includeVersions": True}
    move = {"sourceFolderPath": "/new", "destinationPath": "/moved"}
    rename = {"folderPath": "/docs", "newFolderName": "papers", "purgeCache": True}
    jobs = [p.send("POST", "/v1/bulkJobs/copyFolder", copy)["jobId"]]
    p.send("POST", "/v1/bulkJobs/moveFolder", move)  # the copy has the folder
    jobs.append(p.send("POST", "/v1/bulkJobs/renameFolder", rename)["jobId"])
    p.send("POST", "/v1/bulkJobs/copyFolder", {"sourceFolderPath": "/none", "destinationPath": "/"})
    p.send("GET", "/v1/bulkJobs/" + jobs[0])
    p.control("POST", "/clock/advance", {"seconds": 2})
    jobs.append(p.send("POST", "/v1/bulkJobs/moveFolder", move)["jobId"])
    p.control("PUT", "/clock", {"mode": "frozen", "time": "2026-01-02T04:00:00Z"})
    for job_id in jobs + ["0" * 24]:
        p.send("GET", "/v1/bulkJobs/" + job_id)
    p.send("DELETE", "/v1/folder", {"folderPath": "/copies/new"})
    p.send("DELETE", "/v1/folder", {"folderPath": "/copies/new"})


def play_lists(p):
    for query in ("", "?type=all&limit=5&skip=2", "?type=folder", "?type=file-version", "?tags=red",
                  "?sort=DESC_SIZE", "?path=/papers", "?name=photo.jpg", "?fileType=image",
                  "?limit=0", "?sort=SIDEWAYS", "?searchQuery=size%20%3E%20%22100b%22",
                  "?searchQuery=%22customMetadata.price%22%20%3E%201", "?searchQuery=tags%20IN",
                  "?searchQuery=name%20HAS%20%22pho%22&sort=DESC_RELEVANCE"):
        p.send("GET", "/v1/files" + query)


def play_purges(p):
    url = "http://%s/%s/shots/photo.jpg" % (HOST, p.account())
    made = p.send("POST", "/v1/files/purge", {"url": url})
    p.send("GET", "/v1/files/purge/" + made["requestId"])
    p.control("POST", "/clock/advance?account=" + p.account(), {"seconds": 3})
    p.send("GET", "/v1/files/purge/" + made["requestId"])
    p.send("GET", "/v1/files/purge/unknown")
    p.send("POST", "/v1/files/purge", {"url": "nonsense"})


def play_delivery(p):
    p.deliver("shots/photo.jpg")
    p.deliver("shots/photo.jpg", "HEAD")
    for wish in ("bytes=0-99", "bytes=-10", "bytes=5-", "bytes=0-1,4-5", "bytes=9999999-"):
        p.deliver("shots/photo.jpg", Range=wish)
    etag = dict(p.wire.answers[-6][1][2]).get("ETag", '"none"')
    p.deliver("shots/photo.jpg", If_None_Match=etag)
    p.deliver("shots/photo.jpg", If_Match='"another"')
    p.deliver("shots/photo.jpg", If_Modified_Since="Fri, 02 Jan 2026 03:04:05 GMT")
    p.deliver("shots/photo.jpg", If_Unmodified_Since="Thu, 01 Jan 2015 00:00:00 GMT")
    p.deliver("shots/photo.jpg", Range="bytes=0-9", If_Range=etag)
    p.deliver("papers/private.txt")
    p.deliver(p.signed("papers/private.txt", START_S + 3600))
    p.deliver(p.signed("papers/private.txt", START_S - 3600))
    p.deliver("papers/a.txt?ik-attachment=true")
    p.deliver("tr:w-100/shots/photo.jpg")
    p.deliver("nowhere.jpg")
    p.deliver("shots/photo.jpg", "POST")
    p.wire.call("GET", "/nobody/a.jpg", None, {}, None)


def play_faults(p):
    p.control("PUT", "/faults?account=" + p.account(), {"faults": [
        {"match": {"operation": "assets.list"}, "status": 500, "times": 2},
        {"match": {"operation": "assets.list"}, "chaos": {"rate": 0.5, "seed": 7}, "status": 429,
         "retryAfterMs": 1500},
        {"match": {"operation": "files.get"}, "reset": True, "times": 1},
        {"match": {"operation": "files.get"}, "truncateAfterBytes": 5, "times": 1},
        {"match": {"operation": "folders.create"}, "delay": {"minMs": 1, "maxMs": 9, "seed": 3}},
    ]})
    for _ in range(8):
        p.send("GET", "/v1/files?limit=1")
    for _ in range(3):
        p.send("GET", "/v1/files/%s/details" % ("0" * 24))
    p.send("POST", "/v1/folder", {"folderName": "late", "parentFolderPath": "/"})
    p.send("GET", "/v1/files?limit=1", Prefer="code=503")
    p.upload(b"x", "__emulator_429.jpg")
    p.control("GET", "/faults?account=" + p.account())
    p.control("DELETE", "/faults?account=" + p.account())


def play_limits(p):
    p.control("PUT", "/rate-limits?account=" + p.account(), {
        "groups": {"read": [{"limit": 3, "intervalMs": 1000}]}, "retryAfter": True})
    for _ in range(5):
        p.send("GET", "/v1/files?limit=1")
    p.control("POST", "/clock/advance?account=" + p.account(), {"milliseconds": 1000})
    p.send("GET", "/v1/files?limit=1")
    p.control("DELETE", "/rate-limits?account=" + p.account())


def play_refusals(p):
    p.send("GET", "/v1/nothing")
    p.send("GET", "/v1/accounts/usage")
    p.send("PUT", "/v1/folder")
    p.send("OPTIONS", "/v1/files")
    p.wire.call("GET", "/v1/files", None, {}, None)
    p.wire.call("GET", "/v1/files", None, {"Authorization": basic("")}, None)
    p.wire.call("GET", "/_case/demo/v1/files?limit=1", None, {}, None)


def play_control(p):
    for path in ("/info", "/clock", "/clock?account=shop", "/rate-limits", "/faults", "/nothing",
                 "/journal?status=4xx&limit=3", "/livez", "/readyz"):
        p.control("GET", path)
    p.control("PUT", "/clock", {"mode": "sideways"})
    p.control("DELETE", "/journal?operation=assets.list")


def play_journal(p):
    """At the end: all that was kept, in its three forms."""
    for form in ("", "?format=har", "?format=curl", "?account=shop", "?path=/v1/folder*"):
        p.control("GET", "/journal" + form)


def play(wire):
    p = Player(wire)
    for key in KEYS[:2]:
        p.key = key
        p.control("PUT", "/clock", {"mode": "frozen", "time": START})
        files = play_uploads(p)
        play_fields(p, files)
        play_versions(p, files)
        play_files(p, files)
        play_folders(p)
        play_lists(p)
        play_purges(p)
        play_delivery(p)
        play_faults(p)
        play_limits(p)
        play_refusals(p)
    play_control(p)
    p.control("POST", "/reset?account=shop")
    p.key = KEYS[2]
    files = play_uploads(p)
    play_lists(p)
    play_journal(p)
    # What this leaves is to be swept while the server stops.
    p.send("POST", "/v1/files/batch/deleteByFileIds",
           {"fileIds": [file["fileId"] for file in files.values()]})
