#ifndef C_SCENARIO_TEMPLATES_H
#define C_SCENARIO_TEMPLATES_H

#include <stddef.h>

/// A scenario to start from that is part of the program: its name, ended by a zero, and its bytes, which are UTF-8 text.
typedef struct {
    const char *name;
    const char *bytes;
    size_t count;
} ScenarioTemplateFile;

/// How many there are.
size_t scenario_template_count(void);
/// One of them, by its number from 0.
ScenarioTemplateFile scenario_template(size_t number);

#endif
