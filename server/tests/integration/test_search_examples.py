"""searchQuery: every documented example with what it finds, orders, parameters beside it."""

from emulator import Emulator, fixture
from search_library import Shelf, wrong_value
from search_shelf import FILES, FOLDERS_MADE, NOW, SIZES, fill
from tap import each, main

server = Emulator()
shelf = None
ranked = None

EVERYTHING = FOLDERS_MADE + FILES
# With the old version, which is as old as its file.
WITH_VERSIONS = EVERYTHING[:EVERYTHING.index("versioned")] + ["old"] \
    + EVERYTHING[EVERYTHING.index("versioned"):]


def set_up():
    global shelf, ranked
    server.start()
    shelf = Shelf(server)
    fill(shelf)
    ranked = Shelf(server)
    for number, (label, name, tags) in enumerate(RANKED):
        ranked.file(label, b"text", name, "/", "2026-06-01T00:00:%02d.000Z" % number,
                    **({"tags": tags} if tags else {}))
    server.clock(NOW)


tear_down = server.stop_cleanly


def only(*labels):
    """In the order of creation."""
    assert set(labels) <= set(WITH_VERSIONS), labels
    return [label for label in WITH_VERSIONS if label in labels]


def but(*labels):
    assert set(labels) <= set(EVERYTHING), labels
    return [label for label in EVERYTHING if label not in labels]


def settled(labels):
    """A file and its old version share every key of the order by creation."""
    labels = list(labels)
    if "old" in labels and "versioned" in labels:
        at = min(labels.index("old"), labels.index("versioned"))
        if set(labels[at:at + 2]) == {"old", "versioned"}:
            labels[at:at + 2] = ["old", "versioned"]
    return labels


def check(query, expected, **parameters):
    for label, asset in shelf.ids.items():
        query = query.replace("{%s}" % label, asset)
    found = settled(shelf.find(query, **parameters))
    assert found == expected, "%s\nexpected %r\nfound    %r" % (query, expected, found)


# The documented examples -----------------------------------------------------------------------

PENDING = ('published = false AND updatedAt > "7d" AND ("customMetadata.status" = "pending" OR '
           '"customMetadata.status" NOT EXISTS)')
JPGS = ("dress", "banner dress", "summer a", "banner b", "archived", "draft", "versioned", "here",
        "close", "far", "corner")
TAGGED = ("dress", "edge", "before", "wide", "alpha", "table", "half", "two", "archived x", "done")


