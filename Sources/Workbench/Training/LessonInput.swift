import EventEngine
import Foundation
import PatchModel
import ResultStore
package import ScenarioFiles
import Text
package import Training

/// A lesson with the files that it was read from.
package struct PreparedLesson: Sendable {
    package var lesson: Lesson
    /// Of the lesson's file.
    package var path: String
    /// All files that it was made of.
    package var files: [String]
    /// What is to be said of it, without errors.
    package var diagnostics: [Diagnostic]
}

/// Reads a lesson and looks up what it names.
package enum LessonInput {
    /// The lesson that a user names: a file, the name or the number of one that comes with the program.
    ///
    /// - Throws: `Failure` if it cannot be used; the caller hears every mistake.
    package static func read(_ argument: String, for caller: any Caller) throws -> PreparedLesson {
        let path = try LessonPlace.path(of: argument)
        let (prepared, diagnostics) = check(path)
        let errors = diagnostics.filter { $0.severity == .error }
        for diagnostic in diagnostics where diagnostic.severity == .error || !caller.isQuiet {
            caller.hear(diagnostic.description)
        }
        guard let prepared else {
            let count = errors.count == 1 ? "an error" : "\(errors.count) errors"
            throw Failure(
                "\(path) has \(count); 'patchlab explain \(errors.first?.code.rawValue ?? "CODE")' gives details"
            )
        }
        return prepared
    }

    /// All lessons that come with the program and can be used.
    package static var shipped: [Lesson] { LessonPlace.all.compactMap { check($0).lesson?.lesson } }

    /// Whatever the file holds, this returns: with a lesson, or with at least one error.
    package static func check(_ path: String) -> (lesson: PreparedLesson?, diagnostics: [Diagnostic]) {
        let loaded = LessonFile.load(path: path)
        var found = loaded.diagnostics
        guard let file = loaded.content else { return (nil, found) }
        guard let world = world(of: file, path, &found) else { return (nil, found.sorted()) }
        guard let scenario = world.scenario else { return (nil, found.sorted()) }
        var lookup = Lookup(scenario, file)
        let lesson = lookup.lesson(named: LessonPlace.name(of: path), digest: digest(loaded.bytes, world))
        found += lookup.mistakes
        guard var lesson, !found.contains(where: { $0.severity == .error }) else { return (nil, found.sorted()) }
        let parPath = LessonPlace.parPath(of: path)
        if let text = try? String(contentsOfFile: parPath, encoding: .utf8), let par = Par(text: text),
            par.lesson == lesson.digest
        {
            lesson.par = par
        }
        let prepared = PreparedLesson(
            lesson: lesson,
            path: path,
            files: [path] + world.files,
            diagnostics: found.sorted()
        )
        return (prepared, found.sorted())
    }

    private static func world(of file: LessonFile, _ path: String, _ found: inout [Diagnostic]) -> LoadedScenario? {
        let place: String
        do {
            place = try ScenarioPlace.path(of: file.scenario.text, beside: path)
        } catch let failure as Failure {
            found.append(Diagnostic(.cannotRead, failure.lines.joined(separator: ": "), at: file.scenario.place))
            return nil
        } catch {
            found.append(Diagnostic(.cannotRead, "\(error)", at: file.scenario.place))
            return nil
        }
        let settings = file.settings.map {
            ScenarioSetting(key: $0.key, value: $0.value, origin: "\($0.place.text): set")
        }
        let loaded = ScenarioSource(path: place).load(setting: settings)
        found += loaded.diagnostics.filter { $0.severity == .error }
        return loaded
    }

    /// Of the bytes of all files, so that whatever changes the lesson changes it.
    private static func digest(_ bytes: [UInt8], _ world: LoadedScenario) -> String {
        Digest.of(([Digest.of(bytes)] + world.sources.map { Digest.of($0.bytes) }).joined(separator: "\n"))
    }
}

/// Looks up in a scenario what a lesson names.
private struct Lookup {
    let scenario: Scenario
    let file: LessonFile
    private(set) var mistakes: [Diagnostic] = []

    init(_ scenario: Scenario, _ file: LessonFile) {
        self.scenario = scenario
        self.file = file
    }

