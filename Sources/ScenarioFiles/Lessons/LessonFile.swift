package import EventEngine
package import PatchModel
import Text

/// A lesson as its file says it. Nothing in it has been looked up: neither the scenario, nor strategies, nor groups.
package struct LessonFile: Sendable {
    package typealias Written = SuiteFile.Written

    package struct Inject: Sendable, Hashable {
        package var time: Tick = 0
        package var from = ""
        package var text = ""
        package var condition: Condition?

        /// How rollouts must stand for it to be sent.
        package enum Condition: Sendable, Hashable, CaseIterable {
            case nothingOpen, open, running, stopped
        }
    }

    package struct Attention: Sendable, Hashable {
        package var unhealthy: [Double] = []
        package var heard: [Double] = []
        package var tickets = true
    }

    package struct Question: Sendable, Hashable {
        package var ring = ""
        package var text = ""
    }

    package struct Hint: Sendable, Hashable {
        package var question = ""
        package var pointer = ""
        package var rule = ""
    }

    package struct Hindsight: Sendable, Hashable {
        package var everyoneAt: [Tick] = []
        package var soaks: [Double] = []
    }

    package struct Pool: Sendable, Hashable {
        package var seed = 1
        package var draws = 64
    }

    package struct Pilots: Sendable, Hashable {
        package var component = Written()
        package var count = 1
        package var since: Tick = 0
    }

    /// What must be done, or must never be done.
    package struct Duty: Sendable, Hashable {
        package enum Test: Sendable, Hashable {
            case pilots(Pilots)
            case stopIsArmed
            case controlGroup
            case first(Written)
            case forecastOfDefect
            case forecastOfT95
            case noteBeforeLast
            case stopped(within: Tick, troubles: Int)
            case resumedBeforeAnswer
            case rolledBack(below: Int)
            case openedBlindly(reporting: Double, soak: Tick)
        }

        /// Nil only where it could not be read.
        package var test: Test?
        package var by: Tick?
        package var text = ""
    }

    package var number = 0
    package var title = ""
    package var minutes = 30
    package var role = ""
    package var brief = ""
    package var scenario = Written()
    package var settings: [SuiteFile.World.Setting] = []
    /// Nil: those of the scenario.
    package var prices: Prices?
    package var pool = Pool()
    package var injects: [Inject] = []
    package var attention = Attention()
    package var questions: [Question] = []
    package var must: [Duty] = []
    package var never: [Duty] = []
    package var expert = Written()
    package var naive = Written()
    package var hindsight = Hindsight()
    package var hints: [Hint] = []
    package var rule = ""
    /// Of the file as a whole.
    package var place = SuiteFile.Place.nowhere

    init() {}
}

extension LessonFile {
    /// The key with which the file of a lesson begins.
    package static let key = "patchlab-lesson"
    static let format = SingleFile(key: key, noun: "a lesson", version: LessonFormat.version, LessonFormat.lesson)

    /// Whether a file is a lesson, going by its beginning.
    package static func isLesson(_ start: some Collection<UInt8>) -> Bool {
        String(decoding: start, as: UTF8.self).split(separator: "\n").contains { $0.hasPrefix(key + ":") }
    }

    /// Reads the lesson at `path`. Whatever the file holds, this returns: with a lesson, or with at least one error.
    package static func load(path: String) -> LoadedFile<LessonFile> { placed(format.load(path: path)) }

    /// Reads a lesson from a text; `name` stands for the file in messages.
    package static func load(text: String, name: String) -> LoadedFile<LessonFile> {
        placed(format.load(text: text, name: name))
    }

    private static func placed(_ loaded: LoadedFile<LessonFile>) -> LoadedFile<LessonFile> {
        var loaded = loaded
        if let start = loaded.start { loaded.content?.place = SuiteFile.Place(start) }
        return loaded
    }

    /// The JSON Schema (draft 2020-12) of lesson files, made from the description by which they are read.
    package static var schema: String { format.schema }

    /// The keys of lesson files as Markdown tables, made from the same description.
    package static var referenceMarkdown: String { format.referenceMarkdown }
}
