package import Calibration

/// A profile that was estimated, or why none was.
package struct Calibrated: Sendable {
    /// As scenarios will call it.
    package let name: String
    package let devices: Int
    /// Devices of which nothing was seen; nil: no list says which there are.
    package let neverSeen: Int?
    package let fit: Result<ConnectivityFit, ConnectivityFit.Problem>
    /// nil: of ages alone there is none.
    package let goodness: GoodnessOfFit?

    /// Of a group of a log.
    package init(_ name: String, _ sample: GapSample, families: [OffLaw.Family]) {
        self.name = name
        devices = sample.devices.count
        neverSeen = sample.isComplete ? sample.devices.count { !$0.isSeen } : nil
        fit = Self.result { () throws(ConnectivityFit.Problem) in try ConnectivityFit(sample, families: families) }
        goodness = try? GoodnessOfFit(fit.get(), sample)
    }

    /// Of a class of an export.
    package init(_ name: String, _ sample: AgeSample, families: [OffLaw.Family]) {
        self.name = name
        devices = sample.ages.count
        neverSeen = nil
        fit = Self.result { () throws(ConnectivityFit.Problem) in try ConnectivityFit(sample, families: families) }
        goodness = nil
    }

    private static func result(
        _ work: () throws(ConnectivityFit.Problem) -> ConnectivityFit
    ) -> Result<ConnectivityFit, ConnectivityFit.Problem> {
        do throws(ConnectivityFit.Problem) { return .success(try work()) } catch { return .failure(error) }
    }

    /// What makes the answer doubtful.
    package var warnings: [String] {
        switch fit {
        case .failure(.tooFew(let found, let needed)):
            return [
                "\(name): \(found == 0 ? "no absence" : "only \(found) absences") can be distinguished from polls, and \(needed) are needed; no "
                    + "profile is made. Devices that are hardly ever off are always-on; else give a longer log, or more devices"
            ]
        case .failure(.noLaw):
            return [
                "\(name): no distribution describes the absences; no profile is made. Write the log as it is with --as trace"
            ]
        case .success(let fit):
            var warnings: [String] = []
            if fit.isTooFew {
                warnings.append(
                    "\(name): too few: the mean time off may be anything from \(Self.span(fit.meanOff.lower)) to "
                        + "\(Self.span(fit.meanOff.upper)); use a longer log or more devices before you decide on it"
                )
            }
            if fit.isPollLong {
                warnings.append(
                    "\(name): devices are on for hardly longer than a poll, so that the time on is not known well; a log with shorter "
                        + "polls shows it better"
                )
            }
            if let goodness, !goodness.isGood {
                warnings.append(
                    "\(name): the log does not look like one of this distribution: devices may differ, or follow the hours of the week; "
                        + "--as trace keeps the log as it is"
                )
            }
            return warnings
        }
    }

    private static func span(_ seconds: Double?) -> String { seconds.map { CalibrationText.span($0) } ?? "?" }
}
