import Foundation
import Testing

/// `device`, through the binary.
@Suite("The command device")
struct DeviceTests {
    @Test("A device is found by its group and place, in brackets or behind a slash, and by its number")
    func names() async throws {
        try await withSmallScenario { patchlab, _ in
            let byNumber = try await patchlab.run("device", "61", "small.yaml")
            #expect(byNumber.status == 0)
            #expect(byNumber.outputText.hasPrefix("Device road[1] (number 61): "))
            for name in ["road[1]", "road/1"] {
                #expect(try await patchlab.run("device", name, "small.yaml").output == byNumber.output)
            }
        }
    }

    @Test(
        "A device that does not exist is told with those that do",
        arguments: [
            ("100", "small.yaml has 100, numbered from 0 to 99"), ("road/40", "from road[0] to road[39]"),
            ("rod/1", "(did you mean \"road\"?)"), ("rod/1", "its groups are office, road"),
            ("road[]", "names no device"), ("road/-1", "names no device"), ("/1", "names no device"),
            ("road[1", "names no device"), ("99999999999999999999", "names no device"),
            ("road/99999999999999999999", "names no device"), ("", "names no device"),
        ]
    )
    func absent(name: String, message: String) async throws {
        try await withSmallScenario { patchlab, _ in
            let result = try await patchlab.run("device", name, "small.yaml")
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            #expect(result.errorText.contains(message), "\(result.errorText)")
        }
    }

    @Test("The worst device is that of the greatest exposure among the lines of all groups")
    func worst() async throws {
        try await withSmallScenario { patchlab, _ in
            var rows: [(device: String, exposed: Double)] = []
            for group in ["office", "road"] {
                let result = try await patchlab.run("device", "--group", group, "small.yaml", "-s", "canary")
                #expect(result.status == 0)
                let lines = result.outputText.split(separator: "\n").filter { $0.hasPrefix(group + "[") }
                let found = lines.map { $0.split(separator: " ", omittingEmptySubsequences: true) }
                    .compactMap { row in Double(row[1]).map { (device: String(row[0]), exposed: $0) } }
                #expect(found.count == (group == "office" ? 60 : 40))
                #expect(Set(found.map(\.device)).count == found.count)
                #expect(found.map(\.exposed) == found.map(\.exposed).sorted(by: >))
                rows += found
            }
            let result = try await patchlab.run("device", "--worst", "small.yaml", "-s", "canary")
            #expect(result.status == 0)
            let name = try #require(result.outputText.firstMatch(of: /Device (\S+) \(number/)).1
            let days = try #require(result.outputText.firstMatch(of: /Exposed for ([0-9.]+) device-days/)).1
            let greatest = try #require(rows.map(\.exposed).max())
            #expect(Double(days) == greatest)
            #expect(rows.contains { $0.device == name && $0.exposed == greatest })
        }
    }

    @Test("--worst, --group and a device exclude each other")
    func exclusion() async throws {
        try await withSmallScenario { patchlab, _ in
            for words in [
                ["--worst", "--group", "road", "small.yaml"], ["--worst", "3", "small.yaml"],
                ["--group", "road", "3", "small.yaml"], ["--group", "rod", "small.yaml"],
            ] {
                let result = try await patchlab.run(["device"] + words)
                #expect(result.status == 2)
                #expect(result.output.isEmpty)
            }
        }
    }
}
