import Testing
import Text

@testable import Feeds

@Suite("Regression statistics of advisories")
struct RegressionTests {
    @Test("from 2015 on, 62 of 2263 advisories had a regression update")
    func knownCount() throws {
        let list = try ShippedFeeds.advisories("DSA-list.xz")
        let record = RegressionRecord([list], since: CalendarDate(iso: "2015"))
        #expect(record.overall == EstimatedShare(count: 62, total: 2263))
        let known = try #require(record.delayMedianAndMean)
        #expect(known.median == 8)
        #expect(abs(known.mean - 19.56) < 0.01)
        // Computed apart with a table of logarithms of the same 62 delays, the one of zero days taken as half a day.
        let fit = try #require(record.delay)
        #expect(abs(fit.mu - 2.168) < 0.001)
        #expect(abs(fit.sigma - 1.262) < 0.001)
        #expect(fit.muInterval.contains(2.168) && fit.sigmaInterval.contains(1.262))
    }

    @Test("follow-ups count once, and only if they call themselves regression updates of an advisory in the period")
    func rule() throws {
        let text = """
            [09 Mar 2020] DSA-5-2 e - regression update
            [08 Mar 2020] DSA-4-2 d - security update
            [07 Mar 2020] DSA-3-3 c - regression update
            [05 Mar 2020] DSA-3-2 c - regression update
            [01 Mar 2020] DSA-4-1 d - security update
            [01 Mar 2020] DSA-3-1 c - security update
            [01 Mar 2020] DSA-2-1 b - security update
            [01 Feb 2020] DSA-5-1 e - security update
            """
        let list = try AdvisoryList(parsing: Array(text.utf8), file: "list")
        let march = RegressionRecord([list, list], since: CalendarDate(iso: "2020-03"))
        #expect(march.overall == EstimatedShare(count: 1, total: 3))
        #expect(march.repairs.map(\.update.name) == ["DSA-3-2"])
        #expect(march.repairs.map(\.days) == [4])
        #expect(march.delay == nil)
        let february = RegressionRecord([list], until: CalendarDate(iso: "2020-02-01"))
        #expect(february.overall == EstimatedShare(count: 1, total: 1))
        #expect(february.repairs.map(\.days) == [37])
    }

    @Test("Wilson's interval agrees with worked examples")
    func wilson() {
        // 62 of 2263 and 0 of 10, computed by hand from Wilson's formula.
        let share = EstimatedShare(count: 62, total: 2263)
        #expect(abs(share.interval.lowerBound - 0.021430) < 1e-5)
        #expect(abs(share.interval.upperBound - 0.034966) < 1e-5)
        let none = EstimatedShare(count: 0, total: 10)
        #expect(none.interval.lowerBound == 0)
        #expect(abs(none.interval.upperBound - 0.277533) < 1e-5)
        #expect(EstimatedShare(count: 0, total: 0).interval == 0...1)
    }

    @Test("the intervals of a log-normal fit agree with exact quantiles")
    func fitIntervals() throws {
        // Logs 0, 1, ..., 10: mean 5, deviation sqrt(11); t(10) = 2.228139, chi-square(10) = 3.246973 and 20.483177.
        let fit = try #require(LogNormalFit(days: (0...10).map { exponential(Double($0)) }))
        let sigma = 11.0.squareRoot()
        #expect(abs(fit.mu - 5) < 1e-9)
        #expect(abs(fit.sigma - sigma) < 1e-9)
        #expect(abs(fit.muInterval.upperBound - (5 + 2.228139)) < 0.01)
        #expect(abs(fit.sigmaInterval.lowerBound - sigma * (10 / 20.483177).squareRoot()) < 0.01)
        #expect(abs(fit.sigmaInterval.upperBound - sigma * (10 / 3.246973).squareRoot()) < 0.06)
        #expect(LogNormalFit(days: [1, 2]) == nil)
        #expect(LogNormalFit(days: [3, 3, 3]) == nil)
        // The mean of seven equal logarithms differs from each of them in the last digit.
        for count in 3...50 { #expect(LogNormalFit(days: Array(repeating: 7, count: count)) == nil) }
    }

    @Test("a package's rate lies between its own record and the overall rate")
    func shrinkage() throws {
        let record = RegressionRecord([try ShippedFeeds.advisories("DSA-list.xz")], since: CalendarDate(iso: "2015"))
        let overall = record.overall.share
        let unknown = record.chance(ofSource: "no-such-package")
        #expect(unknown.record.total == 0)
        #expect(abs(unknown.rate - overall) < 1e-12)
        for package in record.packages {
            let chance = record.chance(ofSource: package.name)
            let low = min(overall, chance.record.share)
            let high = max(overall, chance.record.share)
            #expect(chance.rate >= low - 1e-12 && chance.rate <= high + 1e-12, "\(package.name)")
        }
    }

    @Test(
        "releases of one project share a record",
        arguments: [
            ("postgresql-15", "postgresql"), ("python3.11", "python"), ("php7.4", "php"), ("openjdk-11", "openjdk"),
            ("libssh2", "libssh2"), ("pcre2", "pcre2"), ("nginx", "nginx"), ("gst-plugins-base1.0", "gst-plugins-base"),
        ]
    )
    func families(source: String, family: String) {
        #expect(RegressionRecord.family(of: source) == family)
    }

    @Test("an advisory without one package has no row; its only fixed package is its own; lines not read are counted")
    func withoutPackage() throws {
        let text = """
            [06 Mar 2020] DSA-6-1 jessie end-of-life
            [05 Mar 2020] DSA-5-1 a b - several vulnerabilities
            \t[buster] - a 1
            \t[buster] - b 1
            [04 Mar 2020] DSA-4-1 git-core
            \t[buster] - git-core 1
            [03 Mar 2020] DSA-3-1  lxr-cvs - cross-site scripting
            \t[buster] lxr-cvs 1
            """
        let list = try AdvisoryList(parsing: Array(text.utf8), file: "list")
        #expect(list.unreadLines == 1)
        let record = RegressionRecord([list])
        #expect(record.overall.total == 4)
        #expect(record.withoutPackage.total == 2)
        #expect(record.packages.map(\.name) == ["git-core", "lxr-cvs"])
        let report = RegressionReport(record, files: ["list"], unreadLines: list.unreadLines)
        #expect(report.text.contains("about no single package, and counted in the overall rate only: 2 advisories."))
        #expect(report.text.contains("not read, as not of the form '[release] - package version': 1 line."))

        let shipped = RegressionRecord([try ShippedFeeds.advisories("DSA-list.xz")])
        #expect(shipped.packages.allSatisfy { !$0.name.isEmpty })
        let named = shipped.packages.reduce(0) { $0 + $1.regressions.total }
        #expect(named + shipped.withoutPackage.total == shipped.overall.total)
    }

    @Test("the report tells the figures and lists the packages that had a regression")
    func report() throws {
        let record = RegressionRecord([try ShippedFeeds.advisories("DSA-list.xz")], since: CalendarDate(iso: "2015"))
        let report = RegressionReport(record, files: ["DSA-list.xz"])
        #expect(report.text.contains("with a regression update: 62, 2.74% (95 % interval 2.1% to 3.5%)"))
        #expect(report.packages.first?.name == "linux")
        #expect(report.json == RegressionReport(record, files: ["DSA-list.xz"]).json)
    }
}
