"""A reference model of the media library: what the API documents, in the plainest words.

    library = Library(now)
    library.upload("/a", "x.txt", b"bytes")      # an Answer, or a list of Refusals any of which
    library.move("/a/x.txt", "/b")               # will do
    library.files["/b/x.txt"].current.content

Paths have no slash at their end, the root is "". Identity is that of the objects: a File or a
Version is the same object as long as its id on the server must stay the same. Where the reference
says nothing the operation raises Silent and has changed nothing. Folders and jobs are in
library_folders.py, texts and the rules of names in library_rules.py.
"""

import copy
import dataclasses

from library_folders import Folders
from library_rules import (CONFLICT, GENERIC, INVALID_FILE_ID, INVALID_VERSION_ID, NO_FILE,
                           NO_FILES, NO_VERSION, PATCHABLE, VERSIONS_MAX, Answer, Refusal, Silent,
                           bad_path, base, clean_folder, clean_name, parent, patch_refusals,
                           tags_refused)


@dataclasses.dataclass(eq=False)
class Version:
    content: bytes
    tags: list = None
    private: bool = False
    published: bool = True
    description: str = None
    coordinates: str = None
    pixels: tuple = None        # (width, height) of an image
    number: int = 0
    updated: frozenset = None   # the instants that are allowed, None: any

    def touch(self, now, changed=True):
        if changed:
            self.updated = frozenset([now])
        elif self.updated is not None:
            self.updated |= {now}


@dataclasses.dataclass(eq=False)
class File:
    path: str
    created: int
    versions: list = dataclasses.field(default_factory=list)    # by number
    current: Version = None
    last_number: int = 0

    @property
    def name(self):
        return self.path.rpartition("/")[2]

    def add(self, version):
        self.last_number += 1
        version.number = self.last_number
        self.versions.append(version)
        self.current = version

    def oldest_first(self):
        return [one for one in self.versions if one is not self.current] + [self.current]

    def newest_first(self):
        return [self.current] + [one for one in reversed(self.versions)
                                 if one is not self.current]

    def numbered(self, number):
        return next((one for one in self.versions if one.number == number), None)


