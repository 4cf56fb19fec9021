package import Experiments

extension StudySession {
    /// Runs one batch after the other until the series is over, and tells what came of it. An interrupt leaves what is
    /// finished.
    ///
    /// - Parameter batch: runs the replications of these numbers.
    /// - Returns: the series at its end, and its study.
    package static func run<Series: BatchSeries>(
        _ start: Series,
        for caller: any Caller,
        batch: ([Int]) async throws -> Study
    ) async throws -> (study: Study, series: Series) {
        var series = start
        try await caller.heeding {
            while let next = series.next {
                do {
                    series.take(try await batch(Array(next)))
                } catch {
                    // Interrupted before the batch had a single replication: what was there before is worth showing.
                    guard caller.wantsEnd, series.study != nil else { throw error }
                    series.end()
                }
            }
        }
        guard let study = series.study else { throw Failure("there is nothing to run") }
        return (study, series)
    }

    /// The same for a selection.
    package static func run(
        _ start: Selection,
        for caller: any Caller,
        batch: ([Int], [Int]) async throws -> Study
    ) async throws -> Selection {
        var selection = start
        try await caller.heeding {
            while let next = selection.next {
                do {
                    selection.take(try await batch(next.policies, Array(next.replications)))
                } catch {
                    guard caller.wantsEnd, selection.runs > 0 else { throw error }
                    selection.end()
                }
            }
        }
        return selection
    }
}
