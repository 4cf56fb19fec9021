/// What was moved over the network.
public struct DownloadLedger: Sendable, Hashable {
    /// Downloads under way and broken off included.
    public var bytes: Int64 = 0

    static let figures: [Ledger.Figure] = [
        .sum(
            "download_bytes",
            .bytes,
            "bytes moved, downloads that did not end included",
            title: "downloaded",
            per: .devices,
            \.downloads.bytes
        )
    ]
}
