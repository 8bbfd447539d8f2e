/* Writes down what a process does to files: every write, sync and change of a folder.

   Loaded with LD_PRELOAD. It begins when `disk_log_begin` is called, or at the start where
   VIGIL_DISK_LOG names the log. Records are appended to the log in one piece, so that several
   processes may share one. `disks.py` reads them and says what a power cut would have left.

   A record: a header, then `first` bytes and `second` bytes. Files are named by their inode, so
   that it does not matter who opened them. A record follows what it tells of, so that of two
   things one of which waited for the other, the first is written down first. A sync also says how
   long the log was when it began: what was written down later is not covered by it. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct header {
    uint32_t magic;
    uint32_t kind; /* C W T S R L U D X A: create write truncate sync rename link unlink mkdir
                      rmdir, and A: acknowledged */
    uint64_t inode;
    uint64_t at; /* offset of a write, length of a truncation, where the log was for a sync */
    uint32_t first, second;
};

static int log_file = -1;
static long left = -1; /* operations until this process kills itself; -1: never */

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) {
    return dlsym(RTLD_NEXT, name);
}

static void append(char kind, uint64_t inode, uint64_t at, const void *first, size_t n_first,
                   const void *second, size_t n_second) {
    if (log_file < 0) return;
    int kept = errno;
    struct header head = {0x4c475631, (uint32_t)kind, inode, at, n_first, n_second};
    struct iovec parts[3] = {
        {&head, sizeof head}, {(void *)first, n_first}, {(void *)second, n_second}};
    ssize_t whole = sizeof head + n_first + n_second;
    if (syscall(SYS_writev, log_file, parts, 3) != whole) abort();
    errno = kept;
}

/* Ends this process as SIGKILL does, before its next operation on files. */
static void perhaps_die(void) {
    if (log_file >= 0 && left >= 0 && left-- == 0) kill(getpid(), SIGKILL);
}

void disk_log_begin(const char *path, long operations) {
    log_file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (log_file < 0) abort();
    int high = fcntl(log_file, F_DUPFD_CLOEXEC, 900); /* out of the way of whoever counts them */
    if (high >= 0) {
        syscall(SYS_close, log_file);
        log_file = high;
    }
    left = operations;
}

void disk_log_acknowledge(const char *text) {
    append('A', 0, 0, text, strlen(text), NULL, 0);
}

__attribute__((constructor)) static void from_environment(void) {
    const char *path = getenv("VIGIL_DISK_LOG");
    if (path) disk_log_begin(path, -1);
}

static int regular(int file, struct stat *found) {
    return log_file >= 0 && file != log_file && fstat(file, found) == 0 && S_ISREG(found->st_mode);
}

/* Returns an absolute path; what is in it twice or back again, disks.py mends. */
static const char *whole_path(int folder, const char *path, char *into) {
    if (path[0] == '/') return path;
    char base[PATH_MAX];
    if (folder == AT_FDCWD) {
        if (!getcwd(base, sizeof base)) return path;
    } else {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t n = readlink(link, base, sizeof base - 1);
        if (n < 0) return path;
        base[n] = 0;
    }
    snprintf(into, PATH_MAX * 2, "%s/%s", base, path);
    return into;
}

static void opened(int file, int folder, const char *path, int flags) {
    struct stat found;
    if (file < 0 || !(flags & (O_CREAT | O_TRUNC)) || !regular(file, &found)) return;
    char space[PATH_MAX * 2];
    const char *whole = whole_path(folder, path, space);
    if (flags & O_CREAT) append('C', found.st_ino, 0, whole, strlen(whole), NULL, 0);
    if (flags & O_TRUNC) append('T', found.st_ino, 0, NULL, 0, NULL, 0);
}

static void written(int file, off_t at, const void *bytes, ssize_t n) {
    struct stat found;
    if (n > 0 && regular(file, &found)) append('W', found.st_ino, at, bytes, n, NULL, 0);
}

/* Writes down what a call wrote that does not say which bytes: they are read again. */
static void written_again(int file, off_t at, ssize_t n) {
    struct stat found;
    if (n <= 0 || !regular(file, &found)) return;
    char *bytes = malloc(n);
    char link[64]; /* opened anew: this file may be open for writing only */
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    int again = syscall(SYS_openat, AT_FDCWD, link, O_RDONLY | O_CLOEXEC, 0);
    if (!bytes || again < 0 || pread(again, bytes, n, at) != n) abort();
    append('W', found.st_ino, at, bytes, n, NULL, 0);
    syscall(SYS_close, again);
    free(bytes);
}

