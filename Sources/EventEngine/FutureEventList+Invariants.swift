extension FutureEventList {
    /// What must hold between any two calls; nil when it does, otherwise what does not.
    var brokenInvariant: String? {
        if slots.count < count + Self.spareSlots { return "fewer than \(Self.spareSlots) slots beyond the heap" }
        for index in 0..<slots.count {
            if index >= count {
                if slots[index] != .max { return "slot \(index), beyond the heap, is in use" }
            } else if index > 0 && slots[index] < slots[(index - 1) / 4] {
                return "slot \(index) is less than its parent"
            }
        }
        return nil
    }

    /// In debug builds, checks the invariants of small heaps, where it costs little.
    @inline(__always)
    func assertInvariantsOfSmallHeap() {
        assert(count > 16 || brokenInvariant == nil, brokenInvariant ?? "")
    }
}
