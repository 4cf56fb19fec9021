import PatchModel

/// What is known of the versions of a component.
struct KnownVersions {
    /// A version that cannot be one of the component's, or stands at the wrong place.
    struct Problem: Error {
        var code: DiagnosticCode
        var message: String
    }

    let order: VersionOrder
    /// As declared; empty if they could not be read.
    private(set) var names: [String] = []
    /// The same by Debian's rules, where these are its order.
    private var ordered: [DebianVersion] = []
    private var places: [DebianVersion: Int] = [:]
    private var listedPlaces: [String: Int] = [:]

    init(order: VersionOrder = .debian) { self.order = order }

    /// Whether anything can be said about a version.
    var isKnown: Bool { !names.isEmpty }

    /// Adds the next version.
    mutating func add(_ name: String) throws(Problem) {
        switch order {
        case .debian:
            let version = try Self.debian(name)
            if let last = ordered.last, last >= version {
                let message =
                    last == version
                    ? "\(quoted(name)) is the same version as the one before it"
                    : "\(quoted(name)) is older than \(quoted(last.description)), which stands before it; `order: listed` takes the list as it is"
                throw Problem(code: .versionsNotAscending, message: message)
            }
            places[version] = names.count
            ordered.append(version)
        case .listed:
            if listedPlaces.updateValue(names.count, forKey: name) != nil {
                throw Problem(code: .versionsNotAscending, message: "\(quoted(name)) stands in the list before")
            }
        }
        names.append(name)
    }

    /// The place of a version; nil if there is no such version.
    func index(of name: String) throws(Problem) -> Int? {
        switch order {
        case .debian: places[try Self.debian(name)]
        case .listed: listedPlaces[name]
        }
    }

    /// The places of the versions that a constraint holds for; nil if it holds for none.
    func range(of constraint: Constraint) throws(Problem) -> Range<Int>? {
        guard let comparison = constraint.comparison, let name = constraint.version else { return names.indices }
        let (first, last): (Int?, Int?)
        switch order {
        case .debian:
            let version = try Self.debian(name)
            first = ordered.firstIndex { comparison.holds($0, version) }
            last = ordered.lastIndex { comparison.holds($0, version) }
        case .listed:
            guard let place = listedPlaces[name] else {
                throw Problem(
                    code: .unknownVersion,
                    message: "\(quoted(constraint.component)) has no version \(quoted(name)) in its list"
                )
            }
            first = names.indices.first { comparison.holds($0, place) }
            last = names.indices.last { comparison.holds($0, place) }
        }
        guard let first, let last else { return nil }
        return first..<last + 1
    }

    private static func debian(_ name: String) throws(Problem) -> DebianVersion {
        do throws(DebianVersion.ParseError) {
            return try DebianVersion(name)
        } catch {
            throw Problem(
                code: .badVersion,
                message: "\(quoted(name)) is not a version: \(error.reason)"
            )
        }
    }
}
