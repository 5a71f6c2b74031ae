"""What a search must find, worked out the slow way: every asset is asked every condition.

    assets = [Asset(row, facts) for row in rows]         # rows of GET /v1/files
    wanted = Condition("width", ">", False, ["500"], ["500"])
    found = search(assets, wanted, Context(now_ms, {"price": "Number"}), sort="DESC_SIZE")

A tree is a Condition or a Group of trees. The values of a condition are what its texts mean:
str, bool, int or float; Date, Size and Place hold the words that this page reads itself.
Facts are what a row does not tell: format, keywords, taken (ms), place (latitude, longitude).
"""

import calendar
import collections
import datetime
import functools
import math
import re
from fractions import Fraction

# texts: the values as they are written in the query. gap: what stands around signs.
Condition = collections.namedtuple("Condition", "field op negated values texts gap",
                                   defaults=(" ",))
Group = collections.namedtuple("Group", "kind children wrapped", defaults=(False,))
Context = collections.namedtuple("Context", "now fields")
Date = collections.namedtuple("Date", "words")
Size = collections.namedtuple("Size", "words")
Place = collections.namedtuple("Place", "words")

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
EARTH_KM = 6371.0088
UNITS = {"": 1, "kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30}
HOUR = 3600 * 1000


class Asset:
    def __init__(self, row, facts=None):
        facts = facts or {}
        self.kind = row["type"]
        folder = self.kind == "folder"
        self.id = row["folderId" if folder else "fileId"]
        self.row = self.id if folder else row["versionInfo"]["id"]
        self.name = row["name"]
        whole = row["folderPath" if folder else "filePath"]
        self.path = whole.rpartition("/")[0] or "/"
        self.created = milliseconds(row["createdAt"])
        self.updated = milliseconds(row["updatedAt"])
        self.tags = None if folder else (
            (row["tags"] or []) + [tag["name"] for tag in row["AITags"] or []])
        self.size = row.get("size")
        self.is_image = row.get("fileType") == "image"
        self.width = row.get("width") if self.is_image else None
        self.height = row.get("height") if self.is_image else None
        self.alpha = row.get("hasAlpha") if self.is_image else None
        self.private = row.get("isPrivateFile")
        self.published = row.get("isPublished")
        self.custom = {} if folder else row["customMetadata"]
        self.format = facts.get("format")
        self.keywords = facts.get("keywords") or []
        self.taken = facts.get("taken")
        self.place = facts.get("place")
        self.score = None


# Reading words ---------------------------------------------------------------------------------

@functools.lru_cache(None)
def milliseconds(words):
    """An instant as it is written; UTC where no zone is named."""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?"
                         r"(Z|[+-]\d\d:\d\d)?)?", words)
    assert match, words
    parts = [int(part or 0) for part in match.groups()[:7]]
    moment = datetime.datetime(*parts[:6], parts[6] * 1000, datetime.timezone.utc)
    zone = match[8]
    if zone and zone != "Z":
        away = datetime.timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        moment = moment - away if zone[0] == "+" else moment + away
    return (moment - EPOCH) // datetime.timedelta(milliseconds=1)


