import ArgumentParser

/// A precision or a probability: `5%` or `0.05`.
struct ShareArgument: CustomStringConvertible {
    var share: Double

    init(share: Double) { self.share = share }

    /// - Parameters:
    ///   - example: what could stand there, for the message.
    ///   - whole: 100 % may stand there, too.
    /// - Throws: `ValidationError` if the text is no share above 0 and below 1.
    init(reading text: String, example: String, whole: Bool = false) throws {
        let isPercentage = text.hasSuffix("%")
        let number = Double(isPercentage ? String(text.dropLast()) : text)
        share = (number ?? .nan) / (isPercentage ? 100 : 1)
        guard share > 0, share < 1 || whole && share == 1 else {
            let isForgotten = !isPercentage && number.map { $0 > 1 && $0 < 100 } ?? false
            throw ValidationError(
                "expected a share above 0 and \(whole ? "up to 100%" : "below 1")"
                    + (isForgotten ? "; did you mean \(text)%?" : ", such as \(example)")
            )
        }
    }

    var description: String { "\(share)" }
}
