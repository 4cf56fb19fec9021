#ifndef C_TEMPLATES_H
#define C_TEMPLATES_H

#include <stddef.h>

/// A file to start from that is part of the program: its name, ended by a zero, and its bytes, which are UTF-8 text.
typedef struct {
    const char *name;
    const char *bytes;
    size_t count;
} TemplateFile;

/// How many scenarios there are.
size_t scenario_template_count(void);
/// One of them, by its number from 0.
TemplateFile scenario_template(size_t number);
/// A policy in Python.
TemplateFile policy_template(void);
/// What it needs to speak the protocol of policies: a module that lies beside it under its name.
TemplateFile policy_helper_template(void);
/// How many mappings of tables there are.
size_t table_map_count(void);
/// One of them, by its number from 0.
TemplateFile table_map(size_t number);

#endif
