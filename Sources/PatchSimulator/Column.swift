// Only `calloc` and `free` are used.
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One plain value for each of many devices: an array whose elements are read and written without asking each time whether
/// the memory is shared.
///
/// A copy of a column shares its memory until one of the two calls `unshare`. Whoever is about to change a state that may
/// have been copied calls it once, before everything else; see `FleetState.unshare`.
struct Column<Element: BitwiseCopyable>: Sendable {
    private final class Memory {
        let base: UnsafeMutablePointer<Element>

        init(_ base: UnsafeMutablePointer<Element>) { self.base = base }

        deinit { free(base) }
    }

    // Unchecked, because memory that several columns share is only read.
    private nonisolated(unsafe) var memory: Memory
    private nonisolated(unsafe) var base: UnsafeMutablePointer<Element>
    let count: Int

    /// Elements of which all bits are zero, which the element's type must allow: for an enumeration that is its first case.
    /// Memory that is not written to afterwards costs nothing.
    init(zeros count: Int) {
        self.count = count
        // Without memory nothing can go on, as with an array; studies that do not fit are refused before.
        guard let bytes = calloc(max(1, count), MemoryLayout<Element>.stride) else {
            preconditionFailure("out of memory")
        }
        base = bytes.bindMemory(to: Element.self, capacity: count)
        memory = Memory(base)
    }

    init(repeating value: Element, count: Int) {
        self.init(zeros: count)
        base.update(repeating: value, count: count)
    }

    var indices: Range<Int> { 0..<count }
    var isEmpty: Bool { count == 0 }

    subscript(position: Int) -> Element {
        @inline(__always) get {
            assert(position >= 0 && position < count, "column index out of range")
            return base[position]
        }
        @inline(__always) nonmutating set {
            assert(position >= 0 && position < count, "column index out of range")
            base[position] = newValue
        }
    }

    // In the two below the old memory is named until it has been copied: to the compiler a pointer into it is no use of it, and
    // it would free it as soon as the new one is there.

    mutating func append(zeros more: Int) {
        let longer = Self(zeros: count + more)
        withExtendedLifetime(memory) { longer.base.update(from: base, count: count) }
        self = longer
    }

    /// From here on changes concern this copy alone.
    mutating func unshare() {
        if isKnownUniquelyReferenced(&memory) { return }
        let copy = Self(zeros: count)
        withExtendedLifetime(memory) { copy.base.update(from: base, count: count) }
        self = copy
    }
}