    mutating func lesson(named name: String, digest: String) -> Lesson? {
        let expert = strategy(file.expert)
        let naive = strategy(file.naive)
        let must = file.must.compactMap { duty($0) }
        let never = file.never.compactMap { duty($0) }
        let prices = file.prices ?? scenario.prices
        if prices == nil {
            let message = "neither the lesson nor its scenario has `prices`: without them nothing counts"
            mistakes.append(Diagnostic(.missingKey, message, at: file.place))
        }
        for inject in file.injects where inject.time > scenario.horizon {
            let message =
                "a message comes \(Figure.span(Double(inject.time))) after the start, and the scenario ends before that"
            mistakes.append(Diagnostic(.noEffect, message, at: file.place))
        }
        guard let expert, let naive, let prices else { return nil }
        return Lesson(
            name: name,
            number: file.number,
            title: file.title,
            minutes: file.minutes,
            role: file.role,
            brief: file.brief,
            scenario: scenario,
            prices: prices,
            pool: .init(seed: UInt64(max(0, file.pool.seed)), draws: file.pool.draws),
            injects: file.injects.map {
                .init(time: $0.time, from: $0.from, text: $0.text, condition: condition($0.condition))
            },
            attention: .init(
                unhealthy: file.attention.unhealthy,
                heard: file.attention.heard,
                tickets: file.attention.tickets
            ),
            questions: file.questions.map { .init(ring: $0.ring, text: $0.text) },
            must: must,
            never: never,
            expert: expert,
            naive: naive,
            hindsight: .init(everyoneAt: file.hindsight.everyoneAt, soaks: file.hindsight.soaks),
            hints: file.hints.map { .init(question: $0.question, pointer: $0.pointer, rule: $0.rule) },
            rule: file.rule,
            digest: digest
        )
    }

    private func condition(_ written: LessonFile.Inject.Condition?) -> Lesson.Inject.Condition? {
        switch written {
        case nil: nil
        case .nothingOpen: .nothingOpen
        case .open: .open
        case .running: .running
        case .stopped: .stopped
        }
    }

    private mutating func strategy(_ written: LessonFile.Written) -> Strategy? {
        if let found = scenario.strategies.first(where: { $0.name == written.text }) { return found }
        report(.unknownStrategy, "strategy", written, among: scenario.strategies.map(\.name))
        return nil
    }

    private mutating func duty(_ written: LessonFile.Duty) -> Duty? {
        guard let test = written.test else { return nil }
        let found: Duty.Test
        switch test {
        case .pilots(let pilots):
            let known = scenario.software.components.map(\.name)
            guard let component = known.firstIndex(of: pilots.component.text) else {
                report(.unknownComponent, "component", pilots.component, among: known)
                return nil
            }
            found = .pilots(component: component, count: pilots.count, since: pilots.since)
        case .first(let group):
            let known = scenario.groups.map(\.name)
            guard known.contains(group.text) else {
                report(.unknownGroup, "group", group, among: known)
                return nil
            }
            found = .first(group: group.text)
        case .stopIsArmed: found = .stopIsArmed
        case .controlGroup: found = .controlGroup
        case .forecastOfDefect: found = .forecast(.defect, by: written.by ?? scenario.horizon)
        case .forecastOfT95: found = .forecast(.t95, by: written.by ?? scenario.horizon)
        case .noteBeforeLast: found = .noteBeforeLast
        case .stopped(let within, let troubles): found = .stopped(within: within, afterTroubles: troubles)
        case .resumedBeforeAnswer: found = .resumedBeforeAnswer
        case .rolledBack(let below): found = .rolledBack(below: below)
        case .openedBlindly(let reporting, let soak): found = .openedBlindly(reporting: reporting, soak: soak)
        }
        return Duty(found, written.text)
    }

    private mutating func report(
        _ code: DiagnosticCode,
        _ what: String,
        _ written: LessonFile.Written,
        among known: [String]
    ) {
        let names = known.isEmpty ? "it has none" : "there are \(known.joined(separator: ", "))"
        let message =
            "there is no \(what) \"\(SafeText.excerpt(written.text, limit: 60))\" in the lesson's scenario; \(names)"
        mistakes.append(
            Diagnostic(code, message, at: written.place, suggestion: nearestName(to: written.text, among: known))
        )
    }
}
