"""A reference model of the media library: what the API documents, in the plainest words.

    library = Library(now)
    library.upload("/a", "x.txt", b"bytes")      # an Answer, or a list of Refusals any of which
    library.move("/a/x.txt", "/b")               # will do
    library.files["/b/x.txt"].current.content

Paths have no slash at their end, the root is "". Identity is that of the objects: a File or a
Version is the same object as long as its id on the server must stay the same. Where the reference
says nothing the operation raises Silent and has changed nothing.
"""

import copy
import dataclasses
import itertools
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


@dataclasses.dataclass(eq=False)
class Job:
    kind: str
    source: str
    destination: str    # as named by the call, cleaned
    target: str         # where the folder itself ends up
    due: int
    work: object
    purge: bool = False
    done: bool = False


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


class Library:
    def __init__(self, now, job_delay=0):
        self.now = now
        self.job_delay = job_delay
        self.files = {}         # path: File
        self.folders = set()    # paths, without the root
        self.graves = {}        # path: the File that last ceased to exist there
        self.buried = {}        # File: versions that were deleted
        self.jobs = []

    # Parts ---------------------------------------------------------------------------------

    def pending(self):
        return [job for job in self.jobs if not job.done]

    def guard(self, *paths):
        """Folders that come or go where a job is still to run: nothing is said of that."""
        for job, path in itertools.product(self.pending(), paths):
            if any(overlap(path, area) for area in (job.source, job.destination, job.target)):
                raise Silent

    def make_folders(self, path):
        missing = []
        while path and path not in self.folders:
            missing.append(path)
            path = parent(path)
        self.guard(*missing)
        self.folders.update(missing)

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

    # Folders -------------------------------------------------------------------------------

    def create_folder(self, name, place):
        folder = clean_folder(place)
        wrong = []
        if "/" in name:
            wrong.append(Refusal(400, "folderName parameter cannot have a slash."))
        if name in (".", "..") or folder is None:
            wrong.append(Refusal(400, [DOTS, DOTS + ".", GENERIC], "INVALID_FOLDER_PATH"))
        if wrong:
            return wrong
        self.make_folders(folder + "/" + clean_folder_name(name))
        return Answer(201, {})

    def delete_folder(self, path):
        folder = clean_folder(path)
        if folder is None:
            return [Refusal(400), Refusal(404)]
        if folder == ROOT:
            return [Refusal(400, reason="INVALID_FOLDER_PATH")]
        if folder not in self.folders:
            return [Refusal(404, "No folder found with folderPath " + path, "FOLDER_NOT_FOUND")]
        self.guard(folder)
        for file in [file for file in self.files.values() if within(file.path, folder)]:
            self.bury(file)
        self.folders = {one for one in self.folders if not within(one, folder)}
        return Answer(204)

    # Jobs ----------------------------------------------------------------------------------

    def locked(self, source, destination, target):
        """The 423s that are due. Whether a job locks the folder it was pointed to or the one that
        it makes there is open, and so is what a renaming locks; where that matters: Silent."""
        outcomes = set()
        for old_wide, new_wide in itertools.product((False, True), repeat=2):
            areas = {area for job in self.pending()
                     for area in (job.source, job.destination if old_wide else job.target)}
            faults = set()
            if any(overlap(source, area) for area in areas):
                faults.add(LOCKED)
            if any(overlap(destination if new_wide else target, area) for area in areas):
                faults.add(LOCKED_DESTINATION)
            outcomes.add(frozenset(faults))
        if len({bool(outcome) for outcome in outcomes}) > 1:
            raise Silent
        return [Refusal(423, list(frozenset().union(*outcomes)))] if outcomes != {
            frozenset()} else []

    def start(self, job, status):
        self.jobs.append(job)
        if not self.job_delay:
            try:
                self.finish(job)
            except Silent:
                self.jobs.remove(job)
                raise
        return Answer(status, {"jobId": job})

    def finish(self, job):
        job.work()
        job.done = True

    def advance(self, seconds):
        self.now += round(seconds * 1000)
        due = [job for job in self.pending() if job.due <= self.now]
        for job in sorted(due, key=lambda job: job.due):
            self.finish(job)

    def transfer_folder(self, kind, source_sent, destination_sent, work):
        source, destination = clean_folder(source_sent), clean_folder(destination_sent)
        wrong = []
        if source is None or destination is None:
            return [bad_path(), Refusal(404, reason="NO_FILES_FOLDER"),
                    Refusal(400, reason="SOURCE_IS_ROOT"), Refusal(423)]
        target = destination + "/" + base(source)
        if source == ROOT:
            wrong.append(Refusal(400, "sourceFolderPath cannot be root", "SOURCE_IS_ROOT"))
        elif source not in self.folders:
            wrong.append(Refusal(404, ["No files & folder found at sourceFolderPath " + path
                                       for path in (source_sent, source)], "NO_FILES_FOLDER"))
        if source == destination:
            wrong.append(Refusal(400, "sourceFolderPath and destinationPath cannot be same.",
                                 "SAME_SOURCE_AND_DESTINATION"))
        elif source == target:
            wrong.append(Refusal(400, reason="SAME_SOURCE_AND_DESTINATION"))
        elif kind == "MOVE_FOLDER" and within(destination, source) and source != ROOT:
            wrong.append(Refusal(400, "This operation is not allowed because parent folder cannot "
                                 "be moved into child folder.", "INVALID_DESTINATION_PATH"))
        wrong += self.locked(source, destination, target) if source else []
        if wrong:
            return wrong
        if within(destination, source) and destination not in self.folders:
            raise Silent    # whether the copy holds the folder that is made for it
        return self.start(Job(kind, source, destination, target,
                              self.now + 1000 * self.job_delay,
                              lambda: work(source, target)), 200)

    def copy_folder(self, source, destination, versions=False):
        return self.transfer_folder("COPY_FOLDER", source, destination,
                                    lambda *paths: self.copy_tree(*paths, versions))

    def move_folder(self, source, destination):
        return self.transfer_folder("MOVE_FOLDER", source, destination, self.move_tree)

    def tree(self, source):
        """What lies in a folder: files, and folders with itself."""
        return ([file for path, file in sorted(self.files.items()) if within(path, source)],
                [one for one in self.folders if within(one, source)])

    def check_room(self, files, source, target, versions):
        """How a job ends that would give a file too many versions is not said."""
        for file in files:
            count = len(file.versions) if versions else 1
            if not self.has_room(target + file.path[len(source):], count):
                raise Silent

    def copy_tree(self, source, target, versions):
        files, folders = self.tree(source)
        self.check_room(files, source, target, versions)
        taken = [(target + file.path[len(source):], self.copies(file, versions))
                 for file in files]
        self.folders.update(target + one[len(source):] for one in folders)
        self.add_parents(target)
        for path, copies in taken:
            self.append(path, copies, self.now)

    def move_tree(self, source, target):
        files, folders = self.tree(source)
        self.check_room(files, source, target, True)
        for file in files:
            del self.files[file.path]
        self.folders -= set(folders)
        self.folders.update(target + one[len(source):] for one in folders)
        self.add_parents(target)
        for file in files:
            self.relocate(file, target + file.path[len(source):])

    def add_parents(self, path):
        while parent(path):
            path = parent(path)
            self.folders.add(path)

    def rename_folder(self, path, name, purge=False):
        source, clean = clean_folder(path), clean_folder_name(name)
        if source is None:
            return [Refusal(400), Refusal(404)]
        if source == ROOT:
            return [Refusal(400, "folderPath cannot be root.")]
        target = parent(source) + "/" + clean
        wrong = []
        if source not in self.folders:
            wrong.append(Refusal(404, "Source folder not found."))
        if target == source:
            wrong.append(Refusal(400))
        elif target in self.folders:
            wrong.append(Refusal(409, ["Folder with name %s already exists at the same location."
                                       % one for one in (name, clean)]))
        wrong += self.locked(source, source, target)
        return wrong or self.start(
            Job("RENAME_FOLDER", source, source, target, self.now + 1000 * self.job_delay,
                lambda: self.move_tree(source, target), purge), 202)

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
