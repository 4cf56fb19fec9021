import Foundation
import ScenarioFiles

/// The root of the repository.
let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A small scenario that is right, to be made wrong.
let smallScenario = """
    patchlab: 1
    start: 2026-03-10T18:00:00
    horizon: 45d
    software:
      components:
        openssl: { versions: [3.0.15, 3.0.16] }
        vpn: { versions: [5.1, 5.2], requires: [openssl >= 3.0] }
      images:
        web: [openssl 3.0.15]
        laptop: [openssl 3.0.15, vpn 5.1]
    fleet:
      - { group: shop, count: 8, class: server, image: web }
      - { group: travelling, count: 300, class: laptop, image: laptop, site: paris, tags: [pilot] }
    vulnerabilities:
      CVE-2026-1234: { affects: [openssl < 3.0.16], exploited: 6d }
    patches:
      openssl-3.0.16:
        updates: openssl -> 3.0.16
        fixes: [CVE-2026-1234]
        install: { duration: 5m }
    strategies:
      big-bang: {}

    """

/// What is said about `smallScenario` with some texts replaced.
func remarks(_ replacements: (String, String)...) -> [String] {
    messages(replacements.reduce(smallScenario) { $0.replacing($1.0, with: $1.1) })
}

/// What is said about a scenario.
func messages(_ text: String) -> [String] {
    ScenarioFile.load(text: text, name: "x.yaml").diagnostics.map(\.description)
}
