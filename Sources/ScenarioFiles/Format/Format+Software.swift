import PatchModel

extension Format {
    static let software = Outline(
        id: "software",
        doc: "Components, their dependency graph, and the images made of them.",
        keys: [
            Key("components", .named(.map(component), of: "components"), .required, "The pieces of software by name."),
            Key(
                "images",
                .named(.list(.installed), of: "images"),
                .required,
                "What devices have installed at the start: lists of components with their versions.",
                example: "{ laptop: [openssl 3.0.15, vpn 5.1] }"
            ),
        ]
    )

    static let component = Outline(
        id: "component",
        doc: "A piece of software.",
        keys: [
            Key(
                "versions",
                .list(.version, count: 1...100_000),
                .required,
                "Its known versions, the oldest first, by Debian's rules.",
                example: "[3.0.15, 3.0.16]"
            ),
            Key(
                "requires",
                .oneOrMore(.constraint),
                .standard("[]"),
                "What must be present for it to work; when that is down, so is this.",
                example: "[\"openssl >= 3.0\"]"
            ),
        ]
    )
}
