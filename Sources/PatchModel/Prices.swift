/// What things cost, in one currency. Prices turn a run's ledger into one number; they never change the run.
public struct Prices: Sendable, Hashable {
    /// The most that one of anything may cost.
    public static let maximum = 1e9

    /// The currency's name as it stands behind figures, such as EUR.
    public var currency: String
    /// Of one device being exposed to one vulnerability for a day.
    public var exposedDeviceDay: Double
    /// Of an hour's planned downtime of a device.
    public var plannedDowntime: Double
    /// Of an hour's unplanned downtime of a device.
    public var unplannedDowntime: Double
    /// Of an hour of a technician's travel and work.
    public var technicianHour: Double
    /// Of a ticket at the help desk.
    public var ticket: Double
    /// Of 10⁹ bytes downloaded.
    public var gigabyte: Double

    /// What is not given costs nothing.
    public init(
        currency: String,
        exposedDeviceDay: Double = 0,
        plannedDowntime: Double = 0,
        unplannedDowntime: Double = 0,
        technicianHour: Double = 0,
        ticket: Double = 0,
        gigabyte: Double = 0
    ) {
        self.currency = currency
        self.exposedDeviceDay = exposedDeviceDay
        self.plannedDowntime = plannedDowntime
        self.unplannedDowntime = unplannedDowntime
        self.technicianHour = technicianHour
        self.ticket = ticket
        self.gigabyte = gigabyte
    }

    /// All of them, in the order of declaration.
    public var all: [Double] {
        [exposedDeviceDay, plannedDowntime, unplannedDowntime, technicianHour, ticket, gigabyte]
    }
}
