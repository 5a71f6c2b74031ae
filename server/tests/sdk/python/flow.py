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
brand = None
price = None


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


# The media library -----------------------------------------------------------------------------

UNKNOWN = "0123456789abcdef01234567"


def put(path, content=PHOTO, **more):
    folder, _, name = path.rpartition("/")
    return client.files.upload(file=content, file_name=name, folder=folder or "/",
                               use_unique_file_name=False, **more)


def at(path):
    folder, _, name = path.rpartition("/")
    return client.assets.list(path=folder or "/", extra_query={"name": name})[0]


def delivers(path, content):
    got = fetched(ENDPOINT + path)
    if content is None:
        assert got.status_code == 404, got
    else:
        assert got.status_code == 200 and got.content == content, got


def finished(job, kind):
    assert re.match("^[0-9a-f]{24}$", job.job_id), job
    state = client.folders.job.get(job.job_id)
    assert (state.job_id, state.type, state.status) == (job.job_id, kind, "Completed"), state
    return state


def update_the_details():
    file_id = put("/library/update.jpg", tags=["old"]).file_id
    file = client.files.update(
        file_id, tags=["red", "blue"], custom_coordinates="10,10,100,100", description="a photo",
        remove_ai_tags="all")
    assert (file.file_id, file.tags) == (file_id, ["red", "blue"]), file
    assert (file.custom_coordinates, file.description) == ("10,10,100,100", "a photo"), file
    file = client.files.update(file_id, tags=None, custom_coordinates=None)
    assert (file.tags, file.custom_coordinates) == (None, None), file
    assert client.files.get(file_id).tags is None


def unpublish_and_publish():
    file_id = put("/library/publish.jpg").file_id
    file = client.files.update(
        file_id, publish={"is_published": False, "include_file_versions": True})
    assert file.is_published is False, file
    delivers("/library/publish.jpg", None)
    assert client.files.update(file_id, publish={"is_published": True}).is_published is True
    delivers("/library/publish.jpg", PHOTO)


def tags_of_many_files():
    ids = [put("/library/bulk/%s.jpg" % name, tags=["a"]).file_id
           for name in ("one", "two", "three")]

    def tags():
        return [client.files.get(file_id).tags for file_id in ids]

    answer = client.files.bulk.add_tags(file_ids=ids[:2], tags=["a", "b"])
    assert sorted(answer.successfully_updated_file_ids) == sorted(ids[:2]), answer
    assert tags() == [["a", "b"], ["a", "b"], ["a"]], tags()
    answer = client.files.bulk.remove_tags(file_ids=ids, tags=["a"])
    assert sorted(answer.successfully_updated_file_ids) == sorted(ids), answer
    assert tags() == [["b"], ["b"], None], tags()
    answer = client.files.bulk.remove_ai_tags(file_ids=ids, ai_tags=["cat"])
    assert sorted(answer.successfully_updated_file_ids) == sorted(ids), answer


def delete_many_files():
    ids = [file.file_id for file in client.assets.list(path="/library/bulk")]
    assert len(ids) == 3, ids
    error = rejection(imagekitio.NotFoundError, "The requested file(s) does not exist.",
                      lambda: client.files.bulk.delete(file_ids=ids + [UNKNOWN]))
    assert error.body["missingFileIds"] == [UNKNOWN], error.body
    answer = client.files.bulk.delete(file_ids=ids)
    assert sorted(answer.successfully_deleted_file_ids) == sorted(ids), answer
    assert client.assets.list(path="/library/bulk") == []


def copy_a_file():
    source = put("/library/copy.jpg", tags=["kept"])
    assert client.files.copy(source_file_path="/library/copy.jpg",
                             destination_path="/library/copies") is None
    copy = at("/library/copies/copy.jpg")
    assert copy.file_id != source.file_id
    assert (copy.version_info.name, copy.tags) == ("Version 1", ["kept"]), copy
    put("/library/copy.jpg", OTHER)
    client.files.copy(source_file_path="/library/copy.jpg", destination_path="/library/copies",
                      include_file_versions=True)
    again = at("/library/copies/copy.jpg")
    assert (again.file_id, again.version_info.name) == (copy.file_id, "Version 3"), again
    delivers("/library/copies/copy.jpg", OTHER)


