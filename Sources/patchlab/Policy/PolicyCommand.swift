import ArgumentParser
import Foundation
import PolicyPrograms
import Text
import Workbench

/// `patchlab policy`: programs that decide.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Write, check and describe programs that decide.",
        discussion: """
              patchlab policy new my-policy.py
              patchlab policy check ./my-policy.py
              patchlab run debian-estate --policy ./my-policy.py

            A program in any language reads questions, a JSON object a line, and writes answers. docs/policies.md describes how.
            """,
        subcommands: [PolicyNewCommand.self, PolicyCheckCommand.self, PolicySchemaCommand.self]
    )
}

/// `patchlab policy schema`: the JSON Schema of all messages.
struct PolicySchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of all messages between PatchLab and a program that decides."
    )

    func run() throws { Output.print(MessageSchema.json.printed() + "\n") }
}

/// `patchlab policy new`: a policy in Python to start from.
struct PolicyNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write a policy in Python to start from, with the helper that it uses.",
        discussion: """
              patchlab policy new my-policy.py

            Two files are written: the policy, and patchlab_policy.py beside it. Both are yours to change. Nothing is replaced.
            """
    )

    @Argument(
        help: ArgumentHelp("The file of the policy, which must not exist.", valueName: "file"),
        completion: .file()
    )
    var file: String

    func run() throws {
        let folder = (file as NSString).deletingLastPathComponent
        let helper = (folder as NSString).appendingPathComponent(PolicyTemplate.helperName)
        guard (file as NSString).lastPathComponent != PolicyTemplate.helperName else {
            throw Failure("\(file): this is the name of the helper", help: "give another name, such as my-policy.py")
        }
        let kind = (file as NSString).pathExtension
        guard kind.isEmpty || kind == "py" else {
            throw Failure(
                "\(file): the policy is written in Python, and its name ends in .\(kind)",
                help: "give a name that ends in .py; docs/policies.md has examples in other languages"
            )
        }
        var files = [NewFile(path: helper, bytes: Array(PolicyTemplate.helper.utf8))]
        // A second policy in the folder uses the helper that is there, however it was changed.
        if access(helper, F_OK) == 0 { files = [] }
        files.append(NewFile(path: file, bytes: Array(PolicyTemplate.policy(named: file).utf8)))
        try NewFile.write(files, replaces: false, isForced: false)
        guard chmod(file, 0o755) == 0 else {
            throw Failure(
                "\(file) is written, but could not be made a program",
                help: "chmod +x \(ShellWord.quoted(file))"
            )
        }
        let path = file.contains("/") ? file : "./" + file
        Output.print(
            SafeText.line(file) + " is written. Try it: patchlab policy check " + SafeText.line(ShellWord.quoted(path))
                + "\n"
        )
    }
}
