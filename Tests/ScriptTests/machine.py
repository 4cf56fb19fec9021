"""A machine made for a test: a checkout in a long folder with a space, and a PATH on which only what is wanted is found.

What would change the real machine (apt-get, sudo) or take long (swift, clang++) is replaced by a few lines of shell that
write down how they were called. What is absent is said by files in a folder: apt-get, asked for a package, removes the
file of that name.
"""

import os
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
NAME = "a long folder with a space, so that no path in it fits within sixty characters"
TOOLS = (
    "bash sh env awk sed grep sort head tail tr mktemp rm rmdir dirname readlink cat find chmod install make cmp cp mkdir "
    "true uname dpkg-query tee date mv touch ls ln"
).split()

SWIFT = """
if [[ $1 == --version ]]; then
    if [[ -e $STATE/libncurses6 ]]; then
        echo "swift: error while loading shared libraries: libncurses.so.6: cannot open shared object file" >&2
        exit 127
    fi
    if [[ -e $STATE/broken ]]; then echo "swift: no words are as good as its own" >&2; exit 1; fi
    echo "Swift version $(cat "$STATE/version") (swift-RELEASE)"
    exit 0
fi
echo "swift $*" >>"$STATE/log"
if [[ $1 == build ]]; then [[ ! -e $STATE/does-not-build ]]; exit; fi
while (($#)); do
    if [[ $1 == --xunit-output ]]; then cat "$STATE/results" >"$2"; fi
    shift
done
"""
LDD = """
case $1 in *swift-build) for name in $(cat "$STATE/libraries"); do printf '\\t%s => not found\\n' "$name"; done ;; esac
[[ ! -e $STATE/libncurses6 ]] || printf '\\tlibncurses.so.6 => not found\\n'
"""
CLANG = """
[[ ! -e $STATE/libncurses6 ]] || exit 127
[[ ! -e $STATE/headers ]] || { echo "fatal error: 'vector' file not found" >&2; exit 1; }
"""
CLANG_C = """
case $1 in -print-file-name=*) name=${1#*=}; if [[ -e $STATE/$name ]]; then echo "$STATE/$name"; else echo "$name"; fi ;; esac
"""
APT_GET = """
echo "apt-get $*" >>"$STATE/log"
[[ $* == *install* ]] || exit 0
[[ ! -e $STATE/apt-fails ]] || exit 100
for word; do
    rm -f "$STATE/$word"
    case $word in libstdc++-*-dev) rm -f "$STATE/headers" ;; libzstd-dev) : >"$STATE/libzstd.a" ;; esac
    for line in git:git valgrind:valgrind sqlite3:sqlite3 chromium-headless-shell:chromium-headless-shell; do
        if [[ $word == "${line%%:*}" ]]; then printf '#!/bin/sh\\n' >"$BIN/${line##*:}"; chmod +x "$BIN/${line##*:}"; fi
    done
done
"""
PKG_CONFIG = """
case $2 in libarchive) [[ ! -e $STATE/libarchive-dev ]] ;; sqlite3) [[ ! -e $STATE/libsqlite3-dev ]] ;; esac
"""
SUDO = """
[[ $1 != -n ]] || shift
exec "$@"
"""
PATCHLAB = """
case $1 in
--generate-completion-script) [[ ! -e $STATE/does-not-run ]] || exit 1; echo "completions for $2" ;;
compare) cat "$STATE/output" ;;
esac
"""


# What is installed besides the command, and what is not because it is no example.
OTHERS = {
    "docs/man/patchlab.1": "the manual\n",
    "docs/man/patchlab-scenario.5": "the manual of scenarios\n",
    "Scenarios/README.md": "the list\n",
    "Scenarios/one/scenario.yaml": "a scenario\n",
    "Scenarios/two/scenario.yaml": "another\n",
    "Scenarios/two/data/a file": "its data\n",
    "Scenarios/must-fail/bad.yaml": "no example\n",
}


class Machine:
    def __init__(self, folder):
        self.checkout = folder / NAME
        self.bin = folder / "bin"
        self.state = folder / "state"
        for made in (self.checkout / "Sources/EventEngine", self.bin, self.state):
            made.mkdir(parents=True)
        shutil.copytree(ROOT / "scripts", self.checkout / "scripts")
        for name in ("Makefile", "Package.swift", "README.md", "Sources/EventEngine/ElementaryTables.swift",
                     "Sources/EventEngine/ShortLogarithmTable.swift"):
            shutil.copy(ROOT / name, self.checkout / name)
        for name, text in OTHERS.items():
            made = self.checkout / name
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_text(text)
        for name in TOOLS:
            found = shutil.which(name)
            if found:
                (self.bin / name).symlink_to(found)
        self.program("swift", SWIFT)
        self.program("swiftc", "")
        self.program("swift-build", "")
        self.program("clang++", CLANG)
        self.program("clang", CLANG_C)
        self.program("ldd", LDD)
        self.program("apt-get", APT_GET)
        self.program("sudo", SUDO)
        self.program("pkg-config", PKG_CONFIG)
        for name in ("git", "ld", "strip", "sqlite3", "xz", "valgrind", "chromium-headless-shell", "python3",
                     "dpkg-deb"):
            self.program(name, "")
        for name in ("archive", "sqlite3", "nettle", "lzma", "lz4", "bz2", "z", "acl", "zstd"):
            self.says(f"lib{name}.a", "")
        self.says("version", "6.3.1")
        self.says("libraries", "")
        self.says("log", "")

    def program(self, name, text):
        """Puts a program of that name on the PATH."""
        self.write(self.bin / name, text)

    def built(self):
        """As if the command had been built: after the sources."""
        command = self.checkout / ".build/release/patchlab"
        command.parent.mkdir(parents=True, exist_ok=True)
        self.write(command, PATCHLAB)
        newest = max(path.stat().st_mtime for path in self.checkout.rglob("*") if path.is_file())
        os.utime(command, (newest + 60, newest + 60))
        return command

    def write(self, path, text):
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/bash\n{text}")
        path.chmod(0o755)

    def without(self, *names):
        """Takes programs off the PATH."""
        for name in names:
            (self.bin / name).unlink()

    def says(self, name, text=""):
        """Writes a file of the state: what is absent, what is said."""
        (self.state / name).write_text(text)

    @property
    def log(self):
        """How the programs that matter were called, line by line."""
        return (self.state / "log").read_text().splitlines()

    def run(self, *command, **settings):
        """Runs a command in the checkout, for at most a minute."""
        environment = {
            "PATH": str(self.bin),
            "HOME": str(self.checkout),
            "STATE": str(self.state),
            "BIN": str(self.bin),
            "SSL_CERT_FILE": str(self.state / "log"),
            "LC_ALL": "C",
            **settings,
        }
        return subprocess.run(
            command,
            cwd=self.checkout,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
