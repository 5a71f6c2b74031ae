#!/bin/sh
# Holds every #include of the C files against LAYERS, and prints TAP.
# usage: check_layers.sh [SERVER_FOLDER] | --self-test
set -eu

# Standard input: "file:line:#include ..." with files relative to the server folder.
# Prints "<rule> <file>:<line>: <what is wrong>" for each breach.
breaches() {
	awk -v rules="$1" '
	function breach(rule, text) { print rule, at ": " text }

	function read_rules(    line, words, n, i, name) {
		while ((getline line < rules) > 0) {
			sub(/#.*/, "", line)
			n = split(line, words, /[: \t]+/)
			name = words[1]
			if (n == 0 || name == "")
				continue
			sub(/^common\//, "", name)
			if (name ~ /^</)
				doors[substr(name, 2, length(name) - 2)] = 1
			else
				layers[name] = 1
			for (i = 2; i <= n; i++)
				if (words[i] != "")
					allowed[name, words[i]] = 1
		}
	}

	# A door is a header, or a folder of headers when it ends in a slash.
	function check_door(header,    door, opened) {
		for (door in doors) {
			if (header != door && !(door ~ /\/$/ && index(header, door) == 1))
				continue
			opened = "<" door ">"
			if (!((opened, layer) in allowed) && !((opened, place) in allowed))
				breach("door", "<" header "> may not be included here")
		}
	}

	# A header that is written without a folder lies beside server/main.c, or in the runner.
	function check_lone(header,    line) {
		if (layer == "conformance" && (getline line < ("../conformance/" header)) < 0)
			breach("layer", "conformance/ has no \"" header "\"")
		else if (layer != "conformance" && layer != "")
			breach("path", "\"" header "\" is not written from server/ or common/")
		close("../conformance/" header)
	}

	function check_layer(header,    parts, target) {
		if (header ~ /^\.|\/\.\.?\//) {
			breach("path", "\"" header "\" is not written from server/ or common/")
			return
		}
		if (split(header, parts, "/") < 2) {
			check_lone(header)
			return
		}
		target = parts[1]
		if (target == layer || (layer, target) in allowed)
			return
		if (layer == "" && target != "conformance")
			return
		if (target in layers || layer != "conformance")
			breach("layer", (layer == "" ? "server" : layer) "/ must not include \"" header "\"")
	}

	BEGIN { read_rules() }
	{
		file = $0
		sub(/:.*/, "", file)
		at = substr($0, 1, length(file) + 1 + index(substr($0, length(file) + 2), ":") - 1)
		# The file and its folder as an #include would write them.
		place = file
		sub(/^\.\.\/(common\/)?/, "", place)
		layer = place
		if (!sub(/\/.*/, "", layer))
			layer = ""
		header = $0
		if (!match(header, /["<][^">]*[">]/))
			next
		quote = substr(header, RSTART, 1)
		header = substr(header, RSTART + 1, RLENGTH - 2)
		if (layer == "tests")
			next
		check_door(header)
		if (quote == "\"")
			check_layer(header)
	}'
}

# Folders that hold C files but have no line in LAYERS.
undeclared() {
	for folder in */ ../common/*/; do
		folder=${folder%/}
		[ "$folder" != tests ] && [ -d "$folder" ] || continue
		[ -n "$(find "$folder" -name '*.[ch]' | head -n 1)" ] || continue
		grep -q "^${folder#../}:" LAYERS || echo "folder $folder/: no line in LAYERS"
	done
}

# Layers that stand above themselves, which a linker would not mind.
upside_down() {
	sed -n 's/#.*//; s,^common/,,; s/^\([a-z_]*\):/\1/p' LAYERS |
		awk '{ for (i = 2; i <= NF; i++) print $1, $i }' | tsort 2>&1 >/dev/null |
		sed -n 's/^tsort: *\([a-z_]*\)$/order LAYERS: \1 stands above itself/p'
}

check_tree() {
	cd "$1"
	found=$(
		{
			find . ../common ../conformance -name tests -prune -o -name '*.[ch]' -print 2>/dev/null |
				sed 's,^\./,,' | sort |
				xargs grep -HnE '^[[:space:]]*#[[:space:]]*include' /dev/null || true
		} | breaches LAYERS
		undeclared
		upside_down
	)
	n=0
	failed=0
	for rule in \
		"layer: every layer includes only what LAYERS allows" \
		"door: every library is included only behind its door" \
		"path: every project include is written from server/ or common/" \
		"folder: every folder is a layer" \
		"order: no layer stands above itself"; do
		n=$((n + 1))
		if bad=$(printf '%s\n' "$found" | grep "^${rule%%:*} "); then
			failed=1
			printf '%s\n' "$bad" | sed 's/^[a-z]* /# /'
			echo "not ok $n - $rule"
		else
			echo "ok $n - $rule"
		fi
	done
	echo "1..$n"
	return $failed
}

# One made-up tree a case, each with a single breach that the check must see.
self_test() {
	n=0
	failed=0
	tree=$(mktemp -d)
	trap 'rm -rf "$tree"' EXIT
	while IFS='|' read -r want file line; do
		n=$((n + 1))
		rm -rf "$tree/server" "$tree/common" "$tree/conformance"
		mkdir -p "$tree/common/base" "$tree/server/db" "$tree/server/tests" "$tree/conformance"
		printf '%s\n' common/base: 'db: base' 'conformance: base' '<sqlite3.h>: db' \
			'<ssl/>: base/digest.c' >"$tree/server/LAYERS"
		echo '#include "base/a.h"' >"$tree/common/base/a.c"
		: >"$tree/conformance/suite.h"
		mkdir -p "$(dirname "$tree/server/$file")"
		echo "$line" >>"$tree/server/$file"
		report=$(sh "$self" "$tree/server") && status=0 || status=1
		got=$(printf '%s\n' "$report" | sed -n 's/^not ok [0-9]* - \([a-z]*\):.*/\1/p' | xargs)
		[ "$status" = 0 ] || [ -n "$got" ] || got="exit status $status"
		if [ "${got:-nothing}" = "$want" ]; then
			echo "ok $n - $file with $line: $want"
		else
			failed=1
			echo "not ok $n - $file with $line: ${got:-nothing} instead of $want"
		fi
	done <<-'ROWS'
		nothing|db/b.c|#include "base/a.h"
		nothing|db/b.c|#include <sqlite3.h>
		nothing|../common/base/digest.c|#include <ssl/evp.h>
		nothing|tests/check_b.c|#include <sqlite3.h>
		nothing|main.c|#include "db/b.h"
		nothing|../conformance/b.c|#include "suite.h"
		nothing|../conformance/b.c|#include "base/a.h"
		layer|../common/base/b.c|#include "db/b.h"
		layer|../common/base/b.h|	#  include "db/b.h"
		layer|../conformance/b.c|#include "db/b.h"
		layer|../conformance/b.c|#include "app.h"
		layer|../common/base/b.c|#include "conformance/suite.h"
		layer|db/b.c|#include "conformance/suite.h"
		layer|main.c|#include "conformance/suite.h"
		door|../common/base/b.c|#include <sqlite3.h>
		door path|../common/base/b.c|#include "sqlite3.h"
		door|main.c|#include <sqlite3.h>
		door|../common/base/b.c|#include <ssl/evp.h>
		path|../common/base/b.c|#include "a.h"
		path|db/b.c|#include "../base/a.h"
		folder|http/b.c|#include <stdio.h>
		folder|../common/json/b.c|#include <stdio.h>
		order|LAYERS|common/base: db
		nothing|LAYERS|http: base db
	ROWS
	echo "1..$n"
	return $failed
}

here=$(cd "$(dirname "$0")" && pwd)
self=$here/$(basename "$0")
case ${1:-} in
--self-test) self_test ;;
*) check_tree "${1:-$here/..}" ;;
esac
