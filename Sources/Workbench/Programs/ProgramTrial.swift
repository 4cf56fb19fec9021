import Experiments
package import PolicyPrograms
package import Text

/// Tries a program for a caller.
package enum ProgramTrial {
    /// Seconds beyond those of each answer that a run of the check has.
    private static let mostBank = 2.0

    /// - Throws: `Failure` if the program cannot be tried at all.
    package static func rows(
        _ path: String,
        _ request: ProgramRequest,
        for caller: any Caller
    ) async throws -> [ProgramCheck.Row] {
        let found = try ProgramRequest.program(path)
        var configuration = ProgramConfiguration(name: found.name, path: found.path)
        configuration.world = "check"
        configuration.question = "Does it speak \(PolicyProtocol.name)?"
        configuration.patchlab = patchlabVersion
        configuration.limits = request.limits
        // Little worlds ask few questions: whoever does not answer there shall not be waited for as in a long run.
        configuration.limits.bank = min(configuration.limits.bank, mostBank)
        configuration.sandbox = request.sandbox
        configuration.variables = request.variables
        caller.note("\(found.name): \(Sandbox.found(request.sandbox).description)")
        let progress = caller.progress(of: ProgramCheck.count)
        defer { progress.finish() }
        do {
            return try await ProgramCheck(configuration).rows { progress.update($0) }
        } catch let failure as ProgramFailure {
            // Another protocol, or needs that cannot be met.
            throw Failure("\(path): \(failure)")
        } catch {
            throw Failure(telling: error)
        }
    }

    package static func lines(_ rows: [ProgramCheck.Row], width: Int) -> [String] {
        let widest = rows.map { $0.name.columns }.max() ?? 0
        var lines: [String] = []
        for row in rows {
            let head = row.verdict.rawValue.padded(to: 6) + "  " + row.name.padded(to: widest) + "  "
            let parts = wrapped(row.detail, width: max(30, width - head.count))
            lines.append(head + (parts.first ?? ""))
            lines += parts.dropFirst().map { String(repeating: " ", count: head.count) + $0 }
        }
        let failed = rows.count { $0.verdict == .failed }
        let notes = rows.count { $0.verdict == .note }
        lines.append("")
        lines.append("\(rows.count) tried, \(failed) failed" + (notes > 0 ? ", \(notes) noted" : ""))
        return lines
    }

    package static func json(_ rows: [ProgramCheck.Row], _ request: ProgramRequest) -> JSON {
        .object([
            ("failed", .integer(rows.count { $0.verdict == .failed })),
            ("sandbox", .string(Sandbox.found(request.sandbox).description)),
            (
                "rows",
                .array(
                    rows.map { row in
                        .object([
                            ("name", .string(row.name)), ("verdict", .string(row.verdict.rawValue)),
                            ("detail", .string(row.detail)),
                        ])
                    }
                )
            ),
        ])
    }

    /// To be called when the table is out.
    ///
    /// - Throws: `Failure` if something failed.
    package static func end(_ rows: [ProgramCheck.Row], _ path: String) throws {
        let failed = rows.count { $0.verdict == .failed }
        guard failed > 0 else { return }
        throw Failure("\(path): \(failed) of \(rows.count) failed", kind: .misbehaved)
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - columns))
    }
}
