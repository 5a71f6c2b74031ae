"""Folder jobs: what copying, moving and renaming a folder does. Refusals are in
test_library_jobs_refusals.py, jobs that take their time in test_library_jobs_pending.py.

Each message and reason of the service and the test that provokes it:
  207 Partial success Folder renamed successfully but purging cache on nested files failed.
      -> a_rename_without_purges_left
"""

from emulator import HELP, Emulator
from library_calls import (HEX24, NAMES, START, all_rows, at_once, everything, files, folders,
                           history, job_status, limit_purges, number_of, post_job, purge, put,
                           put_versions, run_job, tree, versions, wait_for_job)
from tap import each, main

PURGE_FAILED = "Folder renamed successfully but purging cache on nested files failed."
LATER = "2026-01-02T04:00:00.000Z"

server = Emulator("--clock", START)
set_up, tear_down = server.start, server.stop_cleanly


def copy(api, source, destination, **more):
    return run_job(api, "copyFolder", sourceFolderPath=source, destinationPath=destination, **more)


def move(api, source, destination):
    return run_job(api, "moveFolder", sourceFolderPath=source, destinationPath=destination)


def rename(api, path, name, **more):
    return run_job(api, "renameFolder", folderPath=path, newFolderName=name, **more)


KINDS = [
    ("copyFolder", "COPY_FOLDER", {"sourceFolderPath": "/a", "destinationPath": "/x"}),
    ("moveFolder", "MOVE_FOLDER", {"sourceFolderPath": "/a", "destinationPath": "/x"}),
    ("renameFolder", "RENAME_FOLDER", {"folderPath": "/a", "newFolderName": "b"}),
]


# Answers ----------------------------------------------------------------------------------------

@each([(kind, kind, name, body) for kind, name, body in KINDS])
def test_the_job_is_done_when_it_is_answered(kind, name, body):
    api = server.fresh()
    put(api, "/a/f.txt")
    answer = api.send_json("POST", "/v1/bulkJobs/" + kind, body)
    assert answer.status == (202 if kind == "renameFolder" else 200), repr(answer)
    assert answer.header("content-type") == "application/json; charset=utf-8"
    job = answer.json()
    assert set(job) == {"jobId"} and HEX24.match(job["jobId"]), job
    status = job_status(api, job["jobId"]).expect(200).json()
    assert status == {"jobId": job["jobId"], "type": name, "status": "Completed"}, status
    assert tree(api) == {
        "copyFolder": ["/a/", "/a/f.txt", "/x/", "/x/a/", "/x/a/f.txt"],
        "moveFolder": ["/x/", "/x/a/", "/x/a/f.txt"],
        "renameFolder": ["/b/", "/b/f.txt"]}[kind]


# A folder with a bit of everything --------------------------------------------------------------

def make(api):
    put_versions(api, "/a/one.txt", b"1", b"2", tags="t", description="d")
    put(api, "/a/b/two.txt", b"3", isPrivateFile=True)
    put(api, "/a/b/c/three.txt", b"4")
    api.send_json("POST", "/v1/folder", {"folderName": "empty",
                                         "parentFolderPath": "/a/b"}).expect(201)
    put(api, "/a_.txt")
    put(api, "/a_b/other.txt")
    return [row["url"] for kind in ("file", "file-version") for row in all_rows(api, kind)
            if row["filePath"].startswith("/a/")]


INSIDE = ["", "one.txt", "b/", "b/two.txt", "b/c/", "b/c/three.txt", "b/empty/"]
OUTSIDE = ["/a_.txt", "/a_b/", "/a_b/other.txt"]


def below(folder):
    return [folder + "/" + path for path in INSIDE]


