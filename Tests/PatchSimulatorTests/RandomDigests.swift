/// What came of the random scenarios, a digest for each lot; written by `scripts/ledger-digests`.
enum RandomDigests {
    static let version = 2
    static let ofLots: [String] = [
        "89efdc7827db967a",
        "c3601f183b4f63bf",
        "1ec6a789ff456e9",
        "92a3cad8e7f586ba",
        "2ef0f39456f52659",
        "2fe9492e0f24ac0c",
        "6ba63aa5b30b6667",
        "767abf1ddc5943d1",
        "e33b5d683c3ed0d6",
        "97e31865f9ce016",
        "699986517b92b26b",
        "d5a3a682abc1a8e",
        "7208149780ae9bd6",
        "a0454312d162b086",
        "87206e5808d0331c",
        "71799281301bac70",
        "b32efd115717cd2e",
        "1946f6ba08835276",
        "48ea094f1197eb3c",
        "70e48219fc4e8feb",
    ]
}
