import Testing

@testable import Training

@Suite("Draws")
struct DrawTests {
    @Test("A code names its draw, whatever the case of its letters, and no other lesson's")
    func codes() {
        let lesson = TrainingWorlds.lesson()
        var other = lesson
        other.digest = "another"
        var seen: Set<String> = []
        var strangers = 0
        for number in 0..<lesson.pool.draws {
            let draw = lesson.draw(number)
            let code = lesson.code(of: draw)
            #expect(seen.insert(code).inserted)
            #expect(lesson.draw(code: code) == draw && lesson.draw(code: code.lowercased()) == draw)
            if other.draw(code: code) == nil { strangers += 1 }
        }
        // Two characters of 32 tell: one code in a thousand may be taken for one's own.
        #expect(strangers >= lesson.pool.draws - 1)
        for code in ["", "7F3K", "7F3K-2", "UUUU-UU", "7F3K-222", "????-??"] { #expect(lesson.draw(code: code) == nil) }
    }

    @Test("Without a code any draw of the pool is taken, with one its own, and with a wrong one none")
    func drawn() {
        let lesson = TrainingWorlds.lesson()
        let draw = lesson.draw(5)
        #expect(lesson.drawn(lesson.code(of: draw)) == draw && lesson.drawn("7F3K") == nil)
        let pool = (0..<lesson.pool.draws).map { lesson.draw($0) }
        for _ in 0..<20 { #expect(lesson.drawn(nil).map { pool.contains($0) } == true) }
    }

    @Test("One wrong character is found")
    func mistakes() {
        let lesson = TrainingWorlds.lesson()
        let code = lesson.code(of: lesson.draw(17))
        var accepted = 0
        for place in code.indices where code[place] != "-" {
            for letter in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" where letter != code[place] {
                var wrong = code
                wrong.replaceSubrange(place...place, with: String(letter))
                if lesson.draw(code: wrong) != nil { accepted += 1 }
            }
        }
        #expect(accepted == 0)
    }
}
