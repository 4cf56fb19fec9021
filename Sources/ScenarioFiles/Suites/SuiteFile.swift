import PatchModel
import Text

/// A suite as its file says it: worlds, metrics with margins, and how it is decided. Nothing in it has been looked up: neither
/// scenarios, nor strategies, nor metrics.
package struct SuiteFile: Sendable {
    /// A place in the file, for what is found wrong later.
    package struct Place: Sendable, Hashable {
        package var file: String
        /// From 1.
        package var line: Int
        /// From 1, in Unicode scalars.
        package var column: Int

        init(_ position: Position) {
            file = position.file
            line = position.line
            column = position.column
        }

        static let nowhere = Place(Position(file: ""))

        /// `suite.yaml:7:14`
        package var text: String { "\(file):\(line):\(column)" }
    }

    /// A text with its place.
    package struct Written: Sendable, Hashable {
        package var text = ""
        package var place = Place.nowhere
    }

    /// A scenario, some of its values set otherwise.
    package struct World: Sendable, Hashable {
        package struct Setting: Sendable, Hashable {
            package var key: String
            package var value: String
            package var place: Place
        }

        /// A value that is drawn anew with each week of rotating seeds.
        package struct Variation: Sendable, Hashable {
            package var key: String
            /// `500..5000`
            package var range: String
            package var place: Place
        }

        package var name = Written()
        package var scenario = Written()
        package var settings: [Setting] = []
        package var variations: [Variation] = []
        /// Counts in the score alone.
        package var weight = 1.0
    }

    /// What decides: a strategy of the worlds' scenarios, or a program.
    package enum Decider: Sendable, Hashable {
        case strategy(Written)
        case policy(Written)

        package var written: Written {
            switch self {
            case .strategy(let written), .policy(let written): written
            }
        }
    }

    package struct Metric: Sendable, Hashable {
        package var name = Written()
        /// The worlds in which it counts; nil: all.
        package var worlds: [Written]?
        /// What may be lost; nil: it is watched and decides nothing.
        package var margin: Written?
        /// What may be lost at the least; nil: `margin` alone says it.
        package var atLeast: Written?
    }

    package enum Rotation: String, Sendable, Hashable, CaseIterable {
        case never
        case weekly
    }

    package struct Seeds: Sendable, Hashable {
        package var shown = 1
        /// The variable of the environment that holds the secret; nil: there is none.
        package var hidden: Written?
        package var rotation = Rotation.never
    }

    package struct Decision: Sendable, Hashable {
        package var level = 0.05
        package var power = 0.9
        /// Replications, ascending.
        package var looks: [Int] = []
    }

    package struct Budget: Sendable, Hashable {
        /// Seconds.
        package var time = 600.0
        /// Nil: all processors.
        package var threads: Int?
    }

    package enum Sandbox: String, Sendable, Hashable, CaseIterable {
        case prefer
        case require
        case off
    }

    package struct Programs: Sendable, Hashable {
        /// Seconds for an answer.
        package var decision = 1.0
        /// Seconds that the answers of a run may take beyond that.
        package var bank = 30.0
        /// The share of runs that may have incidents.
        package var incidents = 0.0
        package var sandbox = Sandbox.prefer
        /// The share of the runs that is made again, alone.
        package var audit = 0.05
    }

    package var name = ""
    package var question = ""
    package var worlds: [World] = []
    package var seeds = Seeds()
    /// Nil only where it could not be read.
    package var baseline: Decider?
    /// Of the committed baseline; nil: it is computed with each run.
    package var baselineFile: Written?
    package var candidates: [Decider] = []
    package var metrics: [Metric] = []
    package var decision = Decision()
    package var budget = Budget()
    package var programs = Programs()

    init() {}
}

extension SuiteFile {
    static let format = SingleFile(
        key: "patchlab-suite",
        noun: "a suite",
        version: SuiteFormat.version,
        SuiteFormat.suite
    )

    /// Reads the suite at `path`. Whatever the file holds, this returns: with a suite, or with at least one error.
    package static func load(path: String) -> LoadedFile<SuiteFile> { format.load(path: path) }

    /// Reads a suite from a text; `name` stands for the file in messages.
    package static func load(text: String, name: String) -> LoadedFile<SuiteFile> {
        format.load(text: text, name: name)
    }

    /// The JSON Schema (draft 2020-12) of suite files, made from the description by which they are read.
    package static var schema: String { format.schema }

    /// The keys of suite files as Markdown tables, made from the same description.
    package static var referenceMarkdown: String { format.referenceMarkdown }
}

extension Diagnostic {
    /// A mistake that was found after the suite was read.
    package init(_ code: DiagnosticCode, _ message: String, at place: SuiteFile.Place, suggestion: String? = nil) {
        self.init(
            file: place.file,
            line: place.line,
            column: place.column,
            code: code,
            message: message,
            suggestion: suggestion
        )
    }
}
