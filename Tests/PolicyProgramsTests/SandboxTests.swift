import Experiments
import Foundation
import Testing

@testable import PolicyPrograms

/// What a program has around it, with namespaces of its own and without.
@Suite("What programs are cut off from", .serialized)
struct SandboxTests {
    static let sandbox = Sandbox.found(.prefer)

    /// Runs a program that says something at its first question, and returns the last that it said and what went wrong.
    private func run(
        _ body: String,
        before: String = "",
        _ wish: Sandbox.Wish
    ) async throws -> (said: String, kinds: [String], record: EpisodeRecord) {
        let programs = try Programs()
        let told = "def tell(what): sys.stderr.write(str(what) + '\\n'); sys.stderr.flush()\n" + before
        var configuration = Programs.configuration(try programs.python(before: told, answering: body))
        configuration.sandbox = wish
        let source = ProgramSource(configuration)
        let study = try await SmallWorld.study([source])
        return (
            source.conduct.errors.last.trimmingCharacters(in: .whitespacesAndNewlines),
            study.results[0][0].incidents.map(\.kind), try #require(source.conduct.records.first)
        )
    }

    @Test("what is there is told, and what is not with the reason", arguments: Sandbox.Wish.allCases)
    func description(wish: Sandbox.Wish) {
        let text = Sandbox.found(wish).description
        if wish != .off, Self.sandbox.absence == nil {
            #expect(text.hasPrefix("network: isolated; /proc: "))
            #expect(text.hasSuffix("/proc: own processes") == (Self.sandbox.openProc == nil))
        } else {
            #expect(text.hasPrefix("network: not isolated, because "))
            #expect(text.hasSuffix("; /proc: all processes"))
        }
    }

    @Test("a program that closes its output, or exits, is gone at once", arguments: [Sandbox.Wish.off, .prefer])
    func gone(wish: Sandbox.Wish) async throws {
        // A program of which an end stays open somewhere is late, three times over.
        for body in ["os.close(1)\ntime.sleep(1000)", "os._exit(7)"] {
            let found = try await run(body, wish)
            #expect(found.kinds == ["gone"], "\(body)")
            #expect(found.record.lines.count == 1)
        }
    }

    @Test(
        "nothing is open in a program but three descriptors, and its limits hold",
        arguments: [Sandbox.Wish.off, .prefer]
    )
    func descriptors(wish: Sandbox.Wish) async throws {
        let found = try await run(
            """
            import resource as r
            limits = [r.getrlimit(n) for n in (r.RLIMIT_CORE, r.RLIMIT_FSIZE, r.RLIMIT_NOFILE)]
            # The fourth is the one that looks.
            if m["seq"] == 1: tell((len(os.listdir("/proc/self/fd")), limits, os.getsid(0) == os.getpid()))
            """,
            wish
        )
        #expect(found.kinds == [])
        #expect(found.said == "(4, [(0, 0), (67108864, 67108864), (256, 256)], True)")
    }

    @Test(
        "with namespaces there is no network but the machine itself, and no way back to what is outside",
        .enabled(if: sandbox.absence == nil)
    )
    func network() async throws {
        let found = try await run(
            """
            import ctypes, socket
            libc = ctypes.CDLL(None, use_errno=True)
            rights = [line.split()[1] for line in open("/proc/self/status") if line[:6] in ("CapEff", "CapBnd")]
            names = [name for _, name in socket.if_nameindex()]
            if m["seq"] == 1: tell((names, libc.umount2(b"/proc", 2), {int(right, 16) for right in rights}))
            """,
            .require
        )
        #expect(found.said == "(['lo'], -1, {0})")
    }

    @Test(
        "with a /proc of its own a program sees its own processes",
        .enabled(if: sandbox.openProc == nil && sandbox.absence == nil)
    )
    func processes() async throws {
        let body = "if m['seq'] == 1: tell(sorted(name for name in os.listdir('/proc') if name.isdigit()))"
        #expect(try await run(body, .prefer).said == "['1']")
        // Of itself alone it may learn all.
        let own = "if m['seq'] == 1: tell(len(open('/proc/self/environ').read()) > 0)"
        #expect(try await run(own, .prefer).said == "True")
    }

    @Test("no program that it starts has more rights", arguments: [Sandbox.Wish.off, .prefer])
    func noNewRights(wish: Sandbox.Wish) async throws {
        let body = """
            found = [line.split()[1] for line in open("/proc/self/status") if line.startswith("NoNewPrivs")]
            if m["seq"] == 1: tell(found)
            """
        #expect(try await run(body, wish).said == "['1']")
    }

    @Test(
        "what changes the system cannot be written in a /proc of its own, whoever it is",
        .enabled(if: sandbox.openProc == nil && sandbox.absence == nil)
    )
    func settings() async throws {
        let body = """
            def opens(path):
                try: os.close(os.open(path, os.O_WRONLY))
                except OSError as error: return False
                return True
            if m["seq"] == 1: tell([opens(path) for path in ("/proc/sys/kernel/hostname", "/proc/sysrq-trigger")])
            """
        #expect(try await run(body, .require).said == "[False, False]")
    }

    @Test("in a sandbox nothing is left of what a program has started", .enabled(if: sandbox.absence == nil))
    func nothingLeft() async throws {
        let escape = """
            for leaves in (False, True):
                if os.fork() == 0:
                    if leaves: os.setsid()
                    if os.fork() > 0 and leaves: os._exit(0)
                    while True: time.sleep(1000)
            """
        // The forks hold its output open, and end with it.
        #expect(try await run("os._exit(1)", before: escape, .require).kinds == ["gone"])
        #expect(ProcessFamily.strays().isEmpty)
    }
}