@each([
    ("nothing said", {}, [("Version 1", b"2")]),
    ("includeVersions", {"includeVersions": True}, [("Version 2", b"2"), ("Version 1", b"1")]),
    ("includeFileVersions", {"includeFileVersions": True},
     [("Version 2", b"2"), ("Version 1", b"1")]),
    ("includeVersions false", {"includeVersions": False}, [("Version 1", b"2")]),
    ("includeFileVersions false", {"includeFileVersions": False}, [("Version 1", b"2")]),
])
def test_copy(flag, expected):
    api = server.fresh()
    urls = make(api)
    before = files(api), folders(api)
    try:
        server.clock(LATER)
        copy(api, "/a", "/x/y", **flag)
    finally:
        server.clock(START)
    assert tree(api) == sorted(below("/a") + below("/x/y/a") + OUTSIDE + ["/x/", "/x/y/"])
    assert history(api, "/x/y/a/one.txt") == expected
    after = files(api), folders(api)
    for old, new in zip(before, after):
        assert all(new[path] == row for path, row in old.items()), "the source has changed"
        ids = [row.get("fileId") or row["folderId"] for row in new.values()]
        assert len(ids) == len(set(ids)), "an id is there twice"
        for path in set(new) - set(old):
            assert new[path]["createdAt"] == LATER, new[path]
    one, two = after[0]["/x/y/a/one.txt"], after[0]["/x/y/a/b/two.txt"]
    assert (one["tags"], one["description"], two["isPrivateFile"]) == (["t"], "d", True)
    api.fetch(two["url"]).expect(401)
    for url in urls:
        api.fetch(url).expect(401 if "two" in url else 200)


def relocated(api, work, to, new_ids=False):
    """Whatever is below /a is the same below `to`, and nothing else has changed. With `new_ids` each
    folder has an id that none has had before."""
    urls = make(api)
    before = files(api), folders(api)
    try:
        server.clock(LATER)
        work(api)
    finally:
        server.clock(START)
    after = files(api), folders(api)
    if new_ids:
        ids = {old["folderId"] for old in before[1].values()}
        for path, row in after[1].items():
            if path == to or path.startswith(to + "/"):
                old = before[1]["/a" + path[len(to):]]
                assert row["folderId"] not in ids, row
                ids.add(row["folderId"])
                old["folderId"] = row["folderId"]
    for old, new in zip(before, after):
        for path, row in old.items():
            inside = path == "/a" or path.startswith("/a/")
            now = new[to + path[2:] if inside else path]
            for key in ("fileId", "folderId", "createdAt", "versionInfo", "tags", "isPrivateFile"):
                assert now.get(key) == row.get(key), (key, now)
            assert inside or now == row, now
    assert after[1][to]["updatedAt"] == LATER, after[1][to]
    assert history(api, to + "/one.txt") == [("Version 2", b"2"), ("Version 1", b"1")]
    assert history(api, to + "/b/c/three.txt") == [("Version 1", b"4")]
    api.fetch(after[0][to + "/b/two.txt"]["url"]).expect(401)
    for url in urls:
        api.fetch(url).expect(404)


def test_move():
    api = server.fresh()
    relocated(api, lambda api: move(api, "/a", "/x/y"), "/x/y/a", new_ids=True)
    assert tree(api) == sorted(below("/x/y/a") + OUTSIDE + ["/x/", "/x/y/"])


def test_rename():
    api = server.fresh()
    relocated(api, lambda api: rename(api, "/a", "new-name"), "/new-name")
    assert tree(api) == sorted(below("/new-name") + OUTSIDE)
    assert folders(api)["/new-name"]["name"] == "new-name"


def test_a_moved_folder_still_takes_uploads():
    api = server.fresh()
    make(api)
    move(api, "/a", "/x")
    rename(api, "/x", "y")
    put(api, "/y/a/b/c/more.txt", b"5")
    put(api, "/y/a/b/c/three.txt", b"6")
    assert history(api, "/y/a/b/c/three.txt") == [("Version 2", b"6"), ("Version 1", b"4")]
    assert put(api, "/a/one.txt", b"7")["versionInfo"]["name"] == "Version 1"
    assert [row["name"] for row in api.files("path=/y/a/b/c&sort=ASC_NAME")] == [
        "more.txt", "three.txt"]


@each([(kind, kind) for kind in ("copyFolder", "moveFolder")])
def test_an_empty_folder(kind):
    api = server.fresh()
    api.send_json("POST", "/v1/folder", {"folderName": "a", "parentFolderPath": "/"}).expect(201)
    run_job(api, kind, sourceFolderPath="/a", destinationPath="/x")
    assert tree(api) == (["/a/"] if kind == "copyFolder" else []) + ["/x/", "/x/a/"]


