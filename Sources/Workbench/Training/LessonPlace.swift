import Foundation
import Text
import Training

/// Where the lesson is that a user names: a file, or one of those that come with the program, by name or by number.
package enum LessonPlace {
    /// The folder among the examples.
    private static let folder = "lessons"

    /// The files of all lessons that come with the program, by name.
    package static var all: [String] {
        guard let folder = ExampleScenarios().folder.map({ "\($0)/\(Self.folder)" }) else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
    }

    /// What a lesson is called: the name of its file without the ending.
    package static func name(of path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        return file.split(separator: ".").first.map(String.init) ?? file
    }

    /// Where its par is kept: beside it.
    package static func parPath(of path: String) -> String {
        let stem = path.hasSuffix(".yaml") ? String(path.dropLast(5)) : path
        return stem + ".par.json"
    }

    /// The path of the file; what has a path and is not there stays as it is, and the reader tells.
    ///
    /// - Throws: `Failure` if it can only be the name of one that comes with the program, and there is none of that name.
    package static func path(of argument: String) throws -> String {
        let isName = !argument.isEmpty && !argument.contains { $0 == "/" || $0 == "." }
        guard isName, access(argument, F_OK) != 0 else {
            try KnownFile.refuse(argument, wanted: .lesson, .session)
            return argument
        }
        let lessons = all
        if let found = lessons.first(where: { name(of: $0) == argument }) { return found }
        let names = lessons.map(name)
        if let number = Int(argument) {
            for path in lessons where LessonInput.check(path).lesson?.lesson.number == number { return path }
        }
        throw Failure(
            "there is no file \"\(argument)\", and no lesson of that name\(didYouMean(argument, among: names))",
            help: names.isEmpty
                ? "no lessons are installed; PATCHLAB_EXAMPLES says in which folder the examples are"
                : "'patchlab train --list' lists the lessons that come with the program"
        )
    }
}
