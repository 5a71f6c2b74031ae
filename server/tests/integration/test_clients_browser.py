"""Published packages for browsers, unmodified, in Chromium, in a page of another origin than the server's:
see support/clients.py."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from clients import browser, main

if __name__ == "__main__":
    main("Chromium", [lambda: browser("@imagekit/javascript", "javascript5.js"),
                      lambda: browser("imagekit-javascript", "javascript4.js"),
                      lambda: browser("@imagekit/react", "react5.js"),
                      lambda: browser("imagekitio-react", "react4.js")])
