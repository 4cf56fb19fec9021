import ScenarioFiles
import Testing

@testable import Feeds

@Suite("The import of tables")
struct TableImportTests {
    static let map = """
        patchlab-map: 1
        title: test
        recognise: [id, seen, os]
        times: { formats: [iso8601], never: [""] }
        device:
          id: id
          seen: seen
          class: [{ when: { kind: "lap*" }, is: laptop }, { when: { kind: desk }, is: desktop }]
          owner: team
        skip: [{ when: { os: phone }, reason: a phone }]
        components: [{ name: os, version: os, scheme: numeric, line: "{1}" }]
        stale: 30d
        drop: [person]
        """
    static let header = "id,seen,os,kind,team,person\n"

    static func findings(
        _ rows: String,
        map text: String = map,
        _ set: (inout TableOptions) -> Void = { _ in }
    ) throws -> TableFindings {
        let loaded = TableMap.load(text: text, name: "map.yaml")
        let map = try #require(loaded.content, "\(loaded.diagnostics)")
        var options = TableOptions()
        options.tail = 1
        options.start = 1_795_586_400  // 2026-11-25T06:00
        set(&options)
        let file = try TableFile(Array((header + rows).utf8), name: "t.csv")
        return try TableImport.findings(
            TableRecognition([file], by: NamedTableMap(name: "map", map: map)),
            options: options,
            now: 1_795_586_400
        )
    }

    static func row(
        _ id: Int,
        _ os: String,
        seen: String = "2026-11-25T05:00:00Z",
        kind: String = "laptop",
        team: String = "a"
    ) -> String {
        "d\(id),\(seen),\(os),\(kind),\(team),Jane Roe \(id)\n"
    }

    @Test("A patch whose devices were merged into groups that are up to date is told, and --tail 1 keeps it")
    func mergedAway() throws {
        let rows = (1...6).map { Self.row($0, "14.2") }.joined() + Self.row(7, "14.1")
        let merged = TableReport(try Self.findings(rows) { $0.tail = 5 })
        #expect(merged.warnings.contains { $0.hasPrefix("1 of 1 patch in the scenario has nothing to do, such as os") })
        let kept = TableReport(try Self.findings(rows))
        #expect(!kept.warnings.contains { $0.contains("nothing to do") })
    }

