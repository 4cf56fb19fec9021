import ArgumentParser
import Foundation
import ScenarioFiles
import Text
import Workbench

/// `patchlab examples`: the scenarios that come with the program.
struct ExamplesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "examples",
        abstract: "List the examples that come with PatchLab, or copy one.",
        discussion: """
              patchlab examples
              patchlab compare boot-loop
              patchlab examples boot-loop -o mine.yaml

            Every command that takes a scenario takes the name of an example, too. They are looked for in the folder that \
            --examples DIR names, which any command understands; then in $PATCHLAB_EXAMPLES; then beside the program, in \
            ../share/patchlab/examples; then in the checkout from which the program was built.
            """
    )

    @Argument(
        help: ArgumentHelp("The example to print or to copy; without a name they are listed.", valueName: "name"),
        completion: .examples
    )
    var name: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Copy the example to this file, which must not exist; what it imports is put beside it.",
            valueName: "file"
        ),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var output: String?

    @Flag(help: "Replace files that exist.")
    var force = false

    func validate() throws {
        if name == nil, output != nil || force { throw ValidationError("Which example is to be copied?") }
        if force, output == nil { throw ValidationError("--force goes with --output only.") }
    }

    func run() throws {
        let examples = ExampleScenarios()
        let all = examples.all
        guard !all.isEmpty else {
            throw Failure(
                "no examples are installed" + (examples.folder.map { " in \($0)" } ?? ""),
                help: "--examples DIR, or PATCHLAB_EXAMPLES in the environment, says where they are"
            )
        }
        guard let name else {
            Output.print(NamedLines(all.map { ($0.name, $0.question) }, width: Terminal.width).text)
            let end = wrapped(
                "patchlab compare NAME runs one; patchlab examples NAME -o FILE copies it.",
                width: Terminal.width
            )
            Output.print("\n" + end.joined(separator: "\n") + "\n")
            return
        }
        guard let example = all.first(where: { $0.name == name }) else {
            throw Failure(
                "there is no example \"\(name)\"" + didYouMean(name, among: all.map(\.name)),
                help: ScenarioPlace.examplesHelp(all.map(\.name))
            )
        }
        let sources = ScenarioFile.load(path: example.path).sources
        guard let scenario = sources.first else { throw Failure("\(example.path) cannot be read") }
        guard let output else {
            Output.print(String(decoding: scenario.bytes, as: UTF8.self))
            return
        }
        try NewFile.write(Self.copies(of: sources, besides: example.path, to: output), replaces: force)
        let told =
            SafeText.line(output) + " is written. To run it: patchlab compare "
            + SafeText.line(ShellWord.quoted(output))
        Output.print((Terminal.pageWidth.map { wrapped(told, width: $0) } ?? [told]).joined(separator: "\n") + "\n")
    }

    /// The scenario's file last: where it is, all that it needs is there.
    private static func copies(of sources: [SourceFile], besides path: String, to output: String) throws -> [NewFile] {
        let target = PathText.folder(of: output)
        let others = try sources.dropFirst().map { source in
            guard let place = source.paths.first, !place.hasPrefix("/"), !place.contains("..") else {
                throw Failure("\(path) refers to a file outside its folder, so it cannot be copied")
            }
            guard place != PathText.name(of: output) else {
                throw Failure("\(path) imports a file that is called \(place), too", help: "give another name")
            }
            return NewFile(path: target.isEmpty ? place : "\(target)/\(place)", bytes: source.bytes)
        }
        return others + sources.prefix(1).map { NewFile(path: output, bytes: $0.bytes) }
    }
}
