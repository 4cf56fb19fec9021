"""Holds the scripts to what they promise on machines where something is absent, and in folders with a space.

usage: check_scripts.py

The last line is "N passed, N failed"; the status is 0 only if none failed.
"""

import os
import pathlib
import random
import sys
import tempfile
import unittest

from machine import NAME, ROOT, Machine

sys.path.append(str(ROOT / "Tests/Fuzz"))
from fuzz import Box, Result, faults, run  # noqa: E402
from kinds import KINDS, SHARES, Step  # noqa: E402
from mutator import NASTY, Mutator  # noqa: E402

LOADER = "error while loading shared libraries: libncurses.so.6: cannot open shared object file"


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.machine = Machine(self.folder)

    def expect(self, result, status, *texts):
        """The status, and that what was said on stderr holds each of the texts."""
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        for text in texts:
            self.assertIn(text, result.stderr)

    def installed(self):
        """The packages that were asked for."""
        words = [word for line in self.machine.log if " install " in line for word in line.split()]
        return sorted({word for word in words if word not in ("apt-get", "install") and not word.startswith("-")} - {"Dpkg::Use-Pty=0"})


class Setup(Case):
    def setup(self, *words):
        return self.machine.run("scripts/setup", *words)

    def test_says_nothing_where_nothing_is_missing(self):
        for words in ([], ["build"], ["build", "test", "browser"]):
            result = self.setup(*words)
            self.expect(result, 0)
            self.assertEqual(result.stdout + result.stderr, "")
        self.expect(self.setup("--check"), 0, "nothing is missing")
        self.assertEqual(self.machine.log, [])

    def test_without_a_compiler_says_where_to_get_one_and_installs_nothing(self):
        self.machine.without("swift", "git")
        for words in ([], ["--check"]):
            self.expect(self.setup(*words), 1, "no 'swift' on the PATH", "6.2 or later", "https://www.swift.org/install")
        self.assertEqual(self.machine.log, [])

    def test_a_compiler_that_cannot_start_is_shown_in_its_own_words_with_a_remedy_to_paste(self):
        self.machine.says("libncurses6")
        result = self.setup("--check", "build")
        self.expect(result, 1, "does not start", LOADER, "libncurses6")
        self.assertRegex(result.stderr, r"apt-get update && (sudo )?apt-get install --no-install-recommends .*libncurses6")
        self.assertEqual(self.machine.log, [])

    def test_a_compiler_that_cannot_start_gets_its_libraries(self):
        self.machine.says("libncurses6")
        self.expect(self.setup("build"), 0)
        self.assertIn("libncurses6", self.installed())

    def test_a_compiler_that_cannot_start_for_another_reason_is_shown_in_its_own_words(self):
        self.machine.says("broken")
        for words in ([], ["--check"]):
            self.expect(self.setup(*words), 1, "does not start", "no words are as good as its own")
        self.assertEqual(self.machine.log, [])

    def test_shared_libraries_are_asked_for_by_their_packages(self):
        names = {
            "libncurses.so.6": "libncurses6",
            "libsqlite3.so.0": "libsqlite3-0",
            "libcurl.so.4": "libcurl4",
            "libxml2.so.2": "libxml2",
            "libz.so.1": "zlib1g",
            "libstdc++.so.6": "libstdc++6",
            "libgcc_s.so.1": "libgcc-s1",
            "libpython3.11.so.1.0": "libpython3.11",
        }
        self.machine.says("libraries", " ".join(names))
        result = self.setup("--check", "build")
        self.expect(result, 1)
        shown = result.stderr.strip().splitlines()[-1].split("--no-install-recommends ")[1].split()
        self.assertEqual(sorted(shown), sorted(names.values()))

    def test_building_asks_for_what_building_needs_only(self):
        self.machine.without("valgrind", "sqlite3", "chromium-headless-shell")
        self.expect(self.setup("build"), 0)
        self.assertEqual(self.installed(), [])
        self.machine.says("libarchive-dev")
        self.machine.says("libsqlite3-dev")
        self.expect(self.setup("build"), 0, "installing libarchive-dev libsqlite3-dev")
        self.assertEqual(self.installed(), ["libarchive-dev", "libsqlite3-dev"])
        self.assertEqual(self.machine.log[0].split()[-1], "update")

    def test_tests_and_the_browser_ask_for_more(self):
        self.machine.without("valgrind", "sqlite3", "chromium-headless-shell")
        self.expect(self.setup("--check"), 1, "sqlite3 valgrind")
        self.expect(self.setup("browser"), 0)
        self.assertEqual(self.installed(), ["chromium-headless-shell"])
        self.expect(self.setup(), 0)
        self.assertEqual(self.installed(), ["chromium-headless-shell", "sqlite3", "valgrind"])

    def test_what_the_compiler_needs_is_looked_for_too(self):
        self.machine.without("git", "ld")
        self.machine.says("headers")
        result = self.setup("--check", "build")
        self.expect(result, 1, "git", "binutils")
        self.assertRegex(result.stderr, r"libstdc\+\+-[0-9]+-dev")

    def test_what_cannot_be_mended_ends_with_what_the_compiler_says(self):
        self.machine.program("clang++", 'echo "fatal: nothing helps" >&2; exit 1\n')
        self.expect(self.setup("build"), 1, "nothing helps", "still missing")

    def test_an_old_compiler_is_refused(self):
        self.machine.says("version", "6.1.3")
        self.expect(self.setup("build"), 1, "is Swift 6.1.3", "6.2 or later")

    def test_an_installation_that_fails_ends_with_a_line_to_paste(self):
        self.machine.says("libarchive-dev")
        self.machine.says("apt-fails")
        result = self.setup("build")
        self.expect(result, 1, "could not install libarchive-dev")
        self.assertRegex(result.stderr, r"apt-get update && (sudo )?apt-get install --no-install-recommends libarchive-dev\n$")

    def test_without_apt_get_the_names_are_told(self):
        self.machine.without("apt-get")
        self.machine.says("libarchive-dev")
        self.expect(self.setup("build"), 1, "libarchive-dev", "no apt-get")

    def test_what_a_command_for_other_machines_needs_is_looked_for_when_it_is_asked_for(self):
        (self.machine.state / "libzstd.a").unlink()
        self.expect(self.setup("build"), 0)
        self.assertEqual(self.installed(), [])
        self.expect(self.setup("--check", "portable"), 1, "libzstd-dev")
        self.expect(self.setup("portable"), 0, "installing libzstd-dev")
        self.assertEqual(self.installed(), ["libzstd-dev"])

    def test_an_unknown_word_is_a_mistake_in_the_usage(self):
        self.expect(self.setup("bulid"), 2, "there is no 'bulid'", "usage: scripts/setup")


