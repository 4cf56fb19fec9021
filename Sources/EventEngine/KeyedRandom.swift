/// Counter-based randomness: every draw is a pure function of (seed, replication, entity, purpose, occurrence).
///
/// Nothing draws from a shared sequential stream. Two policies in the same replication therefore meet the same devices,
/// the same online hours and the same luck (common random numbers), results do not depend on the number of threads or
/// the order of simultaneous events, and any replication can be rerun alone.
///
/// The parts of a key are multiplied by odd constants and added up; each word is the 64-bit finaliser "variant 13" of David
/// Stafford of such a sum, as in SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
/// 2014), which is this with one part. The constants keep the sums of all keys apart that a run may ask for side by side; see
/// `Weights`.
public struct KeyedRandom: Sendable, Hashable {
    @usableFromInline
    let base: UInt64

    /// The source of all draws of one replication.
    public init(seed: UInt64, replication: UInt64) {
        base = Self.mix(Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ (replication &* 0xD1B5_4A32_D192_ED03))
    }

    /// What the parts of a key are multiplied by. Two keys of a replication never have the same sum while they differ by less
    /// than 2³¹ entities, 2⁸ purposes, 2¹⁴ occurrences and 2⁴ words of a draw; nor while they differ by less than 2²⁶, 2⁷, 2⁸
    /// and 2⁴, and by less than 2⁸ in the upper half of the occurrence. That was found by reducing the lattice of the
    /// differences whose sum is 0, and a test goes through smaller ones.
    @usableFromInline
    enum Weights {
        @usableFromInline static var entity: UInt64 { 0x9E37_79B9_7F4A_7C15 }
        @usableFromInline static var purpose: UInt64 { 0xA24B_AED4_963E_E407 }
        @usableFromInline static var occurrence: UInt64 { 0x9FB2_1C65_1E98_DF25 }
        @usableFromInline static var word: UInt64 { 0xD1B5_4A32_D192_ED03 }
    }

    /// The draw for `purpose` of `entity`, the `occurrence`-th of its kind.
    ///
    /// - Parameters:
    ///   - entity: who draws: a device, a patch, a vulnerability.
    ///   - purpose: what for. Each purpose is one number in the whole program, so that no two uses share a draw.
    ///   - occurrence: the index of the draw among those of that purpose for that entity.
    @inlinable
    @inline(__always)
    public func draw(entity: UInt64, purpose: UInt16, occurrence: UInt64 = 0) -> KeyedDraw {
        stream(entity: entity, purpose: purpose).draw(occurrence)
    }

    /// The draws for `purpose` of `entity`, for whoever needs many of them.
    @inlinable
    @inline(__always)
    public func stream(entity: UInt64, purpose: UInt16) -> KeyedStream {
        KeyedStream(who: base &+ entity &* Weights.entity &+ UInt64(purpose) &* Weights.purpose)
    }

    @inlinable
    @inline(__always)
    static func mix(_ input: UInt64) -> UInt64 {
        var z = input
        z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z &>> 31)
    }

    /// The number that `mix` turns into this one: its steps turned round, last first.
    static func unmix(_ output: UInt64) -> UInt64 {
        var z = output ^ (output &>> 31) ^ (output &>> 62)
        z = z &* 0x3196_42B2_D24D_8EC3
        z = (z ^ (z &>> 27) ^ (z &>> 54)) &* 0x96DE_1B17_3F11_9089
        return z ^ (z &>> 30) ^ (z &>> 60)
    }
}

/// The keyed draws of one entity for one purpose.
public struct KeyedStream: Sendable {
    @usableFromInline
    let who: UInt64

    @inlinable
    @inline(__always)
    init(who: UInt64) { self.who = who }

    /// The `occurrence`-th draw.
    @inlinable
    @inline(__always)
    public func draw(_ occurrence: UInt64) -> KeyedDraw {
        KeyedDraw(state: who &+ occurrence &* KeyedRandom.Weights.occurrence)
    }
}

/// One keyed draw. Its first value is the draw itself; a law that needs more than one uniform number (rejection, mixtures)
/// asks for further ones, which are again a pure function of the key.
public struct KeyedDraw: Sendable {
    @usableFromInline
    var state: UInt64

    @inlinable
    @inline(__always)
    init(state: UInt64) {
        self.state = state
    }

    /// The draw of which the first 64 bits are these: for whoever decides what is drawn. What it gives after them is a function of
    /// them, and one keyed draw has just this state.
    public init(first bits: UInt64) { state = KeyedRandom.unmix(bits) }

    /// The next 64 random bits of this draw.
    @inlinable
    @inline(__always)
    public mutating func next() -> UInt64 {
        let word = KeyedRandom.mix(state)
        state &+= KeyedRandom.Weights.word
        return word
    }

    /// The next number, uniform on the open interval (0, 1): odd multiples of 2⁻⁵³, so neither 0 nor 1 occurs.
    @inlinable
    @inline(__always)
    public mutating func uniform() -> Double {
        Self.uniform(next())
    }

    /// One minus the next number of `uniform()`, exactly.
    @inlinable
    @inline(__always)
    mutating func uniformFromAbove() -> Double {
        Self.uniform(~next())
    }

    @inlinable
    @inline(__always)
    static func uniform(_ bits: UInt64) -> Double {
        // The leading bits after the binary point of a number from 1 to 2, from which all but 2⁻⁵³ of the 1 is taken; exact,
        // and faster than converting a whole number.
        Double(bitPattern: bits &>> 12 | (1.0).bitPattern) - (1 - 0x1p-53)
    }

    /// True with the given probability (0 never, 1 always).
    @inlinable
    @inline(__always)
    public mutating func isTrue(withProbability probability: Double) -> Bool {
        uniform() < probability
    }
}
