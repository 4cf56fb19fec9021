import Crypto

/// SHA-256 digests (FIPS 180-4), by which a study file tells runs, files and results apart.
package enum Digest {
    /// Of bytes, as 64 hexadecimal digits.
    package static func of(_ bytes: some Sequence<UInt8>) -> String {
        hexadecimal(SHA256.hash(data: Array(bytes)))
    }

    static func hexadecimal(_ digest: SHA256.Digest) -> String {
        digest.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Of text in UTF-8.
    package static func of(_ text: String) -> String { of(text.utf8) }

    /// Of everything that can change the runs of one strategy: `RunKey.digest`.
    ///
    /// - Parameters:
    ///   - simulation: the version of the simulation.
    ///   - canonicalText: of scenario and strategy.
    ///   - traces: bytes of the recorded sessions, in the order in which the text numbers them.
    package static func ofRun(simulation: Int, canonicalText: String, traces: [[UInt8]]) -> String {
        // Lines of fixed form, so that no two inputs run together into the same bytes.
        of((["simulation \(simulation)", of(canonicalText)] + traces.map { of($0) }).joined(separator: "\n"))
    }
}
