import PatchModel
import ScenarioFiles

/// Reads the rows of all files into devices, of which nothing is kept but what the fleet needs. What tells devices apart is kept
/// as two numbers that follow from it by a key of the process; the texts are forgotten with their rows.
struct TableReading {
    struct Device {
        /// Seconds since 1970; `never` if there is no time.
        var seen: Int64
        /// Its class, by its number in `DeviceClass.allCases`; -1: no rule says it.
        var deviceClass: Int8
        /// Another row of the same device has taken its place.
        var isReplaced = false
        /// Numbers of texts; 0: none.
        var owner: Int32
        var site: Int32

        static let never = Int64.min
    }

    struct Install {
        var device: Int32
        var component: Int32
        var version: Int32
    }

    /// Two numbers of 64 bits that follow from a text: that two devices share both is out of the question.
    private struct Identity: Hashable {
        let first: Int
        let second: Int

        init(_ text: String) {
            var hasher = Hasher()
            hasher.combine(text)
            first = hasher.finalize()
            hasher = Hasher()
            hasher.combine(1)
            hasher.combine(text)
            second = hasher.finalize()
        }
    }

    private(set) var devices: [Device] = []
    private(set) var installs: [Install] = []
    private(set) var software = SeenSoftware()
    /// The texts of owners and sites by their numbers; that of 0 is empty.
    private(set) var texts = [""]
    /// Rows of the devices' table.
    private(set) var rows = 0
    /// By the mapping's rules, rows passed over.
    private(set) var skipped: [Int]
    /// Rows whose device has another row, which is newer.
    private(set) var repeated = 0
    /// Rows of other tables, and those of them whose device is in none.
    private(set) var joinedRows = 0
    private(set) var strayRows = 0

    private let map: TableMap
    private var ids: [Identity: Int32] = [:]
    private var textNumbers: [String: Int32] = ["": 0]

    init(_ recognition: TableRecognition) throws(InputError) {
        map = recognition.map.map
        skipped = map.skip.map { _ in 0 }
        for match in recognition.matches {
            if match.table.join == nil {
                try readDevices(match)
            } else {
                try readSoftware(match)
            }
        }
        ids = [:]
        software.rank()
    }

    private func components(of table: String?, _ columns: [String]) -> [(number: Int, bound: BoundComponent)] {
        map.components.enumerated().filter { $0.element.table == table }
            .map { ($0.offset, BoundComponent($0.element, columns)) }
    }

    private mutating func readDevices(_ match: TableRecognition.Match) throws(InputError) {
        let columns = match.columns
        let place = { (name: String?) in name.flatMap { columns.firstIndex(of: $0) } }
        let (id, seen, owner, site) = (
            place(map.device.id), place(map.device.seen), place(map.device.owner), place(map.device.site)
        )
        let skip = map.skip.map { BoundCondition($0.condition, columns) }
        let words = DeviceClass.allCases
        let classes = map.device.classes.map { rule in
            (BoundCondition(rule.condition, columns), Int8(words.firstIndex(of: rule.meaning) ?? 0))
        }
        let components = components(of: nil, columns)
        var times = TimeColumn(map.times, name: map.device.seen ?? "", file: match.file.file)
        try match.file.forEachRow(columns, rows: match.table.rows) { line, cells throws(InputError) in
            rows += 1
            if let rule = skip.firstIndex(where: { $0.holds(cells) }) {
                skipped[rule] += 1
                return
            }
            var device = Device(seen: Device.never, deviceClass: -1, owner: 0, site: 0)
            var doubt: Int?
            if let seen {
                switch try times.read(cells[seen], line: line) {
                case .never: break
                case .time(let time): device.seen = time
                case .doubtful(let time, let number): (device.seen, doubt) = (time, number)
                }
            }
            if let id, !cells[id].isEmpty {
                let identity = Identity(cells[id])
                if let old = ids[identity] {
                    repeated += 1
                    // The newest row counts, of equally new ones the first.
                    guard device.seen > devices[Int(old)].seen else { return }
                    devices[Int(old)].isReplaced = true
                }
                ids[identity] = Int32(devices.count)
            }
            device.deviceClass = classes.first { $0.0.holds(cells) }?.1 ?? -1
            if let owner { device.owner = number(of: cells[owner]) }
            if let site { device.site = number(of: cells[site]) }
            if let doubt {
                times.doubts[doubt].device = devices.count
                times.doubts[doubt].taken = device.seen
            }
            try add(components, cells, to: devices.count, match.file.file, line)
            devices.append(device)
        }
        guard let form = try times.settled() else { return }
        for doubt in times.doubts where devices.indices.contains(doubt.device) {
            if devices[doubt.device].seen == doubt.taken, let value = doubt.values[form] {
                devices[doubt.device].seen = value
            }
        }
    }

    private mutating func readSoftware(_ match: TableRecognition.Match) throws(InputError) {
        let components = components(of: match.table.name, match.columns)
        guard let join = match.table.join.flatMap({ match.columns.firstIndex(of: $0) }) else { return }
        try match.file.forEachRow(match.columns, rows: match.table.rows) { line, cells throws(InputError) in
            joinedRows += 1
            guard let device = ids[Identity(cells[join])] else {
                strayRows += 1
                return
            }
            try add(components, cells, to: Int(device), match.file.file, line)
        }
    }

    private mutating func add(
        _ components: [(number: Int, bound: BoundComponent)],
        _ cells: [String],
        to device: Int,
        _ file: String,
        _ line: Int
    ) throws(InputError) {
        guard device < Int(Int32.max), installs.count < 500_000_000 else {
            throw InputError(.tooLarge, file: file, line: line, "the tables list more software than can be held")
        }
        for (number, component) in components {
            guard let told = component.told(cells), !told.version.isEmpty else { continue }
            let found = software.number(
                told,
                rule: number,
                of: component.rule,
                purl: { component.purl(cells) },
                line: { component.line(of: $0) }
            )
            guard let found else { continue }
            installs.append(Install(device: Int32(device), component: found.component, version: found.version))
        }
    }

    /// The number of a version of which advisories tell.
    mutating func learn(_ version: String, of component: Int) -> Int32? { software.learn(version, of: component) }

    private mutating func number(of text: String) -> Int32 {
        if let number = textNumbers[text] { return number }
        let number = Int32(texts.count)
        textNumbers[text] = number
        texts.append(text)
        return number
    }
}
