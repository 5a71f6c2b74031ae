"""The list of files: scope, every parameter, every order, every refusal."""

import itertools
import urllib.parse

import pictures
from emulator import Emulator
from tap import each, main

server = Emulator()
library = None

SORT = "Your request contains invalid value for sort parameters."
TYPE = ("Your request contains invalid value for type parameter. Please provide one of the "
        "following: file, file-version, folder, all.")

# name, folder, content, fields; a second lies between two uploads.
FILES = [
    ("delta.png", "/", pictures.png(30, 40), {"tags": "red,blue"}),
    ("alpha.txt", "/", b"t" * 700, {"tags": "blue"}),
    ("charlie.jpg", "/products", pictures.jpeg(20, 60), {"tags": "green"}),
    ("bravo.png", "/products/shoes", pictures.png(50, 10), {}),
    ("echo.txt", "/products", b"t" * 90000, {"tags": "red"}),
    ("alpha.txt", "/products", b"t" * 20, {"isPublished": False}),
]
START = 1767323045
DETAILS = {}


def set_up():
    global library
    server.start()
    library = server.fresh()
    for number, (name, folder, content, fields) in enumerate(FILES):
        server.clock(iso(START + number))
        answer = library.upload(content, fileName=name, folder=folder, useUniqueFileName=False,
                                **fields).expect(200).json()
        DETAILS[answer["filePath"]] = answer["fileId"]
    # Its content changes last, so that the orders by creation and by update differ.
    server.clock(iso(START + 100))
    library.upload(FILES[0][2], fileName="delta.png", useUniqueFileName=False,
                   tags="red,blue").expect(200)


tear_down = server.stop_cleanly


def iso(seconds):
    minutes, rest = divmod(seconds - START, 60)
    return "2026-01-02T03:%02d:%02d.000Z" % (4 + minutes, 5 + rest)


def paths(query=""):
    return [row["filePath"] for row in library.files(query)]


CREATED = ["/delta.png", "/alpha.txt", "/products/charlie.jpg", "/products/shoes/bravo.png",
           "/products/echo.txt", "/products/alpha.txt"]


SIZE = {(folder.rstrip("/") + "/" + name): len(content) for name, folder, content, _ in FILES}


def test_the_whole_library_in_order_of_creation():
    assert paths() == CREATED


def test_rows_are_the_details_of_the_files():
    for row in library.files():
        assert row == library.details(row["fileId"]).json()
        assert list(row) == list(library.details(row["fileId"]).json())


def test_an_empty_library():
    answer = server.fresh().get("/v1/files").expect(200)
    assert answer.json() == []
    assert answer.header("content-type") == "application/json; charset=utf-8"


# Scope -----------------------------------------------------------------------------------------

@each([
    ("root", "/", ["/delta.png", "/alpha.txt"]),
    ("bare name", "products",
     ["/products/charlie.jpg", "/products/echo.txt", "/products/alpha.txt"]),
    ("leading slash", "/products",
     ["/products/charlie.jpg", "/products/echo.txt", "/products/alpha.txt"]),
    ("trailing slash", "products/",
     ["/products/charlie.jpg", "/products/echo.txt", "/products/alpha.txt"]),
    ("both", "/products/",
     ["/products/charlie.jpg", "/products/echo.txt", "/products/alpha.txt"]),
    ("nested", "products/shoes", ["/products/shoes/bravo.png"]),
    ("not there", "/nowhere", []),
    ("the start of a name", "/prod", []),
    ("another case", "/Products", []),
])
def test_path(path, expected):
    assert paths("path=" + urllib.parse.quote(path, safe="")) == expected
    assert paths("path=" + path) == expected


@each([
    ("file", "file", CREATED, []),
    ("folder", "folder", [], ["/products", "/products/shoes"]),
    ("all", "all", CREATED, ["/products", "/products/shoes"]),
])
def test_type(kind, files, folders):
    rows = library.files("type=" + kind)
    assert sorted(row["filePath"] for row in rows if row["type"] == "file") == sorted(files)
    assert sorted(row["folderPath"] for row in rows if row["type"] == "folder") == sorted(folders)
    assert len(rows) == len(files) + len(folders)


