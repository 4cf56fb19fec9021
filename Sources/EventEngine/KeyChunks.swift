/// Lists of keys that only ever grow at their end until they are emptied, in chunks of a fixed size, which are recycled.
///
/// A list is known by its *tail*, where its next key goes. Chunks lie at multiples of their size, so the tail alone says
/// which chunk it is in, and whether that is full: then it points to the end of the chunk, which is such a multiple. Nil,
/// the tail of an empty list, looks full too. The first word of a chunk is the address of the chunk before it in its list,
/// or 0; all of those are full.
@usableFromInline
struct KeyChunks: ~Copyable {
    /// Where a list's next key goes.
    @usableFromInline
    typealias Tail = UnsafeMutablePointer<UInt64>?

    /// Words per chunk.
    static let words = 64
    /// Bytes per chunk.
    @inlinable
    static var bytes: UInt { 512 }
    /// Keys per chunk.
    static let keys = words - 1

    private var slabs: [UnsafeMutableRawPointer] = []
    /// Bytes in all slabs.
    private(set) var slabBytes = 0
    /// The free chunks, each with the next one's address in its first word.
    private var free: Tail = nil
    /// The rest of the newest slab, which has not been used yet.
    private var fresh: UnsafeMutableRawPointer?
    private var freshBytes = 0

    deinit {
        for slab in slabs { slab.deallocate() }
    }

    /// True if the list with this tail needs a further chunk for its next key.
    @inlinable
    @inline(__always)
    static func isFull(_ tail: Tail) -> Bool { UInt(bitPattern: tail) & (bytes - 1) == 0 }

    /// Adds a key to the list with the given tail.
    @inline(__always)
    mutating func append(_ key: UInt64, to tail: inout Tail) {
        let place: UnsafeMutablePointer<UInt64>
        if !Self.isFull(tail), let tail { place = tail } else { place = extend(tail) }
        place.pointee = key
        tail = place + 1
    }

    /// Starts a new chunk for the list with the given tail, which is full or empty, and returns where its first key goes.
    private mutating func extend(_ tail: Tail) -> UnsafeMutablePointer<UInt64> {
        let chunk = take()
        chunk[0] = tail.map { UInt64(UInt(bitPattern: $0 - Self.words)) } ?? 0
        return chunk + 1
    }

    private mutating func take() -> UnsafeMutablePointer<UInt64> {
        if let chunk = free {
            free = Self.chunk(at: chunk[0])
            return chunk
        }
        if let chunk = fresh, freshBytes > 0 {
            freshBytes -= Int(Self.bytes)
            fresh = chunk + Int(Self.bytes)
            return chunk.bindMemory(to: UInt64.self, capacity: Self.words)
        }
        // An eighth of what there is, so that the unused rest is little and slabs are few.
        let size = Swift.max(slabBytes / 8, 1 << 15) & ~Int(Self.bytes - 1)
        let slab = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: Int(Self.bytes))
        slabs.append(slab)
        slabBytes += size
        fresh = slab + Int(Self.bytes)
        freshBytes = size - Int(Self.bytes)
        return slab.bindMemory(to: UInt64.self, capacity: Self.words)
    }

    /// Takes the newest chunk off a list and returns its keys, at least one; nil when the list is empty. The chunk is lost
    /// unless it is recycled when its keys are no longer needed.
    @inline(__always)
    static func takeNewest(of list: inout Tail) -> UnsafeMutableBufferPointer<UInt64>? {
        guard let tail = list else { return nil }
        let chunk = chunk(of: tail)
        let before = Self.chunk(at: chunk[0])
        if let before { prefetchChunk(before) }
        list = before.map { $0 + words }
        return UnsafeMutableBufferPointer(start: chunk + 1, count: tail - chunk - 1)
    }

    /// Makes the chunk of these keys available to other lists.
    @inline(__always)
    mutating func recycle(_ keys: UnsafeMutableBufferPointer<UInt64>) {
        guard let start = keys.baseAddress else { return }
        let chunk = start - 1
        chunk[0] = UInt64(UInt(bitPattern: free))
        free = chunk
    }

    /// Calls `body` for each chunk's keys of the list with the given tail, the newest chunk first.
    static func forEach(_ tail: Tail, _ body: (UnsafeMutableBufferPointer<UInt64>) -> Void) {
        var tail = tail
        while let keys = takeNewest(of: &tail) { body(keys) }
    }

    /// How many chunks are neither free nor unused.
    var chunksInUse: Int {
        var idle = freshBytes / Int(Self.bytes)
        var next = free
        while let chunk = next {
            idle += 1
            next = Self.chunk(at: chunk[0])
        }
        return slabBytes / Int(Self.bytes) - idle
    }

    /// Asks for the newest chunk of the list with the given tail to be brought into the caches.
    @inline(__always)
    static func prefetchNewest(_ tail: Tail) {
        if let tail { prefetchChunk(chunk(of: tail)) }
    }

    @inline(__always)
    private static func prefetchChunk(_ chunk: UnsafeMutablePointer<UInt64>) {
        for line in 0..<8 { prefetch(chunk + 8 * line) }
    }

    /// The chunk that a tail is in or at the end of.
    @inline(__always)
    private static func chunk(of tail: UnsafeMutablePointer<UInt64>) -> UnsafeMutablePointer<UInt64> {
        let offset = (UInt(bitPattern: tail) &- 8) & (bytes - 1)
        return tail - (Int(offset) / 8 + 1)
    }

    @inline(__always)
    private static func chunk(at address: UInt64) -> Tail {
        UnsafeMutablePointer(bitPattern: UInt(address))
    }
}
