#ifndef C_REPORT_ASSETS_H
#define C_REPORT_ASSETS_H

#include <stddef.h>

/// A file that is part of the program: its bytes, which are UTF-8 text and not ended by a zero.
typedef struct {
    const char *bytes;
    size_t count;
} ReportAsset;

/// The chart library.
ReportAsset report_asset_charts(void);
/// The program of the report's page.
ReportAsset report_asset_script(void);
/// The style sheet of the report's page.
ReportAsset report_asset_style(void);

#endif
