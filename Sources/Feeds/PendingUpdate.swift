package import PatchModel

/// The pending update of one source package: what a planner rolls out as one patch.
package struct PendingUpdate: Sendable {
    /// One of its binary packages that at least one machine has installed in an older version.
    package struct Binary: Sendable {
        /// The package.
        package let name: String
        /// The version the archive offers.
        package let version: DebianVersion
        /// The older versions that are installed, by machine.
        package let installed: [String: DebianVersion]
        /// The archive section.
        package let section: String
        /// Whether it ships a service of its own.
        package let shipsService: Bool
    }

    /// What has to restart for the update to be in force.
    package enum Restart: String, Sendable, Hashable {
        case none
        case service
        case reboot
    }

    /// The source package, as the index names it; where several count as one, the last of them alphabetically.
    package let source: String
    /// The source's name and version as advisories use them.
    package let advisorySource: String
    package let version: DebianVersion
    /// The versions of the source that are installed, by machine, as advisories count them; the oldest if they differ
    /// among its binaries.
    package let installed: [String: DebianVersion]
    /// The binary packages, alphabetically.
    package let binaries: [Binary]
    /// Bytes that each machine downloads.
    package let downloads: [String: Int64]
    /// The restart it needs.
    package let restart: Restart
    /// Why, in a few words.
    package let restartReason: String

    /// The patch's size: what the machine with the most to download downloads. A patch has one size in a scenario, and
    /// no machine should get away cheaper than it would.
    package var size: Int64 { downloads.values.max() ?? 0 }

    /// The updates of several machines.
    struct Found {
        /// Those that an update run would install, one for each source package, alphabetically.
        var pending: [PendingUpdate]
        /// Those that it would not, because of packages on hold. A source may occur in both.
        var keptBack: [PendingUpdate]
        /// By machine, the packages that are kept back.
        var keptNames: [String: Set<String>]
    }

    private typealias Item = (machine: Int, installed: DebianPackage, offered: DebianPackage)

    /// Finds what is newer in the archive than on the machines.
    ///
    /// Sources are told apart by the names that advisories use, since several become one patch there: `linux`, with the
    /// headers, and `linux-signed-amd64`, with the signed kernels.
    static func find(
        machines: [DebianImport.Machine],
        offers archive: PackageOffers,
        resolvers: [DependencyResolver]
    ) -> Found {
        var pending: [String: [Item]] = [:]
        var keptBack: [String: [Item]] = [:]
        var keptNames: [String: Set<String>] = [:]
        let architectures = machines.map(\.status.machineArchitecture)
        for (number, machine) in machines.enumerated() {
            let architecture = architectures[number]
            let newer = machine.status.installed.map { package in
                archive.candidate(for: package, machine: architecture).flatMap {
                    package.version < $0.version ? $0 : nil
                }
            }
            let kept = KeptBack(machine.status, offers: newer).names
            keptNames[machine.name] = kept
            for (package, offered) in zip(machine.status.installed, newer) {
                guard let offered else { continue }
                let item = (number, package, offered)
                if kept.contains(package.name) {
                    keptBack[offered.advisorySource, default: []].append(item)
                } else {
                    pending[offered.advisorySource, default: []].append(item)
                }
            }
        }
        func updates(_ found: [String: [Item]]) -> [PendingUpdate] {
            found.values.compactMap {
                PendingUpdate(
                    found: $0,
                    machines: machines,
                    architectures: architectures,
                    archive: archive,
                    resolvers: resolvers
                )
            }
            .sorted { $0.source < $1.source }
        }
        return Found(pending: updates(pending), keptBack: updates(keptBack), keptNames: keptNames)
    }

    private init?(
        found: [Item],
        machines: [DebianImport.Machine],
        architectures: [String],
        archive: PackageOffers,
        resolvers: [DependencyResolver]
    ) {
        guard let newest = found.map(\.offered).max(by: { $0.version < $1.version }) else { return nil }
        var installed: [String: DebianVersion] = [:]
        var downloads: [String: Int64] = [:]
        var fetched: Set<String> = []
        for item in found {
            let name = machines[item.machine].name
            let version = item.installed.advisoryVersion
            installed[name] = min(version, installed[name] ?? version)
            downloads[name, default: 0] += item.offered.size
            let known = resolvers[item.machine].names
            let architecture = architectures[item.machine]
            for extra in Self.newPackages(
                neededBy: item.offered,
                beside: known,
                architecture: architecture,
                archive: archive
            )
            where fetched.insert("\(name)/\(extra.name)").inserted {
                downloads[name, default: 0] += extra.size
            }
        }
        // The kernel's own source if it is among several; their order, so that the same inputs give the same name.
        self.source = found.map(\.offered.source).max() ?? newest.source
        self.advisorySource = newest.advisorySource
        self.version = found.map(\.offered.advisoryVersion).max() ?? newest.advisoryVersion
        self.installed = installed
        self.downloads = downloads
        self.binaries = Dictionary(grouping: found, by: \.installed.name).sorted { $0.key < $1.key }.map {
            name,
            items in
            Binary(
                name: name,
                version: items.map(\.offered.version).max() ?? newest.version,
                installed: Dictionary(
                    items.map { (machines[$0.machine].name, $0.installed.version) },
                    uniquingKeysWith: min
                ),
                section: items[0].offered.section,
                shipsService: items.contains { $0.installed.shipsService }
            )
        }
        (restart, restartReason) = RestartRule.restart(
            advisorySource: newest.advisorySource,
            binaries: binaries,
            resolvers: resolvers
        )
    }

    /// Packages of the same source that the new version pulls in although nothing like them was installed before. That is
    /// how a kernel arrives: the small meta package `linux-image-amd64` depends on a package named after the new kernel.
    private static func newPackages(
        neededBy offered: DebianPackage,
        beside names: Set<String>,
        architecture: String,
        archive: PackageOffers
    ) -> [DebianPackage] {
        return offered.dependencies.compactMap { clause in
            guard !clause.contains(where: { names.contains($0.name) }), let first = clause.first,
                let package = archive.package(first.name, architecture: architecture)
            else { return nil }
            return package.source == offered.source ? package : nil
        }
    }
}
