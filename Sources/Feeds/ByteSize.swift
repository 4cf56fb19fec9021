import Text

/// A number of bytes in the unit that leaves one to four digits before the point, as a scenario takes it: `1.4 MiB`.
func byteSize(_ bytes: Int64) -> String {
    let kibi = 1024.0
    let value = Double(bytes)
    if value < kibi { return "\(bytes) B" }
    if value < kibi * kibi { return Figure.ungrouped(value / kibi, 0) + " KiB" }
    if value < kibi * kibi * kibi { return Figure.ungrouped(value / kibi / kibi, 1) + " MiB" }
    return Figure.ungrouped(value / kibi / kibi / kibi, 2) + " GiB"
}
