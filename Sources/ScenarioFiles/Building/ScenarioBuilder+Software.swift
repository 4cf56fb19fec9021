import PatchModel

/// What is known of the versions of a component.
struct KnownVersions {
    /// As declared; empty if they could not be read.
    var ordered: [DebianVersion] = []
    var indices: [DebianVersion: Int] = [:]

    /// Whether anything can be said about a version.
    var isKnown: Bool { !ordered.isEmpty }
}

/// A dependency with its place.
struct Requirement {
    var component: Int
    var range: VersionRange
    var position: Position
}

extension ScenarioBuilder {
    mutating func readSoftware(_ declared: Format.DeclaredSoftware?) {
        components = names(of: declared?.components)
        images = names(of: declared?.images)

        var requires: [[Value]] = []
        for entry in declared?.components ?? [] {
            checkComponentName(entry.name, at: entry.position)
            let component = entry.content.read(&self) ?? Format.component.blank
            requires.append(component.requires)
            let known = knownVersions(component.versions)
            versions.append(known)
            software.components.append(Component(name: entry.name, versions: known.ordered.map(\.description)))
        }
        for (index, values) in requires.enumerated() {
            for value in values {
                guard let range = range(value) else { continue }
                software.components[index].requires.append(range)
                requirements.append(Requirement(component: index, range: range, position: value.position))
            }
        }
        for entry in declared?.images ?? [] { addImage(entry.name, entry.content.read(&self) ?? []) }
    }

    private func checkComponentName(_ name: String, at position: Position) {
        if name.contains(where: { $0.isWhitespace || "<>=".contains($0) }) {
            report(.badName, "the component name \(quoted(name)) must not hold blanks, <, > or =", at: position)
        }
    }

    private func knownVersions(_ values: [Value]) -> KnownVersions {
        var known = KnownVersions()
        for value in values {
            guard case .version(let version) = value.scalar else { return KnownVersions() }
            if let last = known.ordered.last, last >= version {
                report(
                    .versionsNotAscending,
                    last == version
                        ? "\(quoted(version.description)) is the same version as the one before it"
                        : "\(quoted(version.description)) is older than \(quoted(last.description)), which stands before it",
                    at: value.position
                )
                return KnownVersions()
            }
            known.indices[version] = known.ordered.count
            known.ordered.append(version)
        }
        return known
    }

    private mutating func addImage(_ name: String, _ values: [Value]) {
        var installed: [Int: Int] = [:]
        var places: [Int: Position] = [:]
        for value in values {
            guard let (component, version) = installedVersion(value) else { continue }
            if installed[component] != nil {
                report(.duplicateName, "the image has \(components.names[component]) twice", at: value.position)
            }
            installed[component] = version
            places[component] = value.position
        }
        software.images.append(Image(name: name, installed: installed))
        installedAt.append(places)
    }

    /// Component and version index of `openssl 3.0.15` or `openssl -> 3.0.16`; what is unknown is reported.
    func installedVersion(_ value: Value) -> (component: Int, version: Int)? {
        guard case .pair(let name, let version) = value.scalar,
            let component = index(of: name, .component, at: value.position),
            versions[component].isKnown
        else { return nil }
        guard let index = versions[component].indices[version] else {
            let names = versions[component].ordered.map(\.description)
            // Of versions that are equally near the newest one.
            report(
                .unknownVersion,
                "\(quoted(name)) has no version \(quoted(version.description)); it has \(listed(names))",
                at: value.position,
                suggestion: diagnostics.nearest(to: version.description, among: names.reversed())
            )
            return nil
        }
        return (component, index)
    }

    /// The declared versions that a constraint holds for; none is an error.
    func range(_ value: Value) -> VersionRange? {
        guard case .constraint(let constraint) = value.scalar,
            let component = index(of: constraint.component, .component, at: value.position),
            versions[component].isKnown
        else { return nil }
        let ordered = versions[component].ordered
        guard let first = ordered.firstIndex(where: constraint.holds),
            let last = ordered.lastIndex(where: constraint.holds)
        else {
            report(
                .noVersionMatches,
                "no version of \(quoted(constraint.component)) matches; it has \(listed(ordered.map(\.description)))",
                at: value.position
            )
            return nil
        }
        return VersionRange(component: component, versions: first..<last + 1)
    }

    private func listed(_ names: [String]) -> String {
        let shown = names.prefix(6).joined(separator: ", ")
        return names.count > 6 ? "\(shown) and \(names.count - 6) more" : shown
    }

    // MARK: Dependencies

    /// Reports dependencies that no image can satisfy, and images that do not satisfy those of their components.
    mutating func checkRequirements() {
        var brought: [Int: Set<Int>] = [:]
        for update in patches.lazy.flatMap(\.updates) { brought[update.component, default: []].insert(update.to) }
        for requirement in requirements {
            let (wanted, range) = (requirement.range.component, requirement.range.versions)
            let name = components.names[requirement.component]
            let other = components.names[wanted]
            let isAvailable =
                software.images.contains { $0.installed[wanted].map(range.contains) ?? false }
                || brought[wanted]?.contains(where: range.contains) ?? false
            guard isAvailable else {
                report(
                    .noImageHasVersion,
                    "no image has, and no patch brings, the version of \(quoted(other)) that \(quoted(name)) requires",
                    at: requirement.position
                )
                continue
            }
            for (image, places) in zip(software.images, installedAt) {
                guard let place = places[requirement.component] else { continue }
                if let installed = image.installed[wanted] {
                    guard !range.contains(installed) else { continue }
                    report(
                        .unmetRequirement,
                        "\(quoted(name)) requires another version of \(quoted(other)) than \(versions[wanted].ordered[installed].description)",
                        at: place
                    )
                } else {
                    report(
                        .absentRequirement,
                        "\(quoted(name)) requires \(quoted(other)), which this image does not have",
                        at: place
                    )
                }
            }
        }
    }
}
