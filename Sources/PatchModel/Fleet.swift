/// Devices that are alike: the unit in which a fleet is described.
public struct DeviceGroup: Sendable, Hashable {
    public var name: String
    /// Number of devices, at least 1.
    public var count: Int
    public var deviceClass: DeviceClass
    /// Index into `Software.images`.
    public var image: Int
    public var criticality: Criticality
    public var exposure: ExposureClass
    public var site: String?
    /// Who answers for them: a label to break figures down by.
    public var owner: String?
    public var tags: [String]
    /// The name under which `connectivity` was chosen, for output.
    public var connectivityName: String
    public var connectivity: Connectivity
    public var checkIn: CheckIn
    /// Bytes per second and device; nil: downloads take no time.
    public var bandwidth: Double?
    /// Failures per device and day that have nothing to do with any patch, but look to the console as if they had.
    public var backgroundFailuresPerDay: Double
    public var zone: ZoneOffsets
    /// Nil: work is allowed at any time.
    public var windows: MaintenanceWindow?
    /// Nil: nobody minds a restart.
    public var users: DeviceUsers?

    public init(
        name: String,
        count: Int,
        deviceClass: DeviceClass,
        image: Int,
        criticality: Criticality = .medium,
        exposure: ExposureClass = .internal,
        site: String? = nil,
        owner: String? = nil,
        tags: [String] = [],
        connectivityName: String = "always-on",
        connectivity: Connectivity = .alwaysOn,
        checkIn: CheckIn = CheckIn(mode: .push),
        bandwidth: Double? = nil,
        backgroundFailuresPerDay: Double = 0,
        zone: ZoneOffsets = .utc(),
        windows: MaintenanceWindow? = nil,
        users: DeviceUsers? = nil
    ) {
        self.name = name
        self.count = count
        self.deviceClass = deviceClass
        self.image = image
        self.criticality = criticality
        self.exposure = exposure
        self.site = site
        self.owner = owner
        self.tags = tags
        self.connectivityName = connectivityName
        self.connectivity = connectivity
        self.checkIn = checkIn
        self.bandwidth = bandwidth
        self.backgroundFailuresPerDay = backgroundFailuresPerDay
        self.zone = zone
        self.windows = windows
        self.users = users
    }
}

/// Which devices are meant. Every condition that is given must hold; none given: all devices.
public struct DevicePredicate: Sendable, Hashable {
    /// Components that must be installed in one of the given versions at the time of asking.
    public var components: [VersionRange]
    public var deviceClass: DeviceClass?
    public var group: String?
    public var site: String?
    public var tag: String?
    /// Indices of images, of which the device has one at the start; empty: any.
    public var images: [Int]
    public var criticality: Criticality?
    public var exposure: ExposureClass?

    public init(
        components: [VersionRange] = [],
        deviceClass: DeviceClass? = nil,
        group: String? = nil,
        site: String? = nil,
        tag: String? = nil,
        images: [Int] = [],
        criticality: Criticality? = nil,
        exposure: ExposureClass? = nil
    ) {
        self.components = components
        self.deviceClass = deviceClass
        self.group = group
        self.site = site
        self.tag = tag
        self.images = images
        self.criticality = criticality
        self.exposure = exposure
    }

    /// Both conditions at once; nil: no device can meet them.
    public func and(_ other: DevicePredicate) -> DevicePredicate? {
        func one<Value: Equatable>(_ path: WritableKeyPath<DevicePredicate, Value?>) -> Bool {
            self[keyPath: path] == nil || other[keyPath: path] == nil || self[keyPath: path] == other[keyPath: path]
        }
        let common =
            images.isEmpty ? other.images : other.images.isEmpty ? images : images.filter(other.images.contains)
        guard one(\.deviceClass), one(\.group), one(\.site), one(\.tag), one(\.criticality), one(\.exposure),
            !common.isEmpty || images.isEmpty || other.images.isEmpty
        else { return nil }
        return DevicePredicate(
            components: components + other.components.filter { !components.contains($0) },
            deviceClass: deviceClass ?? other.deviceClass,
            group: group ?? other.group,
            site: site ?? other.site,
            tag: tag ?? other.tag,
            images: common,
            criticality: criticality ?? other.criticality,
            exposure: exposure ?? other.exposure
        )
    }

    /// Whether the devices of a group are meant, with what they have at the start.
    public func matches(_ group: DeviceGroup, _ software: Software) -> Bool {
        let installed = software.images[group.image].installed
        return matchesGroup(group)
            && components.allSatisfy { range in installed[range.component].map(range.versions.contains) ?? false }
    }

    /// True if the conditions on the group hold; those on components are for the caller, who knows what is installed now.
    public func matchesGroup(_ candidate: DeviceGroup) -> Bool {
        (deviceClass == nil || deviceClass == candidate.deviceClass)
            && (group == nil || group == candidate.name)
            && (site == nil || site == candidate.site)
            && (tag == nil || candidate.tags.contains(tag ?? ""))
            && (images.isEmpty || images.contains(candidate.image))
            && (criticality == nil || criticality == candidate.criticality)
            && (exposure == nil || exposure == candidate.exposure)
    }
}
