import ScenarioFiles

/// Chooses for each piece of software the advisories of its ecosystem, and never guesses between two releases.
struct EcosystemChoice {
    private let store: AdvisoryStore
    private let given: [String]
    /// By what is known of an ecosystem and the scheme, the releases that advisories on such software are of.
    private var releases: [Key: Set<String>] = [:]

    private struct Key: Hashable {
        let ecosystem: String?
        let scheme: VersionScheme
    }

    /// - Parameter given: releases that the user named.
    init(_ software: [AdvisedSoftware], _ store: AdvisoryStore, given: [String]) {
        self.store = store
        self.given = given
        for one in software {
            let key = Key(ecosystem: one.ecosystem, scheme: one.scheme)
            releases[key, default: []].formUnion(all(for: one).map { Ecosystem.release($0.ecosystem) })
        }
    }

    /// Those on a piece of software that are of its scheme and, as far as that is known, of its ecosystem.
    private func all(for software: AdvisedSoftware) -> [PackageAdvisory] {
        let found = software.lookups.flatMap { store.advisories(on: $0) }
        return found.filter { advisory in
            guard Ecosystem.scheme(of: advisory.ecosystem) == software.scheme else { return false }
            return software.ecosystem.map { Ecosystem.covers($0, advisory.ecosystem) } ?? true
        }
    }

    /// - Throws: ``InputError`` with code `conflict` if the advisories are of several releases and none was named.
    func advisories(for software: AdvisedSoftware) throws(InputError) -> [PackageAdvisory] {
        let found = releases[Key(ecosystem: software.ecosystem, scheme: software.scheme)] ?? []
        func family(_ name: String) -> Substring { name.prefix { $0 != ":" } }
        // What is known of the software itself goes before what the user names.
        let meant = given.filter { one in
            (software.ecosystem.map { Ecosystem.covers($0, one) } ?? true)
                && found.contains { family($0) == family(one) }
        }
        guard found.count > 1 || !meant.isEmpty else { return all(for: software) }
        let named = meant.filter { one in found.contains { Ecosystem.covers(Ecosystem.release(one), $0) } }
        guard !named.isEmpty else {
            let some = found.sorted().prefix(6).joined(separator: ", ") + (found.count > 6 ? ", ..." : "")
            guard let missing = meant.first else {
                let message =
                    "the advisories on this software are of several releases (\(some)), and nothing says which one the devices have; "
                    + "give --ecosystem with one of them"
                throw InputError(.conflict, file: store.files.first?.name ?? "", message)
            }
            let message = "no advisory on this software is of \(missing); they are of \(some)"
            throw InputError(.conflict, file: "--ecosystem", message)
        }
        guard named.count == 1 else {
            let message =
                "versions of one kind cannot be told apart by release: \(named.joined(separator: " and ")) are both named; make "
                + "an import of each"
            throw InputError(.conflict, file: "--ecosystem", message)
        }
        return all(for: software).filter { Ecosystem.covers(named[0], $0.ecosystem) }
    }
}
