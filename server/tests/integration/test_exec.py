"""imagekit-emulator exec: a command beside a server of its own. What the command is told, what of it
comes back, and that nothing is left."""

import base64
import glob
import hashlib
import json
import os
import re
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time

from emulator import EMULATOR_BIN, READY_SECONDS, STOP_SECONDS, Emulator, run_to_end
from lifetime import folder
from tap import each, main

TOLD = ("IMAGE_KIT_BASE_URL", "TEST_API_BASE_URL", "IMAGEKIT_PRIVATE_KEY", "IMAGEKIT_PUBLIC_KEY",
        "IMAGEKIT_URL_ENDPOINT", "IMAGEKIT_WEBHOOK_SECRET")


def python(text):
    """A command that runs this Python program."""
    return ["--", sys.executable, "-c", text]


TELL = python("import json, os; print(json.dumps(dict(os.environ)))")


def told(*options, env=None):
    """The environment that the command found."""
    code, out, err = run_to_end("exec", *options, *TELL, env=env)
    assert code == 0, (code, err)
    return json.loads(out)


def port_of(url):
    return int(url.rsplit(":", 1)[1])


def is_free(port):
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) != 0


class Running:
    """exec with a command that says when it is there; ended by its pid whatever happens."""

    def __init__(self, program, *options, preexec=None):
        self.process = subprocess.Popen(
            [EMULATOR_BIN, "exec", *options, *python(program)], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=preexec)
        self.first = self.line()

    def line(self):
        out = self.process.stdout
        assert select.select([out], [], [], READY_SECONDS)[0], "the command said nothing"
        return out.readline().decode().strip()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()

    def end(self, *signals):
        for number in signals:
            self.process.send_signal(number)
        code = self.process.wait(STOP_SECONDS)
        return code, self.process.stdout.read().decode(), self.process.stderr.read().decode()


# What the command is told ------------------------------------------------------------------------

def test_the_command_finds_the_server_and_the_keys():
    found = told()
    base = found["IMAGE_KIT_BASE_URL"]
    assert base.startswith("http://127.0.0.1:"), base
    assert found["TEST_API_BASE_URL"] == base
    assert found["IMAGEKIT_PRIVATE_KEY"] == "private_emulator"
    assert found["IMAGEKIT_PUBLIC_KEY"] == "public_emulator"
    assert found["IMAGEKIT_URL_ENDPOINT"] == base + "/demo"
    digest = hashlib.sha256(b"private_emulator").digest()
    assert found["IMAGEKIT_WEBHOOK_SECRET"] == "whsec_" + base64.b64encode(digest).decode()


def test_the_keys_are_those_of_the_first_account():
    found = told("--account", "one:private_1:public_1", "--account", "two:private_2:public_2")
    assert found["IMAGEKIT_PRIVATE_KEY"] == "private_1"
    assert found["IMAGEKIT_PUBLIC_KEY"] == "public_1"
    assert found["IMAGEKIT_URL_ENDPOINT"].endswith("/one")


def test_the_endpoint_is_below_the_public_url():
    found = told("--public-url", "https://images.example/cdn/")
    assert found["IMAGEKIT_URL_ENDPOINT"] == "https://images.example/cdn/demo"
    assert found["IMAGE_KIT_BASE_URL"].startswith("http://127.0.0.1:")


def test_the_url_is_one_to_connect_to():
    assert told("--host", "0.0.0.0")["IMAGE_KIT_BASE_URL"].startswith("http://127.0.0.1:")


def test_what_was_there_before_is_replaced_and_the_rest_stays():
    before = {name: "old" for name in TOLD}
    before.update(IMAGEKIT_PRIVATE_KEYS="kept", ANOTHER="kept too")
    found = told(env=before)
    assert [name for name in TOLD if found[name] == "old"] == []
    assert (found["IMAGEKIT_PRIVATE_KEYS"], found["ANOTHER"]) == ("kept", "kept too")
    text = python("print(open('/proc/self/environ').read().count('IMAGE_KIT_BASE_URL='))")
    assert run_to_end("exec", *text, env=before)[1].strip() == "1"


def test_the_server_answers_the_command():
    program = """
import base64, json, os, urllib.request
base, key = os.environ["IMAGE_KIT_BASE_URL"], os.environ["IMAGEKIT_PRIVATE_KEY"]
form = ('--b\\r\\nContent-Disposition: form-data; name="file"; filename="a.txt"\\r\\n\\r\\nbytes\\r\\n'
        '--b\\r\\nContent-Disposition: form-data; name="fileName"\\r\\n\\r\\na.txt\\r\\n'
        '--b\\r\\nContent-Disposition: form-data; name="useUniqueFileName"\\r\\n\\r\\nfalse\\r\\n--b--')
head = {"Authorization": "Basic " + base64.b64encode((key + ":").encode()).decode(),
        "Content-Type": "multipart/form-data; boundary=b"}
sent = urllib.request.Request(base + "/api/v1/files/upload", form.encode(), head)
facts = json.load(urllib.request.urlopen(sent))
url = os.environ["IMAGEKIT_URL_ENDPOINT"] + "/a.txt"
print(urllib.request.urlopen(url).read().decode(), facts["url"].split("?")[0] == url)
"""
    code, out, err = run_to_end("exec", *python(program))
    assert (code, out, err) == (0, "bytes True\n", ""), (code, out, err)


