"""A small library, one call for each operation of the API that there is, and what a library holds.

    prepare(server)                       # fills the account of `demo`, gives the ids of what it made
    CALLS                                 # rows (label, method, pattern of the route, send(api, made))
    shown(answer, made)                   # status, headers and body without what is new in each run
    rows_of(folder), blobs_of(folder)     # every row of every table, and the stored bytes
"""

import base64
import hashlib
import hmac
import json
import os
import re
import sqlite3
import urllib.parse

import pictures
from emulator import PRIVATE_KEY, PUBLIC_KEY, UPLOAD, UPLOAD_V2, fixture
from library_calls import START_MS, job_status, put, put_versions

NOW = START_MS // 1000
HOST = "http://files.example"
PICTURE = pictures.png(32, 24)


def prepare(server):
    """What the calls work on. Every id that they name is in the answer."""
    api = server.client()
    made = {}
    for name, schema in (("brand", {"type": "Text"}), ("weight", {"type": "Number"})):
        made["field " + name] = api.send_json(
            "POST", "/v1/customMetadataFields",
            {"name": name, "label": name.title(), "schema": schema}).expect(201).json()["id"]
    made["one"] = put_versions(api, "/a/one.txt", b"old", b"new", tags="red,blue",
                               customMetadata='{"brand":"Acme"}')["fileId"]
    made["picture"] = put(api, "/a/picture.png", PICTURE)["fileId"]
    made["photo"] = put(api, "/a/photo.jpg", fixture("images", "photo.jpg"))["fileId"]
    made["two"] = put(api, "/a/b/two.txt", b"two")["fileId"]
    put_versions(api, "/to/one.txt", b"another")
    made["old version"] = [row["versionInfo"]["id"] for row in versions_of(api, made["one"])][1]
    for name in ("empty", "spare"):
        api.send_json("POST", "/v1/folder", {"folderName": name, "parentFolderPath": "/"}).expect(201)
    made["purge"] = api.send_json("POST", "/v1/files/purge", {
        "url": HOST + "/demo/a/one.txt"}).expect(201).json()["requestId"]
    made["job"] = api.send_json("POST", "/v1/bulkJobs/copyFolder", {
        "sourceFolderPath": "/a/b", "destinationPath": "/spare"}).expect(200).json()["jobId"]
    assert job_status(api, made["job"]).expect(200).json()["status"] == "Completed"
    return made


def versions_of(api, file_id):
    return api.get("/v1/files/%s/versions" % file_id).expect(200).json()


# Calls --------------------------------------------------------------------------------------------

def signed(token="a-token-for-once", private=PRIVATE_KEY, public=PUBLIC_KEY):
    message = ("%s%d" % (token, NOW + 600)).encode()
    return {"publicKey": public, "token": token, "expire": NOW + 600,
            "signature": hmac.new(private.encode(), message, hashlib.sha1).hexdigest()}


