#pragma once
// Swift cannot see libarchive's file type constants, which are macros with casts; they are turned into plain numbers here, or used here.
#include <archive.h>
#include <archive_entry.h>

/// What a member of an archive is.
enum patchlab_member_kind {
    patchlab_member_file = 0,
    patchlab_member_directory = 1,
    patchlab_member_symbolic_link = 2,
    patchlab_member_hard_link = 3,
    patchlab_member_special = 4,
};

/// The kind of the member that `entry` describes. A hard link is told by its target, not by its type.
static inline int patchlab_member_kind_of(struct archive_entry *entry) {
    if (archive_entry_hardlink(entry) != NULL || archive_entry_hardlink_utf8(entry) != NULL) {
        return patchlab_member_hard_link;
    }
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG: return patchlab_member_file;
    case AE_IFDIR: return patchlab_member_directory;
    case AE_IFLNK: return patchlab_member_symbolic_link;
    case 0: return patchlab_member_file; // ar and raw streams do not always state a type
    default: return patchlab_member_special;
    }
}

/// Makes the member that `entry` describes a regular file.
static inline void patchlab_set_regular_file(struct archive_entry *entry) {
    archive_entry_set_filetype(entry, AE_IFREG);
}

/// Reads the header of the next member. Names are taken as UTF-8 whatever the locale of the process: libarchive converts them while it
/// reads a header, and in the "C" locale drops what is not ASCII.
int patchlab_next_header(struct archive *archive, struct archive_entry **entry);
