import Experiments

/// Margins as a suite writes them.
enum SuiteMargin {
    /// Why a text is no margin.
    struct Problem: Error {
        var description: String
        /// Whether it is `at-least` that is wrong.
        var isAtLeast = false
    }

    /// `5%` of the baseline's mean, `1 point` of a share, `2 devices`, `3h`.
    static func margin(_ text: String, atLeast: String?, of metric: Metric) throws(Problem) -> Margin {
        let words = text.trimmingSpaces
        var relative: Double?
        var absolute: Double?
        if words.hasSuffix("%") {
            relative = try positive(words.dropLast().trimmingSpaces, text, scale: 0.01)
        } else {
            absolute = try amount(text, of: metric)
        }
        if let atLeast {
            do throws(Problem) {
                absolute = max(absolute ?? 0, try amount(atLeast, of: metric))
            } catch {
                throw Problem(description: error.description, isAtLeast: true)
            }
        }
        guard let margin = Margin(relative: relative, absolute: absolute) else {
            throw Problem(description: "\"\(text)\" is not a margin")
        }
        return margin
    }

    private static func amount(_ text: String, of metric: Metric) throws(Problem) -> Double {
        var words = text.trimmingSpaces
        for name in ["points", "point"] where words.hasSuffix(name) {
            guard metric.unit == .share else {
                throw Problem(
                    description:
                        "\"\(text)\": points are for shares, and \(metric.id) is counted in \(metric.unit.name)"
                )
            }
            let share = try positive(words.dropLast(name.count).trimmingSpaces, text, scale: 0.01)
            guard share < 1 else {
                throw Problem(
                    description: "\"\(text)\" is all that can be lost of a share; a row like that could never fail"
                )
            }
            return share
        }
        if Double(words) != nil {
            let unit = metric.unit == .share ? words == "1" ? "point" : "points" : metric.unit.name
            throw Problem(
                description:
                    "\"\(text)\" has no unit: write \"\(words) \(unit)\", or a share of the baseline's mean, such as 5%"
            )
        }
        if metric.unit == .devices, words.hasSuffix("device") { words += "s" }
        let value: Double
        do throws(AmountError) { value = try metric.amount(words) } catch {
            throw Problem(description: error.description + "; or a share of the baseline's mean, such as 5%")
        }
        guard value > 0 else {
            throw Problem(description: "\"\(text)\" must be above zero: no number of runs shows that nothing is lost")
        }
        return value
    }

    private static func positive(_ number: String, _ text: String, scale: Double) throws(Problem) -> Double {
        guard let value = Double(number), value.isFinite else {
            throw Problem(description: "\"\(text)\" is not a margin, such as 5%, 1 point, or an amount with its unit")
        }
        guard value > 0 else {
            throw Problem(description: "\"\(text)\" must be above zero: no number of runs shows that nothing is lost")
        }
        return value * scale
    }
}

extension StringProtocol {
    fileprivate var trimmingSpaces: String {
        let start = drop { $0 == " " }
        return String(String(start).reversed().drop { $0 == " " }.reversed())
    }
}
