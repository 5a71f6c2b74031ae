"""Random search queries about a library: every field with every operator that it takes, with values
that the library holds or nearly holds.

    chance = Chance(seed, assets, context)
    tree = chance.tree()                        # as in search_naive.py
    query = written(tree)
"""

import datetime
import random

from search_naive import (EPOCH, UNITS, Condition, Date, Group, Place, Size, conditions_of,
                          distance_km)

COMPARE = ("=", "<", "<=", ">", ">=")
NOT = {("=", True): "NOT =", ("IN", True): "NOT IN", ("EXISTS", True): "NOT EXISTS"}
BOTH = (False, True)


def _allowed(positive, negatable):
    return [(op, False) for op in positive] + [(op, True) for op in negatable]


TEXT = _allowed(("=", ":", "IN", "HAS", "EXISTS"), ("=", "IN", "EXISTS"))
ORDERED = _allowed(COMPARE + ("IN",), ("=", "IN"))
EXISTING = _allowed(("EXISTS",), ("EXISTS",))
WORDS = _allowed(("=", "IN"), ("=", "IN"))

OPERATORS = {
    "name": _allowed(("=", ":", "IN", "HAS"), ("=", "IN")),
    "tags": _allowed(("IN", "HAS", "EXISTS"), ("IN", "EXISTS")),
    "type": WORDS,
    "id": WORDS,
    "createdAt": ORDERED, "updatedAt": ORDERED,
    "width": ORDERED, "height": ORDERED, "size": ORDERED,
    "format": _allowed(("=", "IN"), ()),
    "private": _allowed(("=",), ()), "published": _allowed(("=",), ()),
    "transparency": _allowed(("=",), ()),
    "createdBy": WORDS,
    "path": _allowed(("=", ":", "IN"), ("=", "IN")),
    "embeddedMetadata.Keywords": _allowed(("IN", "EXISTS"), ("IN", "EXISTS")),
    "embeddedMetadata.DateTimeOriginal": ORDERED + EXISTING,
    "embeddedMetadata.LocationTaken": _allowed(("=", "EXISTS"), ("=", "EXISTS")),
}
CUSTOM = {
    "Text": TEXT, "Textarea": TEXT,
    "Number": ORDERED + EXISTING, "Date": ORDERED + EXISTING,
    "Boolean": _allowed(("=", "EXISTS"), ("=", "EXISTS")),
    "SingleSelect": _allowed(COMPARE + (":", "IN", "EXISTS"), ("=", "IN", "EXISTS")),
    "MultiSelect": _allowed(("IN", "EXISTS"), ("IN", "EXISTS")),
}
FORMATS = "jpg webp png gif svg pdf js css txt mp4 avif ico".split()


