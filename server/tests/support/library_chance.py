"""Random operations for the model test: few names and few folders, so that they often collide; most
arguments fit the library as it is, some are wrong. Operations are data (see library_session.py).

    chance = Chance(seed)
    name, arguments = chance.operation(library)
"""

import random

from library_rules import GENERIC, NO_FILES, base, clean_name, parent, within

NAMES = ["a.txt", "b.txt", "c d.txt", "\u00fc.txt", "p.png", "Makefile"]
FOLDERS = ["a", "b", "x y"]
TAGS = ["red", "blue", " Green", "t\u00e4g", "a-b"]
DEPTH_MAX = 5
FILES_MAX = 60
FOLDERS_MAX = 50
VERSIONS_MAX = 700
UNKNOWN = "/nowhere/nothing.txt"

WEIGHTS = {
    "upload": 20, "details": 3, "patch": 8, "publish": 4, "delete": 4, "bulk_delete": 2,
    "add_tags": 4, "remove_tags": 3, "copy": 6, "move": 7, "rename": 7, "versions": 3,
    "version": 2, "delete_version": 6, "restore": 6, "create_folder": 4, "delete_folder": 2,
    "copy_folder": 3, "move_folder": 4, "rename_folder": 4, "job": 2, "list": 5, "deliver": 6,
    "deliver_version": 4, "advance": 3, "purge": 1, "refused": 3}
READS = {"details", "versions", "version", "job", "list", "deliver", "deliver_version", "refused",
         "purge"}

MISSING = (400, GENERIC, "MISSING_PARAMETER")
MANY = ["0123456789abcdef%08x" % number for number in range(101)]
FEW_TAGS = "A maximum of 50 files can be edited at a time."


def _bulk_refusals():
    for path in ("batch/deleteByFileIds", "addTags", "removeTags", "removeAITags"):
        names = "AITags" if path == "removeAITags" else "tags"
        other = {} if "delete" in path else {names: ["t"]}
        many = ("fileIds cannot have more than 100 items.", MANY) if "delete" in path \
            else (FEW_TAGS, MANY[:51])
        rows = [("fileIds parameter is missing.", other),
                ("fileIds should be an Array.", dict(other, fileIds="a")),
                ("fileIds is empty.", dict(other, fileIds=[])),
                (many[0], dict(other, fileIds=many[1]))]
        if other:
            rows += [(names + " parameter is missing.", {"fileIds": MANY[:1]}),
                     (names + " array cannot be empty.", {"fileIds": MANY[:1], names: []})]
        for message, body in rows:
            yield "POST", "/v1/files/" + path, body, 400, message
        yield "POST", "/v1/files/" + path, dict(other, fileIds=MANY[:2]), 404, NO_FILES


REFUSED = list(_bulk_refusals()) + [
    ("POST", "/v1/files/copy", {}) + MISSING,
    ("POST", "/v1/files/copy", {"sourceFilePath": "/a/a.txt"}) + MISSING,
    ("POST", "/v1/files/move", {"destinationPath": "/a"}) + MISSING,
    ("PUT", "/v1/files/rename", {"filePath": "/a/a.txt"}, 400, None, "MISSING_PARAMETER"),
    ("PUT", "/v1/files/rename", {"newFileName": "a.txt"}, 400, None, "MISSING_PARAMETER"),
    ("POST", "/v1/folder", {"folderName": "a"}) + MISSING,
    ("POST", "/v1/folder", {"parentFolderPath": "/"}) + MISSING,
    ("POST", "/v1/bulkJobs/copyFolder", {"sourceFolderPath": "/a"}, 400, None,
     "MISSING_PARAMETER"),
    ("POST", "/v1/bulkJobs/moveFolder", {"destinationPath": "/a"}, 400, None,
     "MISSING_PARAMETER"),
    ("POST", "/v1/bulkJobs/renameFolder", {"newFolderName": "a"}, 400,
     "folderPath parameter is missing."),
    ("POST", "/v1/bulkJobs/renameFolder", {"folderPath": "/a"}, 400, None),
    ("POST", "/v1/files/purge", {"url": "http://elsewhere.example/a.txt"}, 400,
     "The URL is not valid for cache purging."),
    ("GET", "/v1/files/purge/0123456789abcdef01234567", None, 400,
     "No request found for this requestId."),
    ("GET", "/v1/files?limit=0", None, 400,
     "Minimum value of limit parameter is 1. Value sent is 0."),
]
BAD_PATCHES = [
    {"tags": "red"}, {"tags": [1]}, {"tags": ["x" * 501]}, {"tags": ["100%"]},
    {"customCoordinates": 1}, {"description": 1}, {"removeAITags": 1}, {"publish": True},
    {"publish": {}}, {"publish": {"isPublished": "yes"}},
    {"publish": {"isPublished": True, "includeFileVersions": 1}},
    {"publish": {"isPublished": True}, "tags": ["red"]},
]


