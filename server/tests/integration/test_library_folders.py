"""Creating and deleting folders, and the limit of 100,000 items below a folder.

Each message and reason of the service and the test that provokes it:
  '.' & '..' can not be used as folder-name INVALID_FOLDER_PATH -> names_of_dots
  folderName parameter cannot have a slash. -> names_with_a_slash
  Your request is missing parameters / contains invalid parameters. MISSING_PARAMETER
      -> missing_parameters_of_creation, missing_parameters_of_deletion
  No folder found with folderPath ... FOLDER_NOT_FOUND
      -> a_folder_that_is_not_there, accounts_are_apart
  400 INVALID_FOLDER_PATH for the root -> the_root_stays
  Total nested assets (files, folders and file versions) are more ... TOO_MANY_OBJECTS
      -> more_than_100000_items_are_too_many
"""
# ctest: timeout 600

from emulator import Emulator
from library_calls import (GENERIC, HEX24, NAMES, START, TOO_MANY_OBJECTS, at_once,
                           check_broken_bodies, check_route, everything, files, folders, history,
                           post_job, put, put_versions, refused, run_job, tree, wait_for_job)
from tap import each, main

FOLDER = "/v1/folder"
DOTS = "'.' & '..' can not be used as folder-name"
SLASH = "folderName parameter cannot have a slash."
LATER = "2026-01-02T04:00:00.000Z"

server = Emulator("--clock", START)
set_up, tear_down = server.start, server.stop_cleanly


def create(api, name, parent="/"):
    return api.send_json("POST", FOLDER, {"folderName": name, "parentFolderPath": parent})


def created(answer):
    answer.expect(201)
    assert answer.body == b"{}", repr(answer)
    assert answer.header("content-type") == "application/json; charset=utf-8"


def delete(api, path):
    return api.send_json("DELETE", FOLDER, {"folderPath": path})


def deleted(answer):
    answer.expect(204)
    assert answer.body == b"" and answer.header("content-type") is None, answer.headers


# Creation ---------------------------------------------------------------------------------------

def test_a_folder_as_it_is_listed():
    api = server.fresh()
    created(create(api, "f"))
    rows = api.files("type=folder")
    assert rows == [{"folderId": rows[0]["folderId"], "type": "folder", "name": "f",
                     "folderPath": "/f", "createdAt": START, "updatedAt": START,
                     "customMetadata": {}}], rows
    assert HEX24.match(rows[0]["folderId"])


@each([
    ("the root", "/", ["/n/"]),
    ("a missing parent", "/a", ["/a/", "/a/n/"]),
    ("missing parents", "/a/b/c", ["/a/", "/a/b/", "/a/b/c/", "/a/b/c/n/"]),
    ("no leading slash", "a/b", ["/a/", "/a/b/", "/a/b/n/"]),
    ("trailing slash", "/a/b/", ["/a/", "/a/b/", "/a/b/n/"]),
    ("doubled slashes", "//a///b//", ["/a/", "/a/b/", "/a/b/n/"]),
    ("a parent that is cleaned", "/a b/c.d", ["/a_b/", "/a_b/c_d/", "/a_b/c_d/n/"]),
    ("a Unicode parent", "/\u6587", ["/\u6587/", "/\u6587/n/"]),
])
def test_parents(parent, expected):
    api = server.fresh()
    created(create(api, "n", parent))
    assert tree(api) == sorted(expected)


@each(NAMES + [("dots", "v1.2", "v1_2"), ("three dots", "...", "___"), ("one blank", " ", "_")])
def test_names(sent, kept):
    api = server.fresh()
    created(create(api, sent, "/p"))
    assert tree(api) == ["/p/", "/p/%s/" % kept]
    assert folders(api)["/p/" + kept]["name"] == kept


def test_a_folder_that_is_there_stays_as_it_is():
    api = server.fresh()
    put(api, "/a/b/x.txt", b"bytes")
    before = everything(api)
    try:
        server.clock(LATER)
        for name, parent in (("b", "/a"), ("b", "a/"), ("a", "/")):
            created(create(api, name, parent))
    finally:
        server.clock(START)
    assert everything(api) == before


def test_names_with_another_case_are_other_folders():
    api = server.fresh()
    for name in ("a", "A"):
        created(create(api, name))
    assert tree(api) == ["/A/", "/a/"]


def test_a_file_may_have_that_name():
    api = server.fresh()
    put(api, "/a")
    created(create(api, "a"))
    assert tree(api) == ["/a", "/a/"]


def test_fifty_levels():
    api = server.fresh()
    created(create(api, "n", "/d" * 49))
    before = everything(api)
    assert len(before[2]) == 50
    for name, parent in (("n", "/d" * 50), ("n", "/e" * 50), ("n", "/d" * 49 + "/n")):
        refused(create(api, name, parent))
    assert everything(api) == before


def test_folders_made_at_the_same_time():
    api = server.fresh()
    for answer in at_once(24, lambda number: create(api, "n%d" % (number % 3), "/a/b/c")):
        created(answer)
    assert tree(api) == ["/a/", "/a/b/", "/a/b/c/", "/a/b/c/n0/", "/a/b/c/n1/", "/a/b/c/n2/"]


