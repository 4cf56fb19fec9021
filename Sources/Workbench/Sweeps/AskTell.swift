package import Experiments
import PatchModel
import ResultStore
import ScenarioFiles
import Text

/// Judges points that another program asks about, one JSON object a line.
///
/// The first line describes the parameters. Then every line `{"id": ..., "values": {KEY: VALUE}}` is answered by one with the
/// same id: its metrics, or an error, after which the next line is read as if nothing had been. Blank lines are passed over
/// without an answer. The end of the input is the end.
package struct AskTell {
    private let runner: PointRunner
    private let metrics: [Metric]
    private let replications: Int

    /// - Parameters:
    ///   - metrics: to answer with.
    ///   - replications: of a point, where the line does not say how many.
    package init(runner: PointRunner, metrics: [Metric], replications: Int) {
        self.runner = runner
        self.metrics = metrics
        self.replications = replications
    }

    private static let protocolVersion = 1
    /// Replications that a line may ask for.
    private static let maximumReplications = 1_000_000

    /// Why a line cannot be answered.
    private struct Refusal: Error {
        var code: String
        var message: String
    }

    /// Answers until the input has ended.
    ///
    /// - Parameters:
    ///   - next: the next line as bytes, without its line feed; nil at the end of the input.
    ///   - write: takes a line, without its line feed.
    package func serve(_ next: () -> [UInt8]?, _ write: (String) -> Void) async throws {
        func send(_ message: [String: JSON]) { write(JSON.sorted(message).compact) }
        send(description)
        // Whoever interrupts while nothing is asked ends the program at once: there is nothing to be saved.
        while let bytes = next() {
            guard !bytes.allSatisfy({ " \t\r".utf8.contains($0) }) else { continue }
            var id = JSON.null
            do {
                let line = try Self.text(bytes)
                let request = try Self.object(line)
                id = try Self.id(request["id"] ?? .null)
                send(try await answer(request).merging(["id": id]) { one, _ in one })
            } catch let refusal as Refusal {
                let error: JSON = .sorted([
                    "code": .string(refusal.code), "message": .string(refusal.message),
                ])
                send(["id": id, "error": error])
            }
        }
    }

    // MARK: The first line

    private var description: [String: JSON] {
        [
            "patchlab": .string(patchlabVersion), "protocol": .number(Double(Self.protocolVersion)),
            "strategy": .string(strategy), "seed": .string("\(runner.work.seed)"),
            "replications": .number(Double(replications)),
            "parameters": .array(runner.varied.variations.map { .sorted(parameter($0)) }),
            "metrics": .array(
                metrics.map { metric in
                    .sorted([
                        "name": .string(metric.id), "unit": .string(metric.unit.name),
                        "goal": .string(metric.goal == .low ? "minimize" : "maximize"),
                    ])
                }
            ),
        ]
    }

    private var strategy: String { runner.strategies.first?.name ?? "" }

    private func parameter(_ variation: Variation) -> [String: JSON] {
        var result: [String: JSON] = [
            "name": .string(variation.key), "description": .string(variation.present.description),
        ]
        if let value = variation.present.value { result["value"] = .string(value) }
        switch variation.domain {
        case .choices(let choices):
            result["kind"] = .string("choice")
            result["choices"] = .array(choices.map { .string($0) })
        case .numbers(let low, let high, let unit, let isWhole, let isLogarithmic):
            result["kind"] = .string(isWhole ? "integer" : "number")
            result["low"] = .number(low)
            result["high"] = .number(high)
            result["unit"] = .string(unit)
            result["log"] = .bool(isLogarithmic)
        }
        return result
    }

    // MARK: Answers

    /// The line, of which nothing is mended: an id that came back changed would be that of nobody.
    private static func text(_ bytes: [UInt8]) throws(Refusal) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Refusal(
                code: "bad-json",
                message: "column \(UTF8Text.end(ofValid: bytes).column): this is not UTF-8; expected JSON in UTF-8"
            )
        }
        return text
    }

    private static func object(_ line: String) throws(Refusal) -> [String: JSON] {
        let example = "{\"id\": 1, \"values\": {\"KEY\": 3600}}"
        do throws(JSONReader.Problem) {
            guard let object = try JSONReader.read(line).members else {
                throw JSONReader.Problem(message: "this is not an object")
            }
            return object
        } catch {
            guard !error.isDuplicate else { throw Refusal(code: "duplicate-key", message: error.message) }
            throw Refusal(code: "bad-json", message: "\(error.message); expected a JSON object, such as \(example)")
        }
    }

    /// What can be sent back exactly as it came.
    private static func id(_ value: JSON) throws(Refusal) -> JSON {
        switch value {
        case .null, .string, .integer, .greatInteger: return value
        case .bool, .number, .array, .object:
            throw Refusal(
                code: "bad-id",
                message: "\"id\" must be a text, or a whole number from \(Int64.min) to \(UInt64.max)"
            )
        }
    }

    private func answer(_ request: [String: JSON]) async throws -> [String: JSON] {
        let known = ["id", "values", "replications"]
        for key in request.keys.sorted() where !known.contains(key) {
            let meant = didYouMean(key, among: known)
            throw Refusal(code: "unknown-key", message: "there is no \"\(key)\" in a request\(meant)")
        }
        guard let values = request["values"]?.members else {
            throw Refusal(code: "missing-key", message: "expected \"values\": an object with a value for each key")
        }
        var count = replications
        if let wanted = request["replications"] {
            guard let number = wanted.number, number == number.rounded(),
                number >= 1, number <= Double(Self.maximumReplications)
            else {
                throw Refusal(
                    code: "bad-number",
                    message: "\"replications\" must be a whole number from 1 to \(Self.maximumReplications)"
                )
            }
            count = Int(number)
        }
        let settings = try settings(values)
        do {
            let (runner, numbers) = (runner, Array(0..<count))
            let result = try await InterruptibleWork.outcome(total: count, for: runner.work.caller, isShown: false) {
                progress in
                try await runner.cells([settings], replications: numbers, progress: progress)
            } orSoFar: {
                try runner.keeper?.file.flush()
                throw Failure.interrupted("interrupted")
            }
            guard let cell = result.cells.first else { throw Failure.interrupted("interrupted") }
            return [
                "replications": .number(Double(count)),
                "settings": .sorted(
                    Dictionary(settings.map { ($0.key, .string($0.value)) }, uniquingKeysWith: { first, _ in first })
                ),
                "metrics": .sorted(
                    Dictionary(
                        metrics.map { ($0.id, figures($0, cell)) },
                        uniquingKeysWith: { first, _ in first }
                    )
                ),
            ]
        } catch let mistake as PointRunner.Mistake {
            throw Refusal(
                code: mistake.diagnostics.first?.code.rawValue ?? "invalid-scenario",
                message: mistake.diagnostics.map(\.description).joined(separator: "\n")
            )
        }
    }

    /// A metric's figures; null where it has none.
    private func figures(_ metric: Metric, _ cell: SweepCell) -> JSON {
        guard let summary = cell.summary(metric) else { return .null }
        return .sorted([
            "mean": .number(summary.estimate), "lower": summary.lower.map { .number($0) } ?? .null,
            "upper": summary.upper.map { .number($0) } ?? .null, "censored": .number(Double(summary.censored)),
        ])
    }

    /// Values as texts that could stand in the scenario; those left out stay as written.
    private func settings(_ values: [String: JSON]) throws(Refusal) -> [SweepSetting] {
        let variations = runner.varied.variations
        for key in values.keys.sorted() where !variations.contains(where: { $0.key == key }) {
            let meant = didYouMean(key, among: variations.map(\.key))
            throw Refusal(
                code: "unknown-key",
                message: "\"\(key)\" is not varied\(meant); varied are "
                    + variations.map(\.key).joined(separator: ", ")
            )
        }
        var settings: [SweepSetting] = []
        for variation in variations {
            guard let value = values[variation.key] else { continue }
            do throws(Variation.Failure) {
                let text: String
                switch value {
                case .string(let word): text = try variation.text(for: word)
                case .integer, .greatInteger, .number: text = try variation.text(for: value.number ?? .nan)
                case .bool(let flag): text = try variation.text(for: flag ? "true" : "false")
                case .null, .array, .object:
                    throw Variation.Failure(description: "\(variation.key): expected a number or a text")
                }
                settings.append(SweepSetting(key: variation.key, value: text))
            } catch {
                throw Refusal(code: "bad-value", message: error.description)
            }
        }
        return settings
    }
}
