/// What dpkg says of one package in its `Status` field: what is wanted, whether it must be installed again, what is so.
///
/// The words are those of dpkg(1), "Package states" and "Package selection states".
struct PackageState: Sendable, Hashable {
    /// How far the package is installed.
    enum Progress: String, Sendable, CaseIterable {
        case notInstalled = "not-installed"
        case configFiles = "config-files"
        case halfInstalled = "half-installed"
        case unpacked
        case halfConfigured = "half-configured"
        case triggersAwaited = "triggers-awaited"
        case triggersPending = "triggers-pending"
        case installed
    }

    /// What the administrator wants: `install`, `hold`, `deinstall`, `purge` or `unknown`.
    let want: String
    /// Whether the package is broken and has to be installed again.
    let needsReinstallation: Bool
    let progress: Progress

    /// The state in three words, such as `install ok installed`; nil if dpkg would refuse them.
    init?(_ text: String) {
        let words = text.lowercased().split(separator: " ").map(String.init)
        guard words.count == 3, ["unknown", "install", "hold", "deinstall", "purge"].contains(words[0]),
            ["ok", "reinstreq"].contains(words[1]), let progress = Progress(rawValue: words[2])
        else { return nil }
        want = words[0]
        needsReinstallation = words[1] == "reinstreq"
        self.progress = progress
    }

    /// Whether its files are on the machine, all or in part: then an update run would replace it, and whoever attacks the
    /// machine may find it. A package that is to be removed is there until it is.
    var isOnMachine: Bool { progress != .notInstalled && progress != .configFiles }

    /// Whether update runs are to leave it alone.
    var isHeld: Bool { want == "hold" }

    /// Whether it is in the state that most packages are in.
    var isUsual: Bool { self == Self("install ok installed") }
}

extension PackageState: CustomStringConvertible {
    /// The three words, as dpkg writes them.
    var description: String { "\(want) \(needsReinstallation ? "reinstreq" : "ok") \(progress.rawValue)" }
}