class Library(Folders):
    def __init__(self, now, job_delay=0):
        self.now = now
        self.job_delay = job_delay
        self.files = {}         # path: File
        self.folders = set()    # paths, without the root
        self.graves = {}        # path: the File that last ceased to exist there
        self.buried = {}        # File: versions that were deleted
        self.jobs = []

    def bury(self, file):
        self.graves[file.path] = file
        del self.files[file.path]

    def has_room(self, path, count):
        file = self.files.get(path)
        return count <= VERSIONS_MAX - (len(file.versions) if file else 0)

    def append(self, path, versions, created):
        """Versions that come to a path as copies, or by a move onto another file."""
        if not self.has_room(path, len(versions)):
            raise Silent
        file = self.files.get(path)
        private = file.current.private if file else None
        if file is None:
            file = self.files[path] = File(path, created)
        for version in versions:
            version.private = version.private if private is None else private
            version.touch(self.now, changed=False)
            file.add(version)

    def copies(self, file, with_versions):
        chosen = file.oldest_first() if with_versions else [file.current]
        return [copy.copy(version) for version in chosen]

    def relocate(self, file, path):
        """`file` was taken out of self.files."""
        if path in self.files:
            self.append(path, file.oldest_first(), None)
            self.graves[file.path] = file
            file.versions = []
            return
        file.path = path
        file.current.touch(self.now, changed=False)
        self.files[path] = file

    def ids_refused(self, path, number=None):
        """The file, the version, and what is wrong with the pair. A path !x stands for the id x."""
        if path.startswith("!"):
            return None, None, [Refusal(400, INVALID_FILE_ID)]
        file = self.files.get(path)
        if str(number).startswith("!"):
            # It says nothing of which of two faults is told.
            faults = [Refusal(400, INVALID_VERSION_ID)] + [Refusal(404, NO_FILE)] * (not file)
            return file, None, faults
        if file is None:
            return None, None, [Refusal(404, NO_FILE)] + [Refusal(404, NO_VERSION)] * bool(number)
        version = file.numbered(number)
        return file, version, [Refusal(404, NO_VERSION)] if number and version is None else []

    # Files ---------------------------------------------------------------------------------

    def upload(self, folder, name, content, unique=None, overwrite=True, overwrite_tags=True,
               pixels=None, **facts):
        """unique: a name for the time being, when the server is to choose the name."""
        folder, name = clean_folder(folder), unique or clean_name(name)
        if folder is None:
            return [Refusal(400, "Your request contains invalid value for folder parameter.")]
        if tags_refused(facts.get("tags") or []):
            return [Refusal(400)]
        path = folder + "/" + name
        old = None if unique else self.files.get(path)
        if old and not overwrite:
            return [Refusal(400, CONFLICT)]
        if old and not self.has_room(path, 1):
            return [Refusal(400)]
        self.make_folders(folder)
        if old and "tags" not in facts and not overwrite_tags:
            facts["tags"] = old.current.tags
        version = Version(content, pixels=pixels, updated=frozenset([self.now]), **facts)
        file = old or self.files.setdefault(path, File(path, self.now))
        file.add(version)
        return Answer(200, shows=(file, version))

    def details(self, path):
        file, _, wrong = self.ids_refused(path)
        return wrong or Answer(200, shows=(file, file.current))

    def patch(self, path, body):
        file, _, wrong = self.ids_refused(path)
        wrong = wrong + patch_refusals(body)
        if wrong:
            return wrong
        if "publish" in body:
            everything = body["publish"].get("includeFileVersions", False)
            for version in file.versions if everything else [file.current]:
                changed = version.published != body["publish"]["isPublished"]
                version.published = body["publish"]["isPublished"]
                version.touch(self.now, changed)
            return Answer(200, shows=(file, file.current))
        facts = {"tags": body["tags"] or None} if "tags" in body else {}
        facts.update((ours, body[theirs]) for ours, theirs in (
            ("description", "description"), ("coordinates", "customCoordinates"))
            if theirs in body)
        current = file.current
        if facts:
            current.touch(self.now, any(getattr(current, key) != facts[key] for key in facts))
        elif set(body) & PATCHABLE:
            current.touch(self.now, False)
        for key, value in facts.items():
            setattr(current, key, value)
        return Answer(200, shows=(file, current))

    def delete(self, path):
        file, _, wrong = self.ids_refused(path)
        if not wrong:
            self.bury(file)
        return wrong or Answer(204)

    def missing(self, paths):
        gone = [path for path in dict.fromkeys(paths) if path not in self.files]
        return gone and [Refusal(404, NO_FILES, more={"missingFileIds": gone})]

    def bulk_delete(self, paths):
        wrong = self.missing(paths)
        if wrong:
            return wrong
        gone = [self.files[path] for path in dict.fromkeys(paths)]
        for file in gone:
            self.bury(file)
        return Answer(200, {"successfullyDeletedFileIds": gone})

    def change_tags(self, paths, change):
        wrong = self.missing(paths)
        if wrong:
            return wrong
        changed = [self.files[path] for path in dict.fromkeys(paths)]
        if any(len(set(file.current.tags or [])) != len(file.current.tags or [])
               for file in changed):
            raise Silent    # a union with a list that names a tag twice
        for file in changed:
            old = file.current.tags
            file.current.tags = change(old or []) or None
            file.current.touch(self.now, file.current.tags != old)
        return Answer(200, {"successfullyUpdatedFileIds": changed})

    def add_tags(self, paths, tags):
        if tags_refused(tags):
            return self.missing(paths) + [Refusal(400)]
        return self.change_tags(paths, lambda old: list(dict.fromkeys(old + tags)))

    def remove_tags(self, paths, tags):
        return self.change_tags(paths, lambda old: [tag for tag in old if tag not in tags])

    # Copy, move, rename --------------------------------------------------------------------

    def transfer_refusals(self, source, destination, everything):
        """The file, the path it goes to, and what is wrong."""
        file, folder = self.files.get(source), clean_folder(destination)
        wrong = [] if file else [
            Refusal(404, "No file found with filePath " + source, "SOURCE_FILE_MISSING")]
        if folder is None:
            return file, None, wrong + [bad_path()]
        if folder == parent(source):
            wrong.append(Refusal(400, GENERIC, "SAME_SOURCE_AND_DESTINATION"))
        path = folder + "/" + base(source)
        if not wrong and not self.has_room(path, len(file.versions) if everything else 1):
            wrong.append(Refusal(400, GENERIC, "VERSION_LIMIT_EXCEEDED"))
        return file, path, wrong

    def copy(self, source, destination, versions=False):
        source = "/" + source.lstrip("/")
        file, path, wrong = self.transfer_refusals(source, destination, versions)
        if wrong:
            return wrong
        self.make_folders(parent(path))
        self.append(path, self.copies(file, versions), self.now)
        return Answer(204)

    def move(self, source, destination):
        source = "/" + source.lstrip("/")
        file, path, wrong = self.transfer_refusals(source, destination, True)
        if wrong:
            return wrong
        self.make_folders(parent(path))
        del self.files[source]
        self.relocate(file, path)
        return Answer(204)

    def rename(self, path, name, purge=False):
        path, clean = "/" + path.lstrip("/"), clean_name(name)
        wrong = []
        if path not in self.files:
            wrong.append(Refusal(404, "No file found in media library at filePath " + path,
                                 "FILE_MISSING"))
        if clean == base(path):
            wrong.append(Refusal(400, "newFileName cannot be the same as its existing name.",
                                 "SAME_OLD_AND_NEW_NAME"))
        elif parent(path) + "/" + clean in self.files:
            texts = ["File with name %s already exists at the same location." % one
                     for one in (name, clean)]
            wrong.append(Refusal(409, texts, "FILE_ALREADY_EXISTS"))
        if wrong:
            return wrong
        self.relocate(self.files.pop(path), parent(path) + "/" + clean)
        return Answer(200, {"purgeRequestId": str} if purge else {})

    # Versions ------------------------------------------------------------------------------

    def versions(self, path):
        file, _, wrong = self.ids_refused(path)
        return wrong or Answer(200, shows=[(file, one) for one in file.newest_first()])

    def version(self, path, number):
        file, version, wrong = self.ids_refused(path, number)
        return wrong or Answer(200, shows=(file, version))

    def delete_version(self, path, number):
        file, version, wrong = self.ids_refused(path, number)
        if not wrong and version is file.current:
            wrong = [Refusal(400, "You cannot delete current version of a file.")]
        if wrong:
            return wrong
        file.versions.remove(version)
        self.buried.setdefault(file, []).append(version)
        return Answer(204)

    def restore(self, path, number):
        file, version, wrong = self.ids_refused(path, number)
        if wrong:
            return wrong
        if version is not file.current:
            version.updated = None
            file.current = version
        return Answer(200, shows=(file, version))

    # List ----------------------------------------------------------------------------------

    def listing(self, kind="file", path=None, name=None, tags=None):
        """(File, Version) pairs and folders' paths, in no order."""
        folder = None if path is None else clean_folder(path)

        def fits(full, labels):
            return ((path is None or parent(full) == folder) and name in (None, base(full))
                    and (tags is None or bool(set(tags) & set(labels or []))))

        rows = [(file, one) for file in self.files.values() for one in file.versions
                if (one is not file.current) == (kind == "file-version") and kind != "folder"
                and fits(file.path, one.tags)]
        return rows + [one for one in self.folders if kind in ("folder", "all")
                       and fits(one, None)]
