import Testing

@testable import Workbench

@Suite("Lists of shards")
struct ShardListTests {
    @Test("A list is read as Slurm reads it, without what stands twice, and ends at the last shard")
    func reading() throws {
        #expect(try ShardList.numbers("7", of: 8) == [7])
        #expect(try ShardList.numbers("0007", of: 8) == [7])
        #expect(try ShardList.numbers("3,0-2,1", of: 8) == [3, 0, 1, 2])
        #expect(try ShardList.numbers("6-99", of: 8) == [6, 7])
    }

    @Test("The shortest list of any numbers names just them")
    func writing() throws {
        #expect(ShardList.text([]) == "")
        #expect(ShardList.text([4, 1, 2, 9, 3]) == "1-4,9")
        for seed in 0..<200 {
            let numbers = (0..<20).filter { (seed &* 2_654_435_761 >> $0) & 1 == 1 }
            guard !numbers.isEmpty else { continue }
            #expect(try ShardList.numbers(ShardList.text(numbers), of: 20) == numbers)
        }
    }
}
