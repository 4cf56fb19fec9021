import PatchModel

/// What of the machines the indexes cover: their release, their architectures, and what is left over.
package struct IndexCoverage: Sendable {
    /// The release that all machines run, as given or told from what is installed, failing that from the indexes; nil if
    /// nothing tells it.
    package let release: String?
    /// Whether only the indexes tell the release.
    package let isReleaseAssumed: Bool
    /// By machine, how many packages of each architecture that is in no index.
    package let foreignArchitectures: [String: [String: Int]]
    /// By machine, how many packages of each other release than the machine's, as their versions say, that no index has:
    /// leftovers of an upgrade, which nobody updates any more.
    package let otherReleases: [String: [String: Int]]
    /// By machine, how many packages an index has, in whatever version.
    package let comparedPackages: [String: Int]
    /// By machine, the packages that were passed over and that an index has, so that their updates are not known.
    package let unreadableOffers: [String: [String]]
    /// The indexes that are of another release than that which was given.
    package let contradictingIndexes: [PackageIndex]

    /// - Throws: ``FeedError`` with code `conflict` if machines are of several releases, an index is of another one (unless
    ///   the user named the release), or a machine's architecture is in no index: an answer would say that nothing is
    ///   pending where nothing was compared.
    init(_ request: DebianImport) throws(FeedError) {
        let offers = PackageOffers(request.indexes)
        let architectures = offers.architectures
        let indexes = request.indexFiles
        var told: [(machine: DebianImport.Machine, release: String)] = []
        var foreign: [String: [String: Int]] = [:]
        for machine in request.machines {
            let own = machine.status.machineArchitecture
            guard own == "all" || architectures.isEmpty || architectures.contains(own) else {
                let known = architectures.sorted().joined(separator: ", ")
                let message =
                    "this is a machine of the architecture \(own), and \(indexes) has packages of \(known) only, so that "
                    + "nothing could be compared; give the index of \(own), too (--security, once for each index)"
                throw FeedError(.conflict, file: machine.status.file, message)
            }
            for package in machine.status.installed
            where package.architecture != "all" && !architectures.contains(package.architecture) {
                foreign[machine.name, default: [:]][package.architecture, default: 0] += 1
            }
            if let release = DebianRelease.codeName(of: machine.status) { told.append((machine, release)) }
        }

        if request.release == nil, let first = told.first,
            let other = told.first(where: { $0.release != first.release })
        {
            let message =
                "this machine runs \(other.release), and \(first.machine.status.file) runs \(first.release); import machines "
                + "of one release at a time, each with the index of its release"
            throw FeedError(.conflict, file: other.machine.status.file, message)
        }
        let ofIndexes = Set(request.indexes.compactMap(\.release))
        release = request.release ?? told.first?.release ?? (ofIndexes.count == 1 ? ofIndexes.first : nil)
        isReleaseAssumed = request.release == nil && told.isEmpty && release != nil
        let release = release
        contradictingIndexes = request.indexes.filter { $0.release != nil && release != nil && $0.release != release }
        if request.release == nil, let index = contradictingIndexes.first, let found = index.release,
            let first = told.first
        {
            let message =
                "this is an index of \(found), and \(first.machine.status.file) runs \(first.release); give the index of "
                + "\(first.release), or say what the machines run (--release)"
            throw FeedError(.conflict, file: index.file, message)
        }
        if request.release == nil, told.isEmpty, ofIndexes.count > 1 {
            let message =
                "the indexes are of several releases (\(ofIndexes.sorted().joined(separator: ", "))); give one only"
            throw FeedError(.conflict, file: indexes, message)
        }

        var others: [String: [String: Int]] = [:]
        var compared: [String: Int] = [:]
        var unreadable: [String: [String]] = [:]
        for machine in request.machines {
            let own = machine.status.machineArchitecture
            for package in machine.status.installed {
                guard offers.candidate(for: package, machine: own) == nil else {
                    compared[machine.name, default: 0] += 1
                    continue
                }
                guard let named = DebianRelease.codeName(in: package.version), let release, named != release else {
                    continue
                }
                others[machine.name, default: [:]][named, default: 0] += 1
            }
            let passedOver = machine.status.oddities.filter(\.leavesPackageOut).map(\.package)
            unreadable[machine.name] = passedOver.filter { offers.package($0, architecture: own) != nil }
        }
        foreignArchitectures = foreign
        otherReleases = others
        comparedPackages = compared
        unreadableOffers = unreadable
    }
}
