// The files of the training's page, put into the program by the compiler: no file is ever read, or named by an address.
#pragma clang diagnostic ignored "-Wc23-extensions"

#include "CTrainingAssets.h"

static const char page[] = {
#embed "page/page.html"
};

// Small files, a subject each. The package manager does not see when one of them changes: touch this file then.
static const char script[] = {
#embed "page/dom.js"
    ,
#embed "page/server.js"
    ,
#embed "page/console.js"
    ,
#embed "page/dialogs.js"
    ,
#embed "page/lessons.js"
    ,
#embed "page/charts.js"
    ,
#embed "page/debrief.js"
    ,
#embed "page/start.js"
};

static const char style[] = {
#embed "page/page.css"
    ,
#embed "page/debrief.css"
};

TrainingAsset training_asset_page(void) { return (TrainingAsset){page, sizeof page}; }

TrainingAsset training_asset_script(void) { return (TrainingAsset){script, sizeof script}; }

TrainingAsset training_asset_style(void) { return (TrainingAsset){style, sizeof style}; }