def quoted(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def iso(ms, zone=0, form="%s.%03d"):
    moment = EPOCH + datetime.timedelta(milliseconds=ms + zone * 60000)
    return form % (moment.strftime("%Y-%m-%dT%H:%M:%S"), moment.microsecond // 1000)


class Chance:
    def __init__(self, seed, assets, context):
        self.random = random.Random(seed)
        self.assets = assets
        self.context = context
        self.custom = {"customMetadata." + name: kind for name, kind in context.fields.items()}
        self.operators = dict(OPERATORS, **{name: CUSTOM[kind]
                                            for name, kind in self.custom.items()})
        self.fields = list(self.operators)
        self.places = [asset.place for asset in assets if asset.place]

    def one_in(self, number):
        return self.random.randrange(number) == 0

    def pick(self, values):
        return self.random.choice(values)

    # Trees ---------------------------------------------------------------------------------

    def tree(self):
        size = self.pick([1, 1, 2, 2, 3, 3, 4, 5, 7])
        return self._tree(size, self.pick(["AND", "AND", "OR"]))

    def _tree(self, size, kind):
        if size == 1:
            return self.condition()
        parts = self.random.randint(2, min(size, 3))
        sizes = [1] * parts
        for _ in range(size - parts):
            sizes[self.random.randrange(parts)] += 1
        below = "OR" if kind == "AND" else "AND"
        children = [self._tree(one, below if not self.one_in(6) else kind) for one in sizes]
        return Group(kind, children, self.one_in(3))

    def condition(self):
        field = self.pick(self.fields)
        op, negated = self.pick(self.operators[field])
        count = 0 if op == "EXISTS" else self.random.randint(1, 4) if op == "IN" else 1
        pairs = [self.value(field, op) for _ in range(count)]
        return Condition(field, op, negated, [value for value, _ in pairs],
                         [text for _, text in pairs], self.pick([" ", " ", "", "  "]))

    # Values: what they mean and how they are written ---------------------------------------

    def value(self, field, op):
        kind = self.custom.get(field)
        if op == "HAS":
            return self.has_words(field)
        if kind in ("Text", "Textarea"):
            return self.text(self.some_custom(field), op)
        if kind in ("SingleSelect", "MultiSelect"):
            return self.option(field, op)
        if kind == "Number":
            return self.number(self.some_custom(field), True)
        if field in ("private", "published", "transparency") or kind == "Boolean":
            return self.boolean(self.one_in(2))
        if field.endswith("At") or field.endswith("DateTimeOriginal") or kind == "Date":
            return self.date(field)
        if field in ("width", "height"):
            return self.number(getattr(self.with_value(field), field), False)
        simple = {"size": self.size, "path": self.path, "name": lambda: self.text(
                      self.pick(self.assets).name, op),
                  "type": lambda: self.plain(self.pick(["file", "file-version", "folder"])),
                  "format": lambda: self.plain(self.pick(FORMATS)),
                  "createdBy": lambda: self.plain("someone@example.com"),
                  "id": lambda: self.plain(self.pick(self.assets).id),
                  "tags": self.tag, "embeddedMetadata.Keywords": self.keyword,
                  "embeddedMetadata.LocationTaken": self.place}
        return simple[field]()

    def with_value(self, attribute):
        return self.pick([asset for asset in self.assets if getattr(asset, attribute)])

    def some_custom(self, field):
        name = field.split(".", 1)[1]
        return self.pick([asset.custom[name] for asset in self.assets if name in asset.custom])

    @staticmethod
    def plain(text):
        return text, quoted(text)

    def boolean(self, value):
        return value, "true" if value else "false"

    def text(self, text, op):
        """As it is, its beginning, or with a sign changed."""
        if op == ":":
            text = text[:self.random.randint(1, len(text))]
        if self.one_in(8):
            text = self.pick([text.upper(), text + "x", text.replace("_", "x"),
                              text[:-1] + "%", text[:-1] + "*", text[1:] or "x"])
        return text, quoted(text)

    def has_words(self, field):
        if field == "name":
            text = self.pick(self.assets).name
        elif field == "tags":
            text = " ".join(self.pick([asset.tags for asset in self.assets if asset.tags]))
        else:
            text = self.some_custom(field)
        words = "".join(sign if sign.isalnum() else " " for sign in text).split()
        words = self.random.sample(words, self.random.randint(1, min(2, len(words))))
        if self.one_in(2):
            words[-1] = words[-1][:self.random.randint(1, len(words[-1]))]
        text = self.pick([" ", "-", ", "]).join(words)
        if self.one_in(3):
            text = self.pick([text.upper(), "(" + text + ")", text + ".", text.swapcase()])
        return text, quoted(text)

    def tag(self):
        tag = self.pick([tag for asset in self.assets for tag in asset.tags or []])
        return self.plain(tag.upper() if self.one_in(10) else tag)

    def keyword(self):
        return self.plain(self.pick([word for asset in self.assets for word in asset.keywords]))

    def option(self, field, op):
        name = field.split(".", 1)[1]
        every = [one for asset in self.assets if name in asset.custom
                 for one in (asset.custom[name] if isinstance(asset.custom[name], list)
                             else [asset.custom[name]])]
        if op in ("<", "<=", ">", ">="):
            return self.number(self.pick([one for one in every if isinstance(one, (int, float))
                                          and not isinstance(one, bool)]), True)
        if op == ":":
            return self.text(self.pick([one for one in every if isinstance(one, str)]), op)
        value = self.pick(every)
        if isinstance(value, bool):
            return self.boolean(value)
        if self.one_in(10) and not isinstance(value, str):
            return self.plain(str(value))
        return self.plain(value) if isinstance(value, str) else (value, str(value))

    def number(self, value, fractions):
        value = value + self.pick([0, 0, 0, 1, -1, 0.5 if fractions else 2])
        value = max(value, 0) if not fractions else value
        text = str(value)
        if isinstance(value, int) and fractions and self.one_in(4):
            text += ".0"
        return value, text

    def size(self):
        size = self.with_value("size").size + self.pick([0, 0, 0, 1, -1])
        unit, text = "", str(size)
        if self.one_in(2):
            unit = self.pick(["kb", "mb", "KB", "Mb"])
            text = "%.*f" % (self.pick([0, 1, 3]), size / UNITS[unit.lower()]) + unit
        return Size(text), quoted(text) if unit and self.one_in(2) or self.one_in(4) else text

    def path(self):
        text = self.pick(self.assets).path
        if self.one_in(5):
            text = text[:self.random.randint(1, len(text))]
        if self.one_in(3) and text != "/":
            text = self.pick([text.strip("/"), text.rstrip("/") + "/", text.upper()])
        return text, quoted(text)

    def instants(self, field):
        if field.startswith("custom"):
            return [self.random_instant()]
        attribute = {"createdAt": "created", "updatedAt": "updated"}.get(field, "taken")
        return [getattr(asset, attribute) for asset in self.assets if getattr(asset, attribute)]

    def random_instant(self):
        return self.context.now - self.random.randrange(700 * 24) * 3600 * 1000

    def date(self, field):
        if field.startswith("custom") and self.one_in(2):
            return self.spelled(self.some_custom(field))
        if self.one_in(3):
            return self.spelled("%d%s" % (self.random.randrange(40), self.pick("hdwmy")))
        ms = self.pick(self.instants(field)) + self.pick([0, 0, 0, 1, -1, 1000])
        zone = self.pick([0, 0, 60, -330, 765])
        mark = "Z" if zone == 0 else "%s%02d:%02d" % ("+" if zone > 0 else "-",
                                                      *divmod(abs(zone), 60))
        return self.spelled(self.pick([
            iso(ms), iso(ms), iso(ms, zone) + mark, iso(ms)[:19], iso(ms, zone)[:19] + mark,
            iso(ms)[:10]]))

    def spelled(self, words):
        return Date(words), words if self.one_in(2) else quoted(words)

    def place(self):
        latitude, longitude = self.pick(self.places)
        shape = self.random.randrange(3)
        if shape == 0:
            return self.circle(latitude, longitude)
        if shape == 1:
            words = self.point(latitude, longitude, True) + "|" + self.pick(
                [self.point(latitude + 3, longitude + 4, True), self.point(*self.pick(
                    self.places), True)])
        else:
            # Corners that are on no line through two places.
            words = "|".join(self.point(latitude + self.random.uniform(-9, 9),
                                        longitude + self.random.uniform(-9, 9))
                             for _ in range(self.random.randint(3, 6)))
        return Place(words), quoted(words)

    @staticmethod
    def point(latitude, longitude, exact=False):
        latitude, longitude = max(-90, min(90, latitude)), max(-180, min(180, longitude))
        if exact:
            return "%s,%s" % (latitude, longitude)
        return "%.7f,%.7f" % (latitude, longitude)

    def circle(self, latitude, longitude):
        away = [distance_km((latitude, longitude), place) for place in self.places]
        while True:
            radius = "%.3f" % self.pick([
                0.5, self.random.uniform(1, 200), self.random.uniform(100, 9000),
                max(0.5, self.pick(away) + self.pick([0.01, -0.01]))])
            # No place so close to the edge that the last digit decides.
            if all(abs(one - float(radius)) > 1e-3 for one in away):
                break
        words = "%s,%s %s%skm" % (latitude, longitude, radius, self.pick(["", " "]))
        return Place(words), quoted(words)


# Writing ---------------------------------------------------------------------------------------

def written(tree):
    if isinstance(tree, Condition):
        return _condition(tree)
    parts = []
    for child in tree.children:
        text = written(child)
        loose = isinstance(child, Group) and tree.kind == "AND" and child.kind == "OR"
        parts.append("(%s)" % text if loose or isinstance(child, Group) and child.wrapped else text)
    return (" %s " % tree.kind).join(parts)


def _condition(condition):
    field = quoted(condition.field) if "." in condition.field else condition.field
    op = NOT.get((condition.op, condition.negated), condition.op)
    if condition.op == "EXISTS":
        return "%s %s" % (field, op)
    value = (condition.texts[0] if condition.op != "IN"
             else "[" + ("," + condition.gap).join(condition.texts) + "]")
    # Signs need no blanks around them, words do.
    before = condition.gap if not op[0].isalpha() else " "
    after = condition.gap if not op[-1].isalpha() or value[0] in '["' else " "
    return field + before + op + after + value


# Smaller queries -------------------------------------------------------------------------------

def smaller(tree):
    """Queries with one part less, the smallest first."""
    if isinstance(tree, Condition):
        if len(tree.values) > 1:
            for at in range(len(tree.values)):
                yield tree._replace(values=tree.values[:at] + tree.values[at + 1:],
                                    texts=tree.texts[:at] + tree.texts[at + 1:])
        if tree.negated:
            yield tree._replace(negated=False)
        if tree.gap != " ":
            yield tree._replace(gap=" ")
        return
    yield from sorted(tree.children, key=lambda child: len(conditions_of(child)))
    for at, child in enumerate(tree.children):
        rest = tree.children[:at] + tree.children[at + 1:]
        if len(rest) > 1:
            yield tree._replace(children=rest)
        for less in smaller(child):
            yield tree._replace(children=tree.children[:at] + [less] + tree.children[at + 1:])
    if tree.wrapped:
        yield tree._replace(wrapped=False)


def smallest(tree, differs, tries=300):
    """A query from which nothing can be left out without the difference going away."""
    while tries > 0:
        for less in smaller(tree):
            tries -= 1
            if tries <= 0:
                break
            if differs(less):
                tree = less
                break
        else:
            break
    return tree
