import Text

/// A picture with the words and the table that say the same.
struct PageFigure {
    /// The part of the page; letters and hyphens.
    var id: String
    var title: String
    /// What the picture shows, in a sentence or two.
    var lead: String
    /// How to read it, where that is not plain.
    var note = ""
    /// A control above the picture.
    var control: HTML = ""
    /// A small table that is always seen.
    var summary: HTML = ""
    var table: HTML
    /// It stands on the second page of the short print.
    var isPrinted = false
    /// It is folded away until somebody wants it.
    var isFolded = false

    var html: HTML {
        let remark: HTML = note.isEmpty ? "" : "<figcaption>\(note)</figcaption>"
        let style = "chart" + (isPrinted ? " short" : "") + (isFolded ? " folded" : "")
        let picture: HTML = """
            <p class="lead" id="\(id)-lead">\(lead)</p>
            \(control)<figure>
            <div class="plot" id="plot-\(id)" role="img" aria-label="\(title)" aria-describedby="\(id)-lead"></div>
            \(remark)</figure>
            \(summary)<details class="data"><summary>Show the data</summary>
            \(table)</details>

            """
        let heading: HTML = "<h2 id=\"\(id)-title\">\(title)</h2>"
        let content: HTML =
            isFolded
            ? "<details class=\"fold\"><summary>\(heading)</summary>\n\(picture)</details>" : "\(heading)\n\(picture)"
        return """
            <section id="\(id)" class="\(style)" aria-labelledby="\(id)-title">
            \(content)</section>

            """
    }
}
