"""Lists of items that are large: they are answered whole, and cost the memory of a few items."""

import base64
import hashlib
import threading

from emulator import Emulator, is_sanitized
from library_calls import wait_for
from lifetime import folder, leftovers, put
from tap import Skip, each, main

FILES, MEGABYTE = 24, 1000 * 1000
ONE, EIGHT = 20, 160    # MiB of memory; a list has 24, eight have 192
server = Emulator()
library = None
large = None           # a file of seven versions


def set_up():
    global library, large
    server.start()
    library = server.fresh()
    for number in range(FILES):
        library.upload(b"x", fileName="%d.txt" % number, folder="/many", useUniqueFileName=False,
                       description=chr(ord("a") + number % 26) * MEGABYTE).expect(200)
    for number in range(7):
        large = library.upload(b"x", fileName="a.txt", folder="/one", useUniqueFileName=False,
                               description="%x" % number * MEGABYTE).expect(200).json()


tear_down = server.stop_cleanly


LISTS = [("files", "/v1/files?path=/many", FILES), ("a search",
         "/v1/files?path=/many&sort=DESC_NAME&searchQuery=size%20%3E%200", FILES),
         ("old versions", "/v1/files?path=/one&type=file-version", 6),
         ("versions of a file", None, 7)]


def address(path):
    return path or "/v1/files/%s/versions" % large["fileId"]


@each(LISTS)
def test_a_large_list_is_whole(path, count):
    answer = library.get(address(path)).expect(200)
    rows = answer.json()
    assert len(rows) == count and all(len(row["description"]) == MEGABYTE for row in rows)
    assert answer.header("content-type") == "application/json; charset=utf-8"
    assert answer.header("content-length") == str(len(answer.body))
    digest = base64.b64encode(hashlib.sha1(answer.body).digest()).decode().rstrip("=")
    assert answer.header("etag") == 'W/"%x-%s"' % (len(answer.body), digest)
    rest = library.request("GET", address(path),
                           headers={"If-None-Match": answer.header("etag")})
    assert rest.expect(304).body == b"" and rest.header("etag") == answer.header("etag")
    assert library.request("GET", address(path),
                           headers={"If-None-Match": '"x"'}).expect(200).body == answer.body


@each(LISTS)
def test_the_journal_keeps_how_it_begins(path, count):
    answer = library.get(address(path)).expect(200)
    entry = server.control("GET", "/journal?request=" + answer.header("x-ik-requestid")).json()
    entry = entry["entries"][0]
    body = entry["response"]["body"]
    assert answer.body.decode().startswith(body) and len(body) == 16 * 1024, entry.keys()
    assert count and entry["response"]["bytes"] == len(answer.body)


def anonymous():
    """MiB of memory that is the server's own; pages of the database come and go beside it."""
    with open("/proc/%d/status" % server.pid, encoding="ascii") as file:
        for line in file:
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) / 1024
    raise AssertionError("no RssAnon")


def most_while(work):
    """How much more than before the server has at most, as far as a look at each moment tells."""
    before, most, thread = anonymous(), 0, threading.Thread(target=work)
    thread.start()
    while thread.is_alive():
        most = max(most, anonymous() - before)
    thread.join()
    return most


def lists(many, path):
    answers = []

    def ask():
        answers.append(library.get(path).status)
    threads = [threading.Thread(target=ask) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * many, answers


@each([("one, " + row[0], 1, row[1], ONE) for row in LISTS]
      + [("eight at once", 8, LISTS[0][1], EIGHT)])
def test_memory(many, path, most):
    if is_sanitized(server.pid):
        raise Skip("under a sanitizer freed memory stays with it")
    path = address(path)
    library.get(path).expect(200)
    used = most_while(lambda: lists(many, path))
    assert used < most, "%.1f MiB" % used


def test_nothing_is_left_behind():
    with folder() as data, Emulator(data=data) as one:
        for number in range(3):
            put(one, "%d.txt" % number, b"x", description="d" * MEGABYTE)
        assert len(one.client().get("/v1/files").expect(200).body) > 3 * MEGABYTE
        # They go just behind their answers.
        wait_for(lambda: leftovers(data) == [], "nothing is left")


if __name__ == "__main__":
    main(globals())