@each([
    ("1 name", 'name = "red-dress.jpg"', only("dress", "banner dress")),
    ("1 name of a file and of a folder", 'name = "banners"', only("/banners", "plain")),
    ("2 beginning of a name", 'name : "red-dress"',
     only("/red-dress-shoot", "dress", "before", "banner dress")),
    ("3 beginning and tag", 'name: "product-" AND tags IN ["featured"]', only("wide")),
    ("4 words of a name", 'name HAS "red dress"',
     only("/red-dress-shoot", "dress", "before", "table", "banner dress")),
    ("5 one of two names", 'name IN ["a.jpg","b.jpg"]',
     only("summer a", "banner b", "archived")),
    ("6 not this name", 'name NOT = "a.jpg"', but("summer a", "archived")),
    ("7 none of two names", 'name NOT IN ["a.jpg","b.jpg"]',
     but("summer a", "banner b", "archived")),
    ("8 files", 'type = "file"', FILES),
    ("9 folders", 'type = "folder"', FOLDERS_MADE),
    ("10 old versions", 'type = "file-version"', ["old"]),
    ("11 files and folders", 'type IN ["file","folder"]', EVERYTHING),
    ("12 not folders", 'type NOT = "folder"',
     [label for label in WITH_VERSIONS if label not in FOLDERS_MADE]),
    ("13 id", 'id = "{dress}"', ["dress"]),
    ("13 id of a folder", 'id = "{/ads}"', ["/ads"]),
    ("13 id of nothing", 'id = "64fb1c2d8a7b4c1234567890"', []),
    ("14 ids", 'id IN ["{noon}","{/ads}"]', ["/ads", "noon"]),
    ("15 any of two tags", 'tags IN ["sale","summer"]', only("dress", "before")),
    ("16 without a tag", 'tags NOT IN ["draft"]', but("edge", "before")),
    ("17 words of tags", 'tags HAS "sale"', only("dress", "before", "alpha", "table", "two")),
    ("18 tagged", "tags EXISTS", only(*TAGGED)),
    ("19 untagged", "tags NOT EXISTS", but(*TAGGED)),
    ("20 within seven days", 'createdAt > "7d"',
     only("week less", "pending", "done", "two days", "today")),
    ("21 before two days", "createdAt < 2d", but("two days", "today")),
    ("22 before a day", "createdAt < 2020-01-01", FOLDERS_MADE + ["dress"]),
    ("23 from a second on", 'createdAt >= "2020-01-01T12:12:12"',
     but(*FOLDERS_MADE, "dress", "edge", "before")),
    ("24 modified after", 'updatedAt > "2024-06-01"',
     only("archived", "close", "far", "corner", "spring before", "spring", "week", "week less",
          "pending", "done", "two days", "today")),
    ("25 not modified for two months", "updatedAt < 2m",
     but("archived", "spring", "week", "week less", "pending", "done", "two days", "today")),
    ("26 larger", "size > 1024",
     only(*[label for label in FILES if SIZES[label] > 1024])),
    ("27 at most a megabyte", 'size <= "1mb"',
     [label for label in FILES if label not in ("over mb", "ten mb", "under ten")]),
    ("28 between", 'size > "1mb" AND size < "10mb"', only("over mb", "under ten")),
    ("29 large pictures", "width > 500 AND height > 500", only("dress", "table", "summer a")),
    ("30 exact widths", "width IN [100, 200]", only("half", "two", "banner dress")),
    ("31 other heights", "height NOT = 400", but("half", "archived")),
    ("32 PNG", 'format = "png"', only("before", "table", "half", "two", "archived x")),
    ("33 JPG or WebP", 'format IN ["jpg","webp"]', only("wide", "alpha", *JPGS)),
    ("34 private", "private = true", only("noon", "mb")),
    ("35 drafts", "published = false", only("archived", "draft", "pending", "done")),
    ("36 with alpha", "transparency = true", only("alpha", "table", "two")),
    ("37 uploader", 'createdBy = "a@example.com"', []),
    ("38 children", 'path = "/sales-banner/"',
     only("/sales-banner/summer", "banner dress", "banner b")),
    ("39 the whole subtree", 'path : "/sales-banner/"',
     only("/sales-banner/summer", "banner dress", "banner b", "summer a")),
    ("40 children of either", 'path IN ["/banners/","/ads/"]',
     only("edge", "noon", "wide", "alpha")),
    ("41 not directly in", 'path NOT = "/archive/"',
     but("archived", "archived x", "mb", "over mb", "ten mb", "under ten")),
    ("42 PNGs in a subtree", 'format = "png" AND path : "/sales/"', only("table", "half", "two")),
    ("43 text", '"customMetadata.category" = "clothing"', only("dress", "banner b")),
    ("44 beginning of a text", '"customMetadata.brand" : "Ni"', only("dress", "before")),
    ("45 any of two texts", '"customMetadata.sku" IN ["A1","A2"]', only("dress", "edge")),
    ("46 words of a text", '"customMetadata.description" HAS "luxury"',
     only("dress", "wide", "alpha")),
    ("47 number", '"customMetadata.price" >= 100.5', only("dress", "noon")),
    ("48 date", '"customMetadata.purchaseDate" > "2020-01-01"', only("edge", "noon")),
    ("49 boolean", '"customMetadata.active" = true', only("dress")),
    ("50 numbers of a select field", '"customMetadata.rating" > 4.3', only("edge", "before")),
    ("51 any of mixed options", '"customMetadata.tuple" IN ["luxury", 500, true]',
     only("dress", "before", "wide")),
    ("52 unset", '"customMetadata.status" NOT EXISTS', but("half", "draft", "pending", "done")),
    ("53 keyword", '"embeddedMetadata.Keywords" IN ["black"]', only("here")),
    ("54 shot within a year", '"embeddedMetadata.DateTimeOriginal" > "1y"', only("here", "far")),
    ("55 around a place", '"embeddedMetadata.LocationTaken" = "40,100 5km"',
     only("here", "close")),
    ("56 in a box", '"embeddedMetadata.LocationTaken" = "40,100|50,105"',
     only("here", "close", "far", "corner")),
    ("57 grouping", '(size < "1mb" AND width > 500) OR (tags IN ["summer-sale","banner"])',
     only("dress", "table", "summer a", "banner b", "half")),
    ("58 nested", PENDING, only("archived", "pending")),
])
def test_example(query, expected):
    check(query, expected)


