import Foundation
import ScenarioFiles

/// Where the suite is that a user names: a file, or one of those that come with the program.
package enum SuitePlace {
    /// The path of the file.
    ///
    /// - Throws: `Failure` if there is none; says what was probably meant.
    package static func path(of argument: String) throws -> String {
        let place = NamedPlace(noun: "suite", shippedNoun: "suite") {
            guard let folder = ExampleScenarios().folder.map({ "\($0)/suites" }) else { return [] }
            let files = NearbyFile.names(in: folder).filter { $0.hasSuffix(".yaml") }.sorted()
            return files.map { (String($0.dropLast(5)), "\(folder)/\($0)") }
        }
        guard let path = place.found(argument) else { throw place.notFound(argument) }
        try KnownFile.refuse(path, wanted: .suite)
        return path
    }
}
