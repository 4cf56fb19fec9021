import EventEngine
import PatchModel

/// What the console offers and says to the rest of a run: questions that change nothing.
extension ConsoleServer {
    /// The rollout that a patch belongs to; −1: none yet.
    @inline(__always)
    func rollout(of patch: Int) -> Int { book.rolloutOf[patch] }

    /// True if a check-in of the device at `now` may carry an offer.
    @inline(__always)
    func offers(_ rollout: Int, to device: Int, at now: Tick) -> Bool {
        book.rollouts[rollout].offers(to: device, at: now)
    }

    /// True if a stop left the device the offer that it has; it may go on trying.
    @inline(__always)
    func keepsOffer(_ rollout: Int, to device: Int) -> Bool { book.rollouts[rollout].keepsOffer(to: device) }

    /// The first turn at `time` or later that the device gets in any rollout; nil: there is none.
    @inline(__always)
    func nextTurn(of device: Int, from time: Tick) -> Tick? {
        book.hasTurns ? book.nextTurn(of: device, from: time) : nil
    }

    /// True if there are patches that must be installed by some time.
    var hasDeadlines: Bool { book.hasDeadlines }

    /// By when the device must have installed the patch; nil: nobody says.
    func deadline(of patch: Int, on device: Int) -> Deadlines.Deadline? { book.deadline(of: patch, on: device) }

    /// True if devices of a ring get their turn one after the other.
    func hasPace(_ ring: Int, of rollout: Int) -> Bool { book.rollouts[rollout].turns?.hasPace(ring) ?? false }

    /// True if a fixed revision of any patch is out.
    @inline(__always)
    var hasFixes: Bool { book.hasFixes }

    /// For a group a bit for each of its first 64 patches: whether a fixed revision is out.
    @inline(__always)
    func fixedPatches(of group: Int) -> UInt64 { book.fixedPatches[group] }

    /// True if a fixed revision of the patch is out.
    @inline(__always)
    func hasFix(of patch: Int) -> Bool { book.hasFixes && book.status.vendorAnswers[patch] == .fixed }

    /// True if the vendor has pulled the patch, and there is no fixed revision yet.
    @inline(__always)
    func isWithdrawn(_ patch: Int) -> Bool { book.hasWithdrawals && book.status.vendorAnswers[patch] == .withdrawn }

    /// When the rollout of the patch was stopped in a way that takes offers back; nil: it is not.
    func cancelled(_ patch: Int) -> Tick? {
        book.isCancelling && book.rollouts[book.rolloutOf[patch]].cancelsQueued
            ? book.status.rollouts[book.rolloutOf[patch]].stopped : nil
    }

    /// True if what was offered of the patch, and is not being installed yet, stands no longer.
    @inline(__always)
    func cancels(_ patch: Int) -> Bool {
        book.isCancelling && book.rollouts[book.rolloutOf[patch]].cancelsQueued || isWithdrawn(patch)
    }

    /// True if the patch is to be taken back from devices.
    func takesBack(_ patch: Int) -> Bool {
        book.rolloutOf[patch] >= 0 && book.rollouts[book.rolloutOf[patch]].isReverting
    }

    /// For a group the local numbers of the patches that are to be taken back from its devices, ascending.
    @inline(__always)
    func takenBack(from group: Int) -> [Int] { book.takenBack[group] }

    /// True if the rollout of the patch, which there must be, is stopped.
    func isStopped(_ patch: Int) -> Bool { book.status.rollouts[book.rolloutOf[patch]].stopped != nil }

    /// What the vendor has said about the patch.
    func answer(about patch: Int) -> VendorAnswer { book.status.vendorAnswers[patch] }

    func patches(of rollout: Int) -> [Int] { book.rollouts[rollout].patches }

    /// For a group the local numbers of those of the rollout's patches that concern it.
    func localPatches(of rollout: Int, _ group: Int) -> Table<Int> { book.rollouts[rollout].localPatches[group] }

    /// True if any of the rollout's patches concerns the group.
    func concerns(_ rollout: Int, _ group: Int) -> Bool { !book.rollouts[rollout].localPatches[group].isEmpty }

    /// The ring of a device; nil if the rollout does not mean it.
    @inline(__always)
    func ring(of device: Int, in rollout: Int) -> Int? {
        let ring = book.rollouts[rollout].ringOf[device]
        return ring == Rollout.noRing ? nil : Int(ring)
    }

    /// The ring of every device, as a number; `Rollout.noRing` where the rollout does not mean it.
    func rings(of rollout: Int) -> Column<UInt8> { book.rollouts[rollout].ringOf }

    /// Asks for what is known of a device in the first rollouts in advance.
    @inline(__always)
    func askFor(_ device: Int) {
        for rollout in 0..<min(2, book.rollouts.count) {
            book.rollouts[rollout].ringOf.askFor(device)
            book.rollouts[rollout].flags.askFor(device)
        }
    }

    func controlRings(of rollout: Int) -> [Int] {
        book.rollouts[rollout].isControl.indices.filter { book.rollouts[rollout].isControl[$0] }
    }

    /// True if the device has checked in since its ring was opened.
    func hasSeen(_ device: Int, in rollout: Int) -> Bool { book.rollouts[rollout].flags[device].contains(.seen) }

    /// What is known of the device's ring in the rollout of a patch, but for numbers; nil if it is in none.
    func ringStatus(of device: Int, for patch: Int) -> RingStatus? {
        let rollout = book.rolloutOf[patch]
        guard rollout >= 0, let ring = ring(of: device, in: rollout) else { return nil }
        return book.status.rollouts[rollout].rings[ring]
    }

    /// True if any rollout is being reverted.
    @inline(__always)
    var isReverting: Bool { book.isReverting }

    /// The console as a policy sees it at `now`.
    func view(at now: Tick) -> Console { book.view(at: now) }

    /// How far each rollout has come in each group: by rollout, then by group.
    func progress(_ world: World) -> [[GroupProgress]] { book.progress(world) }

    /// How many of these devices have reported that what the patch's rollout brings is installed.
    func reportedInstalls(of patch: Int, _ devices: Range<Int>) -> Int {
        let rollout = book.rolloutOf[patch]
        guard rollout >= 0 else { return 0 }
        return devices.count { device in
            let flags = book.rollouts[rollout].flags[device]
            return flags.contains(.installed) && !flags.contains(.failed)
        }
    }
}
