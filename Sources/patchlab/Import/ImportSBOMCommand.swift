import ArgumentParser
import Feeds

/// `patchlab import sbom`: from bills of materials to a scenario.
struct ImportSBOMCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sbom",
        abstract: "Make a scenario from bills of materials (CycloneDX, SPDX).",
        discussion: """
              patchlab import sbom web.cdx.json gateway=gw.spdx.json --advisories osv.zip -o mine.yaml

            Each file is an image: its packages, what they need of each other, and what is said to do no harm in them (VEX). \
            Advisories tell what is pending. In the scenario are the packages that a fix touches, and those that need one of \
            them, so that it shows what a bad fix takes with it.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Bills of materials in JSON; the image is named as the document says, or given.",
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
                try BillOfMaterials.image(FeedFile.bytes(at: $0.path), file: $0.path, name: $0.name)
            }
            try inventory.finish(images, request, command: "import sbom")
        }
    }
}