def move_a_file():
    source = put("/library/move.jpg")
    paths = {"source_file_path": "/library/move.jpg", "destination_path": "/library/to"}
    client.files.move(**paths)
    delivers("/library/move.jpg", None)
    delivers("/library/to/move.jpg", PHOTO)
    assert client.files.get(source.file_id).file_path == "/library/to/move.jpg"
    error = rejection(imagekitio.NotFoundError, "No file found with filePath /library/move.jpg",
                      lambda: client.files.move(**paths))
    assert error.body["reason"] == "SOURCE_FILE_MISSING", error.body


def rename_a_file():
    file_id = put("/library/before.jpg").file_id
    plain = client.files.rename(file_path="/library/before.jpg", new_file_name="between.jpg")
    assert plain.purge_request_id is None, plain
    purged = client.files.rename(file_path="/library/between.jpg", new_file_name="after.jpg",
                                 purge_cache=True)
    assert client.cache.invalidation.get(purged.purge_request_id).status == "Completed"
    assert client.files.get(file_id).name == "after.jpg"
    delivers("/library/after.jpg", PHOTO)
    delivers("/library/before.jpg", None)
    put("/library/taken.jpg", OTHER)
    error = rejection(
        imagekitio.ConflictError, "File with name taken.jpg already exists at the same location.",
        lambda: client.files.rename(file_path="/library/after.jpg", new_file_name="taken.jpg"))
    assert error.body["reason"] == "FILE_ALREADY_EXISTS", error.body


def versions_of_a_file():
    file_id = put("/library/versions.jpg").file_id
    put("/library/versions.jpg", OTHER)
    api = client.files.versions
    versions = api.list(file_id)
    assert [(one.type, one.version_info.name) for one in versions] \
        == [("file", "Version 2"), ("file-version", "Version 1")], versions
    second, first = [one.version_info.id for one in versions]
    old = api.get(first, file_id=file_id)
    assert old.size == len(PHOTO) and fetched(old.url).content == PHOTO, old
    restored = api.restore(first, file_id=file_id)
    assert (restored.type, restored.version_info.id, restored.version_info.name) \
        == ("file", first, "Version 1"), restored
    delivers("/library/versions.jpg", PHOTO)
    rejection(imagekitio.BadRequestError, "You cannot delete current version of a file.",
              lambda: api.delete(first, file_id=file_id))
    api.delete(second, file_id=file_id)
    assert [one.version_info.id for one in api.list(file_id)] == [first]
    rejection(imagekitio.NotFoundError, "The requested file version does not exist.",
              lambda: api.get(second, file_id=file_id))


def create_and_delete_a_folder():
    for _ in range(2):
        client.folders.create(folder_name="new", parent_folder_path="/library/deep")
    folders = client.assets.list(type="folder", path="/library/deep")
    assert [row.folder_path for row in folders] == ["/library/deep/new"], folders
    put("/library/deep/new/file.jpg")
    client.folders.delete(folder_path="/library/deep")
    delivers("/library/deep/new/file.jpg", None)
    error = rejection(imagekitio.NotFoundError, "No folder found with folderPath /library/deep",
                      lambda: client.folders.delete(folder_path="/library/deep"))
    assert error.body["reason"] == "FOLDER_NOT_FOUND", error.body


def copy_a_folder():
    put("/library/tree/sub/a.jpg")
    put("/library/tree/b.jpg", OTHER)
    finished(client.folders.copy(source_folder_path="/library/tree", include_versions=True,
                                 destination_path="/library/copied"), "COPY_FOLDER")
    for place in ("/library/tree", "/library/copied/tree"):
        delivers(place + "/sub/a.jpg", PHOTO)
        delivers(place + "/b.jpg", OTHER)


