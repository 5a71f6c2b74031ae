#!/bin/sh
# The server starts without the libraries that it loads late or leaves to the helper: they cost
# megabytes at start. Reads EMULATOR_BIN's own list of needed libraries, and prints TAP.
set -eu

n=0
failed=0
needed=$(readelf -d "$EMULATOR_BIN" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
if [ -z "$needed" ]; then
	echo "Bail out! cannot read what $EMULATOR_BIN needs"
	exit 1
fi
for library in libcurl libvips libglib libexif libiptcdata libexempi; do
	n=$((n + 1))
	case $needed in
	*"$library"*)
		failed=1
		echo "not ok $n - the server does not link $library"
		;;
	*) echo "ok $n - the server does not link $library" ;;
	esac
done
echo "1..$n"
exit $failed
