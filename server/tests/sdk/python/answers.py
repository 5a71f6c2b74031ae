"""Whether the answers are what the official Python SDK's models say: every success answer of every
operation that there is, validated strictly, and each member that the model does not know or that the
answer lacks told.

Prints one JSON line a step: {"name", "ok", "detail"}, and {"done": true} at the end.
    EMULATOR_URL  where the server is: stateless, with fixtures/seeds/openapi-examples.json
    IMAGES        a folder of images
"""

import collections
import json
import os
import pathlib
import traceback

import httpx
import pydantic
from imagekitio import ImageKit
from imagekitio._models import BaseModel

EMULATOR_URL = os.environ["EMULATOR_URL"]
IMAGES = pathlib.Path(os.environ["IMAGES"])
RESPONSE_FIELDS = ["tags", "customCoordinates", "isPrivateFile", "embeddedMetadata", "isPublished",
                   "customMetadata", "metadata", "selectedFieldsSchema"]
FILE, VERSION, FIELD = "fileId", "versionId", "id"
TWO = ["598821f949c0a938d57563bd", "598821f949c0a938d57563be"]

client = ImageKit(private_key="My Private Key", base_url=EMULATOR_URL, max_retries=0)
api = client.with_raw_response


def schemas():
    """One field of every type, and what may be said of it."""
    return [
        {"type": "Text", "min_length": 1, "max_length": 9, "default_value": "x",
         "is_value_required": True},
        {"type": "Textarea", "max_length": 100},
        {"type": "Number", "min_value": 1, "max_value": 9.5, "default_value": 2,
         "is_value_required": True},
        {"type": "Date", "min_value": "2024-01-01T00:00:00.000Z",
         "max_value": "2025-01-01T00:00:00.000Z"},
        {"type": "Boolean", "default_value": True, "is_value_required": True},
        {"type": "SingleSelect", "select_options": ["small", 30, True]},
        {"type": "MultiSelect", "select_options": ["small", 30, True], "default_value": ["small", 30],
         "is_value_required": True},
    ]


def uploads(upload):
    return [
        lambda: upload(file=IMAGES / "exif" / "rich.jpg", file_name="photo.jpg",
                       response_fields=RESPONSE_FIELDS, tags=["a", "b"], description="words",
                       custom_coordinates="1,2,3,4",
                       custom_metadata={"brand": "Nike", "weight": 3}),
        lambda: upload(file=IMAGES / "exif" / "gps.jpg", file_name="x.jpg",
                       response_fields=RESPONSE_FIELDS),
        lambda: upload(file=IMAGES / "opaque.png", file_name="picture.png"),
        lambda: upload(file=b"text", file_name="text.txt", folder="/new"),
        lambda: upload(file=b"text", file_name="file.jpg", folder="/path/to",
                       use_unique_file_name=False, response_fields=RESPONSE_FIELDS),
    ]


def calls():
    """operation: calls of it."""
    files, folders, fields = api.files, api.folders, api.custom_metadata_fields
    source, target = "/path/of/source/folder", "/path/of/destination/folder"
    return {
        "files.upload": uploads(files.upload),
        "beta.v2.files.upload": uploads(api.beta.v2.files.upload),
        "assets.list": [
            api.assets.list,
            lambda: api.assets.list(type="all", sort="DESC_UPDATED"),
            lambda: api.assets.list(type="file-version"),
            lambda: api.assets.list(type="folder", limit=3),
            lambda: api.assets.list(search_query='tags IN ["t-shirt"]', file_type="image"),
        ],
        "files.get": [lambda: files.get(FILE), lambda: files.get(TWO[0])],
        "files.update": [
            lambda: files.update(file_id=FILE),
            lambda: files.update(file_id=FILE, tags=["tag1"], description="words",
                                 custom_coordinates="10,10,100,100",
                                 custom_metadata={"brand": "Nike", "color": "red"}),
            lambda: files.update(file_id=FILE, tags=None, custom_coordinates=None),
            lambda: files.update(file_id=FILE, publish={"is_published": False,
                                                        "include_file_versions": True}),
        ],
        "files.delete": [lambda: files.delete(FILE)],
        "files.copy": [lambda: files.copy(source_file_path="/path/to/file.jpg",
                                          destination_path="/folder/to/copy/into/",
                                          include_file_versions=True)],
        "files.move": [lambda: files.move(source_file_path="/path/to/file.jpg",
                                          destination_path="/folder/to/move/into/")],
        "files.rename": [
            lambda: files.rename(file_path="/path/to/file.jpg", new_file_name="newFileName.jpg"),
            lambda: files.rename(file_path="/path/to/file.jpg", new_file_name="newFileName.jpg",
                                 purge_cache=True),
        ],
        "files.bulk.delete": [lambda: files.bulk.delete(file_ids=TWO)],
        "files.bulk.addTags": [lambda: files.bulk.add_tags(file_ids=TWO, tags=["x"])],
        "files.bulk.removeTags": [lambda: files.bulk.remove_tags(file_ids=TWO, tags=["t-shirt"])],
        "files.bulk.removeAITags": [
            lambda: files.bulk.remove_ai_tags(file_ids=TWO, ai_tags=["t-shirt"])],
        "files.versions.list": [lambda: files.versions.list(FILE)],
        "files.versions.get": [lambda: files.versions.get(VERSION, file_id=FILE)],
        "files.versions.delete": [lambda: files.versions.delete(VERSION, file_id=FILE)],
        "files.versions.restore": [lambda: files.versions.restore(VERSION, file_id=FILE)],
        "files.metadata.get": [lambda: files.metadata.get(FILE)],
        "files.metadata.getFromURL": [
            lambda: files.metadata.get_from_url(url="https://example.com")],
        "cache.invalidation.create": [lambda: api.cache.invalidation.create(
            url="https://ik.imagekit.io/your_imagekit_id/default-image.jpg")],
        "cache.invalidation.get": [lambda: api.cache.invalidation.get("requestId")],
        "folders.create": [lambda: folders.create(folder_name="summer",
                                                  parent_folder_path="/product/images/")],
        "folders.delete": [lambda: folders.delete(folder_path="/folder/to/delete/")],
        "folders.copy": [lambda: folders.copy(source_folder_path=source, destination_path=target,
                                              include_versions=True)],
        "folders.move": [lambda: folders.move(source_folder_path=source, destination_path=target)],
        "folders.rename": [lambda: folders.rename(folder_path="/path/of/folder", purge_cache=True,
                                                  new_folder_name="new-folder-name")],
        "folders.job.get": [lambda: folders.job.get("jobId"),
                            lambda: folders.job.get("renameJobId")],
        "customMetadataFields.create": [
            lambda schema=schema: fields.create(name="new", label="New", schema=schema)
            for schema in schemas()],
        "customMetadataFields.list": [fields.list, lambda: fields.list(include_deleted=True)],
        "customMetadataFields.update": [
            lambda: fields.update(id=FIELD, label="price",
                                  schema={"min_value": 1000, "max_value": 3000})],
        "customMetadataFields.delete": [lambda: fields.delete(FIELD)],
    }


