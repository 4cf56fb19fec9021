#define _GNU_SOURCE
#include "CProcessShim.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// A folder in a folder in a folder may lie deeper than a path is long and than descriptors reach. So nothing here has a path: a
// folder's own folders are moved up to the top before it is removed.

static int open_folder(int parent, const char *name) {
    return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/// Removes what is no folder in `folder`, and moves its folders to `top` under unused names. Returns 0 or an errno.
static int empty(int folder, int top, uint64_t *number) {
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (copy < 0) return errno;
    DIR *directory = fdopendir(copy);
    if (!directory) {
        int code = errno;
        close(copy);
        return code;
    }
    int code = 0;
    // What is removed while it is read may hide what comes after it: so until nothing is found.
    for (int found = 1; found && code == 0;) {
        found = 0;
        rewinddir(directory);
        struct dirent *entry;
        while (code == 0 && (entry = readdir(directory))) {
            const char *name = entry->d_name;
            if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
            struct stat status;
            if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
                if (errno != ENOENT) code = errno;
                continue;
            }
            found = 1;
            if (!S_ISDIR(status.st_mode)) {
                if (unlinkat(folder, name, 0) != 0 && errno != ENOENT) code = errno;
                continue;
            }
            // Whoever moves a folder must be allowed to write in it.
            fchmodat(folder, name, 0700, 0);
            char unused[32];
            do {
                snprintf(unused, sizeof unused, "%llu", (unsigned long long)(*number)++);
            } while (faccessat(top, unused, F_OK, AT_SYMLINK_NOFOLLOW) == 0);
            if (renameat(folder, name, top, unused) != 0) code = errno;
        }
    }
    closedir(directory);
    return code;
}

int patchlab_remove_tree(int parent, const char *name) {
    fchmodat(parent, name, 0700, 0);
    int top = open_folder(parent, name);
    if (top < 0) return errno == ENOENT ? 0 : errno;
    int copy = openat(top, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = copy < 0 ? NULL : fdopendir(copy);
    int code = directory ? 0 : errno;
    if (!directory && copy >= 0) close(copy);
    uint64_t number = 0;
    for (int found = 1; found && code == 0;) {
        found = 0;
        rewinddir(directory);
        struct dirent *entry;
        while (code == 0 && (entry = readdir(directory))) {
            const char *inner = entry->d_name;
            if (strcmp(inner, ".") == 0 || strcmp(inner, "..") == 0) continue;
            struct stat status;
            if (fstatat(top, inner, &status, AT_SYMLINK_NOFOLLOW) != 0) {
                if (errno != ENOENT) code = errno;
                continue;
            }
            found = 1;
            if (!S_ISDIR(status.st_mode)) {
                if (unlinkat(top, inner, 0) != 0 && errno != ENOENT) code = errno;
                continue;
            }
            fchmodat(top, inner, 0700, 0);
            int folder = open_folder(top, inner);
            if (folder < 0) {
                code = errno;
                continue;
            }
            code = empty(folder, top, &number);
            close(folder);
            if (code == 0 && unlinkat(top, inner, AT_REMOVEDIR) != 0) code = errno;
        }
    }
    if (directory) closedir(directory);
    close(top);
    if (code == 0 && unlinkat(parent, name, AT_REMOVEDIR) != 0 && errno != ENOENT) code = errno;
    return code;
}
