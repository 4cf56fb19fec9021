import HTTPTypes
import Testing
import Text

@testable import TrainingServer

@Suite("Hostile requests")
struct HostileRequestTests {
    private struct Attack {
        var name: String
        var method = HTTPRequest.Method.get
        var path = "/api/lessons"
        var host: String? = "127.0.0.1:8123"
        /// Headers that take the place of those of the page; an empty value takes one away.
        var headers: [String: String] = [:]
        var body = ""
        var status: Int
    }

    private static let key = String(repeating: "c", count: 32)

    private static func line(_ line: String, _ status: Int, name: String? = nil) -> Attack {
        let body = JSON.object([("line", .string(line)), ("revision", .integer(0)), ("key", .string(key))]).compact
        return Attack(name: name ?? line, method: .post, path: "/api/sessions/ID/lines", body: body, status: status)
    }

    private static let hostNames: [String] = [
        "evil.example:8123", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8123.evil.example", "localhost:8123@evil.example",
        "127.0.0.1.evil.example:8123", "[::2]:8123", "0.0.0.0:8123", "", "127.0.0.1:08123",
    ]
    private static let hosts =
        hostNames.map { Attack(name: "host \($0)", path: "/", host: $0, status: 421) } + [
            Attack(name: "no host", path: "/", host: nil, status: 421)
        ]

    private static let origins: [Attack] =
        [
            "http://evil.example", "null", "https://127.0.0.1:8123", "http://127.0.0.1:8124", "http://127.0.0.1:8123/",
            "file://", "http://localhost:8123.evil.example",
        ].map { Attack(name: "origin \($0)", headers: ["Origin": $0], status: 403) } + [
            Attack(name: "cross-site", headers: ["Sec-Fetch-Site": "cross-site"], status: 403),
            Attack(name: "same-site", headers: ["Sec-Fetch-Site": "same-site"], status: 403),
            Attack(name: "typed address of the interface", headers: ["Sec-Fetch-Site": "none"], status: 403),
            Attack(
                name: "page in a frame of another site",
                path: "/",
                headers: ["Sec-Fetch-Site": "cross-site"],
                status: 403
            ),
        ]

    private static let strangers: [Attack] = [
        Attack(name: "no cookie", headers: ["Cookie": ""], status: 401),
        Attack(name: "wrong cookie", headers: ["Cookie": "NAME=cccccccccccccccccccccccccccccccc"], status: 401),
        Attack(name: "beginning of the cookie", headers: ["Cookie": "NAME=bbbb"], status: 401),
        Attack(name: "cookie of another name", headers: ["Cookie": "other=\(Browser.cookie)"], status: 401),
        Attack(name: "token as cookie", headers: ["Cookie": "NAME=\(Browser.token)"], status: 401),
        Attack(name: "session without cookie", path: "/api/sessions/ID", headers: ["Cookie": ""], status: 401),
        Attack(name: "debrief without cookie", path: "/api/sessions/ID/debrief", headers: ["Cookie": ""], status: 401),
        Attack(name: "unknown path without cookie", path: "/api/nothing", headers: ["Cookie": ""], status: 401),
        Attack(
            name: "wrong token",
            method: .post,
            path: "/api/login",
            body: #"{"token":"aaaa"}"#,
            status: 401
        ),
        Attack(
            name: "no token",
            method: .post,
            path: "/api/login",
            body: #"{"token":null}"#,
            status: 422
        ),
        Attack(
            name: "another way to write the login",
            method: .post,
            path: "//api/login",
            headers: ["Cookie": ""],
            body: #"{"token":"\#(Browser.token)"}"#,
            status: 401
        ),
    ]

    /// Other ways to write an address, some of which mean the same to the router.
    private static let spellings: [Attack] = [
        "//api/lessons", "//api//sessions/ID", "/api//lessons", "/api/lessons/", "///api/sessions/ID/debrief",
        "api/lessons", "/%61pi/lessons", "/./api/lessons", "/API/lessons", "//", "/x/../api/lessons",
    ].map { Attack(name: "\($0) without cookie", path: $0, headers: ["Cookie": ""], status: 401) }

