/// The less frequent part of pushing and popping: what is near, opening the next bucket, and building the wheel anew.
extension FutureEventList {
    /// Adds a key that is near, or beyond the window, or the first of a chunk, or while the wheel is shared with a copy.
    @usableFromInline
    @inline(never)
    mutating func pushElsewhere(_ key: UInt64) {
        if window.bucket(of: key) < window.first {
            near.push(key)
            nearLeast = near.least
            if near.count > pace.nearLimit { relieveNear() }
            return
        }
        ownWheel().pointee.add(key, window)
        inWheel += 1
        if inWheel > pace.mostInWheel { rebuild(like: .all) }
    }

    /// Pops when the run is at its end or a near key is not greater than its next one.
    @usableFromInline
    @inline(never)
    mutating func popElsewhere() -> UInt64? {
        if next < runEnd && next.pointee <= nearLeast {
            let key = next.pointee
            next += 1
            return key
        }
        guard let key = near.popMin() else { return nil }
        nearLeast = near.least
        pace.servedNear &+= 1
        // The last key of the run was near, so the run has been served.
        if near.isEmpty && window.isOpen { openNextBucket() }
        return key
    }

    /// The wheel, copied if it was shared, made if there was none.
    private mutating func ownWheel() -> UnsafeMutablePointer<EventWheel> {
        if let wheel, isKnownUniquelyReferenced(&owner) { return wheel }
        let rest = UnsafeBufferPointer(start: next, count: runEnd - next)
        // The old wheel stays until it has been copied, also when the other list lets go of it meanwhile.
        let newOwner = withExtendedLifetime(owner) {
            WheelOwner(wheel.map { $0.pointee.copy(run: rest) } ?? EventWheel(slots: 64))
        }
        let own = newOwner.wheel
        window.tails = own.pointee.tails
        next = UnsafePointer(own.pointee.run)
        runEnd = next + rest.count
        wheel = own
        owner = newOwner
        return own
    }

    // MARK: - Opening

    /// Makes the keys of the next bucket that holds any the run, when nothing is near; or gives up the wheel.
    private mutating func openNextBucket() {
        if inWheel <= WheelPace.fewestWithWheel {
            returnToHeap()
            return
        }
        if let shift = betterShift() {
            rebuild(to: shift)
            return
        }
        let wheel = ownWheel()
        if let bucket = wheel.pointee.firstOccupied(window) {
            open(bucket, wheel)
        } else {
            rebuild(like: .all)
        }
    }

    private mutating func open(_ bucket: UInt64, _ wheel: UnsafeMutablePointer<EventWheel>) {
        let count = wheel.pointee.open(bucket, window)
        inWheel -= count
        pace.opened(count)
        advanceWindow(to: bucket + 1, wheel)

        let last = wheel.pointee.run + (count - 1)
        near.push(last.pointee)
        nearLeast = near.least
        last.pointee = .max
        next = UnsafePointer(wheel.pointee.run)
        runEnd = UnsafePointer(last)
    }

    /// Lets the window begin with `first`, as those before have been opened, and end later if possible.
    private mutating func advanceWindow(to first: UInt64, _ wheel: UnsafeMutablePointer<EventWheel>) {
        let oldEnd = window.first + window.span
        var end = Swift.min(first + window.mask + 1, window.bucketLimit)
        var gainsKeys = false
        if wheel.pointee.countBeyond > 0 {
            let leastBeyond = window.bucket(of: wheel.pointee.leastBeyond)
            // To look through all keys beyond is worth its while when much has been served since, and for many slots.
            gainsKeys =
                leastBeyond < end && oldEnd - first <= window.mask / 2
                && pace.mayLook(through: wheel.pointee.countBeyond)
            if !gainsKeys { end = Swift.min(end, leastBeyond) }
        }
        window.first = first
        window.span = end - first
        if gainsKeys { wheel.pointee.redistributeBeyond(window) }
    }

