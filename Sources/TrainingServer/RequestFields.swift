import HTTPTypes
import Hummingbird
import NIOCore
import Text
import Training

/// The body of a request: a JSON object with known keys alone.
struct RequestFields {
    static let mostBytes = 64 << 10

    private let members: [String: JSON]

    /// - Throws: `Refusal` if it is none.
    init(_ request: Request, keys: Set<String>) async throws {
        let type = request.headers[.contentType] ?? ""
        guard type == "application/json" || type.hasPrefix("application/json;") else {
            throw Refusal(.unsupportedMediaType, "type", "A body must be application/json.")
        }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: Self.mostBytes)
        } catch {
            throw Refusal(.contentTooLarge, "too-large", "A request has 64 KiB at most.")
        }
        guard let text = String(validating: buffer.readableBytesView, as: UTF8.self),
            let members = (try? JSONReader.read(text))?.members
        else { throw Refusal(.badRequest, "no-json", "The body is not a JSON object in UTF-8.") }
        if let stranger = members.keys.sorted().first(where: { !keys.contains($0) }) {
            throw Refusal(
                .unprocessableContent,
                "unknown-key",
                "There is no key \"\(SafeText.excerpt(stranger, limit: 40))\".",
                [("field", .string(stranger)), ("allowed", .strings(keys.sorted()))]
            )
        }
        self.members = members
    }

    func text(_ key: String, atMost limit: Int) throws -> String {
        guard case .string(let text) = members[key] else { throw missing(key, "a text") }
        guard text.utf8.count <= limit else { throw missing(key, "a text of \(limit) bytes at most") }
        return text
    }

    /// Nil where it is absent or null.
    func optionalText(_ key: String, atMost limit: Int) throws -> String? {
        switch members[key] {
        case nil, .null?: nil
        default: try text(key, atMost: limit)
        }
    }

    func count(_ key: String) throws -> Int {
        guard case .integer(let value) = members[key], value >= 0 else { throw missing(key, "a whole number") }
        return value
    }

    /// 32 hexadecimal digits.
    func key(_ name: String) throws -> String {
        let text = try text(name, atMost: 32)
        guard Hex.isText(text, digits: 32) else { throw missing(name, "32 hexadecimal digits") }
        return text
    }

    func mode(_ key: String) throws -> Session.Mode {
        guard let mode = Session.Mode(rawValue: try text(key, atMost: 20)) else {
            throw missing(key, Session.Mode.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return mode
    }

    private func missing(_ key: String, _ expected: String) -> Refusal {
        Refusal(
            .unprocessableContent,
            "bad-field",
            "\"\(key)\" must be \(expected).",
            [("field", .string(key))]
        )
    }
}