def move_a_folder():
    finished(client.folders.move(source_folder_path="/library/copied/tree",
                                 destination_path="/library/moved"), "MOVE_FOLDER")
    delivers("/library/moved/tree/sub/a.jpg", PHOTO)
    delivers("/library/copied/tree/sub/a.jpg", None)
    error = rejection(
        imagekitio.BadRequestError, "parent folder cannot be moved into child folder.",
        lambda: client.folders.move(source_folder_path="/library/moved",
                                    destination_path="/library/moved/tree"))
    assert error.body["reason"] == "INVALID_DESTINATION_PATH", error.body


def rename_a_folder():
    state = finished(
        client.folders.rename(folder_path="/library/moved/tree", new_folder_name="forest",
                              purge_cache=True), "RENAME_FOLDER")
    assert client.cache.invalidation.get(state.purge_request_id).status == "Completed"
    delivers("/library/moved/forest/sub/a.jpg", PHOTO)
    delivers("/library/moved/tree/sub/a.jpg", None)
    rejection(imagekitio.NotFoundError, "The requested job does not exist.",
              lambda: client.folders.job.get(UNKNOWN))


def purge_the_cache():
    api = client.cache.invalidation
    purge = api.create(url=ENDPOINT + "/library/after.jpg")
    assert re.match("^[0-9a-f]{24}$", purge.request_id), purge
    assert api.get(purge.request_id).status == "Completed"
    rejection(imagekitio.BadRequestError, "The URL is not valid for cache purging.",
              lambda: api.create(url="https://elsewhere.example/demo/a.jpg"))
    rejection(imagekitio.BadRequestError, "No request found for this requestId.",
              lambda: api.get(UNKNOWN))


def create_custom_metadata_fields():
    global brand, price
    api = client.custom_metadata_fields
    brand = api.create(name="brand", label="Brand", schema={"type": "Text", "max_length": 10})
    price = api.create(name="price", label="Price",
                       schema={"type": "Number", "min_value": 0, "max_value": 10000})
    assert re.match("^[0-9a-f]{24}$", brand.id), brand
    assert (price.name, price.label, price.schema_.type) == ("price", "Price", "Number"), price
    assert (price.schema_.min_value, price.schema_.max_value) == (0, 10000), price
    rejection(imagekitio.BadRequestError, "A custom metadata field with this name already exists.",
              lambda: api.create(name="brand", label="Another", schema={"type": "Text"}))
    error = rejection(imagekitio.BadRequestError, "Invalid schema object.",
                      lambda: api.create(name="wrong", label="Wrong",
                                         schema={"type": "Text", "min_value": 1}))
    assert error.body["errors"] == {"minValue": "not allowed for this type"}, error.body


def list_and_update_custom_metadata_fields():
    api = client.custom_metadata_fields
    assert [row.name for row in api.list()] == ["brand", "price"]
    changed = api.update(price.id, label="The price", schema={"max_value": 5000})
    assert changed.label == "The price", changed
    assert (changed.schema_.min_value, changed.schema_.max_value) == (0, 5000), changed


def custom_metadata_of_a_file():
    file = client.files.upload(file=PHOTO, file_name="custom.jpg",
                               custom_metadata={"brand": "Nike", "price": 1000},
                               response_fields=["customMetadata"])
    assert file.custom_metadata == {"brand": "Nike", "price": 1000}, file
    changed = client.files.update(file.file_id,
                                  custom_metadata={"brand": None, "price": 12.5})
    assert changed.custom_metadata == {"price": 12.5}, changed
    error = rejection(
        imagekitio.BadRequestError, "Invalid custom metadata.",
        lambda: client.files.update(file.file_id, custom_metadata={"price": 5001, "nobody": 1}))
    assert error.body["errors"] == {
        "price": "Value must be between 0 and 5000.",
        "nobody": "Specified custom metadata field does not exist."}, error.body
    assert client.files.get(file.file_id).custom_metadata == {"price": 12.5}


def delete_custom_metadata_fields():
    api = client.custom_metadata_fields
    api.delete(brand.id)
    api.delete(price.id)
    assert api.list() == []
    assert [row.id for row in api.list(include_deleted=True)] == [brand.id, price.id]
    rejection(imagekitio.NotFoundError, "No such custom metadata field exists.",
              lambda: api.delete(brand.id))


