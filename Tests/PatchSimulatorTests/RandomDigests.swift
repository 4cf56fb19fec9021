/// What came of the random scenarios, a digest for each lot; written by `scripts/ledger-digests`.
enum RandomDigests {
    static let version = 3
    static let ofLots: [String] = [
        "ac4e1619d432331b",
        "c51af3ae3ece012",
        "a787e8912eb23a88",
        "7fbd196b9b534ef1",
        "4402598334de8ac",
        "18be0628f1920f31",
        "bdeabb8421bacaad",
        "88a8c55a72353ef3",
        "23cda0abb2e6fc83",
        "831dedac63ef43d2",
        "5f064299436f577e",
        "666109f2d2eb0d41",
        "49f8b4790418d61f",
        "8529f434d604bc0c",
        "c8af027434a6bc28",
        "675d81a76cba7269",
        "b96c6f7be12095ea",
        "930409e4a9856d48",
        "dced61937982c444",
        "26a35fd0c5912a6e",
    ]
}
