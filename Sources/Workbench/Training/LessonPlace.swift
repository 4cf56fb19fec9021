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

    /// The path of the file.
    ///
    /// - Throws: `Failure` if there is none; says what was probably meant.
    package static func path(of argument: String) throws -> String {
        let place = NamedPlace(noun: "lesson", shippedNoun: "lesson") { all.map { (name(of: $0), $0) } }
        if let path = place.found(argument) {
            try KnownFile.refuse(path, wanted: .lesson, .session)
            return path
        }
        if let number = Int(argument) {
            for path in all where LessonInput.check(path).lesson?.lesson.number == number { return path }
        }
        throw place.notFound(argument)
    }
}
