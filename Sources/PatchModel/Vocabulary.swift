/// What a device is. The classes a policy or a defect may single out.
public enum DeviceClass: String, Sendable, Hashable, CaseIterable {
    case server, desktop, laptop, mobile, kiosk, iot
}

/// How much harm an outage of the device does, in the owner's judgement.
public enum Criticality: String, Sendable, Hashable, CaseIterable {
    case critical, high, medium, low
}

/// Whether attackers on the internet can reach the device.
public enum ExposureClass: String, Sendable, Hashable, CaseIterable {
    case internet, `internal`
}

/// Severity of a vulnerability, and of the patch that fixes it; the highest first.
public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
    case critical, high, medium, low

    /// 4 for critical down to 1 for low: the weight of severity-weighted exposure.
    public var weight: Int64 {
        switch self {
        case .critical: 4
        case .high: 3
        case .medium: 2
        case .low: 1
        }
    }

    public static func < (left: Severity, right: Severity) -> Bool { left.weight < right.weight }
}

/// Where a device can be while it is on.
public enum Place: UInt8, Sendable, Hashable, BitwiseCopyable {
    /// On the corporate network.
    case corporate
    /// On, with the internet only.
    case away
}