static void resized(int file, off_t length) {
    struct stat found;
    if (regular(file, &found)) append('T', found.st_ino, length, NULL, 0, NULL, 0);
}

static uint64_t log_length(void) {
    struct stat found;
    return log_file >= 0 && fstat(log_file, &found) == 0 ? (uint64_t)found.st_size : 0;
}

static void synced(int file, uint64_t began) {
    struct stat found;
    if (log_file >= 0 && fstat(file, &found) == 0)
        append('S', found.st_ino, began, NULL, 0, NULL, 0);
}

static void named(char kind, uint64_t inode, int folder, const char *path, int other_folder,
                  const char *other) {
    if (log_file < 0) return;
    char one[PATH_MAX * 2], two[PATH_MAX * 2];
    const char *first = whole_path(folder, path, one);
    const char *second = other ? whole_path(other_folder, other, two) : "";
    append(kind, inode, 0, first, strlen(first), second, strlen(second));
}

#define MODE(flags)                                                                                \
    mode_t mode = 0;                                                                               \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                         \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        mode = va_arg(more, mode_t);                                                               \
        va_end(more);                                                                              \
    }

#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...) {                                                   \
        MODE(flags)                                                                                \
        if (flags & (O_CREAT | O_TRUNC)) perhaps_die();                                            \
        int file = REAL(name)(path, flags, mode);                                                  \
        opened(file, AT_FDCWD, path, flags);                                                       \
        return file;                                                                               \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                               \
    int name(int folder, const char *path, int flags, ...) {                                       \
        MODE(flags)                                                                                \
        if (flags & (O_CREAT | O_TRUNC)) perhaps_die();                                            \
        int file = REAL(name)(folder, path, flags, mode);                                          \
        opened(file, folder, path, flags);                                                         \
        return file;                                                                               \
    }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int file, const void *bytes, size_t n) {
    perhaps_die();
    ssize_t done = REAL(write)(file, bytes, n);
    if (done > 0 && log_file >= 0) {
        off_t end = lseek(file, 0, SEEK_CUR);
        if (end >= 0) written(file, end - done, bytes, done);
    }
    return done;
}

