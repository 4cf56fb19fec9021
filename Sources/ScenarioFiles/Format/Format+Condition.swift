import PatchModel

extension Format {
    /// Which devices are meant, for rings and canaries; every condition that is given must hold.
    static let condition = Shape(
        "condition",
        "Which devices it applies to. Every condition that is given must hold; none: all devices.",
        blank: DevicePredicate()
    ) {
        conditions
    } finish: { condition, map, builder in
        builder.checkMatches(condition, at: map.position)
    }

    /// The same with a share, for regressions.
    static let regressionCondition = Shape(
        "regression-condition",
        "Which devices have the defect. Every condition that is given must hold; none: all devices.",
        blank: noRegression
    ) {
        conditions.map { $0.of(\Regression.condition) }
        Field(
            "share",
            \.share,
            .share(zero: true),
            default: .percent(100),
            "The share of these devices on which the effect occurs."
        )
    } finish: { regression, map, builder in
        builder.checkMatches(regression.condition, at: map.position)
    }

    /// Which devices a freeze concerns: what they run changes, so that it is not asked.
    static let freezeCondition = Shape(
        "freeze-condition",
        "Which devices it applies to. Every condition that is given must hold; none: all devices.",
        blank: DevicePredicate()
    ) {
        groupConditions
    } finish: { condition, map, builder in
        builder.checkMatches(condition, at: map.position)
    }

    /// Which devices are members of a service: what they run changes, so that it is not asked.
    static let serviceCondition = Shape(
        "service-devices",
        "Which devices it applies to. Every condition that is given must hold; none: all devices.",
        blank: DevicePredicate()
    ) {
        groupConditions
    }

    @FieldList<DevicePredicate> private static var conditions: [Field<DevicePredicate>] {
        Field(
            "component",
            \.components,
            .oneOrMore(.range),
            default: .emptyList,
            "Components that must be installed, in these versions.",
            example: "vpn < 5.2"
        )
        groupConditions
    }

    @FieldList<DevicePredicate> private static var groupConditions: [Field<DevicePredicate>] {
        Field("class", \.deviceClass, .words(of: DeviceClass.self), absent: "any", "What the device is.")
        Field("group", \.group, .name(.group), absent: "any", "The group it belongs to.")
        Field("site", \.site, .name(.site), absent: "any", "Where it stands.")
        Field("tag", \.tag, .name(.tag), absent: "any", "A tag of its group.")
        Field(
            "image",
            \.images,
            .oneOrMore(.index(of: .image)),
            default: .emptyList,
            "The image it has at the start, or several, of which it has one."
        )
        Field("criticality", \.criticality, .words(of: Criticality.self), absent: "any", "How bad an outage of it is.")
            .formerly("risk")
        Field("exposure", \.exposure, .words(of: ExposureClass.self), absent: "any", "Its exposure class.")
    }
}
