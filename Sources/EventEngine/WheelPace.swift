/// How the wheel of a `FutureEventList` is proportioned, and when that should change.
struct WheelPace: Sendable {
    /// With more keys pending than this, a wheel is built.
    static let mostWithoutWheel = 256
    /// With no more keys than this in the wheel, it is given up; much less than the above, so that it does not come and go.
    static let fewestWithWheel = 64

    /// With more keys than this beside a wheel, the heap is too deep.
    private static let mostNear = 4_096

    /// With more keys than this near, the wheel is built anew, or for the first time.
    var nearLimit = Self.mostWithoutWheel
    /// With more keys than this in the wheel, it is built anew for their greater density.
    private(set) var mostInWheel = Int.max
    /// Keys served out of the heap since the last bucket was opened, and how many that bucket had.
    var servedNear = 0
    private var inRun = 0
    /// Since the wheel was built or reviewed, up to when the last bucket was opened: buckets opened before, keys served, and
    /// how many of these out of the heap.
    private var buckets = 0
    private var served = 0
    private var servedFromHeap = 0
    /// Keys served since those beyond the window were looked through, up to when the last bucket was opened.
    private var servedSinceLook = 0

    init() {}

    /// For a wheel that has just been built.
    init(pending: Int) {
        nearLimit = Self.mostNear
        mostInWheel = 4 * pending
    }

    /// A bucket of `count` keys has been opened, after all of the last one was served.
    mutating func opened(_ count: Int) {
        if inRun > 0 {
            buckets += 1
            served += inRun + servedNear
            servedFromHeap += servedNear
            servedSinceLook += inRun + servedNear
        }
        inRun = count
        // The run's last key will be served out of the heap without having come late.
        servedNear = -1
        nearLimit = Self.mostNear
    }

    /// Keys served since the wheel was built or reviewed, if `rest` of the run are still to be served.
    func served(rest: Int) -> Int { served + servedNear + inRun - rest }

    /// Whether enough has been served to look through all keys beyond the window, of which there are `count`; if so, it is
    /// taken as done.
    mutating func mayLook(through count: Int) -> Bool {
        guard servedSinceLook >= count / 2 else { return false }
        servedSinceLook = 0
        return true
    }

    /// What reviewing the wheel says about the width of its buckets.
    enum Verdict {
        case good, tooWide, tooNarrow
        /// More keys come too late for the wheel than not.
        case tooLate
    }

    /// The verdict when all of the run has been served and `pending` keys are left; nil when it is too early for one.
    mutating func review(pending: Int) -> Verdict? {
        guard buckets >= 32 && served > pending else { return nil }
        let (length, late) = (served / buckets, 2 * servedFromHeap > served)
        let aim = Self.runLength(pending: pending)
        (buckets, served, servedFromHeap) = (0, 0, 0)
        // After a quarter of the width for the sake of latecomers, runs must not count as short.
        if late && length >= 128 { return .tooLate }
        if length > 8 * aim { return .tooWide }
        return length < aim / 32 ? .tooNarrow : .good
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
