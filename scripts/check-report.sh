#!/usr/bin/env bash
# Opens an HTML report in headless Chromium and fails on an error in the console or on any request over the network; leaves a picture
# of the page and the page as PDF to be looked at. Asked for by hand:
#   scripts/check-report.sh [REPORT.html [FOLDER]]     (the golden report; a folder beside the temporary files)
# The checks are first tried on a page that must fail both.
set -euo pipefail
cd "$(dirname "$0")/.."
report=$(realpath -- "${1:-tests/golden/report.html}")
folder=${2:-$(mktemp -d)}
mkdir -p "$folder"

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$chromium" ]; then
  echo "skipped: Chromium is not there (Debian: apt-get install chromium)"
  exit 0
fi

browse() { # PAGE LOG ARGUMENTS...: Chromium on one page, with what it says and every network event in LOG.*
  local page=$1 log=$2
  shift 2
  # No name is resolved, so that nothing leaves the machine even where the page asks for it; a request is in the log all the same.
  "$chromium" --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update \
    --disable-sync --disable-default-apps --disable-extensions --host-resolver-rules='MAP * ~NOTFOUND' \
    --user-data-dir="$log.profile" --enable-logging=stderr --log-level=0 --log-net-log="$log.net.json" --net-log-capture-mode=Everything \
    "$@" "file://$page" >"$log.out" 2>"$log.err" || { cat "$log.err" >&2; exit 2; }
  rm -rf "$log.profile"
}

console_errors() { grep -E 'CONSOLE' "$1.err" | grep -vE '"[^"]*DevTools' || true; }

requests() { # Addresses that a page asked for over the network; what the browser asks for itself has no origin.
  python3 - "$1.net.json" <<'PY'
import json, re, sys
text = open(sys.argv[1], encoding="utf-8", errors="replace").read()
try:
    log = json.loads(text)
except json.JSONDecodeError:  # A browser that ends at once leaves the list open.
    log = json.loads(text.rstrip().rstrip(",") + "]}")
start = log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
asked = (event.get("params", {}) for event in log["events"] if event["type"] == start)
urls = {of.get("url", "") for of in asked if of.get("initiator") != "not an origin"}
print("\n".join(sorted(url for url in urls if re.match(r"(https?|wss?|ftp):", url))))
PY
}

cat >"$folder/bad.html" <<'PAGE'
<!doctype html><title>bad</title><img src="http://plumbline.invalid/picture.png"><script>console.error("wrong on purpose")</script>
PAGE
browse "$folder/bad.html" "$folder/bad" --dump-dom
[ -n "$(console_errors "$folder/bad")" ] || { echo "the check of the console finds nothing on a page with an error" >&2; exit 2; }
[ -n "$(requests "$folder/bad" | grep plumbline.invalid || true)" ] || { echo "the check of requests finds none on a page that makes one" >&2; exit 2; }

browse "$report" "$folder/page" --window-size=1100,6000 --hide-scrollbars --screenshot="$folder/page.png"
browse "$report" "$folder/print" --no-pdf-header-footer --print-to-pdf="$folder/page.pdf"
failed=0
for log in page print; do
  errors=$(console_errors "$folder/$log")
  asked=$(requests "$folder/$log")
  [ -z "$errors" ] || { echo "$log: errors in the console:"; echo "$errors"; failed=1; }
  [ -z "$asked" ] || { echo "$log: requests over the network:"; echo "$asked"; failed=1; }
done
pages=$(grep -ac '/Type /Page$' "$folder/page.pdf" || true)
[ "$failed" = 0 ] && echo "no error in the console, no request over the network; $pages pages of A4; to be looked at: $folder/page.png, $folder/page.pdf"
exit "$failed"