    private static let changes: [Attack] = [
        Attack(
            name: "post without the header",
            method: .post,
            path: "/api/sessions",
            headers: ["X-PatchLab": ""],
            status: 403
        ),
        Attack(name: "another value", method: .post, path: "/api/sessions", headers: ["X-PatchLab": "0"], status: 403),
        Attack(name: "put", method: .put, status: 405), Attack(name: "options", method: .options, status: 405),
        Attack(name: "trace", method: .trace, status: 405), Attack(name: "head", method: .head, path: "/", status: 405),
        Attack(name: "delete of a session", method: .delete, path: "/api/sessions/ID", status: 405),
        Attack(
            name: "form",
            method: .post,
            path: "/api/sessions",
            headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: "lesson=small",
            status: 415
        ),
        Attack(
            name: "plain text that is JSON",
            method: .post,
            path: "/api/sessions",
            headers: ["Content-Type": "text/plain"],
            body: "{}",
            status: 415
        ),
        Attack(name: "no JSON", method: .post, path: "/api/sessions", body: "{", status: 400),
        Attack(name: "an array", method: .post, path: "/api/sessions", body: "[]", status: 400),
        Attack(
            name: "a key twice",
            method: .post,
            path: "/api/sessions",
            body: #"{"mode":"exam","mode":"learn"}"#,
            status: 400
        ),
        Attack(
            name: "deep",
            method: .post,
            path: "/api/sessions",
            body: String(repeating: "[", count: 30_000),
            status: 400
        ),
        Attack(
            name: "unknown key",
            method: .post,
            path: "/api/sessions",
            body: #"{"file":"/etc/passwd"}"#,
            status: 422
        ),
        Attack(
            name: "a body of a megabyte",
            method: .post,
            path: "/api/sessions",
            body: #"{"lesson":""# + String(repeating: "x", count: 1 << 20) + "\"}",
            status: 413
        ),
        Attack(
            name: "a lesson by its path",
            method: .post,
            path: "/api/sessions",
            body: #"{"lesson":"../../etc/passwd","mode":"learn"}"#,
            status: 422
        ),
        Attack(
            name: "unknown mode",
            method: .post,
            path: "/api/sessions",
            body: #"{"lesson":"small","mode":"god"}"#,
            status: 422
        ),
        Attack(
            name: "a draw of another lesson",
            method: .post,
            path: "/api/sessions",
            body: #"{"lesson":"small","mode":"learn","code":"0000-00"}"#,
            status: 422
        ),
    ]

    private static let addresses: [Attack] =
        [
            "/api/sessions/../lessons", "/api/sessions/%2e%2e/lessons", "/assets/../../etc/passwd", "/etc/passwd",
            "//evil.example/", "/api/sessions/ID/../../lessons", "/assets/%2e%2e%2fpage.html", "/api/sessions/x",
            "/api/sessions/\(String(repeating: "0", count: 32))", "/api/sessions/\(String(repeating: "A", count: 32))",
            "/api/sessions/ID/save", "/api/sessions/ID%00", "/favicon.ico", "/api/class/list",
        ].map { Attack(name: "address \($0)", path: $0, status: 404) } + [
            Attack(name: "a long address", path: "/" + String(repeating: "a", count: 300), status: 414)
        ]

    private static let truth: [Attack] = [
        Attack(name: "debrief before the end", path: "/api/sessions/ID/debrief", status: 403),
        Attack(name: "result before the end", path: "/api/sessions/ID/result.json", status: 403),
        Attack(name: "table before the end", path: "/api/sessions/ID/result.csv", status: 403),
        line("debrief", 422), line("quit", 422),
    ]

