"""What the drivers of the Python packages have in common. A driver prints one JSON object a line:
{"client", "version"}, then {"method", "name", "ok", "detail"} a step, and {"done": true} at the end.
    EMULATOR_URL  where the server is, in strict mode with the account demo
    ORIGIN_URL    where PHOTO is to be had by URL, as /photo.jpg
    PHOTO, OTHER  two different images
    VIDEO         a video
"""

import importlib.metadata
import json
import os
import sys
import traceback

import requests
from imagekitio.constants.url import URL

EMULATOR_URL, ORIGIN_URL = os.environ["EMULATOR_URL"], os.environ["ORIGIN_URL"]
OPTIONS = {"public_key": "public_emulator", "private_key": "private_emulator",
           "url_endpoint": EMULATOR_URL + "/demo"}
UNKNOWN = "0123456789abcdef01234567"

# The hosts are class attributes.
URL.API_BASE_URL = EMULATOR_URL
URL.UPLOAD_BASE_URL = EMULATOR_URL

# Some packages print; what they say is no result.
results, sys.stdout = sys.stdout, sys.stderr


def read(variable):
    with open(os.environ[variable], "rb") as file:
        return file.read()


photo, other = read("PHOTO"), read("OTHER")


def show(row):
    print(json.dumps(row), flush=True, file=results)


def begin(package):
    show({"client": package, "version": importlib.metadata.version(package)})


def step(method, name, action):
    try:
        action()
        show({"method": method, "name": name, "ok": True})
    except Exception as error:  # the step failed, whatever it raised
        show({"method": method, "name": name, "ok": False, "detail": "%s\n%s" % (
            error, traceback.format_exc(limit=-4)[-2500:])})


def end():
    show({"done": True})


def delivers(url, content=photo):
    """The file of this URL has these bytes; None: there is none."""
    answer = requests.get(url, timeout=30)
    assert answer.status_code == (200 if content is not None else 404), answer
    assert content is None or answer.content == content, "the bytes differ"
    return True


def equal(got, wanted):
    assert got == wanted, "%r is not %r" % (got, wanted)
    return True