@each([("one", "."), ("two", "..")])
def test_names_of_dots(name):
    api = server.fresh()
    create(api, name, "/a").error(400, DOTS, reason="INVALID_FOLDER_PATH")
    assert tree(api) == []


@each([("one", "/a/./b"), ("two", "/a/../b"), ("two alone", ".."), ("two at the end", "a/..")])
def test_parents_of_dots(parent):
    api = server.fresh()
    refused(create(api, "n", parent), reason="INVALID_FOLDER_PATH")
    assert tree(api) == []


@each([("in the middle", "a/b"), ("before", "/a"), ("after", "a/"), ("alone", "/")])
def test_names_with_a_slash(name):
    api = server.fresh()
    refused(create(api, name, "/p"), message=SLASH)
    assert tree(api) == []


@each([
    ("all", {}),
    ("the name", {"parentFolderPath": "/"}),
    ("the parent", {"folderName": "n"}),
])
def test_missing_parameters_of_creation(body):
    api = server.fresh()
    api.send_json("POST", FOLDER, body).error(400, GENERIC, reason="MISSING_PARAMETER")
    assert tree(api) == []


@each([
    ("no text as name", {"folderName": ""}),
    ("null as name", {"folderName": None}),
    ("a number as name", {"folderName": 5}),
    ("a list as name", {"folderName": ["n"]}),
    ("null as parent", {"parentFolderPath": None}),
    ("a number as parent", {"parentFolderPath": 5}),
    ("an object as parent", {"parentFolderPath": {}}),
])
def test_values_that_are_refused(wrong):
    api = server.fresh()
    body = dict({"folderName": "n", "parentFolderPath": "/"}, **wrong)
    refused(api.send_json("POST", FOLDER, body))
    assert tree(api) == []


# Deletion ---------------------------------------------------------------------------------------

@each([("slashes at both ends", "/a/b/"), ("leading slash", "/a/b"), ("trailing slash", "a/b/"),
       ("none", "a/b"), ("doubled", "//a//b//")])
def test_a_deleted_folder_takes_everything_below(path):
    api = server.fresh()
    for inside in ("/a/b/x.txt", "/a/b/c/y.txt", "/a/b/c/d/z.txt"):
        put_versions(api, inside, b"1", b"2")
    create(api, "empty", "/a/b/c").expect(201)
    put(api, "/a/x.txt", b"kept")
    urls = [row["url"] for path in ("/a/b/x.txt", "/a/b/c/d/z.txt") for row in api.get(
        "/v1/files/%s/versions" % files(api)[path]["fileId"]).json()]
    assert len(urls) == 4
    deleted(delete(api, path))
    assert tree(api) == ["/a/", "/a/x.txt"]
    assert api.files("type=file-version") == []
    for url in urls:
        api.fetch(url).expect(404)
    delete(api, path).error(404, "No folder found with folderPath " + path,
                            reason="FOLDER_NOT_FOUND")
    assert put(api, "/a/b/x.txt", b"new")["versionInfo"]["name"] == "Version 1"
    assert history(api, "/a/x.txt") == [("Version 1", b"kept")]


def test_folders_with_names_alike_stay():
    api = server.fresh()
    for path in ("/a_b/x.txt", "/axb/x.txt", "/a_bc/x.txt", "/a_b-/x.txt", "/A_B/x.txt",
                 "/c/a_b/x.txt", "/a_", "/a_b0/x.txt"):
        put(api, path)
    put(api, "/a_b.txt")
    deleted(delete(api, "/a_b"))
    assert tree(api) == sorted([
        "/axb/", "/axb/x.txt", "/a_bc/", "/a_bc/x.txt", "/a_b-/", "/a_b-/x.txt", "/A_B/",
        "/A_B/x.txt", "/c/", "/c/a_b/", "/c/a_b/x.txt", "/a_", "/a_b0/", "/a_b0/x.txt",
        "/a_b.txt"])


def test_a_unicode_folder_is_deleted():
    api = server.fresh()
    put(api, "/\u6587/\u00e9/x.txt")
    deleted(delete(api, "/\u6587/\u00e9"))
    assert tree(api) == ["/\u6587/"]


def test_the_same_bytes_elsewhere_stay():
    api = server.fresh()
    put(api, "/a/x.txt", b"same")
    put(api, "/b/x.txt", b"same")
    deleted(delete(api, "/a"))
    assert history(api, "/b/x.txt") == [("Version 1", b"same")]


@each([("plain", "/x"), ("no leading slash", "x"), ("trailing slash", "x/"), ("both", "/x/"),
       ("a file", "/a/f.txt"), ("another case", "/A"), ("below", "/a/x/"), ("SQL", "/%"),
       ("a pattern", "/_"), ("a percent-encoded one", "/%61"), ("Unicode", "/\u6587/")])
