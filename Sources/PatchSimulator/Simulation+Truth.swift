public import EventEngine
import PatchModel

/// What was true of one defect in a run, whatever was reported of it.
public struct DefectTruth: Sendable, Hashable {
    /// Index of the patch.
    public var patch: Int
    /// What the scenario calls the defect.
    public var name: String
    /// True if the patch carries it in this run.
    public var isPresent: Bool
    /// When it took effect on a device, ascending, once for each time.
    public var onsets: [Tick]
}

extension Simulation {
    /// What is true of all defects that patches may have, up to now: for those who may know the truth, such as a debrief.
    public var defectTruths: [DefectTruth] {
        lookingAtSettled { fleet in
            var truths = world.defects.indices.map { number in
                DefectTruth(
                    patch: world.defects[number].patch,
                    name: world.nameOfDefect(number),
                    isPresent: fleet.defects.hasDefect(number),
                    onsets: []
                )
            }
            for number in fleet.defects.all {
                guard case .defect(let defect) = fleet.defects[number].cause, let time = fleet.defects[number].struck
                else { continue }
                truths[defect].onsets.append(time)
            }
            for number in truths.indices { truths[number].onsets.sort() }
            return truths
        }
    }

    /// When attackers begin to use each vulnerability in this run; nil: not before the horizon.
    public var exploitTimes: [Tick?] {
        world.scenario.vulnerabilities.enumerated().map { number, vulnerability in
            let time = Exposure.exploitTime(vulnerability, number, fleet.random)
            return time <= horizon ? max(time, vulnerability.disclosed) : nil
        }
    }
}
