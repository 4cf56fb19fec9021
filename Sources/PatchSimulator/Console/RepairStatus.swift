/// How busy the people are who mend devices by hand.
public struct RepairStatus: Sendable, Hashable {
    /// Number of technicians; nil: as many as needed.
    public var technicians: Int?
    /// Technicians who are on their way to a device or at work on it.
    public var busy: Int
    /// Devices to which nobody has been sent yet, among them those whose trouble is over by itself: that shows when their turn comes.
    public var waiting: Int

    public init(technicians: Int?, busy: Int, waiting: Int) {
        self.technicians = technicians
        self.busy = busy
        self.waiting = waiting
    }
}
