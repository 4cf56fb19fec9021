import Synchronization

/// Who may come in: whoever has the token that was printed, and from then on the browser that has the cookie.
///
/// The token stands behind `#` in the address, where no server, log or referrer sees it; the page exchanges it for a cookie that no
/// script can read and no other site can send.
final class Access: Sendable {
    /// Tries with a wrong token that are answered in a minute.
    static let triesAMinute = 10

    let token: String
    let cookieName: String
    private let cookie: String
    private let tries = Mutex<[ContinuousClock.Instant]>([])
    private let listening: Mutex<Int>

    /// - Parameter port: 0 until it is known, and nobody is let in before.
    init(token: String = Hex.secret(), cookie: String = Hex.secret(), port: Int = 0) {
        self.token = token
        self.cookie = cookie
        cookieName = "patchlab-\(Hex.secret(bytes: 4))"
        listening = Mutex(port)
    }

    var port: Int {
        get { listening.withLock { $0 } }
        set { listening.withLock { $0 = newValue } }
    }

    /// The value of `Set-Cookie`. It goes with the browser's session.
    var setCookie: String { "\(cookieName)=\(cookie); Path=/; HttpOnly; SameSite=Strict" }

    enum Answer: Equatable { case welcome, wrong, tooMany }

    func login(_ offered: String, at now: ContinuousClock.Instant = .now) -> Answer {
        // Whether there were too many is asked first, so that a guess costs the same whether it is right or not.
        let isOpen = tries.withLock { tries in
            tries.removeAll { now - $0 > .seconds(60) }
            return tries.count < Self.triesAMinute
        }
        guard isOpen else { return .tooMany }
        if Self.isSame(offered, token) { return .welcome }
        tries.withLock { $0.append(now) }
        return .wrong
    }

    /// - Parameter headers: all values of `Cookie`.
    func isKnown(cookies headers: [String]) -> Bool {
        headers.flatMap { $0.split(separator: ";") }.contains { pair in
            let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 && parts[0] == cookieName && Self.isSame(String(parts[1]), cookie)
        }
    }

    /// Whether the name by which this server was called is its own. Others are names that somebody has pointed at this machine.
    func isOwn(host: String?) -> Bool {
        guard let host, port > 0 else { return false }
        return ["127.0.0.1", "localhost", "[::1]"].contains { host == "\($0):\(port)" }
    }

    func isOwn(origin: String) -> Bool {
        origin.hasPrefix("http://") && isOwn(host: String(origin.dropFirst("http://".count)))
    }

    /// In a time that tells nothing of where they differ.
    private static func isSame(_ one: String, _ other: String) -> Bool {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
