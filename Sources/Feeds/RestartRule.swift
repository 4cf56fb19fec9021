/// What has to restart after an update, as a tool like needrestart would advise it.
///
/// 1. The kernel, the C library, the init system, the message bus and processor microcode: a reboot. Everything uses them,
///    and they cannot be, or are not safely, replaced under a running system.
/// 2. A package that ships a service (or is the server whose service a package of the same first name ships, as
///    `postgresql-common` does for `postgresql-15`), a package on which a service depends, a library that others depend
///    on, or the display server: the services concerned restart, since they run the old code until then.
/// 3. Anything else: nothing; the next start of the program uses the new version.
enum RestartRule {
    private static let rebootSources: [String: String] = [
        "linux": "kernel", "glibc": "C library", "systemd": "init system", "dbus": "message bus",
        "intel-microcode": "processor microcode", "amd64-microcode": "processor microcode",
    ]

    static func restart(
        advisorySource: String,
        binaries: [PendingUpdate.Binary],
        resolvers: [DependencyResolver]
    ) -> (PendingUpdate.Restart, String) {
        if let reason = rebootSources[advisorySource] { return (.reboot, reason) }
        if let service = binaries.first(where: \.shipsService) { return (.service, "\(service.name) is a service") }

        let own = Set(binaries.map(\.name))
        for resolver in resolvers {
            let services = resolver.services
            let server = resolver.firstEdge(from: own) {
                services.contains($0.to) && firstName($0.from) == firstName($0.to)
            }
            if let server { return (.service, "\(server.to) runs it as a service") }
            if let user = resolver.firstEdge(to: own, where: { services.contains($0.from) }) {
                return (.service, "\(user.from) uses it")
            }
        }
        for binary in binaries where isLibrary(binary) {
            let user = resolvers.lazy.compactMap { resolver in
                resolver.firstEdge(to: [binary.name]) { !own.contains($0.from) }
            }.first
            if let user { return (.service, "library, used by \(user.from)") }
        }
        if binaries.contains(where: { $0.section == "x11" }) { return (.service, "display server") }
        return (.none, "the next start of the program uses it")
    }

    private static func firstName(_ package: String) -> Substring { package.prefix { $0 != "-" } }

    private static func isLibrary(_ binary: PendingUpdate.Binary) -> Bool {
        binary.section == "libs" || binary.section == "oldlibs" || binary.name.hasPrefix("lib")
    }
}
