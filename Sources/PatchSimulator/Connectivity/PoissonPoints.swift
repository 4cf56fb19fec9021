import CLanes
import EventEngine

/// A Poisson process on the whole line of time, as a device has it of its own: any stretch of it can be looked at without
/// what lies before.
///
/// Time is cut into slots of (log 2) / rate. A slot holds a point with chance 1/2 exactly, so that one word says of 64 slots
/// which of them do, and where the next or the previous of these is, is a count of zeros. How many points such a slot holds,
/// and where, comes of a draw of its own.
///
/// All is whole numbers, so that every way to look at a process sees the same points. Time 0 lies in the midst of the slots of
/// word 0.
struct PoissonPoints: Sendable {
    /// Times are counted in 2⁻²⁰ seconds, from the scenario's start.
    static let secondBits: Int64 = 20

    /// The means between two points, in seconds, for which slots are neither too coarse for the unit nor beyond a word. A
    /// mean is rounded to the unit of a slot, by a ten-millionth at most.
    static let means = 60.0...0x1p34

    /// The length of a slot.
    private let slot: Int64
    private let perUnit: Double
    private let occupied: DrawPurpose
    private let places: DrawPurpose

    /// - Parameters:
    ///   - mean: seconds between two points; one of `means`.
    ///   - occupied: names the draws that say which slots hold points.
    ///   - places: names those that say how many, and where.
    init(mean: Double, occupied: DrawPurpose, places: DrawPurpose) {
        slot = Int64(mean * 0x1.62e42fefa39efp-1 * Double(1 << Self.secondBits))
        perUnit = 1 / Double(slot)
        self.occupied = occupied
        self.places = places
    }

    /// The points of one device.
    @inline(__always)
    func of(_ device: Int, _ random: KeyedRandom) -> Path {
        Path(
            slot: slot,
            perUnit: perUnit,
            occupied: random.stream(occupied, device),
            places: random.stream(places, device)
        )
    }

    /// The process for many devices at once.
    func lanes(_ random: KeyedRandom) -> patchlab_points {
        patchlab_points(
            occupied: random.laneKey(purpose: occupied.rawValue),
            places: random.laneKey(purpose: places.rawValue),
            slot: slot,
            per_unit: perUnit
        )
    }

    /// The points of one device.
    struct Path {
        fileprivate let slot: Int64
        fileprivate let perUnit: Double
        fileprivate let occupied: KeyedStream
        fileprivate let places: KeyedStream

        /// The number of the slot that holds a time, and where in it the time is.
        @inline(__always)
        func slot(of time: Int64) -> (number: Int64, offset: Int64) {
            // Rounded towards zero, and off by one at most, which the remainder shows.
            var number = Int64(Double(time) * perUnit)
            var offset = time &- number &* slot
            while offset < 0 {
                number &-= 1
                offset &+= slot
            }
            while offset >= slot {
                number &+= 1
                offset &-= slot
            }
            return (number, offset)
        }

        /// Slot s is bit (s + 32) mod 64 of word (s + 32) / 64, rounded down.
        @inline(__always)
        private static func word(of slot: Int64) -> Int64 { (slot &+ 32) &>> 6 }

        @inline(__always)
        private static func bit(of slot: Int64) -> UInt64 { UInt64(truncatingIfNeeded: slot &+ 32) & 63 }

        @inline(__always)
        private static func slot(_ bit: Int, of word: Int64) -> Int64 { word &<< 6 &+ Int64(bit) &- 32 }

        /// Which of 64 slots hold points.
        @inline(__always)
        private func word(_ number: Int64) -> UInt64 {
            var draw = occupied.draw(UInt64(bitPattern: number))
            return draw.next()
        }

        /// The last point up to and including `time`.
        @inline(__always)
        func last(upTo time: Int64) -> Int64 {
            let (number, offset) = slot(of: time)
            var index = Self.word(of: number)
            let bit = Self.bit(of: number)
            var bits = word(index)
            if bits &>> bit & 1 == 1, let place = lastPlace(in: number, upTo: offset) { return time &- offset &+ place }
            bits &= (1 &<< bit) &- 1
            while bits == 0 {
                index &-= 1
                bits = word(index)
            }
            let found = Self.slot(63 &- bits.leadingZeroBitCount, of: index)
            return found &* slot &+ (lastPlace(in: found, upTo: .max) ?? 0)
        }

        /// The first point from `time` on.
        @inline(__always)
        func first(from time: Int64) -> Int64 {
            let (number, offset) = slot(of: time)
            var index = Self.word(of: number)
            let bit = Self.bit(of: number)
            var bits = word(index)
            if bits &>> bit & 1 == 1, let place = firstPlace(in: number, from: offset) {
                return time &- offset &+ place
            }
            bits &= ~1 &<< bit
            while bits == 0 {
                index &+= 1
                bits = word(index)
            }
            let found = Self.slot(bits.trailingZeroBitCount, of: index)
            return found &* slot &+ (firstPlace(in: found, from: 0) ?? 0)
        }

        /// All points of a slot, in no order.
        func points(inSlot number: Int64) -> [Int64] {
            guard word(Self.word(of: number)) >> Self.bit(of: number) & 1 == 1 else { return [] }
            var draw = places.draw(UInt64(bitPattern: number))
            let first = draw.next()
            let further = (1..<Self.count(first)).map { _ in draw.next() }
            return ([first] + further).map { number * slot + place($0) }
        }

        /// The last place up to and including `end` in a slot that holds points; nil if all lie after it.
        @inline(__always)
        private func lastPlace(in slot: Int64, upTo end: Int64) -> Int64? {
            var draw = places.draw(UInt64(bitPattern: slot))
            let first = draw.next()
            var last = place(first) <= end ? place(first) : -1
            for _ in 1..<Self.count(first) {
                let place = place(draw.next())
                if place <= end { last = max(last, place) }
            }
            return last < 0 ? nil : last
        }

        /// The first place from `begin` on in a slot that holds points; nil if all lie before it.
        @inline(__always)
        private func firstPlace(in slot: Int64, from begin: Int64) -> Int64? {
            var draw = places.draw(UInt64(bitPattern: slot))
            let word = draw.next()
            var first = place(word) >= begin ? place(word) : .max
            for _ in 1..<Self.count(word) {
                let place = place(draw.next())
                if place >= begin { first = min(first, place) }
            }
            return first == .max ? nil : first
        }

        /// A place in a slot, equally likely anywhere.
        @inline(__always)
        private func place(_ word: UInt64) -> Int64 {
            Int64(truncatingIfNeeded: word.multipliedFullWidth(by: UInt64(bitPattern: slot)).high)
        }

        /// How many points a slot holds that is not empty: k with chance (log 2)^k / k!. It comes of the lower half of the
        /// word, which moves the first place by less than the 2⁻³² of a slot.
        @inline(__always)
        static func count(_ word: UInt64) -> Int {
            let number = UInt32(truncatingIfNeeded: word)
            return number < 0xB172_17F8 ? 1 : many(number)
        }

        private static func many(_ number: UInt32) -> Int {
            if number < 0xEEF1_93F7 { return 2 }
            if number < 0xFD27_1862 { return 3 }
            if number < 0xFF9D_6DD0 { return 4 }
            if number < 0xFFF4_CFD0 { return 5 }
            if number < 0xFFFE_E819 { return 6 }
            if number < 0xFFFF_E7FF { return 7 }
            if number < 0xFFFF_FE2B { return 8 }
            if number < 0xFFFF_FFE0 { return 9 }
            return number < 0xFFFF_FFFE ? 10 : 11
        }
    }
}
