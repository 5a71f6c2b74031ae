"""Folder jobs that take their time (--job-delay): Pending until they are due by the clock, what
they lock meanwhile, and that they outlive the server.

Each message of the service and the test that provokes it:
  A bulk job is running on given folder path, please try after sometime.
      -> a_source_that_is_locked, a_folder_to_rename_that_is_locked
  Destination folder path is already locked. Please try after sometime.
      -> a_destination_that_is_locked
"""
# ctest: timeout 600

import contextlib
import time

from emulator import Emulator
from library_calls import (START, all_rows, everything, files, history, job_status, post_job, put,
                           put_versions, run_job, tree, wait_for_job)
from lifetime import folder
from tap import each, main

LOCKED = "A bulk job is running on given folder path, please try after sometime."
DESTINATION = "Destination folder path is already locked. Please try after sometime."
DELAY = 60
KINDS = {
    "copyFolder": ("COPY_FOLDER", {"sourceFolderPath": "/a/b", "destinationPath": "/x/y"}),
    "moveFolder": ("MOVE_FOLDER", {"sourceFolderPath": "/a/b", "destinationPath": "/x/y"}),
    "renameFolder": ("RENAME_FOLDER", {"folderPath": "/a/b", "newFolderName": "y"}),
}
DONE = {
    "copyFolder": ["/a/", "/a/b/", "/a/b/f.txt", "/x/", "/x/y/", "/x/y/b/", "/x/y/b/f.txt"],
    "moveFolder": ["/a/", "/x/", "/x/y/", "/x/y/b/", "/x/y/b/f.txt"],
    "renameFolder": ["/a/", "/a/y/", "/a/y/f.txt"],
}
EACH_KIND = each([(kind, kind) for kind in KINDS])

server = Emulator("--clock", START, "--job-delay", DELAY)
set_up, tear_down = server.start, server.stop_cleanly


def post(api, kind, **body):
    return api.send_json("POST", "/v1/bulkJobs/" + kind, body)


def clock(api, path="", **state):
    """The clock of this account alone."""
    method = "POST" if path else "PUT"
    server.control(method, "/clock%s?account=%s" % (path, api.imagekit_id), state).expect(200)


def pass_time(api, milliseconds):
    clock(api, "/advance", milliseconds=milliseconds)


def library(one=server):
    api = one.fresh()
    put(api, "/a/b/f.txt", b"bytes")
    return api


# Time -------------------------------------------------------------------------------------------

@EACH_KIND
def test_pending_until_it_is_due(kind):
    name, body = KINDS[kind]
    api = library()
    job = post_job(api, kind, **body)
    pending = {"jobId": job, "type": name, "status": "Pending"}
    for milliseconds in (1, DELAY * 1000 - 2):
        assert job_status(api, job).expect(200).json() == pending
        assert files(api) and "/a/b/f.txt" in tree(api) and "/x/y/b/f.txt" not in tree(api)
        pass_time(api, milliseconds)
    assert job_status(api, job).expect(200).json() == pending
    pass_time(api, 1)
    assert wait_for_job(api, job) == {"jobId": job, "type": name, "status": "Completed"}
    assert tree(api) == DONE[kind]


def test_the_clock_of_another_account_does_not_matter():
    api, other = library(), library()
    job = post_job(api, "moveFolder", **KINDS["moveFolder"][1])
    theirs = post_job(other, "moveFolder", **KINDS["moveFolder"][1])
    pass_time(other, DELAY * 1000)
    assert wait_for_job(other, theirs)["status"] == "Completed"
    assert job_status(api, job).json()["status"] == "Pending"
    assert tree(api) == ["/a/", "/a/b/", "/a/b/f.txt"]


def test_jobs_run_by_themselves_when_time_goes_on():
    with Emulator("--job-delay", "1") as one:
        api = library(one)
        job = post_job(api, "moveFolder", **KINDS["moveFolder"][1])
        assert job_status(api, job).json()["status"] == "Pending"
        assert wait_for_job(api, job)["status"] == "Completed"
        assert tree(api) == DONE["moveFolder"]


def test_a_purge_is_told_when_the_job_is_done():
    api = library()
    job = post_job(api, "renameFolder", folderPath="/a/b", newFolderName="y", purgeCache=True)
    assert job_status(api, job).json()["status"] == "Pending"
    pass_time(api, DELAY * 1000)
    answer = wait_for_job(api, job)
    assert set(answer) == {"jobId", "type", "status", "purgeRequestId"}, answer
    assert answer["status"] == "Completed"


