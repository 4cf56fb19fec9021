/// Times as options of the command have them, written as in scenarios.
package enum WrittenTime {
    /// Seconds of a duration above zero such as `90d`; nil if it is none.
    package static func seconds(_ text: String) -> Double? {
        guard
            case .number(let seconds)? = try? ScalarReader(text, isPlain: true).read(
                .duration(.positive),
                nearest: { _, _ in nil }
            )
        else { return nil }
        return seconds
    }

    /// Seconds since 1970 of `2026-11-25`, `2026-11-25T06:00` or `2026-11-25T06:00:00` by UTC; nil if it is no date of those that
    /// scenarios may have.
    package static func instant(_ text: String) -> Int64? { (try? LocalDate(text))?.secondsAsUTC }
}