def test_a_folder_that_is_not_there(path):
    api = server.fresh()
    put(api, "/a/f.txt")
    before = everything(api)
    delete(api, path).error(404, "No folder found with folderPath " + path,
                            reason="FOLDER_NOT_FOUND")
    assert everything(api) == before


@each([("a slash", "/"), ("two slashes", "//")])
def test_the_root_stays(path):
    api = server.fresh()
    put(api, "/a/f.txt")
    refused(delete(api, path), reason="INVALID_FOLDER_PATH")
    assert tree(api) == ["/a/", "/a/f.txt"]


@each([("two dots", "/a/.."), ("one dot", "/a/."), ("dots before", "/a/b/../../a")])
def test_dots_lead_nowhere(path):
    api = server.fresh()
    put(api, "/a/b/f.txt")
    delete(api, path).expect(400, 404)
    assert tree(api) == ["/a/", "/a/b/", "/a/b/f.txt"]


@each([("nothing", {}), ("another name", {"path": "/a"})])
def test_missing_parameters_of_deletion(body):
    api = server.fresh()
    put(api, "/a/f.txt")
    api.send_json("DELETE", FOLDER, body).error(400, GENERIC, reason="MISSING_PARAMETER")
    assert tree(api) == ["/a/", "/a/f.txt"]


@each([("no text", ""), ("null", None), ("a number", 5), ("a list", ["/a"]), ("true", True)])
def test_paths_that_are_refused(path):
    api = server.fresh()
    put(api, "/a/f.txt")
    refused(delete(api, path))
    assert tree(api) == ["/a/", "/a/f.txt"]


# 100,000 items ----------------------------------------------------------------------------------

def build(api, seed, levels):
    """Makes /n<levels> by copying and moving a folder of `seed` files into the next, again and
    again: (seed + 4) * 2 ** levels - 4 items are below it."""
    for number in range(seed):
        put(api, "/n0/%d.txt" % number)
    for level in range(levels):
        source, target = "/n%d" % level, "/n%d" % (level + 1)
        run_job(api, "copyFolder", sourceFolderPath=source, destinationPath=target + "/c")
        run_job(api, "moveFolder", sourceFolderPath=source, destinationPath=target + "/m")
    return "/n%d" % levels


def fill(api, folder, names, seed):
    """(seed + 2) items more for each name."""
    for number in range(seed):
        put(api, "/fill/%d.txt" % number)
    for name in names:
        run_job(api, "copyFolder", sourceFolderPath="/fill",
                destinationPath="%s/%s" % (folder, name))


def check_too_many(api, folder):
    delete(api, folder).error(400, TOO_MANY_OBJECTS, reason="TOO_MANY_OBJECTS")
    for kind in ("copyFolder", "moveFolder"):
        api.send_json("POST", "/v1/bulkJobs/" + kind, {
            "sourceFolderPath": folder, "destinationPath": "/x"}).error(
                400, TOO_MANY_OBJECTS, reason="TOO_MANY_OBJECTS")
    assert sorted(row["folderPath"] for row in api.files("type=folder&path=/")) == ["/fill", folder]


def test_more_than_100000_items_are_too_many():
    """Files, old versions and folders count; the folder itself and current versions do not."""
    api = server.fresh()
    folder = build(api, 93, 10)  # 99,324
    fill(api, folder, "pqrs", 167)  # 676 more
    last = put(api, folder + "/one-too-many.txt")["fileId"]
    check_too_many(api, folder)
    api.delete("/v1/files/" + last).expect(204)
    create(api, "one-too-many", folder).expect(201)
    check_too_many(api, folder)
    deleted(delete(api, folder + "/one-too-many"))
    twice = put(api, folder + "/p/fill/0.txt", b"a second version")["fileId"]
    check_too_many(api, folder)
    old = api.get("/v1/files/%s/versions" % twice).expect(200).json()[1]["versionInfo"]["id"]
    api.delete("/v1/files/%s/versions/%s" % (twice, old)).expect(204)
    job = post_job(api, "moveFolder", sourceFolderPath=folder, destinationPath="/x")
    assert wait_for_job(api, job, 60)["status"] == "Completed"
    deleted(delete(api, "/x" + folder))
    assert sorted(folders(api)) == ["/fill", "/x"]


# Routes -----------------------------------------------------------------------------------------

@each([
    ("create", "POST", FOLDER, ("GET", "PUT", "PATCH")),
    ("delete", "DELETE", FOLDER, ()),
])
def test_the_route(method, path, wrong):
    check_route(server, method, path, wrong)


@each([("create", "POST"), ("delete", "DELETE")])
def test_a_body_that_is_no_object(method):
    check_broken_bodies(server.fresh(), method, FOLDER)


def test_accounts_are_apart():
    mine, yours = server.fresh(), server.fresh()
    put(mine, "/a/x.txt", b"mine")
    delete(yours, "/a").error(404, "No folder found with folderPath /a", reason="FOLDER_NOT_FOUND")
    created(create(yours, "a"))
    deleted(delete(yours, "/a"))
    assert history(mine, "/a/x.txt") == [("Version 1", b"mine")]


if __name__ == "__main__":
    main(globals())
