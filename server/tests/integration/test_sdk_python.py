"""The official Python SDK, unmodified, against the server."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import sdk

if __name__ == "__main__":
    sdk.main("python")
