"""fixtures/seeds/openapi-examples.json: each call with the parameters and the body that ImageKit's
OpenAPI description gives as examples, or with the parameter's own name where it gives none, succeeds
for both of its private keys, in any order, on a stateless server.
"""

import concurrent.futures
import os
import random
import urllib.parse

from emulator import SOURCE_DIR, UPLOAD, UPLOAD_V2, Emulator
from tap import each, main

SEED = os.path.join(SOURCE_DIR, "fixtures", "seeds", "openapi-examples.json")
ACCOUNTS = [("My Private Key", "your_imagekit_id"), ("My Private API Key", "your_imagekit_id_api")]
TWO = ["598821f949c0a938d57563bd", "598821f949c0a938d57563be"]
TAGS = ["t-shirt", "round-neck", "sale2019"]
FOLDERS = {"sourceFolderPath": "/path/of/source/folder",
           "destinationPath": "/path/of/destination/folder"}
FILE = {"sourceFilePath": "/path/to/file.jpg"}

CALLS = [
    ("GET", "/v1/files", None, 200),
    ("GET", "/v1/files?type=all&path=path", None, 200),
    ("GET", "/v1/files/fileId/details", None, 200),
    ("PATCH", "/v1/files/fileId/details", {}, 200),
    ("PATCH", "/v1/files/fileId/details", {
        "tags": ["tag1", "tag2"], "customCoordinates": "10,10,100,100",
        "removeAITags": ["car", "vehicle", "motorsports"],
        "customMetadata": {"brand": "Nike", "color": "red"}}, 200),
    ("PATCH", "/v1/files/fileId/details", {"publish": {"isPublished": True}}, 200),
    ("DELETE", "/v1/files/fileId", None, 204),
    ("GET", "/v1/files/fileId/versions", None, 200),
    ("GET", "/v1/files/fileId/versions/versionId", None, 200),
    ("DELETE", "/v1/files/fileId/versions/versionId", None, 204),
    ("PUT", "/v1/files/fileId/versions/versionId/restore", None, 200),
    ("GET", "/v1/files/fileId/metadata", None, 200),
    ("GET", "/v1/metadata?url=https://example.com", None, 200),
    ("GET", "/v1/metadata?url=https://www.example.com/path/to-image.jpg", None, 200),
    ("POST", "/v1/files/copy", dict(FILE, destinationPath="/folder/to/copy/into/",
                                    includeFileVersions=False), 204),
    ("POST", "/v1/files/move", dict(FILE, destinationPath="/folder/to/move/into/"), 204),
    ("PUT", "/v1/files/rename", {"filePath": "/path/to/file.jpg", "purgeCache": True,
                                 "newFileName": "newFileName.jpg"}, 200),
    ("POST", "/v1/files/batch/deleteByFileIds", {"fileIds": TWO}, 200),
    ("POST", "/v1/files/addTags", {"fileIds": TWO, "tags": TAGS}, 200),
    ("POST", "/v1/files/removeTags", {"fileIds": TWO, "tags": TAGS}, 200),
    ("POST", "/v1/files/removeAITags", {"fileIds": TWO, "AITags": TAGS}, 200),
    ("POST", "/v1/folder", {"folderName": "summer", "parentFolderPath": "/product/images/"}, 201),
    ("DELETE", "/v1/folder", {"folderPath": "/folder/to/delete/"}, 204),
    ("POST", "/v1/bulkJobs/copyFolder", dict(FOLDERS, includeVersions=True), 200),
    ("POST", "/v1/bulkJobs/moveFolder", FOLDERS, 200),
    ("POST", "/v1/bulkJobs/renameFolder", {"folderPath": "/path/of/folder", "purgeCache": True,
                                           "newFolderName": "new-folder-name"}, 202),
    ("GET", "/v1/bulkJobs/jobId", None, 200),
    ("GET", "/v1/files/purge/requestId", None, 200),
    ("POST", "/v1/customMetadataFields", {
        "name": "price", "label": "price",
        "schema": {"type": "Number", "minValue": 1000, "maxValue": 3000}}, 201),
    ("GET", "/v1/customMetadataFields?folderPath=folderPath&includeDeleted=true", None, 200),
    ("PATCH", "/v1/customMetadataFields/id", {
        "label": "price", "schema": {"type": "Number", "minValue": 1000, "maxValue": 3000}}, 200),
    ("DELETE", "/v1/customMetadataFields/id", None, 204),
]

# With nobody else to ask: remote URLs come from the seed.
server = Emulator("--stateless", "--auth", "strict", "--allow-remote", "none", "--seed", SEED)
set_up, tear_down = server.start, server.stop_cleanly


def call(api, method, path, body):
    if body is None:
        return api.request(method, urllib.parse.quote(path, "/?=&:"))
    return api.send_json(method, path, body)


@each([("%s %s %s, %s" % (method, path, sorted(body or {}), key), key, method, path, body, status)
       for key, _ in ACCOUNTS for method, path, body, status in CALLS])
def test_one_call(key, method, path, body, status):
    call(server.client(key), method, path, body).expect(status)


@each([(name, key, name) for key, name in ACCOUNTS])
def test_a_purge(key, name):
    url = "https://ik.imagekit.io/%s/default-image.jpg" % name
    server.client(key).send_json("POST", "/v1/files/purge", {"url": url}).expect(201)
    answer = server.client(None).get("/%s/default-image.jpg" % name).expect(200)
    assert answer.header("content-type") == "image/jpeg", answer.headers


@each([("%s, %s" % (path, key), path, key) for path in (UPLOAD, UPLOAD_V2) for key, _ in ACCOUNTS])
def test_an_upload(path, key):
    answer = server.client(key).upload(
        "https://www.example.com/path/to-image.jpg", path, fileName="fileName",
        description="Running shoes", customMetadata='{"brand":"Nike","color":"red"}',
        tags=["t-shirt", "round-neck", "men"], folder="/marketing/",
        checks='"request.folder" : "marketing/"',
        responseFields="tags,customCoordinates,isPrivateFile").expect(200).json()
    assert answer["tags"] == ["t-shirt", "round-neck", "men"] and answer["width"] == 320, answer


def test_in_any_order_and_at_once():
    def work(number):
        key = ACCOUNTS[number % 2][0]
        rows = list(CALLS)
        random.Random(number).shuffle(rows)
        for method, path, body, status in rows:
            call(server.client(key), method, path, body).expect(status)

    state = server.control("GET", "/seed").expect(200).header("x-emulator-state")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work, number) for number in range(8)]:
            done.result()
    assert server.control("GET", "/seed").expect(200).header("x-emulator-state") == state


if __name__ == "__main__":
    main(globals())
