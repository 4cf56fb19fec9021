import PatchModel
import Text

/// Something in a paragraph that Debian's rules forbid and that dpkg reads nevertheless, with a warning.
package struct Oddity: Sendable, Hashable {
    /// The file and the line.
    package let file: String
    package let line: Int
    /// The package whose paragraph it is.
    package let package: String
    /// What is odd.
    package let message: String
    /// Whether the whole package is passed over for it, since its version cannot be compared.
    package let leavesPackageOut: Bool
}

/// Collects what is odd in one file.
struct OddityLog {
    let file: String
    var oddities: [Oddity] = []

    /// A version as dpkg reads it: nil, and an oddity, if characters stand in it that versions do not have. dpkg warns of
    /// these and goes on.
    ///
    /// - Throws: ``FeedError`` for what dpkg refuses, too: no version at all, a bad epoch, a space, a control character.
    mutating func version(
        _ text: some StringProtocol,
        of package: String,
        line: Int,
        leavesPackageOut: Bool
    ) throws(FeedError) -> DebianVersion? {
        do throws(DebianVersion.ParseError) {
            return try DebianVersion(text)
        } catch {
            guard Self.isReadByDpkg(text) else {
                throw FeedError(.malformed, file: file, line: line, Self.told(error))
            }
            add(Self.told(error), of: package, line: line, leavesPackageOut: leavesPackageOut)
            return nil
        }
    }

    mutating func add(_ message: String, of package: String, line: Int, leavesPackageOut: Bool = false) {
        oddities.append(
            Oddity(file: file, line: line, package: package, message: message, leavesPackageOut: leavesPackageOut)
        )
    }

    private static func told(_ error: DebianVersion.ParseError) -> String {
        "\(FeedText.excerpt(error.text)) is not a version: \(SafeText.line(error.reason))"
    }

    /// Whether only characters keep the text from being a version, and none of them is invisible.
    private static func isReadByDpkg(_ text: some StringProtocol) -> Bool {
        let usual = text.unicodeScalars.map { scalar -> Character? in
            if scalar.value > 32, scalar.value < 127 {
                return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                    || ".+-~:".unicodeScalars.contains(scalar) ? Character(scalar) : "+"
            }
            return scalar.value > 127 && scalar.properties.isAlphabetic ? "+" : nil
        }
        guard !usual.contains(nil) else { return false }
        return (try? DebianVersion(String(usual.compactMap(\.self)))) != nil
    }
}