def test_two_at_a_time_have_ports_of_their_own():
    program = ("import os, time; print(os.environ['IMAGE_KIT_BASE_URL'], flush=True); "
               "time.sleep(60)")
    with Emulator():
        with Running(program) as one, Running(program) as two:
            assert one.first != two.first, one.first
            assert not is_free(port_of(one.first)) and not is_free(port_of(two.first))
            for running in (one, two):
                running.end(signal.SIGTERM)


def test_a_port_that_was_named_is_taken():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    assert port_of(told("--port", str(port))["IMAGE_KIT_BASE_URL"]) == port
    with Emulator() as server:
        code, out, err = run_to_end("exec", "--port", str(server.port), *TELL)
        assert (code, out) == (3, ""), (code, out, err)


# How it is run -----------------------------------------------------------------------------------

INHERITED = """
import json, os, resource, signal
mask = os.umask(0); os.umask(mask)
links = {}
for fd in os.listdir("/proc/self/fd"):
    try:
        links[fd] = os.readlink("/proc/self/fd/" + fd)
    except OSError:
        pass
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
# 32 and 33 are the C library's own, which its posix_spawn() leaves ignored.
ignored = int(status["SigIgn"], 16) & ~(3 << 31)
print(json.dumps([mask, resource.getrlimit(resource.RLIMIT_NOFILE), status["SigBlk"], ignored,
                  sorted(fd for fd, to in links.items() if int(fd) > 2),
                  os.getpgid(0) == os.getpgid(os.getppid())]))
"""


def lowered():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(512, hard), hard))
    os.umask(0o027)


def test_the_command_inherits_what_the_server_changes_for_itself():
    bare = subprocess.run([sys.executable, "-c", INHERITED], stdout=subprocess.PIPE, check=True,
                          preexec_fn=lowered)
    beside = subprocess.run([EMULATOR_BIN, "exec", *python(INHERITED)], stdout=subprocess.PIPE,
                            check=True, preexec_fn=lowered)
    assert json.loads(beside.stdout) == json.loads(bare.stdout), (beside.stdout, bare.stdout)


def test_descriptors_that_were_handed_over_arrive():
    read, write = os.pipe()
    try:
        program = "import os; os.write(%d, b'through')" % write
        subprocess.run([EMULATOR_BIN, "exec", *python(program)], pass_fds=[write], check=True)
        assert os.read(read, 100) == b"through"
    finally:
        os.close(read)
        os.close(write)


def test_input_and_output_are_the_commands():
    done = subprocess.run(
        [EMULATOR_BIN, "exec", *python("import sys; print(input()); print('e', file=sys.stderr)")],
        input=b"in\n", stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
    assert (done.stdout, done.stderr) == (b"in\n", b"e\n"), done


def test_arguments_arrive_as_they_are():
    program = "import sys; print(sys.argv[1:])"
    words = ["--port", "0", "--", "", "a b", "$HOME", "*", "--help"]
    code, out, err = run_to_end("exec", *python(program), *words)
    assert (code, out) == (0, repr(words) + "\n"), (code, out, err)


def test_the_ready_line_comes_where_it_is_asked_for():
    code, out, _ = run_to_end("exec", "--print-json", *python("print('then this')"))
    lines = out.splitlines()
    assert code == 0 and json.loads(lines[0])["event"] == "ready" and lines[1:] == ["then this"]


# How it ends -------------------------------------------------------------------------------------

@each([(str(status), status) for status in (0, 1, 2, 3, 125, 255)])
def test_the_status_is_the_commands(status):
    assert run_to_end("exec", *python("raise SystemExit(%d)" % status))[0] == status


@each([("killed", signal.SIGKILL), ("interrupted", signal.SIGINT), ("ended", signal.SIGTERM)])
def test_a_signal_that_ends_the_command_is_128_and_its_number(number):
    program = ("import os, signal; signal.signal(signal.SIGINT, signal.SIG_DFL); "
               "os.kill(os.getpid(), %d)" % number)
    assert run_to_end("exec", *python(program))[0] == 128 + number


@each([("SIGINT", signal.SIGINT), ("SIGTERM", signal.SIGTERM), ("SIGHUP", signal.SIGHUP)])
def test_a_signal_is_passed_on_once(number):
    program = """
import signal, sys, time
seen = []
signal.signal(%d, lambda number, frame: seen.append(number))
print("there", flush=True)
while not seen:
    time.sleep(0.01)
time.sleep(0.1)  # a second one would come now
print(seen)
sys.exit(33)
""" % number
    with Running(program) as running:
        code, out, err = running.end(number)
    assert (code, out) == (33, "[%d]\n" % number), (code, out, err)


def test_a_command_that_does_not_mind_a_signal_goes_on():
    program = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGINT, lambda *_: sys.exit(7))