def test_example_59_a_name_in_a_folder():
    query = 'type = "file" AND name = "x.jpg"'
    check(query, ["draft"], path="/a/")
    check(query, ["draft", "archived x"])


def test_example_60_single_quotes():
    shelf.refuse("createdAt >= '2d'", wrong_value("createdAt", "date"), 14)


# What the examples leave open ------------------------------------------------------------------

@each((query, query, expected) for query, expected in [
    # AND binds tighter than OR.
    ('name = "a.jpg" OR name = "b.jpg" AND path = "/a"', only("summer a", "archived")),
    ('(name = "a.jpg" OR name = "b.jpg") AND path = "/a"', []),
    ('name = "nothing" AND name = "a.jpg" OR name = "b.jpg"', only("banner b")),
    ('((name="a.jpg")OR((name="b.jpg")))', only("summer a", "banner b", "archived")),
    ('  name="a.jpg"  ', only("summer a", "archived")),
    ('name IN["a.jpg"]', only("summer a", "archived")),
    ('tags IN [ "banner" ]', only("half")),
    ('size>=1024 AND size<1026', only("edge", "noon")),
    # Letters of names and tags count, words do not.
    ('name = "RED-DRESS.JPG"', []),
    ('name : "Red"', only("table")),
    ('name HAS "RED DRESSING"', only("table")),
    ('name HAS "dress red"', only("dress", "before", "banner dress", "/red-dress-shoot")),
    ('name HAS "ress"', []),
    ('name HAS "dress.jp"', only("dress", "banner dress")),
    ('tags IN ["SALE"]', []),
    ('tags HAS "summer sa"', only("dress", "table")),
    # What is not there.
    ('width < 1000000', only("wide", "alpha", "before", "table", "half", "two", "archived x",
                             *JPGS)),
    ('width NOT = 100', but("half", "banner dress")),
    ('width NOT IN [100,200]', but("half", "two", "banner dress")),
    ('transparency = false', only("wide", "before", "half", "archived x", *JPGS)),
    ('published = true AND private = false AND path = "/ads"', only("edge")),
    ('createdBy NOT = "a@example.com"', EVERYTHING),
    ('"customMetadata.price" NOT = 1000', but("noon")),
    ('"customMetadata.price" < 100.5', only("edge", "wide")),
    ('"customMetadata.price" IN [-5, 1000.0]', only("wide", "noon")),
    ('"customMetadata.active" NOT = true', but("dress")),
    ('"customMetadata.active" = false', only("edge")),
    ('"customMetadata.active" EXISTS', only("dress", "edge")),
    # Options keep their kind.
    ('"customMetadata.rating" = "4.4"', only("noon")),
    ('"customMetadata.rating" = 4.4', []),
    ('"customMetadata.rating" = true', only("wide")),
    ('"customMetadata.rating" : "4"', only("noon")),
    ('"customMetadata.rating" IN [5, "4.4", true]', only("before", "noon", "wide")),
    ('"customMetadata.tuple" IN ["500"]', only("noon")),
    ('"customMetadata.tuple" NOT IN [500, 600, "500", "luxury"]',
     but("before", "alpha", "wide", "noon", "dress")),
    ('"customMetadata.tuple" EXISTS', only("dress", "before", "noon", "wide", "alpha")),
    # Instants, not texts.
    ('"customMetadata.purchaseDate" = 2020-01-01', only("dress", "before")),
    ('"customMetadata.purchaseDate" = "2020-01-01T01:30:00Z"', only("noon")),
    ('createdAt = "2020-01-01T12:12:11.999"', only("before")),
    ('createdAt = "2020-01-01T13:12:11.999+01:00"', only("before")),
    ('createdAt IN ["2020-01-01", 2026-06-13T12:00:00, 0d]', only("edge", "two days", "today")),
    ('createdAt = 7d', only("week")),
    ('createdAt = "1w"', only("week")),
    ('createdAt = 168h', only("week")),
    ('updatedAt = 2m', only("spring")),
    ('"embeddedMetadata.DateTimeOriginal" = 1y', only("close")),
    ('"embeddedMetadata.DateTimeOriginal" = 1h', only("far")),
    ('"embeddedMetadata.DateTimeOriginal" EXISTS', only("here", "close", "far")),
    # Sizes.
    ('size = 1024', only("edge")),
    ('size = "1024"', only("edge")),
    ('size = "1kb"', only("edge")),
    ('size = 1KB', only("edge")),
    ('size = "1.001kb"', only("noon")),
    ('size IN ["1kb", 1025]', only("edge", "noon")),
    ('size = 1mb', only("mb")),
    ('size > 9.9Mb', only("ten mb", "under ten")),
    ('size >= 0.001gb', only("ten mb", "under ten")),
    # Folders by whole names, from the root on.
    ('path = "sales-banner"', only("/sales-banner/summer", "banner dress", "banner b")),
    ('path : "sales"', only("/sales/deep", "table", "half", "two")),
    ('path : "/" AND name : "red"',
     only("/red-dress-shoot", "dress", "before", "banner dress")),
    ('path = "/" AND format = "jpg"', only("dress", "versioned", "here", "close", "far",
                                           "corner")),
    ('path : "/sale"', []),
    # Places.
    ('"embeddedMetadata.LocationTaken" = "40,100 5.6 km"', only("here", "close", "far")),
    ('"embeddedMetadata.LocationTaken" = "40,100 0.1km"', only("here")),
    # A twentieth of a degree is 5.55975 km.
    ('"embeddedMetadata.LocationTaken" = "40,100 5.561km"', only("here", "close", "far")),
    ('"embeddedMetadata.LocationTaken" = "40,100 5.558km"', only("here", "close")),
    ('"embeddedMetadata.LocationTaken" = "50,105|40.01,100"', only("close", "far", "corner")),
    ('"embeddedMetadata.LocationTaken" = "39,99|39,101|40.045,101|40.045,99"',
     only("here", "close")),
    ('"embeddedMetadata.LocationTaken" = "49,104|51,104|50,107"', only("corner")),
    ('"embeddedMetadata.LocationTaken" EXISTS', only("here", "close", "far", "corner")),
    ('"embeddedMetadata.LocationTaken" NOT EXISTS AND path = "/ads"', only("edge", "noon")),
    ('"embeddedMetadata.Keywords" IN ["white cat", "black-white"]', only("here", "corner")),
    ('"embeddedMetadata.Keywords" EXISTS', only("here", "close", "corner")),
])
def test_finds(query, expected):
    check(query, expected)


