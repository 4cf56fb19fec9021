import EventEngine
import PatchModel

/// Bounds that messages and the reference tell, made from what the code compares with.
extension Format {
    /// The most that can be simulated: half of what the clock can tell.
    static let longestHorizon = Tick.latest / 2

    static let horizonInYears = years(longestHorizon)
    static let clockInYears = years(Tick.latest)
    static let highestPrice = grouped(Int(Prices.maximum))
    static let mostDevices = grouped(Scenario.maximumDevices)
    static let mostMeetingDevices = grouped(Scenario.maximumMeetingDevices)

    /// Whole years of 365.25 days.
    private static func years(_ ticks: Tick) -> Tick { ticks / 31_557_600 }

    /// With commas between thousands.
    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.indices.map { index in
            (index > 0 && (digits.count - index).isMultiple(of: 3) ? "," : "") + String(digits[index])
        }.joined()
    }
}