print("there", flush=True)
while True:
    time.sleep(0.01)
"""
    with Running(program) as running:
        running.process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        assert running.process.poll() is None
        assert running.end(signal.SIGINT)[0] == 7


def test_ctrl_c_at_a_terminal_comes_once():
    program = """
import signal, time
seen = []
signal.signal(signal.SIGINT, lambda number, frame: seen.append(number))
print("there", flush=True)
while not seen:
    time.sleep(0.01)
time.sleep(0.2)
print("seen", len(seen), flush=True)
"""
    told_all = re.compile(rb"seen [0-9]+\r\n")
    pid, terminal = os.forkpty()
    if pid == 0:
        os.execv(EMULATOR_BIN, [EMULATOR_BIN, "exec", *python(program)])
    shown, sent, deadline = b"", False, time.monotonic() + READY_SECONDS
    try:
        while not told_all.search(shown) and time.monotonic() < deadline:
            if select.select([terminal], [], [], 0.2)[0]:
                shown += os.read(terminal, 4096)
            if b"there" in shown and not sent:
                os.write(terminal, b"\x03")
                sent = True
    finally:
        if not told_all.search(shown):
            os.kill(pid, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.close(terminal)
    assert b"seen 1\r" in shown and code == 0, (code, shown)


def test_a_command_that_is_not_there_is_127():
    code, out, err = run_to_end("exec", "--", "no-such-program-anywhere")
    assert (code, out) == (127, ""), (code, out, err)
    assert err == ("imagekit-emulator: exec: 'no-such-program-anywhere' cannot be run: No such "
                   "file or directory\n"), err


def test_a_command_that_cannot_be_run_is_126():
    with tempfile.NamedTemporaryFile(prefix="emulator-exec-") as file:
        code, out, err = run_to_end("exec", "--", file.name)
    assert (code, out) == (126, "") and "Permission denied" in err, (code, out, err)


def test_no_command_is_exit_2():
    code, out, err = run_to_end("exec")
    assert (code, out) == (2, "") and "exec needs a command" in err, (code, out, err)


def test_a_server_that_does_not_start_runs_no_command():
    with folder() as data:
        with Emulator(data=data):
            code, out, err = run_to_end("exec", "--data", data, *python("print('ran')"))
    assert (code, out) == (4, "") and "in use" in err, (code, out, err)


# What is left ------------------------------------------------------------------------------------

@each([("a command that ends", "pass", 0), ("a command that fails", "raise SystemExit(9)", 9)])
def test_nothing_is_left_of(program, status):
    program = "import os; print(os.environ['IMAGE_KIT_BASE_URL'], os.getppid());" + program
    with tempfile.TemporaryDirectory(prefix="emulator-exec-") as temporary:
        code, out, err = run_to_end("exec", *python(program), env={"TMPDIR": temporary})
        assert (code, err) == (status, ""), (code, err)
        assert glob.glob(temporary + "/*") == []
    url, pid = out.split()
    assert is_free(port_of(url)), "the port is still taken"
    assert not os.path.exists("/proc/%s" % pid), "the server is still there"


def test_nothing_is_left_after_a_signal():
    program = "import os, time; print(os.environ['IMAGE_KIT_BASE_URL'], flush=True); time.sleep(60)"
    with tempfile.TemporaryDirectory(prefix="emulator-exec-") as temporary:
        os.environ["TMPDIR"], before = temporary, os.environ.get("TMPDIR")
        try:
            with Running(program) as running:
                assert glob.glob(temporary + "/*") != []
                code = running.end(signal.SIGTERM)[0]
        finally:
            if before is None:
                del os.environ["TMPDIR"]
            else:
                os.environ["TMPDIR"] = before
        assert code == 128 + signal.SIGTERM, code
        assert glob.glob(temporary + "/*") == []
    assert is_free(port_of(running.first))


def test_a_library_in_a_folder_stays():
    program = """
import base64, os, urllib.request
head = {"Authorization": "Basic " + base64.b64encode(b"private_emulator:").decode(),
        "Content-Type": "application/json"}
url = os.environ["IMAGE_KIT_BASE_URL"] + "/v1/folder"
body = b'{"folderName":"kept","parentFolderPath":"/"}'
print(urllib.request.urlopen(urllib.request.Request(url, body, head)).status)
"""
    with folder() as data:
        code, out, err = run_to_end("exec", "--data", data, *python(program))
        assert (code, out) == (0, "201\n"), (code, out, err)
        with Emulator(data=data) as server:
            assert [row["name"] for row in server.client().files("type=folder")] == ["kept"]


if __name__ == "__main__":
    main(globals())
