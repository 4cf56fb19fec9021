import EventEngine

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
/// have been copied calls it once, before everything else; see `Run.unshare`.
///
/// Elements are reached by a pointer, which to the compiler is no use of the column: it may free the memory after the column
/// was last named, and before the pointer is. So columns are for states that outlast the functions that use them. Where one
/// is read or written and then dropped or replaced, `withExtendedLifetime` goes around; what only one function uses is an
/// array.
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
        LargePages.ask(for: bytes, count * MemoryLayout<Element>.stride)
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

    /// What `body` finds in the elements of a range.
    @inline(__always)
    func withElements<Result>(_ range: Range<Int>, _ body: (UnsafePointer<Element>) -> Result) -> Result {
        assert(range.lowerBound >= 0 && range.upperBound <= count, "column range out of range")
        return withExtendedLifetime(memory) { body(UnsafePointer(base + range.lowerBound)) }
    }

    /// Eight elements of one byte each, the first of them lowest.
    @inline(__always)
    func word(at position: Int) -> UInt64 {
        assert(MemoryLayout<Element>.size == 1 && position >= 0 && position + 8 <= count, "no word of bytes")
        return UInt64(littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
    }

    /// Asks for an element in advance; see `EventEngine.prefetch`.
    @inline(__always)
    func askFor(_ position: Int) { prefetch(base + position) }

    mutating func append(zeros more: Int) { move(to: Self(zeros: count + more)) }

    /// From here on changes concern this copy alone.
    mutating func unshare() {
        if isKnownUniquelyReferenced(&memory) { return }
        move(to: Self(zeros: count))
    }

    private mutating func move(to other: Self) {
        // To the compiler a pointer into the old memory is no use of it: without this it may free the memory first.
        withExtendedLifetime(memory) { other.base.update(from: base, count: count) }
        self = other
    }
}
