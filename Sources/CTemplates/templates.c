// The scenarios and the policy to start from, and mappings of tables, put into the program by the compiler, so that a command that was copied alone has them, too.
#pragma clang diagnostic ignored "-Wc23-extensions"

#include "CTemplates.h"

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

static const char policy[] = {
#embed "policy.py"
};

// The examples use the same.
static const char policy_helper[] = {
#embed "../../Examples/policies/patchlab_policy.py"
};

static const char map_intune[] = {
#embed "maps/intune.yaml"
};

static const char map_configmgr[] = {
#embed "maps/configmgr.yaml"
};

static const char map_wsus[] = {
#embed "maps/wsus.yaml"
};

static const char map_fleet[] = {
#embed "maps/fleet.yaml"
};

static const char map_jamf[] = {
#embed "maps/jamf.yaml"
};

static const char map_hawkbit[] = {
#embed "maps/hawkbit.yaml"
};

static const char map_nerveshub[] = {
#embed "maps/nerveshub.yaml"
};

static const char map_kubernetes[] = {
#embed "maps/kubernetes.yaml"
};

static const TemplateFile all[] = {
    {"office", office, sizeof office},
    {"servers", servers, sizeof servers},
    {"field", field, sizeof field},
    {"mixed", mixed, sizeof mixed},
};

static const TemplateFile maps[] = {
    {"intune", map_intune, sizeof map_intune},
    {"configmgr", map_configmgr, sizeof map_configmgr},
    {"wsus", map_wsus, sizeof map_wsus},
    {"fleet", map_fleet, sizeof map_fleet},
    {"jamf", map_jamf, sizeof map_jamf},
    {"hawkbit", map_hawkbit, sizeof map_hawkbit},
    {"nerveshub", map_nerveshub, sizeof map_nerveshub},
    {"kubernetes", map_kubernetes, sizeof map_kubernetes},
};

size_t scenario_template_count(void) { return sizeof all / sizeof all[0]; }

TemplateFile scenario_template(size_t number) { return all[number]; }

TemplateFile policy_template(void) { return (TemplateFile){"policy.py", policy, sizeof policy}; }

TemplateFile policy_helper_template(void) {
    return (TemplateFile){"patchlab_policy.py", policy_helper, sizeof policy_helper};
}

size_t table_map_count(void) { return sizeof maps / sizeof maps[0]; }

TemplateFile table_map(size_t number) { return maps[number]; }
