import Foundation
import OutsidePrograms
import PatchModel
import Testing
import Text

@testable import Feeds

@Suite("The import of four real Debian machines")
struct DebianEstateTests {
    @Test("the pending source packages are 14, 11, 9 and 25")
    func pendingCounts() throws {
        let report = DebianReport(try ShippedFeeds.findings())
        #expect(report.images.map(\.name) == ShippedFeeds.machines)
        #expect(report.images.map(\.installed) == [144, 152, 152, 447])
        #expect(report.images.map(\.pendingSources.count) == [14, 11, 9, 25])
        #expect(report.images.map(\.pendingPackages.count) == [26, 23, 16, 40])
        #expect(report.images.allSatisfy { $0.unmetDependencies == 0 })
        #expect(report.release == "bookworm")
    }

    @Test(
        "the pending packages are exactly those that the real dpkg finds older than the index's",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/dpkg"), "dpkg is not installed here"),
        arguments: ShippedFeeds.machines
    )
    func agreesWithDpkg(machine: String) throws {
        // Read apart from the import's own parsers, by the simplest means.
        let offered = Dictionary(grouping: try paragraphs("bookworm-security-Packages.xz"), by: { $0["Package"] ?? "" })
        let installed = try paragraphs("\(machine).dpkg-status.xz").filter { $0["Status"] == "install ok installed" }
        let pairs = installed.flatMap { package in
            (offered[package["Package"] ?? ""] ?? []).map { candidate in
                "\(package["Package"] ?? "") \(package["Version"] ?? "") \(candidate["Version"] ?? "")"
            }
        }
        // One shell for all pairs, which names those that are older.
        let script = """
            while read -r name installed offered; do
              if dpkg --compare-versions "$installed" lt "$offered"; then echo "$name"; fi
            done
            """
        let input = pairs.map { $0 + "\n" }.joined()
        let result = try OutsideProgram("/bin/sh").run(["-c", script], input: Array(input.utf8))
        #expect(result.status == 0 && result.errors.isEmpty, "\(result.errorText)")
        let older = result.lines
        let report = DebianReport(try ShippedFeeds.findings())
        let image = try #require(report.images.first { $0.name == machine })
        #expect(image.pendingPackages == Set(older).sorted())
        #expect(!older.isEmpty)
    }

    private func paragraphs(_ name: String) throws -> [[String: String]] {
        String(decoding: try ShippedFeeds.bytes(name), as: UTF8.self).components(separatedBy: "\n\n").map { paragraph in
            var fields: [String: String] = [:]
            for line in paragraph.split(separator: "\n") where !line.hasPrefix(" ") {
                guard let colon = line.firstIndex(of: ":") else { continue }
                let value = line[line.index(after: colon)...]
                fields[String(line[..<colon])] = value.trimmingCharacters(in: .whitespaces)
            }
            return fields
        }
    }

    @Test("restarts are a reboot for the kernel, of services for OpenSSL and nginx, and none for the browser")
    func restarts() throws {
        let updates = try ShippedFeeds.findings().updates
        func restart(_ source: String) -> PendingUpdate.Restart? {
            updates.first { $0.advisorySource == source }?.restart
        }
        #expect(restart("linux") == .reboot)
        #expect(restart("openssl") == .service)
        #expect(restart("nginx") == .service)
        #expect(restart("postgresql-15") == .service)
        #expect(restart("xorg-server") == .service)
        #expect(restart("firefox-esr") == PendingUpdate.Restart.none)
    }

    @Test("the size of the kernel's update is that of the new kernel, not of the package that pulls it in")
    func kernelSize() throws {
        let updates = try ShippedFeeds.findings().updates
        let linux = try #require(updates.first { $0.advisorySource == "linux" })
        #expect(linux.binaries.map(\.name) == ["linux-image-cloud-amd64"])
        #expect(linux.size > 20_000_000)
        #expect(linux.version.description == "6.1.192-2")
    }

    @Test("vulnerabilities carry the earliest advisory, their evidence and a prediction")
    func vulnerabilities() throws {
        let findings = try ShippedFeeds.findings()
        #expect(findings.inventoryDate?.description == "2026-06-18")
        #expect(findings.start?.description == "2026-08-20")
        let nginx = try #require(findings.vulnerabilities.first { $0.name == "CVE-2026-42055" })
        #expect(nginx.machines == ["web"])
        #expect(nginx.matchedByDateOnly)
        #expect(nginx.probability == 0.04022)
        // Named by a browser's advisory in March, and by expat's only in July.
        let expat = try #require(findings.vulnerabilities.first { $0.name == "CVE-2025-59375" })
        #expect(expat.disclosed.description == "2026-03-25")
        #expect(expat.advisories == ["DSA-6404-1"])
        // Shared by the browser and the mail program: both updates are needed.
        let shared = try #require(findings.vulnerabilities.first { $0.name == "CVE-2026-15718" })
        #expect(shared.updates.map { findings.updates[$0].source } == ["firefox-esr", "thunderbird"])
        #expect(!shared.matchedByDateOnly)
        let names = findings.vulnerabilities.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test("matching by version alone leaves only what the lists prove")
    func versionOnly() throws {
        var request = try ShippedFeeds.estate()
        request.matchesByDate = false
        let report = DebianReport(try request.findings())
        #expect(report.matchedByDateOnly == 0)
        #expect(report.advisoriesMatched == ["DSA-6394-1", "DSA-6418-1", "DSA-6451-1"])
    }

    @Test("components require only components of the scenario, in ranges that all versions satisfy, without circles")
    func components() throws {
        let graph = try ShippedFeeds.findings().components
        let byName = Dictionary(uniqueKeysWithValues: graph.components.map { ($0.name, $0) })
        var finished: Set<String> = []
        func visit(_ name: String, _ path: [String]) {
            #expect(!path.contains(name), "\(path) \(name)")
            guard !path.contains(name), finished.insert(name).inserted else { return }
            for clause in byName[name]?.requires ?? [] {
                visit(String(clause.split(separator: " ")[0]), path + [name])
            }
        }
        for component in graph.components {
            visit(component.name, [])
            #expect(component.versions == component.versions.sorted())
            #expect(component.installed.values.allSatisfy { component.versions.contains($0) })
            for clause in component.requires {
                let words = clause.split(separator: " ").map(String.init)
                let target = try #require(byName[words[0]], "\(clause)")
                #expect(
                    component.installed.keys.allSatisfy { target.installed[$0] != nil },
                    "\(component.name): \(clause)"
                )
                if words.count == 3, words[1] == ">=" {
                    let bound = try DebianVersion(words[2])
                    #expect(target.versions.allSatisfy { $0 >= bound }, "\(clause)")
                }
            }
        }
        #expect(graph.components.first { $0.name == "nginx" }?.requires.contains("libssl3 >= 3.0.0") == true)
    }

    @Test("the report and the scenario are the same bytes each time")
    func repeatable() throws {
        let first = try ShippedFeeds.findings()
        let second = try ShippedFeeds.estate().findings()
        #expect(DebianReport(first).json == DebianReport(second).json)
        #expect(DebianReport(first).text == DebianReport(second).text)
        #expect(try ScenarioWriter().text(first) == ScenarioWriter().text(second))
    }
}
