import EventEngine
import PatchModel

/// A set of vulnerabilities that the same patches close on the devices of one group.
struct ExposureClass: Sendable {
    /// Safe when every clause has a patch that runs; local patch numbers.
    let clauses: Table<Table<Int>>
    /// The number of the class among those of all groups.
    let number: Int
    /// Number of the patch to which exposure is put down: the one whose release first makes the device curable. Of those that
    /// are needed together that is the one released last, of those that do the same the one released first, and among those
    /// of the same moment the first of the scenario. −1: none before the end.
    let patch: Int
    /// When the last of the patches needed was released: up to then the exposure is the vendor's part. Ticks, at least 0.
    let released: Tick
}

/// What the devices of a group are exposed to.
struct ExposurePlan: Sendable {
    let classes: Table<ExposureClass>
    /// For each local patch the classes that it alone decides, and those it decides together with others.
    let soleClasses: Table<Table<Int>>
    let jointClasses: Table<Table<Int>>
    /// The number, among the exposure classes of all groups, of the vulnerabilities that no patch closes.
    let incurable: Int

    /// - Parameters:
    ///   - patches: those of the group, by local number.
    ///   - members: the vulnerabilities of each exposure class so far; this group's are added.
    init(
        image: Image,
        patches: [Int],
        software: SoftwarePlan,
        scenario: Scenario,
        members: inout [[Int]],
        arena: Arena
    ) {
        let found = FoundClasses(image: image, patches: patches, software: software, scenario: scenario)
        var sole = patches.map { _ in [Int]() }
        var joint = sole
        for (number, item) in found.classes.enumerated() {
            if item.clauses.count == 1, item.clauses[0].count == 1 {
                sole[item.clauses[0][0]].append(number)
            } else {
                for patch in Set(item.clauses.joined()) { joint[patch].append(number) }
            }
        }
        soleClasses = arena.tables(sole)
        jointClasses = arena.tables(joint)
        let before = members.count
        classes = arena.table(
            found.classes.enumerated().map { number, item in
                ExposureClass(
                    clauses: arena.tables(item.clauses),
                    number: before + number,
                    patch: item.patch,
                    released: item.released
                )
            }
        )
        members += found.classes.map(\.vulnerabilities)
        incurable = members.count
        members.append(found.incurable)
    }
}

/// Sorts the vulnerabilities of an image by what closes them.
private struct FoundClasses {
    struct Found {
        var clauses: [[Int]]
        var vulnerabilities: [Int]
        var patch: Int
        var released: Tick
    }

    var classes: [Found] = []
    var incurable: [Int] = []

    init(image: Image, patches: [Int], software: SoftwarePlan, scenario: Scenario) {
        let (updatesOf, covers, coveredBy) = (software.updatesOf, software.covers, software.coveredBy)
        var places: [[[Int]]: Int] = [:]
        var fixes = scenario.vulnerabilities.map { _ in [Int]() }
        for (local, patch) in patches.enumerated() {
            for index in scenario.patches[patch].fixes where fixes[index].last != local { fixes[index].append(local) }
        }
        for (index, vulnerability) in scenario.vulnerabilities.enumerated() {
            let fixing = fixes[index]
            var clauses: [[Int]] = []
            if vulnerability.affects.isEmpty {
                // Affected are the devices to which a patch that claims to fix it applies.
                guard !fixing.isEmpty else { continue }
                clauses = fixing.map { [$0] }
            }
            var isCurable = true
            for range in vulnerability.affects {
                guard let version = image.installed[range.component], range.versions.contains(version) else { continue }
                let moves = updatesOf[range.component]
                    .filter { !range.versions.contains($0.version) }.map(\.local)
                let cures = Set(moves).union(
                    fixing.filter { patch in
                        updatesOf[range.component].contains { $0.local == patch }
                    }
                )
                // A patch that makes another one superfluous marks it as running: naming the other is enough.
                let needed = cures.filter { patch in !covers[patch].reversed().contains(where: cures.contains) }
                if needed.isEmpty { isCurable = false }
                clauses.append(needed.sorted())
            }
            guard !clauses.isEmpty else { continue }
            guard isCurable else {
                incurable.append(index)
                continue
            }
            let key = Array(Set(clauses)).sorted { $0.lexicographicallyPrecedes($1) }
            if let place = places[key] {
                classes[place].vulnerabilities.append(index)
            } else {
                let needed = key.map { clause in
                    clause.flatMap { [$0] + coveredBy[$0] }.map { patches[$0] }
                        .min { (scenario.patches[$0].released, $0) < (scenario.patches[$1].released, $1) }
                }.map { patch in
                    (patch: patch ?? -1, released: patch.map { max(0, scenario.patches[$0].released) } ?? 0)
                }
                let last = needed.max { ($0.released, -$0.patch) < ($1.released, -$1.patch) } ?? (-1, 0)
                places[key] = classes.count
                classes.append(
                    Found(
                        clauses: key,
                        vulnerabilities: [index],
                        patch: last.released <= scenario.horizon ? last.patch : -1,
                        released: last.released
                    )
                )
            }
        }
    }
}
