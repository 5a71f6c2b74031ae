"""A library of a few hundred assets that are alike in many ways, for random searches.

    stock = Stock(server)
    stock.fill()
    stock.api                           # the client of its account
    stock.assets()                      # a search_naive.Asset for every file, version and folder
    stock.context
"""

import random

import pictures
from emulator import fixture
from search_library import Shelf, photo, row_id
from search_naive import Asset, Context, milliseconds

NOW = "2026-03-31T12:00:00.500Z"
SEED = 20260331
FILES = 180
VERSIONS = 40

FIELDS = [
    ("brand", "Text", {}), ("sku", "Text", {}), ("note", "Textarea", {}), ("price", "Number", {}),
    ("stock", "Number", {}), ("when", "Date", {}), ("active", "Boolean", {}),
    ("rating", "SingleSelect", {"selectOptions": [1, 4, 4.3, 4.5, 5, "4.4", "4", "high", "higher",
                                                  True, False]}),
    ("tuple", "MultiSelect", {"selectOptions": ["luxury", "Luxury", "500", 500, 500.5, 600, True,
                                                False]}),
]
FOLDERS = ["/a_b", "/axb", "/a", "/a/a", "/a/a/a", "/Sales", "/sales", "/sales-banner",
           "/sales/summer", "/sales/summer/2024", "/sales/summer-2024", "/salesman",
           "/caf\u00e9", "/red", "/red/dress"]
WORDS = ["red", "dress", "Red", "sale", "sales", "summer", "a", "b", "a_b", "axb", "2024",
         "caf\u00e9", "\u017c\u00f3\u0142w", "x-1"]
TAGS = ["sale", "Sale", "summer", "summer-sale", "sale 2024", "red", "draft", "caf\u00e9",
        "a_b", "red*", "it's", 'say "x"', "back\\slash"]
TEXTS = ["Nike", "nike", "Ni", "Nine West", "red dress", "RED-dress", "a_b", "axb", "100%", "1000",
         "100", 'say "x"', "back\\slash", "[a]b", "a*", "caf\u00e9 au lait", "4.3", "true"]
DATES = ["2020-01-01", "2020-01-01T00:00:00", "2020-01-01T00:00:00Z", "2020-01-01T02:00:00+02:00",
         "2020-01-01T00:00:00.001Z", "2025-03-31T12:00:00.500Z", "2026-03-30T23:59:59",
         "2022-11-30T10:11:10+00:00", "2026-02-28T12:00:00.500Z"]
# Several share an instant; some are just as old as a relative date.
INSTANTS = ["2019-12-31T23:59:59.999Z", "2020-01-01T00:00:00.000Z", "2020-01-01T00:00:00.001Z",
            "2020-01-01T12:12:12.000Z", "2024-02-29T12:00:00.500Z", "2025-03-31T12:00:00.500Z",
            "2025-12-31T12:00:00.500Z", "2026-02-28T12:00:00.500Z", "2026-03-17T12:00:00.500Z",
            "2026-03-29T12:00:00.500Z", "2026-03-31T09:00:00.500Z", "2026-03-31T12:00:00.499Z"]
TAKEN = ["2020:01:01 00:00:00", "2025:03:31 12:00:00", "2026:03:30 12:00:01",
         "2024:02:29 23:59:59"]
PLACES = [(40, 100), (40.5, 100.25), (40.04, 100), (-33.75, 151.25), (50, -105.5), (0, 0),
          (89.5, 179.75)]
KEYWORDS = ["black", "Black", "white cat", "caf\u00e9", "black-white"]


# The name says what a text is; of the others the bytes do, whatever the name is.
BY_NAME = ["txt", "txt", "txt", "js", "css", "svg"]
BY_BYTES = ["png", "png", "png", "jpg", "photo", "photo", "photo", "webp", "gif", "pdf", "mp4"]
EXTENSIONS = BY_NAME + ["png", "png", "jpg", "jpg", "gif", "webp", "pdf", "mp4"]


def contents(chance, extension):
    """Bytes, and what a row does not tell of them."""
    kind = extension if extension in BY_NAME else chance.choice(BY_BYTES)
    size = chance.choice([8, 16, 16, 17, 30]), chance.choice([8, 16, 16, 17, 31])
    if kind == "photo":
        return photograph(chance, size)
    makers = {
        "png": lambda: pictures.png(*size, alpha=chance.random() < 0.4),
        "jpg": lambda: pictures.jpeg(*size), "gif": lambda: pictures.gif(*size),
        "svg": lambda: pictures.svg(*size), "pdf": lambda: pictures.PDF,
        "webp": lambda: fixture("images", chance.choice(["alpha.webp", "lossy.webp"])),
        "mp4": lambda: pictures.mp4(chance.choice([1023, 1024])),
    }
    if kind in makers:
        return makers[kind](), {"format": kind}
    size = chance.choice([1, 5, 100, 1023, 1024, 1025, 1536, 2048, 4096])
    return b"t" * size, {"format": kind}