    /// Gives up the wheel when little is left in it.
    private mutating func returnToHeap() {
        var keys: [UInt64] = []
        keys.reserveCapacity(inWheel)
        // Closing the wheel frees it: not before its keys have been taken.
        withExtendedLifetime(owner) { wheel?.pointee.forEachKey { keys.append($0) } }
        near.push(contentsOf: keys)
        nearLeast = near.least
        closeWheel()
    }

    private mutating func closeWheel() {
        (next, runEnd) = (Self.emptyRun, Self.emptyRun)
        window = WheelWindow()
        (owner, wheel) = (nil, nil)
        inWheel = 0
        pace = WheelPace()
    }

    // MARK: - Building anew

    /// The keys after whose density the width of buckets is chosen.
    enum Model {
        /// All keys.
        case all
        /// Those that are near and the run.
        case near
    }

    /// A width of buckets with which to build the wheel anew, if runs have been far from the length they should have, and
    /// that has not been asked for some time.
    private mutating func betterShift() -> UInt64? {
        switch pace.review(pending: inWheel) {
        case .tooLate:
            return window.shift > 2 ? window.shift - 2 : nil
        case .tooWide:
            let shift = shift(like: .all)
            return shift < window.shift ? shift : nil
        case .tooNarrow:
            let shift = shift(like: .all)
            return shift > window.shift ? shift : nil
        case .good, nil:
            return nil
        }
    }

    /// Called when more is near than a heap is good for.
    mutating func relieveNear() {
        if !window.isOpen {
            rebuild(like: .all)
        } else if pace.served(rest: runEnd - next) + near.count >= count / 2 {
            rebuild(like: .near)
        } else {
            pace.nearLimit = near.count + Swift.max(count / 4, 1_024)
        }
    }

    private mutating func rebuild(like model: Model) {
        rebuild(to: shift(like: model))
    }

    /// Builds the wheel with all pending keys, at least one, with buckets of width 2^shift, and opens the first one.
    private mutating func rebuild(to shift: UInt64) {
        let wheel = ownWheel()
        let pending = count
        var least = Swift.min(next.pointee, nearLeast)
        if near.isEmpty {
            // The least key is in the first slot in use, or else beyond.
            least = wheel.pointee.leastKey(window)
        }

        for key in UnsafeBufferPointer(start: next, count: runEnd - next) { wheel.pointee.addBeyond(key) }
        for key in near.keys { wheel.pointee.addBeyond(key) }
        near = PackedHeap()
        (next, runEnd) = (Self.emptyRun, Self.emptyRun)
        inWheel = pending

        window.shift = shift
        window.first = least >> shift
        let slots = WheelPace.slots(pending: pending)
        window.mask = UInt64(slots - 1)
        window.span = Swift.min(UInt64(slots), window.bucketLimit - window.first)
        wheel.pointee.redistribute(&window)
        pace = WheelPace(pending: pending)
        open(window.first, wheel)
    }

    /// The width of buckets, as a number of bits, by which a bucket near the beginning holds as many keys as a run should,
    /// judged by the least quarter of the model's keys.
    ///
    /// A quarter and no less, so that it can be said that building anew brings a quarter of all keys into the window.
    private func shift(like model: Model) -> UInt64 {
        var sample: [UInt64] = []
        let size = model == .near ? runEnd - next + near.count : count
        let stride = Swift.max(size / 1_024, 1)
        sample.reserveCapacity(size / stride + 1)
        var skip = 0
        func look(at key: UInt64) {
            if skip == 0 {
                sample.append(key)
                skip = stride
            }
            skip -= 1
        }
        for key in UnsafeBufferPointer(start: next, count: runEnd - next) { look(at: key) }
        for key in near.keys { look(at: key) }
        if model == .all { wheel?.pointee.forEachKey(look) }
        sample.sort()
        return WheelPace.shift(sample: sample, of: size, pending: count)
    }
}
