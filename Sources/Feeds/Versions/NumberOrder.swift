/// The order of versions that are numbers with points between them, such as Windows builds and macOS releases. A number that is
/// not there is zero: `14.6` is `14.6.0`.
enum NumberOrder {
    /// - Parameter count: how many numbers a version may have.
    static func key(_ bytes: [UInt8], count: ClosedRange<Int>) -> [UInt8]? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard count.contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isDigit) }) else {
            return nil
        }
        var writer = KeyWriter()
        for index in 0..<count.upperBound { writer.putNumber(index < parts.count ? parts[index] : []) }
        return writer.bytes
    }
}
