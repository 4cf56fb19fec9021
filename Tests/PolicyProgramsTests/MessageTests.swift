import Foundation
import PatchModel
import PatchSimulator
import Testing
import Text

@testable import PolicyPrograms

/// Messages are what the engine shows, and are read as they were written.
@Suite("Messages of the protocol")
struct MessageTests {
    private static let console = Console(
        rollouts: [
            RolloutStatus(
                patches: [0, 2],
                began: 60,
                rings: [
                    RingStatus(name: "pilot\n\u{202E}", targets: 4, opened: 60),
                    RingStatus(name: "rest", isControl: true),
                ],
                interruptions: [Interruption(stopped: 70, resumed: 80), Interruption(stopped: 90)]
            )
        ],
        vendorAnswers: [.none, .pending, .withdrawn, .fixed, .noFault],
        ticketsByDay: [0, 3],
        contacts: [
            Contacts(devices: 5, withinHour: 1, withinDay: 2, withinWeek: 3, withinMonth: 4, never: 1, daily: [2, 1])
        ],
        progress: [[GroupProgress(targets: 9, opened: 8, seen: 7, offered: 6, reporting: 5)]],
        services: [ServiceStatus(name: "shop", checked: 60, members: 3, out: 1, isUp: true)],
        repair: RepairStatus(technicians: nil, busy: 2, waiting: 0)
    )

    /// Names of the stored properties of a value.
    private func properties(of value: Any) -> Set<String> {
        Set(Mirror(reflecting: value).children.compactMap(\.label))
    }

    private func keys<Message: MessageObject>(_ type: Message.Type) -> Set<String> {
        Set(Message.fields.map(\.member.key))
    }

    @Test("what the console shows is in an observation, and what is in an observation the console shows")
    func consoleFieldForField() {
        // What is called otherwise, because it is written with numbers.
        let names = ["vendorAnswers": "vendor", "isControl": "control"]
        func shown(_ value: Any) -> Set<String> { Set(properties(of: value).map { names[$0] ?? $0 }) }

        let question: Set = ["type", "episode", "seq", "now", "why", "bank", "released"]
        #expect(shown(Console()) == keys(Observation.self).subtracting(question).subtracting(["tickets"]))
        let rollout = RolloutStatus(patches: [], began: 0, rings: [])
        // What the courses of declared strategies note for themselves, and only they can ask for, is no part of the console; nor is
        // what only their rollouts have: time-outs.
        let ofCourses: Set = ["logrank", "thrown", "silentTroubled", "timedOut", "timedOutInstead"]
        #expect(shown(rollout).subtracting(ofCourses) == keys(RolloutLine.self).subtracting(["rollout", "stopped"]))
        #expect(shown(RingStatus(name: "")).subtracting(ofCourses) == keys(RingLine.self).subtracting(["ring"]))
        #expect(shown(Interruption(stopped: 0)) == keys(Interruption.self))
        #expect(shown(Contacts()) == keys(Contacts.self))
        #expect(shown(GroupProgress()) == keys(GroupProgress.self))
        #expect(shown(RepairStatus(technicians: 1, busy: 0, waiting: 0)) == keys(RepairStatus.self))
    }

    @Test("what the briefing tells is in the first message")
    func briefingFieldForField() {
        let names = ["deviceClass": "class", "prerequisites": "after"]
        func shown(_ value: Any) -> Set<String> { Set(properties(of: value).map { names[$0] ?? $0 }) }
        let briefing = Briefing(horizon: 0, groups: [], patches: [])
        #expect(shown(briefing).isSubset(of: keys(Hello.self)))
        let group = Briefing.Group(name: "", count: 0, deviceClass: .server)
        #expect(shown(group) == keys(GroupLine.self).subtracting(["group"]))
        #expect(shown(Briefing.Update(name: "")) == keys(PatchLine.self).subtracting(["patch"]))
    }

    private func readBack<Message: MessageObject & Equatable>(_ message: Message) throws {
        let line = message.line
        #expect(line.last == 10 && !line.dropLast().contains(10), "a message is one line")
        let json = try JSONReader.read(String(decoding: line.dropLast(), as: UTF8.self))
        #expect(try Message(json: json) == message)
    }

    @Test("every message is read as it was written")
    func roundTrip() throws {
        var hello = Hello()
        hello.question = "Does \"it\" pay?\n"
        hello.limits.clock = .wall
        hello.briefing = Briefing(
            horizon: 86_400,
            groups: [
                Briefing.Group(
                    name: "office",
                    count: 3,
                    deviceClass: .laptop,
                    criticality: .critical,
                    exposure: .internet,
                    site: "north",
                    tags: ["a", "b"],
                    checkIn: CheckIn(mode: .poll(every: 3600, jitter: 0.25), reach: .corporate)
                ), Briefing.Group(name: "", count: 0, deviceClass: .iot, checkIn: CheckIn(mode: .push)),
            ],
            patches: [
                Briefing.Update(
                    name: "p",
                    severity: .low,
                    released: -5,
                    size: 9,
                    typicalInstall: 150,
                    restart: .reboot,
                    applies: [0, 1],
                    prerequisites: [1]
                )
            ]
        )
        try readBack(hello)
        var ready = Ready()
        (ready.name, ready.needs, ready.isDeterministic) = ("x", ["groups", "pace", "technicians"], false)
        ready.subscribe = ["vendor", "stop-rule"]
        try readBack(ready)
        var episode = EpisodeMessage()
        (episode.episode, episode.seed) = (3, "9f")
        try readBack(episode)
        let observation = Observation(
            episode: 1,
            seq: 2,
            now: 3600,
            why: [.wake, .vendor, .stopRule],
            bank: 29.25,
            released: [1],
            console: Self.console,
            lastSeen: [SeenDevice(device: 7, time: 100)]
        )
        try readBack(observation)
        try readBack(ErrorMessage(seq: 3, incident: .wrongSeq, action: 1, text: "no"))
        var end = EndMessage(episode: 4, incidents: 2)
        end.result = EpisodeResult(Ledger())
        try readBack(end)
        try readBack(Bye())
    }

