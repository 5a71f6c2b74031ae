"""Runs the compiled suite (suite_test.go) and prints what came of each of its entries as support/clients.py
wants it: rclone.py PROGRAM VERSION."""

import json
import os
import re
import subprocess
import sys
import tempfile

BEGINS = re.compile(r"=== (?:RUN|CONT|NAME) +(\S+)")
ENDS = re.compile(r" *--- (PASS|FAIL|SKIP): (\S+) \([\d.]+s\)")


def emit(**members):
    print(json.dumps(members), flush=True)


def run(program):
    """The suite's output. It looks for scripts that start servers, and wants a folder for them."""
    with tempfile.TemporaryDirectory(prefix="emulator-rclone-") as home:
        os.makedirs(os.path.join(home, "fstest", "testserver", "init.d"))
        environment = dict(os.environ, HOME=home, RCLONE_CONFIG=os.path.join(home, "rclone.conf"))
        for name in os.environ:
            if name.startswith("RCLONE_") and name != "RCLONE_CONFIG":
                del environment[name]
        with open(environment["RCLONE_CONFIG"], "w", encoding="ascii"):
            pass
        return subprocess.run([program, "-test.v"], cwd=home, env=environment, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False).stdout


def read(output):
    """({entry: its words}, {entry: PASS, FAIL or SKIP})"""
    words, ends, now = {}, {}, None
    for line in output.splitlines():
        begins, end = BEGINS.match(line), ENDS.match(line)
        if begins:
            now = begins.group(1)
            words.setdefault(now, [])
        elif end:
            ends[end.group(2)] = end.group(1)
        elif now:
            words[now].append(line.strip())
    return words, ends


def main(program, version):
    words, ends = read(run(program))
    emit(client="rclone", version=version)
    for entry, lines in words.items():
        # The first is the whole; one with entries of its own says nothing that they do not.
        if "/" not in entry or any(other.startswith(entry + "/") for other in words):
            continue
        name = entry.partition("/")[2]
        end = ends.get(entry, "not finished")
        if end != "SKIP":
            # Whoever runs a table in one entry calls one method of the backend.
            emit(method=re.sub(r"(FsEncoding)/.*", r"\1", name), name=name, ok=end == "PASS",
                 detail=end + " " + "\n".join(lines)[-2000:])
    if ends:
        emit(done=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
