/// What came of the random scenarios, a digest for each lot; written by `scripts/ledger-digests`.
enum RandomDigests {
    static let version = 3
    static let ofLots: [String] = [
        "5f1de8b04957ad6c",
        "94f5a09d61415fa6",
        "27c62eca1db102a7",
        "cfa1e4a10068bfc2",
        "a4be1bbdb5d7d54e",
        "5d6b23ec0dc1eeb0",
        "afa919379c55a174",
        "546a25e93267185f",
        "fce16be01c5157c5",
        "4eb8f88ec081bfcd",
        "7ee813b998f10834",
        "b327240cd98f6bba",
        "a638436499416b9e",
        "abe9d1f559493313",
        "7e4ed5870a4fce85",
        "e7cace4818b4e862",
        "1341d0b723d9e58e",
        "4f7849f9d2ba6578",
        "f521ee3e551a6245",
        "1bf7f7d633ed14c4",
    ]
}
