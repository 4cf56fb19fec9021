import Foundation
import PatchModel
import Testing

@testable import ScenarioFiles

@Suite("Mappings of tables")
struct TableMapTests {
    static let small = """
        patchlab-map: 1
        title: t
        recognise: [a]
        device: { id: a, class: [{ is: laptop }] }
        components: [{ name: os, version: v, scheme: numeric }]

        """

    static func diagnostics(_ text: String) -> [Diagnostic] { TableMap.load(text: text, name: "m").diagnostics }

    @Test("mistakes are told with their place, their code and what was probably meant")
    func mistakes() {
        let cases: [(String, String, DiagnosticCode, Int, String?)] = [
            ("title: t", "titel: t", .unknownKey, 2, "title"), ("is: laptop", "is: labtop", .unknownWord, 4, "laptop"),
            ("scheme: numeric", "scheme: numerc", .unknownWord, 5, "numeric"), ("title: t\n", "", .missingKey, 1, nil),
            ("recognise: [a]", "recognise: []", .tooFewItems, 3, nil),
            ("name: os,", "name: \"{os\",", .wrongKind, 5, nil),
            ("scheme: numeric", "scheme: numeric, line: \"{x}\"", .wrongKind, 5, nil),
            ("scheme: numeric", "scheme: numeric, from: sofware", .unknownWord, 5, nil),
            ("title: t\n", "title: t\ndrop: [v]\n", .conflictingKeys, 3, nil),
            ("title: t\n", "title: t\ntimes: { formats: [dd/mm/yyyy] }\n", .badDate, 3, nil),
            ("title: t\n", "title: t\ntimes: { zone: Mars/Base }\n", .unknownTimeZone, 3, nil),
            ("title: t\n", "title: t\ntables: { x: { recognise: [a] } }\n", .conflictingKeys, 3, nil),
            ("patchlab-map: 1", "patchlab: 1", .wrongKind, 1, nil),
            ("title: t\n", "title: t\nstale: 0d\n", .zeroDuration, 3, nil),
        ]
        #expect(Self.diagnostics(Self.small).isEmpty)
        for (old, new, code, line, suggestion) in cases {
            let found = Self.diagnostics(Self.small.replacing(old, with: new))
            let match = found.first { $0.code == code }
            #expect(match != nil, "\(new): \(found)")
            #expect(match?.line == line, "\(new): \(found)")
            #expect(match?.suggestion == suggestion, "\(new): \(found)")
        }
        #expect(Self.diagnostics("").first?.code == .wrongKind)
    }

    @Test("tables are joined by the column that tells devices apart")
    func joins() {
        let text = """
            patchlab-map: 1
            title: t
            tables:
              hosts: { recognise: [a] }
              software: { recognise: [h], joins: { h: hosts.a } }
            device: { id: a, class: [{ is: laptop }] }
            components: [{ from: software, name: n, version: v, scheme: { when: { e: rpm }, is: rpm, else: deb } }]

            """
        let map = TableMap.load(text: text, name: "m").content
        #expect(map?.deviceTable.name == "hosts")
        #expect(map.map { $0.columns(of: $0.tables[1]) } == ["h", "n", "v", "e"])
        #expect(map.map { $0.columns(of: $0.tables[0]) } == ["a"])
        #expect(map?.groupBy == [.class, .owner, .components])
        let wrong = Self.diagnostics(text.replacing("hosts.a", with: "hosts.b"))
        #expect(wrong.map(\.code) == [.conflictingKeys])
        #expect(wrong.map(\.suggestion) == ["hosts.a"])
        #expect(Self.diagnostics(text.replacing("id: a, ", with: "")).map(\.code) == [.missingKey])
        #expect(
            Self.diagnostics(text.replacing(", joins: { h: hosts.a }", with: "")).contains {
                $0.code == .conflictingKeys
            }
        )
    }

    @Test("a version is a column, a column without its beginning, or rules with texts")
    func versions() {
        func component(_ version: String) -> TableMap.Component? {
            TableMap.load(text: Self.small.replacing("version: v", with: "version: \(version)"), name: "m").content?
                .components[0]
        }
        #expect(component("v")?.version.map(\.meaning.parts) == [[.column("v")]])
        #expect(component("{ take: v, strip: \"macOS \" }")?.strip == "macOS ")
        let chosen = component("{ when: { e: rpm|deb }, is: \"{x}-{y}\", else: \"{z}\" }")
        #expect(chosen?.version.map(\.meaning.parts) == [[.column("x"), .text("-"), .column("y")], [.column("z")]])
        #expect(chosen?.version.map(\.condition.tests.count) == [1, 0])
        #expect(chosen?.version[0].condition.tests[0].patterns == ["rpm", "deb"])
        #expect(component("[{ when: { s: \"4\" }, is: \"1\" }, { is: \"0\" }]")?.version.count == 2)
    }

    @Test("criticality was called risk, and is still read so, with a warning")
    func formerName() {
        let text = Self.small.replacing("id: a,", with: "id: a, risk: { is: high, assumed: true },")
        let loaded = TableMap.load(text: text, name: "m")
        #expect(loaded.diagnostics.map(\.code) == [.renamed])
        #expect(loaded.content?.device.criticality == .high)
    }

    @Test("the schema is JSON and describes every key")
    func schema() throws {
        let object = try JSONSerialization.jsonObject(with: Data(TableMap.schema.utf8)) as? [String: Any]
        let properties = try #require(object?["properties"] as? [String: Any])
        #expect(
            Set(properties.keys).isSuperset(of: [
                "patchlab-map", "title", "recognise", "tables", "device", "components", "drop",
            ])
        )
    }

    @Test("damaged mappings end in a mapping or in an error")
    func damage() {
        let bytes = Array(Self.small.utf8)
        var state: UInt64 = 11
        for _ in 0..<3000 {
            var copy = bytes
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            copy[Int(state >> 33) % copy.count] = UInt8(truncatingIfNeeded: state >> 20) & 0x7F
            let loaded = TableMap.load(text: String(decoding: copy, as: UTF8.self), name: "m")
            #expect(loaded.content != nil || loaded.diagnostics.contains { $0.severity == .error })
        }
    }

    @Test("times of options are written as in scenarios")
    func options() {
        #expect(WrittenTime.seconds("90d") == 7_776_000)
        for wrong in ["", "0d", "-1d", "x", "90"] { #expect(WrittenTime.seconds(wrong) == nil) }
        #expect(WrittenTime.instant("2026-11-25T06:00") == 1_795_586_400)
        #expect(WrittenTime.instant("2026-11-31") == nil)
    }
}
