"""The answers beside the models of the official Python SDK: see sdk/python/answers.py."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import sdk
from emulator import SOURCE_DIR

if __name__ == "__main__":
    sdk.main("python", "answers", "--stateless", "--seed",
             os.path.join(SOURCE_DIR, "fixtures", "seeds", "openapi-examples.json"))
