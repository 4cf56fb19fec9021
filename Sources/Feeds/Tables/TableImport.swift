import Calibration
import PatchModel
import ScenarioFiles

/// From tables of devices to what a scenario needs: who is counted, what is pending, which groups there are.
package enum TableImport {
    /// Seconds that a clock may be ahead of the export.
    static let tolerance: Int64 = 86_400

    /// - Parameter now: seconds since 1970 by UTC. Only keeps times that lie in the future from being taken for that of the export,
    ///   where no start is given.
    /// - Throws: ``InputError``.
    package static func findings(
        _ recognition: TableRecognition,
        options: TableOptions,
        now: Int64
    ) throws(InputError) -> TableFindings {
        let map = recognition.map.map
        var findings = TableFindings(map: recognition.map, options: options)
        findings.files = recognition.matches.map { ($0.file.file, $0.table.name, $0.file.notes) }
        let given = Set(recognition.matches.map(\.table.name))
        findings.absentTables = map.tables.map(\.name).filter { !given.contains($0) }
        findings.groupBy = options.groupBy ?? map.groupBy
        findings.stale = options.stale ?? map.stale

        var reading = try TableReading(recognition)
        findings.rows = reading.rows
        findings.joinedRows = reading.joinedRows
        findings.strayRows = reading.strayRows
        findings.unread = reading.software.unread
        findings.start = try start(reading, options, hasTimes: map.device.seen != nil, now, findings.files[0].name)

        let kept = leaveOut(reading, map, &findings)
        findings.devices = kept.count { $0 }
        guard findings.devices > 0 else {
            let told = findings.leftOut.map { "\($0.reason) \($0.count)" }.joined(separator: "; ")
            let message = findings.rows == 0 ? "there is no row in it" : "no row is a device of the fleet: \(told)"
            throw InputError(.nothingFound, file: findings.files[0].name, message)
        }
        var fleet = TableFleet(reading, kept: kept)
        switch options.pending {
        case .observed: fleet.findObserved()
        case .none: fleet.takeAll()
        case .advisories: findings.advisories = try TableAdvice.find(&reading, &fleet, findings)
        }
        let keys = Set(findings.groupBy.map(\.rawValue))
        let groups = TableGroups(fleet, by: keys, tail: options.tail, most: options.mostGroups)
        TableNaming(fleet: fleet, groups: groups).fill(&findings)
        if options.connectivity == .fit { findings.profiles = try profiles(reading, recognition.map, findings) }
        return findings
    }

    /// For each class, when its devices are on, by when they were last seen.
    private static func profiles(
        _ reading: TableReading,
        _ map: NamedTableMap,
        _ findings: TableFindings
    ) throws(InputError) -> [TableFindings.Profile] {
        let file = findings.files[0].name
        guard let polling = LastSeen.polling(map.map) else {
            let message =
                "the mapping \(map.name) does not say how often devices check in, without which the column \"last seen\" is of no use; "
                + "add check-in to the mapping, or leave out --connectivity fit"
            throw InputError(.conflict, file: file, message)
        }
        let start = findings.start
        let seen = try LastSeen(reading, map, file: file, moment: start, now: start, stale: findings.stale)
        return seen.classes.map { deviceClass, ages in
            let sample = seen.sample(ages, polling: polling)
            let name = "fitted-\(deviceClass.rawValue)"
            return .init(
                deviceClass: deviceClass,
                calibrated: Calibrated(name, sample, families: OffLaw.Family.allCases)
            )
        }
    }

    private static func start(
        _ reading: TableReading,
        _ options: TableOptions,
        hasTimes: Bool,
        _ now: Int64,
        _ file: String
    ) throws(InputError) -> Int64 {
        if let start = options.start { return start }
        let newest = reading.devices.lazy.map(\.seen).filter {
            $0 != TableReading.Device.never && $0 <= now + tolerance
        }
        .max()
        guard let newest else {
            let message =
                hasTimes
                ? "no row has a time that is not in the future, so it is not known when the table was exported; give --start"
                : "the mapping has no column for when a device was last seen, so it is not known when the scenario starts; give --start"
            throw InputError(hasTimes ? .nothingFound : .conflict, file: file, message)
        }
        return (newest + 3599) / 3600 * 3600
    }

    /// By device, whether it is counted; the others are told with why.
    private static func leaveOut(_ reading: TableReading, _ map: TableMap, _ findings: inout TableFindings) -> [Bool] {
        var hasSoftware = [Bool](repeating: map.components.isEmpty, count: reading.devices.count)
        for install in reading.installs { hasSoftware[Int(install.device)] = true }
        let newest = findings.start + tolerance
        let oldest = findings.stale.map { findings.start - Int64(min($0, 1e10)) } ?? Int64.min
        let hasTimes = map.device.seen != nil
        var (never, future, stale, classless, bare) = (0, 0, 0, 0, 0)
        let kept = reading.devices.enumerated().map { index, device in
            if device.isReplaced { return false }
            if hasTimes {
                if device.seen == TableReading.Device.never {
                    never += 1
                    return false
                }
                if device.seen > newest {
                    future += 1
                    return false
                }
                if device.seen < oldest {
                    stale += 1
                    return false
                }
            }
            if device.deviceClass < 0 {
                classless += 1
                return false
            }
            if !hasSoftware[index] { bare += 1 }
            return hasSoftware[index]
        }
        let skipped = zip(map.skip, reading.skipped).map { ("skipped: \($0.reason)", $1) }
        let days = findings.stale.map { " for \(Int($0 / 86_400)) days" } ?? ""
        let counts =
            skipped + [
                ("another row of the same device is newer", reading.repeated), ("never seen", never),
                ("seen in the future, by more than a day", future), ("stale: not seen\(days)", stale),
                ("no rule of the mapping says its class", classless), ("no version of any component", bare),
            ]
        findings.leftOut = counts.filter { $0.1 > 0 }.map { .init(reason: $0.0, count: $0.1) }
        return kept
    }
}
