package import Foundation
import Text

/// What a run of a suite leaves behind: enough to come to the same verdict without the programs, and to hold it against
/// another run.
///
/// One JSON document, keys in order. What was run on hidden seeds is sealed with the secret unless it is to be revealed.
package struct SuiteRecord: Codable, Sendable, Hashable {
    package static let name = "patchlab-suite-result"
    package static let version = 1

    /// A file as a scenario's files call it.
    package struct File: Codable, Sendable, Hashable {
        package var paths: [String]
        package var text: String

        package init(paths: [String], text: String) {
            self.paths = paths
            self.text = text
        }
    }

    package struct Suite: Codable, Sendable, Hashable {
        package var path: String
        package var digest: String
        package var text: String

        package init(path: String, digest: String, text: String) {
            self.path = path
            self.digest = digest
            self.text = text
        }
    }

    package struct Seeds: Codable, Sendable, Hashable {
        package var shown: UInt64
        /// SHA-256 of the secret; nil: all runs are on the public seed.
        package var commitment: String?
        /// Nil: seeds do not rotate.
        package var week: String?

        package init(shown: UInt64, commitment: String?, week: String?) {
            self.shown = shown
            self.commitment = commitment
            self.week = week
        }
    }

    package struct World: Codable, Sendable, Hashable {
        package var name: String
        package var digest: String
        /// The scenario itself comes first.
        package var files: [File]

        package init(name: String, digest: String, files: [File]) {
            self.name = name
            self.digest = digest
            self.files = files
        }
    }

    /// What decided.
    package struct Policy: Codable, Sendable, Hashable {
        package var name: String
        package var isProgram: Bool

        package init(name: String, isProgram: Bool) {
            self.name = name
            self.isProgram = isProgram
        }
    }

    /// What a metric was in the runs of a policy in a world.
    package struct Values: Codable, Sendable, Hashable {
        package var world: String
        package var metric: String
        package var policy: String
        package var values: [Double]

        package init(world: String, metric: String, policy: String, values: [Double]) {
            self.world = world
            self.metric = metric
            self.policy = policy
            self.values = values
        }
    }

    /// The decisions of a program in a world, as `--policy-log` has them.
    package struct Log: Codable, Sendable, Hashable {
        package var world: String
        package var policy: String
        package var text: String

        package init(world: String, policy: String, text: String) {
            self.world = world
            self.policy = policy
            self.text = text
        }
    }

    /// The runs on one seed.
    package struct Runs: Codable, Sendable, Hashable {
        package var values: [Values]
        package var logs: [Log]

        package init(values: [Values], logs: [Log]) {
            self.values = values
            self.logs = logs
        }
    }

    /// What was said of a metric in a world.
    package struct Row: Codable, Sendable, Hashable {
        package var world: String
        package var metric: String
        package var unit: String
        package var baseline: Double
        package var candidate: Double
        /// What is lost, above 0 where the candidate is the worse one; and between which bounds.
        package var loss: Double
        package var lower: Double?
        package var upper: Double?
        package var margin: Double?
        /// `pass`, `fail`, `inconclusive`, or `watched`.
        package var verdict: String

        package init(
            world: String,
            metric: String,
            unit: String,
            baseline: Double,
            candidate: Double,
            loss: Double,
            lower: Double?,
            upper: Double?,
            margin: Double?,
            verdict: String
        ) {
            self.world = world
            self.metric = metric
            self.unit = unit
            self.baseline = baseline
            self.candidate = candidate
            self.loss = loss
            self.lower = lower
            self.upper = upper
            self.margin = margin
            self.verdict = verdict
        }
    }

    package struct Outcome: Codable, Sendable, Hashable {
        package var candidate: Policy
        /// `pass`, `fail`, `inconclusive` or `withheld`.
        package var verdict: String
        package var look: Int
        package var replications: Int
        package var runsWithIncidents: Int
        package var rows: [Row]
        /// True where it is the baseline itself; nil elsewhere.
        package var isBaseline: Bool?

        package init(
            candidate: Policy,
            verdict: String,
            look: Int,
            replications: Int,
            runsWithIncidents: Int,
            rows: [Row]
        ) {
            self.candidate = candidate
            self.verdict = verdict
            self.look = look
            self.replications = replications
            self.runsWithIncidents = runsWithIncidents
            self.rows = rows
        }
    }

    package var format = SuiteRecord.name
    package var version = SuiteRecord.version
    package var patchlab: String
    package var simulation: Int
    package var suite: Suite
    package var seeds: Seeds
    package var worlds: [World]
    package var baseline: Policy
    package var outcomes: [Outcome]
    /// Replications that were made, on both seeds together.
    package var replications: Int
    package var shown: Runs
    /// Runs on the hidden seed, if they are to be revealed.
    package var hidden: Runs?
    /// Runs on the hidden seed, sealed, in base 64.
    package var sealed: String?

    package init(
        patchlab: String,
        simulation: Int,
        suite: Suite,
        seeds: Seeds,
        worlds: [World],
        baseline: Policy,
        outcomes: [Outcome],
        replications: Int,
        shown: Runs
    ) {
        self.patchlab = patchlab
        self.simulation = simulation
        self.suite = suite
        self.seeds = seeds
        self.worlds = worlds
        self.baseline = baseline
        self.outcomes = outcomes
        self.replications = replications
        self.shown = shown
    }

    // MARK: As bytes

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    package var text: String {
        get throws { String(decoding: try Self.encoder.encode(self), as: UTF8.self) + "\n" }
    }

    /// Takes up the runs on the hidden seed.
    ///
    /// - Parameter secret: seals them; nil: they are to be revealed.
    package mutating func add(hidden runs: Runs, sealedWith secret: HiddenSeed?) throws {
        guard let secret else {
            hidden = runs
            return
        }
        sealed = Data(try secret.sealed(Array(try Self.encoder.encode(runs)))).base64EncodedString()
    }

    /// The runs on the hidden seed; nil if there are none.
    ///
    /// - Throws: if they are sealed and the secret is not there, is another one, or the file was changed.
    package func hiddenRuns(_ secret: HiddenSeed?) throws(SuiteFileError) -> Runs? {
        if let hidden { return hidden }
        guard let sealed else { return nil }
        guard let secret else {
            throw SuiteFileError("what was run on the hidden seed is sealed, and the secret is missing")
        }
        guard let bytes = Data(base64Encoded: sealed), let opened = try? secret.opened(Array(bytes)),
            let runs = try? JSONDecoder().decode(Runs.self, from: Data(opened))
        else {
            throw SuiteFileError(
                "what was run on the hidden seed cannot be opened: the secret is different, or the file was changed"
            )
        }
        return runs
    }

    /// Reads what a run of a suite has left.
    ///
    /// - Throws: what was expected, if it is something else.
    package init(reading bytes: Data) throws(SuiteFileError) {
        self = try SuiteFileError.decoded(bytes, as: SuiteRecord.self, Self.name)
        guard version == Self.version else {
            throw SuiteFileError(
                "it is of version \(version) of its format, and this program reads version \(Self.version)"
            )
        }
        if let problem { throw SuiteFileError(problem) }
    }
}

