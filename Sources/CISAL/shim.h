// ISA-L (Intel's Intelligent Storage Acceleration Library; Debian's libisal-dev): gzip at several times the speed
// of libz, on x86-64 and on AArch64.
//
// It is found when the program runs, not when it is linked, so that the binary also starts on machines that don't
// have it; libz does the work there. Its headers are wanted at build time; without them `isal_load` always fails.
// The functions of the library hang on a struct that `isal_load` fills once, before threads use it.
#ifndef DESKAUDIT_CISAL_H
#define DESKAUDIT_CISAL_H

#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#if __has_include(<isa-l/igzip_lib.h>)
#include <isa-l/igzip_lib.h>
#define ISAL_HAS_HEADERS 1
#else
#define ISAL_HAS_HEADERS 0
struct inflate_state;
#endif

/// The functions of the library that are used here.
struct isal_library {
  void (*inflate_init)(struct inflate_state *);
  void (*inflate_reset)(struct inflate_state *);
  int (*inflate)(struct inflate_state *);
  uint32_t (*crc32)(uint32_t, const unsigned char *, uint64_t);
};

/// Finds the library. Returns 1, or 0 where it isn't there (of the version that the headers are of).
static inline int isal_load(struct isal_library *library) {
#if ISAL_HAS_HEADERS
  void *handle = dlopen("libisal.so.2", RTLD_NOW | RTLD_LOCAL);
  if (!handle) return 0;
  *(void **)&library->inflate_init = dlsym(handle, "isal_inflate_init");
  *(void **)&library->inflate_reset = dlsym(handle, "isal_inflate_reset");
  *(void **)&library->inflate = dlsym(handle, "isal_inflate");
  *(void **)&library->crc32 = dlsym(handle, "crc32_gzip_refl");
  return library->inflate_init && library->inflate_reset && library->inflate && library->crc32;
#else
  return 0;
#endif
}

/// CRC-32 as gzip has it: `crc` is that of the bytes before, 0 at first.
static inline uint32_t isal_crc32(
    const struct isal_library *library, uint32_t crc, const void *bytes, size_t count) {
  return library->crc32(crc, (const unsigned char *)bytes, count);
}

/// A decompressor of raw deflate data, to be ended by `free`; NULL without memory.
static inline void *isal_inflater_create(const struct isal_library *library) {
#if ISAL_HAS_HEADERS
  void *inflater = malloc(sizeof(struct inflate_state));
  if (inflater) library->inflate_init((struct inflate_state *)inflater);
  return inflater;
#else
  return NULL;
#endif
}

/// Makes a decompressor ready for other data.
static inline void isal_inflater_reset(const struct isal_library *library, void *inflater) {
  library->inflate_reset((struct inflate_state *)inflater);
}

/// Inflates from `input` into `output`, and tells how many bytes it took and made. At the end of the data it may
/// have taken bytes that do not belong to them: `excess`, at most 8, some perhaps in an earlier call.
///
/// Returns 1 at the end of the data, 0 where they go on, a negative number where they are damaged.
static inline int isal_inflater_run(
    const struct isal_library *library, void *inflater, const uint8_t *input, uint32_t count,
    uint8_t *output, uint32_t room, uint32_t *taken, uint32_t *made, uint32_t *excess) {
  *taken = *made = *excess = 0;
#if ISAL_HAS_HEADERS
  struct inflate_state *state = (struct inflate_state *)inflater;
  state->next_in = (uint8_t *)input;
  state->avail_in = count;
  state->next_out = output;
  state->avail_out = room;
  int code = library->inflate(state);
  *taken = count - state->avail_in;
  *made = room - state->avail_out;
  if (code < 0) return code;
  if (state->block_state != ISAL_BLOCK_FINISH) return 0;
  *excess = (uint32_t)(state->read_in_length / 8);
  return 1;
#else
  return -1;
#endif
}

#endif
