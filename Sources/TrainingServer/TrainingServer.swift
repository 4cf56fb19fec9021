import Hummingbird
import Logging
import NIOCore

/// The page of the training, served to browsers on this machine alone.
package struct TrainingServer: Sendable {
    private let access: Access
    private let routes: TrainingRoutes

    package init(_ shelf: any SessionShelf, queue: BeliefQueue) {
        access = Access()
        routes = TrainingRoutes(shelf, access: access, queue: queue)
    }

    /// Serves until the process is asked to end.
    ///
    /// - Parameters:
    ///   - port: 0: any that is free.
    ///   - start: what the page shows first.
    ///   - isReady: called once with the address to open, which has the token behind `#`.
    package func run(port: Int, start: Start, isReady: @escaping @Sendable (String) -> Void) async throws {
        var logger = Logger(label: "patchlab")
        logger.logLevel = .critical
        let access = access
        let application = Application(
            router: routes.router(),
            configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? port
                access.port = port
                isReady("http://127.0.0.1:\(port)/#token=\(access.token)\(start.fragment)")
            },
            logger: logger
        )
        // Signals end the process at once: whatever was answered is on the disk.
        try await application.runService(gracefulShutdownSignals: [])
    }

    /// What the page shows first.
    package enum Start: Sendable {
        case lessons
        /// How a lesson is to be played, by its digest: that is safe in an address, and a name may have any letter.
        case lesson(digest: String)
        /// A session, by the name of its file.
        case session(String)

        var fragment: String {
            switch self {
            case .lessons: ""
            case .lesson(let digest): "&lesson=\(digest)"
            case .session(let name): "&session=\(SessionTable.id(of: name))"
            }
        }
    }
}
