import Testing

@testable import PatchSimulator

@Suite("Storage")
struct StorageTests {
    @Test(
        "A product divides as a division does",
        arguments: [1, 2, 3, 7, 1800, 2520, 3600, 65_537, 1 << 30, Int(Int32.max)]
    )
    func divisor(number: Int) {
        let divisor = Divisor(number)
        for multiple in [0, 1, 2, 3, 1000, Int(UInt32.max) / number] {
            for near in -2...2 {
                let dividend = multiple * number + near
                guard dividend >= 0, dividend <= Int(UInt32.max) else { continue }
                #expect(divisor.quotient(dividend) == dividend / number)
            }
        }
    }

    @Test("Columns of bytes are looked through to the last", arguments: 0..<40)
    func bytes(count: Int) {
        let column = Column<UInt8>(zeros: count + 3)
        // Neighbours that differ in one bit, and bytes whose highest bit is set.
        let values: [UInt8] = [0, 1, 128, 129, 255, 254, 127, 1, 0]
        for place in column.indices { column[place] = values[(place * place + count) % values.count] }
        for value in values + [77] {
            for begin in [0, min(count, 1), min(count, 5)] {
                var found: [Int] = []
                column.forEachPlace(in: begin..<count, holding: value) { found.append($0) }
                #expect(found == (begin..<count).filter { column[$0] == value })
                var others: [Int] = []
                column.forEachPlace(in: begin..<count, notHolding: value) { others.append($0) }
                #expect(others == (begin..<count).filter { column[$0] != value })
            }
        }
        withExtendedLifetime(column) {}
    }

    @Test("Numbers of given ranks are those of the sorted numbers")
    func ranks() {
        // Every fifth is not there; of every second column some are less than what is taken from them.
        var numbers = [UInt32](repeating: 0, count: 20_000)
        for place in numbers.indices where place % 5 > 0 {
            let time: Int = place * 7919 % 20_011
            numbers[place] = UInt32(time * 61 + 1)
        }
        let less = 300_000
        let lots: [(first: Int, count: Int)] = [(0, 2_000), (4_001, 4_000), (12_000, 4_000)]
        var wanted: [UInt32] = []
        for lot in lots {
            for place in 0..<lot.count {
                let number = Int(numbers[lot.first + 2 * place])
                if number > 0 { wanted.append(UInt32(max(0, number - 1 - less))) }
            }
        }
        let sorted = wanted.sorted()
        var search = RankSearch(upTo: sorted[sorted.count - 1])
        let ranks = [0, 1, 2_000, 4_999, 7_000, sorted.count - 1, sorted.count]
        numbers.withUnsafeBufferPointer { numbers in
            guard let base = numbers.baseAddress else { return }
            var found = 0
            for lot in lots { found += search.count(base + lot.first, lot.count, step: 2, less: Int64(less)) }
            #expect(found == sorted.count)
            search.beginToCollect(ranks)
            for lot in lots { search.collect(base + lot.first, lot.count, step: 2, less: Int64(less)) }
        }
        #expect(search.values(ofRanks: ranks) == ranks.map { $0 < sorted.count ? sorted[$0] : nil })
    }
}
