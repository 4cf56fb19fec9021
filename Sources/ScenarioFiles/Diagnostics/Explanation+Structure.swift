import Warnings

extension DiagnosticCode {
    /// What can be wrong with files.
    var fileExplanation: Explanation? {
        switch self {
        case .cannotRead:
            Explanation(
                "The file does not exist, or you may not read it. Imports and traces are looked for relative to the file that names them, not to the working directory.",
                wrong: "imports: [scenarios/common.yaml]   # in scenarios/main.yaml",
                right: "imports: [common.yaml]"
            )
        case .isADirectory:
            Explanation(
                "A directory stands where a file is expected. Name the scenario file inside it.",
                wrong: "patchlab validate Scenarios/estate",
                right: "patchlab validate Scenarios/estate/scenario.yaml"
            )
        case .notARegularFile:
            Explanation(
                "Imports and traces must be regular files: reading a device or a named pipe might never end. The scenario itself may come through a pipe.",
                wrong: "imports: [/dev/zero]",
                right: "imports: [common.yaml]"
            )
        case .tooLarge:
            Explanation(
                "The file, or the scenario with all that it imports, is larger than any scenario needs to be: more than 32 MiB, or 128 MiB of traces, or more than two million values. Describe devices as groups, and give long recordings as traces in CSV."
            )
        case .notUTF8:
            Explanation(
                "Scenario files and traces are UTF-8 text. The file is something else from the named place on: another encoding, compressed, or damaged. Convert it, for example with iconv -f latin1 -t utf-8."
            )
        case .invalidYAML:
            Explanation(
                "The file is not well-formed YAML. Usual causes: a tab in the indentation, a line indented by one blank too many or too few, a missing bracket or quotation mark, or a value that begins with a character that means something in YAML, such as > % @ or *.",
                wrong: "stop: { failures: > 2% }",
                right: "stop: { failures: \"> 2%\" }"
            )
        case .aliasBomb:
            Explanation(
                "YAML aliases (*name) repeat what an anchor (&name) marks. Here they stand, through one another, for more than 100,000 values. Write the document without aliases of aliases.",
                wrong: "a: &a [1, 1]\nb: &b [*a, *a]\nc: &c [*b, *b]   # and so on",
                right: "a: [1, 1]"
            )
        case .tooDeep:
            Explanation(
                "Maps and lists are nested more than 64 deep. Scenarios need about a dozen levels.",
                wrong: "[[[[[[[[[[ ... ]]]]]]]]]]"
            )
        case .cyclicImport:
            Explanation(
                "A file imports itself, or another file that imports it. Put what both need into a third file.",
                wrong: "imports: [main.yaml]     # in main.yaml",
                right: "imports: [common.yaml]   # in main.yaml"
            )
        case .cyclicExtends:
            Explanation(
                "A strategy extends itself, or another one that extends it, so it is never defined. Let one of them stand alone, or extend a preset.",
                wrong: "strategies: { a: { extends: b }, b: { extends: a } }",
                right: "strategies: { a: { extends: b }, b: { extends: canary-sequential } }"
            )
        case .tooManyImports:
            Explanation("Imports are nested more than 16 deep, or a scenario is made of more than 1000 files.")
        case .badTrace:
            Explanation(
                "A trace is CSV with the columns device,start,end[,place]: the name of the device without control characters, hours after the scenario's start (below zero for a session that began before it), the sessions of each device in ascending order and without overlap; the place is corporate (the default) or away.",
                wrong: "laptop-1,8.5,17\nlaptop-1,16,20",
                right: "laptop-1,8.5,16,corporate\nlaptop-1,16,20,away"
            )
        default: nil
        }
    }

    /// What can be wrong with the shape of the document.
    var structureExplanation: Explanation? {
        switch self {
        case .wrongKind:
            Explanation(
                "A value is of another kind than the key asks for: a list instead of a map, a word instead of a list, or nothing at all. To leave everything in a map at its default, write {}.",
                wrong: "strategies:\n  big-bang:",
                right: "strategies:\n  big-bang: {}"
            )
        case .unknownKey:
            Explanation(
                "The format has no such key at this place. Usually a spelling mistake, or a line indented so that it belongs to another map. Unknown keys are errors because a misspelt setting that is ignored makes results wrong without notice.",
                wrong: "repair: { technician: 4, duration: 30m }",
                right: "repair: { technicians: 4, duration: 30m }"
            )
        case .missingKey:
            Explanation(
                "A key that has no default is missing. The position is that of the map that should have it.",
                wrong: "- { group: shop, class: server, image: web }",
                right: "- { group: shop, count: 8, class: server, image: web }"
            )
        case .duplicateKey:
            Explanation(
                "A key stands twice in one map, or a name is defined in two files of which one imports the other. Nothing overrides anything silently.",
                wrong: "horizon: 45d\nhorizon: 60d",
                right: "horizon: 60d"
            )
        case .conflictingKeys:
            Explanation(
                "Two keys say the same thing in different ways; give one of them.",
                wrong: "{ name: pilot, share: 1%, count: 20 }",
                right: "{ name: pilot, count: 20 }"
            )
        case .unknownWord:
            Explanation(
                "The key takes one of a few fixed words, which the message lists. True and false are written without quotation marks.",
                wrong: "class: notebook",
                right: "class: laptop"
            )
        case .tooFewItems:
            Explanation(
                "The list has fewer items than it needs.",
                wrong: "{ triangular: [20s, 5m] }",
                right: "{ triangular: [20s, 60s, 5m] }"
            )
        case .tooManyItems:
            Explanation(
                "The list has more items than it may.",
                wrong: "{ uniform: [1m, 2m, 5m] }",
                right: "{ uniform: [1m, 5m] }"
            )
        default: nil
        }
    }
}