@each([
    ("no type", "width = 77", []),
    ("no type, of the current one", "width = 79", ["versioned"]),
    ("a type that leaves them out", 'type = "file" AND width = 77', []),
    ("any type", 'type IN ["file", "file-version"] AND name = "versioned.jpg"',
     ["old", "versioned"]),
    ("type far from the version", 'width = 77 OR (type = "folder" AND name = "a")', ["/a", "old"]),
    ("its tags", 'type = "file-version" AND tags IN ["first"]', ["old"]),
    ("not folders", 'type NOT IN ["folder"] AND path = "/" AND width < 80', only(
        "old", "versioned", "here", "close", "far", "corner")),
    ("both by id", 'type NOT = "folder" AND id = "{old}"', ["old", "versioned"]),
    ("createdAt is the file's", 'type = "file-version" AND createdAt = 2021-01-17', ["old"]),
    ("so for the current one", 'type = "file" AND createdAt = 2021-01-17', ["versioned"]),
    ("updatedAt is the current one's", 'type = "file" AND updatedAt = 2022-01-01', ["versioned"]),
])
def test_old_versions(query, expected):
    check(query, expected)


# Parameters beside the search ------------------------------------------------------------------

@each([
    ("children of a folder", 'name : "a"', {"path": "/archive"}, ["archived"]),
    ("a folder's folders too", 'name NOT = "x"', {"path": "sales-banner/"},
     only("/sales-banner/summer", "banner dress", "banner b")),
    ("no such folder", 'name NOT = "x"', {"path": "/nowhere"}, []),
    ("pictures", 'path : "/sales"', {"fileType": "image"}, only("table", "half", "two")),
    ("other files, no folders", 'path = "/ads" OR name : "sales"', {"fileType": "non-image"},
     only("edge", "noon")),
    ("all kinds", 'name = "banners"', {"fileType": "all"}, only("/banners", "plain")),
    ("type is ignored", 'name = "banners"', {"type": "file"}, only("/banners", "plain")),
    ("so is file-version", 'name = "versioned.jpg"', {"type": "file-version"}, ["versioned"]),
    ("tags are ignored", 'name = "half.png"', {"tags": "sale"}, ["half"]),
    ("name is ignored", 'name = "half.png"', {"name": "two.png"}, ["half"]),
    ("limit", "createdAt < 2020-01-01", {"limit": 3}, FOLDERS_MADE[:3]),
    ("skip", "createdAt < 2020-01-01", {"skip": 8}, [FOLDERS_MADE[8], "dress"]),
    ("limit and skip", "createdAt < 2020-01-01", {"limit": 2, "skip": 3}, FOLDERS_MADE[3:5]),
    ("skip past the end", "createdAt < 2020-01-01", {"skip": 10}, []),
    ("all together", 'name HAS "jpg"',
     {"path": "/", "fileType": "image", "limit": 2, "skip": 1, "sort": "DESC_NAME",
      "type": "folder", "tags": "x", "name": "y"}, ["dress", "here"]),
])
def test_parameters(query, parameters, expected):
    check(query, expected, **parameters)


