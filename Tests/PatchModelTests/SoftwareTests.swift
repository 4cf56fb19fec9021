import EventEngine
import PatchModel
import Testing

@Suite("Software and limits")
struct SoftwareTests {
    private func software(_ needs: [[Int]]) -> Software {
        let versions = ["1"]
        return Software(
            components: needs.enumerated().map { number, needed in
                Component(
                    name: "c\(number)",
                    versions: versions,
                    requires: needed.map { VersionRange(component: $0, versions: 0..<1) }
                )
            },
            images: []
        )
    }

    @Test("Dependants are all that needs a component, directly or through others, and the component itself")
    func dependants() {
        // 1 needs 0, 2 needs 1, 3 needs nothing, 4 needs 3 and 2.
        let graph = software([[], [0], [1], [], [3, 2]])
        #expect(graph.dependants(of: 0) == [0, 1, 2, 4])
        #expect(graph.dependants(of: 3) == [3, 4])
        #expect(graph.dependants(of: 4) == [4])
    }

    @Test("Circles of needs do not trap the search for dependants")
    func circles() {
        let graph = software([[1], [2], [0], [3]])
        #expect(graph.dependants(of: 1) == [0, 1, 2])
        #expect(graph.dependants(of: 3) == [3])
    }

    @Test("A strict limit must be exceeded, another one reached; of nobody no share is passed")
    func limits() {
        let strict = Limit(.share(0.02), isStrict: true)
        let loose = Limit(.share(0.02), isStrict: false)
        #expect(!strict.isPassed(count: 2, of: 100) && strict.isPassed(count: 3, of: 100))
        #expect(loose.isPassed(count: 2, of: 100) && !loose.isPassed(count: 1, of: 100))
        #expect(!loose.isPassed(count: 0, of: 0) && !Limit(.share(0), isStrict: false).isPassed(count: 0, of: 0))
        #expect(Limit(.count(5), isStrict: false).isPassed(count: 5, of: 0))
        #expect(!Limit(.count(5), isStrict: true).isPassed(count: 5, of: 1000))
    }

    @Test("Whole percentages of whole numbers are compared exactly")
    func exactPercentages() {
        for total in [100, 200, 700] {
            for percent in 0...100 {
                let share = Double(percent) / 100
                let count = percent * total / 100
                #expect(
                    !Limit(.share(share), isStrict: true).isPassed(count: count, of: total),
                    "\(percent) of \(total)"
                )
                #expect(
                    Limit(.share(share), isStrict: false).isPassed(count: count, of: total),
                    "\(percent) of \(total)"
                )
            }
        }
    }

    @Test("A predicate holds for a group if each of its conditions does")
    func predicates() {
        let group = DeviceGroup(
            name: "g",
            count: 1,
            deviceClass: .kiosk,
            image: 2,
            criticality: .high,
            exposure: .internet,
            site: "rome",
            tags: ["a", "b"]
        )
        #expect(DevicePredicate().matchesGroup(group))
        let whole = DevicePredicate(
            deviceClass: .kiosk,
            group: "g",
            site: "rome",
            tag: "b",
            images: [1, 2],
            criticality: .high,
            exposure: .internet
        )
        #expect(whole.matchesGroup(group))
        let wrong: [(inout DevicePredicate) -> Void] = [
            { $0.deviceClass = .server }, { $0.group = "h" }, { $0.site = "paris" }, { $0.tag = "c" },
            { $0.images = [0, 1] },
            { $0.criticality = .low }, { $0.exposure = .internal },
        ]
        for change in wrong {
            var predicate = whole
            change(&predicate)
            #expect(!predicate.matchesGroup(group))
        }
    }
}