def test_type_file_version_gives_what_was_overwritten():
    rows = library.files("type=file-version")
    assert [(row["type"], row["filePath"], row["versionInfo"]["name"]) for row in rows] \
        == [("file-version", "/delta.png", "Version 1")], rows
    assert rows[0]["fileId"] == DETAILS["/delta.png"]
    start = library.endpoint + "/delta.png?ik-obj-version="
    assert rows[0]["url"].startswith(start), rows[0]["url"]
    version, rest = rows[0]["url"][len(start):].split("&", 1)
    assert version and rest.startswith("updatedAt="), rows[0]["url"]


FOLDERS = ["/products", "/products/shoes"]


@each([
    ("files and folders", "", CREATED, FOLDERS),
    ("of one folder", "path=/products", ["/products/charlie.jpg", "/products/echo.txt",
                                         "/products/alpha.txt"], ["/products/shoes"]),
    ("said of files", "type=file", CREATED, FOLDERS),
    ("said of folders", "type=folder", [], FOLDERS),
    ("said of all", "type=all", CREATED, FOLDERS),
    ("old versions", "type=file-version", ["/delta.png"], FOLDERS),
    ("tags are ignored", "tags=red", CREATED, FOLDERS),
    ("the kind is ignored", "fileType=image", CREATED, FOLDERS),
    ("a kind that is none", "fileType=film", CREATED, FOLDERS),
    ("the name is not", "name=alpha.txt", ["/alpha.txt", "/products/alpha.txt"], []),
    ("a search", "tags=red&fileType=image&searchQuery=" + urllib.parse.quote('name : "a"'),
     ["/alpha.txt", "/products/alpha.txt"], []),
])
def test_include_folder(query, files, folders):
    rows = library.files("includeFolder=true&" + query)
    assert [row["filePath"] for row in rows if row["type"] != "folder"] == files, rows
    assert sorted(row["folderPath"] for row in rows if row["type"] == "folder") == folders, rows


def test_folders_stand_among_the_files():
    """By the one order of the page, and counted with it."""
    rows = library.files("includeFolder=true&sort=DESC_NAME")
    assert [row["name"] for row in rows] == ["shoes", "products", "echo.txt", "delta.png",
                                             "charlie.jpg", "bravo.png", "alpha.txt",
                                             "alpha.txt"]
    assert library.files("includeFolder=true&sort=DESC_NAME&limit=3&skip=1") == rows[1:4]


@each([("no folders", "false", CREATED), ("empty", "", CREATED)])
def test_without_folders(value, expected):
    assert paths("includeFolder=" + value) == expected
    assert paths("tags=green&fileType=image&includeFolder=" + value) == ["/products/charlie.jpg"]


@each((name, name) for name in ("type", "sort", "path", "searchQuery", "fileType", "limit", "skip",
                                "tags", "name", "includeFolder"))
def test_an_empty_parameter_is_none(name):
    assert paths(name + "=") == paths(name) == CREATED
    assert paths("path=/products&name=alpha.txt&" + name + "=") == (
        ["/products/alpha.txt"])


def test_all_parameters_empty():
    assert paths("type=&sort=&path=&searchQuery=&fileType=&limit=&skip=&tags=&name=") == CREATED


def test_a_folder_has_the_keys_of_a_folder():
    rows = library.files("type=folder&sort=ASC_NAME")
    assert list(rows[0]) == ["folderId", "type", "name", "folderPath", "createdAt", "updatedAt",
                             "customMetadata"], list(rows[0])
    assert len(rows[0]["folderId"]) == 24
    row = dict(rows[1], folderId="", updatedAt="")
    assert row == {"folderId": "", "type": "folder", "name": "shoes",
                   "folderPath": "/products/shoes", "createdAt": iso(START + 3), "updatedAt": "",
                   "customMetadata": {}}, row


