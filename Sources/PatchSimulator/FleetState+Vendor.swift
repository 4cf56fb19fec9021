import EventEngine
import PatchModel

/// What the vendor has heard of a patch.
struct VendorCase: Sendable {
    var reports = 0
    /// How often the vendor was asked; names the draw of the answer's delay.
    var questions = 0
    var isOpen = false
}

extension FleetState {
    mutating func vendorHears(of patch: Int) {
        vendor[patch].reports += 1
        guard world.patches[patch].vendorAnswers != nil,
            vendor[patch].reports >= world.patches[patch].vendorReports
        else { return }
        askVendor(about: patch)
    }

    /// The vendor looks into the patch, unless it does already or the patch is mended.
    mutating func askVendor(about patch: Int) {
        guard let answers = world.patches[patch].vendorAnswers, !vendor[patch].isOpen, revision[patch] == 0 else {
            return
        }
        vendor[patch].isOpen = true
        console.vendorAnswers[patch] = .pending
        let delay = random.span(answers, .vendorAnswer, patch, UInt64(vendor[patch].questions))
        vendor[patch].questions += 1
        schedule(.vendorAnswer, patch, at: now + delay)
    }

    /// The vendor publishes a fixed revision, or says that there is nothing to fix.
    mutating func vendorAnswers(about patch: Int) {
        vendor[patch].isOpen = false
        let hasDefect = world.defects.indices.contains { defectPresent[$0] && world.defects[$0].patch == patch }
        guard hasDefect else {
            vendor[patch].reports = 0
            console.vendorAnswers[patch] = .noFault
            return
        }
        revision[patch] = 1
        console.vendorAnswers[patch] = .fixed
        forgiveTrouble(with: patch)
        let rollout = rolloutOf[patch]
        guard rollout >= 0, console.rollouts[rollout].stopped == nil else { return }
        for group in world.groups where !rollouts[rollout].localPatches[group.index].isEmpty {
            for device in group.devices where rollouts[rollout].offers(to: device) {
                awaitContact(device, group.index, from: now)
            }
        }
    }
}