#define PWRITE(name, offset)                                                                       \
    ssize_t name(int file, const void *bytes, size_t n, offset at) {                               \
        perhaps_die();                                                                             \
        ssize_t done = REAL(name)(file, bytes, n, at);                                             \
        written(file, at, bytes, done);                                                            \
        return done;                                                                               \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t writev(int file, const struct iovec *parts, int n) {
    perhaps_die();
    ssize_t done = REAL(writev)(file, parts, n);
    struct stat found;
    if (done > 0 && regular(file, &found))
        written_again(file, lseek(file, 0, SEEK_CUR) - done, done);
    return done;
}

#define PWRITEV(name, offset)                                                                      \
    ssize_t name(int file, const struct iovec *parts, int n, offset at) {                          \
        perhaps_die();                                                                             \
        ssize_t done = REAL(name)(file, parts, n, at);                                             \
        written_again(file, at, done);                                                             \
        return done;                                                                               \
    }
PWRITEV(pwritev, off_t)
PWRITEV(pwritev64, off64_t)

#define SENDFILE(name, offset)                                                                     \
    ssize_t name(int to, int from, offset *at, size_t n) {                                         \
        perhaps_die();                                                                             \
        ssize_t done = REAL(name)(to, from, at, n);                                                \
        struct stat found;                                                                         \
        if (done > 0 && regular(to, &found))                                                       \
            written_again(to, lseek(to, 0, SEEK_CUR) - done, done);                                \
        return done;                                                                               \
    }
ssize_t sendfile(int, int, off_t *, size_t);
ssize_t sendfile64(int, int, off64_t *, size_t);
SENDFILE(sendfile, off_t)
SENDFILE(sendfile64, off64_t)

ssize_t copy_file_range(int from, off64_t *read_at, int to, off64_t *write_at, size_t n,
                        unsigned flags) {
    perhaps_die();
    ssize_t done = REAL(copy_file_range)(from, read_at, to, write_at, n, flags);
    if (done > 0 && log_file >= 0)
        written_again(to, (write_at ? *write_at : lseek(to, 0, SEEK_CUR)) - done, done);
    return done;
}

#define RESIZE(name, offset)                                                                       \
    int name(int file, offset length) {                                                            \
        perhaps_die();                                                                             \
        int failed = REAL(name)(file, length);                                                     \
        if (!failed) resized(file, length);                                                        \
        return failed;                                                                             \
    }
RESIZE(ftruncate, off_t)
RESIZE(ftruncate64, off64_t)

#define TRUNCATE(name, offset)                                                                     \
    int name(const char *path, offset length) {                                                    \
        perhaps_die();                                                                             \
        int failed = REAL(name)(path, length);                                                     \
        struct stat found;                                                                         \
        if (!failed && stat(path, &found) == 0)                                                    \
            append('T', found.st_ino, length, NULL, 0, NULL, 0);                                   \
        return failed;                                                                             \
    }
TRUNCATE(truncate, off_t)
TRUNCATE(truncate64, off64_t)

#define ALLOCATE(name, offset)                                                                     \
    int name(int file, offset at, offset n) {                                                      \
        perhaps_die();                                                                             \
        int failed = REAL(name)(file, at, n);                                                      \
        struct stat found;                                                                         \
        if (!failed && regular(file, &found)) resized(file, found.st_size);                        \
        return failed;                                                                             \
    }
ALLOCATE(posix_fallocate, off_t)
ALLOCATE(posix_fallocate64, off64_t)

#define SYNC(name)                                                                                 \
    int name(int file) {                                                                           \
        perhaps_die();                                                                             \
        uint64_t began = log_length();                                                             \
        int failed = REAL(name)(file);                                                             \
        if (!failed) synced(file, began);                                                          \
        return failed;                                                                             \
    }
SYNC(fsync)
SYNC(fdatasync)

int renameat(int folder, const char *path, int other_folder, const char *other) {
    perhaps_die();
    int failed = REAL(renameat)(folder, path, other_folder, other);
    if (!failed) named('R', 0, folder, path, other_folder, other);
    return failed;
}

int rename(const char *path, const char *other) {
    perhaps_die();
    int failed = REAL(rename)(path, other);
    if (!failed) named('R', 0, AT_FDCWD, path, AT_FDCWD, other);
    return failed;
}

int linkat(int folder, const char *path, int other_folder, const char *other, int flags) {
    perhaps_die();
    int failed = REAL(linkat)(folder, path, other_folder, other, flags);
    if (!failed) named('L', 0, folder, path, other_folder, other);
    return failed;
}

int link(const char *path, const char *other) {
    perhaps_die();
    int failed = REAL(link)(path, other);
    if (!failed) named('L', 0, AT_FDCWD, path, AT_FDCWD, other);
    return failed;
}

int unlinkat(int folder, const char *path, int flags) {
    perhaps_die();
    int failed = REAL(unlinkat)(folder, path, flags);
    if (!failed) named(flags & AT_REMOVEDIR ? 'X' : 'U', 0, folder, path, 0, NULL);
    return failed;
}

int unlink(const char *path) {
    perhaps_die();
    int failed = REAL(unlink)(path);
    if (!failed) named('U', 0, AT_FDCWD, path, 0, NULL);
    return failed;
}

int rmdir(const char *path) {
    perhaps_die();
    int failed = REAL(rmdir)(path);
    if (!failed) named('X', 0, AT_FDCWD, path, 0, NULL);
    return failed;
}

int mkdirat(int folder, const char *path, mode_t mode) {
    perhaps_die();
    int failed = REAL(mkdirat)(folder, path, mode);
    struct stat found;
    if (!failed && log_file >= 0 && fstatat(folder, path, &found, 0) == 0)
        named('D', found.st_ino, folder, path, 0, NULL);
    return failed;
}

int mkdir(const char *path, mode_t mode) {
    perhaps_die();
    int failed = REAL(mkdir)(path, mode);
    struct stat found;
    if (!failed && log_file >= 0 && stat(path, &found) == 0)
        named('D', found.st_ino, AT_FDCWD, path, 0, NULL);
    return failed;
}
