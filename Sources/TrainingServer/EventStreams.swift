import HTTPTypes
import Hummingbird
import NIOCore
import Text

/// Server-sent events: the session as it stands, whenever it has changed.
struct EventStreams: Sendable {
    /// At most so many times a second is the state sent.
    private static let pause = Duration.milliseconds(250)
    private static let ping = Duration.seconds(15)
    /// A stream ends after so long, and the browser opens another one: none lives for ever, whatever becomes of its browser.
    private static let longest = Duration.seconds(600)

    func response(of desk: SessionDesk) -> Response {
        let body = ResponseBody { writer in
            let (number, news) = await desk.follow()
            do {
                try await Self.write(news, of: desk, to: &writer)
            } catch {
                await desk.leave(number)
                throw error
            }
            await desk.leave(number)
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: body
        )
    }

    private enum Wake {
        case news(Bool)
        case ping, end
    }

    @concurrent
    private static func write(
        _ news: AsyncStream<Bool>,
        of desk: SessionDesk,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
        for await wake in wakes(news) {
            switch wake {
            case .news(true):
                let (id, document) = await desk.state
                try await writer.write(
                    ByteBuffer(string: "id: \(id)\nevent: session\ndata: \(document.compact)\n\n")
                )
                try await Task.sleep(for: pause)
            case .news(false):
                try await writer.write(ByteBuffer(string: "event: replaced\ndata: {}\n\n"))
                return
            case .ping: try await writer.write(ByteBuffer(string: ": still here\n\n"))
            case .end: return
            }
        }
    }

    /// The news, with a sign of life in between, which also finds out whether anybody is listening.
    private static func wakes(_ news: AsyncStream<Bool>) -> AsyncStream<Wake> {
        let (stream, continuation) = AsyncStream<Wake>.makeStream(bufferingPolicy: .bufferingNewest(4))
        let bell = Task {
            let start = ContinuousClock.now
            while !Task.isCancelled, ContinuousClock.now - start < longest {
                try? await Task.sleep(for: ping)
                continuation.yield(.ping)
            }
            continuation.yield(.end)
        }
        let reader = Task {
            for await item in news { continuation.yield(.news(item)) }
            continuation.finish()
        }
        continuation.onTermination = { _ in
            bell.cancel()
            reader.cancel()
        }
        return stream
    }
}
