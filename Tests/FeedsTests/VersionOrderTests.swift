import PatchModel
import ScenarioFiles
import Testing

@testable import Feeds

@Suite("The order of versions")
struct VersionOrderTests {
    /// -1, 0 or 1; nil if one is no version.
    static func compare(_ scheme: VersionScheme, _ left: String, _ right: String) -> Int? {
        guard let left = scheme.key(of: left), let right = scheme.key(of: right) else { return nil }
        return left < right ? -1 : left == right ? 0 : 1
    }

    static func isAscending(_ scheme: VersionScheme, _ versions: [String]) {
        for (older, newer) in zip(versions, versions.dropFirst()) {
            #expect(compare(scheme, older, newer) == -1, "\(older) < \(newer)")
            #expect(compare(scheme, newer, older) == 1, "\(newer) > \(older)")
        }
    }

    /// From rpm's own tests of the comparison (tests/rpmvercmp.at).
    @Test(
        "rpm orders as its own vectors have it",
        arguments: [
            ("1.0", "1.0", 0), ("1.0", "2.0", -1), ("2.0", "1.0", 1), ("2.0.1", "2.0.1", 0), ("2.0", "2.0.1", -1),
            ("2.0.1a", "2.0.1a", 0), ("2.0.1a", "2.0.1", 1), ("5.5p1", "5.5p2", -1), ("5.5p10", "5.5p1", 1),
            ("10xyz", "10.1xyz", -1), ("xyz10", "xyz10.1", -1), ("xyz.4", "8", -1), ("xyz.4", "2", -1),
            ("5.5p2", "5.6p1", -1), ("5.6p1", "6.5p1", -1), ("6.0.rc1", "6.0", 1), ("10b2", "10a1", 1),
            ("1.0aa", "1.0a", 1), ("10.0001", "10.0039", -1), ("4.999.9", "5.0", -1), ("20101121", "20101122", -1),
            ("2_0", "2_0", 0), ("2.0", "2_0", 0), ("a", "a", 0), ("a+", "a+", 0), ("a+", "a_", 0), ("+a", "_a", 0),
            ("1.0~rc1", "1.0", -1), ("1.0~rc1", "1.0~rc2", -1), ("1.0~rc1~git123", "1.0~rc1", -1),
            ("1.0^", "1.0", 1), ("1.0^git1", "1.0", 1), ("1.0^git1", "1.0^git2", -1), ("1.0^git1", "1.01", -1),
            ("1.0^20160101", "1.0.1", -1), ("1.0^20160101^git1", "1.0^20160102", -1), ("1.0~rc1^git1", "1.0~rc1", 1),
            ("1.0^git1~pre", "1.0^git1", -1), ("1:1.0-1", "2.0-1", 1), ("0:1.0-1", "1.0-1", 0),
            ("3.0.7-27.el9", "3.0.7-28.el9_4", -1), ("1.0-1.el9", "1.0-1.el9_0", -1), ("1.0^git1-1", "1.0-2", 1),
        ]
    )
    func rpm(left: String, right: String, order: Int) {
        #expect(Self.compare(.rpm, left, right) == order)
        #expect(Self.compare(.rpm, right, left) == -order)
    }

    @Test("semantic versions are in the order of section 11 of their specification; build metadata does not count")
    func semantic() {
        Self.isAscending(
            .semver,
            [
                "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
                "1.0.0-rc.1", "1.0.0", "1.9.0", "1.10.0", "1.11.0", "2.0.0", "2.1.0", "2.1.1",
            ]
        )
        #expect(Self.compare(.semver, "1.0.0+1", "1.0.0+2") == 0)
        #expect(Self.compare(.semver, "v1.29.5-eks-1109419", "1.29.5-eks-1109419") == 0)
        for wrong in ["1.0", "1.0.0-", "1.0.0-a..b", "1.a.0", "1.0.0+", ""] {
            #expect(VersionScheme.semver.key(of: wrong) == nil)
        }
    }

