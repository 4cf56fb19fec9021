import Foundation
import PatchModel
import Testing

@testable import ScenarioFiles

/// What the format describes, the models get.
@Suite struct FieldTests {
    /// Keys that have done their work before models are made, because they choose files and shapes; and a ring takes the rest that says nothing else. What warnings are silenced is no part of a model.
    static let early: Set = [
        "scenario.patchlab", "scenario.imports", "big-bang.kind", "staged.kind", "canary.kind",
        "ring.rest", "scenario.lint", "lint.allow", "component.order",
    ]

    /// Scenarios that together have every key of the format.
    static let texts = [fullScenario, otherScenario]

    /// What `fullScenario` leaves out, because one thing excludes another.
    static let otherScenario = """
        patchlab: 1
        start: 2026-03-10T18:00:00
        horizon: 45d
        software:
          components: { vpn: { versions: [5.1, 5.2] } }
          images: { laptop: [vpn 5.1], bare: [], spare: [vpn 5.2] }
        connectivity:
          recorded: { trace: sessions.csv }
          constant: { on: { constant: 4h }, off: { uniform: [1h, 5h] } }
          heavy: { on: { weibull: { shape: 0.5, scale: 4h } }, off: { loglogistic: { median: 2h, shape: 2.5 } } }
          sampled: { on: { empirical: [1h, 2h, 5h] }, off: { exponential: { mean: 1h, plus: 2m } } }
        fleet:
          - { group: a, count: 300, class: laptop, image: laptop, connectivity: recorded }
          - { group: b, count: 300, class: laptop, image: laptop, connectivity: constant }
          - { group: c, count: 300, class: laptop, image: laptop, connectivity: heavy, site: lyon, tags: [spare] }
          - { group: d, count: 200, class: server, image: bare, connectivity: sampled, site: paris, owner: sales, tags: [pilot] }
        services: { work: { devices: { class: server } } }
        lint: { allow: [patch-nowhere, prices-missing] }
        patches:
          vpn-5.2:
            updates: vpn -> 5.2
            install: { duration: 5m }
            regressions: [{ name: slow, where: { criticality: medium, exposure: internal }, effect: bricked }]
        strategies:
          at-once: { kind: big-bang, unit: patch, assignment: per-release, check-every: 2h, attribution-window: 3d, timeout: { in-progress: 2h }, limit: { in-flight: 5, surge: { share: 25%, round: up, least: 2 }, per: service, failed: frees, expires: 4h }, stop: { failures: "> 9%", at-least: 3 }, on-stop: { installed: keep } }
          ringed:
            kind: staged
            attribution-window: 3d
            on-stop: { installed: keep }
            rings:
              - { count: 5, where: { component: vpn < 5.2, class: laptop, group: a, criticality: medium, exposure: internal, image: laptop } }
              - { share: 10%, where: { site: paris, tag: pilot } }
              - { up-to: 50%, deadline: { after: 3d, grace: 1d, counts-from: offer }, limit: [{ in-flight: 10%, per: site }, { in-flight: 5 }] }
              - { rest: true, after: 1d }
            gate: { tolerate: 3 }
          made-at-once: { kind: big-bang, extends: at-once, unit: batch }
          made-ringed: { kind: staged, extends: ringed, unit: patch }
          made-careful: { kind: canary, extends: careful, unit: batch }
          ruled:
            kind: big-bang
            stop:
              - when: { failures: "> 9%", of: executed, minimum: 5, at-least: 3, minimum-notified: 7, count: failed, scope: ring }
                latency: 6h
                offers: continue
                queued: keep
                in-flight: interrupt
                installed: keep
                resume: never
          by-part: { kind: staged, rings: { each: group, order: smallest-first, pilots: 3, pilots-go: first }, gate: {} }
          representing: { kind: staged, rings: [{ represent: 3 }, rest], gate: {} }
          representing-canary: { kind: canary, represent: 3 }
          stepped:
            kind: staged
            pace: { steps: { 0d: 10%, 1d: 100% } }
            gate: { success: 90%, count: failed, delay: 1d, unreachable: pass-over }
          stepped-by: { kind: staged, pace: { steps-by: { every: 6h, add: 10%, from: 5%, to: 50% } } }
          rated:
            kind: staged
            pace: { rate: { base-per-minute: 5, factor: 3, step: { notified: 10 }, cap-per-minute: 80 } }
            timeout: { in-progress: 2h }
            limit: { in-flight: [{ up-to: 24, count: 2 }, { share: 5% }], per: group }
          drawn: { kind: staged, pace: { percentages: { every: 6h, add: 10%, from: 5%, to: 50% } } }
          batched: { kind: staged, pace: { batches: [10, 20%] }, gate: { soak: 0s } }
          sequential:
            kind: canary
            test: { kind: safe-logrank, control: equal, strata: none, least-events: 3, tolerate: 2%, confidence: 90% }
          planned:
            kind: canary
            test: { kind: group-sequential, looks: 3 }
          careful:
            kind: canary
            unit: patch
            assignment: per-release
            check-every: 2h
            attribution-window: 3d
            count: 30
            where: { class: laptop }
            timeout: { in-progress: 2h }
            limit: { in-flight: 3 }
            stop: { failures: "> 9%" }
            on-stop: { installed: keep }
            failed: "> 30%"
            inconclusive: { extend: 1h }

        """

