"""Starts: the ready line, and the exit codes of starts that must fail."""

import contextlib
import os
import select
import signal
import socket
import sqlite3
import stat
import subprocess

import emulator
from emulator import SLOWNESS, Client, Emulator, has_ipv6, run_to_end
from lifetime import delivered, folder, put, write
from tap import Skip, each, main


# Ready ------------------------------------------------------------------------------------------

def test_port_0_picks_a_free_port_and_says_which():
    with Emulator() as server:
        ready = server.ready
        assert ready["event"] == "ready"
        assert ready["port"] > 0
        assert ready["url"] == "http://127.0.0.1:%d" % ready["port"]
        assert ready["pid"] == server.process.pid
        assert ready["storage"] == "memory"
        Client(ready["port"], None).get("/_emulator/readyz").expect(200)


def test_the_ready_line_names_the_data_folder():
    with folder() as data, Emulator(data=data) as server:
        assert server.ready["storage"] == data


@each([("the loopback of IPv6", "::1"), ("every address", "::")])
def test_it_listens_on(host):
    if not has_ipv6():
        raise Skip("there is no IPv6 here")
    with Emulator("--host", host) as server:
        assert server.ready["url"] == "http://[%s]:%d" % (host, server.port)


def test_nothing_but_the_ready_line_goes_to_stdout():
    server = Emulator().start()
    put(server, "a.txt", b"a")
    server.process.send_signal(signal.SIGTERM)
    assert server.process.stdout.read() == b""
    server.stop_cleanly()


