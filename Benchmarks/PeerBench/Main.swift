import EventEngine
import Models

/// One measurement in a process of its own, so that its time and memory can be told from outside:
///
///     peerbench phold PENDING EVENTS
///     peerbench mm1 CUSTOMERS
///
/// prints the rate (events or customers per second) and a value that tells whether the answer is right.
@main
struct PeerBench {
    static func main() throws {
        let words = CommandLine.arguments.dropFirst()
        let numbers = words.dropFirst().compactMap { Int($0) }
        switch (words.first, numbers.count) {
        case ("phold", 2) where numbers.allSatisfy { $0 > 0 } && numbers[0] < EventKey.maximumEntities:
            var model = try PHOLD(processes: numbers[0])
            let time = ContinuousClock().measure { model.run(events: numbers[1]) }
            show(rate: numbers[1], time, check: model.meanDelay(after: numbers[1]))
        case ("mm1", 1) where numbers[0] > 0:
            var model = try SingleServerQueue(customers: numbers[0])
            var wait = 0.0
            let time = ContinuousClock().measure { wait = model.run(customers: numbers[0]) }
            show(rate: numbers[0], time, check: wait)
        default:
            print("usage: peerbench phold PENDING EVENTS | mm1 CUSTOMERS")
        }
    }

    private static func show(rate count: Int, _ time: Duration, check: Double) {
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
        print("rate \(Double(count) / seconds) check \(check)")
    }
}