class Install(Case):
    def install(self, **settings):
        return self.machine.run("make", "install", **settings)

    def test_puts_all_that_belongs_to_the_command_under_folders_with_spaces_and_quotes(self):
        command = self.machine.built()
        prefix = f"/opt/my 'own' tools; echo \"x\""
        result = self.install(DESTDIR=str(self.folder / "a root"), PREFIX=prefix)
        self.expect(result, 0)
        top = pathlib.Path(f"{self.folder}/a root{prefix}")
        placed = {
            "bin/patchlab": command.read_text(),
            "share/bash-completion/completions/patchlab": "completions for bash\n",
            "share/zsh/site-functions/_patchlab": "completions for zsh\n",
            "share/fish/vendor_completions.d/patchlab.fish": "completions for fish\n",
            "share/man/man1/patchlab.1": "the manual\n",
            "share/man/man5/patchlab-scenario.5": "the manual of scenarios\n",
            "share/patchlab/examples/README.md": "the list\n",
            "share/patchlab/examples/one/scenario.yaml": "a scenario\n",
            "share/patchlab/examples/two/scenario.yaml": "another\n",
            "share/patchlab/examples/two/data/a file": "its data\n",
        }
        found = {str(path.relative_to(top)): path.read_text() for path in top.rglob("*") if path.is_file()}
        self.assertEqual(found, placed)
        self.assertEqual((top / "bin/patchlab").stat().st_mode & 0o777, 0o755)

    def test_installs_another_command_that_is_named(self):
        command = self.machine.built()
        other = self.folder / "another one"
        other.write_text(command.read_text())
        other.chmod(0o755)
        command.unlink()
        self.expect(self.machine.run("scripts/install", PREFIX=str(self.folder / "p"), BUILT=str(other)), 0)
        self.assertEqual((self.folder / "p/bin/patchlab").read_text(), other.read_text())

    def test_a_command_for_other_machines_needs_all_archives(self):
        (self.machine.state / "libzstd.a").unlink()
        result = self.machine.run("scripts/portable")
        self.expect(result, 1, "no libzstd.a", "libzstd-dev", "scripts/setup portable")

    def test_takes_the_prefix_as_an_argument_too(self):
        self.machine.built()
        top = self.folder / "some where"
        self.expect(self.machine.run("make", "install", f"PREFIX={top}"), 0)
        self.assertTrue((top / "bin/patchlab").is_file())

    def test_builds_first_as_oneself(self):
        self.machine.built()
        self.expect(self.install(PREFIX=str(self.folder / "p")), 0)
        self.assertEqual(self.machine.log, ["swift build -c release --product patchlab"])

    def test_does_not_install_what_does_not_build(self):
        self.machine.built()
        self.machine.says("does-not-build")
        self.assertNotEqual(self.install(PREFIX=str(self.folder / "p")).returncode, 0)
        self.assertFalse((self.folder / "p").exists())

    def test_under_sudo_copies_what_is_there_and_builds_nothing(self):
        self.machine.built()
        self.machine.without("swift", "apt-get")
        result = self.install(PREFIX=str(self.folder / "p"), SUDO_UID="1000")
        self.expect(result, 0)
        self.assertEqual(result.stdout + result.stderr, "")
        self.assertTrue((self.folder / "p/bin/patchlab").is_file())
        self.assertEqual(self.machine.log, [])

    def test_under_sudo_without_a_command_says_what_to_do(self):
        result = self.install(PREFIX=str(self.folder / "p"), SUDO_UID="1000")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("`make release` builds it (as yourself, without sudo)", result.stderr)
        self.assertEqual(self.machine.log, [])
        self.assertFalse((self.folder / "p").exists())

    def test_under_sudo_an_old_command_is_installed_with_a_remark(self):
        command = self.machine.built()
        source = self.machine.checkout / "Sources/EventEngine/New.swift"
        source.write_text("// newer\n")
        later = command.stat().st_mtime + 60
        os.utime(source, (later, later))
        result = self.install(PREFIX=str(self.folder / "p"), SUDO_UID="1000")
        self.expect(result, 0, "New.swift is newer than the command", "make release")
        self.assertTrue((self.folder / "p/bin/patchlab").is_file())

    def test_a_command_that_does_not_run_is_not_installed(self):
        self.machine.built()
        self.machine.says("does-not-run")
        self.assertNotEqual(self.install(PREFIX=str(self.folder / "p"), SUDO_UID="1000").returncode, 0)
        self.assertFalse((self.folder / "p").exists())


