import EventEngine
import Foundation
import OutsidePrograms
import PatchModel
import Testing

@Suite("Debian versions")
struct DebianVersionTests {
    @Test(
        "the order is that of Debian Policy 5.6.12",
        arguments: [
            ["1~~", "1~~a", "1~", "1", "1a"],  // the example of the policy, after a common beginning
            ["1.0~beta1~svn1245", "1.0~beta1", "1.0", "1.0a", "1.0+b1"],
            ["1.0~rc1-1", "1.0-1", "1.0-1+b1", "1.0-1+deb12u1", "1.0-1+deb12u2", "1.0-2~bpo1", "1.0-2"],
            ["2.0.6", "1:2.0.6-1", "1:2.0.6-1+deb12u1", "2:1"],
            ["9", "10", "99999999999999999998", "99999999999999999999", "100000000000000000000"],
            ["140", "141"],
            ["5.1", "5.2", "5.10"],
            ["1.0Z", "1.0a", "1.0+", "1.0."],
        ]
    )
    func order(ascending texts: [String]) throws {
        let versions = try texts.map { try DebianVersion($0) }
        for (i, left) in versions.enumerated() {
            for (j, right) in versions.enumerated() {
                #expect((left < right) == (i < j), "\(left) < \(right)")
                #expect((left == right) == (i == j), "\(left) == \(right)")
            }
        }
    }

    @Test(
        "different spellings of one version are equal and hash alike",
        arguments: [
            ("1.0", "1.00"), ("1.0", "0:1.0"), ("1.0", "1.0-0"), ("1.0", "1."), ("1.0-1", "1.0-01"), ("0", "00"),
            ("1.05a", "1.5a"),
        ]
    )
    func equality(left: String, right: String) throws {
        let a = try DebianVersion(left)
        let b = try DebianVersion(right)
        #expect(a == b)
        #expect(a.hashValue == b.hashValue)
        #expect(a.description == left)
    }

    @Test(
        "a zero between two runs of other characters counts",
        arguments: [("1.0.5", "1..5"), ("0a", "a"), ("1.0~", "1.~")]
    )
    func innerZero(left: String, right: String) throws {
        #expect(try DebianVersion(left) != DebianVersion(right))
    }

    @Test("the parts are taken at the first colon and the last hyphen")
    func parts() throws {
        let version = try DebianVersion("1:22.01+really26.02-dfsg-0+deb12u1")
        #expect(version.epoch == 1)
        #expect(version.upstream == "22.01+really26.02-dfsg")
        #expect(version.revision == "0+deb12u1")
    }

    @Test(
        "what is no version is refused",
        arguments: [
            "", "1 0", "a:1", "-1:2", ":1", "1:", "1-", "-1", "4294967296:1", "2147483648:1", "1.0-1:2", "1_0", "1.0\n",
            "é", "٣",
        ]
    )
    func refusal(text: String) {
        #expect(throws: DebianVersion.ParseError.self) { try DebianVersion(text) }
    }

    @Test("random versions compare as dpkg compares them", .enabled(if: Dpkg.isPresent, "dpkg is not installed here"))
    func agreesWithDpkg() throws {
        let random = KeyedRandom(seed: 20_260_310, replication: 0)
        var pairs: [(String, String)] = []
        for number in 0..<600 {
            var draw = random.draw(entity: UInt64(number), purpose: 1)
            let left = randomVersion(&draw)
            // Half of the pairs are close relatives, where the fine rules decide.
            let right = draw.isTrue(withProbability: 0.5) ? randomVersion(&draw) : altered(left, &draw)
            if (try? DebianVersion(right)) != nil { pairs.append((left, right)) }
        }
        #expect(pairs.count > 400)
        let expected = try Dpkg.compare(pairs)
        for ((left, right), verdict) in zip(pairs, expected) {
            let a = try DebianVersion(left)
            let b = try DebianVersion(right)
            let ours = a < b ? "lt" : a == b ? "eq" : "gt"
            #expect(ours == verdict, "\(left) and \(right)")
            if ours == "eq" { #expect(a.hashValue == b.hashValue, "\(left) and \(right)") }
        }
    }

    private func randomVersion(_ draw: inout KeyedDraw) -> String {
        var text = draw.isTrue(withProbability: 0.2) ? "\(draw.next() % 3):" : ""
        text += "\(draw.next() % 12)" + tail(&draw, ".+~ab0019-")
        if draw.isTrue(withProbability: 0.6) { text += "-\(draw.next() % 3)" + tail(&draw, ".+~b01") }
        return text.hasSuffix("-") ? text + "1" : text
    }

    private func tail(_ draw: inout KeyedDraw, _ alphabet: String) -> String {
        let letters = Array(alphabet)
        return String((0..<Int(draw.next() % 5)).map { _ in letters[Int(draw.next() % UInt64(letters.count))] })
    }

    private func altered(_ text: String, _ draw: inout KeyedDraw) -> String {
        var letters = Array(text)
        let place = Int(draw.next() % UInt64(letters.count))
        let choices = Array("0~+.a1")
        if draw.isTrue(withProbability: 0.5) {
            letters[place] = choices[Int(draw.next() % UInt64(choices.count))]
        } else {
            letters.insert(choices[Int(draw.next() % UInt64(choices.count))], at: place)
        }
        return String(letters)
    }
}

/// The real dpkg as the judge.
private enum Dpkg {
    static var isPresent: Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/dpkg") }

    /// `lt`, `eq` or `gt` for each pair.
    static func compare(_ pairs: [(String, String)]) throws -> [String] {
        let script = """
            while read -r a b; do
              if dpkg --compare-versions "$a" lt "$b" 2>/dev/null; then echo lt
              elif dpkg --compare-versions "$a" eq "$b" 2>/dev/null; then echo eq
              else echo gt; fi
            done
            """
        let text = pairs.map { "\($0.0) \($0.1)\n" }.joined()
        return try OutsideProgram("/bin/sh").run(["-c", script], input: Array(text.utf8)).lines
    }
}
