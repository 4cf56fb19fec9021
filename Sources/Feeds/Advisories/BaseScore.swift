import PatchModel

/// The base score of the Common Vulnerability Scoring System, version 3.0 or 3.1, from its vector.
///
/// After sections 7.1 and 7.4 of the specification of version 3.1 (FIRST.org, 2019). Vectors of version 4 are told by a table of 270 rows
/// and are not read: feeds that have them have others, too, or say the severity in a word.
enum BaseScore {
    /// - Returns: 0 to 10; nil if the text is no vector of version 3 with all base metrics.
    static func score(_ vector: String) -> Double? {
        guard vector.hasPrefix("CVSS:3.") else { return nil }
        var metrics: [Substring: Substring] = [:]
        for part in vector.split(separator: "/").dropFirst() {
            let pair = part.split(separator: ":")
            guard pair.count == 2 else { return nil }
            metrics[pair[0]] = pair[1]
        }
        func weight(_ metric: Substring, _ weights: [Substring: Double]) -> Double? {
            metrics[metric].flatMap { weights[$0] }
        }
        guard let scope = metrics["S"], scope == "U" || scope == "C" else { return nil }
        let isChanged = scope == "C"
        let privileges: [Substring: Double] =
            isChanged ? ["N": 0.85, "L": 0.68, "H": 0.5] : ["N": 0.85, "L": 0.62, "H": 0.27]
        let impacts: [Substring: Double] = ["H": 0.56, "L": 0.22, "N": 0]
        guard let vectorWeight = weight("AV", ["N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2]),
            let complexity = weight("AC", ["L": 0.77, "H": 0.44]), let privilege = weight("PR", privileges),
            let interaction = weight("UI", ["N": 0.85, "R": 0.62]), let confidentiality = weight("C", impacts),
            let integrity = weight("I", impacts), let availability = weight("A", impacts)
        else { return nil }
        let base = 1 - (1 - confidentiality) * (1 - integrity) * (1 - availability)
        let impact =
            isChanged ? 7.52 * (base - 0.029) - 3.25 * fifteenthPower(base - 0.02) : 6.42 * base
        guard impact > 0 else { return 0 }
        let exploitability = 8.22 * vectorWeight * complexity * privilege * interaction
        return roundedUp(min((isChanged ? 1.08 : 1) * (impact + exploitability), 10))
    }

    private static func fifteenthPower(_ x: Double) -> Double { (0..<15).reduce(1) { power, _ in power * x } }

    /// The least number with one decimal that is not less (Appendix A of the specification).
    private static func roundedUp(_ score: Double) -> Double {
        let whole = Int((score * 100_000).rounded())
        return whole % 10_000 == 0 ? Double(whole) / 100_000 : Double(whole / 10_000 + 1) / 10
    }

    /// The qualitative rating of section 5: from 9 on critical, from 7 high, from 4 medium.
    static func severity(_ score: Double) -> Severity {
        switch score {
        case 9...: .critical
        case 7...: .high
        case 4...: .medium
        default: .low
        }
    }

    /// A severity in a word, as feeds have it; nil for other words.
    static func severity(word: String) -> Severity? {
        switch word.lowercased() {
        case "critical": .critical
        case "high", "important": .high
        case "medium", "moderate": .medium
        case "low", "negligible", "unimportant", "minor": .low
        default: nil
        }
    }
}
