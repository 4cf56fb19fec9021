import Testing
import Text

/// What was probably meant, and how far apart two words are.
@Suite("The nearest name")
struct NearestNameTests {
    @Test(
        "A distance counts insertions, deletions, substitutions and swapped neighbours",
        arguments: [("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3), ("ca", "abc", 3)]
    )
    func distances(left: String, right: String, distance: Int) {
        #expect(editDistance(Array(left.unicodeScalars), Array(right.unicodeScalars)) == distance)
        #expect(editDistance(Array(right.unicodeScalars), Array(left.unicodeScalars)) == distance)
    }

    @Test("The first of the nearest is named, and none that is too far away to have been meant")
    func nearest() {
        #expect(nearestName(to: "Stagd", among: ["canary", "staged"]) == "staged")
        #expect(nearestName(to: "xyz", among: ["canary", "staged"]) == nil)
        #expect(didYouMean("canray", among: ["canary"]) == " (did you mean \"canary\"?)")
        #expect(didYouMean("other", among: ["canary"]) == "")
    }
}
