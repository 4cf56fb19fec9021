import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// The next check-ins of many devices at once: each is that of the device by itself.
@Suite("First contacts")
struct FirstContactTests: SmallWorldSuite {
    @Test(
        "They are those of one device after the other",
        arguments: MemorylessPeriodTests.means,
        [
            CheckIn(mode: .push), CheckIn(mode: .poll(every: 1800, jitter: 0)),
            CheckIn(mode: .poll(every: 7200, jitter: 0.5)),
        ]
    )
    func sameAsSingly(means: (on: Double, off: Double), checkIn: CheckIn) throws {
        let connectivity = Connectivity.alternating(
            on: try .exponential(mean: means.on),
            off: try .exponential(mean: means.off),
            awayShare: 0.3
        )
        let world = try World(
            W.scenario(
                [W.group(20_003, connectivity: connectivity, checkIn: checkIn)],
                [W.patch()],
                horizon: 40 * 86_400
            )
        )
        let group = world.groups[0]
        let sessions = SessionGenerator(random: KeyedRandom(seed: 8, replication: 1), horizon: world.scenario.horizon)
        let devices = (0..<20_003).map { Int32($0 &* 5 % 20_003) }
        var unlike = 0
        // Times in the first words of the processes' slots, at their borders and in later ones.
        for time in [0, 1, 3_600, 7 * 86_400, 7 * 86_400 + 12_345, 38 * 86_400, 40 * 86_400] as [Tick] {
            let found = Self.contacts(FirstContacts(group, sessions), devices, time)
            let single = Self.contacts(FirstContacts(group, sessions, inLanes: false), devices, time)
            unlike += zip(found, single).count { $0 != $1 }
            for place in stride(from: 0, to: devices.count, by: 97) {
                let device = Int(devices[place])
                let contact = sessions.checkIn(from: time, sessions.first(device, group), device, group)
                #expect(Tick(found[place]) == contact ?? .never)
            }
        }
        #expect(unlike == 0)
    }

    @Test("Devices that cannot be looked at together are looked at one by one", arguments: 0..<8)
    func others(lot: Int) throws {
        let connectivity = try PlainCourseTests.connectivity(lot)
        let checkIn =
            lot < 4 ? CheckIn(mode: .push, reach: .corporate) : CheckIn(mode: .poll(every: 1800, jitter: 0.5))
        let world = try World(
            W.scenario([W.group(500, connectivity: connectivity, checkIn: checkIn)], [W.patch()], horizon: 10 * 86_400)
        )
        let group = world.groups[0]
        let sessions = SessionGenerator(random: KeyedRandom(seed: 8, replication: 1), horizon: world.scenario.horizon)
        let found = Self.contacts(FirstContacts(group, sessions), (0..<500).map(Int32.init), 50_000)
        for device in 0..<500 {
            let contact = sessions.checkIn(from: 50_000, sessions.first(device, group), device, group)
            #expect(Tick(found[device]) == contact ?? .never)
        }
    }

    private static func contacts(_ first: FirstContacts, _ devices: [Int32], _ time: Tick) -> [Int32] {
        Array(unsafeUninitializedCapacity: devices.count) { contacts, count in
            guard let base = contacts.baseAddress else { return }
            devices.withUnsafeBufferPointer { first.find(of: $0, from: time, into: base) }
            count = devices.count
        }
    }
}
