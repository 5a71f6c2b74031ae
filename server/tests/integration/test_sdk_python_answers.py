"""The answers beside the models of the official Python SDK: see sdk/python/answers.py."""

import os

import sdk
from emulator import SOURCE_DIR

if __name__ == "__main__":
    sdk.main("python", "answers", "--stateless", "--seed",
             os.path.join(SOURCE_DIR, "fixtures", "seeds", "openapi-examples.json"))
