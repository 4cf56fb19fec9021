import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Bytes are counted as they are moved.
@Suite("Downloads")
struct DownloadTests: SmallWorldSuite {
    private func group(_ sessions: [[(Double, Double)]], count: Int, bandwidth: Double) -> DeviceGroup {
        let rows = sessions.map { row in
            row.map { Session(start: Tick($0.0 * W.hour), end: Tick($0.1 * W.hour), place: .corporate) }
        }
        var group = W.group(count, connectivity: .trace(rows))
        group.bandwidth = bandwidth
        return group
    }

    @Test("Of a download that never ends those bytes are counted that were moved: 43.2 GB of 50.4")
    func unfinished() throws {
        let fleet = group([[(5, 6.5), (30, 40)], [(2, 2.5), (10, 12)], [(0, 1)]], count: 7, bandwidth: 1e6)
        let patch = W.patch("p") {
            $0.size = 7_200_000_000
            $0.installation.duration = W.constant(1)
        }
        let ledger = try W.ledger(W.scenario([fleet], [patch], horizon: 96 * Self.hour))
        #expect(ledger.downloads.bytes == 43_200_000_000)
        #expect(ledger.patching.patchedPairs == 5)
    }

    @Test("At any moment the ledger has the bytes of the seconds of connection so far")
    func underWay() throws {
        let fleet = group([[(0, 1), (2, 4)], [(0, 1)]], count: 2, bandwidth: 1000)
        let patch = W.patch("p") { $0.size = 5_400_000 }
        var simulation = try W.simulation(W.scenario([fleet], [patch], horizon: 10 * Self.hour))
        for (hours, bytes) in [(0, 0), (0.5, 3.6), (1, 7.2), (1.5, 7.2), (2.25, 8.1), (2.5, 9), (3, 9)] {
            simulation.advance(to: Tick(hours * W.hour))
            #expect(simulation.ledger.downloads.bytes == Int64(bytes * 1e6), "after \(hours) h")
        }
        simulation.run()
        #expect(simulation.ledger.downloads.bytes == 9_000_000)
    }

    @Test("A device that loses contact has moved what it has moved, and begins anew when it is mended")
    func broken() throws {
        let late = W.defect(.networkLoss, onset: .after(W.constant(100)), helpDesk: 0)
        let second = W.patch("tool", updates: 1) {
            $0.released = 50
            $0.size = 1000
        }
        var fleet = W.group(3)
        fleet.bandwidth = 10
        var scenario = W.scenario([fleet], [W.patch(regressions: [late]), second], horizon: 120)
        scenario.software.components[1].versions = ["1", "2"]
        #expect(try W.ledger(scenario).downloads.bytes == 3 * 500)
        scenario.horizon = 1000
        scenario.repair = RepairShop(technicians: nil, duration: W.constant(100), travel: .zero, noticedAfter: .zero)
        #expect(try W.ledger(scenario).downloads.bytes == 3 * 1500)
    }

    @Test("Away from the corporate network nothing is moved where that is needed")
    func corporateOnly() throws {
        let sessions = [
            Session(start: 0, end: 100, place: .corporate), Session(start: 100, end: 500, place: .away),
            Session(start: 500, end: 550, place: .corporate),
        ]
        var fleet = W.group(1, connectivity: .trace([sessions]))
        fleet.checkIn.reach = .corporate
        fleet.bandwidth = 10
        let patch = W.patch("p") { $0.size = 10_000 }
        #expect(try W.ledger(W.scenario([fleet], [patch], horizon: 400)).downloads.bytes == 1000)
        #expect(try W.ledger(W.scenario([fleet], [patch], horizon: 1000)).downloads.bytes == 1500)
    }

    @Test("Without a bandwidth a download is whole at once")
    func atOnce() throws {
        let patch = W.patch("p") { $0.size = 1000 }
        #expect(try W.ledger(W.scenario([W.group(3)], [patch], horizon: 10)).downloads.bytes == 3000)
    }
}
