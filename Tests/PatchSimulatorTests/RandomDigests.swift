/// What came of the random scenarios, a digest for each lot; written by `scripts/ledger-digests`.
enum RandomDigests {
    static let version = 3
    static let ofLots: [String] = [
        "21577dbc0e67a94f",
        "60a9547eb42742f6",
        "469c1d5493d5be10",
        "b85641948eee76f1",
        "88e9bc06b7284d24",
        "94169b4426181b1f",
        "515cf8b5fadde7b5",
        "55eb7824a5baa979",
        "ce8147387eeb4c33",
        "7f80c59744c0d734",
        "7d4462f8c7df4a04",
        "da478d993a7f611b",
        "1b859a6371dc646b",
        "d346306e50758398",
        "df7619569dc5e076",
        "fbf34af2aef40d83",
        "17c8e0acfa9e9ec6",
        "60ab9386987f3842",
        "2721e9e84a2cae9e",
        "8edad0705c51a708",
    ]
}
