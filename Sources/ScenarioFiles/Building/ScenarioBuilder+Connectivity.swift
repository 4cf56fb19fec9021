import EventEngine
import PatchModel

extension ScenarioBuilder {
    mutating func readProfiles(_ map: MapValue) {
        for entry in map.named("connectivity") {
            checkName(entry.name, at: entry.position)
            if ConnectivityProfiles.names.contains(entry.name) {
                report(
                    .duplicateName,
                    "\(quoted(entry.name)) is a profile that comes with PatchLab; choose another name",
                    at: entry.position
                )
            }
            profiles.updateValue(profile(entry.value), forKey: entry.name)
        }
    }

    private mutating func profile(_ value: Value) -> Connectivity? {
        guard let map = value.map else { return nil }
        switch map.outline.id {
        case Format.alternating.id: return alternating(map)
        case Format.weekly.id: return map.map("weekly").flatMap { weekly($0) }
        default: return trace(map)
        }
    }

    private mutating func alternating(_ map: MapValue) -> Connectivity? {
        let on = period(map, "on")
        let off = period(map, "off")
        guard let on, let off, let away = map.number("away") else { return nil }
        return .alternating(on: on, off: off, awayShare: away)
    }

    /// A law whose mean is finite and not below the clock's second: without that, devices would have no equilibrium.
    private mutating func period(_ map: MapValue, _ key: String) -> Distribution? {
        guard let value = map[key], let law = distribution(value, positive: true) else { return nil }
        guard law.mean >= 1, law.mean.isFinite else {
            report(
                .badDistribution,
                "periods `\(key)` need a finite mean of at least a second, not \(law.mean) s",
                at: map.position(of: key)
            )
            return nil
        }
        return law
    }

    private func weekly(_ map: MapValue) -> Connectivity? {
        guard case .hours(let opens, let closes)? = map["hours"]?.scalar, let attendance = map.number("attendance"),
            let arrival = ticks(map, "arrival"), map["days"] != nil
        else { return nil }
        guard arrival < closes - opens else {
            report(.badHours, "`arrival` must be shorter than the hours", at: map.position(of: "arrival"))
            return nil
        }
        var days: Set<Weekday> = []
        for value in map.items("days") {
            guard let day = value.word.flatMap(Weekday.init(rawValue:)) else { continue }
            if !days.insert(day).inserted {
                report(.duplicateName, "\(day.rawValue) is listed twice", at: value.position)
            }
        }
        return .weekly(
            WeeklyPattern(
                days: days,
                opens: opens,
                closes: closes,
                attendance: attendance,
                arrival: arrival,
                absent: map.word("absent", as: WeeklyPattern.Absence.self) ?? .off
            )
        )
    }

    private mutating func trace(_ map: MapValue) -> Connectivity? {
        guard let value = map["trace"], let name = value.text else { return nil }
        let path = sources.path(of: name, from: value.position.file)
        if let known = traces[path] { return known }
        traceFiles.append(path)
        let sessions = TraceReader(diagnostics: diagnostics, files: sources)
            .read(path: path, counted: &traceBytes, reportAt: value.position)
        let trace = sessions.map { Connectivity.trace($0) }
        traces.updateValue(trace, forKey: path)
        return trace
    }

    /// The profile that a group names; an unknown one is reported.
    func connectivity(_ map: MapValue) -> (name: String, profile: Connectivity)? {
        guard let value = map["connectivity"], let name = value.text else { return nil }
        if let own = profiles[name] { return own.map { (name, $0) } }
        if let shipped = ConnectivityProfiles.named(name) { return (name, shipped) }
        report(
            .unknownConnectivity,
            "there is no connectivity profile \(quoted(name))",
            at: value.position,
            suggestion: diagnostics.nearest(to: name, among: profiles.keys.sorted() + ConnectivityProfiles.names)
        )
        return nil
    }
}
