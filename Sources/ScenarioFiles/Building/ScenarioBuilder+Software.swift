import PatchModel

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
            let known = knownVersions(component.versions, order: component.order)
            versions.append(known)
            software.components.append(Component(name: entry.name, versions: known.names))
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

    private func knownVersions(_ values: [Value], order: VersionOrder) -> KnownVersions {
        var known = KnownVersions(order: order)
        for value in values {
            guard case .version(let name) = value.scalar else { return KnownVersions() }
            do throws(KnownVersions.Problem) {
                try known.add(name)
            } catch {
                report(error.code, error.message, at: value.position)
                return KnownVersions()
            }
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
        do throws(KnownVersions.Problem) {
            if let index = try versions[component].index(of: version) { return (component, index) }
        } catch {
            report(error.code, error.message, at: value.position)
            return nil
        }
        let names = versions[component].names
        // Of versions that are equally near the newest one.
        report(
            .unknownVersion,
            "\(quoted(name)) has no version \(quoted(version)); it has \(listed(names))",
            at: value.position,
            suggestion: diagnostics.nearest(to: version, among: names.reversed())
        )
        return nil
    }

    /// The declared versions that a constraint holds for; none is an error.
    func range(_ value: Value) -> VersionRange? {
        guard case .constraint(let constraint) = value.scalar,
            let component = index(of: constraint.component, .component, at: value.position),
            versions[component].isKnown
        else { return nil }
        let known = versions[component]
        do throws(KnownVersions.Problem) {
            if let range = try known.range(of: constraint) {
                return VersionRange(component: component, versions: range)
            }
        } catch {
            let isUnknown = error.code == .unknownVersion
            report(
                error.code,
                error.message,
                at: value.position,
                suggestion: isUnknown
                    ? diagnostics.nearest(to: constraint.version ?? "", among: known.names.reversed()) : nil
            )
            return nil
        }
        report(
            .noVersionMatches,
            "no version of \(quoted(constraint.component)) matches; it has \(listed(known.names))",
            at: value.position
        )
        return nil
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
                        "\(quoted(name)) requires another version of \(quoted(other)) than \(versions[wanted].names[installed])",
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
