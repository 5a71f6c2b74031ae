"""The rules of the media library that need no library: what is refused in which words, how names
and paths are cleaned, what the body of an update may hold. See library_model.py."""

import dataclasses
import re

ROOT = ""
VERSIONS_MAX = 100
TAGS_LENGTH = 500
GENERIC = "Your request is missing parameters / contains invalid parameters."
NO_FILE = "The requested file does not exist."
NO_FILES = "The requested file(s) does not exist."
NO_VERSION = "The requested file version does not exist."
INVALID_FILE_ID = "Your request contains invalid fileId parameter."
INVALID_VERSION_ID = "Your request contains invalid versionId parameter."
DOTS = "'.' & '..' can not be used as folder-name"
LOCKED = "A bulk job is running on given folder path, please try after sometime."
LOCKED_DESTINATION = "Destination folder path is already locked. Please try after sometime."
CONFLICT = ("A file with the same name already exists at the exact location. We could not "
            "overwrite it because both overwriteFile and useUniqueFileName are set to false.")


class Silent(Exception):
    """What happens is not written down."""


@dataclasses.dataclass
class Refusal:
    """An error answer; what is None may be anything. message: one text or several that will do."""
    status: int
    message: object = None
    reason: str = None
    naming: str = None      # a word of the message
    more: dict = None


@dataclasses.dataclass
class Answer:
    """A success: `body` exactly, or `shows` (a (file, version) or a list of them)."""
    status: int
    body: object = None
    shows: object = None


def parent(path):
    return path.rpartition("/")[0]


def base(path):
    return path.rpartition("/")[2]


def within(path, folder):
    return path == folder or path.startswith(folder + "/")


def overlap(one, two):
    return within(one, two) or within(two, one)


def clean_name(name):
    return re.sub(r"[^\w.-]", "_", name)


def clean_folder_name(name):
    return re.sub(r"[^\w-]", "_", name)


def clean_folder(path):
    """None when a segment is . or .."""
    segments = [segment for segment in path.split("/") if segment]
    if any(segment in (".", "..") for segment in segments):
        return None
    return "".join("/" + clean_folder_name(segment) for segment in segments)


def tags_refused(tags):
    return sum(map(len, tags)) > TAGS_LENGTH or any("%" in tag for tag in tags)


def bad_path():
    return Refusal(400, GENERIC, "INVALID_FOLDER_PATH")


PATCHABLE = {"tags", "description", "customCoordinates", "removeAITags", "webhookUrl"}


def patch_refusals(body):
    """What is wrong with a body of an update, each by the member it names."""
    wrong = []
    publish = body.get("publish")
    if "publish" in body:
        flags = [publish.get("isPublished"), publish.get("includeFileVersions", False)] \
            if isinstance(publish, dict) else [None]
        if not all(isinstance(flag, bool) for flag in flags):
            wrong.append("publish" if not isinstance(publish, dict) else "Published"
                         if not isinstance(flags[0], bool) else "includeFileVersions")
        if set(body) & PATCHABLE:
            wrong.append("publish")
    tags = body.get("tags")
    if tags is not None and not (isinstance(tags, list)
                                 and all(isinstance(tag, str) for tag in tags)):
        wrong.append("tags")
    elif tags and tags_refused(tags):
        wrong.append("tags")
    for member in ("description", "customCoordinates"):
        if member in body and not isinstance(body[member], str) and (
                member == "description" or body[member] is not None):
            wrong.append(member)
    names = body.get("removeAITags", "all")
    if names != "all" and not (isinstance(names, list)
                               and all(isinstance(one, str) for one in names)):
        wrong.append("removeAITags")
    return [Refusal(400, naming=member) for member in wrong]
