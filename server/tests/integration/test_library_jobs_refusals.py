"""Folder jobs that are refused, the status of jobs that are not there, and the routes.

Each message and reason of the service and the test that provokes it:
  No files & folder found at sourceFolderPath ... NO_FILES_FOLDER -> a_source_that_is_not_there
  Source folder not found. -> a_folder_to_rename_that_is_not_there
  sourceFolderPath and destinationPath cannot be same. SAME_SOURCE_AND_DESTINATION
      -> into_itself, into_the_folder_where_it_lies
  sourceFolderPath cannot be root SOURCE_IS_ROOT -> the_root_stays
  This operation is not allowed because parent folder cannot be moved into child folder.
      INVALID_DESTINATION_PATH -> a_parent_is_not_moved_into_its_child
  400 MISSING_PARAMETER -> missing_parameters
  400 INVALID_PARAMETER -> values_of_another_type
  400 INVALID_FOLDER_PATH -> destinations_that_are_refused, trees_that_would_be_too_deep
  400 TOO_MANY_OBJECTS -> test_library_folders.py
  folderPath cannot be root. -> the_root_keeps_its_name
  folderPath parameter is missing. -> missing_parameters_of_a_rename
  Folder with name ... already exists at the same location. -> a_name_that_is_taken
  423 -> test_library_jobs_pending.py
  The requested job does not exist.
      -> a_job_that_is_not_there, a_job_id_that_is_none, accounts_are_apart
"""

from emulator import Emulator
from library_calls import (BAD_IDS, GENERIC, NOBODY, check_broken_bodies, check_route, everything,
                           history, job_status, post_job, put, refused, run_job, tree)
from tap import each, main

NO_SOURCE = "No files & folder found at sourceFolderPath "
NO_FOLDER = "Source folder not found."
SAME = "sourceFolderPath and destinationPath cannot be same."
ROOT = "sourceFolderPath cannot be root"
CHILD = "This operation is not allowed because parent folder cannot be moved into child folder."
TAKEN = "Folder with name %s already exists at the same location."
NO_JOB = "The requested job does not exist."
COPY, MOVE, RENAME = "copyFolder", "moveFolder", "renameFolder"
BOTH = [("copy", COPY), ("move", MOVE)]

server = Emulator()
set_up, tear_down = server.start, server.stop_cleanly


def post(api, kind, body):
    return api.send_json("POST", "/v1/bulkJobs/" + kind, body)


def call(api, kind, source, destination):
    return post(api, kind, {"sourceFolderPath": source, "destinationPath": destination})


def rename(api, path, name, **more):
    return post(api, RENAME, dict({"folderPath": path, "newFolderName": name}, **more))


def with_both(rows):
    return [("%s, %s" % (name, row[0]), kind) + row[1:] for name, kind in BOTH for row in rows]


def library():
    api = server.fresh()
    put(api, "/a/b/f.txt", b"bytes")
    put(api, "/c/f.txt")
    return api, everything(api)


# Copy and move ----------------------------------------------------------------------------------

@each(with_both([
    ("nothing there", "/x"), ("below a folder", "/a/x"), ("a file", "/a/b/f.txt"),
    ("another case", "/A"), ("the start of a name", "/a/b/f"), ("a pattern", "/_"),
    ("Unicode", "/\u6587"),
]))
def test_a_source_that_is_not_there(kind, source):
    api, before = library()
    call(api, kind, source, "/y").error(404, NO_SOURCE + source, reason="NO_FILES_FOLDER")
    # How the message writes other slashes, is not known.
    for other in (source[1:], source + "/", source[1:] + "/"):
        answer = refused(call(api, kind, other, "/y"), 404, reason="NO_FILES_FOLDER")
        assert answer.json()["message"] in (NO_SOURCE + source, NO_SOURCE + other), repr(answer)
    assert everything(api) == before


@each(with_both([
    ("the same", "/a/b", "/a/b"), ("other slashes", "/a/b", "a/b/"),
    ("doubled slashes", "a//b", "/a/b"), ("at the top", "/a", "a"),
]))
def test_into_itself(kind, source, destination):
    api, before = library()
    call(api, kind, source, destination).error(400, SAME, reason="SAME_SOURCE_AND_DESTINATION")
    assert everything(api) == before


@each(with_both([
    ("below a folder", "/a/b", "/a"), ("other slashes", "a/b/", "a/"), ("at the top", "/a", "/"),
]))
def test_into_the_folder_where_it_lies(kind, source, destination):
    api, before = library()
    refused(call(api, kind, source, destination), reason="SAME_SOURCE_AND_DESTINATION")
    assert everything(api) == before


