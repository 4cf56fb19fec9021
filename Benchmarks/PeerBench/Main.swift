import EventEngine
import Foundation
import Models

/// One measurement in a process of its own, so that its time and memory can be told from outside:
///
///     peerbench phold PENDING EVENTS
///     peerbench mm1 CUSTOMERS
///
/// prints the rate (events or customers per second of processor time) and a value that tells whether the answer is right.
@main
struct PeerBench {
    static func main() throws {
        let words = CommandLine.arguments.dropFirst()
        let numbers = words.dropFirst().compactMap { Int($0) }
        switch (words.first, numbers.count) {
        case ("phold", 2) where numbers.allSatisfy { $0 > 0 } && numbers[0] < EventKey.maximumEntities:
            var model = try PHOLD(processes: numbers[0], events: numbers[1])
            let time = processorTime { model.run(events: numbers[1]) }
            show(rate: numbers[1], time, check: model.meanDelay(after: numbers[1]))
        case ("mm1", 1) where numbers[0] > 0:
            var model = try SingleServerQueue(customers: numbers[0])
            var wait = 0.0
            let time = processorTime { wait = model.run(customers: numbers[0]) }
            show(rate: numbers[0], time, check: wait)
        default:
            print("usage: peerbench phold PENDING EVENTS | mm1 CUSTOMERS")
        }
    }

    /// Seconds that the processor spends on the work, whatever else the machine does.
    private static func processorTime(_ work: () -> Void) -> Double {
        let begin = clock()
        work()
        return Double(clock() - begin) / Double(CLOCKS_PER_SEC)
    }

    private static func show(rate count: Int, _ seconds: Double, check: Double) {
        print("rate \(Double(count) / seconds) check \(check)")
    }
}
