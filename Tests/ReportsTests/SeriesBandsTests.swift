import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Testing

@testable import Reports

@Suite("Time series over replications")
struct SeriesBandsTests {
    @Test("Bands are quantiles of the replications, and the mean time a device is down is the ledger's")
    func bands() async throws {
        let study = try await SmallStudy.study()
        let bands = try #require(SeriesBands(study))
        #expect(bands.instants.first == 0 && bands.instants.last == study.scenario.horizon)
        for (place, results) in study.results.enumerated() {
            let ends = results.map { Double($0.ledger.patching.patchedPairs) / Double($0.ledger.patching.pairs) }
                .sorted()
            #expect(bands.patched[place].median.last == quantile(sorted: ends, 0.5))
            #expect(bands.patched[place].low.last == quantile(sorted: ends, 0.1))
            #expect(bands.patched[place].high.last == quantile(sorted: ends, 0.9))
            let lengths = zip(bands.instants.dropFirst(), bands.instants).map { Double($0 - $1) }
            let means = bands.down[place].band.mean.compactMap { $0 }
            let integral = zip(means, lengths).reduce(0) { $0 + $1.0 * $1.1 }
            let seconds = results.map { run in DowntimeCause.allCases.reduce(0) { $0 + $1.seconds(in: run.ledger) } }
            let mean = seconds.reduce(0, +) / Double(results.count)
            #expect(abs(integral - mean) / max(1, mean) < 1e-6)
        }
    }

    @Test("The worst run is the one with the highest peak, and no band or line lies above the highest of all runs")
    func worst() async throws {
        let bands = try #require(SeriesBands(try await SmallStudy.study()))
        for down in bands.down {
            #expect(down.peaks.count == 8 && down.peaks.max() == down.peaks[down.worst])
            #expect(down.worstCourse.max() == down.peaks[down.worst])
            #expect(down.band.most.compactMap { $0 }.max() == down.peaks.max())
            for (most, high) in zip(down.band.most, down.band.high) { #expect(most ?? 0 >= high ?? 0) }
        }
        for band in bands.patched {
            for (least, low) in zip(band.least, band.low) { #expect(least ?? 0 <= low ?? 0) }
        }
    }

    @Test("Without a series in every run there are none")
    func incomplete() async throws {
        var study = try await SmallStudy.study()
        study.results[1][3].series = nil
        #expect(SeriesBands(study) == nil)
    }
}
