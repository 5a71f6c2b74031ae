"""searchQuery: what is refused, with which sentence and at which place."""

from emulator import Emulator
from search_library import Shelf, wrong_value
from search_shelf import FIELDS
from tap import each, main

server = Emulator()
shelf = None


def set_up():
    global shelf
    server.start()
    shelf = Shelf(server)
    for name, kind, schema in FIELDS:
        shelf.field(name, kind, **schema)


tear_down = server.stop_cleanly


@each((query, query, field, kind, at) for query, field, kind, at in [
    ("createdAt >= '2d' OR size < '2mb' OR format='png'", "createdAt", "date", 14),
    ('createdAt > "yesterday"', "createdAt", "date", 13),
    ('updatedAt = "2026-02-30"', "updatedAt", "date", 13),
    ('updatedAt < "2026-01-01T25:00:00"', "updatedAt", "date", 13),
    ('createdAt IN ["2026-01-01", "soon"]', "createdAt", "date", 29),
    ("createdAt > 2q", "createdAt", "date", 13),
    ("createdAt > true", "createdAt", "date", 13),
    ('width = "100"', "width", "number", 9),
    ("height > tall", "height", "number", 10),
    ("width IN [1, 2, x]", "width", "number", 17),
    ('size > "big"', "size", "size", 8),
    ("size < '2mb'", "size", "size", 8),
    ('size = "1tb"', "size", "size", 8),
    ("name = red", "name", "string", 8),
    ("name = 'red'", "name", "string", 8),
    ("tags IN [red]", "tags", "string", 10),
    ("id = 5", "id", "string", 6),
    ("path : /sales", "path", "string", 8),
    ('private = "true"', "private", "boolean", 11),
    ("published = TRUE", "published", "boolean", 13),
    ("transparency = 1", "transparency", "boolean", 16),
    ('"customMetadata.category" = 5', "customMetadata.category", "string", 29),
    ('"customMetadata.description" HAS luxury', "customMetadata.description", "string", 34),
    ('"customMetadata.price" = "5"', "customMetadata.price", "number", 26),
    ('"customMetadata.price" IN [5, true]', "customMetadata.price", "number", 31),
    ('"customMetadata.purchaseDate" > "5"', "customMetadata.purchaseDate", "date", 33),
    ('"customMetadata.active" = "true"', "customMetadata.active", "boolean", 27),
    ('"customMetadata.rating" > "4"', "customMetadata.rating", "number", 27),
    ('"embeddedMetadata.DateTimeOriginal" > "x"', "embeddedMetadata.DateTimeOriginal", "date",
     39),
    ('"embeddedMetadata.Keywords" IN [black]', "embeddedMetadata.Keywords", "string", 33),
    ('"embeddedMetadata.LocationTaken" = "here"', "embeddedMetadata.LocationTaken", "location",
     36),
    ('"embeddedMetadata.LocationTaken" = "91,0 5km"', "embeddedMetadata.LocationTaken",
     "location", 36),
    ('"embeddedMetadata.LocationTaken" = "40,181|1,1"', "embeddedMetadata.LocationTaken",
     "location", 36),
    ('"embeddedMetadata.LocationTaken" = "40,100"', "embeddedMetadata.LocationTaken", "location",
     36),
    # Characters, not bytes.
    ('name = "\u00e9\U0001f600" OR width = "1"', "width", "number", 24),
])
def test_values_of_another_kind(query, field, kind, at):
    shelf.refuse(query, wrong_value(field, kind), at)


@each((query, query, at) for query, at in [
    ("name", 5),
    ("name =", 7),
    ('= "a"', 1),
    ('colour = "red"', 1),
    ('name = "a" AND colour = "x"', 16),
    ('Name = "a"', 1),
    ('name > "a"', 6),
    ("name EXISTS", 6),
    ('tags = "a"', 6),
    ('tags : "a"', 6),
    ('type HAS "file"', 6),
    ('type : "file"', 6),
    ('width : 5', 7),
    ('width HAS "5"', 7),
    ("size EXISTS", 6),
    ('format NOT = "png"', 8),
    ('private IN [true]', 9),
    ("published NOT = true", 11),
    ('(name = "a"', 12),
    ('name = "a")', 11),
    ("()", 2),
    ('name = "a" OR', 14),
    ('name = "a" AND AND name = "b"', 16),
    ('OR name = "a"', 1),
    ('name = "a" name = "b"', 12),
    ('name = "a" or name = "b"', 12),
    ('NOT name = "a"', 1),
    ('NOT (name = "a")', 1),
    ('name in ["a"]', 6),
    ('name NOT : "a"', 10),
    ('name NOT HAS "a"', 10),
    ('width NOT > 5', 11),
    ("name IN []", 10),
    ('name IN "a"', 9),
    ('name IN ["a" "b"]', 14),
    ('name IN ["a",]', 14),
    ('name IN ["a"', 13),
    ('name = ["a"]', 8),
    ('name HAS "- _ -"', 10),
    ('name HAS ""', 10),
    ('type = "image"', 8),
    ('format = "bmp"', 10),
    ('format IN ["png", "bmp"]', 19),
    ('"customMetadata.nothing" = "a"', 1),
    ('"customMetadata.category" > "a"', 27),
    ('"customMetadata.price" : 5', 24),
    ('"customMetadata.price" HAS "5"', 24),
    ('"customMetadata.active" > true', 25),
    ('"customMetadata.tuple" = "luxury"', 24),
    ('"customMetadata.rating" HAS "4"', 25),
    ('"customMetadata." EXISTS', 1),
    ('"embeddedMetadata.Keywords" = "black"', 29),
    ('"embeddedMetadata.LocationTaken" > "40,100 5km"', 34),
    ('"embeddedMetadata.Nothing" EXISTS', 1),
    ('name = "\u00e9\U0001f600" AND colour = "x"', 17),
])
def test_what_is_no_query(query, at):
    shelf.refuse(query, at=at)


def test_an_unknown_format_is_told_the_known_ones():
    message = shelf.refuse('format = "bmp"')["message"]
    for word in ("jpg webp png gif svg avif pdf js woff2 woff ttf otf eot css txt mp4 webm mov swf "
                 "ts m3u8 ico").split():
        assert word in message, (word, message)


def test_a_text_that_does_not_end():
    body = shelf.refuse('name = "a')
    assert body["position"] in (8, 10), body


@each([
    ("unquoted dots", "customMetadata.price > 1"),
    ("two signs", 'name == "a"'),
    ("a control sign", 'name = "a" \x01'),
    ("deep", "(" * 2000 + 'name = "a"' + ")" * 2000),
    ("long list of conditions", " OR ".join(["width = 1"] * 500)),
])
def test_other_refusals(query):
    body = shelf.search(query).expect(400).json()
    assert body["message"].startswith("Invalid search query - "), body


def test_other_parameters_are_still_checked():
    answer = shelf.search('name = "a"', limit=0).expect(400).json()
    assert answer["message"] == "Minimum value of limit parameter is 1. Value sent is 0.", answer
    answer = shelf.search('name = "a"', sort="ASC_COLOUR").expect(400).json()
    assert answer["message"] == "Your request contains invalid value for sort parameters.", answer


if __name__ == "__main__":
    main(globals())
