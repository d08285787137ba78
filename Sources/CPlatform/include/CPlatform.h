// How the process ends, whatever ends it: files that are not finished are removed, one sentence is written, and the
// exit code is one that is documented.
//
// Everything that runs within a signal handler is here, because only C tells what it calls: nothing below allocates,
// locks, or calls anything that signal-safety(7) does not list (`getdents64` is a bare system call).
#ifndef DESKAUDIT_CPLATFORM_H
#define DESKAUDIT_CPLATFORM_H

/// Notes a file or folder that goes when the process ends before `platform_finished`: a file is removed, a folder with the
/// files that are in it. Returns a number for `platform_finished`; -1 where no more can be noted.
int platform_unfinished(const char *path);

/// Forgets what has got the number; nothing for -1.
void platform_finished(int number);

/// The line that is written last when the process ends by `code`, for scripts. `line` is copied.
void platform_set_last_line(int code, const char *line);

/// Removes what is not finished, writes `sentence` and the last line to standard error, and ends the process by `code`.
/// Only the first thread that comes here does so; others wait for the end.
_Noreturn void platform_end(const char *sentence, int code);

/// From here on, SIGINT, SIGTERM and SIGHUP end the process so, by 128 and the number of the signal; writes to a pipe
/// without a reader, and beyond the limit of the size of files, fail instead of ending it.
void platform_take_signals(void);

/// From here on, what would end the process as a crash ends it by 2, with a sentence.
void platform_take_crashes(void);

/// Where addresses are limited (ulimit -v), has all threads allocate from one heap. Each has one of its own otherwise, of 64 MiB of
/// addresses; and where there is no room for that, each piece of memory is a system call.
void platform_share_heap_if_limited(void);

/// Has `handler` called for SIGINT, SIGTERM and SIGHUP instead. A SIGHUP that is ignored (nohup) stays so.
void platform_on_signals(void (*handler)(int));

/// Gives the calling thread the stack on which the handler of a crash runs: its own may be used up.
void platform_use_alternate_stack(void);

#endif