    @Test("Python's versions are in the order of the packaging library's own vectors")
    func python() {
        Self.isAscending(
            .pep440,
            [
                "1.0.dev456", "1.0a1", "1.0a2.dev456", "1.0a12.dev456", "1.0a12", "1.0b1.dev456", "1.0b2",
                "1.0b2.post345.dev456", "1.0b2.post345", "1.0b2-346", "1.0c1.dev456", "1.0c1", "1.0rc2", "1.0c3", "1.0",
                "1.0.post456.dev34", "1.0.post456", "1.1.dev1", "1.2+123abc", "1.2+123abc456", "1.2+abc",
                "1.2+abc123", "1.2+abc123def", "1.2+1234.abc", "1.2+123456", "1.2.r32+123456", "1.2.rev33+123456",
                "1!1.0.dev456", "1!1.0a1", "1!1.0",
            ]
        )
        for (one, other) in [
            ("1.0", "1"), ("1.0.0", "1.0"), ("1.0rc1", "1.0c1"), ("1.0-1", "1.0.post1"), ("1.0ALPHA", "1.0a0"),
        ] {
            #expect(Self.compare(.pep440, one, other) == 0, "\(one) = \(other)")
        }
        for wrong in ["", "1..0", "a", "1.0-x", "1.0+", "1.0+a..b"] {
            #expect(VersionScheme.pep440.key(of: wrong) == nil)
        }
    }

    @Test("Alpine's versions: suffixes before and after the version, letters, zeros, revisions")
    func alpine() {
        Self.isAscending(
            .apk,
            [
                "1.0_alpha1", "1.0_alpha2", "1.0_beta", "1.0_pre1", "1.0_rc1", "1.0", "1.0-r1", "1.0-r10", "1.0_git1",
                "1.0_p1", "1.0a", "1.0b", "1.0.1", "1.1", "1.10", "2.0",
            ]
        )
        #expect(Self.compare(.apk, "3.1.4_p1-r0", "3.1.4-r5") == 1)
        #expect(Self.compare(.apk, "1.02", "1.1") == -1)
        for wrong in ["", "a", "1.", "1.0_x", "1.0-1", "1.0-r", "1.0 "] {
            #expect(VersionScheme.apk.key(of: wrong) == nil)
        }
    }

    @Test("numbers are compared one by one, whatever their length; what is not there is zero")
    func numbers() {
        Self.isAscending(.windowsBuild, ["10.0.22631.317", "10.0.22631.4169", "10.0.22631.4317", "10.0.26100.1"])
        Self.isAscending(.numeric, ["13.7", "14", "14.5", "14.6.1", "14.10", "99999999999999999999999"])
        #expect(Self.compare(.numeric, "14", "14.0.0") == 0)
        #expect(VersionScheme.numeric.key(of: "14.6.1 (23G93)") == nil)
        #expect(VersionScheme.windowsBuild.key(of: "10") == nil)
    }

    @Test("Debian's rules are those of scenarios")
    func debian() {
        #expect(Self.compare(.deb, "3.0.2-0ubuntu1.17", "3.0.2-0ubuntu1.18") == -1)
        #expect(Self.compare(.deb, "1.0~rc1", "1.0") == -1)
        #expect(VersionScheme.deb.key(of: "1_0") == nil)
    }

    @Test("every order is total and transitive on random texts", arguments: VersionScheme.allCases)
    func total(scheme: VersionScheme) throws {
        var state: UInt64 = 20_261_127
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let pieces = [
            "0", "1", "2", "10", "01", "00", ".", ".", ".", "-", "_", "~", "^", "+", ":", "a", "b", "rc", "_rc", "_p",
            ".post", ".dev",
            "-r", "!", "el9", "v",
        ]
        var versions: [(text: String, key: VersionKey)] = []
        var tries = 0
        while versions.count < 400, tries < 200_000 {
            tries += 1
            let rest = (0..<random(7)).map { _ in pieces[random(pieces.count)] }.joined()
            let text =
                switch scheme {
                case .semver:
                    "\(random(3)).\(random(3)).\(random(12))" + (random(3) == 0 ? "" : "-\(random(12)).") + rest
                case .windowsBuild: "10.\(random(3)).\(random(12)).0\(random(120))"
                default: pieces[random(pieces.count)] + rest
                }
            if let key = scheme.key(of: text) { versions.append((text, key)) }
        }
        #expect(versions.count == 400)
        let sorted = versions.sorted { $0.key < $1.key }
        // 79,800 pairs: of any two exactly one order holds, and it is that of their places.
        for (index, left) in sorted.enumerated() {
            for right in sorted[(index + 1)...]
            where right.key < left.key || (left.key < right.key && left.key == right.key) {
                Issue.record("\(left.text) and \(right.text)")
            }
        }
    }
}
