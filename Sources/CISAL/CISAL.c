// What is declared here of ISA-L's structs is its binary interface as it has been since version 2.30, under the name
// libisal.so.2; see igzip_lib.h. Only the fields that are used are named, and those before them are counted. Before
// the library is used, `isal_works` tries it.
#include "CISAL.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#if __has_include(<isa-l/igzip_lib.h>)
#include <isa-l/igzip_lib.h>
#define HAS_HEADER 1
#else
#define HAS_HEADER 0
#endif

// The beginning of isal_zstream.
struct deflater {
  uint8_t *next_in;
  uint32_t avail_in;
  uint32_t total_in;
  uint8_t *next_out;
  uint32_t avail_out;
  uint32_t total_out;
  void *hufftables;
  uint32_t level;
  uint32_t level_buf_size;
  uint8_t *level_buf;
  uint16_t end_of_stream;
  uint16_t flush;
  uint16_t gzip_flag;
  uint16_t hist_bits;
  uint32_t positions[5];
  int state;
};

// inflate_state without its buffers, which are the last fields.
struct inflater {
  uint8_t *next_out;
  uint32_t avail_out;
  uint32_t total_out;
  uint8_t *next_in;
  uint64_t read_in;
  uint32_t avail_in;
  int32_t read_in_length;
  uint32_t literal_codes[1 << 12];
  uint16_t long_literal_codes[1264];
  uint16_t distance_codes[1 << 10];
  uint16_t long_distance_codes[80];
  int block_state;
};

enum {
  // The sizes of the whole structs on machines of 64 bits; those of other machines are smaller.
  DEFLATER_SIZE = 82384,
  INFLATER_SIZE = 87368,
  // Room after each struct that the library must leave alone. Also what saves us if it doesn't.
  MARGIN = 128 * 1024,
  // The memory that the library recommends for a level.
  LEVEL_1_SIZE = 282624,
  LEVEL_2_SIZE = 331776,

  INFLATER_FINISHED = 5,
  DEFLATER_AT_HEADER = 0,
  DEFLATER_ENDED = 11,
  FLUSHES_NOTHING = 0,
  FLUSHES_TO_BYTE = 1,
};

int isal_load(struct isal_library *library) {
  memset(library, 0, sizeof *library);
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
  if (library->inflate_init && library->inflate_reset && library->inflate && library->deflate_init
      && library->deflate_reset && library->deflate_set_dict && library->deflate && library->crc32
      && isal_works(library))
    return 1;
  memset(library, 0, sizeof *library);
  dlclose(handle);
  return 0;
}

uint32_t isal_crc32(const struct isal_library *library, uint32_t crc, const void *bytes, size_t count) {
  return library->crc32(crc, (const unsigned char *)bytes, count);
}

void *isal_inflater_create(const struct isal_library *library) {
  struct inflater *inflater = calloc(1, INFLATER_SIZE + MARGIN);
  if (inflater) library->inflate_init(inflater);
  return inflater;
}

void isal_inflater_reset(const struct isal_library *library, void *inflater) {
  library->inflate_reset(inflater);
}

int isal_inflater_run(
    const struct isal_library *library, void *inflater, const uint8_t *input, uint32_t count, uint8_t *output,
    uint32_t room, uint32_t *taken, uint32_t *made, uint32_t *excess) {
  struct inflater *state = inflater;
  state->next_in = (uint8_t *)input;
  state->avail_in = count;
  state->next_out = output;
  state->avail_out = room;
  *excess = 0;
  int code = library->inflate(state);
  *taken = count - state->avail_in;
  *made = room - state->avail_out;
  if (code < 0) return code;
  if (state->block_state != INFLATER_FINISHED) return 0;
  *excess = (uint32_t)(state->read_in_length / 8);
  return 1;
}

void *isal_deflater_create(const struct isal_library *library, uint32_t level) {
  uint32_t size = level == 1 ? LEVEL_1_SIZE : LEVEL_2_SIZE;
  // The library's working memory for a level comes after the stream, and starts on a line of the cache.
  size_t stream_size = (DEFLATER_SIZE + MARGIN + 63) & ~(size_t)63;
  struct deflater *stream = calloc(1, stream_size + size + MARGIN);
  if (!stream) return NULL;
  library->deflate_init(stream);
  stream->level = level;
  stream->level_buf = (uint8_t *)stream + stream_size;
  stream->level_buf_size = size;
  return stream;
}

int isal_deflater_begin(
    const struct isal_library *library, void *deflater, const uint8_t *dictionary, uint32_t count) {
  struct deflater *stream = deflater;
  library->deflate_reset(stream);
  stream->avail_in = 0;
  return count ? library->deflate_set_dict(stream, (uint8_t *)dictionary, count) : 0;
}

void isal_deflater_feed(void *deflater, const uint8_t *input, uint32_t count) {
  struct deflater *stream = deflater;
  stream->next_in = (uint8_t *)input;
  stream->avail_in = count;
}

int isal_deflater_run(
    const struct isal_library *library, void *deflater, uint8_t *output, uint32_t room, int ends_on_byte,
    int ends_data, uint32_t *made) {
  struct deflater *stream = deflater;
  stream->next_out = output;
  stream->avail_out = room;
  stream->flush = ends_on_byte ? FLUSHES_TO_BYTE : FLUSHES_NOTHING;
  stream->end_of_stream = ends_data != 0;
  int code = library->deflate(stream);
  *made = room - stream->avail_out;
  if (code != 0) return code < 0 ? code : -1;
  if (stream->avail_in > 0) return 0;
  if (ends_data) return stream->state == DEFLATER_ENDED;
  return ends_on_byte ? stream->state == DEFLATER_AT_HEADER : stream->avail_out > 0;
}

