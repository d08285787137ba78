// What the static binary has in place of libraries that not every machine has; linked by `Packaging/build`.
//
// FoundationNetworking calls libcurl, which with the thirty libraries below it would be needed to start at all, also where
// nothing is fetched. The functions here have libcurl's names, and hand on to the machine's own library, which is found when
// the program runs: its TLS and its certificates stay those that the machine keeps up to date. Before anything is fetched,
// `Transport.isAvailable` looks whether it is there.
//
// The signatures are those of libcurl 7.62 and later, whose binary interface has not changed since under the name
// libcurl.so.4; see curl/curl.h, curl/multi.h and curl/urlapi.h. Handles and structs are passed through, never looked
// into. An argument of `...` is a long, a pointer or a curl_off_t, each of which is passed like a pointer on machines of
// 64 bits.
#include <dlfcn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>

_Static_assert(sizeof(long) == sizeof(void *), "arguments of setopt are handed on as pointers");

// glibc has this function since 2.36 only, and all else that the binary needs since 2.35.
uint32_t arc4random(void) {
  uint32_t number;
  if (getrandom(&number, sizeof number, 0) != sizeof number) abort();
  return number;
}

// Opening it again gives the same handle. The second name is Debian's build with GnuTLS.
static void *library(void) {
  void *found = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  return found ? found : dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
}

enum { FAILED_INIT = 2, URL_API_MISSING = 30, MULTI_UNKNOWN_OPTION = 6 };

// Declares `real`, the library's function `name`; NULL without the library.
#define FIND(type, name, ...) \
  static _Atomic(void *) known; \
  void *symbol = atomic_load(&known); \
  if (!symbol) { \
    void *handle = library(); \
    symbol = handle ? dlsym(handle, #name) : NULL; \
    atomic_store(&known, symbol); \
  } \
  type (*real)(__VA_ARGS__) = (type (*)(__VA_ARGS__))symbol;

// Hidden, so that libcurl's own calls do not come here.
#pragma GCC visibility push(hidden)

int curl_global_init(long flags) {
  FIND(int, curl_global_init, long)
  return real ? real(flags) : FAILED_INIT;
}

char *curl_version(void) {
  FIND(char *, curl_version, void)
  return real ? real() : (char *)"";
}

void *curl_version_info(int age) {
  FIND(void *, curl_version_info, int)
  return real ? real(age) : NULL;
}

void curl_free(void *memory) {
  FIND(void, curl_free, void *)
  if (real) real(memory);
}

void *curl_slist_append(void *list, const char *text) {
  FIND(void *, curl_slist_append, void *, const char *)
  return real ? real(list, text) : NULL;
}

void curl_slist_free_all(void *list) {
  FIND(void, curl_slist_free_all, void *)
  if (real) real(list);
}

void *curl_url(void) {
  FIND(void *, curl_url, void)
  return real ? real() : NULL;
}

int curl_url_get(const void *url, int part, char **text, unsigned flags) {
  FIND(int, curl_url_get, const void *, int, char **, unsigned)
  return real ? real(url, part, text, flags) : URL_API_MISSING;
}

int curl_url_set(void *url, int part, const char *text, unsigned flags) {
  FIND(int, curl_url_set, void *, int, const char *, unsigned)
  return real ? real(url, part, text, flags) : URL_API_MISSING;
}

void *curl_easy_init(void) {
  FIND(void *, curl_easy_init, void)
  return real ? real() : NULL;
}

void curl_easy_cleanup(void *easy) {
  FIND(void, curl_easy_cleanup, void *)
  if (real) real(easy);
}

int curl_easy_setopt(void *easy, int option, ...) {
  FIND(int, curl_easy_setopt, void *, int, ...)
  va_list arguments;
  va_start(arguments, option);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  return real ? real(easy, option, argument) : FAILED_INIT;
}

int curl_easy_getinfo(void *easy, int info, ...) {
  FIND(int, curl_easy_getinfo, void *, int, ...)
  va_list arguments;
  va_start(arguments, info);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  return real ? real(easy, info, argument) : FAILED_INIT;
}

int curl_easy_pause(void *easy, int actions) {
  FIND(int, curl_easy_pause, void *, int)
  return real ? real(easy, actions) : FAILED_INIT;
}

const char *curl_easy_strerror(int code) {
  FIND(const char *, curl_easy_strerror, int)
  return real ? real(code) : "libcurl is not installed";
}

void *curl_multi_init(void) {
  FIND(void *, curl_multi_init, void)
  return real ? real() : NULL;
}

int curl_multi_cleanup(void *multi) {
  FIND(int, curl_multi_cleanup, void *)
  return real ? real(multi) : 0;
}

int curl_multi_setopt(void *multi, int option, ...) {
  FIND(int, curl_multi_setopt, void *, int, ...)
  va_list arguments;
  va_start(arguments, option);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  return real ? real(multi, option, argument) : MULTI_UNKNOWN_OPTION;
}

int curl_multi_add_handle(void *multi, void *easy) {
  FIND(int, curl_multi_add_handle, void *, void *)
  return real ? real(multi, easy) : FAILED_INIT;
}

int curl_multi_remove_handle(void *multi, void *easy) {
  FIND(int, curl_multi_remove_handle, void *, void *)
  return real ? real(multi, easy) : FAILED_INIT;
}

int curl_multi_assign(void *multi, int socket, void *pointer) {
  FIND(int, curl_multi_assign, void *, int, void *)
  return real ? real(multi, socket, pointer) : FAILED_INIT;
}

int curl_multi_socket_action(void *multi, int socket, int events, int *running) {
  FIND(int, curl_multi_socket_action, void *, int, int, int *)
  return real ? real(multi, socket, events, running) : FAILED_INIT;
}

void *curl_multi_info_read(void *multi, int *queued) {
  FIND(void *, curl_multi_info_read, void *, int *)
  return real ? real(multi, queued) : NULL;
}

#pragma GCC visibility pop
