"""The library of test_search_examples.py: what is in it, and when it was made.

fill(shelf) makes it. FOLDERS_MADE and FILES are the labels in the order of creation; "old" is the
version of "versioned" that is not current. The clock stands at NOW afterwards.
"""

import pictures
from emulator import fixture
from search_library import photo

NOW = "2026-06-15T12:00:00.000Z"

FIELDS = [
    ("category", "Text", {}),
    ("brand", "Text", {}),
    ("sku", "Text", {}),
    ("status", "Text", {}),
    ("description", "Textarea", {}),
    ("price", "Number", {}),
    ("purchaseDate", "Date", {}),
    ("active", "Boolean", {}),
    ("rating", "SingleSelect", {"selectOptions": [1, 4, 4.3, 4.5, 5, "4.4", "n/a", True]}),
    ("tuple", "MultiSelect", {"selectOptions": ["luxury", "plain", "500", 500, 600, True]}),
]

# Folders come first; the days are those of June 2019.
FOLDERS = [
    ("/sales-banner", 1), ("/sales-banner/summer", 2), ("/sales", 3), ("/sales/deep", 4),
    ("/banners", 5), ("/ads", 6), ("/archive", 7), ("/a", 8), ("/red-dress-shoot", 9),
]

# Label, name, folder, instant, content, fields of the upload, custom metadata.
ROWS = [
    ("dress", "red-dress.jpg", "/", "2019-12-31T23:59:59.999Z", pictures.jpeg(600, 800),
     {"tags": "sale,summer"},
     {"category": "clothing", "brand": "Nike", "sku": "A1", "price": 100.5, "active": True,
      "description": "A luxury, light dress", "purchaseDate": "2020-01-01", "rating": 4.3,
      "tuple": ["luxury"]}),
    ("edge", "edge.txt", "/ads", "2020-01-01T00:00:00.000Z", b"e" * 1024, {"tags": "draft"},
     {"category": "Clothing", "brand": "nike", "sku": "A2", "price": 100.49, "active": False,
      "purchaseDate": "2020-01-01T00:00:01Z", "rating": 4.5}),
    ("before", "red-dress-2.png", "/a", "2020-01-01T12:12:11.999Z", pictures.png(500, 500),
     {"tags": "draft,sale"},
     {"brand": "Nine West", "sku": "a1", "purchaseDate": "2020-01-01T02:00:00+02:00",
      "rating": 5, "tuple": [500, "plain"]}),
    ("noon", "noon.txt", "/ads", "2020-01-01T12:12:12.000Z", b"n" * 1025,
     {"isPrivateFile": True},
     {"price": 1000, "purchaseDate": "2020-01-01T00:30:00-01:00", "rating": "4.4",
      "tuple": ["500"]}),
    ("wide", "product-wide.webp", "/banners", "2021-01-01T00:00:00.000Z",
     fixture("images", "lossy.webp"), {"tags": "featured"},
     {"description": "Luxurywear", "price": -5, "rating": True, "tuple": [600, True]}),
    ("alpha", "product-alpha.webp", "/banners", "2021-01-02T00:00:00.000Z",
     fixture("images", "alpha.webp"), {"tags": "Featured,Sale"},
     {"description": "not-LUXURY", "tuple": [600]}),
    ("table", "Red_Dressing-table.png", "/sales", "2021-01-03T00:00:00.000Z",
     pictures.png(501, 501, alpha=True), {"tags": "summer-sale"}, {"description": "Luxurious"}),
    ("half", "half.png", "/sales/deep", "2021-01-04T00:00:00.000Z", pictures.png(100, 400),
     {"tags": "banner"}, {"description": "deluxury", "status": "pending"}),
    ("two", "two.png", "/sales/deep", "2021-01-05T00:00:00.000Z",
     pictures.png(200, 399, alpha=True), {"tags": "sales"}, {"status": "pending"}),
    ("banner dress", "red-dress.jpg", "/sales-banner", "2021-01-06T00:00:00.000Z",
     pictures.jpeg(100, 200), {}, None),
    ("summer a", "a.jpg", "/sales-banner/summer", "2021-01-07T00:00:00.000Z",
     pictures.jpeg(1000, 501), {}, None),
    ("banner b", "b.jpg", "/sales-banner", "2021-01-08T00:00:00.000Z", pictures.jpeg(501, 500),
     {}, {"category": "clothing"}),
    ("archived", "a.jpg", "/archive", "2021-01-09T00:00:00.000Z", pictures.jpeg(40, 400), {},
     None),
    ("draft", "x.jpg", "/a", "2021-01-10T00:00:00.000Z", pictures.jpeg(20, 20),
     {"isPublished": False}, {"status": "pending"}),
    # The bytes, not the name, say what it is.
    ("archived x", "x.jpg", "/archive", "2021-01-11T00:00:00.000Z", pictures.png(20, 20),
     {"tags": "wholesale"}, None),
    ("plain", "banners", "/", "2021-01-12T00:00:00.000Z", b"plain", {}, None),
    ("mb", "mb.txt", "/archive", "2021-01-13T00:00:00.000Z", b"m" * 2 ** 20,
     {"isPrivateFile": True}, None),
    ("over mb", "over.txt", "/archive", "2021-01-14T00:00:00.000Z", b"m" * (2 ** 20 + 1), {},
     None),
    ("ten mb", "ten.txt", "/archive", "2021-01-15T00:00:00.000Z", b"m" * (10 * 2 ** 20), {},
     None),
    ("under ten", "under.txt", "/archive", "2021-01-16T00:00:00.000Z",
     b"m" * (10 * 2 ** 20 - 1), {}, None),
    ("old", "versioned.jpg", "/", "2021-01-17T00:00:00.000Z", pictures.jpeg(77, 78),
     {"tags": "first"}, None),
    ("versioned", "versioned.jpg", "/", "2022-01-01T00:00:00.000Z", pictures.jpeg(79, 80), {},
     None),
    ("here", "here.jpg", "/", "2024-06-01T00:00:00.000Z",
     photo(64, 48, "2025:06:15 12:00:01", (40, 100), ["black", "white cat"]), {}, None),
    ("close", "close.jpg", "/", "2024-06-01T00:00:00.001Z",
     photo(64, 48, "2025:06:15 12:00:00", (40.04, 100), ["Black"]), {}, None),
    ("far", "far.jpg", "/", "2024-06-02T00:00:00.000Z",
     photo(64, 48, "2026:06:15 11:00:00", (40.05, 100)), {}, None),
    ("corner", "corner.jpg", "/", "2024-06-03T00:00:00.000Z",
     photo(64, 48, None, (50, 105), ["black-white"]), {}, None),
    ("spring before", "spring-before.txt", "/", "2026-04-15T11:59:59.999Z", b"s", {}, None),
    ("spring", "spring.txt", "/", "2026-04-15T12:00:00.000Z", b"s", {}, None),
    ("week", "week.txt", "/", "2026-06-08T12:00:00.000Z", b"w", {}, None),
    ("week less", "week-less.txt", "/", "2026-06-08T12:00:00.001Z", b"w", {}, None),
    ("pending", "pending.txt", "/", "2026-06-10T00:00:00.000Z", b"p", {"isPublished": False},
     {"status": "pending"}),
    ("done", "done.txt", "/", "2026-06-11T00:00:00.000Z", b"d",
     {"isPublished": False, "tags": "featured"}, {"status": "done"}),
    ("two days", "two-days.txt", "/", "2026-06-13T12:00:00.000Z", b"t", {}, None),
    ("today", "today.txt", "/", NOW, b"t", {}, None),
]

FOLDERS_MADE = [path for path, _ in FOLDERS]
FILES = [row[0] for row in ROWS if row[0] != "old"]
SIZES = {row[0]: len(row[4]) for row in ROWS}


def fill(shelf):
    for name, kind, schema in FIELDS:
        shelf.field(name, kind, **schema)
    for path, day in FOLDERS:
        shelf.folder(path, path, "2019-06-%02dT00:00:00.000Z" % day)
    for label, name, folder, when, content, fields, metadata in ROWS:
        shelf.file(label, content, name, folder, when, metadata, **fields)
        if label == "two":
            shelf.patch("two", "2021-01-05T00:00:01.000Z", customMetadata={"status": None})
    shelf.patch("archived", "2026-06-14T00:00:00.000Z", publish={"isPublished": False})
    shelf.server.clock(NOW)
