/// A curve in one line of text.
enum Sparkline {
    private static let blocks = Array("▁▂▃▄▅▆▇█")

    /// Values from 0 to 1 as blocks of rising height, `width` of them at most, each the mean of its stretch; what is missing is
    /// a space.
    static func text(_ values: [Double?], width: Int) -> String {
        guard !values.isEmpty, width > 0 else { return "" }
        let count = min(width, values.count)
        return String(
            (0..<count).map { place -> Character in
                let stretch = values[place * values.count / count..<(place + 1) * values.count / count].compactMap {
                    $0
                }
                guard !stretch.isEmpty else { return " " }
                let mean = stretch.reduce(0, +) / Double(stretch.count)
                guard mean.isFinite else { return " " }
                return blocks[min(blocks.count - 1, max(0, Int(min(1, max(0, mean)) * Double(blocks.count))))]
            }
        )
    }
}
