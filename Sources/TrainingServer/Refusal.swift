import HTTPTypes
import Hummingbird
import NIOCore
import Text

/// Why a request is not done: a code that stays the same, and words that the page shows.
struct Refusal: Error, Sendable {
    var status: HTTPResponse.Status
    var code: String
    var words: String
    /// What else the page needs to go on, such as the session as it stands.
    var more: [(String, JSON)] = []

    init(_ status: HTTPResponse.Status, _ code: String, _ words: String, _ more: [(String, JSON)] = []) {
        self.status = status
        self.code = code
        self.words = words
        self.more = more
    }

    static let stranger = Refusal(
        .unauthorized,
        "no-cookie",
        "This browser is not known here. Open the address that the command has printed."
    )
    /// The same whether there is no such thing, or it may not be seen.
    static let unknown = Refusal(.notFound, "unknown", "There is nothing here.")

    var response: Response {
        Response.json(.object([("code", .string(code)), ("words", .string(words))] + more), status: status)
    }
}

extension HTTPResponse.Status {
    /// The disk is full, or the file is.
    static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}

extension Response {
    static func json(_ value: JSON, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.compactBytes))
        )
    }

    static func asset(_ bytes: [UInt8], type: String, isImmutable: Bool) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: isImmutable ? "public, max-age=31536000, immutable" : "no-store",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}
