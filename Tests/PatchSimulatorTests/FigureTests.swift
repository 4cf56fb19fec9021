import PatchSimulator
import Testing

/// The one list of figures, against the ledger that it describes.
@Suite("The figures of a ledger")
struct FigureTests {
    /// A ledger in which every figure has a value of its own, none of them zero.
    static var filled: Ledger {
        var ledger = Ledger()
        for (place, figure) in Ledger.figures.enumerated() { ledger.enter(Int64(1000 + place), as: figure) }
        return ledger
    }

    @Test("Are read as they were written, each for itself")
    func writing() {
        let ledger = Self.filled
        for (place, figure) in Ledger.figures.enumerated() { #expect(ledger[figure] == Int64(1000 + place)) }
        #expect(ledger.absent.isEmpty)
    }

    @Test("Are all that a ledger holds: no stored number, in any part, is left as it was at the beginning")
    func complete() {
        func numbers(_ value: Any, _ name: String) -> [(name: String, text: String)] {
            let mirror = Mirror(reflecting: value)
            guard !mirror.children.isEmpty, mirror.displayStyle != .optional, !(value is [ResidualCause: Int]) else {
                return [(name, "\(value)")]
            }
            return mirror.children.enumerated().flatMap { place, child in
                numbers(child.value, "\(name).\(child.label ?? "\(place)")")
            }
        }
        let before = numbers(Ledger(), "ledger").filter { $0.name != "ledger.absent" }
        let after = numbers(Self.filled, "ledger").filter { $0.name != "ledger.absent" }
        #expect(before.map(\.name) == after.map(\.name))
        for (one, other) in zip(before, after) { #expect(one.text != other.text, "\(one.name) is no figure") }
    }

    @Test("Have names of their own, in small letters, that end in their unit where they are no plain count")
    func names() {
        let names = Ledger.figures.map(\.id) + Ledger.totals.map(\.id)
        #expect(Set(names).count == names.count)
        for figure in Ledger.figures {
            #expect(figure.id.wholeMatch(of: /[a-z][a-z0-9]*(_[a-z0-9]+)*/) != nil, "\(figure.id)")
            let ending =
                switch figure.unit {
                case .seconds, .deviceSeconds, .vulnerabilitySeconds: "_s"
                case .deviceMilliseconds: "_ms"
                case .bytes: "_bytes"
                case .devices: "devices"
                case .pairs, .vulnerabilityPairs, .times: ""
                }
            #expect(figure.id.hasSuffix(ending), "\(figure.id)")
            #expect(!figure.meaning.isEmpty)
            #expect(Ledger.figure(figure.id)?.id == figure.id)
        }
        #expect(Ledger.figure("no_such_figure") == nil)
    }

    @Test("Are absent where a ledger does not have them, and so is what follows from them")
    func absent() throws {
        for figure in Ledger.figures {
            var ledger = Self.filled
            ledger.leaveOut(figure)
            #expect(ledger[figure] == nil)
            #expect(ledger != Self.filled)
            for total in Ledger.totals {
                #expect((total.value(in: ledger) == nil) == total.formula.names.contains(figure.id), "\(total.id)")
            }
            ledger.enter(7, as: figure)
            #expect(ledger[figure] == 7 && ledger.absent.isEmpty)
        }
    }

    @Test("Add up to the totals that a ledger tells")
    func totals() {
        let ledger = Self.filled
        let values = Dictionary(uniqueKeysWithValues: Ledger.totals.map { ($0.id, $0.value(in: ledger)) })
        #expect(values["never_patched_devices"] == Double(ledger.patching.neverPatchedDevices))
        #expect(values["planned_downtime_s"] == Double(ledger.downtime.planned))
        #expect(values["unplanned_downtime_s"] == ledger.downtime.unplanned)
        #expect(values["service_outage_s"] == Double(ledger.services.outageSeconds))
        #expect(values.count == 4)
    }

    @Test("A simulation has them all, and none that lies outside the range that files may hold", arguments: 0..<20)
    func ofSimulations(number: Int) throws {
        var simulation = try LawTests.simulation(number)
        simulation.run()
        let ledger = simulation.ledger
        #expect(ledger.absent.isEmpty)
        var copy = Ledger()
        for figure in Ledger.figures {
            guard let value = ledger[figure] else {
                #expect(figure.mayBeNever, "\(figure.id)")
                continue
            }
            #expect(figure.range.contains(value), "\(figure.id)")
            copy.enter(value, as: figure)
        }
        #expect(copy == ledger, "the figures are the ledger")
    }
}

/// Formulas against arithmetic.
@Suite("A formula")
struct FormulaTests {
    private static func ledger(_ figures: [String: Int64]) throws -> Ledger {
        var ledger = Ledger()
        for (name, value) in figures { ledger.enter(value, as: try #require(Ledger.figure(name))) }
        return ledger
    }

    @Test("Sums, products, quotients and ratios are those of the figures")
    func arithmetic() throws {
        let ledger = try Self.ledger(["tickets": 6, "stops": 4, "attempts": 1])
        let sum = Formula.figures(["tickets", "stops"])
        #expect(sum.value(in: ledger)?.value == 10)
        #expect(Formula.quotient(.product(sum, 3), 4).value(in: ledger)?.value == 7.5)
        #expect(Formula.sum([sum, .figure("attempts")]).value(in: ledger)?.value == 11)
        #expect(Formula.ratio(.figure("tickets"), .figure("stops")).value(in: ledger)?.value == 1.5)
        #expect(Formula.ratio(.figure("tickets"), .figure("rollbacks")).value(in: ledger) == nil, "divided by none")
        #expect(Formula.figure("no_such_figure").value(in: ledger) == nil)
    }

    @Test("A time that was not reached counts as what was simulated and is a bound, in all that is made of it")
    func time() throws {
        let time = Formula.quotient(.time("first_stop_s", simulated: "simulated_s", ifAny: "pairs"), 10)
        var ledger = try Self.ledger(["simulated_s": 500, "pairs": 2])
        #expect(time.value(in: ledger).map { $0.value == 50 && $0.isBound } == true)
        #expect(Formula.sum([.figure("pairs"), time]).value(in: ledger).map { $0.value == 52 && $0.isBound } == true)
        ledger.rollouts.firstStop = 200
        #expect(time.value(in: ledger).map { $0.value == 20 && !$0.isBound } == true)
        ledger.patching.pairs = 0
        #expect(time.value(in: ledger) == nil, "there is nothing of which it could be the time")
        ledger.patching.pairs = 2
        ledger.leaveOut(try #require(Ledger.figure("first_stop_s")))
        #expect(time.value(in: ledger) == nil, "not counted is not the same as not reached")
    }
}
