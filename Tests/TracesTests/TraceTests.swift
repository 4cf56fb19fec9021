import Testing

@testable import Traces

@Suite("Parts of traces")
struct TraceTests {
    @Test(
        "Numbers of devices are written as the shortest list of ranges, and read back",
        arguments: [([], ""), ([3], "3"), ([1, 2, 3], "1-3"), ([9, 0, 1, 5, 1], "0-1,5,9")]
    )
    func ranges(devices: [Int], text: String) throws {
        #expect(DeviceRanges(devices).description == text)
        #expect(try #require(DeviceRanges(text)).ranges.flatMap { Array($0) } == Set(devices).sorted())
    }

    @Test("What is no list of ranges is not read", arguments: ["x", "1,", "-1", "3-2", "1-2-3", "1..2", " 1", ","])
    func noRanges(text: String) { #expect(DeviceRanges(text) == nil) }

    @Test("The first line of either form gives back the header")
    func headers() throws {
        let header = TraceHeader(
            form: .log,
            version: "1",
            scenario: "a \"b\".yaml",
            strategy: "staged",
            seed: .max,
            replication: 7,
            devices: "1-3",
            start: "2026-01-01T00:00:00",
            horizonSeconds: 10
        )
        let text = try TraceText.line(["patchlabTrace": header])
        #expect(try TraceHeader(firstLine: text) == header)
        #expect(try TraceHeader(firstLine: "{\"otherData\":\(text),\(TraceText.chromeOpening)") == header)
    }

    @Test("What is no trace, or one of another format, is told apart")
    func noHeaders() {
        for text in ["", "{}", "[]", "patchlab: 1", "{\"patchlabTrace\":{}}", "{\"patchlabTrace\":{\"format\":1}}"] {
            #expect(throws: TraceHeader.ReadingError.notATrace) { try TraceHeader(firstLine: text) }
        }
        #expect(throws: TraceHeader.ReadingError.otherFormat(9)) {
            try TraceHeader(firstLine: "{\"patchlabTrace\":{\"format\":9,\"more\":1}}")
        }
    }

    @Test("Two texts part at the first line that differs, or where one has ended")
    func divergence() {
        #expect(TraceDivergence(["a", "b"], ["a", "b"]) == nil)
        let differs = TraceDivergence(["a", "b", "c"], ["a", "x", "c"])
        #expect(differs?.line == 2 && differs?.first == "b" && differs?.second == "x")
        let ended = TraceDivergence(["a"], ["a", "x"])
        #expect(ended?.line == 2 && ended?.first == nil && ended?.second == "x")
    }
}
