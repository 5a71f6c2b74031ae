"""Runs published clients, unmodified, against the server, and tells what of them works.

    if __name__ == "__main__":
        main("python", [lambda: python("python4", "imagekitio.py")])

A driver (server/tests/clients/) prints {"client", "version"} first, then an object a step: {"method",
"name", "ok", "detail"}. What must fail is pinned in server/tests/clients/pins.json, with the reason and
words of the failure; a pin whose step passes, or fails otherwise, fails. What came of each client is
kept in BUILD_DIR/clients/results/ for tools/client-table, which writes it into the README; a table that
says something else fails.
"""

import json
import os
import re
import shutil
import sys

import sdk
import tap
from emulator import BUILD_DIR, SOURCE_DIR

RESULTS = os.path.join(BUILD_DIR, "clients", "results")
README = os.path.join(SOURCE_DIR, "README.md")
MARKED = re.compile(r"(?<=<!-- clients -->\n).*?(?=<!-- /clients -->)", re.S)
HEAD = "| Client | Version | Runs in | Methods called | Steps that pass | Steps that fail, pinned |\n" \
       "|---|---|---|---|---|---|\n"


def node(driver, *arguments):
    """The command that runs a driver of clients/node, and its environment."""
    program, folder = sdk.node_packages("clients/node")
    return [program, sdk.source("clients/node", driver), *arguments], \
        {"NODE_PATH": os.path.join(folder, "node_modules")}


def python(place, driver):
    """The command that runs a driver of clients/python with the packages of the folder `place`."""
    return [sdk.python_packages("clients/" + place), sdk.source("clients/python", driver)], {}


def rclone():
    """The command that runs rclone's suite for its own backend."""
    with open(sdk.source("clients/rclone", "go.mod"), encoding="ascii") as file:
        version = re.search(r"github\.com/rclone/rclone v(\S+)", file.read()).group(1)
    program = sdk.go_suite("clients/rclone")
    return [sys.executable, sdk.source("clients/rclone", "rclone.py"), program, version], {}


def browser(package, page):
    """The command that calls a package from a page in Chromium, and its environment."""
    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    chromium = os.environ.get("CHROMIUM") or next(filter(None, found), None)
    if chromium is None:
        raise tap.Skip("no Chromium")
    command, environment = node("browser.cjs", package, page)
    return command, dict(environment, CHROMIUM=chromium)


def table_row(result):
    return "| `%(client)s` | %(version)s | %(place)s | %(methods)d | %(passed)d | %(pinned)d |\n" % result


def place_of(row):
    return row.split("|")[3].strip()


def readme_rows():
    """The rows of the README's table."""
    with open(README, encoding="utf-8") as file:
        return MARKED.search(file.read()).group().splitlines(keepends=True)[2:]


def pins_of(client):
    """step: its pin, for the client named as "imagekit 6"."""
    with open(sdk.source("clients", "pins.json"), encoding="utf-8") as file:
        pins = {}
        for pin in json.load(file):
            for step in pin["steps"] if client in pin["clients"] else []:
                assert step not in pins, "pinned twice: " + step
                pins[step] = pin
        return pins


def judge(name, steps, pins, log):
    """(label, what is wrong or None) for each step of a client, and for each pin without one."""
    for step in steps:
        pin = pins.get(step["name"])
        label = "%s: %s" % (name, step["name"])
        if pin is None:
            yield label, None if step["ok"] else step["detail"] + "\n" + log[-3000:]
        elif step["ok"]:
            yield label, "passes, so its pin is stale: " + pin["reason"]
        else:
            as_pinned = pin["error"] in step["detail"]
            yield "%s, which fails: %s" % (label, pin["reason"]), \
                None if as_pinned else "fails otherwise: " + step["detail"]
    for step in sorted(set(pins) - {step["name"] for step in steps}):
        yield "%s: the pin of %s" % (name, step), "no step has this name"


def keep(result):
    os.makedirs(RESULTS, exist_ok=True)
    place = os.path.join(RESULTS, result["client"].replace("/", "+") + "-" + result["version"])
    with open(place + ".json", "w", encoding="utf-8") as file:
        json.dump(result, file)


def drive(place, command, environment):
    """What came of one client, and its rows (label, failure or None)."""
    printed, end, log = sdk.run_program(command, ("--auth", "strict"), **environment)
    if not printed:
        raise AssertionError(end)
    client = printed[0]
    name = "%s %s" % (client["client"], client["version"].partition(".")[0])
    steps = [row for row in printed if "name" in row]
    rows = list(judge(name, steps, pins_of(name), log)) + [(name + ": runs to its end", end)]
    result = dict(client, place=place, methods=len({row["method"] for row in steps} - {""}),
                  passed=sum(row["ok"] for row in steps),
                  pinned=sum(not row["ok"] for row in steps))
    if all(failure is None for _, failure in rows):
        keep(result)
    return result, rows


def compare_table(place, results):
    """What is wrong with the README's rows of this place, or None."""
    wanted = sorted(map(table_row, results))
    found = sorted(row for row in readme_rows() if place_of(row) == place)
    return None if found == wanted else "tools/client-table writes it\nREADME:\n%sthe run:\n%s" % (
        "".join(found), "".join(wanted))


def main(place, clients):
    """`clients`: functions that give a command and its environment."""
    rows, results, missing = [], [], None
    for number, client in enumerate(clients, 1):
        try:
            result, its_rows = drive(place, *client())
            results.append(result)
            rows += its_rows
        except tap.Skip as skip:
            missing = skip
            rows.append(("client %d" % number, skip))
        except Exception as error:  # the one case that there is to fail
            rows.append(("client %d" % number, repr(error)))
    rows.append(("the README's table, as far as clients run in %s, is what this run gave" % place,
                 missing or compare_table(place, results)))
    sdk.report("client", rows)
