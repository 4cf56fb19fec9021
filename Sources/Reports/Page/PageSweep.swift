import Foundation
import Text

/// Sliders for the values that a sweep has tried. Each stop is a point that was run: the page holds all of them.
struct PageSweep {
    /// A key that was varied.
    struct Key: Encodable {
        var name: String
        /// What it was set to, ascending where these are quantities; the first may be `as written`.
        var stops: [String]
    }

    private struct Map: Encodable {
        var keys: [Key]
        /// By point, for each key the place of its value among the stops.
        var points: [[Int]]
        /// The point with which the page begins.
        var shown: Int
    }

    /// What a key is set to that nothing was set to.
    static let asWritten = "as written"

    /// Empty without a sweep.
    let sliders: HTML
    /// What the page says of the other points.
    let others: HTML

    /// - Throws: what the encoder throws on figures that are not finite.
    init(_ report: ReportDocument) throws {
        let points = report.points
        let keys = Self.keys(points)
        guard !keys.isEmpty, let shown = points.firstIndex(where: { $0.origin.settings == report.origin.settings })
        else {
            sliders = report.hasTooManyPoints ? Self.tooMany : ""
            others = ""
            return
        }
        let places = points.map { point in
            keys.map { key in key.stops.firstIndex(of: Self.value(of: key.name, in: point)) ?? 0 }
        }
        let map = String(
            decoding: try JSONEncoder().encode(Map(keys: keys, points: places, shown: shown)),
            as: UTF8.self
        )
        let json = HTML(markup: HTML.harmless(map).replacingOccurrences(of: "<", with: "\\u003c"))
        let inputs: [HTML] = keys.enumerated().map { place, key in
            """
            <label class="slider"><span>\(key.name)</span>
            <input type="range" min="0" max="\(String(key.stops.count - 1))" step="1" data-key="\(String(place))"><output></output></label>

            """
        }
        sliders = """
            <section id="sweep" class="sweep" aria-label="Points of the sweep" hidden>
            <div class="sliders">
            \(inputs)</div>
            <p class="unit"><strong>Values that were tried</strong>: \(String(points.count)) points were run, and nothing between them is made up. \
            <span id="sweep-note" role="status"></span></p>
            </section>
            <script type="application/json" id="points">\(json)</script>

            """
        let templates: [HTML] = try points.enumerated().filter { $0.offset != shown }.map { place, point in
            let page = ReportPage(point)
            return "<template data-point=\"\(String(place))\">\(page.content)\n\(try page.dataElement)</template>\n"
        }
        others = "\(templates)"
    }

    private static let tooMany: HTML = """
        <section class="sweep"><p class="unit">The study holds more points of a sweep than a page can: <code>patchlab report STUDY \
        --variant N</code> makes a page of any of them.</p></section>

        """

    private static func value(of key: String, in point: ReportDocument) -> String {
        point.origin.settings.first { $0.key == key }?.value ?? asWritten
    }

    static func keys(_ points: [ReportDocument]) -> [Key] {
        var names: [String] = []
        for setting in points.flatMap(\.origin.settings) where !names.contains(setting.key) {
            names.append(setting.key)
        }
        return names.map { name in
            var stops: [String] = []
            for point in points {
                let value = Self.value(of: name, in: point)
                if !stops.contains(value) { stops.append(value) }
            }
            return Key(name: name, stops: ascending(stops))
        }
    }

    /// Quantities of one kind in their order, what is written before them; all else as it is.
    static func ascending(_ stops: [String]) -> [String] {
        let written = stops.filter { $0 == asWritten }
        let rest = stops.filter { $0 != asWritten }
        let sizes = rest.compactMap(magnitude)
        guard sizes.count == rest.count else { return written + rest }
        return written + zip(sizes, rest).sorted { $0.0 < $1.0 }.map(\.1)
    }

    private static let units = [
        "": 1, "%": 0.01, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800,
    ]

    /// The size of a number, a share or a duration; nil: it is something else.
    private static func magnitude(_ text: String) -> Double? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
        guard let number = Double(digits),
            let unit = units[String(text.dropFirst(digits.count)).replacing(" ", with: "")]
        else { return nil }
        return number * unit
    }
}
