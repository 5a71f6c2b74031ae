"""rclone's suite for its backends, run for the one of ImageKit, unmodified, against the server: see
support/clients.py. Compiling it takes minutes, once."""
# ctest: timeout 900

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from clients import main, rclone

if __name__ == "__main__":
    main("Go", [rclone])
