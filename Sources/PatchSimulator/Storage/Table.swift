/// Memory that belongs to a world: tables are put into it while the world is made, and never change afterwards.
///
/// Reading a Swift array that lies inside other values costs a retain and a release, which on two threads fight over the
/// same counter. A world is read at every event, so its tables lie in plain memory that the arena keeps alive.
final class Arena: @unchecked Sendable {
    // Unchecked, because it is written only while one thread makes the world.
    private var releases: [() -> Void] = []

    deinit {
        for release in releases { release() }
    }

    /// Puts values into memory of their own.
    func table<Element>(_ elements: some Collection<Element>) -> Table<Element> {
        let count = elements.count
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, count))
        var place = memory
        for element in elements {
            place.initialize(to: element)
            place += 1
        }
        releases.append {
            memory.deinitialize(count: count)
            memory.deallocate()
        }
        return Table(base: UnsafePointer(memory), count: count)
    }

    func tables<Element>(_ rows: some Collection<[Element]>) -> Table<Table<Element>> {
        table(rows.map { table($0) })
    }
}

/// Values in an arena: an array that is free to copy and to read. Valid as long as the arena lives.
struct Table<Element>: RandomAccessCollection {
    private let base: UnsafePointer<Element>
    let count: Int

    fileprivate init(base: UnsafePointer<Element>, count: Int) {
        self.base = base
        self.count = count
    }

    var startIndex: Int { 0 }
    var endIndex: Int { count }

    @inline(__always)
    fileprivate func reference(_ position: Int) -> Reference<Element> {
        assert(position >= 0 && position < count, "table index out of range")
        return Reference(base + position)
    }

    subscript(position: Int) -> Element {
        @inline(__always) _read {
            assert(position >= 0 && position < count, "table index out of range")
            yield base[position]
        }
    }
}

// What it points to never changes.
extension Table: @unchecked Sendable where Element: Sendable {}

/// A value in an arena, read in place: its members are reached as if it were the value, and copying it copies an address.
/// Valid as long as the arena lives.
@dynamicMemberLookup
struct Reference<Value> {
    private let address: UnsafePointer<Value>

    fileprivate init(_ address: UnsafePointer<Value>) { self.address = address }

    @inline(__always)
    subscript<Member>(dynamicMember member: KeyPath<Value, Member>) -> Member { address.pointee[keyPath: member] }
}

// What it points to never changes.
extension Reference: @unchecked Sendable where Value: Sendable {}

/// Values in an arena that are large, and therefore handed out by reference.
struct ReferenceTable<Value>: RandomAccessCollection {
    private let table: Table<Value>

    init(_ table: Table<Value>) { self.table = table }

    var startIndex: Int { 0 }
    var endIndex: Int { table.count }

    subscript(position: Int) -> Reference<Value> {
        @inline(__always) get { table.reference(position) }
    }
}

extension ReferenceTable: Sendable where Value: Sendable {}
