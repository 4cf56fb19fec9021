import Dispatch

/// Plain courses of the devices of a group, spread over threads.
///
/// What is written of a device lies in its own place of the columns, and what is counted is whole numbers, which each thread
/// counts for itself: so nothing depends on the number of threads, nor on which of them runs a device.
struct PlainCourses {
    /// Devices that a thread runs before somebody who waits may cancel: whole blocks.
    private static let lot = Sweep.blockSize << 10

    /// One a thread.
    private let courses: [PlainCourse]

    init(_ course: PlainCourse, threads: Int, devices: Range<Int>) {
        let lots = (devices.count + Self.lot - 1) / Self.lot
        courses = [course] + (1..<max(1, min(threads, lots))).map { _ in course.apart() }
    }

    /// Runs all devices of the group that may be due.
    ///
    /// - Returns: false if it was cancelled on the way.
    func run(_ devices: Range<Int>, in run: inout Run, unless isCancelled: () -> Bool) -> Bool {
        var sums = courses.map { _ in PlainCourse.Sums() }
        defer { for (course, sums) in zip(courses, sums) { course.add(sums, to: &run) } }
        var begin = devices.lowerBound
        while begin < devices.upperBound {
            if isCancelled() { return false }
            // Lots end where blocks do, which no two threads may share.
            var lots: [Range<Int>] = []
            while lots.count < courses.count && begin < devices.upperBound {
                let end = min((begin / Self.lot + 1) * Self.lot, devices.upperBound)
                lots.append(begin..<end)
                begin = end
            }
            runAtOnce(lots, &sums)
        }
        return true
    }

    private func runAtOnce(_ lots: [Range<Int>], _ sums: inout [PlainCourse.Sums]) {
        guard lots.count > 1 else {
            for lot in lots { sums[0] += courses[0].run(lot) }
            return
        }
        sums.withUnsafeMutableBufferPointer { sums in
            // Each thread has an element of its own.
            nonisolated(unsafe) let sums = sums
            DispatchQueue.concurrentPerform(iterations: lots.count) { sums[$0] += courses[$0].run(lots[$0]) }
        }
    }
}