def test_folders_within_a_path():
    rows = library.files("type=folder&path=/")
    assert [row["folderPath"] for row in rows] == ["/products"], rows
    rows = library.files("type=folder&path=products")
    assert [row["folderPath"] for row in rows] == ["/products/shoes"], rows


@each([
    ("all", "all", CREATED),
    ("image", "image", ["/delta.png", "/products/charlie.jpg", "/products/shoes/bravo.png"]),
    ("non-image", "non-image", ["/alpha.txt", "/products/echo.txt", "/products/alpha.txt"]),
])
def test_file_type(kind, expected):
    assert paths("fileType=" + kind) == expected


@each([
    ("one", "red", ["/delta.png", "/products/echo.txt"]),
    ("any of two", "red,green", ["/delta.png", "/products/charlie.jpg", "/products/echo.txt"]),
    ("one of them unknown", "blue,nonsense", ["/delta.png", "/alpha.txt"]),
    ("unknown", "nonsense", []),
    ("part of a tag", "re", []),
    ("another case", "RED", []),
])
def test_tags(tags, expected):
    assert paths("tags=" + tags) == expected
    assert paths("tags=" + urllib.parse.quote(tags, safe="")) == expected


@each([
    ("in two folders", "alpha.txt", ["/alpha.txt", "/products/alpha.txt"]),
    ("in one", "bravo.png", ["/products/shoes/bravo.png"]),
    ("part of it", "alpha", []),
    ("another case", "Alpha.txt", []),
    ("a wildcard of SQL", "alpha%25", []),
])
def test_name(name, expected):
    assert paths("name=" + name) == expected


@each([
    ("path and type", "path=/products&fileType=non-image",
     ["/products/echo.txt", "/products/alpha.txt"]),
    ("name and path", "name=alpha.txt&path=/products", ["/products/alpha.txt"]),
    ("tags and file type", "tags=red&fileType=image", ["/delta.png"]),
    ("everything", "type=file&path=/&fileType=image&tags=blue&name=delta.png&limit=5&skip=0"
     "&sort=DESC_NAME", ["/delta.png"]),
    ("unknown parameters", "nonsense=1&path=/", ["/delta.png", "/alpha.txt"]),
])
def test_parameters_together(query, expected):
    assert paths(query) == expected


# Order -----------------------------------------------------------------------------------------

@each((row[0],) + row for row in [
    ("ASC_CREATED", CREATED),
    ("DESC_CREATED", CREATED[::-1]),
    ("ASC_UPDATED", CREATED[1:] + CREATED[:1]),
    ("DESC_UPDATED", CREATED[:1] + CREATED[:0:-1]),
    ("ASC_NAME", ["/alpha.txt", "/products/alpha.txt", "/products/shoes/bravo.png",
                  "/products/charlie.jpg", "/delta.png", "/products/echo.txt"]),
    ("DESC_NAME", ["/products/echo.txt", "/delta.png", "/products/charlie.jpg",
                   "/products/shoes/bravo.png", "/products/alpha.txt", "/alpha.txt"]),
    ("ASC_SIZE", sorted(CREATED, key=lambda path: SIZE[path])),
    ("DESC_SIZE", sorted(CREATED, key=lambda path: -SIZE[path])),
])
def test_order(order, expected):
    assert paths("sort=" + order) == expected


@each((row[0],) + row for row in [
    ("ASC_WIDTH", ["/products/charlie.jpg", "/delta.png", "/products/shoes/bravo.png"]),
    ("DESC_WIDTH", ["/products/shoes/bravo.png", "/delta.png", "/products/charlie.jpg"]),
    ("ASC_HEIGHT", ["/products/shoes/bravo.png", "/delta.png", "/products/charlie.jpg"]),
    ("DESC_HEIGHT", ["/products/charlie.jpg", "/delta.png", "/products/shoes/bravo.png"]),
])
def test_order_of_pictures(order, expected):
    assert paths("fileType=image&sort=" + order) == expected


