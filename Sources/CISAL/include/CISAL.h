// ISA-L (Intel's Intelligent Storage Acceleration Library; Debian's libisal2): gzip at several times the speed of
// libz, on x86-64 and on AArch64.
//
// It is found when the program runs, never when it is built or linked: neither its headers nor the library are needed
// to build, a binary uses a library that is installed later, and libz does the work where there is none.
// `isal_load` fills a struct with the library's functions once, before threads use it.
#ifndef DESKAUDIT_CISAL_H
#define DESKAUDIT_CISAL_H

#include <stddef.h>
#include <stdint.h>

/// The functions of the library that are used here, with the library's own signatures; `state` and `stream` are the
/// library's structs `inflate_state` and `isal_zstream`.
struct isal_library {
  void (*inflate_init)(void *state);
  void (*inflate_reset)(void *state);
  int (*inflate)(void *state);
  void (*deflate_init)(void *stream);
  void (*deflate_reset)(void *stream);
  int (*deflate_set_dict)(void *stream, uint8_t *dictionary, uint32_t count);
  int (*deflate)(void *stream);
  uint32_t (*crc32)(uint32_t crc, const unsigned char *bytes, uint64_t count);
};

/// Finds the library. Returns 1, or 0 where it is not installed or does not work as declared here (`isal_works`).
int isal_load(struct isal_library *library);

/// Whether the library compresses, decompresses and checks a small sample as its version 2.30 does, and stays inside
/// of the structs that are declared here. Returns 1 or 0.
int isal_works(const struct isal_library *library);

/// Compares the structs and constants that are declared here with those of ISA-L's header.
/// Returns 1 where they are equal, 0 where they differ, -1 where the header was not installed at build time.
int isal_declarations_match_header(void);

/// CRC-32 as gzip has it: `crc` is that of the bytes before, 0 at first.
uint32_t isal_crc32(const struct isal_library *library, uint32_t crc, const void *bytes, size_t count);

/// A decompressor of raw deflate data, to be ended by `free`; NULL without memory.
void *isal_inflater_create(const struct isal_library *library);

/// Makes a decompressor ready for other data.
void isal_inflater_reset(const struct isal_library *library, void *inflater);

/// Inflates from `input` into `output`, and tells how many bytes it took and made. At the end of the data it may
/// have taken bytes that do not belong to them: `excess`, at most 8, some perhaps in an earlier call.
///
/// Returns 1 at the end of the data, 0 where they go on, a negative number where they are damaged.
int isal_inflater_run(
    const struct isal_library *library, void *inflater, const uint8_t *input, uint32_t count, uint8_t *output,
    uint32_t room, uint32_t *taken, uint32_t *made, uint32_t *excess);

/// A compressor to raw deflate data at ISA-L's level 1 or 2, to be ended by `free`; NULL without memory.
void *isal_deflater_create(const struct isal_library *library, uint32_t level);

/// Makes a compressor ready for other data, which come after the `count` bytes of `dictionary`, at most 32 KiB.
/// Returns 0, or the library's error.
int isal_deflater_begin(
    const struct isal_library *library, void *deflater, const uint8_t *dictionary, uint32_t count);

/// Gives a compressor its next input, which must stay until it is taken.
void isal_deflater_feed(void *deflater, const uint8_t *input, uint32_t count);

/// Deflates into `output`, and tells how many bytes it made. With `ends_on_byte`, what is made of the input ends
/// on a byte border; with `ends_data`, the data end. Returns 1 once all input is taken and what was asked for
/// has come out, 0 where more room is wanted, or the library's error, which is negative.
int isal_deflater_run(
    const struct isal_library *library, void *deflater, uint8_t *output, uint32_t room, int ends_on_byte,
    int ends_data, uint32_t *made);

#endif
