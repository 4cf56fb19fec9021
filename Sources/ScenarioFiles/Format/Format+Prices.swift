extension Format {
    static let prices = Shape(
        id: "prices",
        doc: "What things cost, in one currency.",
        keys: [
            Key(
                "currency",
                .text,
                .required,
                "Its name, of 12 characters at most, as it stands behind figures.",
                example: "EUR"
            ),
            price("exposed-device-day", "One device being exposed to one vulnerability for a day.", example: "0.02"),
            price("planned-downtime", "An hour of a device's planned downtime.", example: "5"),
            price("unplanned-downtime", "An hour of a device's unplanned downtime.", example: "40"),
            price("technician-hour", "An hour of a technician's travel and work.", example: "60"),
            price("ticket", "A ticket at the help desk.", example: "25"),
            price("gigabyte", "10^9 bytes downloaded.", example: "0.05"),
        ]
    )

    private static func price(_ name: String, _ doc: String, example: String) -> Key {
        Key(name, .price, .standard("0"), doc, example: example)
    }
}