    static let sessions = "device,start,end\na,0,5\na,9,12\n"
    static let otherSessions = "device,start,end\na,0,7\n"

    @Test("Every key that is described changes the scenario, but for those that work before")
    func described() throws {
        var (written, used): (Set<String>, Set<String>) = ([], [])
        for text in Self.texts {
            let base = try #require(Self.scenario(text))
            let root = try #require(Self.tree(text))
            #expect(Self.scenario(root.yaml) == base)
            var walk = Walk(base: base)
            walk.visit(root, .map(Format.scenario.outline), nil, []) { $0 }
            written.formUnion(walk.written)
            used.formUnion(walk.used)
        }
        #expect(written.subtracting(used).sorted() == Self.early.intersection(written).sorted())
    }

    @Test("The scenarios of these tests have every key of the format")
    func everyKey() throws {
        var written: Set<String> = []
        for text in Self.texts {
            var walk = Walk(base: nil)
            walk.visit(try #require(Self.tree(text)), .map(Format.scenario.outline), nil, []) { $0 }
            written.formUnion(walk.written)
        }
        let keys = Outline.all.flatMap { outline in outline.keys.map { "\(outline.id).\($0.name)" } }
        #expect(keys.count > 150)
        #expect(Set(keys).subtracting(written).subtracting(["scenario.imports"]) == [])
        #expect(Self.early.isSubset(of: keys))
    }

    @Test("Every default can be read as what its key is", arguments: Outline.all.flatMap(\.keys).map(Named.init))
    func standards(key: Named) {
        guard case .standard(let text) = key.key.presence else { return }
        let diagnostics = Diagnostics()
        let node = ValueReader.node(ofStandard: text, at: Position(file: "x.yaml"))
        let value = ValueReader(diagnostics: diagnostics).read(node, as: key.key.kind)
        #expect(diagnostics.sorted.isEmpty)
        #expect(!value.isInvalid)
    }

    @Test("No map has two keys of one name")
    func names() {
        for outline in Outline.all {
            #expect(Set(outline.keys.map(\.name)).count == outline.keys.count, "\(outline.id)")
        }
    }

    struct Named: CustomTestStringConvertible, Sendable {
        var key: Key
        var testDescription: String { key.name }
    }

    // MARK: Help

    /// The scenario of a text without errors.
    static func scenario(_ text: String) -> Scenario? {
        func source(_ path: String, _ text: String) -> SourceFile { SourceFile(paths: [path], bytes: Array(text.utf8)) }
        return ScenarioFile.load(sources: [
            source("x.yaml", text), source("sessions.csv", sessions), source("other.csv", otherSessions),
        ]).scenario
    }

    static func tree(_ text: String) -> SourceNode? {
        var count = 0
        return YAMLReader.read(text, file: "x.yaml", counted: &count, diagnostics: Diagnostics())
    }
}

/// Goes through a scenario and tries, at each key, whether something else there, or nothing, makes another scenario.
private struct Walk {
    /// Nil: keys are only listed.
    var base: Scenario?
    /// `shape.key` of all keys there.
    private(set) var written: Set<String> = []
    /// Those that make a difference, or have something in them that does.
    private(set) var used: Set<String> = []

    init(base: Scenario?) { self.base = base }

    /// - Parameters:
    ///   - above: the keys that lead here.
    ///   - whole: the tree with another node in the place of this one.
    mutating func visit(
        _ node: SourceNode,
        _ kind: Kind,
        _ name: String?,
        _ above: Set<String>,
        _ whole: (SourceNode) -> SourceNode
    ) {
        switch node.content {
        case .scalar: break
        case .list(let items):
            guard case .list(let item, _)? = kind.choices.first(where: \.isList) else { return }
            for (index, one) in items.enumerated() {
                visit(one, item, nil, above) { new in
                    var items = items
                    items[index] = new
                    return whole(SourceNode(position: node.position, content: .list(items)))
                }
            }
        case .map(let entries):
            guard let map = kind.choices.first(where: \.isMap) else { return }
            func place(_ index: Int) -> (SourceNode?) -> SourceNode {
                { new in
                    var entries = entries
                    if let new { entries[index].value = new } else { entries.remove(at: index) }
                    return SourceNode(position: node.position, content: .map(entries))
                }
            }
            if case .named(let entry, _) = map {
                for (index, one) in entries.enumerated() {
                    vary(entry, above) { whole(place(index)($0)) }
                    visit(one.value, entry, one.key, above) { whole(place(index)($0)) }
                }
            } else if let outline = map.shape(for: entries, named: name, towards: "") {
                for (index, one) in entries.enumerated() {
                    guard let key = outline.key(one.key) else { continue }
                    let below = above.union(["\(outline.id).\(key.name)"])
                    vary(key.kind, below) { whole(place(index)($0)) }
                    visit(one.value, key.kind, nil, below) { whole(place(index)($0)) }
                }
            }
        }
    }

