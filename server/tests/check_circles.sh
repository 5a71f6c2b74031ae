#!/bin/sh
# No unit needs itself by way of others. A unit is a .c with the .h of its name; it needs those whose
# headers it includes, and those that define a function which it declares in their stead. Prints TAP.
# usage: check_circles.sh [ROOT] | --self-test
set -eu

# Arguments: C files, relative to the root. Prints "<unit> <needed unit> <why>" for each need. The code
# is clang-formatted: what begins in column one begins a declaration or a definition.
needs() {
	awk '
	# As an #include would write it; the runner has a main of its own.
	function unit_of(file) {
		sub(/^(common|server)\//, "", file)
		sub(/\.[ch]$/, "", file)
		return file
	}

	function included(by, unit) {
		if (by ~ /^conformance\// && ("conformance/" unit) in units)
			return "conformance/" unit
		return unit
	}

	# The text in front of the body or semicolon that ends it.
	function statement(text, is_body,    name, n, words, i) {
		if (text ~ /^(static|typedef|struct [a-z_0-9]+;|enum|union)/)
			return
		if (text !~ /\(/) {
			# handler_fn one, two;
			if (is_body || !sub(/^[a-z_0-9]+_fn /, "", text))
				return
			n = split(text, words, /[^a-z_0-9]+/)
			for (i = 1; i <= n; i++)
				if (words[i] != "")
					declared[unit_of(FILENAME), words[i]] = FILENAME
			return
		}
		gsub(/NODISCARD|__attribute__ *\(\([^)]*\)*\)/, "", text)
		name = text
		if (!match(name, /[A-Za-z_0-9]+\(/))
			return
		name = substr(name, RSTART, RLENGTH - 1)
		if (is_body)
			definer[name] = unit_of(FILENAME)
		else
			declared[unit_of(FILENAME), name] = FILENAME
	}

	FNR == 1 {
		text = ""
		in_body = in_comment = in_define = 0
		units[unit_of(FILENAME)] = 1
	}
	/^[ \t]*#[ \t]*include[ \t]*"/ {
		split($0, quoted, "\"")
		includes[++include_count] = unit_of(FILENAME) " " unit_of(quoted[2])
	}
	/^#/ || in_define {
		in_define = /\\$/
		next
	}
	in_comment || /^[ \t]*\/\*/ {
		in_comment = !/\*\//
		next
	}
	in_body {
		if (/^}/)
			in_body = 0
		next
	}
	{
		line = $0
		gsub(/\/\*.*\*\//, "", line)
		if (sub(/[ \t]*\/\*.*/, "", line))
			in_comment = 1
		text = text " " line
		sub(/^ +/, "", text)
	}
	/^\{/ {
		statement(text, 1)
		text = ""
		in_body = 1
		next
	}
	/\{$/ && !/^[ \t]/ { # of a struct, an enum or a table
		text = ""
		in_body = 1
		next
	}
	line ~ /;[ \t]*$/ {
		statement(text, 0)
		text = ""
	}
	END {
		for (i = 1; i <= include_count; i++) {
			split(includes[i], pair, " ")
			print pair[1], included(pair[1], pair[2]), "include"
		}
		for (key in declared) {
			split(key, pair, SUBSEP)
			if (pair[2] in definer && definer[pair[2]] != pair[1])
				print pair[1], definer[pair[2]], pair[2] "()"
		}
	}' "$@"
}

# Standard input: what needs() prints. Prints each circle, and what closes it.
circles() {
	all=$(sort -u)
	printf '%s\n' "$all" | awk '$1 != $2 { print $1, $2 }' | tsort 2>&1 >/dev/null |
		sed -n 's/^tsort: *//p' | sed 's/^-: input contains a loop:$/-/' |
		while read -r unit; do
			[ "$unit" != - ] || echo "circle:"
			[ "$unit" = - ] || printf '%s\n' "$all" | grep "^$unit " || true
		done |
		awk '
		function close_circle(    i, words) {
			for (i = 1; i <= count; i++) {
				split(lines[i], words, " ")
				if (words[1] != words[2] && words[2] in members)
					print "    " words[1] " needs " words[2] ": " words[3]
			}
			count = 0
			split("", members)
		}
		/^circle:$/ {
			close_circle()
			print
			next
		}
		{
			lines[++count] = $0
			members[$1] = 1
		}
		END { close_circle() }'
}

check_tree() {
	cd "$1"
	found=$(find common server conformance -name tests -prune -o -name '*.[ch]' -print 2>/dev/null |
		sort | xargs sh "$self" --needs | circles)
	if [ -z "$found" ]; then
		echo "ok 1 - no unit needs itself by way of others"
		echo "1..1"
		return 0
	fi
	printf '%s\n' "$found" | sed 's/^/# /'
	echo "not ok 1 - no unit needs itself by way of others"
	echo "1..1"
	return 1
}

# One made-up tree a case: what the check must say, then the lines of files, each "FILE:LINE", with ; for
# a new line and | between files.
self_test() {
	n=0
	failed=0
	tree=$(mktemp -d)
	trap 'rm -rf "$tree"' EXIT
	while read -r want files; do
		n=$((n + 1))
		rm -rf "$tree/common" "$tree/server" "$tree/conformance"
		printf '%s\n' "$files" | tr '|' '\n' | while IFS=: read -r file text; do
			mkdir -p "$(dirname "$tree/$file")"
			printf '%s\n' "$text" | tr ';' '\n' | sed 's/~/;/g' >"$tree/$file"
		done
		got=fine
		sh "$self" "$tree" >"$tree/report" || got=circle
		grep -q '^not ok' "$tree/report" && found=circle || found=fine
		if [ "$got $found" = "$want $want" ]; then
			echo "ok $n - $want: $files"
		else
			failed=1
			sed 's/^/# /' "$tree/report"
			echo "not ok $n - $files: $got instead of $want"
		fi
	done <<-'ROWS'
		fine server/a/b.c:#include "a/b.h"|server/a/b.h:int b(void)~
		fine server/a/b.c:#include "a/c.h"|server/a/c.c:int c(void)
		fine server/a/b.c:#include "a/b.h";#include "a/c.h"|server/a/c.h:#include "a/d.h"|server/a/d.h:
		circle server/a/b.c:#include "a/c.h"|server/a/c.c:#include "a/b.h"
		circle server/a/b.h:#include "a/c.h"|server/a/c.c:#include "a/b.h"
		circle server/a/b.h:#  include "a/c.h"|server/a/c.h:#include "d/e.h"|server/d/e.c:#include "a/b.h"
		circle common/a/b.c:#include "a/c.h"|common/a/c.h:#include "a/b.h"
		circle server/a/b.h:int c(int x)~|server/a/c.c:#include "a/b.h";int c(int x);{;}
		circle server/a/b.h:NODISCARD bool c(;	int x)~|server/a/c.c:#include "a/b.h";bool c(int x);{;}
		circle server/a/b.h:handler_fn d, c~|server/a/c.c:#include "a/b.h";bool c(int x);{;}
		circle server/a/b.c:bool c(int x)~;int b(void);{;}|server/a/c.c:bool b(void)~;bool c(int x);{;}
		fine server/a/b.h:int c(int x)~|server/a/d.h:#include "a/b.h"|server/a/c.c:int c(int x);{;}
		fine server/a/b.h:/* See c(x)~ */|server/a/c.c:#include "a/b.h";int c(int x);{;}
		fine server/a/b.c:static int c(int x)~|server/a/c.c:#include "a/b.h";int c(int x);{;}
		fine server/a/b.c:int b(void);{;	c(1)~;}|server/a/c.c:#include "a/b.h";int c(int x);{;}
		fine server/a/b.h:struct b {;	int (*c)(int x)~;}~|server/a/c.c:#include "a/b.h";int c(int x);{;}
		fine server/main.c:#include "app.h"|server/app.h:|conformance/app.c:#include "main.h"|conformance/main.h:
		circle server/a/b.h:int b(void)~ /* more;	 * words */;int c(int x)~|server/a/c.c:#include "a/b.h";int c(int x);{;}
		circle conformance/run.c:#include "suite.h"|conformance/suite.h:#include "run.h"|conformance/run.h:
	ROWS
	echo "1..$n"
	return $failed
}

here=$(cd "$(dirname "$0")" && pwd)
self=$here/$(basename "$0")
case ${1:-} in
--needs)
	shift
	needs "$@"
	;;
--self-test) self_test ;;
*) check_tree "${1:-$here/../..}" ;;
esac