class Others(Case):
    def test_demo_needs_what_building_needs_only(self):
        self.machine.built()
        self.machine.without("valgrind", "sqlite3", "xz")
        self.machine.says("output", "the comparison\n")
        result = self.machine.run("make", "--silent", "demo")
        self.expect(result, 0)
        self.assertEqual(result.stdout, "the comparison\n")
        self.assertEqual(self.installed(), [])

    def test_the_tests_are_counted_in_a_folder_with_a_space(self):
        results = '<testcase name="a"></testcase>\n<testcase name="b">\n<failure/>\n</testcase>\n'
        self.machine.says("results", results)
        result = self.machine.run("scripts/test", "--filter", "a b")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout.splitlines()[-1], "1 passed, 1 failed")
        self.assertTrue(self.machine.log[0].endswith("--filter a b"))

    def test_the_python_of_the_tests_is_one_that_has_what_they_need(self):
        found = self.machine.run("scripts/python").stdout.strip()
        self.assertIn(found, ("/usr/bin/python3", str(self.machine.bin / "python3")))

    def test_the_scripts_in_python_work_in_a_folder_with_a_space(self):
        for script, words in (("elementary-tables", ["--check"]), ("readme-demo", [])):
            self.machine.built()
            readme = (self.machine.checkout / "README.md").read_text()
            self.machine.says("output", readme.split("<!-- output of make demo -->\n```text\n")[1].split("```\n")[0])
            result = self.machine.run(sys.executable, f"scripts/{script}", *words)
            self.expect(result, 0)

    def test_the_folder_is_as_long_as_it_claims(self):
        self.assertGreater(len(NAME), 60)
        self.assertTrue((ROOT / "Package.swift").is_file())