    /// - Parameters:
    ///   - ids: the keys that lead to the value, its own included.
    ///   - whole: the tree with another value there, or with none.
    private mutating func vary(_ kind: Kind, _ ids: Set<String>, _ whole: (SourceNode?) -> SourceNode) {
        written.formUnion(ids)
        guard let base, !ids.isSubset(of: used) else { return }
        let others = kind.samples.lazy.map { FieldTests.tree($0) }
        for other in [nil] + others {
            guard let scenario = FieldTests.scenario(whole(other).yaml), scenario != base else { continue }
            used.formUnion(ids)
            return
        }
    }
}

extension Kind {
    /// Values that may be written there: two at least, so that one is another than what stands there.
    fileprivate var samples: [String] {
        switch self {
        case .text: ["other.csv", "2026-03-17", "FREQ=MONTHLY;BYDAY=3MO", "something else"]
        case .words(let words): words.map(\.name)
        case .name(let space):
            switch space {
            case .component: ["openssl", "vpn"]
            case .image: ["laptop", "web", "bare"]
            case .group: ["travelling", "office", "b"]
            case .site: ["paris"]
            case .tag: ["pilot", "sales"]
            case .vulnerability: ["CVE-2026-3", "CVE-2026-2"]
            case .patch: ["vpn-5.10"]
            case .profile: ["always-on", "laptop"]
            case .calendar: ["nights", "office"]
            case .service: ["directory", "shop"]
            }
        case .whole: ["3", "7", "11"]
        case .number: ["1.25", "2.5"]
        case .share: ["11%", "12%"]
        case .duration, .moment: ["3h", "7h", "7d"]
        case .date: ["2026-03-11T18:00:00"]
        case .timeZone: ["Asia/Tokyo"]
        case .size: ["3 MiB"]
        case .bandwidth: ["3 Mbit/s"]
        case .rate: ["1%/day"]
        case .price: ["1.5", "2.5"]
        case .hours: ["\"08:00-12:00\""]
        case .openHours: ["\"21:00-05:00\""]
        case .clock: ["\"21:00\"", "\"20:00\""]
        case .limit: ["\"> 11%\"", "\"> 12%\""]
        case .version: []
        case .constraint: ["vpn >= 5.1", "vpn > 5.1", "openssl"]
        case .installed: ["vpn 5.1", "openssl 3.0.15"]
        case .update: ["browser -> 141 (release)", "vpn -> 5.10"]
        case .list(.version, _): ["[5.1, 5.2, 5.10, 7]"]
        case .list(let item, let count):
            if let first = item.samples.first, let last = item.samples.last {
                [first, last].map {
                    "[" + Array(repeating: $0, count: max(1, count.lowerBound)).joined(separator: ", ") + "]"
                } + ["[]"]
            } else {
                ["[]"]
            }
        case .either(let kinds): kinds.flatMap(\.samples)
        case .distribution: ["3h", "7h"]
        case .map, .variants, .selected, .named: ["{}"]
        }
    }
}

extension Outline {
    /// All maps of the format.
    fileprivate static let all: [Outline] = {
        var found: [Outline] = []
        func collect(_ kind: Kind) {
            switch kind.expanded {
            case .map(let outline): add(outline)
            case .variants(let outlines), .selected(let outlines, _): for outline in outlines { add(outline) }
            case .named(let entry, _): collect(entry)
            case .list(let item, _): collect(item)
            case .either(let kinds): for kind in kinds { collect(kind) }
            default: break
            }
        }
        func add(_ outline: Outline) {
            guard !found.contains(where: { $0.id == outline.id }) else { return }
            found.append(outline)
            for key in outline.keys { collect(key.kind) }
        }
        add(Format.scenario.outline)
        return found
    }()
}

extension SourceNode {
    /// As YAML again, in one line.
    fileprivate var yaml: String {
        func quoted(_ text: String) -> String {
            "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
        return switch content {
        case .scalar(let text, let isPlain):
            isPlain && text.allSatisfy { $0.isLetter || $0.isNumber || "-.%".contains($0) } ? text : quoted(text)
        case .list(let items): "[" + items.map(\.yaml).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { "\(quoted($0.key)): \($0.value.yaml)" }.joined(separator: ", ") + "}"
        }
    }
}
