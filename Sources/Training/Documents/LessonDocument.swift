import PatchModel
import PatchSimulator
package import Text

/// What a trainee may know of a lesson before playing it, for a page.
package enum LessonDocument {
    /// What a list of lessons tells.
    package static func entry(of lesson: Lesson) -> JSON {
        .object([
            ("name", .string(lesson.name)), ("number", .integer(lesson.number)), ("title", .string(lesson.title)),
            ("minutes", .integer(lesson.minutes)), ("digest", .string(lesson.digest)), ("role", .string(lesson.role)),
            ("brief", .string(lesson.brief)),
        ])
    }

    /// The briefing: role, duties, what counts, the fleet, and what is asked at the end.
    package static func briefing(of lesson: Lesson) -> JSON {
        let scenario = lesson.scenario
        let groups = scenario.groups.map { group -> JSON in
            .object([
                ("name", .string(group.name)), ("devices", .integer(group.count)),
                ("class", .string(group.deviceClass.rawValue)), ("exposure", .string(group.exposure.rawValue)),
                ("site", group.site.map(JSON.string) ?? .null), ("tags", .strings(group.tags)),
                ("software", .strings(lesson.software(of: group))),
            ])
        }
        return .object([
            ("title", .string(lesson.title)), ("role", .string(lesson.role)), ("brief", .string(lesson.brief)),
            ("must", .strings(lesson.must.map(\.text))), ("never", .strings(lesson.never.map(\.text))),
            ("counts", .string(LessonText.counts(lesson))),
            ("components", .strings(scenario.software.components.map(\.name))), ("groups", .array(groups)),
            ("reflection", .strings(LessonText.reflection)),
        ])
    }
}
