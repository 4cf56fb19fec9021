import EventEngine
import PatchModel
import Testing

@Suite("Connectivity profiles")
struct ConnectivityProfileTests {
    private func means(_ name: String) throws -> (on: Double, off: Double) {
        let profile = try #require(ConnectivityProfiles.named(name))
        guard case .alternating(let on, let off, let away) = profile else {
            Issue.record("\(name) does not alternate")
            return (0, 0)
        }
        #expect(away == 0)
        return (on.mean / 3600, off.mean / 3600)
    }

    @Test("Every name resolves, each once, and no other does")
    func names() throws {
        #expect(ConnectivityProfiles.names.count == 1 + 6 + 9 * 4)
        #expect(Set(ConnectivityProfiles.names).count == ConnectivityProfiles.names.count)
        for name in ConnectivityProfiles.names where name != "always-on" {
            let (on, off) = try means(name)
            #expect(on.isFinite && on > 0 && off.isFinite && off > 0, "\(name)")
        }
        #expect(ConnectivityProfiles.named("always-on") == .alwaysOn)
        #expect(ConnectivityProfiles.named("microsoft99") == nil)
        #expect(ConnectivityProfiles.named("") == nil)
    }

    @Test("An everyday name stands for the Weibull fit of its trace")
    func aliases() {
        for alias in ConnectivityProfiles.aliases {
            #expect(ConnectivityProfiles.named(alias.name) == ConnectivityProfiles.named("\(alias.trace)-weibull"))
        }
        #expect(ConnectivityProfiles.aliases.count == 6)
    }

    /// Hours, calculated apart from the published parameters.
    @Test(
        "The mean periods are those of the published fits",
        arguments: [
            ("microsoft99-exponential", 67.01, 16.49), ("lanl05-exponential", 1779.99, 5.92),
            ("overnet03-exponential", 2.29, 12.0), ("microsoft99-gamma", 66.4979, 16.3392),
            ("pl05-gamma", 157.606, 49.9065), ("microsoft99-weibull", 60.09574537420108, 14.052735060269535),
            ("lanl05-weibull", 1766.1404765295758, 3.4332521135108034),
            ("microsoft99-lognormal", 74.64921438863877, 13.542054614136838),
            ("pl05-lognormal", 252.09348728385004, 30.001578591666426),
        ]
    )
    func publishedMeans(name: String, on: Double, off: Double) throws {
        let found = try means(name)
        #expect(abs(found.on / on - 1) < 1e-5, "\(name): \(found.on)")
        #expect(abs(found.off / off - 1) < 1e-5, "\(name): \(found.off)")
    }
}
