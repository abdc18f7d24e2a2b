#!/usr/bin/env bash
# Looks at HTML reports in a real browser, where there are one, Node and npm:
#
#   look.sh shots   pictures and a PDF of the demonstration's page, in out; readme.png is the README's, which
#                   pngquant --output report.png out/readme.png makes small
#   look.sh check   accessibility (axe-core), width, print, requests: the demonstration and some cases of the goldens
#
# CHROMIUM names a browser. The last line says whether anything was looked at.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$(cd ../.. && pwd)

skip() {
	echo "skipped: $1"
	exit 0
}

browser=${CHROMIUM-}
for name in chromium chromium-browser google-chrome; do
	[[ -n $browser ]] || browser=$(command -v "$name" || true)
done
[[ -n $browser ]] || skip "there is no Chromium; apt-get install chromium, or CHROMIUM=path"
command -v node >/dev/null || skip "there is no Node"
command -v npm >/dev/null || skip "there is no npm"
npm ci --silent --no-audit --no-fund >out.log 2>&1 || {
	cat out.log
	rm -f out.log
	skip "npm cannot install playwright-core and axe-core"
}
rm -f out.log
export CHROMIUM=$browser

export SOURCE_DATE_EPOCH=1795392000 # 23 November 2026, as in the README
mkdir -p out
demo() { # LANGUAGE
	local code=0
	(cd "$root" && bin/fairaudit audit testdata/demo/appariement.csv --config testdata/demo/fairaudit.yaml \
		--lang "$1" -o html="testdata/screenshots/out/demo-$1.html") || code=$?
	((code <= 3))
}
demo en
demo fr

case ${1-} in
shots)
	node look.mjs shots out out/demo-en.html out/demo-fr.html
	ls out
	;;
check)
	rm -rf out/cases
	mkdir -p out/cases
	(cd "$root" && go test ./report -count=1 -run TestHTMLPages -pages "$PWD/testdata/screenshots/out/cases" >/dev/null)
	cases=()
	for name in burden final-decisions hostile inconclusive joined lawful many-groups one-group published record strata waived waived-in-part; do
		cases+=("out/cases/$name.html")
	done
	node look.mjs check out/demo-en.html out/demo-fr.html "${cases[@]}"
	;;
*)
	echo "usage: look.sh shots|check"
	exit 2
	;;
esac