    private static let lines: [Attack] = [
        line("open everybody", 422), line("begin a 150%, rest", 422), line("begin a 60%, b 60%", 422),
        line("branch 1", 422), line("take back 99999999999999999999", 422), line("wait -6h", 422),
        line("wait 1e308d", 422), line("until 0h", 422), line("forecast defect nan%", 422),
        line("note " + String(repeating: "x", count: 281), 422, name: "a note that is too long"),
        line(String(repeating: "x", count: 5000), 422, name: "a line that is too long"),
        line("rule stop 99999999999999999999999", 422), line("\u{202E}nepo", 422),
        Attack(
            name: "no key",
            method: .post,
            path: "/api/sessions/ID/lines",
            body: #"{"line":"next","revision":0}"#,
            status: 422
        ),
        Attack(
            name: "a key that is none",
            method: .post,
            path: "/api/sessions/ID/lines",
            body: #"{"line":"next","revision":0,"key":"x"}"#,
            status: 422
        ),
        Attack(
            name: "a revision below zero",
            method: .post,
            path: "/api/sessions/ID/lines",
            body: #"{"line":"next","revision":-1,"key":"\#(key)"}"#,
            status: 422
        ),
        Attack(
            name: "a revision of the future",
            method: .post,
            path: "/api/sessions/ID/lines",
            body: #"{"line":"next","revision":7,"key":"\#(key)"}"#,
            status: 409
        ),
    ]

    private static var all: [Attack] {
        hosts + origins + strangers + spellings + changes + addresses + truth + lines
    }

    @Test("Each is refused with its status, carries the headers that protect, tells nothing, and changes nothing")
    func refused() async throws {
        let browser = Browser()
        let id = try await browser.begin()
        #expect(Self.all.count >= 80 && id.count == 32)
        let before = browser.shelf.contents
        let document = try await browser.send(.get, "/api/sessions/\(id)").body
        for attack in Self.all {
            var headers = browser.headers.filter { attack.headers[$0.0] == nil }
            for (name, value) in attack.headers where !value.isEmpty {
                headers.append((name, value.replacing("NAME", with: browser.access.cookieName)))
            }
            let answer = try await browser.send(
                attack.method,
                attack.path.replacing("ID", with: id),
                attack.body,
                host: attack.host,
                headers: headers
            )
            #expect(answer.status == attack.status, "\(attack.name): \(answer.status) \(answer.body.prefix(200))")
            #expect(answer.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'; ") == true, "\(attack.name)")
            #expect(answer.headers[.xContentTypeOptions] == "nosniff", "\(attack.name)")
            #expect(answer.headers[.setCookie] == nil, "\(attack.name)")
            #expect(answer.text("code") != nil && answer.text("words")?.isEmpty == false, "\(attack.name)")
            #expect(!answer.body.contains(Browser.token) && !answer.body.contains(Browser.cookie), "\(attack.name)")
            if attack.status == 401 || attack.status == 403 || attack.status == 421 {
                #expect(!answer.body.contains("Small") && answer.body.count < 300, "\(attack.name)")
            }
        }
        #expect(browser.shelf.contents == before)
        #expect(try await browser.send(.get, "/api/sessions/\(id)").body == document)
    }

    @Test("What is not there and what may not be seen look the same")
    func alike() async throws {
        let browser = Browser()
        let one = try await browser.send(.get, "/api/sessions/\(String(repeating: "0", count: 32))")
        let other = try await browser.send(.get, "/api/nothing")
        #expect(one.status == other.status && one.body == other.body)
    }

    @Test("However often a wrong token is tried, the right one is let in")
    func guessing() async throws {
        let browser = Browser()
        for number in 0..<20 {
            let answer = try await browser.send(.post, "/api/login", #"{"token":"guess \#(number)"}"#)
            #expect(answer.status == 401 && answer.headers[.setCookie] == nil)
        }
        #expect(try await browser.send(.post, "/api/login", #"{"token":"\#(Browser.token)"}"#).status == 200)
    }

    @Test("The token is exchanged for a cookie that no script can read and other sites cannot make a browser send")
    func login() async throws {
        let browser = Browser()
        let headers = browser.headers.filter { $0.0 != "Cookie" }
        let body = #"{"token":"\#(Browser.token)"}"#
        let answer = try await browser.send(.post, "/api/login", body, headers: headers)
        let cookie = try #require(answer.headers[.setCookie])
        #expect(cookie.hasPrefix("\(browser.access.cookieName)=") && cookie.hasSuffix("; HttpOnly; SameSite=Strict"))
        #expect(!answer.body.contains(Browser.cookie))
    }
}
