#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// MARK: What is not finished

enum { most_unfinished = 64 };

// Whoever takes a path out of its place owns it: so a handler never reads one that is being freed.
static _Atomic(char *) unfinished[most_unfinished];

int platform_unfinished(const char *path) {
  char *copy = strdup(path);
  if (!copy) return -1;
  for (int number = 0; number < most_unfinished; number++) {
    char *none = NULL;
    if (atomic_compare_exchange_strong(&unfinished[number], &none, copy)) return number;
  }
  free(copy);
  return -1;
}

void platform_finished(int number) {
  if (number < 0) return;
  int code = errno;
  free(atomic_exchange(&unfinished[number], NULL));
  errno = code;
}

// As linux/dirent.h has it, which not every system installs.
struct entry {
  uint64_t inode;
  int64_t offset;
  unsigned short length;
  unsigned char type;
  char name[];
};

static void remove_folder(const char *path) {
  int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (folder < 0) return;
  char buffer[2048] __attribute__((aligned(8)));
  // A removal may move the rest, so that a reading of the whole folder that found none is the last.
  for (int removed = 1; removed > 0;) {
    removed = 0;
    lseek(folder, 0, SEEK_SET);
    long count;
    while ((count = syscall(SYS_getdents64, folder, buffer, sizeof buffer)) > 0) {
      for (long offset = 0; offset < count;) {
        const struct entry *entry = (const struct entry *)(buffer + offset);
        offset += entry->length;
        if (unlinkat(folder, entry->name, 0) == 0) removed++;
      }
    }
  }
  close(folder);
  rmdir(path);
}

static void remove_unfinished(void) {
  for (int number = 0; number < most_unfinished; number++) {
    const char *path = atomic_exchange(&unfinished[number], NULL);
    if (!path) continue;
    if (unlink(path) != 0 && (errno == EISDIR || errno == EPERM)) remove_folder(path);
  }
}

// MARK: The end

enum { most_lines = 8 };

static struct {
  int code;
  _Atomic(const char *) text;
} last_lines[most_lines];

void platform_set_last_line(int code, const char *line) {
  for (int index = 0; index < most_lines; index++) {
    if (last_lines[index].text) continue;
    last_lines[index].code = code;
    last_lines[index].text = strdup(line);
    return;
  }
}

static void complain(const char *text) {
  size_t rest = strlen(text);
  while (rest > 0) {
    ssize_t count = write(STDERR_FILENO, text, rest);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    text += count;
    rest -= (size_t)count;
  }
}

static _Atomic int is_ending;

_Noreturn void platform_end(const char *sentence, int code) {
  if (atomic_exchange(&is_ending, 1)) {
    for (;;) pause();
  }
  remove_unfinished();
  if (sentence) {
    complain("error: ");
    complain(sentence);
    complain("\n");
  }
  for (int index = 0; index < most_lines; index++) {
    const char *line = last_lines[index].text;
    if (!line || last_lines[index].code != code) continue;
    complain(line);
    complain("\n");
    break;
  }
  _exit(code);
}

// MARK: Signals

static void end_by_request(int number) { platform_end(NULL, 128 + number); }

static void end_by_crash(int number) {
  char sentence[] =
      "ended by signal 00: out of memory, or a defect of deskaudit; what it was writing is removed, and nothing is "
      "judged. Allow more memory (ulimit -v, the container's limit), or use less (--jobs 1); if there was enough, "
      "report the defect, with what it prints where SWIFT_BACKTRACE=enable=yes is set";
  char *digits = strstr(sentence, "00");
  digits[0] = (char)('0' + number / 10 % 10);
  digits[1] = (char)('0' + number % 10);
  if (digits[0] == '0') memmove(digits, digits + 1, strlen(digits));
  platform_end(sentence, 2);
}

static void handle(int number, void (*handler)(int), int flags) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

void platform_on_signals(void (*handler)(int)) {
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
  for (int index = 0; index < 3; index++) {
    struct sigaction old;
    int is_ignored = sigaction(numbers[index], NULL, &old) == 0 && old.sa_handler == SIG_IGN;
    if (numbers[index] == SIGHUP && is_ignored) continue;
    handle(numbers[index], handler, SA_RESTART | SA_ONSTACK);
  }
}

void platform_take_signals(void) {
  handle(SIGPIPE, SIG_IGN, 0);
  handle(SIGXFSZ, SIG_IGN, 0);
  platform_on_signals(end_by_request);
}

void platform_take_crashes(void) {
  static const int numbers[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
  platform_use_alternate_stack();
  for (int index = 0; index < 6; index++) handle(numbers[index], end_by_crash, SA_ONSTACK);
}

void platform_share_heap_if_limited(void) {
  struct rlimit addresses;
  if (getrlimit(RLIMIT_AS, &addresses) == 0 && addresses.rlim_cur != RLIM_INFINITY) mallopt(M_ARENA_MAX, 1);
}

enum { alternate_size = 16 * 1024 };

static _Thread_local char alternate[alternate_size];

void platform_use_alternate_stack(void) {
  stack_t stack = {.ss_sp = alternate, .ss_size = alternate_size};
  sigaltstack(&stack, NULL);
}
