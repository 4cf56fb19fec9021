import Testing

@testable import Text

@Suite("Styled text")
struct StyledTextTests {
    private static var line: StyledLine {
        var line = StyledLine("cost  ", .dim)
        line.append("12*", .best)
        return line
    }

    @Test("Has colour only where it is wanted, and the same text everywhere")
    func colour() {
        var appearance = Appearance()
        #expect(Self.line.shown(appearance) == "cost  12*")
        appearance.hasColour = true
        #expect(Self.line.shown(appearance) == "\u{1B}[2mcost  \u{1B}[0m\u{1B}[1;32m12*\u{1B}[0m")
    }

    @Test("Nothing from outside reaches the terminal as it is")
    func safe() {
        var appearance = Appearance()
        appearance.hasColour = true
        #expect(StyledLine("a\u{1B}[31mb\n", .strong).shown(appearance) == "\u{1B}[1ma\\u001b[31mb\\u000a\u{1B}[0m")
    }

    @Test("In ASCII a gap gives way, so that what follows stays in its column")
    func ascii() {
        var line = StyledLine("time      ")
        line.append("≥14.8", .best)
        line.append("   12.0")
        #expect(line.inASCII.text == "time     >=14.8   12.0")
        #expect(StyledLine("a ±1…2 – “b”").inASCII.text == "a +/-1..2 - \"b\"")
        #expect(StyledLine("──").inASCII.text == "--")
    }

    @Test("Blanks at the end go, whatever their style")
    func trimmed() {
        var line = StyledLine("a ")
        line.append("  ", .dim)
        #expect(line.trimmed.text == "a" && StyledLine("   ").trimmed.pieces.isEmpty)
    }

    @Test(
        "The user's option outweighs NO_COLOR, that CLICOLOR_FORCE, and that what is known of the terminal",
        arguments: [
            (true, ["TERM": "xterm"], Appearance.Colour.auto, true), (false, ["TERM": "xterm"], .auto, false),
            (true, ["TERM": "dumb"], .auto, false), (true, [:], .auto, false),
            (true, ["TERM": "xterm", "NO_COLOR": "1"], .auto, false),
            (true, ["TERM": "xterm", "NO_COLOR": ""], .auto, true),
            (false, ["CLICOLOR_FORCE": "1"], .auto, true), (false, ["CLICOLOR_FORCE": "0"], .auto, false),
            (false, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], .auto, false),
            (false, ["NO_COLOR": "1"], .always, true), (true, ["TERM": "xterm"], .never, false),
        ]
    )
    func choice(isTerminal: Bool, environment: [String: String], colour: Appearance.Colour, expected: Bool) {
        let found = Appearance(isTerminal: isTerminal, environment: environment, colour: colour)
        #expect(found.hasColour == expected)
    }

    @Test(
        "Only ASCII goes to dumb terminals and other locales; a pipe gets the same text as any terminal",
        arguments: [
            (true, ["TERM": "xterm", "LANG": "de_DE.UTF-8"], false),
            (true, ["TERM": "xterm", "LANG": "C.utf8"], false),
            (true, ["TERM": "xterm", "LANG": "de_DE.ISO-8859-1"], true), (true, ["TERM": "xterm"], true),
            (true, ["TERM": "xterm", "LANG": "C", "LC_ALL": "en_GB.UTF-8"], false),
            (true, ["TERM": "xterm", "LANG": "en_GB.UTF-8", "LC_CTYPE": "POSIX"], true),
            (true, ["TERM": "dumb", "LANG": "en_GB.UTF-8"], true), (false, ["TERM": "dumb"], false),
            (false, [:], false),
        ]
    )
    func characters(isTerminal: Bool, environment: [String: String], expected: Bool) {
        #expect(Appearance(isTerminal: isTerminal, environment: environment).isASCII == expected)
    }
}