SORTED = 'path : "/sales" OR name IN ["dress", "edge.txt", "noon.txt"]'


@each((order,) + (order, expected) for order, expected in [
    ("ASC_CREATED", ["/sales/deep", "edge", "noon", "table", "half", "two"]),
    ("DESC_CREATED", ["two", "half", "table", "noon", "edge", "/sales/deep"]),
    ("ASC_NAME", ["table", "/sales/deep", "edge", "half", "noon", "two"]),
    ("DESC_NAME", ["two", "noon", "half", "edge", "/sales/deep", "table"]),
    ("ASC_UPDATED", ["/sales/deep", "edge", "noon", "table", "half", "two"]),
    ("DESC_UPDATED", ["two", "half", "table", "noon", "edge", "/sales/deep"]),
    ("ASC_WIDTH", ["/sales/deep", "edge", "noon", "half", "two", "table"]),
    ("DESC_WIDTH", ["table", "two", "half", "noon", "edge", "/sales/deep"]),
    ("ASC_HEIGHT", ["/sales/deep", "edge", "noon", "two", "half", "table"]),
    ("DESC_HEIGHT", ["table", "half", "two", "noon", "edge", "/sales/deep"]),
    ("ASC_SIZE", ["/sales/deep"] + sorted(["edge", "noon", "table", "half", "two"],
                                          key=lambda label: SIZES[label])),
    ("DESC_SIZE", sorted(["edge", "noon", "table", "half", "two"],
                         key=lambda label: -SIZES[label]) + ["/sales/deep"]),
    # Nothing is asked by words.
    ("ASC_RELEVANCE", ["/sales/deep", "edge", "noon", "table", "half", "two"]),
    ("DESC_RELEVANCE", ["two", "half", "table", "noon", "edge", "/sales/deep"]),
])
def test_order(order, expected):
    check(SORTED, expected, sort=order)


# Relevance: the label is the score of `name HAS "sale"`, or "-" and a number when it has none.
RANKED = [
    ("1/4", "big-sale-on.txt", "sales,sale"),
    ("4/8", "saleable", None),
    ("1/1", "sale", "x,y,z,sale"),
    ("4/10", "sales.txt", None),
    ("4/9", "saleboard", None),
    ("1/2", "SALE.txt", None),
    ("1/3", "sale-sale.txt", "sale"),
    ("1/5", "saleable_sales_sal.txt", None),
    ("-1", "wholesale.txt", "summer sale"),
    ("-2", "red.txt", None),
]


