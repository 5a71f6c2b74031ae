#!/bin/sh
# Holds C files to 600 lines and functions to 80, and prints TAP. A file that says
# "/* data table */" in its first five lines may be longer, its functions not.
# usage: check_sizes.sh [ROOT] | --self-test
set -eu

file_max=600
function_max=80

# Arguments: C files. Prints "file|function <where>: <what is wrong>". The code is
# clang-formatted, so a function's body is what stands between a "{" and a "}" in column one,
# and its name is on the last line before it that starts in column one.
breaches() {
	awk -v file_max=$file_max -v function_max=$function_max '
	function close_file() {
		if (file != "" && lines > file_max && !is_table)
			print "file", file ": " lines " lines, at most " file_max
	}
	FNR == 1 {
		close_file()
		file = FILENAME
		is_table = start = in_body = 0
	}
	{ lines = FNR }
	FNR <= 5 && /\/\* data table \*\// { is_table = 1 }
	!in_body && /^[A-Za-z_]/ {
		start = FNR
		name = $0
	}
	/^\{/ && start { in_body = 1 }
	/^}/ {
		length_ = FNR - start + 1
		if (in_body && $0 == "}" && length_ > function_max) {
			sub(/\(.*/, "", name)
			sub(/.*[ *]/, "", name)
			print "function", file ":" start ": " name " has " length_ " lines, at most " function_max
		}
		start = in_body = 0
	}
	END { close_file() }' "$@"
}

check_tree() {
	cd "$1"
	found=$(find common server conformance -name '*.[ch]' 2>/dev/null | sort | tr '\n' '\0' |
		xargs -0 sh "$self" --breaches)
	n=0
	failed=0
	for rule in "file: no file is over $file_max lines" \
		"function: no function is over $function_max lines"; do
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

# Writes a file of so many lines that holds one function of so many, after a first line.
write_sample() {
	{
		echo "$3"
		echo "static int sample_name("
		printf '\tint a)\n{\n'
		yes '	{ a++; }' | head -n $(($2 - 4))
		echo "}"
		yes "" | head -n $(($1 - $2 - 1))
	} >"$4"
}

self_test() {
	n=0
	failed=0
	tree=$(mktemp -d)
	trap 'rm -rf "$tree"' EXIT
	mkdir -p "$tree/common/base"
	while IFS='|' read -r want lines in_function first; do
		n=$((n + 1))
		write_sample "$lines" "$in_function" "$first" "$tree/common/base/a.c"
		report=$(sh "$self" "$tree") && status=0 || status=1
		got=$(printf '%s\n' "$report" | sed -n 's/^not ok [0-9]* - \([a-z]*\):.*/\1/p' | xargs)
		[ "$status" = 0 ] || [ -n "$got" ] || got="exit status $status"
		title="$lines lines, $in_function in one function, '$first': $want"
		if [ "${got:-nothing}" = "$want" ]; then
			echo "ok $n - $title"
		else
			failed=1
			echo "not ok $n - $title: ${got:-nothing} instead"
		fi
	done <<-'ROWS'
		nothing|600|80|/* a file */
		file|601|80|/* a file */
		function|600|81|/* a file */
		file function|601|81|/* a file */
		nothing|2000|80|/* data table */
		function|2000|81|/* data table */
	ROWS
	echo "1..$n"
	return $failed
}

here=$(cd "$(dirname "$0")" && pwd)
self=$here/$(basename "$0")
case ${1:-} in
--breaches)
	shift
	breaches "$@"
	;;
--self-test) self_test ;;
*) check_tree "${1:-$here/../..}" ;;
esac
