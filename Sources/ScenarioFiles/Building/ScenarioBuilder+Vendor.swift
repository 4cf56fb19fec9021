import PatchModel

extension ScenarioBuilder {
    /// Reports what a vendor does about regressions of a patch that has none.
    func checkWithdrawal(of patch: Patch, _ map: MapValue) {
        guard let vendor = map["vendor-fix"]?.map, map.items("regressions").isEmpty else { return }
        if patch.vendorFix?.withdrawal != nil {
            report(
                .withdrawWithoutCause,
                "`withdraw` has no effect, because the patch has no regression",
                at: vendor.position(of: "withdraw")
            )
        }
        if patch.vendorFix?.elsewhere != nil {
            report(
                .noEffect,
                "`elsewhere` has no effect, because the patch has no regression",
                at: vendor.position(of: "elsewhere")
            )
        }
    }

    /// Reports patches that ask for versions which no device can come to.
    func checkFrom(_ entries: [Entry<Patch>]) {
        guard !diagnostics.hasErrors, patches.contains(where: { !$0.from.isEmpty }) else { return }
        let scenario = Scenario(horizon: 1, software: software, groups: [], patches: patches)
        let all = Array(patches.indices)
        let steps = software.images.map { scenario.upgradeSteps(from: $0, all) }
        for (number, patch) in patches.enumerated()
        where !patch.from.isEmpty && steps.allSatisfy({ $0[number] == nil }) {
            report(
                .unreachableFrom,
                "no image has what the patch asks for, and no patch that can be installed brings it",
                at: entries[number].content.value.map?.position(of: "from") ?? entries[number].position
            )
        }
    }
}