@each(with_both([("a slash", "/"), ("two slashes", "//")]))
def test_the_root_stays(kind, source):
    api, before = library()
    call(api, kind, source, "/x").error(400, ROOT, reason="SOURCE_IS_ROOT")
    assert everything(api) == before


@each([
    ("its child", "/a", "/a/b"),
    ("its child, other slashes", "a/", "a/b/"),
    ("below its child", "/a", "/a/b/new"),
    ("a child that is not there", "/a", "/a/new"),
    ("a folder further down", "/a/b", "/a/b/c/d"),
])
def test_a_parent_is_not_moved_into_its_child(source, destination):
    api, before = library()
    call(api, MOVE, source, destination).error(400, CHILD, reason="INVALID_DESTINATION_PATH")
    assert everything(api) == before


@each(with_both([
    ("one dot", "/x/./y"), ("two dots", "/x/../y"), ("two dots alone", ".."),
    ("51 levels", "/d" * 51),
]))
def test_destinations_that_are_refused(kind, destination):
    api, before = library()
    refused(call(api, kind, "/a", destination), reason="INVALID_FOLDER_PATH")
    assert everything(api) == before


@each(with_both([
    ("the folder itself", "/a/b", "/d" * 50), ("a folder inside it", "/a", "/d" * 49),
]))
def test_trees_that_would_be_too_deep(kind, source, destination):
    api, before = library()
    refused(call(api, kind, source, destination))
    assert everything(api) == before


@each(with_both([
    ("all", {}), ("the source", {"destinationPath": "/x"}),
    ("the destination", {"sourceFolderPath": "/a"}),
    ("the right names", {"folderPath": "/a", "destination": "/x"}),
]))
def test_missing_parameters(kind, body):
    api, before = library()
    post(api, kind, body).error(400, GENERIC, reason="MISSING_PARAMETER")
    assert everything(api) == before


@each(with_both([
    ("a number as source", {"sourceFolderPath": 5}),
    ("a list as source", {"sourceFolderPath": ["/a"]}),
    ("a number as destination", {"destinationPath": 5}),
    ("an object as destination", {"destinationPath": {}}),
]) + [
    ("copy, a word as flag", COPY, {"includeVersions": "true"}),
    ("copy, a number as flag", COPY, {"includeVersions": 1}),
    ("copy, a word as the other flag", COPY, {"includeFileVersions": "true"}),
])
def test_values_of_another_type(kind, wrong):
    api, before = library()
    body = dict({"sourceFolderPath": "/a", "destinationPath": "/x"}, **wrong)
    refused(post(api, kind, body), reason="INVALID_PARAMETER")
    assert everything(api) == before


@each(with_both([
    ("no text as source", {"sourceFolderPath": ""}), ("null as source", {"sourceFolderPath": None}),
    ("null as destination", {"destinationPath": None}),
]))
def test_values_that_are_refused(kind, wrong):
    api, before = library()
    body = dict({"sourceFolderPath": "/a", "destinationPath": "/x"}, **wrong)
    refused(post(api, kind, body))
    assert everything(api) == before


# Rename -----------------------------------------------------------------------------------------

@each([("nothing there", "/x"), ("below a folder", "/a/x"), ("a file", "/c/f.txt"),
       ("another case", "/A"), ("a pattern", "/_")])
def test_a_folder_to_rename_that_is_not_there(path):
    api, before = library()
    for written in (path, path[1:], path + "/"):
        rename(api, written, "new").error(404, NO_FOLDER)
    assert everything(api) == before


@each([("a slash", "/"), ("two slashes", "//")])
def test_the_root_keeps_its_name(path):
    rename(library()[0], path, "new").error(400, "folderPath cannot be root.")


def test_missing_parameters_of_a_rename():
    api, before = library()
    post(api, RENAME, {"newFolderName": "new"}).error(400, "folderPath parameter is missing.")
    refused(post(api, RENAME, {}), message="folderPath parameter is missing.")
    refused(post(api, RENAME, {"folderPath": "/a"}), names="newFolderName")
    assert everything(api) == before


@each([
    ("a number as path", {"folderPath": 5}, "folderPath"),
    ("a list as path", {"folderPath": ["/a"]}, "folderPath"),
    ("a number as name", {"newFolderName": 5}, "newFolderName"),
    ("a list as name", {"newFolderName": ["new"]}, "newFolderName"),
    ("a word as flag", {"purgeCache": "true"}, "purgeCache"),
    ("a number as flag", {"purgeCache": 1}, "purgeCache"),
    ("no text as path", {"folderPath": ""}, "folderPath"),
    ("no text as name", {"newFolderName": ""}, "newFolderName"),
    ("null as path", {"folderPath": None}, "folderPath"),
    ("null as name", {"newFolderName": None}, "newFolderName"),
    ("one dot", {"newFolderName": "."}, ""),
    ("two dots", {"newFolderName": ".."}, ""),
])
def test_renames_that_are_refused(wrong, named):
    api, before = library()
    body = dict({"folderPath": "/a", "newFolderName": "new"}, **wrong)
    answer = refused(post(api, RENAME, body))
    assert named in answer.json()["message"] or GENERIC == answer.json()["message"], repr(answer)
    assert everything(api) == before