@each([("copy, " + label, "copyFolder", source, destination, expected)
       for label, source, destination, expected in (
           ("no slashes", "f/a", "x/y", "/x/y/a"),
           ("slashes everywhere", "/f/a/", "/x/y/", "/x/y/a"),
           ("doubled slashes", "//f//a//", "//x//y//", "/x/y/a"),
           ("into the root", "/f/a", "/", "/a"),
           ("a destination whose name starts the same", "/f/a", "/f/ab", "/f/ab/a"),
           ("a destination that is cleaned", "/f/a", "/x y/\u6587.z", "/x_y/\u6587_z/a"))]
      + [("move, no slashes", "moveFolder", "f/a", "x/y", "/x/y/a"),
         ("move, slashes everywhere", "moveFolder", "/f/a/", "/x/y/", "/x/y/a"),
         ("move, into the root", "moveFolder", "/f/a", "/", "/a"),
         ("move, a name that starts the same", "moveFolder", "/f/a", "/f/ab", "/f/ab/a"),
         ("move, fifty levels", "moveFolder", "/f/a", "/d" * 49, "/d" * 49 + "/a")])
def test_paths(kind, source, destination, expected):
    api = server.fresh()
    put(api, "/f/a/x.txt", b"bytes")
    run_job(api, kind, sourceFolderPath=source, destinationPath=destination)
    assert history(api, expected + "/x.txt") == [("Version 1", b"bytes")]
    assert sorted(files(api)) == sorted(
        [expected + "/x.txt"] + (["/f/a/x.txt"] if kind == "copyFolder" else []))


@each([(label, sent, kept) for label, sent, kept in NAMES] + [
    ("dots", "v1.2", "v1_2"), ("another case", "OLD", "OLD")])
def test_new_names(sent, kept):
    api = server.fresh()
    put(api, "/p/old/x.txt", b"bytes")
    rename(api, "p/old/", sent)
    assert tree(api) == sorted(["/p/", "/p/%s/" % kept, "/p/%s/x.txt" % kept])


def test_a_folder_copied_into_its_own_descendant():
    api = server.fresh()
    put(api, "/a/f.txt", b"1")
    put(api, "/a/b/g.txt", b"2")
    copy(api, "/a", "/a/b")
    assert tree(api) == ["/a/", "/a/b/", "/a/b/a/", "/a/b/a/b/", "/a/b/a/b/g.txt",
                         "/a/b/a/f.txt", "/a/b/g.txt", "/a/f.txt"]
    copy(api, "/a/b", "/a/b/new")
    assert len(tree(api)) == 8 + 1 + 6


# Merging ----------------------------------------------------------------------------------------

@each([
    ("copy", "copyFolder", {}, [("Version 3", b"s2"), ("Version 2", b"d2"), ("Version 1", b"d1")]),
    ("copy of all versions", "copyFolder", {"includeVersions": True},
     [("Version 4", b"s2"), ("Version 3", b"s1"), ("Version 2", b"d2"), ("Version 1", b"d1")]),
    ("move", "moveFolder", {},
     [("Version 4", b"s2"), ("Version 3", b"s1"), ("Version 2", b"d2"), ("Version 1", b"d1")]),
])
def test_merging(kind, more, expected):
    api = server.fresh()
    put_versions(api, "/a/b/same.txt", b"s1", b"s2")
    put(api, "/a/b/source.txt", b"s")
    put(api, "/a/c/source.txt", b"s")
    target = put_versions(api, "/x/a/b/same.txt", b"d1", b"d2")
    put(api, "/x/a/b/target.txt", b"d")
    kept = folders(api)["/x/a/b"]["folderId"]
    run_job(api, kind, sourceFolderPath="/a", destinationPath="/x", **more)
    merged = ["/x/", "/x/a/", "/x/a/b/", "/x/a/b/same.txt", "/x/a/b/source.txt",
              "/x/a/b/target.txt", "/x/a/c/", "/x/a/c/source.txt"]
    source = ["/a/", "/a/b/", "/a/b/same.txt", "/a/b/source.txt", "/a/c/", "/a/c/source.txt"]
    assert tree(api) == (merged if kind == "moveFolder" else source + merged)
    assert history(api, "/x/a/b/same.txt") == expected
    row = files(api)["/x/a/b/same.txt"]
    assert (row["fileId"], row["createdAt"]) == (target["fileId"], target["createdAt"])
    assert folders(api)["/x/a/b"]["folderId"] == kept