def photograph(chance, size):
    taken, place = chance.choice(TAKEN + [None]), chance.choice(PLACES + [None])
    keywords = chance.sample(KEYWORDS, chance.randint(0, 2))
    facts = {"format": "jpg", "keywords": keywords, "place": place}
    if taken:
        facts["taken"] = milliseconds(taken.replace(":", "-", 2).replace(" ", "T"))
    return photo(*size, taken, place, keywords), facts


def metadata(chance):
    some = {
        "brand": lambda: chance.choice(TEXTS), "sku": lambda: chance.choice(TEXTS),
        "note": lambda: " ".join(chance.sample(TEXTS, 2)),
        "price": lambda: chance.choice([0, 1, 100, 100.5, -5, 99.99]),
        "stock": lambda: chance.choice([0, 1, 100, 1000000]),
        "when": lambda: chance.choice(DATES), "active": lambda: chance.random() < 0.5,
        "rating": lambda: chance.choice(FIELDS[7][2]["selectOptions"]),
        "tuple": lambda: chance.sample(FIELDS[8][2]["selectOptions"], chance.randint(1, 3)),
    }
    return {name: value() for name, value in some.items() if chance.random() < 0.45}


class Stock(Shelf):
    def __init__(self, server):
        super().__init__(server)
        self.chance = random.Random(SEED)
        self.facts = {}         # versionInfo.id -> facts
        self.sent = {}          # versionInfo.id -> what a row of it must show
        self.current = {}       # path -> label and versionInfo.id
        self.context = Context(milliseconds(NOW), {name: kind for name, kind, _ in FIELDS})

    def fill(self):
        for name, kind, schema in FIELDS:
            self.field(name, kind, **schema)
        for path in FOLDERS:
            self.folder(path, path, self.chance.choice(INSTANTS))
        plan = [self._new() for _ in range(FILES)]
        plan += [(self.chance.choice(INSTANTS[4:]),) + self.chance.choice(plan)[1:]
                 for _ in range(VERSIONS)]
        for number, place in enumerate(sorted(plan)):
            self._upload(str(number), *place)
        self._change()
        self.server.clock(NOW)

    def _new(self):
        words = self.chance.sample(WORDS, self.chance.randint(1, 3))
        return (self.chance.choice(INSTANTS), self.chance.choice(["/"] + FOLDERS),
                self.chance.choice("_-.").join(words), self.chance.choice(EXTENSIONS))

    def _upload(self, label, when, folder, stem, extension):
        data, facts = contents(self.chance, extension)
        sent = {"tags": self.chance.sample(TAGS, self.chance.choice([0, 0, 1, 1, 2, 3])),
                "private": self.chance.random() < 0.25,
                "published": self.chance.random() > 0.25, "custom": metadata(self.chance),
                "size": len(data)}
        fields = {"tags": ",".join(sent["tags"])} if sent["tags"] else {}
        answer = self.file(label, data, stem + "." + extension, folder, when,
                           sent["custom"] or None, isPrivateFile=sent["private"],
                           isPublished=sent["published"], **fields)
        version = answer["versionInfo"]["id"]
        self.facts[version], self.sent[version] = facts, sent
        self.current[answer["filePath"]] = label, version

    def _change(self):
        """Attributes of some current versions, so that updatedAt and createdAt differ."""
        for path in self.chance.sample(sorted(self.current), 40):
            label, version = self.current[path]
            sent = self.sent[version]
            sent["tags"] = self.chance.sample(TAGS, self.chance.randint(0, 3))
            changes = metadata(self.chance)
            changes[self.chance.choice(FIELDS)[0]] = None
            sent["custom"].update(changes)
            sent["custom"] = {name: value for name, value in sent["custom"].items()
                              if value is not None}
            self.patch(label, self.chance.choice(INSTANTS[-4:]), tags=sent["tags"] or None,
                       customMetadata=changes)

    def assets(self):
        """The rows must first be what was uploaded."""
        rows = self.api.files("type=all") + self.api.files("type=file-version")
        for row in rows:
            if row["type"] != "folder":
                self._recognise(row, self.sent[row_id(row)])
        assert len(rows) == len(FOLDERS) + len(self.sent), len(rows)
        return [Asset(row, self.facts.get(row_id(row))) for row in rows]

    @staticmethod
    def _recognise(row, sent):
        seen = {"tags": row["tags"] or [], "private": row["isPrivateFile"],
                "published": row["isPublished"], "custom": row["customMetadata"],
                "size": row["size"]}
        assert seen == sent, "sent %r\nfound %r" % (sent, row)