@each([
    ("best first", 'name HAS "sale"', "DESC",
     ["1/1", "1/2", "4/8", "4/9", "4/10", "1/3", "1/4", "1/5"]),
    ("worst first", 'name HAS "sale"', "ASC",
     ["1/5", "1/4", "1/3", "4/10", "4/9", "4/8", "1/2", "1/1"]),
    # The first must be there whole.
    ("two words", 'name HAS "sale txt"', "DESC", ["1/2", "1/3", "1/4"]),
    ("tags", 'tags HAS "sale"', "DESC", ["1/3", "-1", "1/4", "1/1"]),
    ("both", 'name HAS "sale" AND tags HAS "sale"', "DESC", ["1/3", "1/1", "1/4"]),
    ("either", 'name HAS "sale" OR tags HAS "sale"', "DESC",
     ["1/3", "1/1", "1/4", "-1", "1/2", "4/8", "4/9", "4/10", "1/5"]),
    # The others follow, for each of them the condition says nothing.
    ("or what holds always", 'name HAS "sale" OR createdBy NOT = "a@example.com"', "DESC",
     ["1/1", "1/2", "4/8", "4/9", "4/10", "1/3", "1/4", "1/5", "-2", "-1"]),
    ("words of which one is missing", 'name HAS "sale nothing" OR createdAt > 2020-01-01', "DESC",
     ["1/1", "1/2", "4/8", "4/9", "4/10", "1/3", "1/4", "1/5", "-2", "-1"]),
    ("in a part that nothing meets",
     'published = true OR name HAS "sale" AND createdBy = "a@example.com"', "DESC",
     ["1/1", "1/2", "4/8", "4/9", "4/10", "1/3", "1/4", "1/5", "-2", "-1"]),
    ("words do not count twice for being in a group",
     '(name HAS "sale") AND (createdAt > 2020-01-01)', "DESC",
     ["1/1", "1/2", "4/8", "4/9", "4/10", "1/3", "1/4", "1/5"]),
])
def test_relevance(query, direction, expected):
    found = ranked.find(query, sort=direction + "_RELEVANCE")
    assert found == expected, "expected %r\nfound    %r" % (expected, found)


@each([
    ("as written", "\u00e9t\u00e9"), ("in capitals", "\u00c9T\u00c9"),
    ("the beginning in capitals", "\u00c9T"),
])
def test_relevance_beyond_ascii(word):
    own = Shelf(server)
    own.file("short", b"x", "\u00e9t\u00e9.txt", "/", "2026-06-01T00:00:00.000Z")
    own.file("long", b"x", "un-\u00e9t\u00e9-de-vent.txt", "/", "2026-06-02T00:00:00.000Z")
    server.clock(NOW)
    query = 'name HAS "%s"' % word
    assert own.find(query, sort="DESC_RELEVANCE") == ["short", "long"]
    assert own.find(query, sort="ASC_RELEVANCE") == ["long", "short"]
    assert own.find('name HAS "ete"') == []


# Time and fields that pass ---------------------------------------------------------------------

@each([
    ("hours", "2026-06-15T12:00:00.500Z", "2026-06-15T14:00:00.500Z", "2h"),
    ("days", "2026-02-27T12:00:00.000Z", "2026-03-01T12:00:00.000Z", "2d"),
    ("weeks", "2026-06-01T00:00:00.000Z", "2026-06-22T00:00:00.000Z", "3w"),
    ("months", "2025-11-30T12:00:00.000Z", "2026-03-30T12:00:00.000Z", "4m"),
    ("a month that is shorter", "2026-02-28T12:00:00.000Z", "2026-03-31T12:00:00.000Z", "1m"),
    ("years", "2023-03-31T12:00:00.000Z", "2026-03-31T12:00:00.000Z", "3y"),
    ("a year without the day", "2027-02-28T12:00:00.000Z", "2028-02-29T12:00:00.000Z", "1y"),
])
def test_relative_dates_follow_the_clock(made, then, ago):
    own = Shelf(server)
    try:
        own.file("it", b"x", "it.txt", "/", made)
        server.clock(then)
        assert own.find("createdAt = " + ago) == ["it"]
        assert own.find('createdAt >= "%s"' % ago) == ["it"]
        assert own.find("createdAt > " + ago) == []
        server.advance(milliseconds=1)
        assert own.find("createdAt = " + ago) == []
        assert own.find("createdAt < " + ago) == ["it"]
    finally:
        server.clock(NOW)


