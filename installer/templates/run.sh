#!/bin/sh
# Materia @VERSION@: installs for the user who runs it, without root. POSIX sh, tar and xz are all it needs.
#
#   sh @FILE@                 installs into ~/.local
#   sh @FILE@ --uninstall     removes the program; the library, bookmarks and notes stay
#   --prefix DIR              instead of ~/.local
#   --quiet                   says nothing but what goes wrong
set -eu

prefix="${HOME:?has no value: where shall Materia go?}/.local"
share=""
quiet=""
wanted="install"

while [ $# -gt 0 ]; do
    case "$1" in
        --uninstall) wanted="uninstall" ;;
        --prefix) prefix="${2:?--prefix needs a folder}"; share="$prefix/share"; shift ;;
        --quiet) quiet="yes" ;;
        -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) echo "materia: unknown option $1" >&2; exit 2 ;;
    esac
    shift
done
share="${share:-${XDG_DATA_HOME:-$prefix/share}}"
home="$prefix/lib/materia"
program="$prefix/bin/materia"

say() { [ -n "$quiet" ] || echo "$*"; }

fail() {
    echo "materia: $*" >&2
    exit 1
}

# What stands outside of $home, below $share.
shared_files() {
    (cd "$home/share" 2>/dev/null && find . -type f | sed 's|^\./||' | sort) || :
}

# The menu entry with the path of the program: quoted in a command line, with what has a meaning there escaped, but
# plain where desktops only look whether it is there.
menu_entry() {
    quoted="$(printf '%s' "$program" | sed 's/["`$]/\\\\&/g; s/%/%%/g')"
    while IFS= read -r line; do
        case "$line" in
            Exec=@PROGRAM_MARK@*) printf 'Exec="%s"%s\n' "$quoted" "${line#Exec=@PROGRAM_MARK@}" ;;
            TryExec=*) printf 'TryExec=%s\n' "$program" ;;
            *) printf '%s\n' "$line" ;;
        esac
    done
}

tell() {
    if command -v "$1" >/dev/null 2>&1; then "$@" >/dev/null 2>&1 || :; fi
}

tell_desktop() {
    tell update-desktop-database -q "$share/applications"
    tell update-mime-database "$share/mime"
    tell gtk-update-icon-cache -q -f -t "$share/icons/hicolor"
}

remove() {
    [ -d "$home" ] || fail "Materia is not installed in $prefix."
    shared_files | while IFS= read -r name; do rm -f "$share/$name"; done
    if [ -L "$program" ]; then rm -f "$program"; fi
    rm -rf "$home"
    tell_desktop
}

if [ "$wanted" = "uninstall" ]; then
    remove
    say "Materia was removed. Your library, bookmarks and notes are still in $share/Materia."
    exit 0
fi

[ "$(uname -s)-$(uname -m)" = "@SYSTEM@" ] || fail "this file is for @SYSTEM@, and this is $(uname -s)-$(uname -m)."
command -v xz >/dev/null 2>&1 || fail "xz is missing; it is in the package xz-utils or xz."
mkdir -p "$prefix/lib" "$prefix/bin" "$share"
new="$(mktemp -d "$prefix/lib/.materia.XXXXXX")"
trap 'rm -rf "$new"' EXIT
trap 'exit 1' HUP INT TERM
say "Unpacking Materia @VERSION@ into $home"
tail -n +@LINES@ "$0" >"$new/payload"
if command -v sha256sum >/dev/null 2>&1; then
    echo "@SHA256@  $new/payload" | sha256sum -c - >/dev/null 2>&1 || fail "the file is damaged. Copy it again."
fi
xz -dc "$new/payload" | tar -xf - -C "$new" || fail "the file could not be unpacked. Is the disk full?"
rm "$new/payload"
problem="$("$new/materia/materia" --version 2>&1 >/dev/null)" ||
    fail "it does not run on this system: $(echo "$problem" | tail -n 1)"

if [ -d "$home" ]; then remove; fi
mv "$new/materia" "$home"
ln -sfn ../lib/materia/materia "$program"
shared_files | while IFS= read -r name; do
    mkdir -p "$share/$(dirname "$name")"
    case "$name" in
        *.desktop) menu_entry <"$home/share/$name" >"$share/$name" ;;
        *) cp "$home/share/$name" "$share/$name" ;;
    esac
done
tell_desktop
say "Installed. Start it with $program, or from the menu of programs."
case ":$PATH:" in *":$prefix/bin:"*) ;; *) say "$prefix/bin is not on your PATH yet; log in again or add it." ;; esac
exit 0
