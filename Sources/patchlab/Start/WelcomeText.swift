import Workbench

/// What the command says that is called without arguments: where to begin.
enum WelcomeText {
    static var text: String {
        let templates = ScenarioTemplate.all.map(\.name).joined(separator: ", ")
        return """
            PatchLab compares ways to roll out patches by simulating them on a model of your
            fleet.

            See it work         patchlab compare debian-estate
            Other examples      patchlab examples
            Your own fleet      patchlab init office -o mine.yaml
                                  templates: \(templates)
                                patchlab compare mine.yaml
            From real machines  patchlab import debian --help
            Check a file        patchlab validate mine.yaml

            Look closer         run      one strategy: what it decided, and why
                                device   one device: what it waited for
                                report   an HTML page for others
            Ask more            sweep, select, optimise, keys, explain

            patchlab help COMMAND, man patchlab, patchlab explain CODE

            """
    }
}