    @Test(
        "what is no such message is refused with the place",
        arguments: [
            (#"{"type":"actions"}"#, #"a key "seq""#), (#"{"type":"actoins","seq":1}"#, #"expected "actions" as type"#),
            (#"{"type":"actions","seq":1.5}"#, "a whole number as seq"),
            (#"{"type":"actions","seq":1,"wake":"now"}"#, "a whole number as wake"), ("[]", "an object"),
            (#"{"type":"actions","seq":1,"actions":{}}"#, "a list as actions"),
            (#"{"type":"actions","seq":1e300}"#, "a whole number"),
        ]
    )
    func mistakes(text: String, expected: String) throws {
        let json = try JSONReader.read(text)
        let error = #expect(throws: ShapeMistake.self) { try Answer(json: json) }
        #expect(error?.description.contains(expected) ?? false, "\(error?.description ?? "")")
    }

    @Test(
        "orders become the actions that they name, with the switches of a declared strategy unless they say otherwise"
    )
    func orders() throws {
        func action(_ text: String) throws -> Action { try Order(json: JSONReader.read(text)).action().action }
        #expect(
            try action(#"{"do":"stop","rollout":1}"#)
                == .stop(rollout: 1, OnStop(resume: .never))
        )
        #expect(
            try action(
                #"{"do":"stop","rollout":1,"offers":"continue","queued":"keep","in-flight":"interrupt","installed":"keep"}"#
            )
                == .stop(
                    rollout: 1,
                    OnStop(
                        stopsOffers: false,
                        cancelsQueued: false,
                        interruptsInFlight: true,
                        rollsBack: false,
                        resume: .never
                    )
                )
        )
        let begin = #"""
            {"do":"begin","patches":[2],"assignment":"per-release","attribution-window":60,"rings":[
             {"name":"a","share":0.5,"where":{"class":"laptop","tag":"x"}},{"count":3,"control":true},{"rest":true}]}
            """#
        #expect(
            try action(begin)
                == .begin(
                    RolloutPlan(
                        patches: [2],
                        rings: [
                            RolloutPlan.RingPlan(
                                name: "a",
                                size: .share(0.5),
                                condition: DevicePredicate(deviceClass: .laptop, tag: "x")
                            ), RolloutPlan.RingPlan(name: "ring 1", size: .count(3), isControl: true),
                            RolloutPlan.RingPlan(name: "ring 2", size: .rest),
                        ],
                        assignment: .perRelease,
                        attributionWindow: 60
                    )
                )
        )
        let paced = #"{"do":"begin","patches":[0],"rings":[{"rest":true,"pace":{"devices":5,"per":600}}]}"#
        let ring = RolloutPlan.RingPlan(name: "ring 0", size: .rest, pace: .rate(OfferRate(perMinute: 0.5)))
        #expect(try action(paced) == .begin(RolloutPlan(patches: [0], rings: [ring])))
        let long = String(repeating: "é", count: 2000)
        let reasoned = try Order(json: JSONReader.read(#"{"do":"resume","rollout":0,"why":"\#(long)"}"#)).action()
        #expect(reasoned.reason.count == 500)
    }

    @Test(
        "an order that no fleet can follow is refused with the place",
        arguments: [
            (#""rings":[{"rest":true,"pace":{"devices":0,"per":60}}]"#, "rings[0].pace.devices"),
            (#""rings":[{"rest":true,"pace":{"devices":1,"per":0}}]"#, "rings[0].pace.per"),
            (#""rings":[{"rest":true,"pace":{"device":1,"per":1}}]"#, "rings[0].pace"),
            (#""rings":[{"rest":true}],"stop-rule":{"unhealthy":2}"#, "stop-rule.unhealthy"),
            (#""rings":[{"rest":true}],"stop-rule":{"unhealthy":0.1,"minimum":-1}"#, "stop-rule.minimum"),
        ]
    )
    func impossibleOrders(members: String, place: String) throws {
        let json = try JSONReader.read(#"{"do":"begin","patches":[0],\#(members)}"#)
        let error = #expect(throws: ShapeMistake.self) { try Order(json: json).action() }
        #expect(error?.place == place)
    }

    @Test("the schema knows every message by its type, and every key by its shape")
    func schema() throws {
        let members = try #require(MessageSchema.json.members)
        let definitions = try #require(members["$defs"]?.members)
        #expect(
            Set(definitions.keys) == ["hello", "ready", "episode", "observation", "actions", "error", "end", "bye"]
        )
        for (name, definition) in definitions {
            let properties = try #require(definition.members?["properties"]?.members)
            guard case .string(let type) = properties["type"]?.members?["const"] else {
                Issue.record("\(name) has no type")
                continue
            }
            #expect(type == name)
        }
    }
}
