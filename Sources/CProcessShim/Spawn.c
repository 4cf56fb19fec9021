#define _GNU_SOURCE
#include "CProcessShim.h"

#include <errno.h>

#ifdef __linux__

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// What a new process does before it becomes the program. It shares its memory with this process, which waits for it, as with
// vfork(2): it may call the system, and nothing else.

struct child {
    const struct patchlab_start *start;
    /// Who it is outside, as a map of the user or group that leaves both what they are.
    char user[64], group[64];
    /// Errno; 0: it has become the program.
    volatile int code;
    volatile int open_proc;
};

static int put(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return errno;
    int code = write(file, text, strlen(text)) < 0 ? errno : 0;
    close(file);
    return code;
}

/// What of a /proc changes the system: whoever is root outside owns these files inside, too, and would need no right to write them.
static int protect_proc(void) {
    static const char *const paths[] = {"/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/proc/fs"};
    for (size_t number = 0; number < sizeof paths / sizeof *paths; number++) {
        const char *path = paths[number];
        if (access(path, F_OK) != 0) continue;
        if (mount(path, path, NULL, MS_BIND | MS_REC, NULL) != 0 ||
            mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0)
            return errno;
    }
    return 0;
}

/// Makes the namespaces, in which it has all rights at first, fit for a program, which has none.
static int isolate(struct child *child) {
    // Without this an ordinary user may not map its group.
    int code = put("/proc/self/setgroups", "deny");
    if (code == 0) code = put("/proc/self/uid_map", child->user);
    if (code == 0) code = put("/proc/self/gid_map", child->group);
    if (code != 0) return code;
    child->open_proc = 0;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0)
        child->open_proc = errno;
    code = protect_proc();
    // Where there is no new one, the old one has its own protection, and may allow no more.
    if (code != 0 && child->open_proc == 0) {
        umount2("/proc", MNT_DETACH);
        child->open_proc = code;
    }
    // Whoever is root outside would keep its rights, and could take the new /proc off the old one.
    for (int right = 0; prctl(PR_CAPBSET_DROP, right, 0, 0, 0) == 0; right++) {}
    return 0;
}

static void limit(int resource, uint64_t most) {
    struct rlimit now;
    if (getrlimit(resource, &now) != 0) return;
    if (most > now.rlim_max) most = now.rlim_max;
    struct rlimit wanted = {.rlim_cur = most, .rlim_max = most};
    setrlimit(resource, &wanted);
}

static void close_from(int first) {
#ifdef SYS_close_range
    if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
#endif
    struct rlimit most;
    if (getrlimit(RLIMIT_NOFILE, &most) != 0) return;
    for (rlim_t number = (rlim_t)first; number < most.rlim_cur; number++) close((int)number);
}

static int become_program(void *given) {
    struct child *child = given;
    const struct patchlab_start *start = child->start;
    struct sigaction usual;
    memset(&usual, 0, sizeof usual);
    usual.sa_handler = SIG_DFL;
    // A handler would run in the memory of this process.
    for (int number = 1; number < NSIG; number++) sigaction(number, &usual, NULL);
    setsid();
    child->code = start->is_isolated ? isolate(child) : 0;
    if (child->code != 0) _exit(127);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    // No program that it starts gives it more rights than it has: not sudo, nor any other with the bit of its owner.
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        child->code = errno;
        _exit(127);
    }
    if (!start->path) _exit(0);
    for (int number = 0; number < 3; number++) {
        if (dup2(start->descriptors[number], number) >= 0) continue;
        child->code = errno;
        _exit(127);
    }
    close_from(3);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, start->file_size);
    limit(RLIMIT_NOFILE, start->files);
    limit(RLIMIT_CPU, start->processor_seconds);
    if (!start->folder || chdir(start->folder) == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        execve(start->path, start->arguments, start->environment);
    }
    child->code = errno;
    _exit(127);
}

static int spawn(const struct patchlab_start *start, pid_t *process, int *open_proc) {
    const size_t stack_size = 256 << 10;
    void *stack = mmap(NULL, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED) return errno;
    struct child child = {.start = start};
    snprintf(child.user, sizeof child.user, "%u %u 1", (unsigned)geteuid(), (unsigned)geteuid());
    snprintf(child.group, sizeof child.group, "%u %u 1", (unsigned)getegid(), (unsigned)getegid());
    int flags = CLONE_VM | CLONE_VFORK | SIGCHLD;
    if (start->is_isolated) flags |= CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWNS;
    int code = 0;
    pid_t number = clone(become_program, (char *)stack + stack_size, flags, &child);
    if (number < 0) {
        code = errno;
    } else if (child.code != 0) {
        code = child.code;
        while (waitpid(number, NULL, 0) < 0 && errno == EINTR) {}
    } else {
        *process = number;
        *open_proc = child.open_proc;
    }
    munmap(stack, stack_size);
    return code;
}

// The system ends a program together with the thread that has started it. So one thread that never ends starts all of them.

struct request {
    const struct patchlab_start *start;
    pid_t *process;
    int *open_proc;
    int code, is_done;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct request *waiting;
static int has_thread;

static void *start_for_others(void *unused) {
    (void)unused;
    pthread_mutex_lock(&lock);
    while (1) {
        while (!waiting) pthread_cond_wait(&changed, &lock);
        waiting->code = spawn(waiting->start, waiting->process, waiting->open_proc);
        waiting->is_done = 1;
        waiting = NULL;
        pthread_cond_broadcast(&changed);
    }
    return NULL;
}

/// Under the lock.
static int ensure_thread(void) {
    if (has_thread) return 0;
    // It handles no signal: between two of its steps a handler would run in a process that is not yet a program.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    int code = pthread_create(&thread, NULL, start_for_others, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code != 0) return code;
    pthread_detach(thread);
    has_thread = 1;
    return 0;
}

int patchlab_spawn(const struct patchlab_start *start, pid_t *process, int *open_proc) {
    struct request request = {.start = start, .process = process, .open_proc = open_proc};
    pthread_mutex_lock(&lock);
    request.code = ensure_thread();
    if (request.code == 0) {
        while (waiting) pthread_cond_wait(&changed, &lock);
        waiting = &request;
        pthread_cond_broadcast(&changed);
        while (!request.is_done) pthread_cond_wait(&changed, &lock);
    }
    pthread_mutex_unlock(&lock);
    return request.code;
}

#else

int patchlab_spawn(const struct patchlab_start *start, pid_t *process, int *open_proc) {
    (void)start, (void)process, (void)open_proc;
    return ENOSYS;
}

#endif