def test_ties_are_broken_by_creation_then_by_id():
    """In the direction of the order itself."""
    api = server.fresh()
    server.clock("2026-02-01T00:00:00.000Z")
    for number in range(6):
        if number == 3:
            server.clock("2026-02-01T00:00:01.000Z")
        api.upload(pictures.png(4, 4), fileName="same.png", folder="f%d" % number,
                   useUniqueFileName=False).expect(200)
    rows = sorted(api.files(), key=lambda row: (row["createdAt"], row["fileId"]))
    ids = [row["fileId"] for row in rows]
    for field in ("NAME", "CREATED", "SIZE", "WIDTH", "HEIGHT", "UPDATED"):
        assert [row["fileId"] for row in api.files("sort=ASC_" + field)] == ids, field
        assert [row["fileId"] for row in api.files("sort=DESC_" + field)] == ids[::-1], field
    assert [row["fileId"] for row in api.files()] == ids


def test_order_by_relevance_without_a_search():
    for order in ("ASC_RELEVANCE", "DESC_RELEVANCE"):
        assert sorted(paths("sort=" + order)) == sorted(CREATED)


# Pages -----------------------------------------------------------------------------------------

@each([
    ("limit 1", "limit=1", CREATED[:1]),
    ("limit and skip", "limit=2&skip=3", CREATED[3:5]),
    ("the last page", "limit=4&skip=4", CREATED[4:]),
    ("skip to the end", "skip=6", []),
    ("skip past the end", "skip=1000000", []),
    ("skip zero", "skip=0", CREATED),
    ("the largest limit", "limit=1000", CREATED),
])
def test_pages(query, expected):
    assert paths(query) == expected


def test_a_library_of_more_than_a_thousand_files():
    api = server.fresh()
    for number in range(1005):
        api.upload(b"%d" % number, fileName="%04d.txt" % number,
                   useUniqueFileName=False).expect(200)
    assert len(api.files()) == 1000
    assert len(api.files("limit=1000")) == 1000
    names = list(itertools.chain.from_iterable(
        [row["name"] for row in api.files("limit=201&skip=%d&sort=ASC_NAME" % skip)]
        for skip in range(0, 1005, 201)))
    assert names == ["%04d.txt" % number for number in range(1005)]
    assert [row["name"] for row in api.files("skip=1000&sort=ASC_NAME")] == names[1000:]


# Refusals --------------------------------------------------------------------------------------

@each([
    ("negative skip", "skip=-1",
     "The value of skip parameter should be greater than or equal to 0. Value sent is -1."),
    ("more negative skip", "skip=-20",
     "The value of skip parameter should be greater than or equal to 0. Value sent is -20."),
    ("limit 0", "limit=0", "Minimum value of limit parameter is 1. Value sent is 0."),
    ("negative limit", "limit=-3", "Minimum value of limit parameter is 1. Value sent is -3."),
    ("limit 1001", "limit=1001", "Maximum value of limit parameter is 1000. Value sent is 1001."),
    ("limit 2000", "limit=2000", "Maximum value of limit parameter is 1000. Value sent is 2000."),
    ("unknown order", "sort=ASC_COLOUR", SORT),
    ("order without direction", "sort=NAME", SORT),
    ("direction alone", "sort=ASC_", SORT),
    ("order and more", "sort=ASC_NAME,DESC_SIZE", SORT),
    ("folders perhaps", "includeFolder=1",
     "Your request contains invalid value for includeFolder parameter."),
    ("unknown type", "type=image", TYPE),
    ("another case of type", "type=File", TYPE),
])
def test_refusals(query, message):
    library.get("/v1/files?" + query).error(400, message)


@each([
    ("limit a word", "limit=many"),
    ("limit a fraction", "limit=1.5"),
    ("limit beyond 64 bits", "limit=99999999999999999999999"),
    ("skip a word", "skip=some"),
    ("skip beyond 64 bits", "skip=99999999999999999999999"),
])
def test_numbers_that_are_none(query):
    """A 400 in the service's shape; the wording has no source."""
    answer = library.get("/v1/files?" + query).expect(400).json()
    assert answer["message"] and answer["help"], answer


if __name__ == "__main__":
    main(globals())
