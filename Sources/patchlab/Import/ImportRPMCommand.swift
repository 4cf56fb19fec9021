import ArgumentParser
import Feeds
import Workbench

/// `patchlab import rpm`: from listings of RPM packages to a scenario.
struct ImportRPMCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rpm",
        abstract: "Make a scenario from the packages of RPM machines.",
        discussion: """
              rpm -qa --qf '%{NAME}\\t%{EPOCHNUM}:%{VERSION}-%{RELEASE}\\t%{ARCH}\\t%{SOURCERPM}\\t%{INSTALLTIME}\\n' > web.tsv
              dnf -q updateinfo list > updates.txt
              patchlab import rpm web.tsv --updates updates.txt -o mine.yaml
              patchlab import rpm web.tsv db=/srv/db.tsv --advisories osv.zip -o mine.yaml

            Each listing is an image. What is pending, the advisories tell: those of OSV, with CVEs and days, or what dnf lists. \
            Versions are compared by RPM's rules.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Listings of rpm -qa in that form; the image is named after the file, or given.",
            valueName: "[name=]file"
        ),
        completion: .file()
    )
    var files: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("What dnf updateinfo list says, in place of advisories.", valueName: "file"),
        completion: .file()
    )
    var updates: [String] = []

    @OptionGroup var advisories: AdvisoryArguments
    @OptionGroup var inventory: InventoryArguments

    func run() throws {
        try ImportSupport.run {
            let named = InventoryArguments.named(files)
            try inventory.check(named.map(\.path) + advisories.files + updates)
            guard updates.isEmpty || advisories.advisories.isEmpty else {
                throw Failure("--updates: dnf lists what --advisories tell, without CVEs and days; give one of them")
            }
            guard updates.count <= 1 else {
                throw Failure("--updates: give one listing; lists of several machines can be joined")
            }
            let request = try advisories.request()
            let images = try named.map {
                let name = $0.name ?? InventoryImage.name(fromPath: $0.path)
                return try RPMListing.image(FeedFile.bytes(at: $0.path), file: $0.path, name: name)
            }
            let store = try updates.first.map { try RPMListing.updates(FeedFile.bytes(at: $0), file: $0) }
            try inventory.finish(images, request, store: store, command: "import rpm")
        }
    }
}
