"""The Node SDK's own suite: NOT RUN, because its package is published without it.

Should a release of the SDK bring its tests, this one fails, so that they get run.
"""

import os

import sdk
from tap import Skip, main


def test_the_suite_of_the_SDK():
    folder = os.path.join(os.path.dirname(sdk.node()[1]), "node_modules", "@imagekit", "nodejs")
    tests = [os.path.join(place, name) for place, _, names in os.walk(folder) for name in names
             if ".test." in name or ".spec." in name]
    assert os.path.exists(os.path.join(folder, "package.json")), folder
    assert not tests, "there are tests to run: %s" % tests[:5]
    raise Skip("the npm package has no tests")


if __name__ == "__main__":
    main(globals())
