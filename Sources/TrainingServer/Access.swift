import Synchronization

/// Who may come in: whoever has the token that was printed, and from then on the browser that has the cookie.
///
/// The token stands behind `#` in the address, where no server, log or referrer sees it; the page exchanges it for a cookie that no
/// script can read and that other sites cannot make a browser send.
///
/// Cookies are not separated by port. Pages of other ports of this machine do make the browser send it: they are stopped by `Origin`
/// and `Sec-Fetch-Site`, which `Gate` looks at. A server on another port is not: a browser that visits it sends it the cookie, and
/// it can use that itself.
final class Access: Sendable {
    let token: String
    let cookieName: String
    private let cookie: String
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

    /// Whether it is the token. It has 128 bits, so that tries need not be counted.
    func isToken(_ offered: String) -> Bool { Self.isSame(offered, token) }

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
