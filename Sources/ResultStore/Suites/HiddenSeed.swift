import Crypto
package import Foundation

/// A secret of which seeds follow that nobody else knows: HKDF-SHA-256 (RFC 5869) of it and, where seeds rotate, of the week.
package struct HiddenSeed: Sendable {
    /// Characters that the secret must have: 64 bits even if they are hexadecimal digits.
    package static let fewestCharacters = 16

    private let secret: SymmetricKey
    /// SHA-256 of the secret, as `printf %s "$SECRET" | sha256sum` prints it: known before, so that everybody can see afterwards
    /// that the secret was not changed.
    package let commitment: String

    /// Nil if the secret is too short to be one.
    package init?(secret text: String) {
        guard text.count >= Self.fewestCharacters else { return nil }
        secret = SymmetricKey(data: Array(text.utf8))
        commitment = Digest.of(text)
    }

    /// The seed of runs.
    ///
    /// - Parameter week: `2026-W48`; nil: seeds do not rotate.
    package func seed(week: String?) -> UInt64 {
        key("seed\n\(week ?? "")", bytes: 8).withUnsafeBytes { bytes in
            bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
    }

    /// The week of ISO 8601 in which a time lies, by UTC: `2026-W48`.
    package static func week(of date: Date) -> String {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? calendar.timeZone
        let parts = calendar.dateComponents([.yearForWeekOfYear, .weekOfYear], from: date)
        let week = parts.weekOfYear ?? 0
        return "\(parts.yearForWeekOfYear ?? 0)-W\(week < 10 ? "0" : "")\(week)"
    }

    /// Whether a text is a week of ISO 8601.
    package static func isWeek(_ text: String) -> Bool {
        guard let match = text.wholeMatch(of: /([0-9]{4})-W([0-9]{2})/), let year = Int(match.1),
            let number = Int(match.2)
        else { return false }
        // The 28th of December always lies in a year's last week.
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? calendar.timeZone
        guard let end = calendar.date(from: DateComponents(year: year, month: 12, day: 28)) else { return false }
        return (1...calendar.component(.weekOfYear, from: end)).contains(number)
    }

    /// The number of a week of ISO 8601, one more than that of the week before; 0 for what is none.
    package static func number(ofWeek text: String) -> Int {
        guard isWeek(text), let year = Int(text.prefix(4)), let week = Int(text.suffix(2)) else { return 0 }
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? calendar.timeZone
        let monday = DateComponents(weekday: 2, weekOfYear: week, yearForWeekOfYear: year)
        guard let date = calendar.date(from: monday) else { return 0 }
        // The Monday before 1970 lies three days before the epoch.
        return max(0, Int((date.timeIntervalSince1970 / 86_400 + 3) / 7))
    }

    // MARK: Sealing

    /// Bytes that nobody can read or change without the secret (AES-256-GCM). The nonce follows from the bytes, so that the same
    /// ones are sealed to the same.
    package func sealed(_ bytes: [UInt8]) throws -> [UInt8] {
        let code = HMAC<SHA256>.authenticationCode(for: bytes, using: key("nonce", bytes: 32))
        let nonce = try AES.GCM.Nonce(data: Array(code).prefix(12))
        let box = try AES.GCM.seal(bytes, using: key("seal", bytes: 32), nonce: nonce)
        return Array(box.combined ?? Data())
    }

    /// What was sealed.
    ///
    /// - Throws: if it was sealed with another secret, or was changed.
    package func opened(_ bytes: [UInt8]) throws -> [UInt8] {
        Array(try AES.GCM.open(AES.GCM.SealedBox(combined: bytes), using: key("seal", bytes: 32)))
    }

    private func key(_ use: String, bytes: Int) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: secret,
            salt: Array("patchlab-suite/1".utf8),
            info: Array(use.utf8),
            outputByteCount: bytes
        )
    }
}
