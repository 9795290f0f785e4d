# Sourced by bin/test and bin/check: the programs beside Python that tests and checks use.

has() { command -v "$1" >/dev/null 2>&1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

# Prints the Debian name of each program that is missing.
lacking() {
    has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || say postgresql
    has redis-server || has valkey-server || say redis-server
    [ -x "${CHROMIUM:-}" ] || has chromium || has chromium-browser || has google-chrome || has chromium-headless-shell || say chromium
    has xgettext || say gettext
    .venv/bin/python -c 'from PIL import features; raise SystemExit(not features.check("fribidi"))' ||
        say libfribidi0
    [ "$(uname)" != Linux ] || ls -R /usr/share/fonts 2>/dev/null | grep -q NotoSansBengali || say fonts-noto-core
}

# Prints what makes the tests quicker where this release of the system has it.
quicker() {
    [ -n "${CHROMIUM:-}" ] || has chromium-headless-shell ||
        ! apt-cache show chromium-headless-shell >/dev/null 2>&1 || say chromium-headless-shell
}

install_lacking() {
    packages=$( (lacking; quicker) | tr '\n' ' ')
    if [ -z "$packages" ] || ! has apt-get; then
        return 0
    fi
    if [ "$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null; then
        return 0
    fi
    say "Installing for the tests: $packages"
    apt="as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300"
    $apt update >/dev/null || say "apt-get update failed; trying with the lists that are here." >&2
    # One by one where all at once fails: a name unknown to this release must not hold the others up.
    $apt install -y --no-install-recommends $packages >/dev/null ||
        for package in $packages; do
            $apt install -y --no-install-recommends "$package" >/dev/null ||
                say "apt-get could not install $package." >&2
        done
}

# Prints, loudly, what will not be tried because a program is missing.
explain_lacking() {
    for package in $(lacking); do
        case $package in
            postgresql) [ -n "${TEST_DATABASE_URL:-}" ] || say "SKIPPED: every test on PostgreSQL (install postgresql or set TEST_DATABASE_URL)." ;;
            redis-server) say "SKIPPED: tests with Redis (install redis-server or valkey-server)." ;;
            chromium) say "SKIPPED: browser tests (install chromium, or name a browser in CHROMIUM)." ;;
            gettext) say "SKIPPED: freshness of translations (install gettext)." ;;
            libfribidi0) say "SKIPPED: Bangla text in pictures (install libfribidi0)." ;;
        esac
    done
}
