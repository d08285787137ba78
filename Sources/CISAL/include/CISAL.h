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
struct isal_zstream;
#endif

/// The functions of the library that are used here.
struct isal_library {
  void (*inflate_init)(struct inflate_state *);
  void (*inflate_reset)(struct inflate_state *);
  int (*inflate)(struct inflate_state *);
  void (*deflate_init)(struct isal_zstream *);
  void (*deflate_reset)(struct isal_zstream *);
  int (*deflate_set_dict)(struct isal_zstream *, uint8_t *, uint32_t);
  int (*deflate)(struct isal_zstream *);
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
  *(void **)&library->deflate_init = dlsym(handle, "isal_deflate_init");
  *(void **)&library->deflate_reset = dlsym(handle, "isal_deflate_reset");
  *(void **)&library->deflate_set_dict = dlsym(handle, "isal_deflate_set_dict");
  *(void **)&library->deflate = dlsym(handle, "isal_deflate");
  *(void **)&library->crc32 = dlsym(handle, "crc32_gzip_refl");
  return library->inflate_init && library->inflate_reset && library->inflate && library->deflate_init
      && library->deflate_reset && library->deflate_set_dict && library->deflate && library->crc32;
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

/// A compressor to raw deflate data at ISA-L's level 1 or 2, to be ended by `free`; NULL without memory.
static inline void *isal_deflater_create(const struct isal_library *library, uint32_t level) {
#if ISAL_HAS_HEADERS
  uint32_t size = level == 1 ? ISAL_DEF_LVL1_DEFAULT : ISAL_DEF_LVL2_DEFAULT;
  // The library's working memory for a level stands behind the stream; it starts on a line of the cache.
  size_t stream_size = (sizeof(struct isal_zstream) + 63) & ~(size_t)63;
  struct isal_zstream *stream = (struct isal_zstream *)calloc(1, stream_size + size);
  if (!stream) return NULL;
  library->deflate_init(stream);
  stream->level = level;
  stream->level_buf = (uint8_t *)stream + stream_size;
  stream->level_buf_size = size;
  return stream;
#else
  return NULL;
#endif
}

/// Makes a compressor ready for other data, which stand behind the `count` bytes of `dictionary`, at most 32 KiB.
/// Returns 0, or the library's error.
static inline int isal_deflater_begin(
    const struct isal_library *library, void *deflater, const uint8_t *dictionary, uint32_t count) {
#if ISAL_HAS_HEADERS
  struct isal_zstream *stream = (struct isal_zstream *)deflater;
  library->deflate_reset(stream);
  stream->avail_in = 0;
  return count ? library->deflate_set_dict(stream, (uint8_t *)dictionary, count) : 0;
#else
  return -1;
#endif
}

/// Gives a compressor its next input, which must stay until it is taken.
static inline void isal_deflater_feed(void *deflater, const uint8_t *input, uint32_t count) {
#if ISAL_HAS_HEADERS
  struct isal_zstream *stream = (struct isal_zstream *)deflater;
  stream->next_in = (uint8_t *)input;
  stream->avail_in = count;
#endif
}

/// Deflates into `output`, and tells how many bytes it made. With `ends_on_byte`, what is made of the input ends
/// on a byte border; with `ends_data`, the data end. Returns 1 once all input is taken and what was asked for
/// has come out, 0 where more room is wanted, or the library's error, which is negative.
static inline int isal_deflater_run(
    const struct isal_library *library, void *deflater, uint8_t *output, uint32_t room, int ends_on_byte,
    int ends_data, uint32_t *made) {
  *made = 0;
#if ISAL_HAS_HEADERS
  struct isal_zstream *stream = (struct isal_zstream *)deflater;
  stream->next_out = output;
  stream->avail_out = room;
  stream->flush = ends_on_byte ? SYNC_FLUSH : NO_FLUSH;
  stream->end_of_stream = ends_data != 0;
  int code = library->deflate(stream);
  *made = room - stream->avail_out;
  if (code != COMP_OK) return code < 0 ? code : -1;
  if (stream->avail_in > 0) return 0;
  enum isal_zstate_state state = stream->internal_state.state;
  return ends_data ? state == ZSTATE_END : ends_on_byte ? state == ZSTATE_NEW_HDR : stream->avail_out > 0;
#else
  return -1;
#endif
}

#endif
