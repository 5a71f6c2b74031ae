"""Published Node packages, unmodified, against the server: see support/clients.py."""

from clients import main, node

if __name__ == "__main__":
    main("Node.js", [lambda: node("imagekit.cjs", "imagekit"),
                     lambda: node("imagekit.cjs", "imagekit5"),
                     lambda: node("wrappers.cjs", "nestjs"),
                     lambda: node("wrappers.cjs", "strapi")])