// The trial: a sample in two parts, the second after the first as its dictionary, as chunks of an archive are.

enum { PART = 6000, PACKED_ROOM = 4 * PART, STEP = 512 };

static const uint32_t sample_crc = 0x43DAD370;

static void fill_sample(uint8_t *sample) {
  uint32_t number = 1;
  for (int index = 0; index < 2 * PART; index++) {
    number = number * 1103515245 + 12345;
    // Letters, and repetitions from near and far.
    sample[index] = index > 300 && index / 16 % 3 ? sample[index - 37 - number % 2 * 200] : 'a' + (number >> 16) % 26;
  }
}

static int margin_is_whole(const void *memory, size_t size) {
  const uint8_t *margin = (const uint8_t *)memory + size;
  for (size_t index = 0; index < MARGIN; index++)
    if (margin[index]) return 0;
  return 1;
}

// Returns the size of the compressed sample, 0 where something is not as it should be.
static uint32_t pack_sample(
    const struct isal_library *library, struct deflater *stream, const uint8_t *sample, uint8_t *packed) {
  uint32_t size = 0;
  for (int part = 0; part < 2; part++) {
    if (isal_deflater_begin(library, stream, sample, part ? PART : 0) != 0) return 0;
    isal_deflater_feed(stream, sample + part * PART, PART);
    int code = 0;
    // Small rooms: the library must say that it wants more. So many that one which makes nothing is given up.
    for (int call = 0; code == 0 && call < PACKED_ROOM / STEP; call++) {
      uint32_t made;
      code = isal_deflater_run(library, stream, packed + size, STEP, part == 0, part == 1, &made);
      if (made > STEP || size + made > PACKED_ROOM - STEP) return 0;
      size += made;
    }
    if (code != 1 || stream->avail_in != 0) return 0;
  }
  return size;
}

// Whether the compressed sample, with two bytes after it, is the sample again, and ends where it ends.
static int unpacks_to_sample(
    const struct isal_library *library, struct inflater *state, const uint8_t *packed, uint32_t size,
    const uint8_t *sample, uint8_t *unpacked) {
  uint32_t from = 0, total = 0;
  int code = 0;
  uint32_t excess = 0;
  isal_inflater_reset(library, state);
  for (int call = 0; code == 0 && call < 4 * PACKED_ROOM / STEP; call++) {
    uint32_t taken, made, count = size + 2 - from < STEP ? size + 2 - from : STEP;
    uint32_t room = 2 * PART - total < STEP ? 2 * PART - total : STEP;
    code = isal_inflater_run(
        library, state, packed + from, count, unpacked + total, room, &taken, &made, &excess);
    if (taken > count || made > room) return 0;
    from += taken;
    total += made;
  }
  return code == 1 && total == 2 * PART && from - excess == size && memcmp(sample, unpacked, total) == 0;
}

int isal_works(const struct isal_library *library) {
  uint8_t *sample = calloc(1, 2 * PART + PACKED_ROOM + 2 * PART);
  struct inflater *state = isal_inflater_create(library);
  struct deflater *streams[2] = {isal_deflater_create(library, 1), isal_deflater_create(library, 2)};
  int works = sample && state && streams[0] && streams[1];
  if (works) {
    uint8_t *packed = sample + 2 * PART, *unpacked = packed + PACKED_ROOM;
    fill_sample(sample);
    works = isal_crc32(library, isal_crc32(library, 0, sample, PART), sample + PART, PART) == sample_crc;
    for (int level = 0; works && level < 2; level++) {
      uint32_t size = pack_sample(library, streams[level], sample, packed);
      // It compresses, and the declared structs are where the library ends, too.
      works = size > 0 && size < PART * 3 / 2 && margin_is_whole(streams[level], DEFLATER_SIZE)
          && unpacks_to_sample(library, state, packed, size, sample, unpacked)
          && margin_is_whole(state, INFLATER_SIZE);
    }
  }
  free(streams[1]);
  free(streams[0]);
  free(state);
  free(sample);
  return works;
}

int isal_declarations_match_header(void) {
#if HAS_HEADER
#define SAME(ours, its, field) (offsetof(struct ours, field) == offsetof(struct its, field))
  return DEFLATER_SIZE >= sizeof(struct isal_zstream) && INFLATER_SIZE >= sizeof(struct inflate_state)
      && SAME(deflater, isal_zstream, next_in) && SAME(deflater, isal_zstream, avail_in)
      && SAME(deflater, isal_zstream, next_out) && SAME(deflater, isal_zstream, avail_out)
      && SAME(deflater, isal_zstream, level) && SAME(deflater, isal_zstream, level_buf)
      && SAME(deflater, isal_zstream, level_buf_size) && SAME(deflater, isal_zstream, end_of_stream)
      && SAME(deflater, isal_zstream, flush)
      && offsetof(struct deflater, state) == offsetof(struct isal_zstream, internal_state.state)
      && SAME(inflater, inflate_state, next_in) && SAME(inflater, inflate_state, avail_in)
      && SAME(inflater, inflate_state, next_out) && SAME(inflater, inflate_state, avail_out)
      && SAME(inflater, inflate_state, read_in_length) && SAME(inflater, inflate_state, block_state)
      && LEVEL_1_SIZE == ISAL_DEF_LVL1_DEFAULT && LEVEL_2_SIZE == ISAL_DEF_LVL2_DEFAULT
      && (int)INFLATER_FINISHED == (int)ISAL_BLOCK_FINISH && (int)DEFLATER_ENDED == (int)ZSTATE_END
      && (int)DEFLATER_AT_HEADER == (int)ZSTATE_NEW_HDR && FLUSHES_TO_BYTE == SYNC_FLUSH
      && FLUSHES_NOTHING == NO_FLUSH;
#else
  return -1;
#endif
}
