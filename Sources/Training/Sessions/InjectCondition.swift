import PatchSimulator

extension Lesson.Inject.Condition {
    /// Whether rollouts stand like that, going by what the console shows.
    func holds(on console: Console) -> Bool {
        let isOpen = console.rollouts.contains { $0.rings.contains { $0.opened != nil } }
        let isStopped = console.rollouts.contains { $0.stopped != nil }
        switch self {
        case .nothingOpen: return !isOpen
        case .open: return isOpen
        case .running: return isOpen && !isStopped
        case .stopped: return isStopped
        }
    }
}
