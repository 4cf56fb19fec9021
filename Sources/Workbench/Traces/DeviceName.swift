package import PatchModel
import Text

/// A device as a user names it: `web[3]` or `web/3`, the group and the place in it from 0, or a number counted over all groups.
package struct DeviceName: Sendable, Hashable {
    /// Over all groups, in the scenario's order, from 0.
    package var number: Int
    package var group: String
    /// From 0.
    package var place: Int

    /// `web[3] (number 17)`
    package var description: String { "\(group)[\(place)] (number \(number))" }

    /// - Parameter path: the scenario, for messages.
    /// - Throws: `Failure` if the scenario has no such device.
    package init(_ text: String, in scenario: Scenario, _ path: String) throws {
        if let number = Int(text) {
            guard let found = Self(number: number, in: scenario) else {
                throw Failure(
                    "there is no device \(number): \(path) has \(scenario.deviceCount), numbered from 0 to "
                        + "\(scenario.deviceCount - 1)"
                )
            }
            self = found
            return
        }
        guard let (name, place) = Self.parts(of: text) else {
            throw Failure(
                "\"\(text)\" names no device",
                help:
                    "GROUP[N] or GROUP/N, such as \(scenario.groups.first?.name ?? "web")/0; or a number over all groups"
            )
        }
        let first = try Self.first(of: name, in: scenario, path)
        let count = scenario.groups.first { $0.name == name }?.count ?? 0
        guard (0..<count).contains(place) else {
            throw Failure(
                "there is no device \(text): group \(name) has \(count) devices, from \(name)[0] to \(name)[\(count - 1)]"
            )
        }
        (number, group, self.place) = (first + place, name, place)
    }

    /// The device of that number; nil if there are fewer.
    package init?(number: Int, in scenario: Scenario) {
        guard number >= 0 else { return nil }
        var first = 0
        for group in scenario.groups {
            if number < first + group.count {
                (self.number, self.group, place) = (number, group.name, number - first)
                return
            }
            first += group.count
        }
        return nil
    }

    /// The devices of a group.
    ///
    /// - Throws: `Failure` if there is no such group.
    package static func devices(ofGroup name: String, in scenario: Scenario, _ path: String) throws -> Range<Int> {
        let first = try first(of: name, in: scenario, path)
        return first..<first + (scenario.groups.first { $0.name == name }?.count ?? 0)
    }

    private static func first(of name: String, in scenario: Scenario, _ path: String) throws -> Int {
        var first = 0
        for group in scenario.groups {
            if group.name == name { return first }
            first += group.count
        }
        let known = scenario.groups.map(\.name)
        throw Failure(
            "\(path) has no group \"\(name)\"" + didYouMean(name, among: known),
            help: "its groups are \(known.joined(separator: ", "))"
        )
    }

    /// `web[3]`, `web/3`; a name may hold a bracket or a slash itself.
    private static func parts(of text: String) -> (group: String, place: Int)? {
        let isInBrackets = text.hasSuffix("]")
        guard let sign = text.lastIndex(of: isInBrackets ? "[" : "/"), sign != text.startIndex else { return nil }
        let digits = text[text.index(after: sign)...].dropLast(isInBrackets ? 1 : 0)
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let place = Int(digits) else {
            return nil
        }
        return (String(text[..<sign]), place)
    }
}
