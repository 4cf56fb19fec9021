import ArgumentParser

/// A precision or a probability: `5%` or `0.05`.
struct ShareArgument: ExpressibleByArgument {
    var share: Double

    init(share: Double) { self.share = share }

    init?(argument: String) {
        let isPercentage = argument.hasSuffix("%")
        guard let number = Double(isPercentage ? String(argument.dropLast()) : argument) else { return nil }
        share = isPercentage ? number / 100 : number
        guard share > 0, share < 1 else { return nil }
    }

    var defaultValueDescription: String { "\(share)" }
}
