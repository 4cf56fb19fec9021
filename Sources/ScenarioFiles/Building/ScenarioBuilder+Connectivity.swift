import PatchModel

extension ScenarioBuilder {
    mutating func readProfiles(_ entries: [Entry<Connectivity>]) {
        for entry in entries {
            checkName(entry.name, at: entry.position)
            if ConnectivityProfiles.names.contains(entry.name) {
                report(
                    .duplicateName,
                    "\(quoted(entry.name)) is a profile that comes with PatchLab; choose another name",
                    at: entry.position
                )
            }
            profiles.updateValue(entry.content.read(&self), forKey: entry.name)
        }
    }

    /// The recorded sessions of a file, which is read once.
    mutating func trace(_ name: String, at position: Position) -> Connectivity? {
        let path = sources.path(of: name, from: position.file)
        if let known = traces[path] { return known }
        traceFiles.append(path)
        let sessions = TraceReader(diagnostics: diagnostics, files: sources)
            .read(path: path, counted: &traceBytes, reportAt: position)
        let trace = sessions.map { Connectivity.trace($0) }
        traces.updateValue(trace, forKey: path)
        return trace
    }

    /// The profile of that name; an unknown one is reported.
    func connectivity(_ name: String, at position: Position) -> (name: String, profile: Connectivity)? {
        if let own = profiles[name] { return own.map { (name, $0) } }
        if let shipped = ConnectivityProfiles.named(name) { return (name, shipped) }
        report(
            .unknownConnectivity,
            "there is no connectivity profile \(quoted(name))",
            at: position,
            suggestion: diagnostics.nearest(to: name, among: profiles.keys.sorted() + ConnectivityProfiles.names)
        )
        return nil
    }
}
