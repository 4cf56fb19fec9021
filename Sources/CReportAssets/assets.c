// The files of the report's page, put into the program by the compiler, so that an installed command needs nothing beside it.
// Swift has no such directive, and a literal of a megabyte takes its compiler minutes.
#pragma clang diagnostic ignored "-Wc23-extensions"

#include "CReportAssets.h"

static const char charts[] = {
#embed "echarts.min.js"
};

static const char script[] = {
#embed "report.js"
};

static const char style[] = {
#embed "report.css"
};

ReportAsset report_asset_charts(void) { return (ReportAsset){charts, sizeof charts}; }

ReportAsset report_asset_script(void) { return (ReportAsset){script, sizeof script}; }

ReportAsset report_asset_style(void) { return (ReportAsset){style, sizeof style}; }
