/// How a device stands as a member of services.
struct MemberState: Sendable, Hashable, BitwiseCopyable {
    enum Standing: UInt8, BitwiseCopyable {
        case inService
        /// Work that was planned, or it runs empty before that.
        case outPlanned
        case outUnplanned
    }

    var standing = Standing.inService
    /// Per mille of its capacity, while it is in service.
    var lost: Int16 = 0

    init() {}

    /// - Parameter isReplaced: a replacement does its work.
    init(_ condition: Condition, isDraining: Bool, lost: Int64, isReplaced: Bool) {
        if isReplaced { return }
        if condition.isUnplannedDowntime {
            standing = .outUnplanned
        } else if condition.isPlannedDowntime || isDraining {
            standing = .outPlanned
        } else {
            self.lost = Int16(clamping: lost)
        }
    }

    /// What of it is missing for reasons that nobody planned, and for others, where a whole member counts so many units.
    ///
    /// - Parameter isOff: it is switched off, which nobody planned.
    func missing(isOff: Bool, of unit: Int) -> (unplanned: Int, planned: Int) {
        if isOff { return (unit, 0) }
        return switch standing {
        // Rounded up, because what is left is rounded down.
        case .inService: (unit == 1 ? 0 : Int(lost), 0)
        case .outPlanned: (0, unit)
        case .outUnplanned: (unit, 0)
        }
    }
}

/// A member stands otherwise from a moment on.
struct MemberChange: Sendable, BitwiseCopyable {
    var time: Int32
    var device: Int32
    var state: MemberState
}
