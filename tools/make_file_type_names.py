#!/usr/bin/env python3
"""Writes server/model/file_type_names.c: what the extension of a name stands for, of the formats that have
no signature of their own. The source is the table of Debian's package media-types, which follows IANA's
registry, and below it what the web knows and the registry does not, or what the service calls otherwise.

Usage: tools/make_file_type_names.py [/etc/mime.types] > server/model/file_type_names.c
"""
import re
import sys

# Types of text that do not say so in their name.
TEXT = re.compile(
    r"^(text|message)/|[+](xml|json)$|^application/("
    r"json|xml|xml-dtd|xml-external-parsed-entity|postscript|rtf|sql|sieve|yang|sdp|"
    r"n-quads|n-triples|trig|sparql-query|relax-ng-compact-syntax|srgs|cwl|link-format|mbox|"
    r"pem-certificate-chain|pgp-keys|vnd[.]apple[.]mpegurl|x-csh|x-latex|x-lyx|x-ns-proxy-autoconfig|"
    r"x-ruby|x-sh|x-shar|x-tcl|x-texinfo|x-troff-man)$|"
    r"^model/(gltf[+]json|iges|mtl|obj|step|vnd[.]usda|vrml)$")
# Office documents and their like: an archive to its first bytes, the name says which.
ARCHIVE = re.compile(
    r"[+]zip$|^application/(java-archive|vnd[.]android[.]package-archive|"
    r"vnd[.](openxmlformats-officedocument|oasis[.]opendocument)[.].*|"
    r"vnd[.]ms-.*[.]macroenabled[.]12|x-xpinstall|vnd[.]google-earth[.]kmz)$", re.IGNORECASE)
# The older ones lie in a "compound file" of another kind.
COMPOUND = re.compile(r"^application/(msword|vnd[.]ms-(excel|powerpoint|project|works|outlook)|"
                      r"vnd[.]visio|x-msi)$")
# Fonts are told by signatures, too, but the web goes by their names, and so with what follows.
BINARY = re.compile(r"^font/|^application/(wasm|vnd[.]ms-fontobject)$")

WEB = {
    "TEXT": """
        application/javascript js mjs cjs es
        application/json json map json5 har topojson
        application/jsonl jsonl
        application/x-ndjson ndjson
        application/ld+json jsonld
        application/manifest+json webmanifest
        application/geo+json geojson
        application/schema+json jschema
        application/xml xml xsd
        application/rss+xml rss
        application/atom+xml atom
        application/x-subrip srt
        application/toml toml
        application/x-httpd-php php
        application/x-web-app-manifest+json webapp
        application/graphql graphql gql
        application/vnd.apple.mpegurl m3u8 m3u
        application/rtf rtf
        image/svg+xml svg
        text/yaml yaml yml
        text/plain txt text log ini conf cfg def in list env properties
        text/markdown md markdown mkd
        text/mdx mdx
        text/x-scss scss
        text/x-sass sass
        text/x-less less
        text/jsx jsx
        text/x-typescript tsx cts
        text/x-vue vue
        text/x-handlebars hbs
        text/html html htm shtml
        text/x-rst rst
        text/x-ssa ssa ass
        text/x-go go
        text/x-rust rs
        text/x-swift swift
        text/x-kotlin kt
        text/x-csharp cs
        text/x-lua lua
        text/x-protobuf proto
        text/x-glsl glsl vert frag
        text/tab-separated-values tsv tab
        """,
    "BINARY": """
        font/ttf ttf
        font/otf otf
        font/woff woff
        font/woff2 woff2
        font/collection ttc
        application/vnd.ms-fontobject eot
        application/wasm wasm
        """,
    "ARCHIVE": """
        application/epub+zip epub
        application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
        application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
        application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
        """,
    "COMPOUND": "",
}
# A transport stream, or TypeScript, but no translation; backups and modules are what they are copies of.
NEVER = {"ts", "mod", "svgz", "x3dz", "stpxz", "ent", "a", "t", "p", "d", "key", "zone"}


def holder_of(mime):
    for holder, pattern in (("ARCHIVE", ARCHIVE), ("COMPOUND", COMPOUND), ("BINARY", BINARY),
                            ("TEXT", TEXT)):
        if pattern.search(mime):
            return holder
    return None


def lines_of(text):
    for line in text.splitlines():
        words = line.split("#")[0].split()
        if len(words) > 1:
            yield words[0], [word.lower() for word in words[1:]]


def read(path):
    rows = {}
    with open(path, encoding="utf-8") as file:
        for mime, extensions in lines_of(file.read()):
            holder = holder_of(mime)
            for extension in extensions if holder else []:
                if extension not in NEVER and re.fullmatch(r"[a-z0-9+_-]+", extension):
                    rows.setdefault(extension, (mime.lower(), holder))
    for holder, text in WEB.items():
        for mime, extensions in lines_of(text):
            for extension in extensions:
                rows[extension] = (mime, holder)
    return rows


table = read(sys.argv[1] if len(sys.argv) > 1 else "/etc/mime.types")
print("/* data table */")
print("/* Extensions in the order of strcmp(). Written by tools/make_file_type_names.py. */")
print('#include "model/file_type_names.h"\n')
print("/* clang-format off */")
print("const struct file_type_name file_type_names[] = {")
for name, (mime_type, kind) in sorted(table.items()):
    print(f'\t{{ "{name}", "{mime_type}", FILE_TYPE_{kind} }},')
print("};\n/* clang-format on */\n")
print("const size_t file_type_names_len = ARRAY_LEN(file_type_names);")
