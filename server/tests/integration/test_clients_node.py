"""Published Node packages, unmodified, against the server: see support/clients.py."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from clients import main, node

if __name__ == "__main__":
    main("Node.js", [lambda: node("imagekit.cjs", "imagekit"),
                     lambda: node("imagekit.cjs", "imagekit5"),
                     lambda: node("wrappers.cjs", "nestjs"),
                     lambda: node("wrappers.cjs", "strapi")])
