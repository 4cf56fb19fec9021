import PatchModel

extension Format {
    /// Characters of a currency's name.
    private static let longestCurrency = 12

    static let prices = Shape("prices", "What things cost, in one currency.", blank: Prices(currency: "")) {
        Field(
            "currency",
            .text,
            "Its name, of \(longestCurrency) characters at most, as it is shown after figures.",
            example: "EUR"
        ) { prices, name, place, builder in
            prices.currency = name
            if name.isEmpty || name.count > longestCurrency || name.contains(where: \.isNewline) {
                let message = "the name of a currency has 1 to \(longestCurrency) characters"
                builder.report(.badName, message, at: place)
            }
        }
        price(
            "exposed-device-day",
            \.exposedDeviceDay,
            "One device being exposed to one vulnerability for a day.",
            example: "0.02"
        )
        price("planned-downtime", \.plannedDowntime, "An hour of a device's planned downtime.", example: "5")
        price("unplanned-downtime", \.unplannedDowntime, "An hour of a device's unplanned downtime.", example: "40")
        price("technician-hour", \.technicianHour, "An hour of a technician's travel and work.", example: "60")
        price("ticket", \.ticket, "A ticket at the help desk.", example: "25")
        price("gigabyte", \.gigabyte, "10^9 bytes downloaded.", example: "0.05")
    } finish: { prices, map, builder in
        if prices.all.allSatisfy({ $0 == 0 }), map.outline.keys.allSatisfy({ map[$0.name] != nil }) {
            builder.report(.noEffect, "no price is above zero: every strategy costs nothing", at: map.position)
        }
    }

    private static func price(
        _ name: String,
        _ path: Path<Prices, Double>,
        _ doc: String,
        example: String
    ) -> Field<Prices> {
        Field(name, path, .price, default: .nothing, doc, example: example)
    }
}