def instant(words, now):
    """Also "3w": that long before now."""
    match = re.fullmatch(r"(\d+)([hdwmy])", words)
    if not match:
        return milliseconds(words)
    count = int(match[1])
    if match[2] in "hdw":
        return now - count * {"h": HOUR, "d": 24 * HOUR, "w": 168 * HOUR}[match[2]]
    moment = EPOCH + datetime.timedelta(milliseconds=now)
    months = moment.year * 12 + moment.month - 1 - count * (12 if match[2] == "y" else 1)
    year, month = divmod(months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    moment = moment.replace(year=year, month=month + 1, day=day)
    return (moment - EPOCH) // datetime.timedelta(milliseconds=1)


def size_bytes(words):
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([a-z]*)", words.lower())
    return math.floor(Fraction(match[1]) * UNITS[match[2]])


def folder_words(words):
    return "/" + words.strip("/")


@functools.lru_cache(None)
def words_of(text):
    return [word.lower() for word in re.split(r"[\s!-/:-@\[-`{-~]+", text) if word]


@functools.lru_cache(None)
def tokens_of(text):
    out, token = [], ""
    for sign in text + " ":
        if sign.isalnum():
            token += sign
        elif token:
            out.append(token.lower())
            token = ""
    return out


# Conditions ------------------------------------------------------------------------------------

PLAIN = {
    "name": lambda a: a.name, "type": lambda a: a.kind, "id": lambda a: a.id,
    "createdAt": lambda a: a.created, "updatedAt": lambda a: a.updated,
    "width": lambda a: a.width, "height": lambda a: a.height, "size": lambda a: a.size,
    "format": lambda a: a.format, "private": lambda a: a.private,
    "published": lambda a: a.published, "transparency": lambda a: a.alpha,
    "createdBy": lambda a: None, "path": lambda a: a.path, "tags": lambda a: a.tags,
    "embeddedMetadata.Keywords": lambda a: a.keywords,
    "embeddedMetadata.DateTimeOriginal": lambda a: a.taken,
    "embeddedMetadata.LocationTaken": lambda a: a.place,
}


def value_of(field, context):
    """A function from the asset to its value: None when it has none, a list where there may be
    several."""
    if field in PLAIN:
        return PLAIN[field]
    name = field.split(".", 1)[1]
    if context.fields[name] == "Date":
        return lambda a: milliseconds(a.custom[name]) if name in a.custom else None
    return lambda a: a.custom.get(name)


def kept_apart(value):
    """To Python True is 1; here a boolean is no number."""
    return isinstance(value, bool), value


def number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


ORDERS = {"<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
          ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}


def predicate(condition, context):
    """A function from the asset to whether the condition holds."""
    value = value_of(condition.field, context)
    holds = _holds(condition, [_meaning(condition.field, one, context)
                               for one in condition.values])
    if condition.negated:
        return lambda asset: not holds(value(asset))
    return lambda asset: holds(value(asset))


def _meaning(field, value, context):
    if isinstance(value, Date):
        return instant(value.words, context.now)
    if isinstance(value, Size):
        return size_bytes(value.words)
    if isinstance(value, Place):
        return _region(value.words)
    return folder_words(value) if field == "path" else value


def _holds(condition, wanted):
    op = condition.op
    if op == "EXISTS":
        return lambda value: value is not None and value != []
    if op == "IN":
        wanted = {kept_apart(one) for one in wanted}
        return lambda value: any(kept_apart(one) in wanted for one in _several(value))
    first = wanted[0]
    if op in ORDERS:
        order = ORDERS[op]
        return lambda value: number(value) and order(value, first)
    if op == "HAS":
        words = words_of(first)
        return lambda value: _has(_several(value), words)
    if callable(first):
        return lambda value: value is not None and first(value)
    if op == "=":
        first = kept_apart(first)
        return lambda value: kept_apart(value) == first
    assert op == ":", op
    if condition.field == "path":
        below = first.rstrip("/") + "/"
        return lambda value: value == first or value.startswith(below)
    return lambda value: isinstance(value, str) and value.startswith(first)


def _several(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def _has(texts, words):
    tokens = [token for text in texts for token in tokens_of(text)]
    return (all(word in tokens for word in words[:-1])
            and any(token.startswith(words[-1]) for token in tokens))


def _region(words):
    """A function from (latitude, longitude) to whether it lies there."""
    match = re.fullmatch(r"([\d.-]+),([\d.-]+) ?([\d.]+) ?km", words)
    if match:
        centre, radius = (float(match[1]), float(match[2])), float(match[3])
        return lambda point: distance_km(centre, point) <= radius
    corners = [tuple(float(part) for part in pair.split(",")) for pair in words.split("|")]
    if len(corners) == 2:
        (south, north), (west, east) = map(sorted, zip(*corners))
        return lambda point: south <= point[0] <= north and west <= point[1] <= east
    return lambda point: _inside(corners, point)


def distance_km(one, other):
    """Along a great circle, by the angle between the two directions from the earth's centre."""
    def direction(point):
        latitude, longitude = map(math.radians, point)
        return (math.cos(latitude) * math.cos(longitude),
                math.cos(latitude) * math.sin(longitude), math.sin(latitude))
    a, b = direction(one), direction(other)
    cross = (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    return EARTH_KM * math.atan2(math.hypot(*cross), sum(x * y for x, y in zip(a, b)))


def _inside(corners, point):
    """Whether a ray to the east crosses the edges an odd number of times."""
    latitude, longitude = point
    inside = False
    for (lat1, long1), (lat2, long2) in zip(corners, corners[1:] + corners[:1]):
        if (lat1 > latitude) != (lat2 > latitude):
            crossing = long1 + (latitude - lat1) / (lat2 - lat1) * (long2 - long1)
            inside ^= crossing > longitude
    return inside


# Trees -----------------------------------------------------------------------------------------

def conditions_of(tree):
    if isinstance(tree, Condition):
        return [tree]
    return [one for child in tree.children for one in conditions_of(child)]


def select(tree, assets, context):
    """Those of the assets for which the tree holds, as they come."""
    if isinstance(tree, Condition):
        holds = predicate(tree, context)
        return [asset for asset in assets if holds(asset)]
    if tree.kind == "AND":
        for child in tree.children:
            assets = select(child, assets, context)
        return assets
    found = set()
    for child in tree.children:
        found.update(select(child, assets, context))
    return [asset for asset in assets if asset in found]


def relevance(asset, tree, context):
    """Exact, so that equal scores are equal."""
    total = Fraction(0)
    for condition in conditions_of(tree):
        if condition.op != "HAS":
            continue
        texts = _several(value_of(condition.field, context)(asset))
        tokens = [token for text in texts for token in tokens_of(text)]
        if tokens:
            total += sum(max([Fraction(len(word), len(token)) for token in tokens
                              if token.startswith(word)], default=Fraction(0))
                         for word in words_of(condition.values[0])) / len(tokens)
    return total


SORTS = {"NAME": lambda a: a.name, "CREATED": lambda a: a.created, "UPDATED": lambda a: a.updated,
         "WIDTH": lambda a: a.width or 0, "HEIGHT": lambda a: a.height or 0,
         "SIZE": lambda a: a.size or 0}


def rank(asset, tree, context, sort):
    """What assets are ordered by: two with the same rank are rows of one file."""
    key = sort.split("_")[1]
    first = (relevance(asset, tree, context) if key == "RELEVANCE" else SORTS[key](asset))
    return first, asset.created, asset.id


def search(assets, tree, context, sort="ASC_CREATED", path=None, file_type="all"):
    versions = any(one.field == "type" for one in conditions_of(tree))
    found = [asset for asset in assets if (versions or asset.kind != "file-version")
             and (path is None or asset.path == folder_words(path))
             and (file_type == "all" or asset.kind != "folder"
                  and asset.is_image == (file_type == "image"))]
    found = select(tree, found, context)
    found.sort(key=lambda asset: (rank(asset, tree, context, sort), asset.row),
               reverse=sort.startswith("DESC"))
    return found
