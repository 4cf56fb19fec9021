package import Foundation
import Text

/// What is in a study, in short.
package struct StudyOverview: Sendable {
    /// The runs of one seed.
    struct Runs: Encodable {
        var seed: UInt64
        var runs: Int
        /// Replications that are there for every strategy.
        var completeReplications: Int
    }

    struct Strategy: Encodable {
        var name: String
        var digest: String
    }

    struct Setting: Encodable {
        var key: String
        var value: String
    }

    struct Source: Encodable {
        var path: String
        var sha256: String
        var bytes: Int
    }

    struct Variant: Encodable {
        var number: Int64
        var settings: [Setting]
        var simulationVersion: Int
        var sources: [Source]
        var strategies: [Strategy]
        var seeds: [Runs]
    }

    private struct Document: Encodable {
        var question: String
        var command: String
        var seed: UInt64
        var created: String
        var host: String
        var patchlabVersion: String
        var simulationVersion: Int
        var runs: Int
        var variants: [Variant]
    }

    private let document: Document

    /// - Throws: `StudyFileError`.
    package init(_ file: StudyFile) throws(StudyFileError) {
        let about = try file.about()
        var variants: [Variant] = []
        for number in try file.variants() {
            let variant = try file.variant(number)
            var seeds: [Runs] = []
            for (seed, runs) in try file.seeds(of: variant.strategies) {
                let complete = try file.replications(of: variant.strategies, seed: seed).count
                seeds.append(Runs(seed: seed, runs: runs, completeReplications: complete))
            }
            variants.append(
                Variant(
                    number: number,
                    settings: variant.settings.map { Setting(key: $0.key, value: $0.value) },
                    simulationVersion: variant.simulationVersion,
                    sources: variant.sources.map {
                        Source(path: $0.paths.first ?? "", sha256: Digest.of($0.bytes), bytes: $0.bytes.count)
                    },
                    strategies: variant.strategies.map { Strategy(name: $0.name, digest: $0.digest) },
                    seeds: seeds
                )
            )
        }
        document = Document(
            question: about.question,
            command: about.command,
            seed: about.seed,
            created: about.created,
            host: about.host,
            patchlabVersion: about.patchlabVersion,
            simulationVersion: about.simulationVersion,
            runs: try file.runCount(),
            variants: variants
        )
    }

    /// For programs.
    package func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(document) + Data("\n".utf8)
    }

    /// For people: the question, then a line for each thing, then the variants. Ends with a line break.
    ///
    /// - Parameter width: of the terminal, in columns; nil: lines may be as long as they are.
    package func text(width: Int? = nil) -> String {
        func told(_ label: String, _ text: String, _ indent: String = "", _ column: Int = 13) -> [String] {
            let safe = SafeText.line(text)
            let head = indent + padded(label, to: column)
            guard let width, (head + safe).columns > width else { return [head + safe] }
            return ["\(indent)\(label)"] + wrapped(safe, width: width - indent.count - 2).map { "\(indent)  \($0)" }
        }
        let question = SafeText.line(document.question)
        var lines = question.isEmpty ? [] : width.map { wrapped(question, width: $0) } ?? [question]
        lines += told("command", document.command)
        lines += told("begun", "\(document.created) on \(document.host)")
        lines += told("versions", "patchlab \(document.patchlabVersion), simulation \(document.simulationVersion)")
        lines += told("runs", "\(document.runs)")
        for variant in document.variants {
            lines.append("")
            lines.append("variant \(variant.number)" + (variant.settings.isEmpty ? "" : " with"))
            lines += variant.settings.flatMap { told("", "\($0.key)=\($0.value)", "  ", 0) }
            if variant.simulationVersion != document.simulationVersion {
                lines += told("simulation", "\(variant.simulationVersion)", "  ", 12)
            }
            lines += told("files", variant.sources.map(\.path).joined(separator: ", "), "  ", 12)
            lines += told("strategies", variant.strategies.map(\.name).joined(separator: ", "), "  ", 12)
            for runs in variant.seeds {
                let seed = "seed \(runs.seed)"
                let count = "\(runs.runs) \(runs.runs == 1 ? "run" : "runs")"
                lines += told(
                    seed,
                    "\(count); \(runs.completeReplications) of every strategy",
                    "  ",
                    max(12, seed.count + 1)
                )
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
