#ifndef CPROCESSSHIM_H
#define CPROCESSSHIM_H

#include <stdint.h>
#include <sys/types.h>

// What Swift cannot reach by itself of starting programs and keeping them in hand. All return 0 or an errno unless stated.

/// Orphans among what this process has started become its children, so that it can end them. Linux only; ENOSYS elsewhere.
int patchlab_become_subreaper(void);

/// How a program is started.
struct patchlab_start {
    /// NULL: nothing is started; a process that is set up in the same way ends at once, with status 0.
    const char *path;
    char *const *arguments;
    char *const *environment;
    /// Its working directory. NULL: the one of this process.
    const char *folder;
    /// What become its 0, 1 and 2. Nothing else is open in it.
    int descriptors[3];
    /// Bytes of a file, open files, and seconds of processor time that it may have. It writes no core.
    uint64_t file_size, files, processor_seconds;
    /// Whether it gets namespaces of its own: no network, its processes alone, and a /proc that shows only these.
    int is_isolated;
};

/// Starts a program that leads a session of its own, with no signal blocked or ignored. It is killed when this process ends, even by
/// SIGKILL; what it has started itself then ends only with its namespaces.
///
/// `open_proc`: 0, or why an isolated one sees the /proc of this system; errno.
int patchlab_spawn(const struct patchlab_start *start, pid_t *process, int *open_proc);

/// Pipes of which both ends are closed in programs that are started. `ends`: where is read, where is written.
int patchlab_pipe(int ends[2]);

/// Makes reads from and writes to a descriptor return at once.
int patchlab_do_not_block(int descriptor);

/// As write(2), but a reader that is gone is told by EPIPE alone and never by SIGPIPE.
ssize_t patchlab_write(int descriptor, const void *bytes, size_t count);

/// Names a folder that `patchlab_remove_folder_now` removes with all that is in it. NULL: none. Not for signal handlers.
void patchlab_remember_folder(const char *path);

/// Has the remembered folder removed by a process of its own, so that a signal handler may call it, and never waits.
void patchlab_remove_folder_now(void);

/// Removes a folder with all that is in it, however deep that lies, with a handful of descriptors; links are removed, and never
/// followed. `parent`: where the name is looked up, AT_FDCWD for a path. That there is none is no error.
int patchlab_remove_tree(int parent, const char *name);

/// Names a process that `patchlab_kill_processes_now` ends with its session's group, 1,024 of them at most.
void patchlab_remember_process(pid_t process);

/// The process has ended.
void patchlab_forget_process(pid_t process);

/// Ends the remembered processes; a signal handler may call it.
void patchlab_kill_processes_now(void);

/// The processor time that a process has had, in nanoseconds; -1 if that cannot be known.
int64_t patchlab_processor_time(pid_t process);

#endif