def test_a_search_sees_what_changed():
    own = Shelf(server)
    own.field("colour", "Text")
    own.field("gone", "Text")
    own.file("it", b"x", "it.txt", "/", NOW, {"colour": "red", "gone": "x"}, tags="one")
    query = 'tags IN ["one"] AND "customMetadata.colour" = "red" AND "customMetadata.gone" EXISTS'
    assert own.find(query) == ["it"]
    own.patch("it", NOW, tags=["two"], customMetadata={"colour": "blue"})
    assert own.find(query) == []
    assert own.find('tags HAS "two" AND "customMetadata.colour" HAS "blu"') == ["it"]
    assert own.find('tags HAS "one" OR "customMetadata.colour" HAS "red"') == []
    own.api.send_json("PUT", "/v1/files/rename", {"filePath": "/it.txt",
                                                  "newFileName": "other.txt"}).expect(200)
    assert own.find('name HAS "it"') == []
    assert own.find('name HAS "other"') == ["it"]
    own.api.delete("/v1/customMetadataFields/" + own.fields["gone"]).expect(204)
    own.refuse('"customMetadata.gone" EXISTS', at=1)
    own.refuse('name = "a" AND "customMetadata.gone" = "x"', at=16)
    own.api.delete("/v1/files/" + own.ids["it"]).expect(204)
    assert own.find('name : "other" OR tags HAS "two" OR "customMetadata.colour" HAS "b"') == []


def test_photographs_of_several_formats():
    own = Shelf(server)
    for number, name in enumerate(("gps.jpg", "exif.png", "exif.webp", "agency.jpg",
                                   "unicode.jpg", "none.jpg")):
        own.file(name, fixture("images", "exif", name), name, "/",
                 "2026-06-01T00:00:%02d.000Z" % number)
    server.clock(NOW)
    placed = ["gps.jpg", "exif.png", "exif.webp"]
    place, taken = "embeddedMetadata.LocationTaken", "embeddedMetadata.DateTimeOriginal"
    assert own.find('"%s" = "-33.86,151.2153 1km"' % place) == placed
    assert own.find('"%s" = "-33.86,151.2153 0.3km"' % place) == []
    assert own.find('"%s" = "-34,151|-33,152"' % place) == placed
    assert own.find('"%s" = "34,151|33,152"' % place) == []
    assert own.find('"%s" = "2008-10-23T14:27:07"' % taken) == placed
    assert own.find('"embeddedMetadata.Keywords" IN ["autumn"]') == ["agency.jpg"]
    assert own.find('"embeddedMetadata.Keywords" IN ["K\u00f6ln"]') == ["unicode.jpg"]
    assert own.find('"%s" NOT EXISTS AND "%s" NOT EXISTS' % (place, taken)) \
        == ["agency.jpg", "unicode.jpg", "none.jpg"]


def test_accounts_do_not_see_each_other():
    own = Shelf(server)
    assert own.find('name NOT = "x"') == []
    own.refuse('"customMetadata.category" = "clothing"', at=1)


def test_quotes_and_backslashes_in_texts():
    own = Shelf(server)
    own.field("say", "Text")
    for label, text in (("quote", 'a "b"'), ("back", "a\\b"), ("both", "\\\""), ("n", "\\n")):
        own.file(label, b"x", label + ".txt", "/", NOW, {"say": text})
    assert own.find('"customMetadata.say" = "a \\"b\\""') == ["quote"]
    assert own.find('"customMetadata.say" = "a\\\\b"') == ["back"]
    assert own.find('"customMetadata.say" = "a\\b"') == ["back"]
    assert own.find('"customMetadata.say" = "\\\\\\""') == ["both"]
    assert own.find('"customMetadata.say" = "\\n"') == ["n"]
    assert own.find('"customMetadata.say" : "a"', sort="ASC_NAME") == ["back", "quote"]


def test_rows_are_those_of_the_list():
    listed = {row["fileId"]: row for row in shelf.api.files()}
    rows = shelf.rows('type = "file"')
    assert {row["fileId"]: row for row in rows} == listed
    folders = shelf.api.files("type=folder&sort=ASC_CREATED")
    assert shelf.rows('type = "folder"') == folders


if __name__ == "__main__":
    main(globals())
