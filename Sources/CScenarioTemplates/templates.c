// The scenarios to start from, put into the program by the compiler, so that a command that was copied alone has them, too.
#pragma clang diagnostic ignored "-Wc23-extensions"

#include "CScenarioTemplates.h"

static const char office[] = {
#embed "office.yaml"
};

static const char servers[] = {
#embed "servers.yaml"
};

static const char field[] = {
#embed "field.yaml"
};

static const char mixed[] = {
#embed "mixed.yaml"
};

static const ScenarioTemplateFile all[] = {
    {"office", office, sizeof office},
    {"servers", servers, sizeof servers},
    {"field", field, sizeof field},
    {"mixed", mixed, sizeof mixed},
};

size_t scenario_template_count(void) { return sizeof all / sizeof all[0]; }

ScenarioTemplateFile scenario_template(size_t number) { return all[number]; }