@each([("the same", "/a/b", "b"), ("at the top", "a", "a")])
def test_the_same_name(path, name):
    api, before = library()
    refused(rename(api, path, name))
    assert everything(api) == before


def test_a_name_that_is_taken():
    api, _ = library()
    put(api, "/a_b/f.txt", b"other")
    before = everything(api)
    for path in ("/a", "a/"):
        rename(api, path, "c").error(409, TAKEN % "c")
        answer = rename(api, path, "a b", purgeCache=True).expect(409)
        assert answer.json()["message"] in (TAKEN % "a b", TAKEN % "a_b"), repr(answer)
    assert everything(api) == before
    run_job(api, RENAME, folderPath="/a/b", newFolderName="c")
    assert history(api, "/a/c/f.txt") == [("Version 1", b"bytes")]


def test_a_taken_name_counts_for_more_than_versions_that_would_not_fit():
    """A rename merges nothing, so the limit of a move does not come into it."""
    api = server.fresh()
    for folder in ("/a", "/b"):
        for number in range(51):
            put(api, folder + "/f.txt", b"%d" % number)
    rename(api, "/a", "b").error(409, TAKEN % "b")


def test_a_file_may_have_the_new_name():
    api, _ = library()
    put(api, "/taken")
    run_job(api, RENAME, folderPath="/c", newFolderName="taken")
    assert tree(api) == ["/a/", "/a/b/", "/a/b/f.txt", "/taken", "/taken/", "/taken/f.txt"]


# Status -----------------------------------------------------------------------------------------

@BAD_IDS
def test_a_job_id_that_is_none(bad):
    job_status(server.fresh(), bad).error(404, NO_JOB)


def test_a_job_that_is_not_there():
    api, _ = library()
    post_job(api, COPY, sourceFolderPath="/a", destinationPath="/x")
    job_status(api, NOBODY).error(404, NO_JOB)


@each([
    (COPY, COPY, {"sourceFolderPath": "/a", "destinationPath": "/x"}),
    (MOVE, MOVE, {"sourceFolderPath": "/a", "destinationPath": "/x"}),
    (RENAME, RENAME, {"folderPath": "/a", "newFolderName": "x"}),
])
def test_accounts_are_apart(kind, body):
    mine, yours = library()[0], server.fresh()
    refused(post(yours, kind, body), 404)
    assert tree(yours) == []
    job_status(yours, run_job(mine, kind, **body)).error(404, NO_JOB)


# Routes -----------------------------------------------------------------------------------------

@each([
    ("copy", "POST", "/v1/bulkJobs/copyFolder", ("PUT", "PATCH", "DELETE")),
    ("move", "POST", "/v1/bulkJobs/moveFolder", ("PATCH", "DELETE")),
    ("move by PUT", "PUT", "/v1/bulkJobs/moveFolder", ()),
    ("rename", "POST", "/v1/bulkJobs/renameFolder", ("PUT", "PATCH", "DELETE")),
    ("status", "GET", "/v1/bulkJobs/" + NOBODY, ("PUT", "POST", "PATCH", "DELETE")),
])
def test_the_route(method, path, wrong):
    check_route(server, method, path, wrong)


@each([(kind, kind) for kind in (COPY, MOVE, RENAME)])
def test_a_body_that_is_no_object(kind):
    check_broken_bodies(server.fresh(), "POST", "/v1/bulkJobs/" + kind)


def test_a_client_of_the_second_api():
    """One that moves folders by PUT and asks for the status under /v2."""
    api, _ = library()
    answer = api.send_json("PUT", "/v2/bulkJobs/moveFolder", {
        "sourceFolderPath": "a/b", "destinationPath": "x"}).expect(200).json()
    status = api.get("/v2/bulkJobs/%s/" % answer["jobId"]).expect(200).json()
    assert status == {"jobId": answer["jobId"], "type": "MOVE_FOLDER", "status": "Completed"}
    assert tree(api) == ["/a/", "/c/", "/c/f.txt", "/x/", "/x/b/", "/x/b/f.txt"]


if __name__ == "__main__":
    main(globals())
