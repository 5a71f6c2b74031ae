"""Installs an official SDK and runs a program that uses it against the server.

    if __name__ == "__main__":
        main("node")          # or "python": server/tests/sdk/<language>/flow.*
        main("python", "answers", "--stateless")     # another program, other options of the server

The packages are those of the committed lock, installed once into BUILD_DIR/sdk/<language>/. What
the program prints (one JSON object a step) becomes the TAP cases. python_suite() is for the SDK's own
tests, see test_sdk_python_suite.py.
"""

import fcntl
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile

import tap
from emulator import BUILD_DIR, SLOWNESS, SOURCE_DIR, Emulator, fixture
from origin import Origin

INSTALL_SECONDS = 120
COMPILE_SECONDS = 600
FLOW_SECONDS = 90 * SLOWNESS

# What npm and pip print when it is the way to the registry that is missing.
NO_REGISTRY = ("ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EAI_AGAIN", "ENETUNREACH",
               "NewConnectionError", "ConnectTimeoutError", "Connection refused",
               "Temporary failure in name resolution", "No matching distribution found", "dial tcp")


def source(place, *path):
    """A file of a folder under server/tests/: source("sdk/node", "flow.mjs")."""
    return os.path.join(SOURCE_DIR, "server", "tests", place, *path)


def _run(command, folder, seconds=INSTALL_SECONDS, **environment):
    try:
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, text=True,
                              env=dict(os.environ, **environment), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise tap.Skip("%s took more than %d s" % (command[0], seconds)) from None
    if done.returncode == 0:
        return
    if any(word in done.stdout for word in NO_REGISTRY):
        raise tap.Skip("%s cannot reach its registry" % os.path.basename(command[0]))
    raise AssertionError("%s: %s" % (command, done.stdout))


