import EventEngine
import Foundation

/// The words of the keyed generator, raw (64 bits each, little-endian), for batteries of tests:
///
///     randomwords stream PART KEY COUNT      one part of the key counts up from 0, the others follow from the number KEY
///     randomwords avalanche PART COUNT       for each bit of the part, COUNT differences between the words of two keys
///                                            that differ in that bit alone
///
/// PART is entity, purpose, occurrence, upper (the upper half of the occurrence), replication, seed, or position (the
/// further words of one draw). A COUNT of 0 never ends. A KEY written as A-B gives the streams of all these numbers, one
/// after the other.
@main
struct RandomWords {
    enum Part: String {
        case entity, purpose, occurrence, upper, replication, seed, position

        var bits: Int {
            switch self {
            case .purpose: 16
            case .upper: 32
            default: 64
            }
        }
    }

    struct Key {
        var seed: UInt64
        var replication: UInt64
        var entity: UInt64
        var purpose: UInt64
        var occurrence: UInt64

        /// What real runs use: small numbers.
        init(number: UInt64) {
            seed = number
            replication = number % 7
            entity = number
            purpose = number % 50
            occurrence = number % 3
        }

        /// What no run uses: numbers with many bits set.
        init(scattered number: UInt64) {
            var draw = KeyedRandom(seed: 0xF00D, replication: number).draw(entity: 0, purpose: 0)
            seed = draw.next()
            replication = draw.next()
            entity = draw.next()
            purpose = draw.next() & 0xFFFF
            occurrence = draw.next()
        }

        subscript(part: Part) -> UInt64 {
            get {
                switch part {
                case .entity: entity
                case .purpose: purpose
                case .occurrence: occurrence
                case .upper: occurrence >> 32
                case .replication: replication
                case .seed, .position: seed
                }
            }
            set {
                switch part {
                case .entity: entity = newValue
                case .purpose: purpose = newValue
                case .occurrence: occurrence = newValue
                case .upper: occurrence = newValue << 32 | occurrence & 0xFFFF_FFFF
                case .replication: replication = newValue
                case .seed, .position: seed = newValue
                }
            }
        }

        var draw: KeyedDraw {
            KeyedRandom(seed: seed, replication: replication)
                .draw(entity: entity, purpose: UInt16(truncatingIfNeeded: purpose), occurrence: occurrence)
        }

        var word: UInt64 {
            var draw = draw
            return draw.next()
        }
    }

    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count >= 2, let part = Part(rawValue: words[1]) else { return usage() }
        var output = Output()
        switch (words[0], words.count) {
        case ("stream", 4):
            let keys = words[2].split(separator: "-").compactMap { UInt64($0) }
            guard let count = UInt64(words[3]), let first = keys.first, let last = keys.last, first <= last else {
                return usage()
            }
            for key in first...last { stream(part, key, count == 0 ? .max : count, to: &output) }
        case ("avalanche", 3):
            guard let count = UInt64(words[2]) else { return usage() }
            for bit in 0..<part.bits {
                for number in 0..<count {
                    let key = Key(scattered: number)
                    var other = key
                    other[part] ^= 1 << UInt64(bit)
                    output.put(key.word ^ other.word)
                }
            }
        default: return usage()
        }
        output.flush()
    }

    private static func stream(_ part: Part, _ number: UInt64, _ count: UInt64, to output: inout Output) {
        var key = Key(number: number)
        if part == .position {
            var draw = key.draw
            for _ in 0..<count { output.put(draw.next()) }
        } else {
            for value in 0..<count {
                key[part] = value
                output.put(key.word)
            }
        }
    }

    private static func usage() { print("usage: randomwords stream PART KEY COUNT | avalanche PART COUNT") }
}

/// Standard output in large pieces.
struct Output {
    private var buffer: [UInt64] = []

    init() { buffer.reserveCapacity(1 << 16) }

    mutating func put(_ word: UInt64) {
        buffer.append(word.littleEndian)
        if buffer.count == 1 << 16 { flush() }
    }

    mutating func flush() {
        buffer.withUnsafeBytes { bytes in
            // Who reads no more closes the pipe, which ends the program.
            try? FileHandle.standardOutput.write(contentsOf: bytes)
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
