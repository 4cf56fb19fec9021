package import Text

/// A key of a message: what it means, how it is written, and how it is read.
package struct Field<Root>: Sendable {
    let member: Shape.Member
    /// Nil: the key is left out.
    let write: @Sendable (Root) -> JSON?
    let read: @Sendable (inout Root, JSON) throws(ShapeMistake) -> Void

    /// - Parameter isRequired: false: if it is left out the value stays as it is in a blank one.
    init<Value: MessageValue>(
        _ key: String,
        _ path: any WritableKeyPath<Root, Value> & Sendable,
        isRequired: Bool = true,
        _ about: String = "",
        as shape: Shape? = nil
    ) {
        member = Shape.Member(key: key, about: about, shape: shape ?? Value.shape, isRequired: isRequired)
        write = { $0[keyPath: path].json }
        read = { (root, json) throws(ShapeMistake) in root[keyPath: path] = try Value(json: json) }
    }

    /// What is only there if somebody wanted it: left out where it is nil.
    init<Value: MessageValue>(
        wanted key: String,
        _ path: any WritableKeyPath<Root, Value?> & Sendable,
        _ about: String = ""
    ) {
        member = Shape.Member(key: key, about: about, shape: Value.shape, isRequired: false)
        write = { $0[keyPath: path]?.json }
        read = { (root, json) throws(ShapeMistake) in root[keyPath: path] = try Value(json: json) }
    }

    /// What follows from others, and is written for the reader's convenience.
    init<Value: MessageValue>(derived key: String, _ about: String = "", _ value: @escaping @Sendable (Root) -> Value) {
        member = Shape.Member(key: key, about: about, shape: Value.shape, isRequired: false)
        write = { value($0).json }
        read = { (_, _) throws(ShapeMistake) in }
    }

    /// A text that is always the same.
    init(_ key: String, always text: String) {
        member = Shape.Member(key: key, about: "", shape: .word([text]), isRequired: true)
        write = { _ in .string(text) }
        read = { (_, json) throws(ShapeMistake) in
            guard case .string(text) = json else { throw ShapeMistake("\"\(text)\"") }
        }
    }
}

/// An object of messages, said once: the writer, the reader and the schema come from its fields.
package protocol MessageObject: MessageValue {
    static var fields: [Field<Self>] { get }
    /// Whether a key that is not among the fields is a mistake; otherwise it is ignored.
    static var isStrict: Bool { get }
    /// What reading begins with.
    static var blank: Self { get }
}

extension MessageObject {
    package static var isStrict: Bool { false }
    package static var shape: Shape { .object(fields.map(\.member), isStrict: isStrict) }

    package var json: JSON {
        .object(Self.fields.compactMap { field in field.write(self).map { (field.member.key, $0) } })
    }

    package init(json: JSON) throws(ShapeMistake) {
        guard var members = json.members else { throw ShapeMistake("an object") }
        self = Self.blank
        for field in Self.fields {
            let key = field.member.key
            guard let value = members.removeValue(forKey: key) else {
                if field.member.isRequired { throw ShapeMistake("a key \"\(key)\"") }
                continue
            }
            do throws(ShapeMistake) {
                try field.read(&self, value)
            } catch {
                throw error.below(key)
            }
        }
        if Self.isStrict, let unknown = members.keys.min() {
            let known = Self.fields.map(\.member.key)
            throw ShapeMistake("no key \"\(unknown.prefix(40))\"\(didYouMean(unknown, among: known))")
        }
    }

    /// As a line of the protocol, with its line feed.
    package var line: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4096)
        json.write(to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }
}
