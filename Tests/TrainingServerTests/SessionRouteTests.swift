import EventEngine
import HTTPTypes
import Synchronization
import Testing
import Text
import Training

@testable import TrainingServer

@Suite("Sessions over HTTP")
struct SessionRouteTests {
    private let game = [
        "begin pilots 10 where component tool, rest because the tool may break", "rule stop 30% minimum 5",
        "open pilots",
        "next", "note so far so good", "wait 1d", "forecast defect 20%", "open rest because a day is enough", "next 6h",
        "morning", "hint", "next", "end",
    ]

    @Test("A lesson is played to its debrief, and the save file holds what the text mode would have kept")
    func play() async throws {
        let browser = Browser()
        let lesson = browser.shelf.lessons[0]
        let code = lesson.code(of: lesson.draw(3))
        let id = try await browser.begin(code: code)
        var text = TextSession(try Session(lesson, draw: lesson.draw(3), mode: .practise))
        var file = SaveFormat.line(of: SaveFormat.Header(text.session))
        for line in game {
            let answer = try await browser.perform(line, in: id)
            #expect(answer.status == 200, "\(line): \(answer.body.prefix(300))")
            let said = text.answer(line) { file += SaveFormat.line(of: $0, wall: "2026-01-01T00:00:00Z") }.lines
            guard case .array(let told) = answer.members["said"] else { continue }
            #expect(told.map(\.compact) == said.map { JSON.string($0).compact }, "\(line)")
            // It is in the file before it is answered.
            #expect(browser.shelf.contents["session-1"] == file, "\(line)")
        }
        // What is no line on the page is answered in words.
        let typed = try await browser.perform("debrief", in: id)
        #expect(typed.status == 422 && typed.text("words")?.contains("the button Debrief") == true)
        let debrief = try await browser.send(.get, "/api/sessions/\(id)/debrief")
        #expect(debrief.status == 200)
        let exact = try #require(debrief.members["exact"]?.members)
        guard case .array(let lanes) = exact["lanes"], case .array(let handover) = exact["handover"] else {
            Issue.record("no pictures")
            return
        }
        #expect(lanes.count > 50 && handover.count > 3)
        let result = try await browser.send(.get, "/api/sessions/\(id)/result.csv")
        #expect(result.status == 200 && result.body.split(separator: "\n").count == 2)
    }

    @Test("Where consoles are equal, every answer is the same to the byte, whatever is true")
    func noninterference() async throws {
        var isDifferentInTheEnd = false
        for number in 0..<8 {
            var bodies: [[String]] = []
            var debriefs: [String] = []
            for chance in [0.0, 1.0] {
                let browser = Browser(MemoryShelf([SmallLesson.made(chance: chance, isSeen: false)]))
                let lesson = browser.shelf.lessons[0]
                let id = try await browser.begin(code: lesson.code(of: lesson.draw(number)))
                var told: [String] = []
                for (place, line) in game.enumerated() {
                    let key = String(repeating: "0", count: 30) + "\(10 + place)"
                    let answer = try await browser.perform(line, in: id, revision: nil, key: key)
                    told.append("\(answer.status) \(answer.body)")
                    #expect(!answer.body.contains("nobody may name"))
                    told.append(try await browser.send(.get, "/api/sessions/\(id)").body)
                    if line != "end" { told.append(try await browser.send(.get, "/api/sessions/\(id)/debrief").body) }
                }
                told.append(try await browser.send(.get, "/api/lessons").body)
                bodies.append(told)
                debriefs.append(try await browser.send(.get, "/api/sessions/\(id)/debrief").body)
            }
            #expect(bodies[0] == bodies[1], "draw \(number)")
            if debriefs[0] != debriefs[1], debriefs[1].contains("nobody may name") { isDifferentInTheEnd = true }
        }
        // Otherwise both worlds would be the same, and this would say nothing.
        #expect(isDifferentInTheEnd)
    }

    @Test("The same key again gets the first answer again, and does nothing twice")
    func keys() async throws {
        let browser = Browser()
        let id = try await browser.begin()
        let key = String(repeating: "d", count: 32)
        let one = try await browser.perform("wait 1h", in: id, revision: 0, key: key)
        let kept = browser.shelf.contents
        let other = try await browser.perform("wait 1h", in: id, revision: 0, key: key)
        #expect(one.status == 200 && one.body == other.body && browser.shelf.contents == kept)
        let stale = try await browser.perform("wait 1h", in: id, revision: 0)
        #expect(stale.status == 409 && stale.members["session"] != nil && stale.text("code") == "stale")
        #expect(browser.shelf.contents == kept)
    }

    @Test("A full disk is told, time does not move, and what was ordered is still there")
    func fullDisk() async throws {
        let browser = Browser()
        let id = try await browser.begin()
        _ = try await browser.perform("begin a 50%, rest", in: id)
        browser.shelf.isFull.withLock { $0 = true }
        let answer = try await browser.perform("next", in: id)
        #expect(answer.status == 507 && answer.text("words")?.contains("no space left") == true)
        let session = try await browser.send(.get, "/api/sessions/\(id)").members
        guard case .array(let tray) = session["tray"], case .integer(let time) = session["time"] else {
            Issue.record("no tray")
            return
        }
        #expect(tray.count == 1 && time == 0)
        browser.shelf.isFull.withLock { $0 = false }
        #expect(try await browser.perform("next", in: id).status == 200)
    }

