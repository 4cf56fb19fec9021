import PatchSimulator

extension OrderError {
    /// Why an order is impossible, with the names and the clock that a trainee knows; the numbers are those of programs.
    func words(_ clock: LessonClock) -> String {
        switch self {
        case .ringIsOpen(_, let name, _, let since): "ring \"\(name)\" has been open since \(clock.text(since))"
        case .ringsInOrder(_, _, _, let name): "rings open in order, and the next is \"\(name)\""
        case .isStopped(_, let since):
            "the rollout has been stopped since \(clock.text(since)): it can be resumed, and stopped again after that"
        case .isNotStopped: "the rollout is not stopped: only a stopped rollout can be resumed"
        case .notReleased(_, let name, let until):
            "\(name) is not out yet: it can be rolled out from \(clock.text(until)) on"
        case .patchIsTaken(_, let name, _):
            "\(name) is in a rollout already, whose rings can be opened, and which can be stopped and resumed"
        case .patchTwice(_, let name): "\(name) is named twice: once is enough"
        default: description
        }
    }
}
