/// By whose rules versions are ordered. Feeds has the rules; a scenario needs only the order that comes of them.
package enum VersionScheme: String, Sendable, Hashable, CaseIterable {
    case deb, rpm, apk, semver, pep440
    case windowsBuild = "windows-build"
    case numeric
}
