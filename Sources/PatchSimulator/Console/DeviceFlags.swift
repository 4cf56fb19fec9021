/// What the console remembers of one device in one rollout.
struct DeviceFlags: OptionSet, Sendable, BitwiseCopyable {
    let rawValue: UInt8

    static let seen = DeviceFlags(rawValue: 1)
    static let offered = DeviceFlags(rawValue: 2)
    static let installed = DeviceFlags(rawValue: 4)
    static let failed = DeviceFlags(rawValue: 8)
    static let troubled = DeviceFlags(rawValue: 16)
    /// Counted apart from the combinations of the others.
    static let setAside = DeviceFlags(rawValue: 128)

    /// How many combinations there are of these flags, but for `setAside`; their raw values are below this.
    static let combinations = 32

    /// The flags but for `setAside`, as a number below `combinations`.
    @inline(__always)
    var combination: Int { Int(rawValue) & (Self.combinations - 1) }
}