/// Why a file of a suite cannot be used.
package struct SuiteFileError: Error, Sendable, CustomStringConvertible {
    package var description: String

    init(_ description: String) { self.description = description }

    private struct Head: Decodable { var format: String }

    /// What bytes say, if they are of that format and no key stands twice in an object: one reader takes the first of two, and
    /// another one the last.
    static func decoded<Document: Decodable>(_ bytes: Data, as type: Document.Type, _ format: String)
        throws(SuiteFileError) -> Document
    {
        guard let head = try? JSONDecoder().decode(Head.self, from: bytes), head.format == format else {
            throw SuiteFileError("it is not a file of the format \"\(format)\", or was cut off")
        }
        do throws(JSONReader.Problem) {
            _ = try JSONReader.read(String(decoding: bytes, as: UTF8.self))
        } catch {
            if error.isDuplicate { throw SuiteFileError("it cannot be read: \(error.message)") }
            throw SuiteFileError("it is not a whole file of the format \"\(format)\": \(error.message)")
        }
        do {
            return try JSONDecoder().decode(type, from: bytes)
        } catch DecodingError.keyNotFound(let key, _) {
            throw SuiteFileError("it has no \"\(key.stringValue)\", which the format \"\(format)\" needs")
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
            throw SuiteFileError("\"\(path)\" is not what the format \"\(format)\" has there")
        } catch {
            throw SuiteFileError("it is not a whole file of the format \"\(format)\"")
        }
    }
}
