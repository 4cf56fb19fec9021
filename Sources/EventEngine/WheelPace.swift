/// How the wheel of a `FutureEventList` is proportioned, and when that should change.
struct WheelPace: Sendable {
    /// With more keys pending than this, a wheel is built.
    static let mostWithoutWheel = 256
    /// With no more keys than this in the wheel, it is given up; much less than the above, so that it does not come and go.
    static let fewestWithWheel = 64

    /// With more keys than this near, the wheel is built anew, or for the first time.
    var nearLimit = Self.mostWithoutWheel
    /// With more keys than this in the wheel, it is built anew for their greater density.
    private(set) var mostInWheel = Int.max
    /// Keys served since the wheel was built or reviewed.
    private(set) var servedSinceBuild = 0
    /// Keys served since those beyond the window were looked through.
    var servedSinceLook = 0
    /// Keys served out of the heap since the last bucket was opened.
    var servedNear = 0
    /// Buckets opened, and keys served out of them or the heap, since the wheel was built or reviewed.
    private var buckets = 0

    init() {}

    /// For a wheel that has just been built.
    init(pending: Int) {
        nearLimit = 4_096
        mostInWheel = 4 * pending
    }

    mutating func opened(_ count: Int) {
        buckets += 1
        servedSinceBuild += count + servedNear
        servedSinceLook += count + servedNear
        servedNear = 0
        nearLimit = 4_096
    }

    /// Whether it is worth its while to ask if runs have a good length.
    func shouldReview(pending: Int) -> Bool { buckets >= 32 && servedSinceBuild > pending }

    /// Keys served per bucket.
    var meanServed: Int { servedSinceBuild / Swift.max(buckets, 1) }

    mutating func startReview() {
        buckets = 0
        servedSinceBuild = 0
    }

    // MARK: - Proportions

    /// How many keys a run should have: some hundreds, so that what opening a bucket costs is shared by many, and it can be
    /// sorted within the nearest cache; but a small part of all, so that few keys come too late for the wheel.
    static func runLength(pending: Int) -> Int {
        Swift.min(Swift.max(pending / 16, 64), 1_024)
    }

    /// How many slots a wheel should have: enough for four times the keys if they were spread evenly.
    static func slots(pending: Int) -> Int {
        let wanted = Swift.min(Swift.max(4 * pending / runLength(pending: pending), 64), 1 << 16)
        return 1 << (Int.bitWidth - (wanted - 1).leadingZeroBitCount)
    }

    /// The width of buckets, as a number of bits.
    ///
    /// - Parameters:
    ///   - sample: in ascending order, not empty, taken evenly from as many keys as `size` says.
    ///   - pending: how many keys there are in all.
    static func shift(sample: [UInt64], of size: Int, pending: Int) -> UInt64 {
        var part = Swift.max(sample.count / 4, 1)
        while part < sample.count {
            let extent = sample[part] - sample[0]
            if extent > 0 {
                let keys = Double(size) * Double(part) / Double(sample.count)
                let perRun = Double(extent) / keys * Double(runLength(pending: pending))
                // At least so wide that the window holds the extent.
                let width = Swift.max(perRun, Double(extent) / Double(slots(pending: pending)) * 2)
                // To the nearest power on the scale of ratios.
                return UInt64(Swift.min(Swift.max((width * 1.414).exponent, 1), 63))
            }
            part = part == sample.count - 1 ? sample.count : Swift.min(2 * part, sample.count - 1)
        }
        return 1
    }
}
