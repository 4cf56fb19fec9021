import EventEngine
import PatchModel
import Text

/// Bounds that messages and the reference tell, made from what the code compares with.
extension Format {
    /// The most that can be simulated: half of what the clock can tell.
    static let longestHorizon = Tick.latest / 2

    static let horizonInYears = years(longestHorizon)
    static let clockInYears = years(Tick.latest)
    static let highestPrice = Figure.grouped(Int(Prices.maximum))
    static let mostDevices = Figure.grouped(Scenario.maximumDevices)
    static let mostMeetingDevices = Figure.grouped(Scenario.maximumMeetingDevices)

    /// Whole years of 365.25 days.
    private static func years(_ ticks: Tick) -> Tick { ticks / 31_557_600 }
}
