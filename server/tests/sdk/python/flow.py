"""What a user of the official Python SDK does, against the emulator.

Prints one JSON line a step: {"name", "ok", "detail"}, and {"done": true} at the end.
    EMULATOR_URL  where the server is, in strict mode with the account demo
    ORIGIN_URL    where PHOTO is to be had by URL, as /photo.jpg
    PHOTO, OTHER  two different images
"""

import asyncio
import base64
import json
import os
import pathlib
import re
import time
import traceback

import httpx
import imagekitio
from imagekitio import AsyncImageKit, ImageKit, Omit

EMULATOR_URL = os.environ["EMULATOR_URL"]
ORIGIN_URL = os.environ["ORIGIN_URL"]
PHOTO_PATH = pathlib.Path(os.environ["PHOTO"])
PHOTO = PHOTO_PATH.read_bytes()
OTHER = pathlib.Path(os.environ["OTHER"]).read_bytes()
ENDPOINT = EMULATOR_URL + "/demo"
OPTIONS = {"private_key": "private_emulator", "base_url": EMULATOR_URL, "max_retries": 0}

client = ImageKit(**OPTIONS)
first = None


def fetched(url):
    return httpx.get(url)


def delivers_photo(file):
    got = fetched(file.url)
    assert got.status_code == 200, got
    assert got.headers["content-type"] == "image/jpeg", got.headers
    assert got.content == PHOTO, "the bytes differ"


def control(method, path, body):
    answer = httpx.request(method, EMULATOR_URL + "/_emulator" + path, json=body)
    assert answer.status_code == 200, answer.text


def rejection(kind, message, action):
    """The call fails with this class of the SDK."""
    try:
        action()
    except imagekitio.APIStatusError as error:
        assert type(error) is kind, type(error)
        assert message in str(error), error
        return error
    raise AssertionError("the call succeeded")


def upload_as_a_stream():
    global first
    with open(PHOTO_PATH, "rb") as stream:
        first = client.files.upload(
            file=stream, file_name="photo.jpg", folder="/sdk/python", use_unique_file_name=False,
            tags=["red", "blue"], response_fields=["tags", "isPrivateFile"])
    assert re.match("^[0-9a-f]{24}$", first.file_id), first
    assert first.name == "photo.jpg" and first.file_path == "/sdk/python/photo.jpg", first
    assert first.url == ENDPOINT + "/sdk/python/photo.jpg", first
    assert (first.size, first.width, first.height) == (len(PHOTO), 640, 480), first
    assert (first.version_info.id, first.version_info.name) == (first.file_id, "Version 1"), first
    assert (first.tags, first.is_private_file) == (["red", "blue"], False), first
    delivers_photo(first)


def upload_as_bytes():
    file = client.files.upload(file=PHOTO, file_name="bytes photo.jpg")
    assert re.match(r"^bytes_photo_[0-9A-Za-z_-]{7,14}\.jpg$", file.name), file.name
    delivers_photo(file)


def upload_as_a_path():
    delivers_photo(client.files.upload(file=PHOTO_PATH, file_name="path.jpg"))


def upload_as_base64_text():
    # The SDK sends a part without a file name as text.
    delivers_photo(client.files.upload(
        file=(None, base64.b64encode(PHOTO)), file_name="base64.jpg"))


def upload_by_url():
    delivers_photo(client.files.upload(
        file=(None, (ORIGIN_URL + "/photo.jpg").encode()), file_name="url.jpg"))


def upload_with_the_asynchronous_client():
    async def upload():
        async with AsyncImageKit(**OPTIONS) as other:
            return await other.files.upload(file=PHOTO, file_name="async.jpg")
    delivers_photo(asyncio.run(upload()))


def read_the_details():
    file = client.files.get(first.file_id)
    assert (file.file_id, file.type, file.file_type) == (first.file_id, "file", "image"), file
    assert (file.mime, file.tags) == ("image/jpeg", ["red", "blue"]), file
    assert file.url.startswith(first.url + "?updatedAt="), file.url
    assert abs(file.created_at.timestamp() - time.time()) < 600, file.created_at
    delivers_photo(file)


def list_the_library():
    rows = client.assets.list(path="/sdk/python")
    assert [row.file_id for row in rows] == [first.file_id], rows
    rows = client.assets.list(type="all", sort="DESC_CREATED", limit=100)
    assert sum(row.type == "file" for row in rows) == 6, rows
    folders = sorted(row.folder_path for row in rows if row.type == "folder")
    assert folders == ["/sdk", "/sdk/python"], folders
    assert client.assets.list(path="/nowhere") == []


