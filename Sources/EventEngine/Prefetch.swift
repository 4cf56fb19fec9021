public import CPrefetch

/// Asks the processor to bring the cache line at `pointer` near, for a read or a write that will follow soon.
///
/// A hint without any effect but on speed: any address will do, also one that holds nothing. Worth its while for state that
/// is too large for the caches and whose use is known some hundred nanoseconds in advance, as that of the entities of
/// `FutureEventList.upcoming(_:)`.
@inlinable
@inline(__always)
public func prefetch(_ pointer: UnsafeRawPointer) {
    patchlab_prefetch(pointer)
}
