// The scenarios and the policy to start from, put into the program by the compiler, so that a command that was copied alone has them, too.
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

static const TemplateFile all[] = {
    {"office", office, sizeof office},
    {"servers", servers, sizeof servers},
    {"field", field, sizeof field},
    {"mixed", mixed, sizeof mixed},
};

size_t scenario_template_count(void) { return sizeof all / sizeof all[0]; }

TemplateFile scenario_template(size_t number) { return all[number]; }

TemplateFile policy_template(void) { return (TemplateFile){"policy.py", policy, sizeof policy}; }

TemplateFile policy_helper_template(void) {
    return (TemplateFile){"patchlab_policy.py", policy_helper, sizeof policy_helper};
}
