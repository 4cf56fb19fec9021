import Experiments
import Text

/// The words of the glossary that a report uses: told where a word stands first, and in a list at the end.
enum PageGlossary: String, CaseIterable {
    case recommendation
    case certainty = "how-sure"
    case turningPoint = "turning-point"
    case run
    case typical = "typical-run"
    case exposed
    case exposure = "device-day"
    case patchPair = "patch-pair"
    case inTime = "in-time"
    case hit = "devices-hit"
    case down = "down-at-once"
    case gate
    case stop
    case falseStop = "false-stop"
    case downtime
    case band
    case interval
    case paired = "paired-runs"

    /// The part of the page that says it.
    var id: String { "word-\(rawValue)" }

    var term: String { Glossary.entry(rawValue)?.term ?? rawValue }
    var definition: String { Glossary.entry(rawValue)?.definition ?? "" }

    /// A word that says what it means when it is pressed. The page must hold `explanation` once.
    func button(_ text: String) -> HTML {
        "<button type=\"button\" class=\"term\" popovertarget=\"\(id)\">\(text)</button>"
    }

    var explanation: HTML { "<div popover id=\"\(id)\" class=\"meaning\"><b>\(term)</b>: \(definition)</div>\n" }
}
