#ifndef C_PRESETS_H
#define C_PRESETS_H

#include <stddef.h>

/// A strategy that is part of the program: its name, ended by a zero, and the bytes of its file, which are UTF-8 text.
typedef struct {
    const char *name;
    const char *bytes;
    size_t count;
} PresetFile;

/// How many strategies there are.
size_t strategy_preset_count(void);
/// One of them, by its number from 0.
PresetFile strategy_preset(size_t number);

#endif
