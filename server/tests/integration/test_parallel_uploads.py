"""A thousand uploads at once, by Promise.all of the official Node SDKs: every one is answered, and none is
tried a second time, which is what an SDK does where a server lets it down."""

import os

import sdk
from clients import node
from emulator import BUILD_DIR, SLOWNESS, UPLOAD
from tap import each, main

COUNT = 1000
SECONDS = 100 * SLOWNESS


def new_sdk():
    command, environment = node("crowd.cjs", "@imagekit/nodejs", str(COUNT))
    sdk.node_packages("sdk/node")
    return command, dict(environment,
                         NODE_PATH=os.path.join(BUILD_DIR, "sdk", "node", "node_modules"))


def old_sdk():
    return node("crowd.cjs", "imagekit", str(COUNT))


@each([("@imagekit/nodejs", new_sdk), ("imagekit", old_sdk)])
def test_every_upload_of_a_thousand_is_answered_at_once(how):
    command, environment = how()
    results, end, log = sdk.run_program(command, ["--auth", "strict"], SECONDS, **environment)
    assert end is None, "%s\n%s" % (end, log[-2000:])
    crowd = [row for row in results if "count" in row]
    assert len(crowd) == 1 and crowd[0]["failures"] == [], crowd
    assert crowd[0]["ids"] == COUNT, crowd
    asked = [line for line in log.splitlines() if " target=%s " % UPLOAD in line]
    assert len(asked) == COUNT, "%d requests came for %d uploads" % (len(asked), COUNT)
    assert all(" status=200 " in line for line in asked)


if __name__ == "__main__":
    main(globals())