def first_line(*options):
    """What a start without --print-json says first; the process is ended by its pid."""
    process = subprocess.Popen([emulator.EMULATOR_BIN, "--port", "0"] + list(options),
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
    try:
        assert select.select([process.stdout], [], [], emulator.READY_SECONDS)[0], "no line"
        return process.stdout.readline().decode()
    finally:
        process.terminate()
        process.wait(emulator.STOP_SECONDS)
        process.stdout.close()


def test_the_first_line_says_whether_the_library_is_durable():
    assert "memory" in first_line().lower()
    with folder() as data:
        line = first_line("--data", data)
        assert data in line and "memory" not in line.lower(), line


def test_a_missing_data_folder_is_made():
    with folder() as parent:
        data = os.path.join(parent, "new", "library")
        with Emulator(data=data) as server:
            put(server, "a.txt", b"a")
        assert os.path.exists(os.path.join(data, "imagekit.db"))
        assert stat.S_IMODE(os.stat(data).st_mode) & 0o007 == 0, "open to everybody"


def test_what_a_start_does_not_need_comes_later():
    """Threads come with requests, large libraries with the first use of them; hashes need none."""
    with open(emulator.EMULATOR_BIN, "rb") as program:
        has_hashes = b"libcrypto.so" not in program.read()
    with Emulator() as server:
        pid = server.process.pid
        assert len(os.listdir("/proc/%d/task" % pid)) < 8
        server.fresh().upload(b"a", fileName="a.txt").expect(200)
        with open("/proc/%d/maps" % pid, encoding="utf-8") as maps:
            text = maps.read()
        assert "libsqlite3" in text
        assert "libcurl" not in text and "libvips" not in text, text
        if not has_hashes:
            raise Skip("this build has no static libcrypto")
        assert "libcrypto" not in text, text


# Starts that must fail --------------------------------------------------------------------------

def refused(data, code=4):
    """Starts with this data folder, which must fail; what it said, one line."""
    got, out, err = run_to_end("--port", "0", "--print-json", "--data", data)
    assert got == code, "exit status %s: %s" % (got, err)
    assert '"ready"' not in out, out
    lines = err.strip().splitlines()
    assert len(lines) == 1, "not one line: %r" % err
    return lines[0]


def test_a_port_that_is_taken_is_exit_3():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = taken.getsockname()[1]
        code, out, err = run_to_end("--port", port, "--print-json")
        assert code == 3, (code, err)
        assert out == "", out
        assert err == ("imagekit-emulator: --port: listening on 127.0.0.1 port %d: Address already in "
                       "use\n" % port), err


@each([
    ("a file for a folder", 4, ["--data", "/etc/passwd"],
     "--data: mkdir /etc/passwd: Not a directory"),
    ("a folder below a device", 4, ["--data", "/dev/null/x"],
     "--data: mkdir /dev/null: Not a directory"),
    ("an address of another machine", 1, ["--host", "192.0.2.1"],
     "--host: listening on 192.0.2.1 port 0: Cannot assign requested address"),
    ("a helper that is not there", 2, ["--media-helper", "/nonexistent/helper"],
     "--media-helper: looking at /nonexistent/helper: No such file or directory"),
    ("a helper that is no program", 2, ["--media-helper", "/etc/passwd"],
     "--media-helper: /etc/passwd is no program that can be run."),
    ("a helper that is a folder", 2, ["--media-helper", "/etc"],
     "--media-helper: /etc is no program that can be run."),
    ("a seed that is not there", 2, ["--seed", "/nonexistent/seed"],
     "--seed: open /nonexistent/seed: No such file or directory"),
    ("a folder for a file", 2, ["--config", "/etc"], "--config: read /etc: Is a directory"),
])
def test_an_option_that_cannot_be_used_is_named_with_its_value(code, options, told):
    got, out, err = run_to_end("--port", "0", *options)
    assert got == code, (got, err)
    assert err == "imagekit-emulator: %s\n" % told, err


def test_the_port_of_another_server_is_exit_3():
    with Emulator() as server:
        code, _, err = run_to_end("--port", server.port, "--print-json")
        assert code == 3, (code, err)
        put(server, "a.txt", b"still there")
        assert delivered(server, "a.txt") == b"still there"


def test_a_port_taken_leaves_the_data_folder_usable():
    with folder() as data, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        code, _, err = run_to_end("--port", taken.getsockname()[1], "--data", data)
        assert code == 3, (code, err)
        with Emulator(data=data) as server:
            put(server, "a.txt", b"a")


def test_a_data_folder_in_use_is_exit_4():
    with folder() as data, Emulator(data=data) as server:
        put(server, "a.txt", b"kept")
        line = refused(data)
        assert data in line, line
        assert delivered(server, "a.txt") == b"kept"
        put(server, "b.txt", b"goes on")


def test_a_killed_server_does_not_leave_the_folder_locked():
    with folder() as data:
        server = Emulator(data=data).start()
        put(server, "a.txt", b"kept")
        server.kill()
        with Emulator(data=data) as again:
            assert delivered(again, "a.txt") == b"kept"


def test_a_database_of_a_newer_version_is_exit_4():
    with folder() as data:
        with Emulator(data=data) as server:
            put(server, "a.txt", b"a")
        path = os.path.join(data, "imagekit.db")
        version = set_schema_version(path, 9999)
        line = refused(data)
        assert "newer" in line or "9999" in line, line
        set_schema_version(path, version)
        with Emulator(data=data) as server:
            assert delivered(server, "a.txt") == b"a"


def set_schema_version(path, version):
    """PRAGMA user_version, or the highest number of the table that counts the migrations."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        before = db.execute("PRAGMA user_version").fetchone()[0]
        if before == 0:
            raise AssertionError("the database does not number its schema by user_version")
        db.execute("PRAGMA user_version = %d" % version)
        db.commit()
        return before


@each([
    ("a file", lambda base: write(base, "file", b"x")),
    ("below a file", lambda base: os.path.join(write(base, "file", b"x"), "library")),
    ("a place that takes no folders", lambda base: "/proc/emulator-library"),
    ("a database that is none", lambda base: os.path.dirname(
        write(base, "imagekit.db", b"this is no database, whatever its name says " * 100))),
    ("a folder in place of the database", lambda base: os.path.dirname(
        os.path.dirname(write(base, "imagekit.db/file", b"x")))),
    ("a file in place of the blobs", lambda base: os.path.dirname(write(base, "blobs", b"x"))),
    ("no name", lambda base: ""),
])
def test_an_unusable_data_folder_is_refused(make):
    with folder() as base:
        data = make(base)
        refused(data, 4 if data else 2)


def test_a_folder_without_write_permission_is_exit_4():
    if os.geteuid() == 0:
        raise Skip("root may write everywhere")
    with folder() as data:
        os.chmod(data, 0o500)
        try:
            refused(data)
        finally:
            os.chmod(data, 0o700)


@each([
    ("an unknown option", ["--nonsense"], "nonsense"),
    ("an unknown word", ["frobnicate"], "frobnicate"),
    ("a port that is no number", ["--port", "abc"], "port"),
    ("a port that is too big", ["--port", "65536"], "port"),
    ("a negative port", ["--port", "-1"], "port"),
    ("a port with something behind it", ["--port", "80x"], "port"),
    ("no value", ["--port"], "port"),
    ("an unknown auth", ["--auth", "sometimes"], "auth"),
    ("an account without keys", ["--account", "demo"], "account"),
    ("an account without a private key", ["--account", "demo::public_x"], "account"),
    ("two accounts of one name", ["--account", "a:private_1:public_1",
                                  "--account", "a:private_2:public_2"], "account"),
    ("two accounts with one key", ["--account", "a:private_1:public_1",
                                   "--account", "b:private_1:public_2"], "account"),
    ("an id seed that is no number", ["--id-seed", "x"], "id-seed"),
    ("a clock that is no time", ["--clock", "yesterday"], "clock"),
    ("an unknown plan", ["--plan", "enterprisey"], "plan"),
    ("an unknown remote", ["--allow-remote", "perhaps"], "allow-remote"),
    ("an unknown signature rule", ["--signed-urls", "maybe"], "signed-urls"),
    ("no threads", ["--threads", "0"], "threads"),
    ("an unknown log", ["--log", "xml"], "log"),
    ("an unknown log level", ["--log-level", "loud"], "log-level"),
    ("a public URL that is none", ["--public-url", "not a url"], "public-url"),
    ("a host that is no address", ["--host", "256.0.0.1"], "host"),
    ("a missing configuration file", ["--config", "/nonexistent/emulator.conf"], "config"),
])
def test_bad_usage_is_exit_2(options, named):
    code, out, err = run_to_end(*(["--print-json"] + options), seconds=10 * SLOWNESS)
    assert code == 2, (code, err)
    assert out == "", out
    assert named in err, err


def test_a_bad_environment_is_exit_2():
    code, _, err = run_to_end("--print-json", env={"IMAGEKIT_EMULATOR_PORT": "abc"},
                              seconds=10 * SLOWNESS)
    assert code == 2, (code, err)
    assert "IMAGEKIT_EMULATOR_PORT" in err, err


def test_an_option_counts_before_the_environment():
    environment = {"IMAGEKIT_EMULATOR_PORT": "1", "IMAGEKIT_EMULATOR_AUTH": "strict"}
    with Emulator(env=environment) as server:
        assert server.port != 1
        server.client("private_unknown").get("/v1/files").expect(403)


@each([("version", ["version"]), ("help", ["--help"])])
def test_informing_is_exit_0(options):
    code, out, err = run_to_end(*options)
    assert code == 0, (code, err)
    assert out.strip(), "nothing on stdout"


# A library that is opened again ------------------------------------------------------------------

def test_a_seed_does_not_repeat_the_ids_of_a_library_that_is_opened_again():
    options = ["--id-seed", "7", "--clock", "2026-01-02T03:04:05Z"]
    seen = set()
    with folder() as data:
        for round_number in range(3):
            with Emulator(*options, data=data) as server:
                version = put(server, "a.txt", b"%d" % round_number)["versionInfo"]
                assert version["name"] == "Version %d" % (round_number + 1), version
                seen.add(version["id"])
    assert len(seen) == 3, seen


def test_a_seed_gives_the_same_ids_to_the_same_calls():
    options = ["--id-seed", "7", "--clock", "2026-01-02T03:04:05Z"]
    ids = []
    for _ in range(2):
        with Emulator(*options) as server:
            ids.append([put(server, name, b"x")["fileId"] for name in ("a.txt", "b.txt")])
    assert ids[0] == ids[1] and ids[0][0] != ids[0][1], ids


def test_an_account_made_on_first_sight_can_be_configured_later():
    with folder() as data:
        with Emulator(data=data) as server:
            stored = server.client("private_shop").upload(b"x", fileName="a.txt",
                                                          useUniqueFileName="false")
            stored.expect(200)
        with Emulator("--account", "shop:private_shop:public_shop", data=data) as server:
            files = server.client("private_shop").get("/v1/files").expect(200).json()
            assert [row["filePath"] for row in files] == ["/a.txt"], files
            assert "/shop/a.txt" in files[0]["url"], files


if __name__ == "__main__":
    main(globals())
