// Lets system calls of a process fail on purpose: LD_PRELOAD=fail.so. What the environment says:
//
//   FAIL_CALL    the family of calls: open, read, write, sync, rename, close, unlink, space, map, thread, memory
//   FAIL_AT      the number of the first call that fails, from 1
//   FAIL_ALWAYS  1: so do all after it
//   FAIL_ERROR   the errno; 0: the call reads or writes one byte and no more
//   FAIL_COUNT   a file of eight bytes that counts the calls of the family
//
// Standard error is left alone: it is where the process has to say what happened. A close that fails has closed all the same, as
// on Linux.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char family[16];
static long first, error;
static int always;
static _Atomic long *count;

static long number(const char *name) {
  const char *text = getenv(name);
  return text ? atol(text) : 0;
}

__attribute__((constructor)) static void prepare(void) {
  const char *path = getenv("FAIL_COUNT"), *name = getenv("FAIL_CALL");
  first = number("FAIL_AT");
  error = number("FAIL_ERROR");
  always = number("FAIL_ALWAYS") != 0;
  if (!path || !name) return;
  int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
  void *shared = (void *)syscall(SYS_mmap, NULL, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0L);
  if (shared == MAP_FAILED) abort();
  syscall(SYS_close, file);
  strncpy(family, name, sizeof family - 1);
  count = shared;
}

// Whether this call is one that fails.
static int fails(const char *of) {
  if (!count || strcmp(of, family) != 0) return 0;
  long at = atomic_fetch_add(count, 1) + 1;
  if (at != first && !(always && at > first && first > 0)) return 0;
  errno = (int)error;
  return 1;
}

#define REAL(result, name, ...) \
  static result (*real)(__VA_ARGS__); \
  if (!real) real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define OPEN(name, suffix) \
  int name(const char *path, int flags, ...) { \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    if (fails("open")) return -1; \
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode); \
  } \
  int suffix(int folder, const char *path, int flags, ...) { \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    if (fails("open")) return -1; \
    return (int)syscall(SYS_openat, folder, path, flags, mode); \
  }
OPEN(open, openat)
OPEN(open64, openat64)

int mkdir(const char *path, mode_t mode) {
  if (fails("open")) return -1;
  return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

FILE *fopen(const char *path, const char *mode) {
  REAL(FILE *, "fopen", const char *, const char *);
  return fails("open") ? NULL : real(path, mode);
}

static size_t part(size_t length) { return length > 1 ? 1 : length; }

#define TRANSFER(name, kind, call, skipped, data) \
  ssize_t name(int file, data *bytes, size_t length) { \
    if (file != skipped && fails(kind)) { \
      if (error) return -1; \
      length = part(length); \
    } \
    return syscall(call, file, bytes, length); \
  }
#define TRANSFER_AT(name, kind, call, data) \
  ssize_t name(int file, data *bytes, size_t length, off_t offset) { \
    if (fails(kind)) { \
      if (error) return -1; \
      length = part(length); \
    } \
    return syscall(call, file, bytes, length, offset); \
  }
TRANSFER(read, "read", SYS_read, -1, void)
TRANSFER(write, "write", SYS_write, STDERR_FILENO, const void)
TRANSFER_AT(pread, "read", SYS_pread64, void)
TRANSFER_AT(pread64, "read", SYS_pread64, void)
TRANSFER_AT(pwrite, "write", SYS_pwrite64, const void)
TRANSFER_AT(pwrite64, "write", SYS_pwrite64, const void)

int fsync(int file) { return fails("sync") ? -1 : (int)syscall(SYS_fsync, file); }
int fdatasync(int file) { return fails("sync") ? -1 : (int)syscall(SYS_fdatasync, file); }

int rename(const char *from, const char *to) {
  return fails("rename") ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int close(int file) {
  int fails_now = file != STDERR_FILENO && fails("close");
  int result = (int)syscall(SYS_close, file);
  if (fails_now) errno = (int)error;
  return fails_now ? -1 : result;
}

int unlink(const char *path) { return fails("unlink") ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0); }
int rmdir(const char *path) { return fails("unlink") ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR); }
int unlinkat(int folder, const char *path, int flags) {
  return fails("unlink") ? -1 : (int)syscall(SYS_unlinkat, folder, path, flags);
}

int ftruncate(int file, off_t length) { return fails("space") ? -1 : (int)syscall(SYS_ftruncate, file, length); }
int ftruncate64(int file, off_t length) { return fails("space") ? -1 : (int)syscall(SYS_ftruncate, file, length); }
int posix_fallocate(int file, off_t offset, off_t length) {
  REAL(int, "posix_fallocate", int, off_t, off_t);
  return fails("space") ? (int)error : real(file, offset, length);
}

void *mmap(void *base, size_t length, int protection, int flags, int file, off_t offset) {
  if (fails("map")) return MAP_FAILED;
  return (void *)syscall(SYS_mmap, base, length, protection, flags, file, offset);
}
void *mmap64(void *base, size_t length, int protection, int flags, int file, off_t offset) {
  if (fails("map")) return MAP_FAILED;
  return (void *)syscall(SYS_mmap, base, length, protection, flags, file, offset);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *context) {
  REAL(int, "pthread_create", pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  return fails("thread") ? (int)error : real(thread, attributes, body, context);
}

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
void *malloc(size_t length) { return fails("memory") ? NULL : __libc_malloc(length); }
void *calloc(size_t number, size_t length) { return fails("memory") ? NULL : __libc_calloc(number, length); }
void *realloc(void *old, size_t length) { return fails("memory") ? NULL : __libc_realloc(old, length); }
void *aligned_alloc(size_t border, size_t length) {
  return fails("memory") ? NULL : __libc_memalign(border, length);
}
int posix_memalign(void **memory, size_t border, size_t length) {
  if (fails("memory")) return ENOMEM;
  *memory = __libc_memalign(border, length);
  return *memory ? 0 : ENOMEM;
}
