import CReportAssets

/// The files of a report's page that are part of the program.
enum ReportAssets {
    /// Apache ECharts; see the notice beside it.
    static var charts: String { text(report_asset_charts()) }
    /// What the page does.
    static var script: String { text(report_asset_script()) }
    /// What the page looks like.
    static var style: String { text(report_asset_style()) }

    private static func text(_ asset: ReportAsset) -> String {
        let bytes = UnsafeBufferPointer(start: asset.bytes, count: asset.count)
        return String(decoding: UnsafeRawBufferPointer(bytes), as: UTF8.self)
    }
}