def web_token(**fields):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    head = {"alg": "HS256", "typ": "JWT", "kid": PUBLIC_KEY}
    text = part(head) + b"." + part(dict(fields, iat=NOW, exp=NOW + 600))
    mac = hmac.new(PRIVATE_KEY.encode(), text, hashlib.sha256).digest()
    return (text + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()


UPLOAD_OLD = "/v1/files/upload"


def upload(content, path=UPLOAD, key=True, **fields):
    def send(api, _):
        client = api if key else type(api)(api.port, None)
        return client.upload(content, path, **fields)
    return send


def filled(path, made):
    """{name} stands for an id of `made`."""
    return re.sub(r"\{([^}]*)\}", lambda found: made[found.group(1)], path)


def get(path):
    return lambda api, made: api.get(filled(path, made))


def delete(path):
    return lambda api, made: api.delete(filled(path, made))


def json_call(method, path, body):
    return lambda api, made: api.send_json(method, filled(path, made), body)


def ids_call(path, names, **more):
    return lambda api, made: api.send_json("POST", path, dict(
        fileIds=[made.get(name, name) for name in names], **more))


FILES = "/v1/files/{fileId}"
VERSION = FILES + "/versions/{versionId}"
FIELD = "/v1/customMetadataFields"
JOBS = "/v1/bulkJobs/"
NONE = "0123456789abcdef01234567"
BIG = b"0123456789abcdef" * 20000

CALLS = [
    ("upload", "POST", UPLOAD, upload(b"fresh bytes", fileName="x.txt", useUniqueFileName=False)),
    ("upload under a name of its own", "POST", UPLOAD, upload(b"fresh bytes", fileName="x.txt")),
    ("upload as old SDKs do", "POST", UPLOAD_OLD,
     upload(b"fresh bytes", UPLOAD_OLD, fileName="x.txt", useUniqueFileName=False)),
    ("upload into new folders", "POST", UPLOAD,
     upload(BIG, fileName="x.bin", folder="/n/e/w", tags="a,b", description="words")),
    ("upload of bytes that are there", "POST", UPLOAD,
     upload(b"old", fileName="copy.txt", useUniqueFileName=False)),
    ("upload of a picture", "POST", UPLOAD, upload(
        pictures.png(50, 40), fileName="new.png", folder="/a", useUniqueFileName=False,
        responseFields="tags,customCoordinates,isPrivateFile,isPublished,embeddedMetadata,metadata,"
                       "customMetadata", customMetadata='{"weight":5}', customCoordinates="1,2,3,4")),
    ("upload over a file", "POST", UPLOAD, upload(
        b"newest", fileName="one.txt", folder="/a", useUniqueFileName=False)),
    ("upload that may not overwrite", "POST", UPLOAD, upload(
        b"newest", fileName="one.txt", folder="/a", useUniqueFileName=False, overwriteFile=False)),
    ("upload that a check refuses", "POST", UPLOAD, upload(
        b"x", fileName="x.txt", checks='"file.size" > "1mb"')),
    ("upload with a broken form", "POST", UPLOAD, upload(b"x")),
    ("signed upload", "POST", UPLOAD, upload(b"signed", key=False, fileName="s.txt",
                                             useUniqueFileName=False, **signed())),
    ("upload with a web token", "POST", UPLOAD_V2, upload(
        b"token", UPLOAD_V2, False, fileName="t.txt", token=web_token(fileName="t.txt"),
        useUniqueFileName=False)),
    ("upload v2 with the key", "POST", UPLOAD_V2, upload(b"v2", UPLOAD_V2, fileName="v.txt")),
    ("list", "GET", "/v1/files", get("/v1/files?type=all&sort=ASC_NAME")),
    ("search", "GET", "/v1/files", get("/v1/files?searchQuery=" + urllib.parse.quote(
        '"customMetadata.brand" = "Acme" AND tags IN ["red"]'))),
    ("details", "GET", FILES + "/details", get("/v1/files/{one}/details")),
    ("tags of a file", "PATCH", FILES + "/details", json_call(
        "PATCH", "/v1/files/{one}/details", {"tags": ["green"], "description": "new words"})),
    ("custom metadata of a file", "PATCH", FILES + "/details", json_call(
        "PATCH", "/v1/files/{two}/details", {"customMetadata": {"brand": "B", "weight": 2}})),
    ("a file is hidden", "PATCH", FILES + "/details", json_call(
        "PATCH", "/v1/files/{one}/details",
        {"publish": {"isPublished": False, "includeFileVersions": True}})),
    ("a file that is not there is changed", "PATCH", FILES + "/details", json_call(
        "PATCH", "/v1/files/%s/details" % NONE, {"tags": ["green"]})),
    ("a file goes", "DELETE", FILES, delete("/v1/files/{one}")),
    ("a file that is not there goes", "DELETE", FILES, delete("/v1/files/" + NONE)),
    ("copy", "POST", "/v1/files/copy", json_call("POST", "/v1/files/copy", {
        "sourceFilePath": "/a/one.txt", "destinationPath": "/empty/", "includeFileVersions": True})),
    ("copy over a file", "POST", "/v1/files/copy", json_call("POST", "/v1/files/copy", {
        "sourceFilePath": "/a/one.txt", "destinationPath": "/to/"})),
    ("move", "POST", "/v1/files/move", json_call("POST", "/v1/files/move", {
        "sourceFilePath": "/a/one.txt", "destinationPath": "/empty/"})),
    ("move by PUT", "PUT", "/v1/files/move", json_call("PUT", "/v1/files/move", {
        "sourceFilePath": "/a/picture.png", "destinationPath": "/new/place"})),
    ("rename", "PUT", "/v1/files/rename", json_call("PUT", "/v1/files/rename", {
        "filePath": "/a/one.txt", "newFileName": "uno.txt", "purgeCache": True})),
    ("several files go", "POST", "/v1/files/batch/deleteByFileIds", ids_call(
        "/v1/files/batch/deleteByFileIds", ["one", "two", "picture"])),
    ("several of which one is missing", "POST", "/v1/files/batch/deleteByFileIds", ids_call(
        "/v1/files/batch/deleteByFileIds", ["one", NONE])),
    ("tags for several", "POST", "/v1/files/addTags", ids_call(
        "/v1/files/addTags", ["one", "two"], tags=["green"])),
    ("fewer tags for several", "POST", "/v1/files/removeTags", ids_call(
        "/v1/files/removeTags", ["one", "two"], tags=["red"])),
    ("fewer AI tags for several", "POST", "/v1/files/removeAITags", ids_call(
        "/v1/files/removeAITags", ["one", "two"], AITags=["red"])),
    ("versions", "GET", FILES + "/versions", get("/v1/files/{one}/versions")),
    ("version", "GET", VERSION, get("/v1/files/{one}/versions/{old version}")),
    ("a version goes", "DELETE", VERSION, delete("/v1/files/{one}/versions/{old version}")),
    ("a version comes back", "PUT", VERSION + "/restore", json_call(
        "PUT", "/v1/files/{one}/versions/{old version}/restore", {})),
    ("metadata", "GET", FILES + "/metadata", get("/v1/files/{photo}/metadata")),
    ("metadata by URL, refused", "GET", "/v1/metadata", get("/v1/metadata?url=http://nowhere")),
    ("purge", "POST", "/v1/files/purge", json_call("POST", "/v1/files/purge", {
        "url": HOST + "/demo/a/picture.png"})),
    ("status of a purge", "GET", "/v1/files/purge/{requestId}", get("/v1/files/purge/{purge}")),
    ("new folder", "POST", "/v1/folder", json_call("POST", "/v1/folder", {
        "folderName": "x", "parentFolderPath": "/a/y/z"})),
    ("a folder goes", "DELETE", "/v1/folder", json_call("DELETE", "/v1/folder", {
        "folderPath": "/a"})),
    ("copy of a folder", "POST", JOBS + "copyFolder", json_call("POST", JOBS + "copyFolder", {
        "sourceFolderPath": "/a", "destinationPath": "/empty", "includeVersions": True})),
    ("copy of a folder over another", "POST", JOBS + "copyFolder", json_call(
        "POST", JOBS + "copyFolder", {"sourceFolderPath": "/a/b", "destinationPath": "/spare"})),
    ("a folder moves", "POST", JOBS + "moveFolder", json_call("POST", JOBS + "moveFolder", {
        "sourceFolderPath": "/a", "destinationPath": "/empty"})),
    ("a folder moves by PUT", "PUT", JOBS + "moveFolder", json_call("PUT", JOBS + "moveFolder", {
        "sourceFolderPath": "/a/b", "destinationPath": "/empty"})),
    ("a folder is renamed", "POST", JOBS + "renameFolder", json_call(
        "POST", JOBS + "renameFolder",
        {"folderPath": "/a", "newFolderName": "z", "purgeCache": True})),
    ("job", "GET", JOBS + "{jobId}", get(JOBS + "{job}")),
    ("new field", "POST", FIELD, json_call("POST", FIELD, {
        "name": "size", "label": "Size", "schema": {"type": "Number", "isValueRequired": True,
                                                    "defaultValue": 3}})),
    ("a field that is there", "POST", FIELD, json_call("POST", FIELD, {
        "name": "brand", "label": "Brand", "schema": {"type": "Text"}})),
    ("fields", "GET", FIELD, get(FIELD + "?includeDeleted=true")),
    ("a field changes", "PATCH", FIELD + "/{id}", json_call(
        "PATCH", FIELD + "/{field brand}", {"label": "Make"})),
    ("a field without an id changes", "PATCH", FIELD, json_call("PATCH", FIELD, {"label": "Make"})),
    ("a field goes", "DELETE", FIELD + "/{id}", delete(FIELD + "/{field brand}")),
    ("a field without an id goes", "DELETE", FIELD, delete(FIELD)),
    ("delivery", "GET", "/{imagekitId}/{path}", get("/demo/a/photo.jpg")),
    ("delivery of an old version's path", "GET", "/{imagekitId}/{path}", get("/demo/a/none.txt")),
]


# Answers ------------------------------------------------------------------------------------------

# Of one request alone, or of the connection.
PASSING = {"x-ik-requestid", "x-request-id", "x-emulator-explain"}
NEW_IDS = re.compile(r"\b[0-9a-f]{24}\b")
NEW_NAMES = re.compile(r"\b(x|v)_[0-9A-Za-z_-]{9}\.(txt|bin)")
NEW_KEYS = re.compile(r"ik-obj-version=[0-9A-Za-z._-]+")


def shown(answer, made):
    """Whatever would be the same in another run: ids that were made for it have no digits."""
    known = set(made.values())
    headers = {name.lower(): value for name, value in answer.headers.items()
               if name.lower() not in PASSING}
    text = answer.body.decode("latin-1")
    if "json" in (answer.header("content-type") or ""):
        plain_text = text
        text = NEW_IDS.sub(lambda id: id.group() if id.group() in known else "ID", text)
        text = NEW_NAMES.sub(r"\1_NAME.\2", text)
        text = NEW_KEYS.sub("ik-obj-version=KEY", text)
        if text != plain_text:
            headers.pop("etag", None)
    return answer.status, headers, text


# Libraries ----------------------------------------------------------------------------------------

def rows_of(folder):
    """table: its rows, at one instant. Shadow tables are tables as well."""
    place = "file:%s?mode=ro" % urllib.parse.quote(os.path.join(folder, "imagekit.db"))
    connection = sqlite3.connect(place, uri=True, isolation_level=None)
    try:
        connection.execute("BEGIN")
        names = [name for name, in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' "
            "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name")]
        return {name: sorted(connection.execute('SELECT * FROM "%s"' % name), key=repr)
                for name in names}
    finally:
        connection.close()


def blobs_of(folder):
    """Names of the stored bytes and what is being written."""
    return sorted(os.path.join(os.path.relpath(place, folder), name)
                  for part in ("blobs", "staging")
                  for place, _, names in os.walk(os.path.join(folder, part)) for name in names)


def differences(before, after):
    """Tables that differ, a line each."""
    return ["%s: %d rows were there, %d are; e.g. %s" % (
        name, len(before.get(name, [])), len(after.get(name, [])),
        [row for row in before.get(name, []) + after.get(name, [])
         if (row in before.get(name, [])) != (row in after.get(name, []))][:2])
            for name in sorted(set(before) | set(after)) if before.get(name) != after.get(name)]
