/// What came of the random scenarios, a digest for each lot; written by `scripts/ledger-digests`.
enum RandomDigests {
    static let version = 2
    static let ofLots: [String] = [
        "936b04e2d6a3c9d3",
        "6a5afc333c35a337",
        "29ef736cacedb7df",
        "4a4fa9c3e3edd77c",
        "6eff74432b3410b7",
        "3b57872111d8a664",
        "e62bb7b34d04d5af",
        "51b2bc25eaf141cd",
        "b3e1643ea734393e",
        "34a03cddfc565ea4",
        "472e488db41c0721",
        "54313d5ed26a3c54",
        "1a0cb01e2c5feea",
        "ffad0615fed84be6",
        "dde367d6cff7b1ee",
        "a78aac6c571ef54a",
        "b0ef1bea1ffabfeb",
        "47d64fc644ae1a7a",
        "79e2105b34c725b0",
        "bd0b4b7b2ce0558",
    ]
}
