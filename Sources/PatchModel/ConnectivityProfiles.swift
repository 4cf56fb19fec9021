import EventEngine

/// The profiles that can be chosen by name.
///
/// The on and off intervals were fitted to traces of the Failure Trace Archive by B. Javadi, D. Kondo, A. Iosup and
/// D. Epema, "The Failure Trace Archive: Enabling the comparison of failure measurements and models of distributed
/// systems", Journal of Parallel and Distributed Computing 73(8), 2013, as tabulated in OpenDC (MIT licence). Reading the
/// pairs as lengths of intervals in hours is this project's interpretation.
public enum ConnectivityProfiles {
    /// One fitted law: two parameters, of which the exponential uses the first (its mean).
    enum Family: String, CaseIterable {
        case exponential, weibull, lognormal, gamma
    }

    struct Fit {
        var trace: String
        var family: Family
        var on: (Double, Double)
        var off: (Double, Double)
    }

    /// The everyday names, each standing for the Weibull fit of a trace, and what the trace was taken from.
    public static let aliases: [(name: String, trace: String, origin: String)] = [
        ("server", "lanl05", "cluster nodes of the Los Alamos National Laboratory, 2005"),
        ("desktop", "microsoft99", "desktop computers of Microsoft, 1999"),
        ("laptop", "skype06", "Skype super-peers, 2006"),
        ("mobile", "overnet03", "hosts of the Overnet peer-to-peer network, 2003"),
        ("remote-site", "pl05", "PlanetLab nodes, 2005"),
        ("appliance", "ldns04", "local DNS servers, 2004"),
    ]

    /// Every name that can be written in a scenario, in the order in which help shows them.
    public static let names: [String] =
        ["always-on"] + aliases.map(\.name) + fits.map { "\($0.trace)-\($0.family.rawValue)" }

    /// The profile of that name, or nil.
    public static func named(_ name: String) -> Connectivity? {
        if name == "always-on" { return .alwaysOn }
        let wanted = aliases.first { $0.name == name }.map { "\($0.trace)-weibull" } ?? name
        guard let fit = fits.first(where: { "\($0.trace)-\($0.family.rawValue)" == wanted }),
            let on = law(fit.family, fit.on), let off = law(fit.family, fit.off)
        else { return nil }
        return .alternating(on: on, off: off, awayShare: 0)
    }

    static func law(_ family: Family, _ parameters: (Double, Double)) -> Distribution? {
        let hour = 3600.0
        let (first, second) = parameters
        switch family {
        case .exponential: return try? .exponential(mean: first * hour)
        case .weibull: return try? .weibull(shape: first, scale: second * hour)
        case .lognormal: return try? .logNormal(mu: first + logOfHour, sigma: second)
        case .gamma: return try? .gamma(shape: first, scale: second * hour)
        }
    }

    /// ln 3600: adds the change of unit from hours to seconds to a log-normal's mu.
    static let logOfHour = 8.188_689_124_444_202

    static let fits: [Fit] = [
        Fit(trace: "g5k06", family: .exponential, on: (32.41, 0), off: (7.41, 0)),
        Fit(trace: "g5k06", family: .weibull, on: (0.48, 14.37), off: (0.35, 0.47)),
        Fit(trace: "g5k06", family: .lognormal, on: (1.51, 2.42), off: (-2.0, 2.2)),
        Fit(trace: "g5k06", family: .gamma, on: (0.34, 94.35), off: (0.19, 39.92)),
        Fit(trace: "lanl05", family: .exponential, on: (1779.99, 0), off: (5.92, 0)),
        Fit(trace: "lanl05", family: .weibull, on: (0.48, 816.60), off: (0.58, 2.18)),
        Fit(trace: "lanl05", family: .lognormal, on: (5.56, 2.39), off: (0.05, 1.42)),
        Fit(trace: "lanl05", family: .gamma, on: (0.35, 5102.71), off: (0.38, 15.44)),
        Fit(trace: "ldns04", family: .exponential, on: (141.06, 0), off: (8.61, 0)),
        Fit(trace: "ldns04", family: .weibull, on: (0.51, 79.30), off: (0.63, 5.62)),
        Fit(trace: "ldns04", family: .lognormal, on: (3.25, 2.33), off: (0.91, 1.64)),
        Fit(trace: "ldns04", family: .gamma, on: (0.39, 362.43), off: (0.51, 16.87)),
        Fit(trace: "microsoft99", family: .exponential, on: (67.01, 0), off: (16.49, 0)),
        Fit(trace: "microsoft99", family: .weibull, on: (0.55, 35.30), off: (0.60, 9.34)),
        Fit(trace: "microsoft99", family: .lognormal, on: (2.62, 1.84), off: (1.42, 1.54)),
        Fit(trace: "microsoft99", family: .gamma, on: (0.41, 162.19), off: (0.46, 35.52)),
        Fit(trace: "nd07cpu", family: .exponential, on: (13.73, 0), off: (4.25, 0)),
        Fit(trace: "nd07cpu", family: .weibull, on: (0.45, 4.16), off: (0.51, 0.74)),
        Fit(trace: "nd07cpu", family: .lognormal, on: (0.30, 2.20), off: (-1.02, 1.27)),
        Fit(trace: "nd07cpu", family: .gamma, on: (0.30, 46.16), off: (0.28, 15.07)),
        Fit(trace: "overnet03", family: .exponential, on: (2.29, 0), off: (12.00, 0)),
        Fit(trace: "overnet03", family: .weibull, on: (0.85, 2.04), off: (0.44, 2.98)),
        Fit(trace: "overnet03", family: .lognormal, on: (0.19, 0.98), off: (0.08, 1.80)),
        Fit(trace: "overnet03", family: .gamma, on: (0.91, 2.53), off: (0.29, 41.64)),
        Fit(trace: "pl05", family: .exponential, on: (159.49, 0), off: (49.61, 0)),
        Fit(trace: "pl05", family: .weibull, on: (0.33, 19.35), off: (0.36, 5.59)),
        Fit(trace: "pl05", family: .lognormal, on: (1.44, 2.86), off: (0.40, 2.45)),
        Fit(trace: "pl05", family: .gamma, on: (0.20, 788.03), off: (0.21, 237.65)),
        Fit(trace: "skype06", family: .exponential, on: (16.27, 0), off: (14.31, 0)),
        Fit(trace: "skype06", family: .weibull, on: (0.64, 10.86), off: (0.63, 9.48)),
        Fit(trace: "skype06", family: .lognormal, on: (1.60, 1.57), off: (1.40, 1.73)),
        Fit(trace: "skype06", family: .gamma, on: (0.53, 30.79), off: (0.50, 28.53)),
        Fit(trace: "websites02", family: .exponential, on: (11.85, 0), off: (1.18, 0)),
        Fit(trace: "websites02", family: .weibull, on: (0.46, 3.68), off: (0.65, 0.61)),
        Fit(trace: "websites02", family: .lognormal, on: (0.23, 2.02), off: (-1.12, 1.13)),
        Fit(trace: "websites02", family: .gamma, on: (0.31, 38.67), off: (0.50, 2.37)),
    ]
}
