"""Every method of the Python package imagekitio, version 4 or 3."""

import base64
import inspect
import os

import requests
from harness import (EMULATOR_URL, OPTIONS, ORIGIN_URL, UNKNOWN, begin, delivers, end, equal, other,
                     photo, read, step)
from imagekitio import ImageKit
from imagekitio.exceptions.BadRequestException import BadRequestException
from imagekitio.exceptions.NotFoundException import NotFoundException
from imagekitio.exceptions.UnknownException import UnknownException
from imagekitio.models.CopyFileRequestOptions import CopyFileRequestOptions
from imagekitio.models.CopyFolderRequestOptions import CopyFolderRequestOptions
from imagekitio.models.CreateCustomMetadataFieldsRequestOptions import (
    CreateCustomMetadataFieldsRequestOptions)
from imagekitio.models.CreateFolderRequestOptions import CreateFolderRequestOptions
from imagekitio.models.CustomMetadataFieldsSchema import CustomMetadataFieldsSchema
from imagekitio.models.CustomMetaDataTypeEnum import CustomMetaDataTypeEnum
from imagekitio.models.DeleteFolderRequestOptions import DeleteFolderRequestOptions
from imagekitio.models.ListAndSearchFileRequestOptions import ListAndSearchFileRequestOptions
from imagekitio.models.MoveFileRequestOptions import MoveFileRequestOptions
from imagekitio.models.MoveFolderRequestOptions import MoveFolderRequestOptions
from imagekitio.models.RenameFileRequestOptions import RenameFileRequestOptions
from imagekitio.models.UpdateCustomMetadataFieldsRequestOptions import (
    UpdateCustomMetadataFieldsRequestOptions)
from imagekitio.models.UpdateFileRequestOptions import UpdateFileRequestOptions
from imagekitio.models.UploadFileRequestOptions import UploadFileRequestOptions

kit = ImageKit(**OPTIONS)
driven = set()
s = {}  # what later rows need of earlier answers


def call(method, what, arguments, check):
    """A row: the method and what is special of it, its arguments, a check of its answer, which is
    true when it finds nothing wrong."""
    driven.add(method)
    name = "%s, %s" % (method, what) if what else method

    def action():
        answer = getattr(kit, method)(*arguments())
        assert check(answer), vars(answer) if hasattr(answer, "__dict__") else answer

    step(method, name, action)


def refused(method, what, arguments, kind, message):
    driven.add(method)

    def action():
        try:
            getattr(kit, method)(*arguments())
        except kind as error:
            equal(str(error), message)
            assert error.response_metadata.http_status_code >= 400
            return
        raise AssertionError("the call succeeded")

    step(method, "%s, %s" % (method, what), action)


def keep(name, value):
    s[name] = value
    return True


def status(code):
    return lambda answer: equal(answer.response_metadata.http_status_code, code)


def at(path):
    return OPTIONS["url_endpoint"] + path


def known_by(model):
    return set(inspect.signature(model).parameters)


def upload_options(**options):
    """Without the options that this version does not know."""
    known = known_by(UploadFileRequestOptions)
    return UploadFileRequestOptions(use_unique_file_name=False, **{
        name: value for name, value in options.items() if name in known})


def photo_file():
    return open(os.environ["PHOTO"], "rb")


