// Only `madvise` is used.
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Asks the system for large pages of memory, of which it needs few to reach the state of any device: looking up where a page
/// lies takes longer than to read what is in it, and each of them is handed over by an interruption.
enum LargePages {
    private static let size = 1 << 21

    /// A wish that is granted or not; only whole large pages within the memory are meant, which has not been written to.
    static func ask(for memory: UnsafeMutableRawPointer, _ bytes: Int) {
        #if os(Linux)
            let start = (UInt(bitPattern: memory) + UInt(size) - 1) & ~(UInt(size) - 1)
            let end = (UInt(bitPattern: memory) + UInt(bytes)) & ~(UInt(size) - 1)
            guard end > start, let first = UnsafeMutableRawPointer(bitPattern: start) else { return }
            _ = madvise(first, Int(end - start), MADV_HUGEPAGE)
        #endif
    }
}
