import Foundation
import OutsidePrograms
import ScenarioFiles
import Testing

/// Runs a Python with its jsonschema, which has nothing to do with this project.
enum Validator {
    /// Whether the validator is installed. On a build server its absence is a failure, not a reason to skip.
    static let isAvailable: Bool = ProcessInfo.processInfo.environment["CI"] != nil || OutsideProgram.python != nil

    /// One line for each file, in order: `ok FILE` or `bad FILE: where: why`.
    static func validate(
        _ files: [String],
        against definition: String = "-",
        schema text: String = ScenarioFile.schema
    ) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "patchlab-schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let schema = folder.appending(path: "schema.json")
        try Data(text.utf8).write(to: schema)
        let script = repository.appending(path: "Tests/ScenarioFilesTests/validate_schema.py").path
        let program = try #require(OutsideProgram.python, "no Python has jsonschema and yaml; scripts/setup gets them")
        return try program.run([script, schema.path, definition] + files).lines
    }

    /// Validates texts, by their index.
    static func validate(texts: [String]) throws -> [Bool] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "patchlab-texts-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = try texts.enumerated().map { index, text in
            let file = folder.appending(path: "\(index).yaml")
            try Data(text.utf8).write(to: file)
            return file.path
        }
        let lines = try validate(files)
        try #require(lines.count == texts.count, "\(lines)")
        return lines.map { $0.hasPrefix("ok ") }
    }
}

@Suite(.enabled(if: Validator.isAvailable, "no Python has jsonschema and yaml; scripts/setup gets them"))
struct SchemaTests {
    /// Every scenario that is shipped, save those that must fail.
    static let shipped: [String] = {
        let scenarios = repository.appending(path: "Scenarios")
        let files = FileManager.default.enumerator(atPath: scenarios.path)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix("must-fail/") && !isSuite($0) }.sorted()
            .map { scenarios.appending(path: $0).path }
    }()

    /// A suite, a lesson or a preset stands in the folder of its kind itself; their worlds, which are scenarios, in a folder below.
    static func isSuite(_ name: String) -> Bool {
        ["suites/", "lessons/", "strategies/"].contains {
            name.hasPrefix($0) && !name.dropFirst($0.count).contains("/")
        }
    }

    @Test("Every shipped suite is valid by the schema of suites, and a misspelt one is not")
    func shippedSuites() throws {
        let folder = repository.appending(path: "Scenarios/suites")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        let files = names.sorted().map { folder.appending(path: $0).path }
        #expect(!files.isEmpty)
        #expect(try Validator.validate(files, schema: SuiteFile.schema) == files.map { "ok \($0)" })
        let bad = FileManager.default.temporaryDirectory.appending(path: "patchlab-suite-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: bad) }
        try Data("patchlab-suite: 1\nname: x\nworlds: []\nbasline: { strategy: a }\nmetrics: []\n".utf8).write(to: bad)
        #expect(try Validator.validate([bad.path], schema: SuiteFile.schema)[0].hasPrefix("bad "))
    }

    @Test("Every shipped lesson is valid by the schema of lessons, and a misspelt one is not")
    func shippedLessons() throws {
        let folder = repository.appending(path: "Scenarios/lessons")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        let files = names.sorted().map { folder.appending(path: $0).path }
        #expect(!files.isEmpty)
        #expect(try Validator.validate(files, schema: LessonFile.schema) == files.map { "ok \($0)" })
        let bad = FileManager.default.temporaryDirectory.appending(path: "patchlab-lesson-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: bad) }
        try Data("patchlab-lesson: 1\ntitle: x\nscenario: a.yaml\nexprt: a\nnaive: b\n".utf8).write(to: bad)
        #expect(try Validator.validate([bad.path], schema: LessonFile.schema)[0].hasPrefix("bad "))
    }

    @Test("Every shipped scenario is valid by the schema, and read without an error")
    func shippedScenarios() throws {
        var imported: Set<String> = []
        var loaded: [String: LoadedScenario] = [:]
        for file in Self.shipped {
            let result = ScenarioFile.load(path: file)
            loaded[file] = result
            for other in result.files.dropFirst() { imported.insert(URL(filePath: other).standardizedFileURL.path) }
        }
        let whole = Self.shipped.filter { !imported.contains($0) }
        for file in whole {
            let errors = loaded[file]?.diagnostics.filter { $0.severity == .error } ?? []
            #expect(errors.isEmpty, "\(errors)")
        }
        if !whole.isEmpty { #expect(try Validator.validate(whole) == whole.map { "ok \($0)" }) }
        let parts = Self.shipped.filter(imported.contains)
        if !parts.isEmpty {
            #expect(try Validator.validate(parts, against: "imported-file") == parts.map { "ok \($0)" })
        }
    }

    @Test("What a scenario imports it need not have itself, but without imports it must")
    func requirements() throws {
        let head = "patchlab: 1\n"
        let texts = [head + "imports: [base.yaml]\n", "imports: [base.yaml]\n", head]
        #expect(try Validator.validate(texts: texts) == [true, false, false])
    }

    @Test("A scenario that uses every part of the format is valid by the schema")
    func everything() throws {
        #expect(try Validator.validate(texts: [fullScenario, smallScenario]) == [true, true])
    }

    /// The mistakes that a schema can see.
    static let structural: [DiagnosticCode] = [
        .unknownKey, .missingKey, .wrongKind, .conflictingKeys, .unknownWord, .tooFewItems, .tooManyItems, .badNumber,
        .numberOutOfRange, .badShare, .badDuration, .negativeDuration, .zeroDuration, .badSize, .badBandwidth, .badRate,
        .badPrice,
        .badLimit, .badDate, .badConstraint,
    ]

    @Test("The schema refuses what the reader refuses for its form")
    func refusals() throws {
        let files = Self.structural.map { MustFailTests.folder.appending(path: "\($0.rawValue).yaml").path }
        for line in try Validator.validate(files) { #expect(line.hasPrefix("bad ")) }
    }

    @Test("The schema accepts whatever the reader accepts, also after random changes")
    func agreement() throws {
        var mutator = Mutator(seed: 11)
        var accepted: [String] = []
        while accepted.count < 100 {
            let text = mutator.mutated(fullScenario)
            // A tab may stand behind a colon; the YAML reader of the other side does not know that.
            guard !text.contains("\t") else { continue }
            if ScenarioFile.load(text: text, name: "x.yaml").scenario != nil { accepted.append(text) }
        }
        for (text, isValid) in zip(accepted, try Validator.validate(texts: accepted)) where !isValid {
            Issue.record("the schema refuses:\n\(text)")
        }
    }
}

@Suite struct SchemaTextTests {
    @Test("The schema is the same bytes each time")
    func deterministic() {
        #expect(ScenarioFile.schema == ScenarioFile.schema)
        #expect(ScenarioFile.schema.hasPrefix("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\""))
    }

    @Test("The reference has a section for every map and a row for every kind of mistake")
    func reference() {
        let reference = ScenarioFile.referenceMarkdown
        for code in DiagnosticCode.allCases { #expect(reference.contains("| `\(code.rawValue)` |")) }
        for section in [
            "scenario", "group", "patch", "regression", "staged", "canary", "distribution", "weekly-pattern",
        ] {
            #expect(reference.contains("\n## \(section)\n"))
        }
    }
}
