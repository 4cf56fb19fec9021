import Foundation
import Testing

/// Packs and bad studies, through the binary.
@Suite("Studies and packs on the command line")
struct StudyPackCommandTests {
    /// A directory with `small.yaml`, `parts/fleet.yaml`, and `s.db` of three replications.
    func withStudy(_ body: (CommandRunner, ScratchDirectory) async throws -> Void) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let lines = CompareTests.scenario.components(separatedBy: "\n")
        let isFleet = { (line: String) in line.hasPrefix("fleet:") || line.hasPrefix("  - { group") }
        try FileManager.default.createDirectory(
            at: folder.url.appendingPathComponent("parts"),
            withIntermediateDirectories: true
        )
        _ = try folder.newFile("parts/fleet.yaml", holding: Data(lines.filter(isFleet).joined(separator: "\n").utf8))
        let rest = lines.filter { !isFleet($0) }.joined(separator: "\n") + "\nimports: [parts/fleet.yaml]\n"
        _ = try folder.newFile("small.yaml", holding: Data(rest.utf8))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let made = try await patchlab.run("compare", "small.yaml", "-n", "3", "--study", "s.db")
        #expect(made.status == 0, "\(made.errorText)")
        try await body(patchlab, folder)
    }

    @Test("What is in a study is told in text and in JSON")
    func inspection() async throws {
        try await withStudy { patchlab, _ in
            let text = try await patchlab.run("study", "s.db")
            #expect(text.status == 0)
            #expect(
                text.outputText.hasPrefix(
                    "Does a canary pay?\ncommand      patchlab compare small.yaml -n 3 --study s.db\n"
                )
            )
            #expect(text.outputText.contains("files       small.yaml, parts/fleet.yaml"))
            #expect(text.outputText.contains("strategies  big-bang, canary"))
            #expect(text.outputText.contains("seed 1      6 runs; 3 of every strategy"))
            let json = try await patchlab.run("study", "s.db", "--json")
            let document = try #require(try JSONSerialization.jsonObject(with: json.output) as? [String: Any])
            #expect(document["runs"] as? Int == 6)
            #expect((document["variants"] as? [Any])?.count == 1)
        }
    }

    @Test("A pack is the same bytes each time and runs again to the same, without the files it came from")
    func rerun() async throws {
        try await withStudy { patchlab, folder in
            for name in ["b.tar.zst", "b.tar.gz", "b.tar.xz", "b.zip"] {
                let made = try await patchlab.run("study", "pack", "s.db", "-o", name)
                #expect(made.status == 0, "\(made.errorText)")
                #expect(made.outputText.hasPrefix("\(name) is written: 6 runs, "), "\(made.outputText)")
                #expect(made.outputText.hasSuffix("To run it again: patchlab study check \(name)\n"))
                let twice = try await patchlab.run("study", "pack", "s.db", "-o", name)
                #expect(twice.status == 2 && twice.errorText.contains("\(name) exists already; nothing is written"))
                #expect(twice.errorText.contains("--force"))
                #expect(try await patchlab.run("study", "pack", "s.db", "-o", name, "--force").status == 0)
                _ = try await patchlab.run("study", "pack", "s.db", "-o", "again-" + name)
                let file = folder.url.appendingPathComponent(name)
                let again = folder.url.appendingPathComponent("again-" + name)
                #expect(try Data(contentsOf: file) == Data(contentsOf: again))
            }
            let compared = try await patchlab.run("compare", "small.yaml", "-n", "3", "--json")
            try FileManager.default.removeItem(at: folder.url.appendingPathComponent("parts"))
            for name in ["b.tar.zst", "b.tar.gz", "b.tar.xz", "b.zip"] {
                let result = try await patchlab.run("study", "check", name, "--study", "again.db")
                #expect(result.status == 0, "\(result.errorText)")
                #expect(result.outputText == "6 runs repeated, all identical\n")
            }
            // The study that a pack gives is the study that it was made of.
            _ = try await patchlab.run("study", "pack", "again.db", "-o", "c.zip")
            #expect(try await patchlab.run("study", "check", "c.zip").status == 0)
            #expect(compared.status == 0)
        }
    }

    @Test("A rerun that differs names the first difference with both values, and ends with status 1")
    func difference() async throws {
        try await withStudy { patchlab, folder in
            // Somebody has set a figure in the study.
            let sqlite = try CommandRunner.python(directory: folder.url)
            let edit =
                "import sqlite3; c = sqlite3.connect('s.db'); c.execute('UPDATE run SET tickets = 777 "
                + "WHERE replication = 1 AND digest = (SELECT digest FROM strategy WHERE position = 1)'); c.commit(); c.close()"
            #expect(try await sqlite.run("-c", edit).status == 0)
            #expect(try await patchlab.run("study", "pack", "s.db", "-o", "b.zip").status == 0)
            let result = try await patchlab.run("study", "check", "b.zip")
            #expect(result.status == 1)
            let first =
                "1 of 6 runs differs. The first difference:\n"
                + "strategy canary, seed 1, run 1: tickets is 777 in the file and "
            #expect(result.outputText.hasPrefix(first), "\(result.outputText)")
        }
    }

    @Test(
        "What is no study, no pack or no place to write ends with status 2 and says why",
        arguments: [
            (["study", "small.yaml"], "small.yaml is a scenario, and a study is expected"),
            (["study", "none.db"], "there is no study"),
            (["study", "."], "a directory"), (["study", "cut.db"], "damaged or cut off"),
            (["compare", "small.yaml", "--study", "small.yaml"], "small.yaml is a scenario, and a study is expected"),
            (["compare", "small.yaml", "--study", "parts"], "a directory"),
            (["compare", "small.yaml", "--study", "no/such/s.db"], "does not exist"),
            (["compare", "small.yaml", "--study", "cut.db"], "damaged or cut off"),
            (["study", "pack", "s.db", "-o", "b.tgz"], ".tar.zst, .tar.gz, .tar.xz, .zip"),
            (["study", "pack", "s.db", "-o", "b.tar.xs"], "did you mean .tar.xz?"),
            (["study", "pack", "s.db"], "--output"),
            (["study", "pack", "s.db", "-o", "no/such/b.zip"], "does not exist"),
            (["study", "pack", "none.db", "-o", "b.zip"], "there is no study"),
            (["study", "check", "none.zip"], "no such file"),
            (["study", "check", "s.db", "--study", "t.db"], "--study: s.db is a study, which has its runs"),
            (["study", "check", "b.zip", "--no-rerun", "--study", "t.db"], "with --no-rerun there are none"),
            (["study", "check", "cut.db"], "damaged or cut off"),
            (["study", "check", "."], "a directory"),
        ]
    )
    func badInput(arguments: [String], message: String) async throws {
        try await withStudy { patchlab, folder in
            let study = folder.url.appendingPathComponent("s.db")
            let before = try Data(contentsOf: study)
            _ = try folder.newFile("cut.db", holding: before.prefix(before.count / 2))
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
            let result = try await patchlab.run(arguments)
            #expect(result.status == 2, "\(result.outputText)")
            #expect(result.output.isEmpty)
            #expect(result.errorText.contains(message), "\(result.errorText)")
            #expect(try Data(contentsOf: study) == before)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == files)
        }
    }

    @Test(
        "A study with a wrong value is refused by every command that reads it, with status 2 and the place of the value"
    )
    func wrongValue() async throws {
        try await withStudy { patchlab, folder in
            let python = try CommandRunner.python(directory: folder.url)
            func change(_ sql: String) async throws {
                let edit = "import sqlite3; c = sqlite3.connect('s.db'); c.execute(\"\(sql)\"); c.commit(); c.close()"
                #expect(try await python.run("-c", edit).status == 0)
            }
            let sound = try Data(contentsOf: folder.url.appendingPathComponent("s.db"))
            for (sql, message) in [
                (
                    "UPDATE run SET exposure_s = 'abc' WHERE id = 2",
                    "run 2: exposure_s is 'abc'; a whole number is expected"
                ),
                ("UPDATE run SET down_s = 9223372036854775807", "down_s is 9223372036854775807; a whole number from 0"),
                ("ALTER TABLE study DROP COLUMN host", "the table 'study' was changed"),
            ] {
                try sound.write(to: folder.url.appendingPathComponent("s.db"))
                try await change(sql)
                for arguments in [
                    ["report", "s.db", "-o", "r.html"], ["study", "pack", "s.db", "-o", "b.zip"],
                    ["compare", "small.yaml", "-n", "3", "--study", "s.db"],
                ] {
                    let result = try await patchlab.run(arguments)
                    #expect(result.status == 2, "\(arguments)")
                    #expect(result.output.isEmpty)
                    #expect(result.errorText.contains("s.db: "), "\(result.errorText)")
                    #expect(result.errorText.contains(message), "\(result.errorText)")
                }
            }
        }
    }

    @Test("A wrong digest of a strategy in the manifest is refused, and no study is begun with it")
    func strategyDigest() async throws {
        try await withStudy { patchlab, folder in
            #expect(try await patchlab.run("study", "pack", "s.db", "-o", "b.zip").status == 0)
            let python = try CommandRunner.python(directory: folder.url)
            let edit = """
                import json, zipfile
                old = zipfile.ZipFile('b.zip')
                files = {name: old.read(name) for name in old.namelist()}
                manifest = json.loads(files['manifest.json'])
                manifest['variants'][0]['strategies'][1]['digest'] = '0' * 64
                files['manifest.json'] = json.dumps(manifest)
                with zipfile.ZipFile('c.zip', 'w') as new:
                    for name, text in files.items(): new.writestr(name, text)
                """
            #expect(try await python.run("-c", edit).status == 0)
            let result = try await patchlab.run("study", "check", "c.zip", "--study", "q.db")
            #expect(result.status == 2)
            #expect(result.errorText.contains("the digest of strategy 'canary' is not that of its scenario"))
            #expect(!FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("q.db").path))
        }
    }

    @Test("Where no file may grow, a report and a new study are told in words, and nothing is left behind")
    func noRoom() async throws {
        try await withStudy { patchlab, folder in
            #expect(try await patchlab.run("study", "pack", "s.db", "-o", "b.zip").status == 0)
            let shell = CommandRunner(executable: URL(fileURLWithPath: "/bin/bash"), directory: folder.url)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
            // In KiB; reading a study takes 32 for what several readers share.
            for (limit, arguments) in [
                (40, "report s.db -o r.html"), (1, "study check b.zip --study q.db -q"),
                (40, "study check b.zip --study q.db -q"),
            ] {
                let limited = "ulimit -f \(limit); exec '\(patchlab.executable.path)' \(arguments) 2>&1 | cat"
                let result = try await shell.run("-c", "set -o pipefail; \(limited)")
                #expect(result.status == 2, "\(arguments): \(result.outputText)")
                #expect(result.outputText.contains("cannot be written"), "\(result.outputText)")
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == files)
            }
        }
    }

    @Test("Whoever waits for another program that writes to the study is told so, and goes on afterwards")
    func waiting() async throws {
        try await withStudy { patchlab, folder in
            let python = try CommandRunner.python(directory: folder.url)
            // Lets go when it reads that the command waits; gives up after two minutes, which fails the test.
            let hold = """
                import pathlib, sqlite3, time
                c = sqlite3.connect('s.db', isolation_level=None)
                c.execute('BEGIN IMMEDIATE')
                told = pathlib.Path('told')
                told.touch()
                end = time.monotonic() + 120
                while 'waiting' not in told.read_text() and time.monotonic() < end:
                    time.sleep(0.02)
                c.execute('COMMIT')
                """
            async let held = python.run("-c", hold)
            let mark = folder.url.appendingPathComponent("told").path
            while !FileManager.default.fileExists(atPath: mark) { try await Task.sleep(for: .milliseconds(20)) }
            let shell = CommandRunner(executable: URL(fileURLWithPath: "/bin/sh"), directory: folder.url)
            let command = "'\(patchlab.executable.path)' compare small.yaml -n 4 --study s.db 2> told"
            let result = try await shell.run("-c", command)
            #expect(try await held.status == 0)
            let told = String(decoding: try folder.contents(of: "told"), as: UTF8.self)
            #expect(result.status == 0, "\(told)")
            #expect(told.contains("s.db: waiting for another program that writes to it"), "\(told)")
        }
    }

    @Test("A pack with links, or names that climb out, is refused before anything is done")
    func hostile() async throws {
        try await withStudy { patchlab, folder in
            let shell = try CommandRunner.python(directory: folder.url)
            let make = """
                import io, tarfile
                def tar(name, *members):
                    with tarfile.open(name, 'w:gz') as archive:
                        for path, kind in members:
                            info = tarfile.TarInfo(path)
                            info.type = kind
                            info.linkname = '/etc/passwd'
                            info.size = 2 if kind == tarfile.REGTYPE else 0
                            archive.addfile(info, io.BytesIO(b'{}'))
                tar('climb.tar.gz', ('manifest.json', tarfile.REGTYPE), ('../../evil', tarfile.REGTYPE))
                tar('root.tar.gz', ('manifest.json', tarfile.REGTYPE), ('/tmp/evil', tarfile.REGTYPE))
                tar('link.tar.gz', ('manifest.json', tarfile.SYMTYPE))
                tar('hard.tar.gz', ('manifest.json', tarfile.LNKTYPE))
                tar('twice.tar.gz', ('manifest.json', tarfile.REGTYPE), ('manifest.json', tarfile.REGTYPE))
                tar('other.tar.gz', ('readme', tarfile.REGTYPE))
                tar('empty.tar.gz', ('manifest.json', tarfile.REGTYPE))
                with tarfile.open('bomb.tar.gz', 'w:gz', compresslevel=9) as archive:
                    info = tarfile.TarInfo('manifest.json')
                    info.size = 700 << 20
                    archive.addfile(info, open('/dev/zero', 'rb'))
                """
            #expect(try await shell.run("-c", make).status == 0)
            for (name, message) in [
                ("climb", "climbs out"), ("root", "absolute path"), ("link", "is a link"), ("hard", "is a link"),
                ("twice", "twice"), ("other", "holds no manifest.json"), ("empty", "something else"),
                ("bomb", "expands to more than"),
            ] {
                let result = try await patchlab.run("study", "check", "\(name).tar.gz")
                #expect(result.status == 2)
                #expect(result.output.isEmpty)
                #expect(result.errorText.contains(message), "\(result.errorText)")
            }
        }
    }

    @Test(
        "A full disk ends the study with status 2 and words for it; what was kept is whole, and the study goes on later"
    )
    func fullDisk() async throws {
        try await withStudy { _, folder in
            let patchlab = try CommandRunner.patchlab(directory: folder.url)
            let shell = CommandRunner(executable: URL(fileURLWithPath: "/bin/bash"), directory: folder.url)
            // No file may grow beyond so many KiB: less than the runs need.
            let limited =
                "ulimit -f 600; exec '\(patchlab.executable.path)' compare small.yaml -n 400 --json --study s.db"
            let result = try await shell.run("-c", limited)
            #expect(result.status == 2, "\(result.errorText)")
            #expect(result.output.isEmpty)
            #expect(result.errorText.contains("is the disk full?"), "\(result.errorText)")
            let stored = try await patchlab.run("study", "s.db", "--json")
            let document = try JSONSerialization.jsonObject(with: stored.output) as? [String: Any]
            let runs = try #require(document?["runs"] as? Int)
            #expect((6..<800).contains(runs))
            let plain = try await patchlab.run("compare", "small.yaml", "-n", "60", "--json")
            let later = try await patchlab.run("compare", "small.yaml", "-n", "60", "--json", "--study", "s.db")
            #expect(later.status == 0, "\(later.errorText)")
            #expect(later.output == plain.output)
        }
    }

    @Test("A study in a place that may only be read can be read, and says so when it is to be added to")
    func readOnly() async throws {
        try await withStudy { patchlab, folder in
            for (path, mode) in [("s.db", 0o444), (".", 0o555)] {
                let url = folder.url.appendingPathComponent(path)
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
            }
            defer {
                try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.url.path)
            }
            // Nothing is forbidden to the administrator, so somebody else is asked.
            let shell = CommandRunner(executable: URL(fileURLWithPath: "/bin/bash"), directory: folder.url)
            let nobody = getuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : ""
            let program = "\(nobody)'\(patchlab.executable.path)'"
            guard try await shell.run("-c", "\(program) --version").status == 0 else { return }
            let read = try await shell.run("-c", "\(program) study s.db")
            #expect(read.status == 0, "\(read.errorText)")
            #expect(read.outputText.contains("6 runs"))
            let written = try await shell.run("-c", "\(program) compare small.yaml -n 3 --study s.db")
            #expect(written.status == 2)
            #expect(written.errorText.contains("cannot be written"), "\(written.errorText)")
            let new = try await shell.run("-c", "\(program) compare small.yaml -n 3 --study new.db")
            #expect(new.status == 2)
            #expect(new.output.isEmpty)
            #expect(new.errorText.contains("new.db: "), "\(new.errorText)")
        }
    }
}
