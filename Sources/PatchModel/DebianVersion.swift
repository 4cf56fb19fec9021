/// A version in Debian's form `[epoch:]upstream[-revision]`, ordered by the rules of Debian Policy, section 5.6.12.
///
/// The order is that of `dpkg --compare-versions`: first the epoch, then the upstream version, then the revision. Within
/// the latter two, runs of non-digits and runs of digits are compared in turn; digits by value, letters before other
/// characters, and a tilde before everything, even before the end of the string. Therefore `1.0~rc1 < 1.0 < 1.0a < 1.0+b`.
///
/// ```swift
/// try DebianVersion("1:2.0.6-1") < DebianVersion("1:2.0.6-1+deb12u1")   // true
/// ```
///
/// Plain versions such as `140` or `5.1` are the simple case of this form, so the same type serves every component.
/// Two spellings may denote the same version (`1.0`, `1.00`, `0:1.0` and `1.0-0`): they are equal and hash alike, while
/// ``description`` keeps what was written.
public struct DebianVersion: Sendable {
    /// What stands before the colon; zero when nothing does. It outranks everything else.
    public let epoch: UInt32
    /// The version its authors gave it.
    public let upstream: String
    /// The packager's revision: what follows the last hyphen, empty when there is none.
    public let revision: String
    /// The version as it was written.
    public let description: String

    /// Why a text is not a version.
    public struct ParseError: Error, Sendable, Hashable, CustomStringConvertible {
        /// The text in question.
        public let text: String
        /// What is wrong with it, in words that follow "the version".
        public let reason: String

        public var description: String { "'\(text)' is not a version: \(reason)" }
    }

    /// Reads a version.
    ///
    /// Stricter than the order needs and as strict as dpkg in all but one respect: an upstream version may begin with a
    /// letter, of which dpkg only warns.
    ///
    /// - Throws: ``ParseError`` when the text is empty, has characters outside `A-Z a-z 0-9 . + - ~ :`, an epoch that is
    ///   not a number below 2³¹, or an empty upstream version or revision.
    public init(_ text: some StringProtocol) throws(ParseError) {
        let text = String(text)
        func failure(_ reason: String) -> ParseError { ParseError(text: text, reason: reason) }

        guard !text.isEmpty else { throw failure("it is empty") }
        if let bad = text.unicodeScalars.first(where: { !Self.isAllowed($0) }) {
            throw failure("the character '\(bad)' does not occur in versions")
        }
        var rest = text[...]
        var epoch: UInt32 = 0
        if let colon = rest.firstIndex(of: ":") {
            let digits = rest[..<colon]
            guard digits.allSatisfy(\.isASCIIDigit), let value = UInt32(digits), value <= UInt32(Int32.max) else {
                throw failure("the epoch '\(digits)' before the colon is not a number below 2147483648")
            }
            epoch = value
            rest = rest[rest.index(after: colon)...]
        }
        var revision = ""
        if let hyphen = rest.lastIndex(of: "-") {
            revision = String(rest[rest.index(after: hyphen)...])
            guard !revision.isEmpty else { throw failure("nothing follows the last hyphen") }
            guard !revision.contains(":") else { throw failure("a colon may not stand in the revision") }
            rest = rest[..<hyphen]
        }
        guard !rest.isEmpty else { throw failure("there is no upstream version") }
        self.epoch = epoch
        self.upstream = String(rest)
        self.revision = revision
        self.description = text
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "+", "-", "~", ":": true
        default: false
        }
    }
}

extension DebianVersion: Comparable {
    /// Below zero, zero or above zero, as the left version is older than, the same as, or newer than the right one.
    static func order(_ left: DebianVersion, _ right: DebianVersion) -> Int {
        if left.epoch != right.epoch { return left.epoch < right.epoch ? -1 : 1 }
        let upstream = order(left.upstream.utf8, right.upstream.utf8)
        return upstream != 0 ? upstream : order(left.revision.utf8, right.revision.utf8)
    }

    /// Compares two upstream versions or two revisions.
    private static func order(_ left: String.UTF8View, _ right: String.UTF8View) -> Int {
        var i = left.startIndex
        var j = right.startIndex
        while i != left.endIndex || j != right.endIndex {
            // A run of non-digits; the end of either string weighs as much as a digit, that is nothing.
            while (i != left.endIndex && !isDigit(left[i])) || (j != right.endIndex && !isDigit(right[j])) {
                let a = i == left.endIndex ? 0 : weight(left[i])
                let b = j == right.endIndex ? 0 : weight(right[j])
                if a != b { return a < b ? -1 : 1 }
                // Equal weights other than zero belong to two non-digits, and zero cannot occur on both sides here.
                left.formIndex(after: &i)
                right.formIndex(after: &j)
            }
            // A run of digits, by value and of any length: without leading zeros, the longer number is the greater one.
            while i != left.endIndex && left[i] == zero { left.formIndex(after: &i) }
            while j != right.endIndex && right[j] == zero { right.formIndex(after: &j) }
            var firstDifference = 0
            while i != left.endIndex && isDigit(left[i]) && j != right.endIndex && isDigit(right[j]) {
                if firstDifference == 0 { firstDifference = Int(left[i]) - Int(right[j]) }
                left.formIndex(after: &i)
                right.formIndex(after: &j)
            }
            if i != left.endIndex && isDigit(left[i]) { return 1 }
            if j != right.endIndex && isDigit(right[j]) { return -1 }
            if firstDifference != 0 { return firstDifference }
        }
        return 0
    }

    private static var zero: UInt8 { UInt8(ascii: "0") }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    /// The rank of one character: tilde below nothing, digits like nothing, letters next, all others above them.
    private static func weight(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "~"): -1
        case UInt8(ascii: "0")...UInt8(ascii: "9"): 0
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte)
        default: Int(byte) + 256
        }
    }

    public static func < (left: DebianVersion, right: DebianVersion) -> Bool { order(left, right) < 0 }
    public static func == (left: DebianVersion, right: DebianVersion) -> Bool { order(left, right) == 0 }
}

extension DebianVersion: Hashable {
    public func hash(into hasher: inout Hasher) {
        hasher.combine(epoch)
        Self.hashNormalForm(of: upstream, into: &hasher)
        Self.hashNormalForm(of: revision, into: &hasher)
    }

    /// Equal versions have one normal form: no leading zeros in a number, and no zero at the very end.
    ///
    /// A zero in the middle stays, because it parts two runs of non-digits: `1.0.5` and `1..5` differ.
    private static func hashNormalForm(of part: String, into hasher: inout Hasher) {
        var pendingZero = false
        var insideNumber = false
        for byte in part.utf8 {
            if byte == zero && !insideNumber {
                pendingZero = true
                continue
            }
            if isDigit(byte) {
                insideNumber = true
            } else {
                if pendingZero { hasher.combine(zero) }
                insideNumber = false
            }
            pendingZero = false
            hasher.combine(byte)
        }
        // No version holds this byte: it ends the part, so that no two parts run into each other.
        hasher.combine(UInt8.max)
    }
}

extension DebianVersion: CustomStringConvertible {}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
