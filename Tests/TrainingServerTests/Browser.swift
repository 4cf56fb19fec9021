import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Synchronization
import Text
import Training

@testable import TrainingServer

/// Sends requests to the router, without any network.
struct Browser: Sendable {
    struct Answer: Sendable {
        var status: Int
        var headers: HTTPFields
        var body: String

        var members: [String: JSON] { (try? JSONReader.read(body))?.members ?? [:] }

        func text(_ key: String) -> String? { if case .string(let text) = members[key] { text } else { nil } }
    }

    static let token = String(repeating: "a", count: 32)
    static let cookie = String(repeating: "b", count: 32)
    static let port = 8123

    let shelf: MemoryShelf
    let access: Access
    private let responder: RouterResponder<BasicRequestContext>

    init(_ shelf: MemoryShelf = MemoryShelf([SmallLesson.made()])) {
        self.shelf = shelf
        access = Access(token: Self.token, cookie: Self.cookie, port: Self.port)
        let queue = BeliefQueue(size: .init(draws: 12), threads: 1)
        responder = TrainingRoutes(shelf, access: access, queue: queue).router().buildResponder()
    }

    /// What a page of ours sends along.
    var headers: [(String, String)] {
        [
            ("Cookie", "\(access.cookieName)=\(Self.cookie)"), ("X-PatchLab", "1"),
            ("Content-Type", "application/json"), ("Origin", "http://127.0.0.1:\(Self.port)"),
            ("Sec-Fetch-Site", "same-origin"),
        ]
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String = "",
        host: String? = "127.0.0.1:\(port)",
        headers: [(String, String)]? = nil
    ) async throws -> Answer {
        var fields = HTTPFields()
        for (name, value) in headers ?? self.headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        let head = HTTPRequest(method: method, scheme: "http", authority: host, path: path, headerFields: fields)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body)))
        let channel = NIOAsyncTestingChannel()
        let context = BasicRequestContext(
            source: ApplicationRequestContextSource(channel: channel, logger: Logger(label: "test"))
        )
        let response = try await responder.respond(to: request, context: context)
        let collected = Collected()
        try await response.body.write(Writer(collected: collected))
        return Answer(
            status: response.status.code,
            headers: response.headers,
            body: collected.text.withLock { $0 }
        )
    }

    /// Begins a session, and hands back its id.
    func begin(_ mode: String = "practise", code: String? = nil) async throws -> String {
        let code = code.map { "\"\($0)\"" } ?? "null"
        let answer = try await send(.post, "/api/sessions", #"{"lesson":"small","mode":"\#(mode)","code":\#(code)}"#)
        guard let session = answer.members["session"]?.members, case .string(let id) = session["id"] else { return "" }
        return id
    }

    /// The number of times that something was done in a session.
    func revision(of id: String) async throws -> Int {
        let members = try await send(.get, "/api/sessions/\(id)").members
        guard case .integer(let revision) = members["revision"] else { return -1 }
        return revision
    }

    /// Does a line, as the page does.
    func perform(_ line: String, in id: String, revision: Int? = nil, key: String? = nil) async throws -> Answer {
        let at: Int
        if let revision { at = revision } else { at = try await self.revision(of: id) }
        let body = JSON.object([
            ("line", .string(line)), ("revision", .integer(at)), ("key", .string(key ?? Hex.secret())),
        ])
        return try await send(.post, "/api/sessions/\(id)/lines", body.compact)
    }
}

private final class Collected: Sendable { let text = Mutex("") }

private struct Writer: ResponseBodyWriter {
    let collected: Collected

    mutating func write(_ buffer: ByteBuffer) async throws {
        collected.text.withLock { $0 += String(buffer: buffer) }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
