/// What came of the random scenarios, a digest for each lot; written by `scripts/ledger-digests`.
enum RandomDigests {
    static let version = 3
    static let ofLots: [String] = [
        "5e77383cbf1c5bd2",
        "6b16b39271f51ce",
        "ef60d2fbbd735267",
        "23f6268102dba844",
        "129d02175c579f1c",
        "70c124183c4d086a",
        "4f0222ec2a0d9b10",
        "6f8a180663782db3",
        "187c273b80738635",
        "aae1d612d7ea7817",
        "f89222ae764a5bb0",
        "cf074122a017f994",
        "9c582588f3cd67f8",
        "e6a5ad85a852537d",
        "9e27fe39e2c6f8c7",
        "4f0d93902dcf3496",
        "7b018171cdb5c67c",
        "1b6b9a787123c9ea",
        "54e11688216a64f",
        "13029c94e30e70d6",
    ]
}
