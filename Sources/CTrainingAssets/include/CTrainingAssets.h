#ifndef C_TRAINING_ASSETS_H
#define C_TRAINING_ASSETS_H

#include <stddef.h>

/// A file that is part of the program: its bytes, which are UTF-8 text and not ended by a zero.
typedef struct {
    const char *bytes;
    size_t count;
} TrainingAsset;

/// The page of the training.
TrainingAsset training_asset_page(void);
/// Its program.
TrainingAsset training_asset_script(void);
/// Its style sheet.
TrainingAsset training_asset_style(void);

#endif
