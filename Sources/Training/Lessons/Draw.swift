/// Which of a lesson's courses of events is played: a run of the lesson's seed.
package struct Draw: Sendable, Hashable {
    package var seed: UInt64
    package var replication: Int

    package init(seed: UInt64, replication: Int) {
        self.seed = seed
        self.replication = replication
    }
}

extension Lesson {
    /// The draw of that number; numbers beyond the pool begin again.
    package func draw(_ number: Int) -> Draw {
        let count = max(1, pool.draws)
        return Draw(seed: pool.seed, replication: (number % count + count) % count)
    }

    /// The code by which the draw can be handed on, such as `B9D5-4Z`: four characters for the run, mixed so that neighbours
    /// look different, and two that tell a mistyped code, or one of another lesson.
    package func code(of draw: Draw) -> String {
        let number = DrawCode.mixed(UInt32(truncatingIfNeeded: draw.replication) & DrawCode.mask)
        return DrawCode.text(number, digits: 4) + "-" + DrawCode.text(check(draw.replication), digits: 2)
    }

    /// The draw of a code; nil if it is none of this lesson.
    package func draw(code: String) -> Draw? {
        let letters = code.uppercased().filter { $0 != "-" }
        guard letters.count == 6, let number = DrawCode.number(letters.prefix(4)),
            let check = DrawCode.number(letters.suffix(2))
        else { return nil }
        let replication = Int(DrawCode.unmixed(number))
        guard replication < pool.draws, check == self.check(replication) else { return nil }
        return Draw(seed: pool.seed, replication: replication)
    }

    /// The draw of a code, or any if there is no code; nil if the code is none of this lesson.
    package func drawn(_ code: String?) -> Draw? {
        if let code { draw(code: code) } else { draw(Int.random(in: 0..<max(1, pool.draws))) }
    }

    private func check(_ replication: Int) -> UInt32 {
        var hash = Fingerprint()
        hash.add(digest)
        hash.add(replication)
        return UInt32(truncatingIfNeeded: hash.value & 1023)
    }
}

/// Numbers of 20 bits as four characters that nobody confuses.
private enum DrawCode {
    static let mask: UInt32 = (1 << 20) - 1
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    private static let factor: UInt32 = 0x9E37D
    /// 1 / factor modulo 2²⁰, by Newton's method.
    private static let inverse: UInt32 = {
        var inverse = factor
        for _ in 0..<5 { inverse = inverse &* (2 &- factor &* inverse) }
        return inverse & mask
    }()

    static func mixed(_ number: UInt32) -> UInt32 { (number &* factor &+ 0x5A5A5) & mask }

    static func unmixed(_ number: UInt32) -> UInt32 { ((number &- 0x5A5A5) &* inverse) & mask }

    static func text(_ number: UInt32, digits: Int) -> String {
        String((0..<digits).reversed().map { alphabet[Int(number >> UInt32(5 * $0) & 31)] })
    }

    static func number(_ text: some StringProtocol) -> UInt32? {
        var number: UInt32 = 0
        for character in text {
            let meant: Character = character == "O" ? "0" : character == "I" || character == "L" ? "1" : character
            guard let digit = alphabet.firstIndex(of: meant) else { return nil }
            number = number << 5 | UInt32(digit)
        }
        return number
    }
}

/// FNV-1a with 64 bits: tells whether two things are the same, and keeps nobody from forging them.
struct Fingerprint {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

    mutating func add(_ number: some FixedWidthInteger) {
        var rest = UInt64(truncatingIfNeeded: number)
        for _ in 0..<8 {
            add(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    mutating func add(_ text: String) {
        add(text.utf8.count)
        for byte in text.utf8 { add(byte) }
    }

    mutating func add(_ number: Int64?) { add(number ?? -1) }

    /// 16 hexadecimal digits.
    var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
