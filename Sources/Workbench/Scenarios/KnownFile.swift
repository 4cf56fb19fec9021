import Foundation
import ResultStore
import Text

/// What kind of PatchLab's own files a file is, by its beginning: whoever gives one to the wrong command is told which is the
/// right one.
package enum KnownFile: Sendable, Hashable {
    case scenario
    case suite
    case study
    case trace
    case lesson
    /// A lesson as it was played.
    case session
    /// A report for a browser.
    case page
    /// A pack of a study, or any other archive.
    case archive

    /// Nil for what is none of them, or is no regular file.
    package init?(path: String) {
        guard let bytes = FileStart.bytes(of: path, upTo: 4096), !bytes.isEmpty else { return nil }
        if bytes.starts(with: Data("SQLite format 3\0".utf8)) {
            guard StudyFile.isStudy(bytes) else { return nil }
            self = .study
        } else if Self.archives.contains(where: { bytes.starts(with: $0) }) {
            self = .archive
        } else {
            let text = String(decoding: bytes, as: UTF8.self)
            let lines = text.split(whereSeparator: \.isNewline)
            if lines.first?.contains("\"patchlabTrace\"") ?? false {
                self = .trace
            } else if lines.first?.contains("\"patchlab-training\"") ?? false {
                self = .session
            } else if text.contains("<meta name=\"generator\" content=\"PatchLab") {
                self = .page
            } else if lines.contains(where: { $0.hasPrefix("patchlab-suite:") }) {
                self = .suite
            } else if lines.contains(where: { $0.hasPrefix("patchlab-lesson:") }) {
                self = .lesson
            } else if lines.contains(where: { $0.hasPrefix("patchlab:") }) {
                self = .scenario
            } else {
                return nil
            }
        }
    }

    /// Zip, Zstandard, gzip and xz.
    private static let archives: [[UInt8]] = [
        [0x50, 0x4B, 0x03, 0x04], [0x28, 0xB5, 0x2F, 0xFD], [0x1F, 0x8B], [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00],
    ]

    /// - Parameter wanted: the kinds that are expected; the first is named.
    /// - Throws: `Failure` if the file is of another kind. What is of no known kind is left to those who read it.
    package static func refuse(_ path: String, wanted: KnownFile...) throws {
        guard let kind = KnownFile(path: path), !wanted.contains(kind), let first = wanted.first else { return }
        throw Failure("\(path) is \(kind.noun), and \(first.noun) is expected", help: kind.help(path, wanted: first))
    }

    private var noun: String {
        switch self {
        case .scenario: "a scenario"
        case .suite: "a suite"
        case .study: "a study"
        case .trace: "a trace"
        case .lesson: "a lesson"
        case .session: "a saved session of a lesson"
        case .page: "a report page"
        case .archive: "an archive"
        }
    }

    /// What to type.
    private func help(_ path: String, wanted: KnownFile) -> String {
        let name = ShellWord.quoted(path)
        return switch (self, wanted) {
        case (.scenario, .study), (.scenario, .archive): "patchlab compare \(name) --study FILE makes a study of it"
        case (.scenario, .trace): "patchlab trace \(name) -o FILE.jsonl makes a trace of it"
        case (.scenario, .lesson):
            "a lesson names its scenario; patchlab train --list lists those that come with the program"
        case (.scenario, _): "patchlab compare \(name)"
        case (.lesson, _): "patchlab train \(name) plays it"
        case (.session, _):
            "patchlab train \(name) resumes it, patchlab train result \(name) shows its result"
        case (.suite, _): "patchlab suite check \(name) checks it, patchlab suite run \(name) runs it"
        case (.study, _): "patchlab report \(name) -o FILE.html makes a page of it, patchlab study \(name) shows it"
        case (.trace, _): "patchlab trace --check \(name)"
        case (.page, _): "a page is for a browser; patchlab report STUDY makes it of a study"
        case (.archive, _): "patchlab study check \(name) runs it again, if 'patchlab study pack' made it"
        }
    }
}
