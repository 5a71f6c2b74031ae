"""Strange things among the checkpoints: each spoils only itself, whatever it is and whenever it came."""

import os
import socket
import tempfile

import checkpoints as cp
from emulator import Emulator
from tap import each, main


def fifo(path):
    os.mkfifo(path)


def a_folder(path):
    os.mkdir(path)


def link_to_nothing(path):
    os.symlink("/nonexistent/library.db", path)


def link_to_itself(path):
    os.symlink(path, path)


def link_to_a_device(path):
    os.symlink("/dev/zero", path)


def a_socket(path):
    with socket.socket(socket.AF_UNIX) as one:
        here = os.getcwd()
        os.chdir(os.path.dirname(path))     # names of sockets are short
        try:
            one.bind(os.path.basename(path))
        finally:
            os.chdir(here)


def put(content):
    def make(path):
        with open(path, "wb") as file:
            file.write(content)
    return make


def cut(share):
    def make(path):
        with open(os.path.join(os.path.dirname(path), "good.db"), "rb") as file:
            content = file.read()
        put(content[:int(len(content) * share)])(path)
    return make


def noise(path):
    with open(os.path.join(os.path.dirname(path), "good.db"), "rb") as file:
        content = bytearray(file.read())
    for at in range(4096, len(content), 4096):
        content[at:at + 64] = b"\xa5" * 64
    put(bytes(content))(path)


def pipe_for_a_journal(path):
    cut(1)(path)
    os.mkfifo(path + "-journal")


def pipe_for_a_log(path):
    cut(1)(path)
    os.mkfifo(path + "-wal")


THINGS = [("a pipe", fifo), ("a folder", a_folder), ("a link to nothing", link_to_nothing),
          ("a link to itself", link_to_itself), ("a link to a device", link_to_a_device),
          ("a socket", a_socket), ("nothing in it", put(b"")), ("text", put(b"text " * 3000)),
          ("a header alone", cut(0.01)), ("a half", cut(0.5)), ("all but the end", cut(0.99)),
          ("noise", noise), ("a pipe for its journal", pipe_for_a_journal),
          ("a pipe for its log", pipe_for_a_log)]


def expect_good(server):
    """Whatever lies beside it."""
    listed = {row["name"]: row for row in cp.checkpoints(server)}
    assert listed["good"]["files"] == 1 and "error" not in listed["good"], listed
    api = cp.Talk(server)
    api.upload(b"later", "later.txt").expect(200)
    cp.restore(server, "good")
    assert [file["name"] for file in api.list()] == ["a.txt"]
    cp.save(server, "another")
    server.control("DELETE", "/checkpoints/another").expect(204)
    assert cp.unpack(cp.export(server, "good"))
    api.close()
    return listed


@each([("%s, %s" % (label, when), make, when == "there at the start")
       for label, make in THINGS for when in ("there at the start", "come later")])
def test_it_spoils_only_itself(make, at_start):
    with tempfile.TemporaryDirectory(prefix="emulator-test-") as data:
        odd = os.path.join(data, "checkpoints", "odd.db")
        with Emulator(data=data) as server:
            cp.Talk(server).upload(b"a", "a.txt").expect(200)
            cp.save(server, "good")
            cp.save(server, "odd")
            if not at_start:
                os.unlink(odd)
                make(odd)
                look(server)
        if at_start:
            os.unlink(odd)
            make(odd)
        with Emulator(data=data) as server:
            look(server)
            if not os.path.isdir(odd):
                server.control("DELETE", "/checkpoints/odd").expect(204)
                assert [row["name"] for row in cp.checkpoints(server)] == ["good"]
                assert not os.path.lexists(odd)


def look(server):
    listed = expect_good(server)
    assert "odd.db" in listed["odd"]["error"] or "database" in listed["odd"]["error"], listed
    assert "files" not in listed["odd"] and listed["odd"]["createdAt"], listed
    for method, path in (("GET", ""), ("POST", "/restore"), ("GET", "/archive")):
        answer = server.control(method, "/checkpoints/odd" + path).expect(500, 503)
        assert answer.json()["message"], answer
    expect_good(server)


if __name__ == "__main__":
    main(globals())
