import PatchSimulator

/// How alike two consoles look: the numbers on them, each as 2√(x + 3/8), by which counts that are drawn at random vary by about
/// 1, however large they are (F. J. Anscombe, "The transformation of Poisson, binomial and negative-binomial data", Biometrika
/// 35, 1948).
struct ConsoleView: Sendable, Hashable {
    /// What must be the same: how many rings there are, what is stopped, and what the vendor said.
    private let shape: [Int]
    private let numbers: [Double]

    init(_ console: Console) {
        let rollouts = console.rollouts.map { 2 * $0.rings.count + ($0.stopped == nil ? 0 : 1) }
        shape = rollouts + [-1] + console.vendorAnswers.map(\.number)
        var counts = console.rollouts.flatMap { $0.rings.flatMap(\.numbers) }
        counts.append(console.tickets)
        counts.append(console.ticketsByDay.last ?? 0)
        numbers = counts.map { 2 * (Double($0) + 0.375).squareRoot() }
    }

    /// The greatest difference of two numbers; infinite where the consoles are not of the same shape.
    func distance(to other: ConsoleView) -> Double {
        guard shape == other.shape, numbers.count == other.numbers.count else { return .infinity }
        var most = 0.0
        for place in numbers.indices { most = max(most, abs(numbers[place] - other.numbers[place])) }
        return most
    }
}
