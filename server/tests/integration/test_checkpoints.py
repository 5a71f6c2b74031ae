"""Checkpoints: a restored library answers every request as it did before; bytes that only a copy
names stay as long as it does; names, the limit, restarts."""
# ctest: timeout 600

import contextlib
import os
import tempfile

import checkpoints as cp
from emulator import ACCOUNT, Emulator
from tap import each, main

FILES = 1000
NAMES = "A checkpoint's name has 1 to 64 of A-Z a-z 0-9 _ - and dots, and does not begin with a dot."


@contextlib.contextmanager
def durable(*options):
    """A server with a data folder of its own; gives both."""
    with tempfile.TemporaryDirectory(prefix="emulator-test-") as data:
        with Emulator(*options, data=data) as server:
            yield server, data


@each([("in memory", False), ("in a folder", True)])
def test_a_restored_library_answers_as_before(in_folder):
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(durable())[0] if in_folder else stack.enter_context(Emulator())
        paths = cp.fill(server, FILES)
        before = cp.look(server, paths)
        facts = cp.save(server, "full")
        assert (facts["name"], facts["accounts"]) == ("full", 2), facts
        assert facts["files"] == FILES + FILES // 10 + 20, facts
        cp.change(server)
        assert len(cp.differences(before, cp.look(server, paths))) > 1
        for _ in range(2):      # a checkpoint can be restored again and again
            assert cp.restore(server, "full") == facts
            cp.expect_same(before, cp.look(server, paths))
        # One that is saved of a restored library is the same library.
        cp.save(server, "again")
        server.reset()
        assert cp.Talk(server).list() == []
        cp.restore(server, "again")
        cp.expect_same(before, cp.look(server, paths))
        assert [one["name"] for one in cp.checkpoints(server)] == ["again", "full"]


def test_what_the_control_plane_was_told_works_again():
    with Emulator() as server:
        cp.fill(server, 10)
        cp.save(server, "armed")
        cp.change(server)
        cp.restore(server, "armed")
        other = cp.Talk(server, cp.OTHER_KEY)
        file = other.list()[0]["fileId"]
        assert [other.ask("DELETE", "/v1/files/" + file).status for _ in range(3)] == [503, 503, 204]
        created = other.upload(b"x", "x.txt").expect(200).json()["fileId"]
        assert other.get("/v1/files/%s/details" % created).json()["createdAt"] == \
            "2031-01-01T00:00:00.000Z"
        purges = [other.ask("POST", "/v1/files/purge", {
            "url": "http://127.0.0.1:%d/%s/a.txt" % (server.port, cp.OTHER)}).status
            for _ in range(4)]
        assert purges == [201, 201, 201, 429], purges
        server.control("GET", "/clock?account=" + server.client("private_third").imagekit_id
                       ).expect(404)


def test_bytes_deleted_after_the_checkpoint_come_back():
    with durable() as (server, data):
        api = cp.Talk(server)
        kept, lost = b"only the checkpoint names me", b"nobody names me"
        file = api.upload(kept, "kept.txt").expect(200).json()
        cp.save(server, "one")
        api.ask("DELETE", "/v1/files/" + file["fileId"]).expect(204)
        late = api.upload(lost, "lost.txt").expect(200).json()
        api.ask("DELETE", "/v1/files/" + late["fileId"]).expect(204)
        # The sweep has looked at both of them when the second is gone.
        cp.wait_until(lambda: cp.blobs(data) == {cp.sha256(kept)}, "%s" % cp.blobs(data))
        cp.restore(server, "one")
        assert server.client().fetch(file["url"]).expect(200).body == kept
        assert cp.blobs(data) == {cp.sha256(kept)}


def test_a_checkpoint_whose_bytes_are_gone_is_not_restored():
    """It was away from its folder when its last file went, and so it kept nothing."""
    with durable() as (server, data):
        api = cp.Talk(server)
        gone = [b"gone %d" % number for number in range(5)]
        for number, content in enumerate(gone):
            api.upload(content, "%d.txt" % number).expect(200)
        cp.save(server, "one")
        server.stop()
        place = os.path.join(data, "checkpoints", "one.db")
        os.rename(place, os.path.join(data, "one.db"))
        server.start()
        api = cp.Talk(server)
        for file in api.list():
            api.ask("DELETE", "/v1/files/" + file["fileId"]).expect(204)
        cp.wait_until(lambda: cp.blobs(data) == set(), "the bytes are gone")
        api.upload(b"stays", "stays.txt").expect(200)
        api.upload(gone[0], "back.txt").expect(200)
        server.stop()
        os.rename(os.path.join(data, "one.db"), place)
        server.start()
        message = server.control("POST", "/checkpoints/one/restore").expect(503).json()["message"]
        assert message.startswith("Bytes that the checkpoint names are gone, so it cannot be restored: 4 of them, "
                                  "with the SHA-256 "), message
        assert sum(cp.sha256(content) in message for content in gone[1:]) == 3, message
        assert {file["name"] for file in cp.Talk(server).list()} == {"stays.txt", "back.txt"}
        for content in gone[1:]:
            cp.Talk(server).upload(content, "again.txt").expect(200)
        cp.restore(server, "one")
        assert len(cp.Talk(server).list()) == 5


def test_a_deleted_checkpoint_frees_its_bytes():
    with durable() as (server, data):
        api = cp.Talk(server)
        for number in range(20):
            api.upload(b"bytes %d" % number, "%d.txt" % number).expect(200)
        cp.save(server, "a")
        cp.save(server, "b")
        server.reset()
        api.upload(b"live", "live.txt").expect(200)
        server.control("DELETE", "/checkpoints/a").expect(204)
        server.control("GET", "/checkpoints/a").expect(404)
        trace = api.upload(b"trace", "trace.txt").expect(200).json()["fileId"]
        api.ask("DELETE", "/v1/files/" + trace).expect(204)
        cp.wait_until(lambda: len(cp.blobs(data)) == 21, "another checkpoint names them")
        server.control("DELETE", "/checkpoints/b").expect(204)
        cp.wait_until(lambda: cp.blobs(data) == {cp.sha256(b"live")}, "%s" % cp.blobs(data))


