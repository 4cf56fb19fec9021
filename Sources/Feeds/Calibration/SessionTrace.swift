package import Calibration
import Text

/// Writes a log of check-ins as the sessions that it shows, for `connectivity: { NAME: { trace: FILE } }`: no law at all.
package enum SessionTrace {
    /// Bytes that scenarios take of traces.
    private static let most = 128 << 20

    private static let weekdays = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"]

    /// A session lasts from a check-in to the last one before a visible gap, and half a poll more, which is what is missing on
    /// average. Devices have no names but numbers in the order of their first check-ins; of the date only the day of the
    /// week is left.
    ///
    /// - Throws: ``InputError`` with code `too-large`.
    package static func text(_ log: CheckInLog, polling: Polling) throws(InputError) -> String {
        let day = log.start - ((log.start % 86_400) + 86_400) % 86_400
        let weekday = weekdays[Int(((day / 86_400) % 7 + 7) % 7)]
        var text =
            "# Made by `patchlab calibrate connectivity --as trace`: hours after 00:00 UTC of a \(weekday).\ndevice,start,end\n"
        var number = 0
        for times in log.groups.flatMap(\.devices) {
            number += 1
            for session in sessions(times, polling) {
                let (start, end) = (hours(session.start - Double(day)), hours(session.end - Double(day)))
                text += "d\(number),\(start),\(end)\n"
            }
            guard text.utf8.count <= most else {
                let message =
                    "the sessions take more than \(most >> 20) MiB, which is what scenarios read; give fewer devices"
                throw InputError(.tooLarge, file: log.file, message)
            }
        }
        return text
    }

    private static func sessions(_ times: [Int64], _ polling: Polling) -> [(start: Double, end: Double)] {
        guard var start = times.first else { return [] }
        var sessions: [(start: Double, end: Double)] = []
        var last = start
        func close() { sessions.append((Double(start), Double(last) + max(polling.spacing / 2, 1))) }
        for time in times.dropFirst() {
            if Double(time - last) > polling.visible {
                close()
                start = time
            }
            last = time
        }
        close()
        return sessions
    }

    /// To a ten-thousandth, a third of a second.
    private static func hours(_ seconds: Double) -> String { Figure.ungrouped(seconds / 3600, 4) }
}
