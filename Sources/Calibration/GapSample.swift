/// The absences that check-ins show: gaps longer than can be told from polls.
package struct GapSample: Sendable {
    package struct Gap: Sendable, Hashable {
        /// Seconds from the last check-in before it to the first after it, or to the end of the log.
        package var length: Double
        /// False: the device was still silent at the end of the log.
        package var isComplete: Bool
        /// Seconds from the last check-in before it to the end of the log: as long as the gap could be.
        package var longest: Double
    }

    package struct Device: Sendable {
        package var gaps: [Gap]
        /// Seconds of silence before the first check-in; all of the log's time if there was none. It counts where it is known that
        /// the device was there.
        package var silence: Double
        package var isSeen: Bool
    }

    package let polling: Polling
    /// Seconds from the start of the log to its end.
    package let period: Double
    package private(set) var devices: [Device] = []
    /// True if the list of devices is known, so that one that never checked in is among them.
    package let isComplete: Bool

    package init(polling: Polling, period: Double, isComplete: Bool) {
        (self.polling, self.period, self.isComplete) = (polling, period, isComplete)
    }

    /// Adds a device by its check-ins: seconds after the start of the log, ascending, within the period.
    package mutating func add(_ checkIns: some Sequence<Double>) {
        var gaps: [Gap] = []
        var first: Double?
        var last = 0.0
        let visible = polling.visible
        for time in checkIns {
            if first == nil {
                first = time
            } else if time - last > visible {
                gaps.append(Gap(length: time - last, isComplete: true, longest: period - last))
            }
            last = time
        }
        if first != nil, period - last > visible {
            gaps.append(Gap(length: period - last, isComplete: false, longest: period - last))
        }
        devices.append(Device(gaps: gaps, silence: first ?? period, isSeen: first != nil))
    }

    /// Adds gaps as those of one device.
    mutating func add(gaps: [Gap]) { devices.append(Device(gaps: gaps, silence: 0, isSeen: true)) }

    /// Visible gaps, and those of them whose end is known.
    package var gaps: Int { devices.reduce(0) { $0 + $1.gaps.count } }
    package var completeGaps: Int { devices.reduce(0) { $0 + $1.gaps.count { $0.isComplete } } }
}
