import HTTPTypes
import Hummingbird

/// What every request has to pass, and what every answer carries.
///
/// A browser runs pages of others, and those can send requests to this machine. They cannot send a `Host` that is ours under a name
/// of theirs (DNS rebinding), hide their `Origin`, or set `X-PatchLab` without being asked first.
struct Gate<Context: RequestContext>: RouterMiddleware {
    static var longestPath: Int { 256 }

    let access: Access

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            try check(request)
            response = try await next(request, context)
        } catch let refusal as Refusal {
            response = refusal.response
        } catch let error as any HTTPResponseError {
            response = Self.refusal(of: error.status).response
        }
        for (name, value) in Self.headers { response.headers[name] = value }
        return response
    }

    private func check(_ request: Request) throws {
        guard access.isOwn(host: request.head.authority) else {
            throw Refusal(.misdirectedRequest, "host", "This server answers to 127.0.0.1 and localhost alone.")
        }
        guard (request.head.path ?? "").utf8.count <= Self.longestPath else {
            throw Refusal(.uriTooLong, "too-long", "The address is too long.")
        }
        let origins = request.headers[values: .origin]
        guard origins.allSatisfy(access.isOwn(origin:)) else {
            throw Refusal(.forbidden, "origin", "Requests of other sites are not answered.")
        }
        let isPage = Self.isPage(request)
        let sites = request.headers[values: .secFetchSite]
        guard sites.allSatisfy({ $0 == "same-origin" || isPage && $0 == "none" }) else {
            throw Refusal(.forbidden, "origin", "Requests of other sites are not answered.")
        }
        switch request.method {
        case .get: break
        case .post:
            guard request.headers[values: .xPatchLab] == ["1"] else {
                throw Refusal(.forbidden, "header", "Changes need the header X-PatchLab: 1.")
            }
        default: throw Refusal(.methodNotAllowed, "method", "Only GET and POST are answered.")
        }
        guard isPage || request.uri.path == "/api/login" || access.isKnown(cookies: request.headers[values: .cookie])
        else { throw Refusal.stranger }
    }

    /// Whether it asks for the page, or one of its two files.
    ///
    /// What is open is named, and not what is closed: to the router, which passes over empty parts of a path, `//api/lessons` is
    /// `/api/lessons`.
    private static func isPage(_ request: Request) -> Bool {
        let path = request.uri.path
        return request.method == .get && (path == "/" || path.hasPrefix("/assets/"))
    }

    private static func refusal(of status: HTTPResponse.Status) -> Refusal {
        switch status {
        case .notFound: .unknown
        case .contentTooLarge: Refusal(.contentTooLarge, "too-large", "A request has 64 KiB at most.")
        default: Refusal(status, "http", "The request cannot be understood.")
        }
    }

    private static var headers: [(HTTPField.Name, String)] {
        [
            (
                .contentSecurityPolicy,
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                    + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
            ),
            (.xContentTypeOptions, "nosniff"), (.referrerPolicy, "no-referrer"),
            (.crossOriginResourcePolicy, "same-origin"), (.crossOriginOpenerPolicy, "same-origin"),
            (.xFrameOptions, "DENY"),
        ]
    }
}

extension HTTPField.Name {
    private static func known(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else { preconditionFailure("\(name) is no name of a header") }
        return field
    }

    static let xPatchLab = known("X-PatchLab")
    static let secFetchSite = known("Sec-Fetch-Site")
    static let referrerPolicy = known("Referrer-Policy")
    static let crossOriginOpenerPolicy = known("Cross-Origin-Opener-Policy")
    static let xFrameOptions = known("X-Frame-Options")
}