    @Test("every row is a device or is left out with a reason, and the counts add up")
    func counts() throws {
        let rows = [
            Self.row(1, "14.1"), Self.row(2, "14.2"), Self.row(3, "14.2"), Self.row(4, "phone"),
            Self.row(5, "14.1", seen: ""),
            Self.row(6, "14.1", seen: "2026-11-26T06:00:01Z"), Self.row(7, "14.1", seen: "2026-11-26T06:00:00Z"),
            Self.row(8, "14.1", seen: "2026-10-26T05:59:59Z"), Self.row(9, "14.1", seen: "2026-10-26T06:00:00Z"),
            Self.row(10, "14.1", kind: "toaster"), Self.row(11, ""), Self.row(12, "x"),
            Self.row(1, "14.2", seen: "2026-11-25T05:30:00Z"), Self.row(2, "14.1", seen: "2026-11-24T05:30:00Z"),
        ].joined()
        let findings = try Self.findings(rows)
        let left = Dictionary(uniqueKeysWithValues: findings.leftOut.map { ($0.reason, $0.count) })
        #expect(
            left == [
                "skipped: a phone": 1, "never seen": 1, "seen in the future, by more than a day": 1,
                "stale: not seen for 30 days": 1,
                "no rule of the mapping says its class": 1, "no version of any component": 2,
                "another row of the same device is newer": 2,
            ]
        )
        #expect(findings.rows == 14)
        #expect(findings.devices == 5)
        #expect(findings.rows == findings.devices + left.values.reduce(0, +))
        #expect(findings.groups.reduce(0) { $0 + $1.count } == findings.devices)
        // Of the first device the newer row counts, of the second the first.
        #expect(findings.components.map(\.name) == ["os-14"])
        #expect(findings.components[0].behind == 2)
        #expect(findings.unread == ["os x (numeric)": 1])
    }

    @Test("a patch is the newest version that two devices and half a per cent show, for each line by itself")
    func pending() throws {
        var rows = (1...500).map { Self.row($0, "14.1") }.joined()
        rows +=
            Self.row(501, "14.3") + Self.row(502, "14.3") + Self.row(503, "14.4") + Self.row(504, "15.1")
            + Self.row(505, "15.1")
        // 503 devices with the line: half a per cent is 2.515, so that three are needed.
        #expect(try Self.findings(rows).components.isEmpty)
        let more = try Self.findings(rows + Self.row(506, "14.3"))
        #expect(more.components.map(\.name) == ["os-14"])
        #expect(more.components[0].versions == ["14.1", "14.3", "14.4"])
        #expect(more.components[0].target == 1)
        #expect(more.components[0].behind == 500)
        #expect(more.rare.map(\.version) == ["14.4"])
        #expect(try Self.findings(rows) { $0.pending = .none }.components.map(\.name) == ["os-14", "os-15"])
        #expect(throws: InputError.self) { try TableScenario(Self.findings(rows)).text() }
    }

    @Test(
        "small groups go to the nearest of their class and owner, others to the rest of the class, and what that misstates is told"
    )
    func tail() throws {
        let apps = Self.map.replacing(
            "components: [{ name: os, version: os, scheme: numeric, line: \"{1}\" }]",
            with:
                "components: [{ name: os, version: os, scheme: numeric }, { name: app, version: kind, scheme: numeric }]"
        ).replacing(
            "class: [{ when: { kind: \"lap*\" }, is: laptop }, { when: { kind: desk }, is: desktop }]",
            with: "class: [{ is: laptop }]"
        )
        var rows = ""
        var id = 0
        func add(_ count: Int, os: String, app: String, team: String) {
            for _ in 0..<count {
                id += 1
                rows += Self.row(id, os, kind: app, team: team)
            }
        }
        add(10, os: "2", app: "2", team: "a")
        add(6, os: "1", app: "1", team: "a")
        add(2, os: "1", app: "2", team: "a")  // shares one of three with both: distance 2/3
        add(3, os: "2", app: "2", team: "b")  // alone in its team
        let findings = try Self.findings(rows, map: apps) { $0.tail = 5 }
        #expect(findings.groupsFound == 4)
        #expect(findings.groups.map(\.name) == ["laptop-a-1", "laptop-a-2", "laptop-other"])
        #expect(findings.groups.map(\.count) == [10, 6, 5])
        #expect(findings.groups[2].owner == "")
        #expect(findings.moved == 5)
        // The rest has the commonest image of the class, which the three have, and of which the two lack one version.
        #expect(findings.misstatedDevices == 2)
        #expect(findings.misstatedVersions == 2)
        // With two more of another team the three are five of the same versions: their owners are lost, not their versions.
        let known = rows
        add(2, os: "2", app: "2", team: "c")
        let pooled = try Self.findings(rows, map: apps) { $0.tail = 5 }
        #expect(pooled.groups.map(\.name) == ["laptop-a-1", "laptop-a-2", "laptop-other-1"])
        #expect(pooled.groups.map(\.count) == [10, 6, 7])
        #expect(pooled.misstatedDevices == 2)
        rows = known
        let few = try Self.findings(rows, map: apps) { $0.mostGroups = 2 }
        #expect(few.groups.count == 2)
        #expect(few.groups.reduce(0) { $0 + $1.count } == 21)
        let coarse = try Self.findings(rows, map: apps) { $0.groupBy = [.class] }
        #expect(coarse.groups.map(\.count) == [21])
        #expect(coarse.misstatedDevices == 8)
        #expect(coarse.misstatedVersions == 14)
    }

    @Test("the distance of two sets of versions is Jaccard's")
    func distance() {
        func items(_ versions: [Int32]) -> [TableFindings.Item] {
            versions.enumerated().map { .init(component: Int32($0.offset), version: $0.element) }
        }
        #expect(TableGroups.distance(items([1, 2, 3]), items([1, 2, 3])) == 0)
        #expect(TableGroups.distance(items([1, 2, 3]), items([1, 2, 4])) == 0.5)
        #expect(TableGroups.distance(items([1]), items([2])) == 1)
        #expect(TableGroups.distance([], []) == 0)
        #expect(TableGroups.distance([], items([1])) == 1)
    }

    @Test(
        "whatever the fleet, no device is lost or made, groups keep their least size, and the same rows give the same bytes"
    )
    func random() throws {
        var state: UInt64 = 7
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<20 {
            let rows = (0..<(50 + random(200))).map {
                Self.row(
                    $0,
                    "\(10 + random(3)).\(random(4))",
                    kind: ["laptop", "desk", "x"][random(3)],
                    team: "team \(random(6))"
                )
            }.joined()
            let set: (inout TableOptions) -> Void = {
                $0.tail = 4
                $0.mostGroups = 12
            }
            let findings = try Self.findings(rows, set)
            #expect(findings.groups.reduce(0) { $0 + $1.count } == findings.devices)
            #expect(findings.rows == findings.devices + findings.leftOut.reduce(0) { $0 + $1.count })
            #expect(findings.groups.count <= 12)
            #expect(findings.groups.allSatisfy { $0.count >= 4 || $0.name.hasSuffix("-other") })
            #expect(Set(findings.groups.map(\.name)).count == findings.groups.count)
            #expect(try TableScenario(findings).text() == TableScenario(Self.findings(rows, set)).text())
        }
    }

    @Test("the start follows from the newest time that is not in the future, or must be given")
    func start() throws {
        let rows =
            Self.row(1, "14.1") + Self.row(2, "14.2", seen: "2199-01-01T00:00:00Z")
            + Self.row(3, "14.2", seen: "2026-11-25T05:12:00Z")
        #expect(try Self.findings(rows) { $0.start = nil }.start == 1_795_586_400)
        let timeless = Self.map.replacing("  seen: seen\n", with: "")
        #expect(throws: InputError.self) { try Self.findings(rows, map: timeless) { $0.start = nil } }
        #expect(try Self.findings(rows, map: timeless).devices == 3)
    }

    @Test("labels and names from cells are made fit: no control characters, no signs of conditions")
    func names() throws {
        let map = Self.map.replacing("name: os, version", with: "name: \"x {kind}\", version")
        let rows = (1...4).map { Self.row($0, $0 > 2 ? "14.2" : "14.1", kind: "lap <top>=1\u{7}", team: " A\u{7}b ") }
            .joined()
        let findings = try Self.findings(rows, map: map)
        #expect(findings.components.map(\.name) == ["x-lap-top-1--14"])
        #expect(findings.groups.map(\.owner) == ["A b", "A b"])
        #expect(findings.groups.map(\.name) == ["laptop-a-b-1", "laptop-a-b-2"])
    }
}
