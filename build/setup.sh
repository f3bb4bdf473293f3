# Sourced by ./kindred and ./test: what both need before they can build. Expects $root.

# Says in one line what is missing and how to get it.
missing() {
    echo "${0##*/}: needs $1, found ${2:-none}. Get it: $3" >&2
    exit 1
}

require_tools() {
    local found
    found=$(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ' -)
    [[ " $found" =~ \ 10\. ]] ||
        missing ".NET SDK 10" "$found" "https://dotnet.microsoft.com/download/dotnet/10.0"
    found=$(node --version 2>/dev/null)
    [[ $found =~ ^v([0-9]+) && ${BASH_REMATCH[1]} -ge 20 ]] ||
        missing "Node.js 20 or newer" "$found" "https://nodejs.org/en/download"
    command -v npm >/dev/null || missing "npm" "" "it comes with Node.js from https://nodejs.org/en/download"
}

# The native engine comes as an npm package; npm leaves its own lock file behind when it has finished.
native_packages_are_stale() {
    [[ ! $root/node_modules/.package-lock.json -nt $root/package-lock.json ]]
}

install_native_packages() {
    (cd "$root" && npm ci --no-audit --no-fund --loglevel=error)
}

# Runs a command without a word; shows all it said when it fails.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 || status=$?
    ((status == 0)) || cat "$log" >&2
    rm -f "$log"
    return "$status"
}