@each([
    ("the source is deleted", "DELETE", "/v1/folder", {"folderPath": "/a"}),
    ("the source is emptied", "DELETE", "/v1/folder", {"folderPath": "/a/b"}),
    ("the destination has a file of that name", "POST", "/v1/files/copy",
     {"sourceFilePath": "/b", "destinationPath": "/x/y"}),
    ("a file inside is renamed", "PUT", "/v1/files/rename",
     {"filePath": "/a/b/f.txt", "newFileName": "g.txt"}),
])
def test_what_happens_meanwhile_does_not_break_the_job(method, path, body):
    """Whether a running job keeps such calls out, is not known."""
    for kind, (_, wanted) in KINDS.items():
        api = library()
        put(api, "/b")
        job = post_job(api, kind, **wanted)
        api.send_json(method, path, body).expect(200, 204, 423)
        pass_time(api, DELAY * 1000)
        wait_for_job(api, job)
        put(api, "/a/b/f.txt", b"again")
        assert files(api)["/a/b/f.txt"]["size"] == 5


# Locks: a job moves /a/b to /x/y ----------------------------------------------------------------

@contextlib.contextmanager
def running(kind="moveFolder"):
    """An account with a job that is under way."""
    api = library()
    for path in ("/a/b/c/g.txt", "/a/bc/g.txt", "/a/o/g.txt", "/x/y/z/g.txt", "/x/y2/g.txt",
                 "/free/in/g.txt"):
        put(api, path)
    job = post_job(api, kind, **KINDS[kind][1])
    before = everything(api)
    yield api
    assert everything(api) == before
    assert job_status(api, job).json()["status"] == "Pending"


INSIDE = [
    ("the same as the source", "/a/b"), ("below the source", "/a/b/c"), ("above the source", "/a"),
    ("the same as the destination", "/x/y"), ("below the destination", "/x/y/z"),
    ("above the destination", "/x"), ("with other slashes", "a/b/"),
]
APART = [("the start of the same name", "/a/bc"), ("beside the source", "/a/o"),
         ("beside the destination", "/x/y2"), ("elsewhere", "/free/in")]


@each([("%s, %s" % (kind, label), kind, path) for kind in ("copyFolder", "moveFolder")
       for label, path in INSIDE])
def test_a_source_that_is_locked(kind, path):
    with running() as api:
        post(api, kind, sourceFolderPath=path, destinationPath="/new").error(423, LOCKED)


@each(INSIDE)
def test_a_folder_to_rename_that_is_locked(path):
    with running() as api:
        post(api, "renameFolder", folderPath=path, newFolderName="new").error(423, LOCKED)


@each([("%s, %s" % (kind, label), kind, path) for kind in ("copyFolder", "moveFolder")
       for label, path in INSIDE + [("a new folder below the source", "/a/b/new"),
                                    ("a new folder below the destination", "/x/y/new")]])
def test_a_destination_that_is_locked(kind, path):
    with running() as api:
        post(api, kind, sourceFolderPath="/free/in", destinationPath=path).error(423, DESTINATION)


@each([("%s runs" % kind, kind) for kind in KINDS])
def test_every_job_locks_its_source(kind):
    with running(kind) as api:
        for path in ("/a/b", "/a/b/c", "/a"):
            post(api, "copyFolder", sourceFolderPath=path,
                 destinationPath="/new").error(423, LOCKED)
            post(api, "copyFolder", sourceFolderPath="/free/in",
                 destinationPath=path).error(423, DESTINATION)


@each(APART)
def test_what_is_not_locked(path):
    for kind in ("copyFolder", "moveFolder"):
        with running() as api:
            post_job(api, kind, sourceFolderPath=path, destinationPath="/new")
    with running() as api:
        post_job(api, "renameFolder", folderPath=path, newFolderName="new")
    with running() as api:
        post_job(api, "copyFolder", sourceFolderPath="/free", destinationPath="/a/o")


def test_a_finished_job_locks_no_more():
    api = library()
    run = KINDS["moveFolder"][1]
    job = post_job(api, "moveFolder", **run)
    post(api, "moveFolder", **run).error(423, LOCKED)
    pass_time(api, DELAY * 1000)
    wait_for_job(api, job)
    second = post_job(api, "moveFolder", sourceFolderPath="/x/y/b", destinationPath="/a")
    pass_time(api, DELAY * 1000)
    wait_for_job(api, second)
    assert history(api, "/a/b/f.txt") == [("Version 1", b"bytes")]


