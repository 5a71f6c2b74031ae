"""The official Python SDK, unmodified, against the server."""

import sdk

if __name__ == "__main__":
    sdk.main("python")
