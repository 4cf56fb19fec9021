import EventEngine
package import PatchSimulator
import Text

/// What came of each device of a group in one run, a line each, the one that was exposed longest first.
package struct DeviceGroupText {
    private let devices: [RecordedDevice]
    private let names: [String]
    private let group: String
    private let strategy: String
    private let width: Int

    /// - Parameters:
    ///   - devices: those of the group.
    ///   - names: how they are called, in the same order.
    ///   - strategy: its name.
    package init(_ devices: [RecordedDevice], names: [String], group: String, strategy: String, width: Int = 80) {
        self.devices = devices
        self.names = names
        self.group = group
        self.strategy = strategy
        self.width = max(narrowestTerminal, width)
    }

    /// The whole text, ending with a line break.
    package var text: String {
        var table = TextTable(headings: [
            ["device"], ["exposed,", "vuln.-days"], ["patches", "it runs"], ["longest", "wait for", "ring"],
            ["longest", "wait for", "contact"], ["all run", "since"],
        ])
        let order = devices.indices.sorted {
            (-devices[$0].exposedSeconds, $0) < (-devices[$1].exposedSeconds, $1)
        }
        for place in order { table.append(row(place)) }
        let heading = wrapped(
            "Group \(group) under \(strategy): \(Figure.count(devices.count, "device", "devices")), the longest exposed first.",
            width: width
        )
        return (heading + [""] + table.lines(width: width)).joined(separator: "\n") + "\n"
    }

    private func row(_ place: Int) -> [String] {
        let device = devices[place]
        let passages = device.passages
        let running = passages.compactMap(\.runs)
        let longest = { (wait: (PatchPassage) -> Tick?) -> String in
            passages.compactMap(wait).max().map { Figure.span(Double($0)) } ?? "-"
        }
        return [
            names[place],
            Figure.fixed(Double(device.exposedSeconds) / 86_400, 2),
            "\(running.count) of \(passages.count)",
            longest { passage in passage.opened.map { $0 - passage.released } },
            longest { passage in passage.opened.flatMap { opened in passage.offered.map { $0 - opened } } },
            passages.isEmpty ? "-" : running.count == passages.count ? running.max().map(Figure.time) ?? "-" : "never",
        ]
    }
}
