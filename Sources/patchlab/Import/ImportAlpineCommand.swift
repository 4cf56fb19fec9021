import ArgumentParser
import Feeds

/// `patchlab import alpine`: from the databases of apk to a scenario.
struct ImportAlpineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alpine",
        abstract: "Make a scenario from the packages of Alpine machines.",
        discussion: """
              patchlab import alpine web=/srv/web/lib/apk/db/installed --advisories main.json community.json -o mine.yaml

            Each database of apk is an image. What is pending, Alpine's own databases of fixes tell (secdb, for the release that \
            the machines have), or OSV. Versions are compared by apk's rules; what packages need of each other is in the \
            scenario.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Databases of apk, /lib/apk/db/installed; the image is named after the file, or given.",
            valueName: "[name=]file"
        ),
        completion: .file()
    )
    var files: [String] = []

    @OptionGroup var advisories: AdvisoryArguments
    @OptionGroup var inventory: InventoryArguments

    func run() throws {
        try ImportSupport.run {
            let named = InventoryArguments.named(files)
            try inventory.check(named.map(\.path) + advisories.files)
            let request = try advisories.request()
            let images = try named.map {
                let name = $0.name ?? InventoryImage.name(fromPath: $0.path)
                return try AlpineInstalled.image(FeedFile.bytes(at: $0.path), file: $0.path, name: name)
            }
            try inventory.finish(images, request, command: "import alpine")
        }
    }
}
