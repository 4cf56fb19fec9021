// The files of the report's page, put into the program by the compiler, so that an installed command needs nothing beside it.
// Swift has no such directive, and a literal of a megabyte takes its compiler minutes.
#pragma clang diagnostic ignored "-Wc23-extensions"

#include "CReportAssets.h"

static const char charts[] = {
#embed "echarts.min.js"
};

// The script and the style sheet are made up of small files, a subject each. The package manager does not see when one of them
// changes: touch this file then.
static const char script[] = {
#embed "page/data.js"
    ,
#embed "page/words.js"
    ,
#embed "page/look.js"
    ,
#embed "page/chart.js"
    ,
#embed "page/time.js"
    ,
#embed "page/curves.js"
    ,
#embed "page/hits.js"
    ,
#embed "page/causes.js"
    ,
#embed "page/costs.js"
    ,
#embed "page/timeline.js"
    ,
#embed "page/tradeoff.js"
    ,
#embed "page/tornado.js"
    ,
#embed "page/tiles.js"
    ,
#embed "page/prices.js"
    ,
#embed "page/draw.js"
    ,
#embed "page/sweep.js"
    ,
#embed "page/controls.js"
    ,
#embed "page/start.js"
};

static const char style[] = {
#embed "page/page.css"
    ,
#embed "page/first-screen.css"
    ,
#embed "page/print.css"
};

ReportAsset report_asset_charts(void) { return (ReportAsset){charts, sizeof charts}; }

ReportAsset report_asset_script(void) { return (ReportAsset){script, sizeof script}; }

ReportAsset report_asset_style(void) { return (ReportAsset){style, sizeof style}; }
