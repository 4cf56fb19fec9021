extension FutureEventList {
    /// What must hold between any two calls; nil when it does, otherwise what does not.
    var brokenInvariant: String? {
        if let broken = near.brokenInvariant { return "heap: \(broken)" }
        if nearLeast != near.least { return "the least near key is not \(nearLeast)" }
        let run = UnsafeBufferPointer(start: next, count: runEnd - next)
        if runEnd.pointee != .max { return "no greatest word ends the run" }
        guard window.isOpen, let wheel else {
            return wheel != nil || owner != nil || !run.isEmpty || inWheel != 0 ? "there is a closed wheel" : nil
        }
        if near.isEmpty { return "nothing is near, yet the wheel has not been given up" }
        if owner?.wheel != wheel { return "the wheel belongs to another" }
        if let last = run.last, !near.keys.contains(where: { $0 >= last }) { return "the run's last key is not near" }
        for (key, following) in zip(run, run.dropFirst()) where following < key { return "the run is not in order" }
        for key in run where window.bucket(of: key) >= window.first { return "the run has keys of later buckets" }
        for key in near.keys where window.bucket(of: key) >= window.first { return "keys of later buckets are near" }
        return wheel.pointee.brokenInvariant(window, count: inWheel)
    }
}

extension EventWheel {
    /// What must hold of a wheel that holds `expected` keys according to `window`; nil when it does.
    func brokenInvariant(_ window: WheelWindow, count expected: Int) -> String? {
        if window.tails != tails || window.slots != slots { return "the window is another wheel's" }
        if window.span > window.mask + 1 { return "the window is wider than the wheel" }
        if window.first + window.span > window.bucketLimit { return "the window reaches beyond all keys" }
        var (count, lists, broken) = (0, 0, String?.none)
        for slot in 0...slots {
            var inSlot = 0
            KeyChunks.forEach(tails[slot]) { keys in
                lists += 1
                inSlot += keys.count
                for key in keys {
                    let bucket = window.bucket(of: key)
                    let belongs = bucket &- window.first < window.span ? window.slot(of: bucket) : slots
                    if belongs != slot || bucket < window.first { broken = "key \(key) is in slot \(slot)" }
                }
            }
            count += inSlot
            if slot == slots {
                if inSlot != countBeyond { return "\(inSlot) keys are beyond, not \(countBeyond)" }
            } else if (occupied[slot >> 6] >> UInt64(slot & 63) & 1 == 1) != (inSlot > 0) {
                return "slot \(slot) has \(inSlot) keys, against its bit"
            }
        }
        if let broken { return broken }
        if count != expected { return "\(count) keys are in the wheel, not \(expected)" }
        if lists != chunksInUse { return "\(chunksInUse) chunks are in use, of which lists have \(lists)" }
        var least = UInt64.max
        KeyChunks.forEach(tails[slots]) { keys in
            for key in keys { least = Swift.min(least, key) }
        }
        return least == leastBeyond ? nil : "the least key beyond is not \(leastBeyond)"
    }
}
