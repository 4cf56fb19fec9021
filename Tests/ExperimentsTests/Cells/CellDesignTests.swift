import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import Experiments

@Suite("Cells and their weights")
struct CellDesignTests {
    /// Chances in eighths: all products of up to 12 of them are exact as floating-point numbers.
    private static func eighths(_ number: Int, _ count: Int) -> [Double] {
        (0..<count).map { Double((number * 5 + $0 * 3) % 7 + 1) / 8 }
    }

    @Test(
        "The weights of none, each alone, and more are those of all sets, and add up to 1 without any rounding",
        arguments: 1...12
    )
    func enumeration(count: Int) {
        let chances = Self.eighths(count, count)
        let weights = PresenceWeights(chances)
        var (none, more) = (0.0, 0.0)
        var alone = chances.map { _ in 0.0 }
        for bits in 0..<(1 << count) {
            let own = (0..<count).filter { bits >> $0 & 1 == 1 }
            let product = chances.indices.reduce(1.0) { $0 * (own.contains($1) ? chances[$1] : 1 - chances[$1]) }
            switch own.count {
            case 0: none += product
            case 1: alone[own[0]] += product
            default: more += product
            }
        }
        #expect(weights.none == none)
        #expect(weights.alone == alone)
        #expect(weights.more == more)
        #expect(weights.none + weights.alone.reduce(0, +) + weights.more == 1)
    }

    @Test("The weights of 400 defects are those of the law of their number")
    func manyDefects() {
        let chances = (0..<400).map { 0.0001 + Double($0 % 40) * 0.0005 }
        let weights = PresenceWeights(chances)
        // The whole law of the number, defect by defect.
        var law = [1.0] + Array(repeating: 0.0, count: 400)
        for chance in chances {
            for number in stride(from: 400, through: 1, by: -1) {
                law[number] = law[number] * (1 - chance) + law[number - 1] * chance
            }
            law[0] *= 1 - chance
        }
        #expect(abs(weights.none / law[0] - 1) < 1e-12)
        #expect(abs(weights.alone.reduce(0, +) / law[1] - 1) < 1e-12)
        #expect(abs(weights.more / law[2...].reduce(0, +) - 1) < 1e-12)
        #expect(abs(weights.none + weights.alone.reduce(0, +) + weights.more - 1) < 1e-13)
    }

    @Test("Two or more are drawn with the probabilities that they have, and always two at least")
    func twoOrMore() {
        let chances = [0.02, 0.3, 0.1, 0.5]
        let sampler = TwoOrMore(chances)
        let random = KeyedRandom(seed: 9, replication: 0)
        let draws = 40_000
        var counts: [[Int]: Int] = [:]
        for number in 0..<draws {
            let places = sampler.places { place in
                var draw = random.draw(entity: UInt64(number), purpose: 3, occurrence: UInt64(place))
                return draw.uniform()
            }
            #expect(places.count >= 2)
            counts[places, default: 0] += 1
        }
        let more = PresenceWeights(chances).more
        for bits in 0..<16 {
            let own = (0..<4).filter { bits >> $0 & 1 == 1 }
            guard own.count > 1 else { continue }
            let share = chances.indices.reduce(1.0) { $0 * (own.contains($1) ? chances[$1] : 1 - chances[$1]) } / more
            let error = (share * (1 - share) / Double(draws)).squareRoot()
            #expect(abs(Double(counts[own] ?? 0) / Double(draws) - share) < 4.5 * error + 1e-9, "\(own)")
        }
        // However seldom.
        #expect(TwoOrMore([1e-9, 1e-9, 1e-9]).places { _ in 0.999 }.count == 2)
    }

    @Test("The greatest of k uniform numbers is a k-th root")
    func roots() {
        for n in [1, 2, 3, 10, 400] {
            for number in [1e-9, 0.1, 0.5, 0.999_999] {
                let found = root(of: number, n)
                let power = (0..<n).reduce(1.0) { product, _ in product * found }
                #expect(abs(power - number) < 1e-12 * Double(n), "\(n) \(number)")
            }
        }
    }

