"""Paths of files to copy and move, and what is refused.

Each message and reason of the service and the test that provokes it:
  Your request is missing parameters / contains invalid parameters. MISSING_PARAMETER
      -> missing_parameters
  the same, INVALID_FOLDER_PATH -> destinations_that_are_refused
  the same, SAME_SOURCE_AND_DESTINATION
      -> into_the_folder_where_it_lies, into_the_root_where_it_lies
  the same, VERSION_LIMIT_EXCEEDED -> test_library_copy_move.py
  No file found with filePath ... SOURCE_FILE_MISSING
      -> a_source_that_is_not_there, accounts_are_apart
"""

from emulator import Emulator
from library_calls import (GENERIC, NAMES, all_rows, check_broken_bodies, check_route, everything,
                           files, folders, history, put, refused, tree)
from tap import each, main

COPY = ("POST", "/v1/files/copy")
MOVE = ("POST", "/v1/files/move")
CALLS = [("copy", COPY), ("move", MOVE)]

server = Emulator()
set_up, tear_down = server.start, server.stop_cleanly


def call(api, route, source, destination):
    return api.send_json(route[0], route[1],
                         {"sourceFilePath": source, "destinationPath": destination})


def with_calls(rows):
    return [("%s, %s" % (name, row[0]), route) + row[1:] for name, route in CALLS for row in rows]


# Paths ------------------------------------------------------------------------------------------

@each(with_calls([
    ("no slashes", "f/a.txt", "g/h", "/g/h/a.txt"),
    ("slashes everywhere", "/f/a.txt", "/g/h/", "/g/h/a.txt"),
    ("doubled slashes at the destination", "/f/a.txt", "//g//h//", "/g/h/a.txt"),
    ("into the root", "/f/a.txt", "/", "/a.txt"),
    ("into a folder below", "/f/a.txt", "/f/g", "/f/g/a.txt"),
    ("into a folder whose name starts the same", "/f/a.txt", "/f2", "/f2/a.txt"),
    ("fifty levels", "/f/a.txt", "/d" * 50, "/d" * 50 + "/a.txt"),
] + [("to " + label, "/f/a.txt", "/x/" + sent, "/x/" + kept + "/a.txt")
     for label, sent, kept in NAMES]))
def test_paths(route, source, destination, expected):
    api = server.fresh()
    file_id = put(api, "/f/a.txt", b"bytes")["fileId"]
    call(api, route, source, destination).expect(204)
    wanted = [expected] + (["/f/a.txt"] if route == COPY else [])
    assert sorted(files(api)) == sorted(wanted), tree(api)
    row = files(api)[expected]
    assert (row["fileId"] == file_id) == (route == MOVE)
    for path in [row["folderPath"] for row in all_rows(api, "folder")]:
        assert path == "/f" or expected.startswith(path + "/"), "a folder too many: " + path


@each([(label, kept + ".txt") for label, sent, kept in NAMES if sent == kept])
def test_unicode_names(name):
    api = server.fresh()
    put(api, "/\u00e9/" + name, b"bytes")
    call(api, MOVE, "/\u00e9/" + name, "/\u6587").expect(204)
    call(api, COPY, "\u6587/" + name, "/\u0645").expect(204)
    for path in ("/\u6587/" + name, "/\u0645/" + name):
        assert history(api, path) == [("Version 1", b"bytes")]


@each(with_calls([
    ("the same", "/f/g"), ("with a trailing slash", "/f/g/"), ("without slashes", "f/g"),
    ("with doubled slashes", "//f//g//"),
]))
def test_into_the_folder_where_it_lies(route, destination):
    api = server.fresh()
    put(api, "/f/g/a.txt", b"bytes")
    before = everything(api)
    for source in ("/f/g/a.txt", "f/g/a.txt"):
        call(api, route, source, destination).error(400, GENERIC,
                                                    reason="SAME_SOURCE_AND_DESTINATION")
    assert everything(api) == before


@each(CALLS)
def test_into_the_root_where_it_lies(route):
    api = server.fresh()
    put(api, "/a.txt")
    call(api, route, "a.txt", "/").error(400, GENERIC, reason="SAME_SOURCE_AND_DESTINATION")


