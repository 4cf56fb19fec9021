/// What a likelihood needs of a sample: lengths with how often each occurs. Devices can be gaps several times, or not at
/// all, as resampling does.
struct GapTally {
    /// The four things that a log tells of an absence.
    enum Kind: Hashable { case complete, silentAtEnd, silentAtStart, neverSeen }

    private struct Class: Hashable {
        let kind: Kind
        let length: Double
    }

    /// By class: its kind and length.
    private(set) var kinds: [Kind] = []
    private(set) var lengths: [Double] = []
    /// By device, the classes of its entries.
    private var entries: [Int32] = []
    private var starts: [Int] = [0]
    /// By device, the number of its gaps.
    private var gaps: [Int] = []

    init(_ sample: GapSample) {
        let rounded = Rounding(count: sample.gaps)
        var numbers: [Class: Int32] = [:]
        func add(_ kind: Kind, _ length: Double) {
            let key = Class(kind: kind, length: rounded(length))
            let number = numbers[key] ?? Int32(kinds.count)
            if Int(number) == kinds.count {
                numbers[key] = number
                kinds.append(kind)
                lengths.append(key.length)
            }
            entries.append(number)
        }
        let visible = sample.polling.visible
        for device in sample.devices {
            for gap in device.gaps { add(gap.isComplete ? .complete : .silentAtEnd, gap.length) }
            if sample.isComplete, device.silence > visible {
                add(device.isSeen ? .silentAtStart : .neverSeen, device.silence)
            }
            starts.append(entries.count)
            gaps.append(device.gaps.count)
        }
    }

    var devices: Int { gaps.count }

    /// - Parameter times: how often each device counts; nil: once.
    /// - Returns: by class how often it occurs, and the number of gaps.
    func weights(_ times: [Int]? = nil) -> (classes: [Double], gaps: Int) {
        var classes = [Double](repeating: 0, count: kinds.count)
        var sum = 0
        for device in gaps.indices {
            let weight = times?[device] ?? 1
            guard weight > 0 else { continue }
            sum += weight * gaps[device]
            for entry in entries[starts[device]..<starts[device + 1]] { classes[Int(entry)] += Double(weight) }
        }
        return (classes, sum)
    }
}