def fields():
    def field(name, kind, **schema):
        return lambda: [CreateCustomMetadataFieldsRequestOptions(
            name, name.title(), CustomMetadataFieldsSchema(kind, **schema))]

    kinds = CustomMetaDataTypeEnum
    create = "create_custom_metadata_fields"
    call(create, "Text", field("brand", kinds.Text, min_length=2, max_length=20),
         lambda answer: keep("field", answer.id) and equal(answer.schema.max_length, 20))
    for kind, schema in ((kinds.Textarea, {"max_length": 9}),
                         (kinds.Number, {"min_value": 1, "max_value": 9}),
                         (kinds.Date, {"min_value": "2024-01-01T00:00:00.000Z"}),
                         (kinds.Boolean, {"default_value": True}),
                         (kinds.SingleSelect, {"select_options": ["s", 1, True]}),
                         (kinds.MultiSelect, {"select_options": ["s", 1, True]})):
        call(create, kind.name, field(kind.name, kind, **schema),
             lambda answer, kind=kind: equal(answer.schema.type, kind.name))
    refused(create, "twice", field("brand", kinds.Text), BadRequestException,
            "A custom metadata field with this name already exists.")
    call("get_custom_metadata_fields", "", lambda: [False],
         lambda answer: equal(len(answer.list), 7))
    call("update_custom_metadata_fields", "",
         lambda: [s["field"], UpdateCustomMetadataFieldsRequestOptions(
             label="The brand", schema=CustomMetadataFieldsSchema(max_length=30))],
         lambda answer: equal((answer.label, answer.schema.max_length), ("The brand", 30)))


def uploads():
    everything = ["tags", "custom_coordinates", "is_private_file", "embedded_metadata",
                  "custom_metadata"]
    call("upload_file", "an open file with all options", lambda: [photo_file(), "photo.jpg", upload_options(
        tags=["a", "b"], folder="/up", is_private_file=False, custom_coordinates="10,10,100,100",
        response_fields=everything, overwrite_file=True, overwrite_ai_tags=True,
        overwrite_tags=True, overwrite_custom_metadata=True, custom_metadata={"brand": "Nike"},
        checks='"file.size" < "1mb"', is_published=True, webhook_url="https://example.com/")],
        lambda file: keep("file", file) and equal(
            (file.name, file.file_path, file.tags, file.width, file.custom_metadata),
            ("photo.jpg", "/up/photo.jpg", ["a", "b"], 640, {"brand": "Nike"}))
        and delivers(file.url))
    call("upload", "base64", lambda: [base64.b64encode(photo).decode(), "base64.jpg"],
         lambda file: delivers(file.url))
    call("upload", "an open file", lambda: [photo_file(), "open.jpg"],
         lambda file: delivers(file.url))
    call("upload", "by URL", lambda: [ORIGIN_URL + "/photo.jpg", "url.jpg", upload_options(tags=["x"])],
         lambda file: delivers(file.url))
    call("upload", "a text", lambda: [base64.b64encode(b"words"), "words.txt",
                                      upload_options(folder="/up")],
         lambda file: keep("text", file) and equal((file.file_type, file.ai_tags[0].name),
                                                   ("non-image", None))
         and delivers(file.url, b"words"))
    call("upload", "a video", lambda: [open(os.environ["VIDEO"], "rb"), "video.mp4", upload_options()],
         lambda file: equal((file.file_type, file.ai_tags[0].name), ("non-image", None))
         and delivers(file.url, read("VIDEO")))
    # They are sent as text, which the service takes for base64.
    call("upload", "bare bytes", lambda: [photo, "bytes.jpg", upload_options()],
         lambda file: equal(file.file_type, "non-image"))
    call("upload", "a private file", lambda: [photo_file(), "private.jpg", upload_options(
        is_private_file=True, folder="/private")], lambda file: keep("private", file))
    call("upload", "over a file: a version",
         lambda: [base64.b64encode(other), "photo.jpg", upload_options(folder="/up")],
         lambda file: keep("second", file)
         and equal((file.file_id, file.version_info.name), (s["file"].file_id, "Version 2")))
    call("upload", "with extensions", lambda: [photo_file(), "extended.jpg", upload_options(extensions=[
        {"name": "google-auto-tagging", "maxTags": 5, "minConfidence": 95}])],
        lambda file: file.extension_status["google-auto-tagging"])
    if "transformation" in known_by(UploadFileRequestOptions):
        call("upload", "with a transformation", lambda: [photo_file(), "small.jpg", upload_options(
            transformation={"pre": "w-100"})], lambda file: equal(file.width, 100))
    refused("upload", "with a field that there is not", lambda: [photo_file(), "a.jpg", upload_options(
        custom_metadata={"nobody": 1})], BadRequestException, "Invalid custom metadata.")