@each(with_calls([
    ("nothing there", "/x.txt", "/x.txt"),
    ("no leading slash", "x.txt", "/x.txt"),
    ("in a folder", "/f/x.txt", "/f/x.txt"),
    ("in a folder, no leading slash", "f/x.txt", "/f/x.txt"),
    ("in a folder that is not there", "/no/a.txt", "/no/a.txt"),
    ("another case", "/f/A.txt", "/f/A.txt"),
    ("a folder", "/f", "/f"),
    ("a file in the wrong folder", "/a.txt", "/a.txt"),
    ("a percent-encoded path", "/f%2Fa.txt", "/f%2Fa.txt"),
    ("signs of SQL patterns", "/f/_.txt", "/f/_.txt"),
    ("Unicode", "/\u6587.txt", "/\u6587.txt"),
]))
def test_a_source_that_is_not_there(route, source, told):
    api = server.fresh()
    put(api, "/f/a.txt")
    before = everything(api)
    call(api, route, source, "/g").error(404, "No file found with filePath " + told,
                                         reason="SOURCE_FILE_MISSING")
    assert everything(api) == before, "the destination was made"


@each(with_calls([
    ("one dot", "/g/./h"), ("two dots", "/g/../h"), ("two dots alone", ".."),
    ("51 levels", "/d" * 51),
]))
def test_destinations_that_are_refused(route, destination):
    api = server.fresh()
    put(api, "/f/a.txt")
    before = everything(api)
    call(api, route, "/f/a.txt", destination).error(400, GENERIC, reason="INVALID_FOLDER_PATH")
    assert everything(api) == before


@each(with_calls([
    ("all", {}), ("the source", {"destinationPath": "/g"}),
    ("the destination", {"sourceFilePath": "/f/a.txt"}),
    ("the right names", {"sourcePath": "/f/a.txt", "destination": "/g"}),
]))
def test_missing_parameters(route, body):
    api = server.fresh()
    put(api, "/f/a.txt")
    api.send_json(route[0], route[1], body).error(400, GENERIC, reason="MISSING_PARAMETER")
    assert tree(api) == ["/f/", "/f/a.txt"]


@each(with_calls([
    ("a source of no text", {"sourceFilePath": ""}),
    ("a source of null", {"sourceFilePath": None}),
    ("a number as source", {"sourceFilePath": 5}),
    ("a list as source", {"sourceFilePath": ["/f/a.txt"]}),
    ("a destination of null", {"destinationPath": None}),
    ("a number as destination", {"destinationPath": 5}),
    ("an object as destination", {"destinationPath": {"path": "/g"}}),
]) + [
    ("copy, a word as flag", COPY, {"includeFileVersions": "yes"}),
    ("copy, a number as flag", COPY, {"includeFileVersions": 1}),
])
def test_values_that_are_refused(route, wrong):
    api = server.fresh()
    put(api, "/f/a.txt")
    body = dict({"sourceFilePath": "/f/a.txt", "destinationPath": "/g"}, **wrong)
    refused(api.send_json(route[0], route[1], body), message=GENERIC)
    assert tree(api) == ["/f/", "/f/a.txt"]


# Routes -----------------------------------------------------------------------------------------

@each([
    ("copy", "POST", "/v1/files/copy", ("GET", "PUT", "PATCH")),
    ("move", "POST", "/v1/files/move", ("GET", "PATCH")),
    ("move by PUT", "PUT", "/v1/files/move", ()),
])
def test_the_route(method, path, wrong):
    check_route(server, method, path, wrong)


@each([("PUT, v1", "/v1/files/move"), ("PUT, v2", "/v2/files/move/")])
def test_moving_by(path):
    api = server.fresh()
    put(api, "/a.txt", b"bytes")
    call(api, ("PUT", path), "/a.txt", "/g").expect(204)
    assert tree(api) == ["/g/", "/g/a.txt"]


@each(CALLS)
def test_accounts_are_apart(route):
    mine, yours = server.fresh(), server.fresh()
    put(mine, "/f/a.txt")
    call(yours, route, "/f/a.txt", "/g").error(404, "No file found with filePath /f/a.txt",
                                               reason="SOURCE_FILE_MISSING")
    assert tree(mine) == ["/f/", "/f/a.txt"] and folders(yours) == {}


@each(CALLS)
def test_a_body_that_is_no_object(route):
    check_broken_bodies(server.fresh(), *route)


if __name__ == "__main__":
    main(globals())
