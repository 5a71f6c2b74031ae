"""Published packages for browsers, unmodified, in Chromium, in a page of another origin than the server's:
see support/clients.py."""

from clients import browser, main

if __name__ == "__main__":
    main("Chromium", [lambda: browser("@imagekit/javascript", "javascript5.js"),
                      lambda: browser("imagekit-javascript", "javascript4.js"),
                      lambda: browser("@imagekit/react", "react5.js"),
                      lambda: browser("imagekitio-react", "react4.js")])
