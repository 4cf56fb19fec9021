import Calibration
import Text

/// Writes estimated profiles as a part that scenarios import.
package enum ProfileWriter {
    /// A file with the profiles; each number has a comment that says how well it is known.
    package static func text(_ source: CalibrationSource, _ profiles: [Calibrated]) -> String {
        var text = "patchlab: 1\n# Made by `patchlab calibrate connectivity`. To be imported by a scenario.\n"
        for line in source.lines { text += "# \(SafeText.line(line))\n" }
        text += "connectivity:\n"
        for profile in profiles {
            guard case .success(let fit) = profile.fit else { continue }
            text += self.profile(profile.name, fit)
        }
        return text
    }

    /// One profile, as it stands below `connectivity:`.
    static func profile(_ name: String, _ fit: ConnectivityFit) -> String {
        let evidence =
            "\(Figure.count(fit.absences, "absence", "absences")) of \(Figure.count(fit.devices, "device", "devices")), "
            + "poll \(Figure.span(fit.polling.every))"
        var text = YAMLText.key(YAMLText.text(name), indent: "  ") + "\n"
        text += "    # mean \(known(fit.meanOn, true)), \(evidence); exponential is assumed\n"
        text += "    on: { exponential: { mean: \(duration(fit.meanOn.value)) } }\n"
        text += "    # mean \(known(fit.meanOff, true)), \(evidence)\n"
        text += "    off:\n      \(fit.law.family.rawValue):\n"
        for (parameter, estimate) in zip(fit.law.parameters, fit.parameters) {
            let value = parameter.isTime ? duration(estimate.value) : Figure.ungrouped(estimate.value, 4)
            text += "        \(parameter.name): \(value)  # \(known(estimate, parameter.isTime))\n"
        }
        return text
    }

    /// `9.48 h, standard error 0.31 h`
    private static func known(_ estimate: Estimated, _ isTime: Bool) -> String {
        func value(_ number: Double) -> String { isTime ? Figure.span(number) : Figure.ungrouped(number, 4) }
        let error = estimate.error.map { "standard error \(value($0))" } ?? "standard error not known"
        return "\(value(estimate.value)), \(error)"
    }

    /// With a thousandth of an hour, or of a second below a tenth of an hour.
    private static func duration(_ seconds: Double) -> String {
        seconds < 360 ? "\(Figure.ungrouped(seconds, 3))s" : "\(Figure.ungrouped(seconds / 3600, 3))h"
    }
}
