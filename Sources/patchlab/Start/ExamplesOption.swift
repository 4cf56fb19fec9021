import Foundation
import Workbench

/// `--examples DIR`, which every command understands that takes a scenario.
enum ExamplesOption {
    private static let name = "--examples"

    /// The arguments without it. Where the examples are is the same for the whole program, so it is put into the environment.
    ///
    /// - Throws: `Failure` if it has no value, or two.
    static func taken(from arguments: [String]) throws -> [String] {
        guard arguments.first != Arguments.completionRequest else { return arguments }
        var rest: [String] = []
        var folder: String?
        var place = 0
        while place < arguments.count {
            let argument = arguments[place]
            if argument == "--" { return try put(folder, rest + arguments[place...]) }
            if argument == name || argument.hasPrefix(name + "=") {
                let isTied = argument != name
                let value =
                    isTied
                    ? String(argument.dropFirst(name.count + 1))
                    : arguments.indices.contains(place + 1) ? arguments[place + 1] : ""
                guard !value.isEmpty else { throw Failure("\(name) is given without a folder", help: "\(name) DIR") }
                guard folder == nil else { throw Failure("\(name) is given twice; it takes one value") }
                folder = value
                place += isTied ? 1 : 2
            } else {
                rest.append(argument)
                place += 1
            }
        }
        return try put(folder, rest)
    }

    private static func put(_ folder: String?, _ rest: [String]) throws -> [String] {
        guard let folder else { return rest }
        guard !ExampleScenarios(in: folder).all.isEmpty else {
            throw Failure(
                "\(name) \(folder): there are no examples",
                help: "an example is a folder with a scenario.yaml in it"
            )
        }
        setenv(ExampleScenarios.variable, folder, 1)
        return rest
    }
}
