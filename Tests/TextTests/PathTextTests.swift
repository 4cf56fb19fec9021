import Testing
import Text

/// Paths taken apart as POSIX' `dirname` and `basename` do, but for the folder of a name alone.
@Suite("Parts of a path")
struct PathTextTests {
    @Test(
        "A path is taken apart at its last slash",
        arguments: [
            ("", "", ""), ("x", "", "x"), ("xy", "", "xy"), ("a/b", "a", "b"), ("/a", "/", "a"), ("/", "/", "/"),
            ("//", "/", "/"), ("a/b/", "a", "b"), ("a//b", "a", "b"), ("/a/b c/d.yaml", "/a/b c", "d.yaml"),
            ("a/\u{301}b", "a", "\u{301}b"), ("é", "", "é"), ("..", "", ".."), ("../x", "..", "x"),
        ]
    )
    func parts(path: String, folder: String, name: String) {
        #expect(PathText.folder(of: path) == folder)
        #expect(PathText.name(of: path) == name)
    }
}
