import CTrainingAssets
import Crypto

/// The files of the page, which are part of the program: their bytes, and for script and style an address that changes with them.
struct TrainingAssets: Sendable {
    let page: [UInt8]
    let script: [UInt8]
    let style: [UInt8]
    let scriptPath: String
    let stylePath: String

    static let shipped = TrainingAssets()

    private init() {
        script = Self.bytes(training_asset_script())
        style = Self.bytes(training_asset_style())
        scriptPath = "/assets/\(Self.digest(script)).js"
        stylePath = "/assets/\(Self.digest(style)).css"
        let text = String(decoding: Self.bytes(training_asset_page()), as: UTF8.self)
            .replacing("{{script}}", with: scriptPath).replacing("{{style}}", with: stylePath)
        page = Array(text.utf8)
    }

    private static func bytes(_ asset: TrainingAsset) -> [UInt8] {
        asset.bytes.withMemoryRebound(to: UInt8.self, capacity: asset.count) { start in
            Array(UnsafeBufferPointer(start: start, count: asset.count))
        }
    }

    private static func digest(_ bytes: [UInt8]) -> String { String(Hex.text(SHA256.hash(data: bytes)).prefix(32)) }
}

/// Bytes as hexadecimal digits.
enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Whether it is that many digits, in small letters.
    static func isText(_ text: some StringProtocol, digits count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy { digits.contains($0) }
    }

    /// So many bytes that nobody can guess.
    static func secret(bytes count: Int = 16) -> String {
        var random = SystemRandomNumberGenerator()
        return text((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }
}
