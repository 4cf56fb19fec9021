import ArgumentParser
import Experiments
import Foundation
import Reports
import ScenarioFiles
import Text
import Workbench

/// What a shell offers while a command is typed. The scripts for shells ask the program, which reads the scenario on the line but
/// makes nothing of it; whatever cannot be read completes nothing.
extension CompletionKind {
    /// Files that may be scenarios, and the examples.
    static var scenario: CompletionKind { .custom { _, _, prefix in Completions.scenarios(prefix) } }

    static var examples: CompletionKind { .custom { _, _, _ in ExampleScenarios().all.map(\.name) } }

    /// Names of strategies, also after a comma.
    static var strategies: CompletionKind {
        .custom { words, _, prefix in Completions.listed(Completions.source(words)?.strategyNames ?? [], prefix) }
    }

    /// One strategy.
    static var strategy: CompletionKind {
        .custom { words, _, _ in Completions.source(words)?.strategyNames ?? [] }
    }

    static var metrics: CompletionKind {
        .custom { _, _, prefix in Completions.listed(Completions.metrics(prefix), prefix) }
    }

    /// Keys with their present values, as `--set` and `--vary` take them.
    static var settings: CompletionKind {
        .custom { words, _, _ in
            (Completions.source(words)?.keys ?? []).compactMap { key in key.value.map { "\(key.key)=\($0)" } }
        }
    }

    static var groups: CompletionKind { .custom { words, _, _ in Completions.source(words)?.groupNames ?? [] } }

    /// What may stand first behind `device`: the first device of each group of a scenario on the line, and scenarios.
    static var devicesOrScenario: CompletionKind {
        .custom { words, _, prefix in
            let groups = Completions.source(words)?.groupNames ?? []
            return groups.map { "\($0)/0" } + Completions.scenarios(prefix)
        }
    }
}

private enum Completions {
    /// The first scenario that the words of the line name.
    static func source(_ words: [String]) -> ScenarioSource? {
        for word in words.dropFirst() where !word.hasPrefix("-") {
            let plain = unquoted(word)
            let isFile = plain.hasSuffix(".yaml") || plain.hasSuffix(".yml")
            guard isFile || ExampleScenarios().example(plain) != nil else { continue }
            return ScenarioSource(path: ScenarioPlace.pathIfFound(plain))
        }
        return nil
    }

    static func scenarios(_ prefix: String) -> [String] {
        let folder = PathText.folder(of: prefix.hasSuffix("/") ? prefix + "x" : prefix)
        let shown = folder.isEmpty ? "" : folder.hasSuffix("/") ? folder : folder + "/"
        let files = NearbyFile.names(in: folder.isEmpty ? "." : folder).sorted().compactMap { name -> String? in
            if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return shown + name }
            var status = stat()
            let isFolder = stat(shown + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            return isFolder ? shown + name + "/" : nil
        }
        return (prefix.contains("/") ? [] : ExampleScenarios().all.map(\.name)) + files
    }

    /// All of them; behind a point what can be made of the one that is typed.
    static func metrics(_ prefix: String) -> [String] {
        let last = prefix.split(separator: ",", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        let names = MetricGlossary.names
        guard let point = last.firstIndex(of: ".") else { return names }
        let base = String(last[..<point])
        return names.contains(base) ? Statistic.allCases.map { "\(base).\($0.rawValue)" } : []
    }

    /// The names, behind what stands before the last comma.
    static func listed(_ names: [String], _ prefix: String) -> [String] {
        guard let comma = prefix.lastIndex(of: ",") else { return names }
        let given = Set(prefix[..<comma].split(separator: ",").map(String.init))
        return names.filter { !given.contains($0) }.map { prefix[...comma] + $0 }
    }

    /// Shells hand words over as they are typed.
    private static func unquoted(_ word: String) -> String { word.filter { !"'\"\\".contains($0) } }
}
