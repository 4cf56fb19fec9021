import Text

/// A value of a scenario that can be set, with what it is now.
public struct ScenarioKey: Sendable, Hashable {
    /// What may be written there, as far as it matters to those who vary it.
    public enum Form: Sendable, Hashable {
        case whole(ClosedRange<Int>)
        case number
        /// `40%` or `0.4`
        case share
        case duration
        case size
        case bandwidth
        case rate
        /// `> 2%`
        case limit
        case words([String])
        /// A date, hours of the day, a name.
        case text
    }

    /// What `--set` and `--vary` call it.
    public var key: String
    /// As written, or what is meant where nothing is written; nil where nothing is written and nothing that could be written
    /// means the same.
    public var value: String?
    /// Whether it stands in the file.
    public var isWritten: Bool
    /// What may be written there: one form at least.
    public var forms: [Form]
    /// The same in words.
    public var description: String

    /// The key of the tree that was probably meant by `wrong`: one of that name further below, or one that is spelt alike, or
    /// else the one most alike among those that end alike.
    static func nearest(to wrong: String, in root: SourceNode) -> String? {
        let keys = KeyLister.keys(of: root).map(\.key)
        // Where there are very many, spelling is compared only among those that begin alike.
        let beginning = wrong.prefix { $0 != "." && $0 != "[" }
        let near = keys.count > 5000 ? keys.filter { $0.hasPrefix(beginning) } : keys
        let last = wrong.lastIndex(of: ".")
        if let last, last > wrong.startIndex,
            let below = near.filter({ $0.hasPrefix(wrong[...last]) && $0.hasSuffix(wrong[last...]) })
                .min(by: { $0.count < $1.count })
        {
            return below
        }
        if let meant = nearestName(to: wrong, among: near) { return meant }
        guard let dot = last else { return nil }
        let letters = Array(wrong.unicodeScalars.prefix(200))
        return near.filter { $0.hasSuffix(wrong[dot...]) }.prefix(5000)
            .map { (key: $0, distance: editDistance(letters, Array($0.unicodeScalars.prefix(200)))) }
            .min { $0.distance < $1.distance }?.key
    }
}

extension ScenarioSource {
    /// Everything that can be set in the scenario and is a number, a word or a name, in the order of the format; none if the
    /// file cannot be read.
    public var keys: [ScenarioKey] { root.map(KeyLister.keys) ?? [] }

    /// The value under a key as it can be set; nil if there is no such key. The key may be written in any way that
    /// `ScenarioSetting` allows.
    ///
    /// - Parameter settings: what is set before.
    public func key(_ key: String, setting settings: [ScenarioSetting] = []) -> ScenarioKey? {
        guard let root else { return nil }
        let before = resolved(root, settings, Diagnostics())
        let keys = KeyLister.keys(of: before)
        if let found = keys.first(where: { $0.key == key }) { return found }
        // Written otherwise: found by what it sets.
        let diagnostics = Diagnostics()
        let marker = "\u{F8FF}"
        let tree = resolved(before, [ScenarioSetting(key: key, value: marker)], diagnostics)
        guard !diagnostics.hasErrors, var found = KeyLister.keys(of: tree).first(where: { $0.value == marker }) else {
            return nil
        }
        found.value = keys.first { $0.key == found.key }?.value
        found.key = key
        return found
    }
}

extension ScenarioSource {
    /// The way from the top to what a key leads to, the same for all spellings of the key: names of keys, and places in lists
    /// in brackets; nil if the key leads nowhere.
    ///
    /// - Parameter settings: what is set before.
    public func way(to key: String, setting settings: [ScenarioSetting] = []) -> [String]? {
        guard let root else { return nil }
        let marker = "\u{F8FF}"
        return resolved(root, settings + [ScenarioSetting(key: key, value: marker)], Diagnostics()).way(to: marker)
    }
}

extension SourceNode {
    /// The steps down to the scalar of that text.
    fileprivate func way(to text: String) -> [String]? {
        switch content {
        case .scalar: return scalarText == text ? [] : nil
        case .list(let items):
            for (place, item) in items.enumerated() {
                if let rest = item.way(to: text) { return ["[\(place)]"] + rest }
            }
        case .map(let entries):
            for entry in entries {
                if let rest = entry.value.way(to: text) { return [entry.key] + rest }
            }
        }
        return nil
    }
}

/// Lists what can be set in a tree.
struct KeyLister {
    private var found: [ScenarioKey] = []

    static func keys(of root: SourceNode) -> [ScenarioKey] {
        var lister = KeyLister()
        lister.list(root, .map(Format.scenario.outline), nil, "", isWritten: true)
        return lister.found
    }

    private mutating func list(_ node: SourceNode?, _ kind: Kind, _ name: String?, _ path: String, isWritten: Bool) {
        let kinds = kind.choices
        switch node?.content {
        case .map(let entries):
            guard let map = kinds.first(where: \.isMap) else { return }
            if case .named(let entry, _) = map {
                for one in entries { list(one.value, entry, one.key, "\(path).\(one.key)", isWritten: isWritten) }
            } else if let shape = map.shape(for: entries, named: name, towards: "") {
                for key in shape.keys where !(path.isEmpty && ["patchlab", "imports", "sources"].contains(key.name)) {
                    let written = entries.first { $0.key == key.name }?.value
                    let position = node?.position ?? Position(file: "")
                    list(
                        written ?? key.standardNode(in: shape, entries, at: position),
                        key.kind,
                        nil,
                        path.isEmpty ? key.name : "\(path).\(key.name)",
                        isWritten: isWritten && written != nil
                    )
                }
            }
        case .list(let items):
            guard case .list(let item, _)? = kinds.first(where: \.isList) else { return }
            let names = items.map { $0.ownName ?? "" }
            for (index, one) in items.enumerated() {
                let isUsable = Self.isPlain(names[index]) && names.count(where: { $0 == names[index] }) == 1
                let step = isUsable ? "." + names[index] : "[\(index)]"
                list(one, item, nil, path + step, isWritten: isWritten)
            }
        case .scalar, nil:
            let forms = kinds.compactMap(\.form)
            guard !forms.isEmpty else { return }
            found.append(
                ScenarioKey(
                    key: path,
                    value: node?.scalarText,
                    isWritten: isWritten,
                    forms: forms,
                    description: kind.description
                )
            )
        }
    }

    /// Whether a name can be part of a key without brackets or quotation marks for the shell.
    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    }
}

extension Kind {
    /// What may be written; nil for what is no single value, and for texts and lists of software that nobody varies.
    fileprivate var form: ScenarioKey.Form? {
        switch self {
        case .whole(let range): .whole(range)
        case .number, .price: .number
        case .share: .share
        case .duration, .moment: .duration
        case .size: .size
        case .bandwidth: .bandwidth
        case .rate: .rate
        case .limit: .limit
        case .words(let words): .words(words.map(\.name))
        case .name, .timeZone, .date, .hours, .openHours, .clock: .text
        case .text, .version, .constraint, .installed, .update: nil
        case .list, .map, .variants, .selected, .named, .either, .distribution: nil
        }
    }
}
