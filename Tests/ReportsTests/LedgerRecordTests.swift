import Foundation
import PatchSimulator
import Testing

@testable import Reports

/// Ledgers as documents.
@Suite("A ledger in documents")
struct LedgerRecordTests {
    private static func ledger(without missing: String? = nil) throws -> Ledger {
        var ledger = Ledger()
        for (place, figure) in Ledger.figures.enumerated() where !figure.mayBeNever {
            ledger.enter(Int64(1000 + place), as: figure)
        }
        if let missing { ledger.leaveOut(try #require(Ledger.figure(missing))) }
        return ledger
    }

    private static func json(_ ledger: Ledger) throws -> [String: Any] {
        let data = try JSONEncoder().encode(LedgerRecord(ledger, strategy: "a", replication: 3))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test(
        "Calls figures in JSON by their names, joined, with units spelt out",
        arguments: [
            ("exposure_s", "exposureSeconds"), ("time_to_patch_p50_s", "timeToPatchP50Seconds"),
            ("lost_capacity_ms", "lostCapacityMilliseconds"), ("pairs", "pairs"), ("download_bytes", "downloadBytes"),
            ("never_patched_taken_back_devices", "neverPatchedTakenBackDevices"), ("up_s", "upSeconds"),
        ]
    )
    func keys(id: String, key: String) {
        #expect(Ledger.figure(id) != nil)
        #expect(LedgerRecord.key(id) == key)
    }

    @Test("Has every figure and total once, and null for what never happened")
    func json() throws {
        let ledger = try Self.ledger()
        let found = try Self.json(ledger)
        #expect(found.count == 2 + Ledger.figures.count + Ledger.totals.count)
        #expect(found["strategy"] as? String == "a" && found["replication"] as? Int == 3)
        for figure in Ledger.figures {
            let value = try #require(found[LedgerRecord.key(figure.id)], "\(figure.id)")
            #expect(value as? Int64 == ledger[figure])
            #expect((value is NSNull) == figure.mayBeNever)
        }
        for total in Ledger.totals { #expect(found[LedgerRecord.key(total.id)] as? Double == total.value(in: ledger)) }
    }

    @Test("Has a cell for each column, an empty one for what never happened, whole numbers without a point")
    func csv() throws {
        var ledger = try Self.ledger()
        ledger.downtime.lostCapacitySeconds = 4000
        let cells = Dictionary(
            uniqueKeysWithValues: zip(
                LedgerRecord.columns,
                LedgerRecord(ledger, strategy: "a", replication: 3).cells
            )
        )
        #expect(cells.count == 2 + Ledger.figures.count + Ledger.totals.count)
        #expect(cells["exposure_s"] == "\(ledger.exposure.plain)" && cells["first_stop_s"] == "")
        #expect(cells["planned_downtime_s"] == "\(ledger.downtime.planned)")
        #expect(cells["unplanned_downtime_s"] == "\(Int64(ledger.downtime.unplanned))")
        ledger.downtime.lostCapacitySeconds = 4500
        let again = LedgerRecord(ledger, strategy: "a", replication: 3).cells
        #expect(again[LedgerRecord.columns.firstIndex(of: "unplanned_downtime_s") ?? 0].hasSuffix(".5"))
    }

    @Test("Has null, an empty cell and a dash for a figure that the run does not have, and for what follows from it")
    func absent() throws {
        let ledger = try Self.ledger(without: "dead_s")
        let found = try Self.json(ledger)
        #expect(found["deadSeconds"] is NSNull && found["unplannedDowntimeSeconds"] is NSNull)
        #expect(found["plannedDowntimeSeconds"] is Double)
        let cells = LedgerRecord(ledger, strategy: "a", replication: 3).cells
        #expect(cells[LedgerRecord.columns.firstIndex(of: "dead_s") ?? 0] == "")
        #expect(cells[LedgerRecord.columns.firstIndex(of: "unplanned_downtime_s") ?? 0] == "")
        let figure = try #require(Ledger.figure("attempts"))
        #expect(figure.meanText(in: [try Self.ledger(), try Self.ledger(without: "attempts")]) == "–")
        #expect(figure.meanText(in: [try Self.ledger(), try Self.ledger()]) != "–")
    }
}
