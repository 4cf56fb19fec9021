#define _GNU_SOURCE
#include "CProcessShim.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

int patchlab_become_subreaper(void) {
#ifdef __linux__
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 ? 0 : errno;
#else
    return ENOSYS;
#endif
}

int patchlab_pipe(int ends[2]) {
#ifdef __linux__
    // Above the three that a program is given, so that none of them is replaced before it is copied.
    int low[2];
    if (pipe2(low, O_CLOEXEC) != 0) return errno;
    for (int side = 0; side < 2; side++) {
        ends[side] = fcntl(low[side], F_DUPFD_CLOEXEC, 3);
        if (ends[side] < 0) {
            int code = errno;
            close(low[0]);
            close(low[1]);
            if (side == 1) close(ends[0]);
            return code;
        }
    }
    close(low[0]);
    close(low[1]);
    return 0;
#else
    (void)ends;
    return ENOSYS;
#endif
}

int patchlab_do_not_block(int descriptor) {
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0) return errno;
    return fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 ? 0 : errno;
}

ssize_t patchlab_write(int descriptor, const void *bytes, size_t count) {
#ifdef __linux__
    sigset_t pipe_signal, before, pending;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&pending);
    int was_pending = sigismember(&pending, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    ssize_t written = write(descriptor, bytes, count);
    int code = errno;
    if (written < 0 && code == EPIPE && !was_pending) {
        // The signal is for this thread, and stands before it: it is taken off, and nobody hears of it.
        struct timespec now = {0, 0};
        while (sigtimedwait(&pipe_signal, NULL, &now) < 0 && errno == EINTR) {}
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = code;
    return written;
#else
    return write(descriptor, bytes, count);
#endif
}

static char remembered_folder[4096];

void patchlab_remember_folder(const char *path) {
    size_t length = path ? strlen(path) : 0;
    if (length >= sizeof remembered_folder) length = 0;
    // The first byte comes last: a handler that comes between sees no half of a path.
    remembered_folder[0] = 0;
    if (length == 0) return;
    memcpy(remembered_folder + 1, path + 1, length);
    remembered_folder[0] = path[0];
}

void patchlab_remove_folder_now(void) {
    if (remembered_folder[0] != '/') return;
    pid_t process = fork();
    if (process != 0) return;
    // No signal for the group of its parent ends it halfway.
    setsid();
    char *const arguments[] = {"rm", "-rf", "--", remembered_folder, NULL};
    char *const environment[] = {NULL};
    execve("/bin/rm", arguments, environment);
    execve("/usr/bin/rm", arguments, environment);
    _exit(127);
}

enum { most_remembered = 1024 };
static _Atomic pid_t remembered_processes[most_remembered];

void patchlab_remember_process(pid_t process) {
    for (int place = 0; place < most_remembered; place++) {
        pid_t none = 0;
        if (atomic_compare_exchange_strong(&remembered_processes[place], &none, process)) return;
    }
}

void patchlab_forget_process(pid_t process) {
    for (int place = 0; place < most_remembered; place++) {
        pid_t own = process;
        if (atomic_compare_exchange_strong(&remembered_processes[place], &own, 0)) return;
    }
}

void patchlab_kill_processes_now(void) {
    for (int place = 0; place < most_remembered; place++) {
        pid_t process = atomic_load(&remembered_processes[place]);
        if (process <= 0) continue;
        kill(-process, SIGKILL);
        kill(process, SIGKILL);
    }
}

int64_t patchlab_processor_time(pid_t process) {
#ifdef __linux__
    clockid_t clock;
    struct timespec time;
    if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) != 0) return -1;
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
#else
    (void)process;
    return -1;
#endif
}