    @Test("After a restart sessions are taken up where they were, under the same address")
    func restart() async throws {
        let shelf = MemoryShelf([SmallLesson.made()])
        let before = Browser(shelf)
        let id = try await before.begin()
        for line in ["begin a 50%, rest", "open a", "wait 1d"] { _ = try await before.perform(line, in: id) }
        let console = try await before.send(.get, "/api/sessions/\(id)").members
        let after = Browser(shelf)
        #expect(try await after.send(.get, "/api/lessons").body.contains(id))
        let again = try await after.send(.get, "/api/sessions/\(id)").members
        for key in ["time", "clock", "rollouts", "tickets", "attention", "decisions"] {
            #expect(console[key]?.compact == again[key]?.compact, "\(key)")
        }
        #expect(try await after.perform("wait 1h", in: id, revision: 0).status == 200)
    }

    @Test("A session is taken up when it is asked for; one that is played elsewhere is listed, and refused in words")
    func elsewhere() async throws {
        let shelf = MemoryShelf([SmallLesson.made()])
        let id = try await Browser(shelf).begin()
        let browser = Browser(shelf)
        shelf.isElsewhere.withLock { $0 = true }
        #expect(try await browser.send(.get, "/api/lessons").body.contains(id))
        let refused = try await browser.send(.get, "/api/sessions/\(id)")
        #expect(refused.status == 422 && refused.text("words")?.contains("played elsewhere") == true)
        shelf.isElsewhere.withLock { $0 = false }
        #expect(try await browser.send(.get, "/api/sessions/\(id)").status == 200)
    }

    @Test("The tray's orders have their numbers beside them, and where no rule stands there is none")
    func tray() async throws {
        let browser = Browser()
        let id = try await browser.begin()
        _ = try await browser.perform("begin a 50%, rest", in: id)
        let session = try await browser.send(.get, "/api/sessions/\(id)").members
        #expect(session["rules"]?.compact == "[]")
        guard case .array(let tray) = session["tray"], let order = tray.first?.members,
            case .string(let words) = order["words"], case .integer(let number) = order["number"]
        else {
            Issue.record("no tray")
            return
        }
        #expect(tray.count == 1 && number == 1 && !words.contains("Tray") && words.contains("Rollout 0 has rings"))
    }

    @Test("Notes are told as far back as messages are")
    func notes() throws {
        let lesson = SmallLesson.made()
        var text = TextSession(try Session(lesson, draw: lesson.draw(0), mode: .practise))
        for number in 1...210 { _ = text.answer("note \(number)") { _ in } }
        let members = JSON.object(SessionDocument.json(of: text.session)).members ?? [:]
        guard case .array(let thoughts) = members["thoughts"] else {
            Issue.record("no notes")
            return
        }
        #expect(thoughts.count == 200 && thoughts.last?.members?["words"]?.compact == "\"210\"")
    }

    @Test("A lesson stands in the address by its digest, whatever it is called")
    func address() async throws {
        var lesson = SmallLesson.made()
        lesson.name = "ü&session=1"
        let start = TrainingServer.Start.lesson(digest: lesson.digest)
        #expect(start.fragment == "&lesson=0123456789abcdef")
        let browser = Browser(MemoryShelf([lesson]))
        #expect(try await browser.send(.get, "/api/lessons").body.contains("\"digest\":\"0123456789abcdef\""))
    }

    @Test("An exam hides its draw, needs reasons and gives no help")
    func exam() async throws {
        let browser = Browser()
        let id = try await browser.begin("exam")
        let session = try await browser.send(.get, "/api/sessions/\(id)").members
        #expect(session["code"]?.compact == "null")
        #expect(try await browser.perform("begin a 50%, rest", in: id).status == 422)
        #expect(try await browser.perform("hint", in: id).status == 422)
        #expect(try await browser.perform("begin a 50%, rest because I must", in: id).status == 200)
    }

    @Test("A stream sends the state at once and after each change, and the third one takes the place of the first")
    func streams() async throws {
        let lesson = SmallLesson.made()
        let shelf = MemoryShelf([lesson])
        let session = try Session(lesson, draw: lesson.draw(0), mode: .learn)
        let desk = SessionDesk(
            id: SessionTable.id(of: "a"),
            session,
            drift: nil,
            keeper: try shelf.begin(session),
            queue: BeliefQueue(size: .init(draws: 12), threads: 1)
        )
        let (_, first) = await desk.follow()
        var news = first.makeAsyncIterator()
        #expect(await news.next() == true)
        _ = try await desk.perform("wait 1h", at: 0, key: String(repeating: "1", count: 32))
        #expect(await news.next() == true)
        let (second, _) = await desk.follow()
        _ = await desk.follow()
        #expect(await news.next() == false)
        #expect(await news.next() == nil)
        await desk.leave(second)
    }

    @Test("The page names its script and style by their digests, and holds nothing inline")
    func page() async throws {
        let browser = Browser()
        let headers = [("Sec-Fetch-Site", "none")]
        let page = try await browser.send(.get, "/", headers: headers)
        let assets = TrainingAssets.shipped
        #expect(page.status == 200 && page.body.contains("src=\"\(assets.scriptPath)\""))
        for word in ["<script>", "style=", "onclick", "javascript:", "http:", "https:"] {
            #expect(!page.body.contains(word), "\(word)")
        }
        for (path, type) in [(assets.scriptPath, "text/javascript"), (assets.stylePath, "text/css")] {
            let asset = try await browser.send(.get, path, headers: headers)
            #expect(asset.status == 200 && asset.headers[.contentType]?.hasPrefix(type) == true)
            #expect(asset.headers[.cacheControl]?.contains("immutable") == true)
        }
    }
}