    @Test("One uncertain defect makes two cells, two make four, more are counted, and none make one")
    func cells() throws {
        let names = { (chances: [Double]) -> [String] in
            CellDesign(try World(CellWorlds.scenario(chances)), seed: 1).cells.map(\.name)
        }
        #expect(try names([]) == ["all"])
        #expect(try names([0, 1]) == ["all"])
        #expect(try names([0.1, 1]) == ["clean", "present"])
        #expect(try names([0.1, 0.2]) == ["clean", "first", "second", "both"])
        #expect(try names([0.1, 0.2, 0.1]) == ["clean", "one", "more"])
        for chances in [[0.1], [0.1, 0.2], [0.1, 0.2, 0.01], Array(repeating: 0.03, count: 60)] {
            let design = CellDesign(try World(CellWorlds.scenario(chances)), seed: 1)
            #expect(abs(design.cells.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
            let runs = design.runs(of: 80)
            #expect(runs.reduce(0, +) == 80)
            #expect(runs.allSatisfy { $0 >= 4 })
            #expect(design.runs(of: 320) == runs.map { $0 * 4 })
        }
        let design = CellDesign(try World(CellWorlds.scenario([0.25])), seed: 1)
        #expect(design.cells.map(\.weight) == [0.75, 0.25])
        #expect(design.runs(of: 80) == [32, 48])
    }

    @Test(
        "Of the first runs of a cell each of as many equal parts of the vendor's answer holds exactly one",
        arguments: [2, 8, 64]
    )
    func evenness(count: Int) throws {
        let design = CellDesign(try World(CellWorlds.scenario([0.1], vendorDays: 3)), seed: 7)
        let cell = try #require(design.cell(named: "present"))
        let places = (0..<count).compactMap { design.place(cell, $0) }
        #expect(Set(places.map { Int($0 * Double(count)) }).count == count)
        // The bits that the vendor's answer is made of are those of the place.
        for (number, place) in places.enumerated() {
            let bits = try #require(design.draws(cell, number).vendorAnswers[0])
            #expect(UInt64(place * 0x1p32) == bits >> 32)
        }
        let clean = try #require(design.cell(named: "clean"))
        #expect(design.place(clean, 0) == nil)
        #expect(design.draws(clean, 0) == ScenarioDraws(presentDefects: []))
    }

    @Test("With several defects the longest answer is even, and each of them is the longest as often")
    func longestAnswer() throws {
        let design = CellDesign(try World(CellWorlds.scenario(Array(repeating: 0.5, count: 4), vendorDays: 3)), seed: 7)
        let cell = try #require(design.cell(named: "more"))
        var longest = [0, 0, 0, 0]
        let count = 4000
        for number in 0..<count {
            let draws = design.draws(cell, number)
            let answers = draws.vendorAnswers
            #expect(answers.count == draws.presentDefects?.count)
            let most = try #require(answers.max { $0.value < $1.value })
            longest[most.key] += 1
            let share = Double(most.value) * 0x1p-64
            let power = (0..<answers.count).reduce(1.0) { product, _ in product * share }
            #expect(abs(power - (design.place(cell, number) ?? 0)) < 1e-6)
        }
        // Four standard errors of a quarter of 4,000.
        for own in longest { #expect(abs(own - count / 4) < 110) }
    }

    @Test("Defects are joined in classes of like reach, the nearest first")
    func reachClasses() {
        let classes = ReachClasses([5, 100, 6, 100, 1000, 5], weights: [1, 1, 1, 1, 1, 1], most: 3).classes
        #expect(classes == [[0, 5, 2], [1, 3], [4]])
        #expect(ReachClasses([5, 5], weights: [1, 1], most: 4).classes == [[0, 1]])
        #expect(ReachClasses([1, 2, 3], weights: [0, 0, 0], most: 1).classes.map { $0.sorted() } == [[0, 1, 2]])
    }
}
