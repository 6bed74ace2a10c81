# shellcheck shell=bash
# What scripts here need: programs of Debian's packages, and where such packages are.

# Makes sure of a command: installs Debian's package as root, otherwise says which one is missing.
need() { # need COMMAND PACKAGE
    PATH="$PATH:/usr/sbin:/sbin"
    command -v "$1" >/dev/null && return
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$2" >/dev/null
    fi
    command -v "$1" >/dev/null || { echo "$0: install $2 (for $1)" >&2; exit 1; }
}

# Where the machine itself gets Debian's packages.
debian_mirror() {
    local format=(--format "\$(REPO_URI)" 'Origin: Debian' 'Label: Debian' 'Created-By: Packages')
    local found
    found="$(apt-get indextargets "${format[@]}")"
    if [ -z "$found" ] && [ "$(id -u)" -eq 0 ]; then
        apt-get update -qq >&2
        found="$(apt-get indextargets "${format[@]}")"
    fi
    [ -n "$found" ] && echo "${found%%$'\n'*}"
}
