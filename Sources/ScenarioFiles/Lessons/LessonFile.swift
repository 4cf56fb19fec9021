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

/// What came of reading a lesson.
package struct LoadedLesson: Sendable {
    /// Nil if there are errors.
    package var lesson: LessonFile?
    /// Every mistake, by line and column.
    package var diagnostics: [Diagnostic]
    /// The file; empty if it could not be read.
    package var bytes: [UInt8]
}

extension LessonFile {
    /// The key with which the file of a lesson begins.
    package static let key = "patchlab-lesson"
    /// Bytes that a lesson may have at most.
    private static let maximumBytes = 1 << 20

    /// Whether a file is a lesson, going by its beginning.
    package static func isLesson(_ start: some Collection<UInt8>) -> Bool {
        String(decoding: start, as: UTF8.self).split(separator: "\n").contains { $0.hasPrefix(key + ":") }
    }

    /// Reads the lesson at `path`. Whatever the file holds, this returns: with a lesson, or with at least one error.
    package static func load(path: String) -> LoadedLesson {
        let diagnostics = Diagnostics()
        let files = SourceFiles()
        files.begin(at: path)
        let reader = FileReader(diagnostics: diagnostics, files: files)
        let start = Position(file: path, line: 0, column: 0)
        guard let text = reader.text(at: path, pipes: true, limit: maximumBytes, reportAt: start) else {
            return LoadedLesson(lesson: nil, diagnostics: diagnostics.sorted, bytes: [])
        }
        return load(text: text, name: path, diagnostics)
    }

    /// Reads a lesson from a text; `name` stands for the file in messages.
    package static func load(text: String, name: String) -> LoadedLesson { load(text: text, name: name, Diagnostics()) }

    private static func load(text: String, name: String, _ diagnostics: Diagnostics) -> LoadedLesson {
        var count = 0
        var lesson: LessonFile?
        if let root = YAMLReader.read(text, file: name, counted: &count, diagnostics: diagnostics) {
            lesson = read(root, diagnostics)
        }
        return LoadedLesson(
            lesson: diagnostics.hasErrors ? nil : lesson,
            diagnostics: diagnostics.sorted,
            bytes: Array(text.utf8)
        )
    }

    private static func read(_ root: SourceNode, _ diagnostics: Diagnostics) -> LessonFile? {
        guard !root.isNull else {
            diagnostics.report(.wrongKind, "the file is empty", at: root.position)
            return nil
        }
        if case .map(let entries) = root.content, !entries.contains(where: { $0.key == key }),
            let other = entries.first(where: { $0.key == "patchlab" || $0.key == "patchlab-suite" })
        {
            let what = other.key == "patchlab" ? "a scenario" : "a suite"
            let message = "this is \(what); a lesson begins with `\(key): \(LessonFormat.version)`"
            diagnostics.report(.wrongKind, message, at: other.position)
            return nil
        }
        guard let map = ValueReader(diagnostics: diagnostics).map(root, LessonFormat.lesson.outline).map else {
            return nil
        }
        var builder = ScenarioBuilder(diagnostics: diagnostics, sources: SourceFiles())
        var lesson = builder.made(of: map, LessonFormat.lesson).model
        lesson.place = SuiteFile.Place(root.position)
        return lesson
    }

    /// The JSON Schema (draft 2020-12) of lesson files, made from the description by which they are read.
    package static var schema: String {
        var writer = SchemaWriter()
        return writer.document(
            of: LessonFormat.lesson.outline,
            title: "PatchLab lesson, format \(LessonFormat.version)"
        )
        .printed() + "\n"
    }

    /// The keys of lesson files as Markdown tables, made from the same description.
    package static var referenceMarkdown: String { ReferenceWriter.tables(of: LessonFormat.lesson.outline) }
}