# What the models know and what the answers have ---------------------------------------------------

VIDEO = "of videos alone, which test_video.py looks at"
# Model.member: why no answer here has it. Members that some answers have and some lack are fine.
ABSENT = {
    "CustomMetadataField.description": "the emulator does not keep it yet",
    "CustomMetadataField.reserved": "no field is the service's own",
    "ExifExif.SubSecTime": "no picture here has it",
    "Folder.createdBy": "accounts have no users",
    "FileUpdateResponse.extensionStatus": "extensions are not there yet",
    "FileUploadResponse.extensionStatus": "extensions are not there yet",
    "Metadata.audioCodec": VIDEO, "Metadata.videoCodec": VIDEO,
    "Metadata.bitRate": VIDEO, "Metadata.duration": VIDEO,
}
for file in ("File", "FileUpdateResponse", "FileUploadResponse"):
    ABSENT[file + ".selectedFieldsSchema"] = "folders have no rules for fields yet"
    ABSENT.update({"%s.%s" % (file, name): VIDEO
                   for name in ("audioCodec", "videoCodec", "bitRate", "duration")})
# Model.member: why it is there though the model does not know it.
UNKNOWN = {
    "FileUploadResponse.orientation": "in the examples of the description, not in its schema",
}
# Models that list the most frequent of a picture's tags; the service tells them all.
OPEN = {"ExifExif", "ExifGps", "ExifImage"}

seen = collections.defaultdict(set)  # model: members that an answer had
lacking = collections.defaultdict(set)
unknown = set()


def look(value, text):
    """A validated value beside the JSON that it was made of."""
    if isinstance(value, BaseModel):
        model = type(value).__qualname__
        names = {field.alias or name for name, field in type(value).model_fields.items()}
        seen[model] |= names & set(text)
        lacking[model] |= names - set(text)
        unknown.update("%s.%s" % (model, name) for name in set(text) - names)
        for name, field in type(value).model_fields.items():
            if (field.alias or name) in text:
                look(getattr(value, name), text[field.alias or name])
    elif isinstance(value, list):
        assert isinstance(text, list) and len(value) == len(text)
        for one, its_text in zip(value, text):
            look(one, its_text)
    elif isinstance(value, dict):
        for name, one in value.items():
            look(one, text[name])


def check(call):
    answer = call()
    response, kind = answer.http_response, answer._cast_to
    assert 200 <= response.status_code < 300, response
    if kind is type(None):
        assert response.status_code == 204 and response.content == b"", response.content
        return
    value = pydantic.TypeAdapter(kind).validate_json(response.content, strict=True)
    look(value, json.loads(response.content))
    assert answer.parse() is not None


def every_operation_that_there_is_is_called():
    coverage = httpx.get(EMULATOR_URL + "/_emulator/info").json()["coverage"]
    there = {row["operation"] for row in coverage if row["status"] != "missing"} - {"delivery"}
    assert there == set(calls()), there ^ set(calls())


def no_answer_has_a_member_that_its_model_does_not_know():
    found = {name for name in unknown if name.partition(".")[0] not in OPEN}
    assert found == set(UNKNOWN), "more: %s; pinned and gone: %s" % (
        sorted(found - set(UNKNOWN)), sorted(set(UNKNOWN) - found))
    assert OPEN == {name.partition(".")[0] for name in unknown - found}, "closed by now"


def every_member_of_the_models_is_in_some_answer():
    never = {"%s.%s" % (model, name) for model, names in lacking.items()
             for name in names - seen[model]}
    assert never == set(ABSENT), "more: %s; pinned and there: %s" % (
        sorted(never - set(ABSENT)), sorted(set(ABSENT) - never))


def report(name, action):
    try:
        action()
        row = {"name": name, "ok": True, "detail": ""}
    except Exception:  # the step failed, whatever it raised
        row = {"name": name, "ok": False, "detail": traceback.format_exc(limit=-4)[-2500:]}
    print(json.dumps(row), flush=True)


for operation, ways in calls().items():
    for number, way in enumerate(ways, 1):
        report("%s, call %d" % (operation, number), lambda: check(way))
for step in (every_operation_that_there_is_is_called,
             no_answer_has_a_member_that_its_model_does_not_know,
             every_member_of_the_models_is_in_some_answer):
    report(step.__name__.replace("_", " "), step)
print(json.dumps({"done": True}))
