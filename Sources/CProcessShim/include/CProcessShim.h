#ifndef CPROCESSSHIM_H
#define CPROCESSSHIM_H

#include <stdint.h>
#include <sys/types.h>

// What Swift cannot reach by itself of starting programs and keeping them in hand. All return 0 or an errno unless stated.

/// Orphans among what this process has started become its children, so that it can end them. Linux only; ENOSYS elsewhere.
int patchlab_become_subreaper(void);

/// Starts a program that leads a session of its own, with no signal blocked or ignored, nothing open but the three
/// descriptors, which become 0, 1 and 2, and `folder` as its working directory.
int patchlab_spawn(const char *path, char *const arguments[], char *const environment[], const char *folder,
                   const int descriptors[3], pid_t *process);

/// Pipes of which both ends are closed in programs that are started. `ends`: where is read, where is written.
int patchlab_pipe(int ends[2]);

/// Makes reads from and writes to a descriptor return at once.
int patchlab_do_not_block(int descriptor);

/// As write(2), but a reader that is gone is told by EPIPE alone and never by SIGPIPE.
ssize_t patchlab_write(int descriptor, const void *bytes, size_t count);

/// Limits of a process that was started: no core, files up to `file_size` bytes, `files` of them open, `cpu` seconds.
int patchlab_limit(pid_t process, uint64_t file_size, uint64_t files, uint64_t cpu);

/// Names a folder that `patchlab_remove_folder_now` removes with all that is in it. NULL: none. Not for signal handlers.
void patchlab_remember_folder(const char *path);

/// Has the remembered folder removed by a process of its own, so that a signal handler may call it, and never waits.
void patchlab_remove_folder_now(void);

/// Names a process that `patchlab_kill_processes_now` ends with its session's group, 1,024 of them at most.
void patchlab_remember_process(pid_t process);

/// The process has ended.
void patchlab_forget_process(pid_t process);

/// Ends the remembered processes; a signal handler may call it.
void patchlab_kill_processes_now(void);

/// The processor time that a process has had, in nanoseconds; -1 if that cannot be known.
int64_t patchlab_processor_time(pid_t process);

#endif