@each([(kind, kind) for kind in ("copyFolder", "moveFolder")])
def test_the_destination_says_who_may_see_it(kind):
    api = server.fresh()
    put(api, "/a/f.txt", isPrivateFile=False)
    put(api, "/a/g.txt", isPrivateFile=True)
    put(api, "/x/a/f.txt", isPrivateFile=True)
    put(api, "/x/a/g.txt", isPrivateFile=False)
    run_job(api, kind, sourceFolderPath="/a", destinationPath="/x")
    rows = files(api)
    assert rows["/x/a/f.txt"]["isPrivateFile"] and not rows["/x/a/g.txt"]["isPrivateFile"]
    api.fetch(rows["/x/a/f.txt"]["url"]).expect(401)
    api.fetch(rows["/x/a/g.txt"]["url"]).expect(200)


def test_copying_again_and_again_counts_versions_up():
    api = server.fresh()
    put(api, "/a/f.txt", b"bytes")
    for _ in range(5):
        copy(api, "/a", "/x")
    assert [name for name, _ in history(api, "/x/a/f.txt")] == [
        "Version %d" % number for number in (5, 4, 3, 2, 1)]


@each([(kind, kind) for kind in ("copyFolder", "moveFolder")])
def test_no_file_gets_more_than_a_hundred_versions(kind):
    """Whether the call or the job says no, is not known; the files stay sound in either case."""
    api = server.fresh()
    full = put_versions(api, "/x/a/f.txt", *(b"%d" % number for number in range(100)))
    put(api, "/a/f.txt", b"s")
    answer = api.send_json("POST", "/v1/bulkJobs/" + kind, {"sourceFolderPath": "/a",
                                                           "destinationPath": "/x"})
    if answer.expect(200, 400).status == 200:
        wait_for_job(api, answer.json()["jobId"])
    rows = versions(api, full["fileId"])
    assert len(rows) == 100 and len({number_of(row) for row in rows}) == 100
    assert api.fetch(full["url"]).expect(200).body in (b"99", b"s")


# Purging ----------------------------------------------------------------------------------------

def test_a_rename_with_a_purge():
    """One purge for all files, of which the status tells."""
    api = server.fresh()
    for number in range(5):
        put(api, "/a/%d.txt" % number)
    job = rename(api, "/a", "b", purgeCache=True)
    status = job_status(api, job).expect(200).json()
    assert status == {"jobId": job, "type": "RENAME_FOLDER", "status": "Completed",
                      "purgeRequestId": status["purgeRequestId"]}, status
    assert HEX24.match(status["purgeRequestId"])
    purged = api.get("/v1/files/purge/" + status["purgeRequestId"]).expect(200).json()
    assert purged == {"status": "Completed"}
    job = rename(api, "/b", "c", purgeCache=False)
    assert "purgeRequestId" not in job_status(api, job).expect(200).json()


def test_a_rename_without_purges_left():
    api = server.fresh()
    put(api, "/a/f.txt", b"bytes")
    limit_purges(server, api, 2)
    rename(api, "/a", "b", purgeCache=True)
    purge(api, api.endpoint + "/b/f.txt").expect(201)
    job = post_job(api, "renameFolder", folderPath="/b", newFolderName="c", purgeCache=True)
    wait_for_job(api, job)
    assert job_status(api, job).expect(207).json() == {
        "jobId": job, "type": "RENAME_FOLDER", "status": "Partial success",
        "message": PURGE_FAILED, "help": HELP}
    assert tree(api) == ["/c/", "/c/f.txt"]
    rename(api, "/c", "d")


# Many at once, accounts -------------------------------------------------------------------------

def test_jobs_at_the_same_time():
    api = server.fresh()
    for number in range(16):
        put(api, "/s%d/f/x.txt" % number, b"%d" % number)
    at_once(16, lambda n: move(api, "/s%d/f" % n, "/t%d" % n))
    for number in range(16):
        assert history(api, "/t%d/f/x.txt" % number) == [("Version 1", b"%d" % number)]
    assert len(tree(api)) == 16 * 4


def test_accounts_are_apart():
    mine, yours = server.fresh(), server.fresh()
    for api in (mine, yours):
        put(api, "/a/f.txt", api.key.encode())
    before = everything(yours)
    copy(mine, "/a", "/x")
    move(mine, "/a", "/y")
    rename(mine, "/x", "z")
    assert everything(yours) == before
    assert tree(mine) == ["/y/", "/y/a/", "/y/a/f.txt", "/z/", "/z/a/", "/z/a/f.txt"]


if __name__ == "__main__":
    main(globals())