def overwrite():
    file = client.files.upload(file=OTHER, file_name="photo.jpg", folder="/sdk/python",
                               use_unique_file_name=False)
    assert file.file_id == first.file_id
    assert file.version_info.name == "Version 2"
    assert file.version_info.id != first.version_info.id
    assert fetched(file.url).content == OTHER, "the bytes differ"


def delete_then_404():
    assert client.files.delete(first.file_id) is None
    rejection(imagekitio.NotFoundError, "The requested file does not exist.",
              lambda: client.files.get(first.file_id))
    assert fetched(first.url).status_code == 404


def a_400_is_a_bad_request_error():
    rejection(imagekitio.BadRequestError, "Your request contains invalid fileId parameter.",
              lambda: client.files.get("nonsense"))


def a_401_is_an_authentication_error():
    rejection(imagekitio.AuthenticationError, "Your request does not contain private API key.",
              lambda: client.assets.list(extra_headers={"Authorization": Omit()}))


def a_403_is_a_permission_denied_error():
    stranger = ImageKit(**dict(OPTIONS, private_key="private_nobody"))
    rejection(imagekitio.PermissionDeniedError, "Your account cannot be authenticated.",
              stranger.assets.list)


def a_browser_uploads_with_parameters_of_the_server():
    def send(parameters):
        fields = dict(parameters, fileName="browser.jpg", publicKey="public_emulator")
        return httpx.post(EMULATOR_URL + "/api/v1/files/upload",
                          data={name: str(value) for name, value in fields.items()},
                          files={"file": ("photo.jpg", PHOTO, "image/jpeg")})

    parameters = client.helper.get_authentication_parameters()
    answer = send(parameters)
    assert answer.status_code == 200, answer.text
    assert fetched(answer.json()["url"]).content == PHOTO, "the bytes differ"
    again = send(parameters)
    assert again.status_code == 400, again.text
    assert "has been used before" in again.json()["message"], again.text
    wrong = dict(client.helper.get_authentication_parameters(), signature="0" * 40)
    assert send(wrong).status_code == 400


def a_private_file_needs_a_signed_url():
    file = client.files.upload(file=PHOTO, file_name="private photo.jpg", is_private_file=True)
    assert fetched(file.url).status_code == 401
    src = {"url_endpoint": ENDPOINT, "src": file.file_path}
    assert fetched(client.helper.build_url(**src)).status_code == 401
    signed = fetched(client.helper.build_url(signed=True, **src))
    assert signed.status_code == 200 and signed.content == PHOTO, signed
    stranger = ImageKit(**dict(OPTIONS, private_key="private_nobody"))
    assert fetched(stranger.helper.build_url(signed=True, **src)).status_code == 401


def a_signed_url_expires():
    file = client.files.upload(file=PHOTO, file_name="expiring.jpg", is_private_file=True)
    url = client.helper.build_url(url_endpoint=ENDPOINT, src=file.file_path, expires_in=300)
    assert re.search(r"ik-t=\d+&ik-s=[0-9a-f]{40}$", url), url
    assert fetched(url).status_code == 200
    control("POST", "/clock/advance", {"seconds": 200})
    assert fetched(url).status_code == 200
    control("POST", "/clock/advance", {"seconds": 200})
    assert fetched(url).status_code == 401
    control("PUT", "/clock", {"mode": "real"})
    assert fetched(url).status_code == 200


STEPS = [
    upload_as_a_stream, upload_as_bytes, upload_as_a_path, upload_as_base64_text, upload_by_url,
    upload_with_the_asynchronous_client, read_the_details, list_the_library, overwrite,
    delete_then_404, a_400_is_a_bad_request_error, a_401_is_an_authentication_error,
    a_403_is_a_permission_denied_error, a_browser_uploads_with_parameters_of_the_server,
    a_private_file_needs_a_signed_url, a_signed_url_expires]

for step in STEPS:
    result = {"name": step.__name__.replace("_", " "), "ok": True}
    try:
        step()
    except Exception:  # reported as this step's failure; the next one runs
        result.update(ok=False, detail=traceback.format_exc())
    print(json.dumps(result), flush=True)
print(json.dumps({"done": True}))