def test_a_replaced_checkpoint_frees_its_bytes():
    with durable() as (server, data):
        api = cp.Talk(server)
        api.upload(b"first", "first.txt").expect(200)
        cp.save(server, "one")
        server.reset()
        api.upload(b"second", "second.txt").expect(200)
        cp.save(server, "one")
        cp.wait_until(lambda: cp.blobs(data) == {cp.sha256(b"second")}, "%s" % cp.blobs(data))
        server.reset()
        cp.restore(server, "one")
        assert [file["name"] for file in api.list()] == ["second.txt"]


def test_a_restart_keeps_them():
    with tempfile.TemporaryDirectory(prefix="emulator-test-") as data:
        with Emulator(data=data) as server:
            paths = cp.fill(server, 50)
            before = cp.look(server, paths)
            cp.save(server, "old")
            server.reset()
            cp.save(server, "empty")
            listed = cp.checkpoints(server)
        # Whatever an earlier process was in the middle of.
        for name in (".scratch-7", ".scratch-7-journal"):
            with open(os.path.join(data, "checkpoints", name), "wb") as file:
                file.write(b"half a copy")
        # Delivery URLs begin with the port, so it has to be the same one.
        with Emulator("--port", server.port, data=data) as again:
            assert cp.checkpoints(again) == listed
            assert not cp.leftovers(data)
            cp.restore(again, "old")
            cp.expect_same(before, cp.look(again, paths))
            cp.restore(again, "empty")
            assert cp.Talk(again).list() == []


@each([(name, name) for name in ("a", "A-b_c.9", "-", "_", "0", "x" * 64, "a.db", "a..b", "tmp.")])
def test_names_that_are_fine(name):
    server = shared()
    facts = server.control("POST", "/checkpoints", {"name": name}).expect(200).json()
    assert facts["name"] == name
    assert server.control("GET", "/checkpoints/" + name).expect(200).json() == facts
    cp.restore(server, name)
    assert cp.unpack(cp.export(server, name))[0][0] == "checkpoint.json"
    server.control("DELETE", "/checkpoints/" + name).expect(204)


@each([("empty", ""), ("blank", "a%20b"), ("dot", "."), ("dots", ".."), ("the start", ".start"),
       ("slash", "a%2Fb"), ("upwards", "..%2F..%2Fimagekit"), ("too long", "x" * 65),
       ("umlaut", "%C3%BC"), ("line break", "a%0Ab"), ("percent", "a%25"), ("star", "*")])
def test_names_that_are_none(name):
    server = shared()
    plain = cp.urllib.parse.unquote(name)
    server.control("POST", "/checkpoints", {"name": plain}).error(400, NAMES)
    if name in ("", ".", ".."):
        return
    for method, rest in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/restore"),
                         ("GET", "/archive"), ("PUT", "/archive")):
        server.control(method, "/checkpoints/" + name + rest).error(400, NAMES)
    assert server.control("GET", "/readyz").status == 200


@each([("no body", None, "name"), ("no name", {}, "name"), ("a number", {"name": 1}, "name"),
       ("another member", {"name": "a", "nane": "b"}, "nane"), ("a list", ["a"], "")])
def test_bodies_that_say_no_name(body, told):
    answer = shared().control("POST", "/checkpoints", body).expect(400)
    assert told in answer.json()["message"], answer


@each([("GET", "GET", ""), ("DELETE", "DELETE", ""), ("restore", "POST", "/restore"),
       ("archive", "GET", "/archive")])
def test_an_unknown_name_is_told_with_those_there_are(method, rest):
    server = shared()
    cp.save(server, "known")
    cp.save(server, "other")
    message = server.control(method, "/checkpoints/unknown" + rest).expect(404).json()["message"]
    assert "unknown" in message and "known, other" in message, message
    for name in ("known", "other"):
        server.control("DELETE", "/checkpoints/" + name).expect(204)


@each([("list", "GET", ""), ("save", "PUT", "/a"), ("restore", "POST", "/a/restore"),
       ("delete", "DELETE", "/a"), ("export", "GET", "/a/archive"), ("import", "PUT", "/a/archive")])
def test_there_are_none_of_one_account(method, path):
    shared().control(method, "/checkpoints%s?account=%s" % (path, ACCOUNT)).error(
        400, "The parameter 'account' is not known here; there are none.")


def test_there_are_a_hundred_at_most():
    with Emulator() as server:
        for number in range(100):
            cp.save(server, "c-%03d" % number)
        full = server.control("PUT", "/checkpoints/one-more").expect(409).json()["message"]
        assert "100" in full, full
        archive = cp.export(server, "c-007")
        cp.import_archive(server, "one-more", archive).expect(409)
        cp.import_archive(server, "c-008", archive).expect(200)
        cp.save(server, "c-050")        # in the place of the one that is there
        server.control("DELETE", "/checkpoints/c-001").expect(204)
        cp.save(server, "one-more")
        assert len(cp.checkpoints(server)) == 100
        assert server.control("GET", "/checkpoints/c-001").status == 404


# One server for what leaves no trace ---------------------------------------------------------------

_shared = []


def shared():
    return _shared[0]


def set_up():
    _shared.append(Emulator().start())


def tear_down():
    assert _shared.pop().stop() == 0


if __name__ == "__main__":
    main(globals())
