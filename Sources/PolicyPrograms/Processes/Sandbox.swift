import CProcessShim
import Foundation
import Synchronization

/// Namespaces of its own for a program: no network, and an end for everything that it has started as soon as it ends.
package struct Sandbox: Sendable, Hashable {
    package enum Wish: String, Sendable, Hashable, CaseIterable {
        /// Not tried.
        case off
        /// Taken where it can be had.
        case prefer
        /// No program is started without.
        case require
    }

    /// What stands before the program's own words; empty: nothing.
    let words: [String]
    /// Why there is none; nil: there is one.
    package let absence: String?

    /// A line for reports.
    package var description: String {
        absence.map { "network: not isolated, because \($0)" } ?? "network: isolated"
    }

    static let none = Sandbox(words: [], absence: "it was not asked for")

    /// What this machine offers; found out once.
    package static func found(_ wish: Wish) -> Sandbox { wish == .off ? none : offered }

    private static let offered: Sandbox = {
        guard let unshare = find("unshare") else { return Sandbox(words: [], absence: "there is no program unshare") }
        let words = [unshare, "--user", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--"]
        guard let nothing = find("true") else { return Sandbox(words: [], absence: "there is no program true") }
        let said = Probe.run(words + [nothing])
        // Ubuntu since 24.04 and many containers forbid it to ordinary users.
        return Sandbox(words: said == nil ? words : [], absence: said)
    }()

    /// The program of that name in the folders where systems keep theirs.
    private static func find(_ name: String) -> String? {
        ["/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/"].map { $0 + name }.first { access($0, X_OK) == 0 }
    }
}

/// Tries whether a command works.
private enum Probe {
    /// What the command said when it failed, on one line; nil: it works.
    static func run(_ words: [String]) -> String? {
        var configuration = ProgramProcess.Start(words: words)
        configuration.environment = ["PATH=/usr/bin:/bin"]
        guard let process = try? ProgramProcess(configuration) else { return "\(words[0]) does not start" }
        let end = ContinuousClock.now + .seconds(5)
        while !process.isAtEnd, ContinuousClock.now < end { process.exchange(waiting: 20) }
        let isTimely = process.isAtEnd
        let status = process.end(grace: isTimely ? 1 : 0)
        guard isTimely else { return "\(words[0]) does not end" }
        guard status != 0 else { return nil }
        let line = process.lastErrors.split(separator: "\n").last.map(String.init) ?? "it fails without a message"
        return String(line.prefix(200))
    }
}
