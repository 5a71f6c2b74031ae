"""imagekit-emulator healthcheck: finds the server by the settings the server itself goes by, and says
by its status whether it is ready."""

import os
import socket
import subprocess
import tempfile
import threading
import time

from emulator import EMULATOR_BIN, SLOWNESS, Emulator, run_to_end
from tap import each, main

server = Emulator()
set_up, tear_down = server.start, server.stop_cleanly


def check(*options, env=None):
    """(exit status, standard error); nothing is ever printed to standard output."""
    code, out, err = run_to_end("healthcheck", *options, env=env)
    assert out == "", out
    return code, err


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Impostor:
    """Takes one connection, reads what comes first and answers with these bytes (None: never)."""

    def __init__(self, answer):
        self.answer = answer
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._serve)

    def _serve(self):
        connection = self.listener.accept()[0]
        with connection:
            self.request = connection.recv(65536)
            if self.answer is None:
                self.over.wait(60 * SLOWNESS)
            else:
                connection.sendall(self.answer)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, kind, value, trace):
        self.over.set()
        self.thread.join()
        self.listener.close()


# Where the server is -----------------------------------------------------------------------------

def test_the_port_of_the_command_line():
    assert check("--port", str(server.port)) == (0, "")


def test_the_port_of_the_environment():
    assert check(env={"IMAGEKIT_EMULATOR_PORT": str(server.port)}) == (0, "")


def test_the_port_of_the_settings_file():
    with tempfile.NamedTemporaryFile("w", prefix="emulator-health-") as file:
        file.write("port = %d\nthreads = 20\n" % server.port)
        file.flush()
        assert check("--config", file.name) == (0, "")
        assert check(env={"IMAGEKIT_EMULATOR_CONFIG": file.name}) == (0, "")


def test_a_server_on_all_addresses():
    with Emulator("--host", "0.0.0.0") as everywhere:
        assert check("--host", "0.0.0.0", "--port", str(everywhere.port)) == (0, "")


def test_a_server_with_a_token():
    with Emulator("--control-token", "open-sesame") as guarded:
        port = str(guarded.port)
        assert check("--port", port, "--control-token", "open-sesame") == (0, "")
        assert check("--port", port) == (0, ""), "from this machine no token is needed"
        code, err = check("--port", port, "--control-token", "wrong")
        assert code == 1 and "readyz answered 401" in err, (code, err)
        assert "wrong" not in err, err


def test_the_command_of_exec_can_ask():
    words = ["sh", "-c", '"$0" healthcheck --port "${IMAGE_KIT_BASE_URL##*:}"', EMULATOR_BIN]
    assert run_to_end("exec", "--", *words) == (0, "", "")


# What is not ready -------------------------------------------------------------------------------

def test_nobody_there_is_1_and_one_line():
    port = free_port()
    code, err = check("--port", str(port))
    assert code == 1, (code, err)
    assert err == ("imagekit-emulator: healthcheck: http://127.0.0.1:%d: Connection refused\n"
                   % port), err


@each([
    ("another program", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "not this program"),
    ("an error", b"HTTP/1.1 503 Service Unavailable\r\n\r\n", "readyz answered 503"),
    ("no HTTP", b"SSH-2.0-OpenSSH_9.2\r\n", "does not speak HTTP"),
    ("half an answer", b"HTTP/1.1 200 OK\r\nContent-", "does not speak HTTP"),
    ("nothing", b"", "does not speak HTTP"),
    ("an endless head", b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 20000, "does not speak HTTP"),
])
def test_what_answers_is(answer, why):
    with Impostor(answer) as impostor:
        code, err = check("--port", str(impostor.port))
    assert code == 1 and why in err and err.count("\n") == 1, (code, err)


def test_silence_ends_with_the_timeout():
    with Impostor(None) as impostor:
        code, err = check("--port", str(impostor.port), "--timeout", "1")
    assert code == 1 and "no answer in time" in err, (code, err)


def test_the_request_is_plain():
    with Impostor(b"HTTP/1.1 200 OK\r\n\r\n{\"status\":\"ready\"}") as impostor:
        assert check("--port", str(impostor.port), "--control-token", "t") == (0, "")
    assert impostor.request == (b"GET /_emulator/readyz HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                                b"Connection: close\r\nAuthorization: Bearer t\r\n\r\n"
                                % impostor.port), impostor.request


def test_port_0_names_no_server():
    code, err = check("--port", "0")
    assert code == 1 and "--port" in err and err.count("\n") == 1, (code, err)


@each([
    ("an unknown option", ["--prot", "1"], None, "--prot"),
    ("a bad time", ["--timeout", "soon"], None, "--timeout"),
    ("a bad environment", [], {"IMAGEKIT_EMULATOR_PORT": "abc"}, "IMAGEKIT_EMULATOR_PORT"),
])
def test_exit_2_is_for(options, env, named):
    code, err = check(*options, env=env)
    assert code == 2 and named in err, (code, err)


# Waiting -----------------------------------------------------------------------------------------

def test_waiting_for_nobody_ends_with_the_timeout():
    code, err = check("--wait", "--timeout", "1", "--port", str(free_port()))
    assert code == 1 and "Connection refused" in err and err.count("\n") == 1, (code, err)


def test_waiting_lasts_until_the_server_is_there():
    port = free_port()
    waiting = subprocess.Popen(
        [EMULATOR_BIN, "healthcheck", "--wait", "--timeout", "60", "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        time.sleep(0.3)
        assert waiting.poll() is None, "it did not wait"
        with Emulator("--port", str(port)):
            out, err = waiting.communicate(timeout=60 * SLOWNESS)
        assert (waiting.returncode, out, err) == (0, b"", b""), (waiting.returncode, out, err)
    finally:
        if waiting.poll() is None:
            waiting.kill()
        waiting.wait()
        waiting.stdout.close()
        waiting.stderr.close()


def test_asking_touches_no_library():
    with tempfile.TemporaryDirectory(prefix="emulator-health-") as data:
        assert check("--port", str(server.port), "--data", data + "/library") == (0, "")
        assert os.listdir(data) == []


if __name__ == "__main__":
    main(globals())
