import EventEngine

/// What a random draw is for. One number each, so that no two uses share a draw; a number is never reused for another
/// purpose, because results of earlier versions would silently change their meaning.
enum DrawPurpose: UInt16 {
    // Entity: device.
    case startsOnline = 1
    case firstPeriod = 2
    case onPeriod = 3
    case offPeriod = 4
    case away = 5
    case attendance = 6
    case arrival = 7
    case pollPhase = 8
    case pollJitter = 9
    case ringRank = 10
    case backgroundFailures = 11
    case switchingOn = 12
    case switchingOnPlaces = 13
    case switchingOff = 14
    case switchingOffPlaces = 15
    case percentage = 16
    case installDuration = 20
    case installFailure = 21
    case installBrick = 22
    case installRevert = 23
    case restartWait = 24
    case restartDuration = 25
    case rollbackDuration = 26
    case rollbackFailure = 27
    case defectShare = 30
    case defectOnset = 31
    case telemetryShows = 32
    case telemetryDelay = 33
    case helpDeskReports = 34
    case helpDeskDelay = 35
    case noticedAfter = 36
    case repairDuration = 40
    case travel = 41
    case drain = 104
    case postpones = 160

    // Entity: defect, vulnerability or patch.
    case defectPresent = 100
    case exploited = 101
    case exploitTime = 102
    case vendorAnswer = 103

    // Entity: patch.
    case foundElsewhere = 224
    case withdrawal = 225

    // 200 is taken: policies that are made deaf on purpose draw for it, outside of the simulation.
}

extension KeyedRandom {
    /// The draw of `purpose` for `entity`.
    @inline(__always)
    func draw(_ purpose: DrawPurpose, _ entity: Int, _ occurrence: UInt64 = 0) -> KeyedDraw {
        draw(entity: UInt64(truncatingIfNeeded: entity), purpose: purpose.rawValue, occurrence: occurrence)
    }

    /// The draws of `purpose` for `entity`.
    @inline(__always)
    func stream(_ purpose: DrawPurpose, _ entity: Int) -> KeyedStream {
        stream(entity: UInt64(truncatingIfNeeded: entity), purpose: purpose.rawValue)
    }

    /// A span drawn from `law`, in whole seconds.
    @inline(__always)
    func span(_ law: Distribution, _ purpose: DrawPurpose, _ entity: Int, _ occurrence: UInt64 = 0) -> Tick {
        var draw = draw(purpose, entity, occurrence)
        return law.sampleTicks(&draw)
    }

    /// True with the given probability.
    @inline(__always)
    func chance(_ probability: Double, _ purpose: DrawPurpose, _ entity: Int, _ occurrence: UInt64 = 0) -> Bool {
        guard probability > 0 else { return false }
        var draw = draw(purpose, entity, occurrence)
        return draw.isTrue(withProbability: probability)
    }
}
