import PatchModel

extension Format {
    static let software = Shape(
        "software",
        "Components, their dependency graph, and the images made of them.",
        blank: DeclaredSoftware()
    ) {
        Field(
            "components",
            \.components,
            .named(.map(component), of: "components"),
            "The pieces of software by name."
        )
        Field(
            "images",
            \.images,
            .named(.values(.list(.installed)), of: "images"),
            "What devices have installed at the start: lists of components with their versions.",
            example: "{ laptop: [openssl 3.0.15, vpn 5.1] }"
        )
    }

    /// Software as it is written. Nil: a section that could not be read.
    struct DeclaredSoftware {
        var components: [Entry<DeclaredComponent>]?
        var images: [Entry<[Value]>]?
    }

    static let component = Shape("component", "A piece of software.", blank: DeclaredComponent()) {
        Field(
            "versions",
            \.versions,
            .values(.list(.version, count: 1...100_000)),
            "Its known versions, the oldest first.",
            example: "[3.0.15, 3.0.16]"
        )
        Field(
            "order",
            \.order,
            .words {
                switch $0 {
                case .debian: "by Debian's rules, which the list has to follow"
                case .listed: "as they are listed; any text is a version then, and ranges may name listed versions only"
                }
            },
            default: .word(.debian),
            "How its versions are ordered."
        )
        Field(
            "requires",
            \.requires,
            .values(.oneOrMore(.constraint)),
            default: .emptyList,
            "What must be present for it to work; when that is down, so is this.",
            example: "[\"openssl >= 3.0\"]"
        )
    }

    /// A component as it is written: what it requires can be told only when all components are known.
    struct DeclaredComponent {
        var versions: [Value] = []
        var order = VersionOrder.debian
        var requires: [Value] = []
    }
}
