import HTTPTypes
import Hummingbird
import NIOCore
import Text
import Training

/// What can be asked of the server. docs/training.md lists it.
struct TrainingRoutes: Sendable {
    static let mostLine = 4096

    let access: Access
    let table: SessionTable
    let streams: EventStreams

    init(_ shelf: any SessionShelf, access: Access, queue: BeliefQueue) {
        self.access = access
        table = SessionTable(shelf, queue)
        streams = EventStreams()
    }

    func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        router.add(middleware: Gate(access: access))
        addPage(router)
        router.post("/api/login") { request, _ in try await login(request) }
        router.get("/api/lessons") { _, _ in Response.json(await table.list()) }
        router.post("/api/sessions") { request, _ in try await begin(request) }
        router.get("/api/sessions/:id") { _, context in
            Response.json(await (try await desk(context)).document)
        }
        router.post("/api/sessions/:id/lines") { request, context in try await line(request, try await desk(context)) }
        router.get("/api/sessions/:id/events") { _, context in streams.response(of: try await desk(context)) }
        router.get("/api/sessions/:id/debrief") { _, context in
            Response.json(try await (try await desk(context)).debrief())
        }
        for (ending, type) in [("json", "application/json; charset=utf-8"), ("csv", "text/csv; charset=utf-8")] {
            router.get("/api/sessions/:id/result.\(ending)") { _, context in
                let text = try await (try await desk(context)).result(csv: ending == "csv")
                var response = Response.asset(Array(text.utf8), type: type, isImmutable: false)
                response.headers[.contentDisposition] = "attachment; filename=\"result.\(ending)\""
                return response
            }
        }
        return router
    }

    private func addPage(_ router: Router<BasicRequestContext>) {
        let assets = TrainingAssets.shipped
        router.get("/") { _, _ in
            Response.asset(assets.page, type: "text/html; charset=utf-8", isImmutable: false)
        }
        router.get("\(assets.scriptPath)") { _, _ in
            Response.asset(assets.script, type: "text/javascript; charset=utf-8", isImmutable: true)
        }
        router.get("\(assets.stylePath)") { _, _ in
            Response.asset(assets.style, type: "text/css; charset=utf-8", isImmutable: true)
        }
    }

    private func desk(_ context: BasicRequestContext) async throws -> SessionDesk {
        try await table.desk(context.parameters.get("id") ?? "")
    }

    // MARK: Changes

    private func login(_ request: Request) async throws -> Response {
        let fields = try await RequestFields(request, keys: ["token"])
        guard access.isToken(try fields.text("token", atMost: 128)) else {
            throw Refusal(.unauthorized, "token", "This is not the token that the command has printed.")
        }
        var response = Response.json(.object([("welcome", .bool(true))]))
        response.headers[.setCookie] = access.setCookie
        return response
    }

    private func begin(_ request: Request) async throws -> Response {
        let fields = try await RequestFields(request, keys: ["lesson", "mode", "code"])
        let desk = try await table.begin(
            try fields.text("lesson", atMost: 200),
            mode: try fields.mode("mode"),
            code: try fields.optionalText("code", atMost: 20)
        )
        return Response.json(
            .object([("said", .strings(await desk.greeting)), ("session", await desk.document)]),
            status: .created
        )
    }

    private func line(_ request: Request, _ desk: SessionDesk) async throws -> Response {
        let fields = try await RequestFields(request, keys: ["line", "revision", "key"])
        let answer = try await desk.perform(
            try fields.text("line", atMost: Self.mostLine),
            at: try fields.count("revision"),
            key: try fields.key("key")
        )
        return Response.json(answer)
    }
}
