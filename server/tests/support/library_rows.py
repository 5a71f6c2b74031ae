"""The database of a library as SQLite has it, read after the server stopped or beside it.

    rows(folder)            # {table: sorted rows}; the tables of the full-text indexes are among them
    schema(folder)          # [(name, SQL)] of everything that is there
    blobs(folder)           # the stored bytes, by name
"""

import contextlib
import os
import sqlite3


def _open(folder):
    db = sqlite3.connect("file:%s?mode=ro" % os.path.join(folder, "imagekit.db"), uri=True)
    db.text_factory = bytes  # whatever is stored, as it is stored
    return contextlib.closing(db)


def schema(folder):
    with _open(folder) as db:
        found = db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    return [(name.decode(), sql and sql.decode()) for name, sql in found]


def rows(folder):
    """An index over texts that it does not hold cannot be read itself; its tables can."""
    with _open(folder) as db:
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' "
                            "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name").fetchall()
        return {name.decode(): sorted(db.execute('SELECT * FROM "%s"' % name.decode()), key=repr)
                for (name,) in tables}


def blobs(folder):
    found = []
    for _, _, names in os.walk(os.path.join(folder, "blobs")):
        found += names
    return sorted(found)
