package import Calibration
import Text

/// A log of check-ins: a table with a row for each, of a device and a time.
package struct CheckInLog: Sendable {
    /// How the columns are called.
    package struct Columns: Sendable {
        package var device = "device"
        package var time = "time"

        package init() {}
    }

    /// Devices of which one profile is made.
    package struct Group: Sendable {
        package let name: String
        /// By device its check-ins, seconds since 1970, ascending; none of one that the log does not have.
        package fileprivate(set) var devices: [[Int64]]
    }

    package let file: String
    package let groups: [Group]
    /// True if a list says which devices there are.
    package let isListed: Bool
    /// The first and the last check-in, in seconds since 1970.
    package let start: Int64
    package let end: Int64
    package let rows: Int
    /// Devices of the log that the list does not have.
    package let strays: Int

    /// From 1970 to 2200, in seconds since 1970.
    private static let years = Int64(0)...7_258_118_400
    /// Rows that can be held.
    private static let mostRows = 50_000_000

    /// Reads a log.
    ///
    /// - Parameter list: by device its group; nil: the devices of the log are one group called `devices`.
    /// - Throws: ``InputError``.
    package init(_ table: TableFile, columns: Columns, list: DeviceList?) throws(InputError) {
        try Self.require([columns.device, columns.time], of: table)
        var numbers: [String: Int] = [:]
        var times: [[Int64]] = []
        var column = TimeColumn(
            formats: ["iso8601", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.SSSSSS", "epoch-seconds"],
            name: columns.time,
            file: table.file,
            remedy: "write it like 2026-11-25T06:00:00Z, or as seconds since 1970"
        )
        var rows = 0
        try table.forEachRow([columns.device, columns.time], rows: nil) { line, cells throws(InputError) in
            rows += 1
            guard rows <= Self.mostRows else {
                let message =
                    "there are more than \(Self.mostRows) check-ins; give a part of the time, or of the devices"
                throw InputError(.tooLarge, file: table.file, line: line, message)
            }
            guard !cells[0].isEmpty else {
                let message = "the row names no device; leave it out, or name the device"
                throw InputError(.conflict, file: table.file, line: line, column: columns.device, message)
            }
            // The forms that are read cannot differ on one text.
            guard case .time(let time) = try column.read(cells[1], line: line) else { return }
            guard Self.years.contains(time) else {
                let message =
                    "the time lies before 1970 or after 2200; seconds since 1970 are expected, and milliseconds are to be divided by 1,000"
                throw InputError(.badTime, file: table.file, line: line, column: columns.time, message)
            }
            let number = numbers[cells[0]] ?? times.count
            if number == times.count {
                numbers[cells[0]] = number
                times.append([])
            }
            times[number].append(time)
        }
        for number in times.indices { times[number].sort() }
        file = table.file
        self.rows = rows
        isListed = list != nil
        guard let start = times.lazy.compactMap(\.first).min(), let end = times.lazy.compactMap(\.last).max() else {
            throw InputError(.nothingFound, file: table.file, "there is no check-in in it")
        }
        (self.start, self.end) = (start, end)
        guard let list else {
            // In the order of their first check-ins, so that names decide nothing.
            let order = times.indices.sorted { (times[$0].first ?? 0, $0) < (times[$1].first ?? 0, $1) }
            groups = [Group(name: "devices", devices: order.map { times[$0] })]
            strays = 0
            return
        }
        var groups = list.groups.map { Group(name: $0, devices: []) }
        var listed = 0
        for (device, group) in list.devices {
            let number = numbers[device]
            listed += number == nil ? 0 : 1
            groups[group].devices.append(number.map { times[$0] } ?? [])
        }
        self.groups = groups
        strays = times.count - listed
    }

    /// - Throws: ``InputError`` with code `missing-column`.
    static func require(_ columns: [String], of table: TableFile) throws(InputError) {
        guard let missing = try table.missing(columns, rows: nil).first else { return }
        try table.checkRows()
        let names = try table.columns(rows: nil)
        let message =
            "the file has no column of this name" + didYouMean(missing, among: names)
            + "; say how it is called with --device-column, --time-column or --group-column"
        throw InputError(.missingColumn, file: table.file, line: 1, column: missing, message)
    }

    /// What the check-ins of a group show of absences.
    package func sample(of group: Group, polling: Polling) -> GapSample {
        var sample = GapSample(polling: polling, period: Double(end - start), isComplete: isListed)
        for times in group.devices { sample.add(times.lazy.map { Double($0 - start) }) }
        return sample
    }
}

/// Which devices there are, each in a group.
package struct DeviceList: Sendable {
    /// In the order in which they first occur.
    package let groups: [String]
    /// With the number of the group.
    let devices: [(name: String, group: Int)]

    /// Groups of which profiles can be made at once.
    private static let mostGroups = 200

    /// - Throws: ``InputError``.
    package init(_ table: TableFile, device: String, group: String) throws(InputError) {
        try CheckInLog.require([device, group], of: table)
        var numbers: [String: Int] = [:]
        var groups: [String] = []
        var devices: [(name: String, group: Int)] = []
        var seen: Set<String> = []
        try table.forEachRow([device, group], rows: nil) { line, cells throws(InputError) in
            for (cell, column) in zip(cells, [device, group]) where cell.isEmpty {
                let message = "the row names no \(column == device ? "device" : "group")"
                throw InputError(.conflict, file: table.file, line: line, column: column, message)
            }
            guard seen.insert(cells[0]).inserted else {
                let message = "the device has another row above; a device is in one group"
                throw InputError(.conflict, file: table.file, line: line, column: device, message)
            }
            let number = numbers[cells[1]] ?? groups.count
            if number == groups.count {
                guard number < Self.mostGroups else {
                    let message = "there are more than \(Self.mostGroups) groups; is this the right column?"
                    throw InputError(.tooLarge, file: table.file, line: line, column: group, message)
                }
                numbers[cells[1]] = number
                groups.append(cells[1])
            }
            devices.append((cells[0], number))
        }
        guard !devices.isEmpty else { throw InputError(.nothingFound, file: table.file, "there is no row in it") }
        (self.groups, self.devices) = (groups, devices)
    }
}