def readers():
    def of(**options):
        return lambda: [ListAndSearchFileRequestOptions(**options)]

    def names(answer):
        return [one.name for one in answer.list]

    call("list_files", "of a folder", of(path="/up", sort="ASC_NAME", file_type="all"),
         lambda answer: equal(names(answer), ["photo.jpg", "words.txt"]))
    call("list_files", "by search", of(search_query='name = "photo.jpg"', limit=1, skip=0),
         lambda answer: equal(answer.list[0].file_id, s["file"].file_id))
    call("list_files", "by tags", of(tags=["x", "q"]), lambda answer: equal(len(answer.list), 1))
    call("list_files", "folders", of(type="folder", sort="ASC_NAME"),
         lambda answer: equal([one.folder_path for one in answer.list], ["/private", "/up"]))
    call("get_file_details", "", lambda: [s["file"].file_id],
         lambda file: equal((file.mime, file.version_info.name), ("image/png", "Version 2")))
    refused("get_file_details", "of a wrong id", lambda: ["nonsense"], BadRequestException,
            "Your request contains invalid fileId parameter.")
    call("get_file_versions", "", lambda: [s["file"].file_id], lambda answer: keep(
        "older", answer.list[1].version_info.id) and equal(len(answer.list), 2))
    call("get_file_version_details", "", lambda: [s["file"].file_id, s["older"]],
         lambda file: equal((file.type, file.version_info.name), ("file-version", "Version 1")))
    call("restore_file_version", "", lambda: [s["file"].file_id, s["older"]],
         lambda file: equal(file.version_info.id, s["older"]) and delivers(file.url))
    call("delete_file_version", "",
         lambda: [s["file"].file_id, s["second"].version_info.id], status(204))
    refused("delete_file_version", "again",
            lambda: [s["file"].file_id, s["second"].version_info.id], NotFoundException,
            "The requested file version does not exist.")
    for method in ("get_metadata", "get_file_metadata"):
        call(method, "", lambda: [s["file"].file_id], lambda answer: keep("metadata", answer)
             and equal((answer.width, answer.format), (640, "jpg")))
    for method in ("get_remote_url_metadata", "get_remote_file_url_metadata"):
        call(method, "", lambda: [s["file"].url],
             lambda answer: equal(answer.p_hash, s["metadata"].p_hash))


