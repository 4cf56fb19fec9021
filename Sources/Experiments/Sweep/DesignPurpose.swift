import EventEngine

/// What a random draw of a design is for; numbers that no draw of the simulator has, and never reused for another purpose.
enum DesignPurpose: UInt16 {
    case latinOrder = 1000
    case latinPlace = 1001
    case scramble = 1002
    case morrisBase = 1003
    case morrisOrder = 1004
    case morrisSign = 1005
    case bootstrap = 1006
    case search = 1007
    case cellScramble = 1008
    case cellDefect = 1009
    case cellAnswer = 1010
    case cellLastAnswer = 1011
}

extension KeyedRandom {
    /// The draws of designs: not of any replication.
    init(design seed: UInt64) { self.init(seed: seed, replication: UInt64.max) }

    func draw(_ purpose: DesignPurpose, _ entity: Int, _ occurrence: Int = 0) -> KeyedDraw {
        draw(
            entity: UInt64(truncatingIfNeeded: entity),
            purpose: purpose.rawValue,
            occurrence: UInt64(truncatingIfNeeded: occurrence)
        )
    }

    /// 0 ..< count in an order of its own for each entity.
    func order(_ purpose: DesignPurpose, _ entity: Int, count: Int) -> [Int] {
        let keys = (0..<count).map { place in
            var draw = draw(purpose, entity, place)
            return draw.next()
        }
        return (0..<count).sorted { (keys[$0], $0) < (keys[$1], $1) }
    }
}