class Chance:
    def __init__(self, seed, weights=None, few_versions=False):
        self.random = random.Random(seed)
        self.names, self.weights = zip(*(weights or WEIGHTS).items())
        self.few_versions = few_versions    # folder jobs of which the end is known
        self.label = 0

    def operation(self, library):
        crowded = self.crowd(library)
        if crowded is not None:
            return crowded
        name = self.random.choices(self.names, self.weights)[0]
        arguments = getattr(self, "pick_" + name)(library)
        name = "patch" if name == "publish" else name
        return self.operation(library) if arguments is None else (name, arguments)

    def one_in(self, number):
        return self.random.randrange(number) == 0

    def crowd(self, library):
        """The library must stay small, for all states to be compared and all names to collide."""
        files = sorted(library.files.values(), key=lambda file: (-len(file.versions), file.path))
        versions = sum(len(file.versions) for file in files)
        if files and (versions > VERSIONS_MAX or self.few_versions
                      and len(files[0].versions) > 8):
            return "delete", {"path": files[0].path}
        if len(files) > FILES_MAX and (self.one_in(2) or not library.folders):
            return "bulk_delete", {"paths": self.random.sample(sorted(library.files), 20)}
        if len(files) > FILES_MAX or len(library.folders) > FOLDERS_MAX:
            return "delete_folder", {"path": self.random.choice(sorted(library.folders))}
        return None

    # Places --------------------------------------------------------------------------------

    def folder(self, library):
        """Mostly one that is there."""
        known = sorted(library.folders)
        if known and not self.one_in(4):
            return self.random.choice(known)
        below = self.random.choice([""] + known)
        if below.count("/") >= DEPTH_MAX or self.one_in(3):
            return ""
        return below + "/" + self.random.choice(FOLDERS).replace(" ", "_")

    def written(self, folder):
        """The same folder as one may write it where one is looked up."""
        return self.random.choice([folder or "/"] * 4 + [folder + "/", folder[1:] or "/"])

    def destination(self, library):
        if self.one_in(40):
            return self.random.choice(["/a/../b", "..", "/./a"])
        folder = self.folder(library)
        # Where folders are made signs that do not belong are replaced.
        return folder.replace("_", " ") or "/" if self.one_in(10) else self.written(folder)

    def file(self, library, odd=12):
        """A path: mostly of a file, else of one that is gone, of none, or an id that is none."""
        known = sorted(library.files)
        if known and not self.one_in(odd):
            return self.random.choice(known)
        return self.random.choice([UNKNOWN, self.folder(library) + "/" + clean_name(
            self.random.choice(NAMES))] + sorted(library.graves)[:30])

    def id_of(self, library):
        if self.one_in(60):
            return self.random.choice(["!nonsense", "!0123456789abcdef0123456g", "!" + "a" * 25])
        return self.file(library)

    def bare(self, path):
        return path[1:] if self.one_in(8) else path

    def number(self, library, path):
        file = library.files.get(path)
        if file is None or self.one_in(8):
            return self.random.choice([1, 2, 3, 99, "!zz"])
        old = [one for one in file.versions if one is not file.current]
        return self.random.choice(file.versions + old * 2).number

    def some_tags(self, most=3):
        return self.random.sample(TAGS, self.random.randint(1, most))

    def coordinates(self):
        return "%d,%d,2,2" % (self.random.randrange(3), self.random.randrange(3))

    # Files ---------------------------------------------------------------------------------

    def pick_upload(self, library):
        name = self.random.choice(NAMES)
        content = "%x" % self.random.randrange(16 ** self.random.randint(1, 6))
        arguments = {"folder": self.destination(library), "name": name, "content": content}
        file = library.files.get(self.file(library))
        if file and self.one_in(2):
            name = file.name
            arguments.update(folder=parent(file.path) or "/", name=name)
        if name.endswith(".png") and not self.one_in(4):
            arguments["content"] = [self.random.randint(5, 8), self.random.randint(5, 8)]
            if self.one_in(3):
                arguments["coordinates"] = self.coordinates()
        if self.one_in(12):
            self.label += 1
            arguments["label"] = "~%d" % self.label
        for key, often, values in (
                ("overwrite", 8, [False, False, True]), ("overwrite_tags", 4, [False, True]),
                ("private", 6, [True, True, False]), ("published", 12, [False, True]),
                ("description", 6, ["d", "what it is"]), ("tags", 3, [None])):
            if self.one_in(often):
                arguments[key] = self.random.choice(values)
        if "tags" in arguments:
            arguments["tags"] = ["50%"] if self.one_in(20) else self.some_tags()
        return arguments

    def pick_details(self, library):
        return {"path": self.id_of(library)}

    def pick_patch(self, library):
        path = self.id_of(library)
        if self.one_in(8):
            return {"path": path, "body": self.random.choice(BAD_PATCHES)}
        body = {}
        if self.one_in(2):
            body["tags"] = self.random.choice([None, [], ["red", "red"]] + [self.some_tags()] * 6)
        if self.one_in(3):
            body["description"] = self.random.choice(["d", "e", "other words"])
        file = library.files.get(path)
        if file and file.current.pixels and self.one_in(2):
            body["customCoordinates"] = self.random.choice([None, self.coordinates()])
        for key, value in (("removeAITags", "all"), ("unknownMember", 1), ("fileId", "x")):
            if self.one_in(8):
                body[key] = value
        return {"path": path, "body": body}

    def pick_publish(self, library):
        publish = {"isPublished": not self.one_in(4)}
        if self.one_in(2):
            publish["includeFileVersions"] = self.one_in(2)
        return {"path": self.id_of(library), "body": {"publish": publish}}

    def pick_delete(self, library):
        return {"path": self.id_of(library)}

    def paths(self, library):
        paths = [self.file(library, 40) for _ in range(self.random.randint(1, 4))]
        return paths + ["!nonsense"] * self.one_in(30)

    def pick_bulk_delete(self, library):
        return {"paths": self.paths(library)}

    def pick_add_tags(self, library):
        return {"paths": self.paths(library),
                "tags": ["x" * 501] if self.one_in(30) else self.some_tags()}

    def pick_remove_tags(self, library):
        return {"paths": self.paths(library), "tags": self.some_tags()}

    def pick_copy(self, library):
        source = self.file(library)
        if library.files and self.one_in(3):
            source = self.longest(library)  # copies back and forth soon reach the limit
        arguments = {"source": self.bare(source), "destination": self.beside(library, source)}
        if not self.one_in(4):
            arguments["versions"] = not self.one_in(4)
        return arguments

    @staticmethod
    def longest(library):
        return max(sorted(library.files), key=lambda path: len(library.files[path].versions))

    def pick_move(self, library):
        source = self.file(library)
        return {"source": self.bare(source), "destination": self.beside(library, source)}

    def beside(self, library, source):
        """Often a folder in which there is a file of that name."""
        name = source.rpartition("/")[2]
        rivals = [path for path in sorted(library.files)
                  if path.endswith("/" + name) and path != source]
        if rivals and not self.one_in(3):
            rivals.sort(key=lambda path: len(library.files[path].versions))
            return self.written(parent(self.random.choice(rivals + rivals[-1:] * len(rivals))))
        return self.destination(library)

    def pick_rename(self, library):
        path = self.file(library)
        arguments = {"path": self.bare(path), "name": self.random.choice(NAMES)}
        if self.one_in(4):
            arguments["purge"] = self.one_in(2)
        return arguments

    # Versions ------------------------------------------------------------------------------

    def pick_versions(self, library):
        return {"path": self.id_of(library)}

    def pick_version(self, library):
        path = self.id_of(library)
        arguments = {"path": path, "number": self.number(library, path)}
        if self.one_in(12):
            arguments["of"] = self.file(library)
        return arguments

    pick_delete_version = pick_restore = pick_version

    def pick_deliver_version(self, library):
        path = self.file(library, 30)
        return {"path": path, "number": self.number(library, path)}

    # Folders and jobs ----------------------------------------------------------------------

    def pick_create_folder(self, library):
        return {"name": self.random.choice(FOLDERS * 4 + [".", "..", "a/b", "\u00e9", "a.b-c"]),
                "place": self.destination(library)}

    def pick_delete_folder(self, library):
        path = self.folder(library)
        if path.count("/") == 1 and not self.one_in(3):
            return None     # a whole branch goes with it
        return {"path": self.written(path)}

    def pick_copy_folder(self, library):
        source, destination = self.homeward(library) or (
            self.folder(library), self.folder(library))
        inside = [path for path in library.files if within(path, source)]
        depth = max([path.count("/") for path in library.folders if within(path, source)] or [1])
        if len(library.files) + len(inside) > FILES_MAX + 20 \
                or depth - source.count("/") + destination.count("/") > DEPTH_MAX:
            return None
        arguments = {"source": self.written(source), "destination": self.written(destination)}
        if self.one_in(10):
            arguments["destination"] = destination.replace("_", " ") or "/"
        if self.one_in(2):
            arguments["versions"] = self.one_in(2)
            if self.one_in(4):
                arguments["flag"] = "includeFileVersions"
        return arguments

    def homeward(self, library):
        """A folder and a place from which it falls onto one that it lies in, or None."""
        pairs = [(path, parent(above)) for path in sorted(library.folders)
                 for above in sorted(library.folders)
                 if within(path, above) and path != above and base(path) == base(above)]
        # Best are those that hold a third folder of that name.
        pairs += [pair for pair in pairs if pair[0] + "/" + base(pair[0]) in library.folders] * 4
        return self.random.choice(pairs) if pairs and self.one_in(4) else None

    def pick_move_folder(self, library):
        pair = self.homeward(library)
        if pair:
            return {"source": pair[0], "destination": pair[1] or "/"}
        return {"source": self.written(self.folder(library)),
                "destination": self.destination(library)}

    def pick_rename_folder(self, library):
        arguments = {"path": self.written(self.folder(library)),
                     "name": self.random.choice(FOLDERS + ["c", "d e"])}
        if self.one_in(4):
            arguments["purge"] = self.one_in(2)
        return arguments

    def pick_job(self, library):
        return {"back": self.random.randrange(len(library.jobs[-6:]) + 1)}

    def pick_advance(self, library):
        return {"seconds": self.random.choice([0.001, 1, 1, 2, 5])}

    # Reading -------------------------------------------------------------------------------

    def pick_list(self, library):
        arguments = {}
        kind = self.random.choice([None, None, "file", "file", "file-version", "folder", "all"])
        if kind is not None:
            arguments["kind"] = kind
        if self.one_in(2):
            arguments["path"] = self.written(self.folder(library))
        if self.one_in(4):
            arguments["name"] = self.random.choice(NAMES)
        if kind in (None, "file", "file-version"):
            if self.one_in(4):
                arguments["tags"] = [tag.strip() for tag in self.some_tags(2)]
            if self.one_in(4):
                arguments["images"] = self.one_in(2)
        if kind in (None, "file"):
            if self.one_in(2):
                arguments["sort"] = self.random.choice(["ASC_", "DESC_"]) + self.random.choice(
                    ["NAME", "SIZE", "CREATED"])
            if self.one_in(3):
                arguments.update(limit=self.random.randint(1, 9), skip=self.random.randrange(9))
        return arguments

    def pick_deliver(self, library):
        return {"path": self.file(library, 20), "signed": not self.one_in(3)}

    def pick_purge(self, library):
        return {"path": self.file(library)}

    def pick_refused(self, library):
        row = self.random.choice(REFUSED)
        return dict(zip(("method", "path", "body", "status", "message", "reason"), row))