def metadata_by_id_and_by_url():
    api = client.files.metadata
    file = client.files.upload(file=PHOTO, file_name="metadata.jpg", response_fields=["metadata"])
    metadata = api.get(file.file_id)
    assert (metadata.width, metadata.height, metadata.size) == (640, 480, len(PHOTO)), metadata
    assert metadata.format == "jpg" and re.match("^[0-9a-f]{16}$", metadata.p_hash), metadata
    assert file.metadata.p_hash == metadata.p_hash, file
    assert api.get_from_url(url=file.url) == metadata
    with_query = client.files.get(file.file_id).url
    assert api.get_from_url(url=with_query) == metadata
    foreign = "https://example.com/a.jpg?b=c&d=e"
    rejection(imagekitio.BadRequestError,
              foreign + " should be accessible using your ImageKit.io account.",
              lambda: api.get_from_url(url=foreign))
    error = rejection(imagekitio.BadRequestError, "Your request contains invalid fileId parameter.",
                      lambda: api.get("nonsense"))
    assert error.body["type"] == "INVALID_PARAM_ERROR", error.body
    rejection(imagekitio.NotFoundError,
              "The requested file does not exist or is inaccessible at this time.",
              lambda: api.get_from_url(url=file.url + "x"))


FAULTS = EMULATOR_URL + "/_emulator/faults?account=demo"


def retries_a_429_and_a_500_and_a_reset_connection():
    script = [{"status": 429, "retryAfterMs": 20},
              {"status": 500, "headers": {"retry-after-ms": "20"}}, {"reset": True}]
    faults = [dict(fault, match={"operation": "files.upload"}) for fault in script]
    control("PUT", "/faults?account=demo", {"faults": faults})
    patient = ImageKit(**dict(OPTIONS, max_retries=3))
    delivers_photo(patient.files.upload(file=PHOTO, file_name="retried.jpg"))
    told = httpx.get(FAULTS).json()
    assert told["completed"] is True, told
    attempts = [[one["attempt"] for one in fault["requests"]] for fault in told["faults"]]
    assert attempts == [[0], [1], [2]], told
    assert len(client.assets.list(search_query='name : "retried"')) == 1


def gives_up_after_the_retries_it_is_allowed():
    control("PUT", "/faults?account=demo",
            {"faults": [{"status": 429, "retryAfterMs": 10, "times": 0}]})
    rejection(imagekitio.RateLimitError, "Too many requests.",
              lambda: ImageKit(**dict(OPTIONS, max_retries=1)).assets.list())
    told = httpx.get(FAULTS).json()
    assert [one["attempt"] for one in told["faults"][0]["requests"]] == [0, 1], told
    assert httpx.delete(FAULTS).status_code == 204


STEPS = [
    upload_as_a_stream, upload_as_bytes, upload_as_a_path, upload_as_base64_text, upload_by_url,
    upload_with_the_asynchronous_client, read_the_details, list_the_library, overwrite,
    delete_then_404, a_400_is_a_bad_request_error, a_401_is_an_authentication_error,
    a_403_is_a_permission_denied_error, a_browser_uploads_with_parameters_of_the_server,
    a_private_file_needs_a_signed_url, a_signed_url_expires, update_the_details,
    unpublish_and_publish, tags_of_many_files, delete_many_files, copy_a_file, move_a_file,
    rename_a_file, versions_of_a_file, create_and_delete_a_folder, copy_a_folder, move_a_folder,
    rename_a_folder, purge_the_cache, create_custom_metadata_fields,
    list_and_update_custom_metadata_fields, custom_metadata_of_a_file,
    delete_custom_metadata_fields, metadata_by_id_and_by_url,
    retries_a_429_and_a_500_and_a_reset_connection, gives_up_after_the_retries_it_is_allowed]

for step in STEPS:
    result = {"name": step.__name__.replace("_", " "), "ok": True}
    try:
        step()
    except Exception:  # reported as this step's failure; the next one runs
        result.update(ok=False, detail=traceback.format_exc())
    print(json.dumps(result), flush=True)
print(json.dumps({"done": True}))
