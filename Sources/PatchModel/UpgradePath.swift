extension Scenario {
    /// In which steps a device that has an image at the start can come to patches that ask for versions (`Patch.from`): 0 for a
    /// patch that what it has is enough for, 1 for one that needs one step in between, and so on; nil: it never can.
    ///
    /// - Parameters:
    ///   - image: what the device has at the start.
    ///   - numbers: the patches that are asked about, which are also those that may lie in between.
    /// - Returns: for each of `numbers` its step.
    public func upgradeSteps(from image: Image, _ numbers: [Int]) -> [Int?] {
        let all = Set(numbers)
        var reached = image.installed.mapValues { Set([$0]) }
        var steps = [Int?](repeating: nil, count: numbers.count)
        for step in 0..<max(1, numbers.count) {
            let candidates = numbers.indices.filter { place in
                steps[place] == nil
                    && patches[numbers[place]].from.allSatisfy { range in
                        reached[range.component]?.contains(where: range.versions.contains) ?? false
                    }
            }
            // What a patch needs comes in the same step or before.
            var known = Set(numbers.indices.filter { steps[$0] != nil }.map { numbers[$0] })
            var found: [Int] = []
            var more = candidates
            while !more.isEmpty {
                more = candidates.filter { place in
                    !known.contains(numbers[place])
                        && patches[numbers[place]].prerequisites.allSatisfy { known.contains($0) || !all.contains($0) }
                }
                known.formUnion(more.map { numbers[$0] })
                found += more
            }
            if found.isEmpty { break }
            for place in found {
                steps[place] = step
                for update in patches[numbers[place]].updates where image.installed[update.component] != nil {
                    reached[update.component]?.insert(update.to)
                }
            }
        }
        return steps
    }
}
