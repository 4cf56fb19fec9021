package import PatchModel

/// A component that has a vulnerability, in all versions below a bound.
package struct AffectedComponent: Sendable, Hashable {
    /// The component, as the scenario calls it (`libssl3`, `libssl3_held`).
    package let name: String
    /// The first version without the vulnerability: the pending one, or the oldest on a machine that has the fix already.
    package let bound: DebianVersion

    /// The components by which the machines of an update have one vulnerability.
    ///
    /// A scenario's range of versions applies to all machines. So where a machine waits for the same update and has the
    /// fix already, the range ends below that machine's version; and a binary package that only such machines have is left
    /// out.
    ///
    /// - Parameters:
    ///   - machines: The machines of the update on which the vulnerability is open. With a version, all older ones have it
    ///     (``AdvisoryMatcher``), so that each of these machines keeps at least one component below its bound.
    ///   - isKeptBack: Whether it is packages that are kept back, which are components of their own.
    static func of(_ update: PendingUpdate, openOn machines: Set<String>, isKeptBack: Bool) -> [AffectedComponent] {
        update.binaries.compactMap { binary in
            let fixed = binary.installed.filter { !machines.contains($0.key) }.map(\.value).min()
            let bound = min(binary.version, fixed ?? binary.version)
            guard binary.installed.contains(where: { machines.contains($0.key) && $0.value < bound }) else {
                return nil
            }
            let name = isKeptBack ? ComponentGraph.keptBackName(binary.name) : binary.name
            return AffectedComponent(name: name, bound: bound)
        }
    }
}