def writers():
    both = lambda: [s["file"].file_id, s["text"].file_id]
    call("update_file_details", "", lambda: [s["file"].file_id, UpdateFileRequestOptions(
        tags=["c"], custom_coordinates="1,2,3,4", custom_metadata={"brand": "Puma"},
        remove_ai_tags=["z"])],
        lambda file: equal((file.tags, file.custom_coordinates, file.custom_metadata),
                           (["c"], "1,2,3,4", {"brand": "Puma"})))
    if "publish" in known_by(UpdateFileRequestOptions):
        call("update_file_details", "unpublish", lambda: [
            s["text"].file_id, UpdateFileRequestOptions(
                publish={"isPublished": False, "includeFileVersions": True})],
            lambda file: delivers(at("/up/words.txt"), None))
    call("add_tags", "", lambda: [both(), ["d"]],
         lambda answer: equal(len(answer.successfully_updated_file_ids), 2))
    call("remove_tags", "", lambda: [both()[:1], ["c"]],
         lambda answer: equal(answer.successfully_updated_file_ids, both()[:1]))
    refused("add_tags", "to an unknown file", lambda: [[UNKNOWN], ["d"]], NotFoundException,
            "The requested file(s) does not exist.")
    call("remove_ai_tags", "", lambda: [both()[:1], ["z"]],
         lambda answer: equal(answer.successfully_updated_file_ids, both()[:1]))
    call("create_folder", "", lambda: [CreateFolderRequestOptions("made", "/up")], status(201))
    call("copy_file", "", lambda: [CopyFileRequestOptions("/up/photo.jpg", "/up/made", True)],
         lambda answer: delivers(at("/up/made/photo.jpg")))
    call("move_file", "", lambda: [MoveFileRequestOptions("/up/made/photo.jpg", "/moved")],
         lambda answer: delivers(at("/moved/photo.jpg")))
    call("rename_file", "", lambda: [RenameFileRequestOptions("/moved/photo.jpg", "new.jpg", False)],
         lambda answer: delivers(at("/moved/new.jpg")))
    call("rename_file", "and purge",
         lambda: [RenameFileRequestOptions("/moved/new.jpg", "newer.jpg", True)],
         lambda answer: equal(len(answer.purge_request_id), 24))
    refused("move_file", "of no file", lambda: [MoveFileRequestOptions("/nowhere.jpg", "/moved")],
            NotFoundException, "No file found with filePath /nowhere.jpg")
    call("copy_folder", "", lambda: [CopyFolderRequestOptions("/moved", "/copied", True)],
         lambda answer: keep("job", answer.job_id) and delivers(at("/copied/moved/newer.jpg")))
    call("get_bulk_job_status", "", lambda: [s["job"]],
         lambda job: equal((job.type, job.status), ("COPY_FOLDER", "Completed")))
    call("move_folder", "", lambda: [MoveFolderRequestOptions("/copied/moved", "/there")],
         lambda answer: delivers(at("/there/moved/newer.jpg")))
    call("delete_folder", "", lambda: [DeleteFolderRequestOptions("/there")],
         lambda answer: delivers(at("/there/moved/newer.jpg"), None))
    for method in ("purge_cache", "purge_file_cache"):
        call(method, "", lambda: [s["file"].url], lambda answer: keep("purge", answer.request_id))
    for method in ("get_purge_cache_status", "get_purge_file_cache_status"):
        call(method, "", lambda: [s["purge"]], lambda answer: equal(answer.status, "Completed"))


def deletions():
    call("delete_custom_metadata_field", "", lambda: [s["field"]], status(204))
    refused("delete_custom_metadata_field", "again", lambda: [s["field"]], NotFoundException,
            "No such custom metadata field exists.")
    call("delete_file", "", lambda: [s["text"].file_id], status(204))
    refused("delete_file", "again", lambda: [s["text"].file_id], UnknownException,
            "The requested file does not exist.")
    call("bulk_delete", "", lambda: [[s["second"].file_id]],
         lambda answer: equal(answer.successfully_deleted_file_ids, [s["second"].file_id]))
    call("bulk_file_delete", "", lambda: [[s["private"].file_id]],
         lambda answer: equal(answer.successfully_deleted_file_ids, [s["private"].file_id]))


def posted(parameters):
    """An upload of a page, with what the SDK signed."""
    answer = requests.post(EMULATOR_URL + "/api/v1/files/upload", timeout=30, data=dict(
        parameters, fileName="page.jpg", publicKey=OPTIONS["public_key"]),
        files={"file": ("page.jpg", photo)})
    assert answer.status_code == 200, answer.text
    return True


def local():
    """What the SDK computes itself, and the server must agree with."""
    call("url", "of a path", lambda: [{"path": s["file"].file_path}], delivers)
    call("url", "with a transformation", lambda: [
        {"path": s["file"].file_path, "transformation": [{"width": 100}]}],
        lambda url: equal(requests.get(url, timeout=30).status_code, 200))
    call("url", "signed", lambda: [{"src": s["private"].url, "signed": True}], delivers)
    call("url", "signed, with an expiry", lambda: [
        {"path": s["private"].file_path, "signed": True, "expire_seconds": 300}], delivers)
    call("get_authentication_parameters", "", list, posted)
    call("phash_distance", "", lambda: [s["metadata"].p_hash, s["metadata"].p_hash],
         lambda distance: equal(distance, 0))


def every_method():
    methods = {name for name, _ in inspect.getmembers(ImageKit, callable) if name[0] != "_"}
    equal(driven, methods)


begin("imagekitio")
for part in (fields, uploads, readers, writers, local, deletions):
    part()
step("", "every method is called", every_method)
end()