def test_the_locks_of_another_account_do_not_matter():
    other = library()
    with running():
        job = post_job(other, "moveFolder", **KINDS["moveFolder"][1])
        pass_time(other, DELAY * 1000)
        wait_for_job(other, job)


def test_only_one_of_the_same_jobs_is_taken():
    api = library()
    answers = [post(api, "moveFolder", **KINDS["moveFolder"][1]) for _ in range(8)]
    assert [answer.status for answer in answers] == [200] + [423] * 7


# Restarts ---------------------------------------------------------------------------------------

def at(seconds):
    """An instant so many seconds after START, as an option."""
    return ["--clock", "2026-01-02T03:%02d:%02d.678Z" % divmod(4 * 60 + 5 + seconds, 60)]


def durable(data, seconds):
    return Emulator(*at(seconds), "--job-delay", DELAY, data=data)


@EACH_KIND
def test_a_job_that_came_due_while_the_server_was_down(kind):
    name, body = KINDS[kind]
    with folder() as data:
        with durable(data, 0) as one:
            put(one.client(), "/a/b/f.txt", b"bytes")
            job = post_job(one.client(), kind, **body)
        with durable(data, DELAY + 1) as one:
            api = one.client()
            assert wait_for_job(api, job) == {"jobId": job, "type": name, "status": "Completed"}
            assert tree(api) == DONE[kind]
        with durable(data, 2 * DELAY) as one:
            api = one.client()
            assert job_status(api, job).expect(200).json()["status"] == "Completed"
            assert tree(api) == DONE[kind]
            post_job(api, "copyFolder", sourceFolderPath="/a", destinationPath="/new")


@EACH_KIND
def test_a_job_that_is_not_due_after_the_restart(kind):
    with folder() as data:
        with durable(data, 0) as one:
            put(one.client(), "/a/b/f.txt", b"bytes")
            job = post_job(one.client(), kind, **KINDS[kind][1])
        with durable(data, DELAY // 2) as one:
            api = one.client()
            assert job_status(api, job).expect(200).json()["status"] == "Pending"
            assert tree(api) == ["/a/", "/a/b/", "/a/b/f.txt"]
            post(api, "renameFolder", folderPath="/a/b", newFolderName="new").error(423, LOCKED)
            one.advance(seconds=DELAY // 2)
            assert wait_for_job(api, job)["status"] == "Completed"
            assert tree(api) == DONE[kind]


@EACH_KIND
def test_a_job_that_was_accepted_survives_a_kill(kind):
    with folder() as data:
        one = durable(data, 0).start()
        put(one.client(), "/a/b/f.txt", b"bytes")
        job = post_job(one.client(), kind, **KINDS[kind][1])
        one.kill()
        with durable(data, DELAY) as one:
            assert wait_for_job(one.client(), job)["status"] == "Completed"
            assert tree(one.client()) == DONE[kind]


def build(api):
    """2,048 files of two versions each, in 4,094 folders below /a."""
    put_versions(api, "/a/f.txt", b"1", b"2")
    for name in "bcdefghijkl":
        run_job(api, "copyFolder", sourceFolderPath="/a", destinationPath="/a/" + name,
                includeVersions=True)
    return tree(api)


@each([("%d ms after it was due" % ms, ms) for ms in (0, 10, 40, 150)])
def test_a_kill_while_a_big_copy_is_made(moment):
    """After the restart the job is completed, and everything is there once."""
    with folder() as data:
        with Emulator(data=data) as one:
            source = build(one.client())
        one = Emulator("--job-delay", "1", data=data).start()
        job = post_job(one.client(), "copyFolder", sourceFolderPath="/a", destinationPath="/x",
                       includeVersions=True)
        time.sleep(1 + moment / 1000)
        one.kill()
        with Emulator("--job-delay", "1", data=data) as one:
            api = one.client()
            assert wait_for_job(api, job, 30)["status"] == "Completed"
            assert tree(api) == source + ["/x/"] + ["/x" + path for path in source]
            assert history(api, "/x/a/f.txt") == [("Version 2", b"2"), ("Version 1", b"1")]
            assert len(all_rows(api, "file-version")) == 2 * 2048


if __name__ == "__main__":
    main(globals())
