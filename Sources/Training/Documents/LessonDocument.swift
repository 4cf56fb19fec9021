import PatchModel
import PatchSimulator
package import Text

/// What a trainee may know of a lesson before playing it, for a page.
package enum LessonDocument {
    /// What a list of lessons tells.
    package static func entry(of lesson: Lesson) -> JSON {
        .object([
            ("name", .string(lesson.name)), ("number", .integer(lesson.number)), ("title", .string(lesson.title)),
            ("minutes", .integer(lesson.minutes)), ("digest", .string(lesson.digest)),
            ("scored", .bool(lesson.par != nil)), ("role", .string(lesson.role)), ("brief", .string(lesson.brief)),
        ])
    }

    /// The briefing: role, duties, what counts, and the fleet.
    package static func briefing(of lesson: Lesson) -> JSON {
        let scenario = lesson.scenario
        let groups = scenario.groups.map { group -> JSON in
            let software = scenario.software.images[group.image].installed.keys.sorted()
                .map { scenario.software.components[$0].name }
            return .object([
                ("name", .string(group.name)), ("devices", .integer(group.count)),
                ("class", .string(group.deviceClass.rawValue)), ("exposure", .string(group.exposure.rawValue)),
                ("criticality", .string(group.criticality.rawValue)),
                ("site", group.site.map(JSON.string) ?? .null), ("tags", .strings(group.tags)),
                ("software", .strings(software)),
            ])
        }
        return .object([
            ("name", .string(lesson.name)), ("number", .integer(lesson.number)), ("title", .string(lesson.title)),
            ("minutes", .integer(lesson.minutes)), ("role", .string(lesson.role)), ("brief", .string(lesson.brief)),
            ("must", .strings(lesson.must.map(\.text))), ("never", .strings(lesson.never.map(\.text))),
            ("currency", .string(lesson.prices.currency)), ("counts", .string(LessonText.counts(lesson))),
            ("components", .strings(scenario.software.components.map(\.name))), ("groups", .array(groups)),
        ])
    }
}
