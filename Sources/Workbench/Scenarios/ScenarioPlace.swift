import Foundation

/// Where the scenario is that a user names: a file, or one of the examples.
package enum ScenarioPlace {
    private static var place: NamedPlace {
        NamedPlace(noun: "scenario", shippedNoun: "example") { ExampleScenarios().all.map { ($0.name, $0.path) } }
    }

    /// The path of the file.
    ///
    /// - Throws: `Failure` if there is none; says what was probably meant.
    package static func path(of argument: String) throws -> String {
        let path = try path(ofAny: argument)
        try KnownFile.refuse(path, wanted: .scenario)
        return path
    }

    /// The same for who looks at once what kind of file it is.
    package static func path(ofAny argument: String) throws -> String {
        guard let path = place.found(argument) else {
            throw place.notFound(argument, help: "'patchlab init office -o mine.yaml' makes one to start from")
        }
        return path
    }

    /// The scenario that a file names: by its path from there, or by the name of an example. What lies in a folder that a file
    /// names is told to nobody.
    ///
    /// - Throws: `Failure` if there is none.
    static func path(of written: String, beside file: String) throws -> String {
        guard !NamedPlace.isName(written) else { return try path(of: written) }
        let resolved = PreparedSuite.resolved(written, beside: file)
        guard let path = place.found(resolved) else { throw place.notFound(resolved, looksAround: false) }
        try KnownFile.refuse(path, wanted: .scenario)
        return path
    }

    /// The same for those who tell of a missing file themselves: what is not found stays as it is.
    package static func pathIfFound(_ argument: String) -> String { place.found(argument) ?? argument }

    /// What may stand there, if it is an example.
    package static func examplesHelp(_ names: [String] = ExampleScenarios().all.map(\.name)) -> String {
        place.namesHelp(names)
    }
}
