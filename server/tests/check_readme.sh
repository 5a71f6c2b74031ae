#!/bin/sh
# The README's option table is what the program prints. Prints TAP.
set -eu

readme=${SOURCE_DIR:-$(dirname "$0")/../..}/README.md
wanted=$(mktemp)
found=$(mktemp)
trap 'rm -f "$wanted" "$found"' EXIT
"$EMULATOR_BIN" --help-markdown >"$wanted"
sed -n '/<!-- options -->/,/<!-- \/options -->/p' "$readme" | grep '^|' >"$found" || true
if diff -u "$found" "$wanted" | sed 's/^/# /' && cmp -s "$found" "$wanted"; then
	echo "ok 1 - the option table in README.md is that of --help-markdown"
	echo "1..1"
else
	echo "not ok 1 - the option table in README.md is that of --help-markdown"
	echo "1..1"
	exit 1
fi