def _installed(place, names, tool, install):
    """The folder that `install(folder)` filled; done anew when a source or the tool differs. Tests that run
    at the same time wait for the one that installs."""
    folder = os.path.join(BUILD_DIR, place)
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    with open(folder + ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _installed_alone(place, folder, names, tool, install)


def _installed_alone(place, folder, names, tool, install):
    stamp = os.path.join(folder, "stamp")
    digest = hashlib.sha256(tool.encode())
    for name in names:
        with open(source(place, name), "rb") as file:
            digest.update(file.read())
    wanted = digest.hexdigest()
    if os.path.exists(stamp):
        with open(stamp, encoding="ascii") as file:
            if file.read() == wanted:
                return folder
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for name in names:
        shutil.copy(source(place, name), folder)
    install(folder)
    with open(stamp, "w", encoding="ascii") as file:
        file.write(wanted)
    return folder


def node_packages(place):
    """The program node, and the folder with the packages of the folder `place`."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is None or npm is None:
        raise tap.Skip("no node" if program is None else "no npm")
    version = subprocess.run([program, "--version"], stdout=subprocess.PIPE, text=True,
                             check=True).stdout.strip()
    return program, _installed(place, ["package.json", "package-lock.json", ".npmrc"], version,
                               lambda into: _run([npm, "ci", "--ignore-scripts"], into))


def node():
    """The command that runs flow.mjs with the SDK at hand."""
    program, folder = node_packages("sdk/node")
    # Node looks for what a program imports beside it.
    shutil.copy(source("sdk/node", "flow.mjs"), folder)
    shutil.copy(source("clients/node", "harness.cjs"), folder)
    return [program, os.path.join(folder, "flow.mjs")]


def _pip(folder, *arguments):
    _run([os.path.join(folder, "venv", "bin", "python"), "-m", "pip", *arguments, "--quiet",
          "--disable-pip-version-check"], folder)


def _make_venv(folder):
    _run([sys.executable, "-m", "venv", "venv"], folder)
    _pip(folder, "install", "--requirement", "requirements.txt")


def python_packages(place):
    """The Python of a venv that has what the folder `place` requires."""
    folder = _installed(place, ["requirements.txt"], sys.version, _make_venv)
    return os.path.join(folder, "venv", "bin", "python")


def python(program="flow"):
    """The command that runs flow.py, or another program, with the SDK at hand."""
    return [python_packages("sdk/python"), source("sdk/python", program + ".py")]


def go_suite(place):
    """The program that runs the Go tests of the folder `place`, which name their packages in go.mod."""
    go = shutil.which("go")
    if go is None:
        raise tap.Skip("no go")
    # Without leave to fetch another compiler than the one that is there.
    local = {"GOTOOLCHAIN": "local", "GOFLAGS": "-buildvcs=false -mod=readonly", "GOWORK": "off"}
    have = subprocess.run([go, "env", "GOVERSION"], stdout=subprocess.PIPE, text=True, check=True,
                          env=dict(os.environ, **local)).stdout.strip()
    with open(source(place, "go.mod"), encoding="ascii") as file:
        need = re.search(r"^go ([\d.]+)$", file.read(), re.M).group(1)
    if [int(n) for n in re.findall(r"\d+", have)[:2]] < [int(n) for n in need.split(".")[:2]]:
        raise tap.Skip("%s is older than %s" % (have, need))
    names = [name for name in sorted(os.listdir(source(place))) if name.startswith("go.")
             or name.endswith(".go")]
    folder = _installed(place, names, have, lambda into: _run(
        [go, "test", "-c", "-o", "suite", "."], into, COMPILE_SECONDS, **local))
    return os.path.join(folder, "suite")


def python_suite():
    """A folder with the SDK's own tests as they were published in suite/, and venv/ to run them."""
    def install(folder):
        _make_venv(folder)
        _pip(folder, "download", "--no-deps", "--no-binary", ":all:", "--no-build-isolation",
             "--require-hashes", "--requirement", "suite.txt", "--dest", ".")
        package = glob.glob(os.path.join(folder, "imagekitio-*.tar.gz"))[0]
        with tarfile.open(package) as archive:
            for member in archive.getmembers():
                # Without the package itself, which is in venv/ already.
                name = member.name.partition("/")[2]
                if member.isfile() and (name.startswith("tests/") or name == "pyproject.toml"):
                    place = os.path.join(folder, "suite", name)
                    os.makedirs(os.path.dirname(place), exist_ok=True)
                    with open(place, "wb") as file:
                        shutil.copyfileobj(archive.extractfile(member), file)

    return _installed("sdk/python_suite", ["requirements.txt", "suite.txt"], sys.version, install)


def run_program(command, options, seconds=FLOW_SECONDS, **more):
    """Runs a program that uses a client against a server of its own. Gives the objects that it printed, what
    is wrong with its end or None, and the server's log."""
    photo = fixture("images", "photo.jpg")
    with Emulator(*options) as server, \
            Origin({"/photo.jpg": (200, {"Content-Type": "image/jpeg"}, photo)}) as origin:
        environment = dict(
            os.environ, EMULATOR_URL=server.url, ORIGIN_URL=origin.url,
            PHOTO=os.path.join(SOURCE_DIR, "fixtures", "images", "photo.jpg"),
            OTHER=os.path.join(SOURCE_DIR, "fixtures", "images", "opaque.png"),
            VIDEO=os.path.join(SOURCE_DIR, "fixtures", "uploads", "video.mp4"),
            IMAGES=os.path.join(SOURCE_DIR, "fixtures", "images"))
        for name in ("IMAGE_KIT_BASE_URL", "IMAGEKIT_PRIVATE_KEY", "PYTHONPATH", "NODE_OPTIONS"):
            environment.pop(name, None)
        done = subprocess.run(command, env=dict(environment, **more), stdin=subprocess.DEVNULL,
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=seconds, check=False)
        log = server.log()
    results = [json.loads(line) for line in done.stdout.splitlines()]
    ended = done.returncode == 0 and results[-1:] == [{"done": True}]
    return results, None if ended else done.stderr[-3000:] or "no end", log


def _steps(command, options):
    """The rows (name, failure or None) that the SDK's program printed."""
    results, end, log = run_program(command, options)
    rows = [(row["name"], None if row["ok"] else row["detail"] + "\n" + log[-3000:])
            for row in results if "name" in row]
    return rows + [("the program runs to its end", end)]


def report(title, rows):
    """Prints rows (name, failure, Skip or None) as TAP."""
    @tap.each(rows)
    def test(failure):
        if isinstance(failure, tap.Skip):
            raise failure
        if failure is not None:
            raise AssertionError(failure)

    tap.main({"test_" + title: test})


def main(language, program=None, *options):
    try:
        command = node() if language == "node" else python(program or "flow")
        rows = _steps(command, options or ("--auth", "strict"))
    except tap.Skip as skip:
        rows = [("the official SDK's flow", skip)]
    except Exception as error:  # the one case there is to fail
        rows = [("the official SDK's flow", str(error))]

    report("%s_SDK" % language, rows)
