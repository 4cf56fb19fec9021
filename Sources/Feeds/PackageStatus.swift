/// What is installed on one machine: dpkg's status file.
package struct PackageStatus: Sendable {
    /// Where it was read from.
    package let file: String
    /// The packages that are on the machine, in the file's order: all that dpkg counts as installed, half-installed ones
    /// and those on hold or to be removed among them.
    package let installed: [DebianPackage]
    /// How many of these are in another state than `install ok installed`, by state.
    package let unusualStates: [String: Int]
    /// How many paragraphs describe packages that are not on the machine, by state (`deinstall ok config-files`).
    package let leftOut: [String: Int]
    /// What is odd in it: versions and relations that dpkg reads with a warning.
    package let oddities: [Oddity]

    /// How many paragraphs describe packages that are not on the machine.
    package var otherStates: Int { leftOut.values.reduce(0, +) }

    /// The machine's own architecture: that of dpkg, failing that of another package that every machine has in its own
    /// architecture, failing that the most common one apart from `all`.
    var machineArchitecture: String {
        for name in ["dpkg", "apt", "coreutils", "bash"] {
            if let package = installed.first(where: { $0.name == name && $0.architecture != "all" }) {
                return package.architecture
            }
        }
        let counts = installed.reduce(into: [String: Int]()) { $0[$1.architecture, default: 0] += 1 }
        let own = counts.filter { $0.key != "all" }.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return own?.key ?? "all"
    }

    /// Reads a status file.
    ///
    /// - Throws: ``FeedError`` with the line; `nothingFound` if no package is installed.
    package init(parsing bytes: [UInt8], file: String) throws(FeedError) {
        var installed: [DebianPackage] = []
        var unusual: [String: Int] = [:]
        var leftOut: [String: Int] = [:]
        var seen: Set<String> = []
        var log = OddityLog(file: file)
        let expected = "a dpkg status file ('Package: ...', 'Status: ...', 'Version: ...')"
        let fields = DebianPackage.fields
        try ControlFile.forEachParagraph(in: bytes, file: file, expected: expected, fields: fields) {
            paragraph throws(FeedError) in
            guard let text = paragraph["Status"] else {
                let hint = paragraph["Size"] == nil ? "" : "; this looks like a package index"
                let message = "a paragraph has no 'Status' field\(hint); expected \(expected)"
                throw FeedError(.missingField, file: file, line: paragraph.line, message)
            }
            guard let state = PackageState(text) else {
                let message =
                    "\(FeedText.excerpt(text)) is not a state that dpkg knows; expected three words such as 'install ok installed'"
                throw FeedError(.malformed, file: file, line: paragraph.line(of: "Status"), message)
            }
            // dpkg has a package half-installed before it knows its version.
            let isUnknown = state.progress == .halfInstalled && paragraph["Version"] == nil
            guard state.isOnMachine, !isUnknown else {
                leftOut[isUnknown ? "\(state), no version" : "\(state)", default: 0] += 1
                return
            }
            guard let package = try DebianPackage(paragraph, log: &log, isHeld: state.isHeld) else { return }
            guard seen.insert("\(package.name):\(package.architecture)").inserted else {
                let message = "package '\(package.name)' (\(package.architecture)) is listed twice"
                throw FeedError(.malformed, file: file, line: paragraph.line, message)
            }
            if !state.isUsual { unusual["\(state)", default: 0] += 1 }
            installed.append(package)
        }
        guard !installed.isEmpty else {
            if let odd = log.oddities.first(where: \.leavesPackageOut) {
                throw FeedError(.malformed, file: file, line: odd.line, odd.message)
            }
            throw FeedError(.nothingFound, file: file, "no package in it is installed; expected \(expected)")
        }
        self.file = file
        self.installed = installed
        self.unusualStates = unusual
        self.leftOut = leftOut
        self.oddities = log.oddities
    }
}
