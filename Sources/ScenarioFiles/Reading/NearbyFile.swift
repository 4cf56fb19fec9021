import Foundation
import Text

/// What may have been meant by a path that leads to no scenario.
package enum NearbyFile {
    /// Names that are looked at in one directory; a larger one is not searched further.
    private static let limit = 10_000

    /// The path of the file in the same directory whose name is most like the one that is not there; nil if none is like it.
    package static func nearest(to path: String) -> String? {
        let folder = PathText.folder(of: path)
        let names = self.names(in: folder.isEmpty ? "." : folder)
        guard let name = nearestName(to: PathText.name(of: path), among: names.sorted()) else { return nil }
        return folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    /// The scenario that a directory holds: its `scenario.yaml`, or its only YAML file.
    package static func scenario(in directory: String) -> String? {
        let files = names(in: directory).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
        guard let name = files.first(where: { $0 == "scenario.yaml" }) ?? (files.count == 1 ? files.first : nil) else {
            return nil
        }
        return directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
    }

    /// What lies in a directory, without what is hidden; nothing if it cannot be read.
    package static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < limit, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}
