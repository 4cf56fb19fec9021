package import Calibration
package import PatchModel
package import ScenarioFiles

/// For how long the devices of a console's table had not been seen when it was exported, by class.
package struct LastSeen: Sendable {
    package let file: String
    /// Seconds since 1970.
    package let moment: Int64
    /// In the order of `DeviceClass.allCases`, those that have devices.
    package private(set) var classes: [(deviceClass: DeviceClass, ages: [Double])] = []
    /// Rows that are no devices of a class with a time.
    package let leftOut: Int
    /// Seconds; older ages do not count.
    package let limit: Double

    /// Ages beyond which devices are left out where neither mapping nor option says so: they may be gone for good.
    private static let usualLimit = 90 * 86_400.0

    /// - Parameters:
    ///   - moment: that of the export; nil: the newest time in the table that is not in the future.
    ///   - now: seconds since 1970.
    ///   - stale: seconds; nil: as the mapping says.
    /// - Throws: ``InputError``.
    package init(_ recognition: TableRecognition, moment: Int64?, now: Int64, stale: Double?) throws(InputError) {
        let file = recognition.matches.first?.file.file ?? ""
        try self.init(
            try TableReading(recognition),
            recognition.map,
            file: file,
            moment: moment,
            now: now,
            stale: stale
        )
    }

    /// Of a table that has been read.
    init(
        _ reading: TableReading,
        _ named: NamedTableMap,
        file: String,
        moment: Int64?,
        now: Int64,
        stale: Double?
    ) throws(InputError) {
        let map = named.map
        self.file = file
        guard map.device.seen != nil else {
            let message = "the mapping \(named.name) has no column for when a device was last seen"
            throw InputError(.conflict, file: file, message)
        }
        let devices = reading.devices.filter {
            !$0.isReplaced && $0.seen != TableReading.Device.never && $0.deviceClass >= 0
        }
        guard let newest = devices.lazy.map(\.seen).filter({ $0 <= now + TableImport.tolerance }).max() else {
            throw InputError(.nothingFound, file: file, "no row is a device with a time at which it was last seen")
        }
        self.moment = moment ?? newest
        leftOut = reading.rows - devices.count
        limit = min(stale ?? map.stale ?? Self.usualLimit, 1e10)
        for (number, deviceClass) in DeviceClass.allCases.enumerated() {
            let ages = devices.filter { Int($0.deviceClass) == number }.map { Double(self.moment - $0.seen) }
            if !ages.isEmpty { classes.append((deviceClass, ages)) }
        }
    }

    /// The polls that a mapping tells of; nil: it tells of none.
    package static func polling(_ map: TableMap) -> Polling? {
        guard let checkIn = map.checkIn, let every = WrittenTime.seconds(checkIn.every) else { return nil }
        return Polling(every: every, jitter: checkIn.jitter)
    }

    package func sample(_ ages: [Double], polling: Polling) -> AgeSample {
        AgeSample(polling: polling, limit: limit, ages: ages)
    }
}