class Fuzzing(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.box = Box(pathlib.Path(folder.name))

    def found(self, script, **settings):
        step = Step("-c", script, **settings)
        return list(faults(step, run("/bin/bash", step, self.box), self.box))

    def test_a_trap_a_wrong_status_and_silence_are_faults(self):
        self.assertEqual(self.found("echo fine"), [])
        self.assertEqual(self.found("echo why >&2; exit 2"), [])
        self.assertEqual(self.found("kill -ILL $$"), ["trapped or was killed by signal 4"])
        self.assertEqual(self.found("exit 70"), ["ended with status 70, not one of (0, 2)"])
        self.assertEqual(self.found("exit 2"), ["ended with status 2 and said nothing"])

    def test_what_does_not_end_is_killed_and_a_fault_unless_it_may_be_long(self):
        late = Result(-9, "", "", True)
        self.assertIn("did not end", next(faults(Step("x"), late, self.box)))
        self.assertEqual(list(faults(Step("x", may_be_long=True), late, self.box)), [])
        self.assertEqual(self.found("while :; do :; done", may_be_long=True), [])

    def test_a_control_character_in_an_output_or_a_file_is_a_fault(self):
        for byte in (r"\x1b", r"\x00", r"\r", r"\x7f", r"\xc2\x85", r"\xe2\x80\xa8", r"\xe2\x80\xae", r"\xff"):
            self.assertEqual(len(self.found(f"printf 'a{byte}b'")), 1, byte)
            self.assertEqual(len(self.found(f"printf 'a{byte}b' >&2")), 1, byte)
        self.assertEqual(self.found("printf 'é漢\\n'"), [])
        self.assertEqual(len(self.found(r"printf '\x1b' > out.csv")), 1)

    def test_the_same_seed_gives_the_same_input(self):
        def made(seed):
            mutator = Mutator(random.Random(seed))
            return [mutator.text(b"one: 1\ntwo: 2\n" * 9) + mutator.bytes(bytes(99)) for _ in range(20)]

        self.assertEqual(made("1 status 7"), made("1 status 7"))
        self.assertNotEqual(made("1 status 7"), made("1 status 8"))
        self.assertEqual(list(KINDS), list(SHARES))
        self.assertGreater(len(NASTY), 20)


def main():
    loaded = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    result = unittest.TextTestRunner(verbosity=2 if "-v" in sys.argv else 1).run(loaded)
    failed = len({case.id() for case, _ in result.failures + result.errors})
    print(f"{result.testsRun - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
