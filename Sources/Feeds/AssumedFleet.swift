import Text

/// The fleet of a scenario that is made from inventories: a group for each image, by what the image's name tells.
struct AssumedFleet {
    /// How many machines of each image there are; images that are not named have 100.
    let counts: [String: Int]
    /// Whether patches have sizes, without which bandwidth changes nothing.
    var hasSizes = true

    func text(_ names: [String]) -> String {
        var text = "# assumed: how many machines, what for, and how they are reached\nfleet:\n"
        for name in names {
            let lowered = name.lowercased()
            func isNamed(_ words: [String]) -> Bool { words.contains { lowered.contains($0) } }
            let isLaptop = isNamed(Assumptions.laptopNames)
            let isClient = isLaptop || isNamed(Assumptions.desktopNames)
            let kind = isLaptop ? "laptop" : isClient ? "desktop" : "server"
            let exposure = isNamed(Assumptions.internetFacingNames) ? "internet" : "internal"
            text += """
                  - group: \(YAMLText.text(name))
                    count: \(counts[name] ?? Assumptions.count)
                    class: \(kind)
                    image: \(YAMLText.text(name))
                    exposure: \(exposure)
                    connectivity: \(kind)
                    check-in: \(isClient ? Assumptions.desktopCheckIn : Assumptions.serverCheckIn)

                """
            if hasSizes {
                text += "    bandwidth: \(isClient ? Assumptions.desktopBandwidth : Assumptions.serverBandwidth)\n"
            }
            text += "    background-failures: \(Assumptions.noise)\n"
        }
        return text
    }
}
