/* A layer under a program's file calls, loaded with LD_PRELOAD: at one call it kills the process, or fails this
   call and all that follow with "disk full" or "input/output error". The test builds it with cc. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static long calls = 0;
static long at = -1;
static int kind = 0; /* 0 kill before, 1 kill after half a write, 2 disk full, 3 input/output error */
static char within[4096] = "";

/* Count calls on paths that hold `path` from now on; let something happen at the `number`th, never when it is -1. */
void fault_set(const char *path, long number, int what) {
    snprintf(within, sizeof within, "%s", path);
    at = number;
    kind = what;
    calls = 0;
}

long fault_calls(void) { return calls; }

static int is_ours(int handle) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0 || !within[0]) return 0;
    path[length] = 0;
    return strstr(path, within) != NULL;
}

/* 1: the call must fail with errno as set; 2: half of it is to be written before the kill */
static int boundary(int ours) {
    if (!ours) return 0;
    calls++;
    if (at < 0 || calls < at) return 0;
    if (kind == 0) kill(getpid(), SIGKILL);
    if (kind == 1) return 2;
    errno = kind == 2 ? ENOSPC : EIO;
    return 1;
}

/* For calls that cannot be done by halves: -1 when they must fail */
static int refused(int ours) {
    int fault = boundary(ours);
    if (fault == 2) kill(getpid(), SIGKILL);
    return fault ? -1 : 0;
}

static int named(const char *path) { return within[0] && path && strstr(path, within) != NULL; }

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t write(int handle, const void *data, size_t size) {
    REAL(write);
    int fault = boundary(is_ours(handle));
    if (fault == 1) return -1;
    if (fault == 2) { real(handle, data, size / 2); kill(getpid(), SIGKILL); }
    return real(handle, data, size);
}

ssize_t writev(int handle, const struct iovec *parts, int count) {
    REAL(writev);
    if (refused(is_ours(handle))) return -1;
    return real(handle, parts, count);
}

static ssize_t placed(ssize_t (*real)(int, const void *, size_t, off64_t), int handle, const void *data,
                      size_t size, off64_t place) {
    int fault = boundary(is_ours(handle));
    if (fault == 1) return -1;
    if (fault == 2) { real(handle, data, size / 2, place); kill(getpid(), SIGKILL); }
    return real(handle, data, size, place);
}

ssize_t pwrite(int handle, const void *data, size_t size, off_t place) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
    return placed(real, handle, data, size, place);
}

ssize_t pwrite64(int handle, const void *data, size_t size, off64_t place) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
    return placed(real, handle, data, size, place);
}

size_t fwrite(const void *data, size_t size, size_t count, FILE *file) {
    REAL(fwrite);
    int fault = boundary(is_ours(fileno(file)));
    if (fault == 1) return 0;
    if (fault == 2) { real(data, size, count / 2, file); fflush(file); kill(getpid(), SIGKILL); }
    return real(data, size, count, file);
}

int fsync(int handle) { REAL(fsync); return refused(is_ours(handle)) ? -1 : real(handle); }
int fdatasync(int handle) { REAL(fdatasync); return refused(is_ours(handle)) ? -1 : real(handle); }
int ftruncate(int handle, off_t size) { REAL(ftruncate); return refused(is_ours(handle)) ? -1 : real(handle, size); }
int ftruncate64(int handle, off64_t size) { REAL(ftruncate64); return refused(is_ours(handle)) ? -1 : real(handle, size); }
int rename(const char *from, const char *to) { REAL(rename); return refused(named(from)) ? -1 : real(from, to); }
int unlink(const char *path) { REAL(unlink); return refused(named(path)) ? -1 : real(path); }
int mkdir(const char *path, mode_t mode) { REAL(mkdir); return refused(named(path)) ? -1 : real(path, mode); }
int unlinkat(int folder, const char *path, int flags) { REAL(unlinkat); return refused(is_ours(folder)) ? -1 : real(folder, path, flags); }
