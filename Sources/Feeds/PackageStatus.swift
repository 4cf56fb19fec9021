/// What is installed on one machine: dpkg's status file.
public struct PackageStatus: Sendable {
    /// Where it was read from.
    public let file: String
    /// The packages in state `install ok installed`, by name, in the file's order.
    ///
    /// A package on hold (`hold ok installed`) is left out, as is one that is half-configured or merely has its
    /// configuration left: no update run would replace it.
    public let installed: [DebianPackage]
    /// How many paragraphs were in another state.
    public let otherStates: Int

    /// The machine's own architecture: the most common one among its packages apart from `all`.
    var machineArchitecture: String {
        let counts = installed.reduce(into: [String: Int]()) { $0[$1.architecture, default: 0] += 1 }
        let own = counts.filter { $0.key != "all" }.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return own?.key ?? "all"
    }

    /// Reads a status file.
    ///
    /// - Throws: ``FeedError`` with the line; `nothingFound` if no package is installed.
    public init(parsing bytes: [UInt8], file: String) throws(FeedError) {
        var installed: [DebianPackage] = []
        var others = 0
        var seen: Set<String> = []
        let expected = "a dpkg status file ('Package: ...', 'Status: ...', 'Version: ...')"
        let fields = DebianPackage.fields
        try ControlFile.forEachParagraph(in: bytes, file: file, expected: expected, fields: fields) {
            paragraph throws(FeedError) in
            guard let status = paragraph["Status"] else {
                let hint = paragraph["Size"] == nil ? "" : "; this looks like a package index"
                let message = "a paragraph has no 'Status' field\(hint); expected \(expected)"
                throw FeedError(.missingField, file: file, line: paragraph.line, message)
            }
            guard status.split(separator: " ") == ["install", "ok", "installed"] else {
                others += 1
                return
            }
            let package = try DebianPackage(paragraph, file: file)
            guard seen.insert("\(package.name):\(package.architecture)").inserted else {
                let message = "package '\(package.name)' (\(package.architecture)) is listed twice"
                throw FeedError(.malformed, file: file, line: paragraph.line, message)
            }
            installed.append(package)
        }
        guard !installed.isEmpty else {
            throw FeedError(.nothingFound, file: file, "no package in it is installed; expected \(expected)")
        }
        self.file = file
        self.installed = installed
        self.otherStates = others
    }
}
