import Foundation
import Testing

/// What `patchlab study check` finds, and that it finds nothing where nothing is.
extension StudyPackCommandTests {
    /// Changes the study as somebody would who means harm.
    private func alter(_ sql: String, in folder: ScratchDirectory) async throws {
        let python = try CommandRunner.python(directory: folder.url)
        let edit = """
            import hashlib, sqlite3, sys
            c = sqlite3.connect('s.db')
            c.create_function('sha256', 1, lambda text: hashlib.sha256(text.encode()).hexdigest())
            c.executescript(sys.argv[1])
            c.commit()
            c.close()
            """
        let result = try await python.run("-c", edit, sql)
        #expect(result.status == 0, "\(result.errorText)")
    }

    @Test("A study that nobody altered is sound, alone and with its runs done again, and stays as it is")
    func sound() async throws {
        try await withStudy { patchlab, folder in
            let before = try folder.contents(of: "s.db")
            let short = try await patchlab.run("study", "check", "s.db", "--no-rerun")
            let held = "s.db: 1 variant, 2 files, 2 strategies, 6 runs: digests and sums hold\n"
            #expect(short.status == 0 && short.outputText == held, "\(short.outputText)\(short.errorText)")
            #expect(
                try await patchlab.run("compare", "small.yaml", "-n", "3", "--by", "group", "--study", "s.db").status
                    == 0
            )
            #expect(
                try await patchlab.run("run", "small.yaml", "--set", "horizon=9d", "-k", "8", "--study", "s.db").status
                    == 0
            )
            let after = try folder.contents(of: "s.db")
            #expect(after != before)
            let whole = try await patchlab.run("study", "check", "s.db", "-q")
            let all =
                "s.db: 2 variants, 2 files, 3 strategies, 7 runs: digests and sums hold\n7 runs repeated, all identical\n"
            #expect(whole.status == 0 && whole.outputText == all, "\(whole.outputText)\(whole.errorText)")
            #expect(try folder.contents(of: "s.db") == after)
            #expect(try await patchlab.run("study", "pack", "s.db", "-o", "p.zip").status == 0)
            let pack = try await patchlab.run("study", "check", "p.zip", "--no-rerun")
            #expect(pack.status == 0 && pack.outputText == "p.zip: 7 runs: digests hold\n", "\(pack.errorText)")
        }
    }

    @Test(
        "Settings, files, strategies and sums that were altered are found without a run, and told with status 1",
        arguments: [
            (
                #"UPDATE variant SET settings = '[["horizon","5d"]]'"#,
                "variant 1: its settings or files are not what its digest says; they were changed after its runs were made"
            ),
            (
                "UPDATE source SET bytes = CAST(replace(CAST(bytes AS TEXT), 'canary', 'quarry') AS BLOB)",
                "its text is not what its digest says"
            ),
            (
                "UPDATE strategy SET text = '{}' WHERE position = 1",
                "the text of strategy 'canary' is not what its scenario says"
            ),
            (
                "UPDATE strategy SET digest = (SELECT digest FROM strategy WHERE position = 0)",
                "3 runs belong to no strategy of the study"
            ),
            (
                """
                UPDATE run SET digest = 'z' || digest;
                UPDATE strategy SET digest = 'z' || digest
                """, "the digest of strategy 'big-bang' is not that of its scenario"
            ),
            ("UPDATE strategy SET name = 'gone' WHERE position = 1", "there is no strategy 'gone' in its scenario"),
            ("UPDATE run SET exposure_s = exposure_s + 1 WHERE id = 2", "by group it adds up to another number"),
            ("UPDATE member SET exposure_s = exposure_s + 1 WHERE run = 3", "run 3: exposure_s is "),
            ("DELETE FROM run WHERE id = 1", "belongs to none of 'run'"),
        ]
    )
    func altered(sql: String, message: String) async throws {
        try await withStudy { patchlab, folder in
            #expect(
                try await patchlab.run("compare", "small.yaml", "-n", "3", "--by", "group", "--study", "s.db").status
                    == 0
            )
            try await alter(sql, in: folder)
            for more in [["--no-rerun"], []] {
                let result = try await patchlab.run(["study", "check", "s.db", "-q"] + more)
                #expect(result.status == 1 && result.errors.isEmpty, "\(result.errorText)")
                #expect(result.outputText.hasPrefix("s.db: altered or damaged, "), "\(result.outputText)")
                #expect(result.outputText.contains(message), "\(result.outputText)")
                #expect(!result.outputText.contains("repeated"))
            }
        }
    }

    @Test(
        "Settings that were altered with their digest are told by the report, too: its strategies are not those of the runs"
    )
    func settings() async throws {
        try await withStudy { patchlab, folder in
            let sql = """
                UPDATE variant SET settings = '[["horizon","5d"]]';
                UPDATE variant SET digest = sha256(simulation_version || char(10) || settings || (
                    SELECT group_concat(char(10) || paths || char(10) || sha256, '')
                    FROM (SELECT * FROM variant_source JOIN source ON source.id = source ORDER BY position)
                ))
                """
            try await alter(sql, in: folder)
            let message = "the digest of strategy 'big-bang' is not that of its scenario"
            let check = try await patchlab.run("study", "check", "s.db", "--no-rerun")
            #expect(check.status == 1 && check.outputText.contains("  variant 1: \(message)\n"), "\(check.outputText)")
            let report = try await patchlab.run("report", "s.db", "-o", "r.html")
            #expect(report.status == 2 && report.errorText.contains(message), "\(report.errorText)")
        }
    }

    @Test(
        "What has no digest and no sum is found by doing the run again, and told with both values",
        arguments: [
            ("UPDATE run SET events = 777 WHERE id = 4", "events is 777 in the file and "),
            ("UPDATE decision SET reason = 'because' WHERE run = 2 AND number = 1", "decision 1 is '"),
            (
                "UPDATE series_values SET points = replace(points, '[', '[1') WHERE run = 5 AND kind = 'patched-pairs'",
                "the course over time is not the same"
            ),
            (
                "UPDATE member SET time_to_patch_p50_s = 9 WHERE run = 6 AND position = 0",
                "time_to_patch_p50_s of the group"
            ),
        ]
    )
    func unfounded(sql: String, message: String) async throws {
        try await withStudy { patchlab, folder in
            #expect(
                try await patchlab.run("compare", "small.yaml", "-n", "3", "--by", "group", "--study", "s.db").status
                    == 0
            )
            try await alter(sql, in: folder)
            #expect(try await patchlab.run("study", "check", "s.db", "--no-rerun").status == 0)
            let result = try await patchlab.run("study", "check", "s.db", "-q")
            #expect(result.status == 1, "\(result.errorText)")
            #expect(
                result.outputText.contains("\n1 of 6 runs differs. The first difference:\nstrategy "),
                "\(result.outputText)"
            )
            #expect(result.outputText.contains(message), "\(result.outputText)")
        }
    }

    @Test("Commands are understood by the names that they had, behind flags and behind help, too")
    func formerNames() async throws {
        try await withStudy { patchlab, _ in
            #expect(try await patchlab.run("bundle", "s.db", "-o", "b.zip").status == 0)
            let again = try await patchlab.run("-q", "rerun", "b.zip")
            #expect(again.status == 0 && again.outputText == "6 runs repeated, all identical\n", "\(again.errorText)")
            for (former, present) in [("bundle", "pack"), ("rerun", "check")] {
                let help = try await patchlab.run("help", former)
                #expect(
                    help.status == 0 && help.outputText.contains("USAGE: patchlab study \(present)"),
                    "\(help.outputText)"
                )
            }
            #expect(try await patchlab.run("trace", "small.yaml", "-o", "t.jsonl").status == 0)
            let same = try await patchlab.run("verify-trace", "t.jsonl")
            #expect(same.status == 0 && same.outputText.hasPrefix("the same: "), "\(same.errorText)")
            let help = try await patchlab.run("help", "verify-trace")
            #expect(help.status == 0 && help.outputText.contains("--check"), "\(help.outputText)")
            for words in [
                ["study", "s.db"], ["study", "show", "s.db"], ["study", "--json", "s.db"],
                ["study", "show", "--json", "s.db"],
            ] {
                #expect(try await patchlab.run(words).status == 0, "\(words)")
            }
            let wrong = try await patchlab.run("study", "s.db", "--jsn")
            #expect(wrong.status == 2 && wrong.errorText.contains(#"did you mean "--json"?"#), "\(wrong.errorText)")
        }
    }
}
