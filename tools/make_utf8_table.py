#!/usr/bin/env python3
"""Writes common/base/utf8_table.c: the ranges of all letters, marks and numbers of Unicode, and the
lower-case letters of those that have one of their own.

Usage: tools/make_utf8_table.py > common/base/utf8_table.c
"""
import sys
import unicodedata


def ranges():
    first = last = None
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code))[0] not in "LMN":
            continue
        if last is not None and code == last + 1:
            last = code
            continue
        if first is not None:
            yield first, last
        first = last = code
    yield first, last


def lower_runs():
    """(first, last, step, how far up the lower-case letter is): neighbours, or every second one."""
    runs = []
    for code in range(sys.maxunicode + 1):
        lower = chr(code).lower()
        if len(lower) != 1 or ord(lower) == code:
            continue
        up = ord(lower) - code
        if runs and runs[-1][3] == up and code - runs[-1][1] in (1, 2) and (
                runs[-1][2] in (0, code - runs[-1][1])):
            runs[-1][2] = code - runs[-1][1]
            runs[-1][1] = code
        else:
            runs.append([code, code, 0, up])
    return [(a, b, step or 1, up) for a, b, step, up in runs]


def write_table(kind, name, rows, columns):
    print("/* clang-format off */")
    print(f"const struct {kind} {name}[] = {{")
    for i in range(0, len(rows), columns):
        print("\t" + " ".join(rows[i:i + columns]))
    print("};\n/* clang-format on */\n")
    print(f"const size_t {name}_len = sizeof({name}) / sizeof({name}[0]);")


rows = [f"{{ 0x{a:x}, 0x{b:x} }}," for a, b in ranges()]
print("/* data table */")
print(f"/* Every letter, mark and number of Unicode {unicodedata.unidata_version} (general categories")
print(" * L, M and N) as ascending ranges, and its capitals. Written by tools/make_utf8_table.py. */")
print('#include "base/utf8_table.h"\n')
write_table("utf8_range", "utf8_table", rows, 4)
print()
write_table("utf8_lower_run", "utf8_table_lower",
            [f"{{ 0x{a:x}, 0x{b:x}, {step}, {up} }}," for a, b, step, up in lower_runs()], 3)
