// What an audit of the demo cannot do without, as loops that each do one thing, and one of them on the clock.
//
//   floor LOOP CHAT.csv TICKETING.csv ARCHIVE.tar.gz
//
// Bytes go through all loops in pieces that stay in the cache, as they would in a fast tool. LOOP names the one whose
// time counts; those before it run off the clock, because it needs what they make, and those after it do not run.
// Memory that a loop writes to is there before the clock starts. Prints one line of JSON: processor and wall seconds,
// bytes, and what the loop came to. Whatever is not as the demo writes it ends the program with a sentence.
//
// floors.py compiles this, with -DISAL where ISA-L is installed; libz inflates elsewhere.

#define _GNU_SOURCE
#include <fcntl.h>
#include <immintrin.h>
#include <locale.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>
#ifdef ISAL
#include <isa-l/igzip_lib.h>
#else
#include <zlib.h>
#endif

#if !defined(__AVX2__) || !defined(__PCLMUL__) || !defined(__BMI2__)
#error "the loops are written for x86-64 with AVX2, PCLMUL and BMI2"
#endif

// MARK: What is measured

enum loop {
  EXPORT_READ, EXPORT_SHA256, EXPORT_STRUCTURE, EXPORT_VALUES, EXPORT_COUNT,
  ARCHIVE_READ, ARCHIVE_SHA256, ARCHIVE_INFLATE, ARCHIVE_TAR, ARCHIVE_STRUCTURE, ARCHIVE_VALUES,
  JOIN, LOOPS
};

static const char *const names[LOOPS] = {
  "export-read", "export-sha256", "export-structure", "export-values", "export-count",
  "archive-read", "archive-sha256", "archive-inflate", "archive-tar", "archive-structure", "archive-values",
  "join",
};

static enum loop clocked;
static struct timespec cpu_start, wall_start;
static double cpu_seconds, wall_seconds;
// Bytes that the loop on the clock went over.
static uint64_t bytes_done;

static double since(clockid_t clock, struct timespec start) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)(now.tv_sec - start.tv_sec) + (double)(now.tv_nsec - start.tv_nsec) * 1e-9;
}

static void start(enum loop loop) {
  if (loop != clocked) return;
  clock_gettime(CLOCK_MONOTONIC, &wall_start);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu_start);
}

static void stop(enum loop loop, size_t bytes) {
  if (loop != clocked) return;
  cpu_seconds += since(CLOCK_PROCESS_CPUTIME_ID, cpu_start);
  wall_seconds += since(CLOCK_MONOTONIC, wall_start);
  bytes_done += bytes;
}

__attribute__((noreturn, format(printf, 1, 2))) static void fail(const char *sentence, ...) {
  va_list values;
  va_start(values, sentence);
  vfprintf(stderr, sentence, values);
  va_end(values);
  fputc('\n', stderr);
  exit(1);
}

// MARK: Memory and files

#define PIECE (1u << 20)          // what is read, or inflated, at a time
#define CAPACITY (4u << 20)       // a piece and what is left of the one before: the longest record or member
#define PADDING 128u              // zeros after the last byte, because loops look at 64 bytes at a time

// Memory that grows up to 64 GB without moving, and is zero.
struct store {
  uint8_t *bytes;
  size_t touched;
};

static struct store make_store(void) {
  const size_t most = (size_t)64 << 30;
  void *bytes = mmap(NULL, most, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (bytes == MAP_FAILED) fail("no room for addresses");
  madvise(bytes, most, MADV_HUGEPAGE);
  return (struct store){bytes, 0};
}

// Has the kernel provide the first `count` bytes; to be called off the clock.
static void provide(struct store *store, size_t count) {
  for (; store->touched < count; store->touched += 4096) ((volatile uint8_t *)store->bytes)[store->touched] = 0;
}

static void *make_bytes(size_t count) {
  struct store store = make_store();
  provide(&store, count);
  return store.bytes;
}

static int open_file(const char *path) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) fail("%s cannot be opened", path);
  return file;
}

// As many bytes as were asked for, or all that are left.
static size_t read_bytes(int file, uint8_t *bytes, size_t count) {
  size_t done = 0;
  while (done < count) {
    ssize_t got = read(file, bytes + done, count - done);
    if (got < 0) fail("a file cannot be read");
    if (got == 0) break;
    done += (size_t)got;
  }
  return done;
}

// MARK: 64 bytes at a time

struct block {
  __m256i low, high;
};

static inline struct block load_block(const uint8_t *bytes) {
  return (struct block){_mm256_loadu_si256((const __m256i *)bytes), _mm256_loadu_si256((const __m256i *)(bytes + 32))};
}

static inline uint64_t bits(__m256i low, __m256i high) {
  return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

// A bit for each byte of the block that is this one.
static inline uint64_t equal(struct block block, char byte) {
  const __m256i wanted = _mm256_set1_epi8(byte);
  return bits(_mm256_cmpeq_epi8(block.low, wanted), _mm256_cmpeq_epi8(block.high, wanted));
}

// For each bit the parity of it and all below: from an opening quote up to its closing one.
static inline uint64_t parity(uint64_t quotes) {
  const __m128i ones = _mm_set1_epi8(-1);
  return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_set_epi64x(0, (int64_t)quotes), ones, 0));
}

// Writes the places of the bits, `usual` of them without a branch, and returns where the next goes.
static inline __attribute__((always_inline)) uint32_t *put_places(
    uint32_t *out, uint64_t bits, uint32_t base, int usual) {
  const int count = __builtin_popcountll(bits);
  for (int index = 0; index < usual; index++) {
    out[index] = base + (uint32_t)_tzcnt_u64(bits);
    bits = _blsr_u64(bits);
  }
  for (int index = usual; index < count; index++) {
    out[index] = base + (uint32_t)_tzcnt_u64(bits);
    bits = _blsr_u64(bits);
  }
  return out + count;
}

// The bits of the block that are bytes of the text, of which `left` are left.
static inline uint64_t within(size_t left) { return left >= 64 ? ~0ull : (1ull << left) - 1; }

// MARK: Export: structure (RFC 4180)

struct fields {
  size_t count;    // of fields that end
  size_t records;  // of records that end
  bool misplaced;  // a quote within an unquoted field, or text after a closing quote
};

// Writes where each field ends: at a comma or LF outside quotes. `bytes` begin with a record.
static struct fields find_fields(const uint8_t *bytes, size_t count, uint32_t *ends) {
  struct fields fields = {0};
  uint32_t *next = ends;
  uint64_t inside = 0, opens = 1, closed = 0, misplaced = 0;
  for (size_t at = 0; at < count; at += 64) {
    const struct block block = load_block(bytes + at);
    const uint64_t quotes = equal(block, '"'), lines = equal(block, '\n');
    const uint64_t quoted = parity(quotes) ^ inside;
    inside = (uint64_t)((int64_t)quoted >> 63);
    const uint64_t separators = (equal(block, ',') | lines) & ~quoted;
    next = put_places(next, separators, (uint32_t)at, 6);
    fields.records += (size_t)__builtin_popcountll(lines & ~quoted);
    // A quote opens after a separator, or as the second of a pair; what closes is before a separator or a quote.
    const uint64_t may_open = separators | quotes, closing = quotes & ~quoted;
    misplaced |= quotes & quoted & ~(may_open << 1 | opens);
    misplaced |= (closing << 1 | closed) & ~(may_open | equal(block, '\r')) & within(count - at);
    opens = may_open >> 63;
    closed = closing >> 63;
  }
  fields.count = (size_t)(next - ends);
  fields.misplaced = misplaced != 0;
  return fields;
}

// MARK: Export: second count

struct counting {
  size_t records;
  bool inside, after_line;
};

// Counts LFs that are not after another, and have an even number of quotes before them.
static void count_records(struct counting *counting, const uint8_t *bytes, size_t count) {
  size_t records = 0;
  unsigned inside = counting->inside;
  uint64_t after = counting->after_line;
  for (size_t at = 0; at < count; at += 64) {
    const struct block block = load_block(bytes + at);
    const uint64_t quotes = equal(block, '"'), lines = equal(block, '\n');
    for (uint64_t left = lines & ~(lines << 1 | after); left != 0; left = _blsr_u64(left)) {
      records += ((unsigned)__builtin_popcountll(quotes & _blsmsk_u64(left)) ^ inside ^ 1) & 1;
    }
    inside ^= (unsigned)__builtin_popcountll(quotes) & 1;
    after = lines >> 63;
  }
  *counting = (struct counting){counting->records + records, inside, bytes[count - 1] == '\n'};
}

// MARK: Values

struct text {
  const uint8_t *bytes;
  size_t count;
};

static inline uint64_t load64(const uint8_t *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

static inline uint32_t load32(const uint8_t *bytes) {
  uint32_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

__attribute__((noreturn, cold)) static void unreadable(const char *what, struct text text) {
  fail("'%.*s' is not %s", (int)(text.count < 80 ? text.count : 80), (const char *)text.bytes, what);
}

// Eight digits at once.
static inline uint64_t digits(uint64_t word, uint64_t *faults) {
  word -= 0x3030303030303030;
  *faults |= (word | (word + 0x7676767676767676)) & 0x8080808080808080;
  word = word * 10 + (word >> 8);
  return ((word & 0x000000FF000000FF) * (100 + (1000000ull << 32))
          + (word >> 16 & 0x000000FF000000FF) * (1 + (10000ull << 32))) >> 32;
}

// One to eight digits: those that are not there, in front, are zeros.
static inline uint64_t few_digits(const uint8_t *bytes, size_t count, uint64_t *faults) {
  const unsigned free = (unsigned)(64 - 8 * count);
  return digits(load64(bytes) << free | (0x3030303030303030 & ((1ull << free) - 1)), faults);
}

// Decimal digits with an optional sign and without a leading zero, up to sixteen: the demo has no longer ones.
static inline int64_t integer(struct text text) {
  const bool is_negative = text.count != 0 && *text.bytes == '-';
  const uint8_t *bytes = text.bytes + is_negative;
  const size_t count = text.count - is_negative;
  if (count - 1 > 15 || (*bytes == '0' && text.count > 1)) unreadable("an integer", text);
  uint64_t faults = 0;
  const int64_t number = (int64_t)(
    count <= 8 ? few_digits(bytes, count, &faults)
               : few_digits(bytes, count - 8, &faults) * 100000000 + digits(load64(bytes + count - 8), &faults));
  if (faults) unreadable("an integer", text);
  return is_negative ? -number : number;
}

struct instant {
  int64_t seconds;
  uint32_t nanoseconds;
};

// RFC 3339 with a zone, one to nine digits of a fraction, a space allowed in place of the T.
static inline struct instant instant(struct text text) {
  static const uint8_t days[16] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  static const uint16_t before[16] = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  const uint8_t *bytes = text.bytes;
  if (text.count < 20) unreadable("a time", text);
  uint64_t faults = 0;
  const int64_t year = (int64_t)few_digits(bytes, 4, &faults);

  // From the last digit of the year on: 0-02-02T02:02:02. Two digits become one number of sixteen bits each.
  const __m128i rest = _mm_loadu_si128((const __m128i *)(bytes + 3));
  const __m128i pairs = _mm_shuffle_epi8(
    _mm_sub_epi8(rest, _mm_set1_epi8('0')), _mm_setr_epi8(2, 3, 5, 6, 8, 9, 11, 12, 14, 15, -1, -1, -1, -1, -1, -1));
  const __m128i fields = _mm_maddubs_epi16(pairs, _mm_set1_epi16(10 + (1 << 8)));
  const __m128i most = _mm_setr_epi16(12, 31, 23, 59, 59, 0, 0, 0), least = _mm_setr_epi16(1, 1, 0, 0, 0, 0, 0, 0);
  const __m128i wrong = _mm_or_si128(
    _mm_or_si128(_mm_cmpgt_epi16(fields, most), _mm_cmpgt_epi16(least, fields)),
    _mm_xor_si128(_mm_max_epu8(pairs, _mm_set1_epi8(9)), _mm_set1_epi8(9)));
  const __m128i signs = _mm_cmpeq_epi8(rest, _mm_setr_epi8(0, '-', 0, 0, '-', 0, 0, 'T', 0, 0, ':', 0, 0, ':', 0, 0));
  const int found = _mm_movemask_epi8(signs) | (bytes[10] == ' ' || bytes[10] == 't') << 7;
  if ((found & 0x2492) != 0x2492 || !_mm_testz_si128(wrong, wrong)) unreadable("a time", text);
  const int month = _mm_extract_epi16(fields, 0), day = _mm_extract_epi16(fields, 1);
  const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (day > days[month] + (is_leap && month == 2)) unreadable("a time", text);

  // Leap days before this year; the constant is that of the days from the year 0 to 1970.
  const int64_t leap_days = (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
  const int64_t date = year * 365 + leap_days + before[month] + (is_leap && month > 2) + day - 1 - 719528;
  int64_t seconds = date * 86400 + _mm_extract_epi16(fields, 2) * 3600 + _mm_extract_epi16(fields, 3) * 60
    + _mm_extract_epi16(fields, 4);

  size_t zone = 1;
  if ((bytes[text.count - 1] | 0x20) != 'z') {
    zone = 6;
    const uint8_t *offset = bytes + text.count - 6;
    const int64_t hours = (int64_t)few_digits(offset + 1, 2, &faults), minutes = (int64_t)few_digits(offset + 4, 2, &faults);
    if (text.count < 25 || (*offset != '+' && *offset != '-') || offset[3] != ':' || hours > 23 || minutes > 59) {
      unreadable("a time", text);
    }
    const int64_t east = hours * 3600 + minutes * 60;
    seconds -= *offset == '-' ? -east : east;
  }
  // The fraction as nine digits, those that are not there zeros.
  const size_t rest_count = text.count - 19 - zone, count = rest_count > 0 ? rest_count - 1 : 0;
  const uint64_t present = count < 8 ? (1ull << 8 * count) - 1 : ~0ull;
  const uint64_t fraction = digits((load64(bytes + 20) & present) | (0x3030303030303030 & ~present), &faults);
  const uint64_t ninth = count == 9 ? bytes[28] - '0' : 0;
  if (rest_count == 1 || count > 9 || ninth > 9 || (count > 0 && bytes[19] != '.')) unreadable("a time", text);
  const uint64_t nanoseconds = fraction * 10 + ninth;
  if (faults) unreadable("a time", text);
  return (struct instant){seconds, (uint32_t)nanoseconds};
}

// true or false in any case; without a branch, because nobody can guess which.
static inline bool flag(struct text text) {
  const uint32_t word = load32(text.bytes) | 0x20202020;
  const bool is_true = (word == 0x65757274) & (text.count == 4);  // "true" and "fals", backwards
  const bool is_false = (word == 0x736C6166) & (text.count == 5) & ((text.bytes[4] | 0x20) == 'e');
  if (!(is_true | is_false)) unreadable("true or false", text);
  return is_true;
}

// The product's halves, folded.
static inline uint64_t fold(uint64_t left, uint64_t right) {
  const unsigned __int128 product = (unsigned __int128)left * right;
  return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

// 64 bits of a text, sixteen bytes a step in two lanes.
static inline uint64_t digest(struct text text) {
  const uint64_t first = 0x9E3779B97F4A7C15, second = 0xD6E8FEB86659FD93, last = 0xA0761D6478BD642F;
  const uint8_t *bytes = text.bytes;
  uint64_t state = text.count ^ last, other = second, word = 0, end = 0;
  if (text.count >= 16) {
    const uint8_t *final = bytes + text.count - 16;
    for (; bytes < final; bytes += 16) {
      state = fold(state ^ load64(bytes), first);
      other = fold(other ^ load64(bytes + 8), second);
    }
    word = load64(final);
    end = load64(final + 8);
  } else if (text.count >= 8) {
    word = load64(bytes);
    end = load64(bytes + text.count - 8);
  } else if (text.count >= 4) {
    word = load32(bytes);
    end = load32(bytes + text.count - 4);
  } else if (text.count > 0) {
    word = (uint64_t)bytes[0] | (uint64_t)bytes[text.count / 2] << 8 | (uint64_t)bytes[text.count - 1] << 16;
  }
  return fold(fold(state ^ word, first) ^ fold(other ^ end, second), last);
}

// The place of the first such byte, or the count.
static inline size_t find_byte(struct text text, char byte) {
  for (size_t at = 0; at < text.count; at += 32) {
    const __m256i part = _mm256_loadu_si256((const __m256i *)(text.bytes + at));
    const uint32_t marks = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(part, _mm256_set1_epi8(byte)));
    if (marks != 0) {
      const size_t place = at + _tzcnt_u32(marks);
      return place < text.count ? place : text.count;
    }
  }
  return text.count;
}

// Copies up to the first such byte, 32 bytes at a time, and returns its place, or the count.
static inline size_t copy_to_byte(struct text text, char byte, uint8_t *out) {
  for (size_t at = 0; at < text.count; at += 32) {
    const __m256i part = _mm256_loadu_si256((const __m256i *)(text.bytes + at));
    _mm256_storeu_si256((__m256i *)(out + at), part);
    const uint32_t marks = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(part, _mm256_set1_epi8(byte)));
    if (marks != 0) {
      const size_t place = at + _tzcnt_u32(marks);
      return place < text.count ? place : text.count;
    }
  }
  return text.count;
}

static inline struct text after(struct text text, size_t count) {
  return (struct text){text.bytes + count, text.count - count};
}

// A field without its quotes, and with one quote for two; where there are none, the field itself.
static inline struct text unquoted(struct text text, uint8_t *scratch) {
  if (text.count == 0 || *text.bytes != '"') return text;
  text = (struct text){text.bytes + 1, text.count - 2};
  if (find_byte(text, '"') == text.count) return text;
  uint8_t *out = scratch;
  while (true) {
    const size_t place = copy_to_byte(text, '"', out);
    if (place == text.count) return (struct text){scratch, (size_t)(out - scratch) + place};
    out += place + 1;
    text = after(text, place + 2);
  }
}

// In lower case; what is beyond ASCII by the C library.
static struct text folded_beyond_ascii(struct text text, uint8_t *scratch) {
  uint8_t *out = scratch;
  while (text.count > 0) {
    size_t taken = 1;
    if (*text.bytes < 0x80) {
      *out++ = *text.bytes >= 'A' && *text.bytes <= 'Z' ? *text.bytes | 0x20 : *text.bytes;
    } else {
      mbstate_t read = {0}, written = {0};
      wchar_t character;
      taken = mbrtowc(&character, (const char *)text.bytes, text.count, &read);
      if (taken - 1 >= text.count) unreadable("UTF-8", text);
      out += wcrtomb((char *)out, (wchar_t)towlower((wint_t)character), &written);
    }
    text = after(text, taken);
  }
  return (struct text){scratch, (size_t)(out - scratch)};
}

static inline bool is_space(uint8_t byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

// What two addresses of one person share: in lower case, without space around it. Beyond ASCII by the C library.
static inline struct text email_key(struct text text, uint8_t *scratch) {
  while (text.count > 0 && is_space(*text.bytes)) text = after(text, 1);
  while (text.count > 0 && is_space(text.bytes[text.count - 1])) text.count--;
  for (size_t at = 0; at < text.count; at += 32) {
    const __m256i part = _mm256_loadu_si256((const __m256i *)(text.bytes + at));
    const uint32_t high = (uint32_t)_mm256_movemask_epi8(part);
    if (high != 0 && at + _tzcnt_u32(high) < text.count) return folded_beyond_ascii(text, scratch);
    const __m256i capital = _mm256_andnot_si256(
      _mm256_cmpgt_epi8(part, _mm256_set1_epi8('Z')), _mm256_cmpgt_epi8(part, _mm256_set1_epi8('A' - 1)));
    const __m256i lower = _mm256_or_si256(part, _mm256_and_si256(capital, _mm256_set1_epi8(0x20)));
    _mm256_storeu_si256((__m256i *)(scratch + at), lower);
  }
  return (struct text){scratch, text.count};
}

// MARK: Records of both sides

struct comment {
  int64_t id, ticket, author, seconds;
  uint64_t body;
  uint32_t length, nanoseconds : 31, is_public : 1;
};

struct ticket {
  int64_t id, requester, seconds;
  uint32_t nanoseconds;
};

// 0 is a text that is empty or null.
struct user {
  int64_t id;
  uint64_t name, email;
};

// What a chat row says of its ticket and of its author, beside their ids; `key` is that of the e-mail.
struct context {
  int64_t requester, seconds;
  uint64_t name, email, key;
  uint32_t nanoseconds;
};

struct ticketing_user {
  int64_t id;
  uint64_t key;
};

static struct store comment_rows, context_rows, ticketing_rows;
static size_t row_count, ticketing_count;
static struct store comments, tickets, users;
static size_t comment_count, ticket_count, user_count;
static uint8_t *scratch;

static inline uint64_t digest_or_zero(struct text text) { return text.count == 0 ? 0 : digest(text); }

static inline void set_body(struct comment *comment, struct text body) {
  comment->body = digest(body);
  comment->length = (uint32_t)body.count;
}

// MARK: Export: values

enum { CHAT_COLUMNS = 10, TICKETING_COLUMNS = 2 };

static const char chat_header[] =
  "TICKET_CREATED_AT,TICKET_REQUESTER_ID,COMMENT_PART_ID,CONVERSATION_ID,COMMENT_PUBLIC,"
  "BODY,COMMENT_CREATED_AT,AUTHOR_ID,NAME,EMAIL";
static const char ticketing_header[] = "id,email";

// The field between the separator before it and its own; the last of a record may have a CR at its end.
static inline struct text field(const uint8_t *bytes, const uint32_t *ends, size_t column, size_t columns) {
  const size_t from = (uint32_t)(ends[(ptrdiff_t)column - 1] + 1);
  size_t to = ends[column];
  if ((bytes[to] == '\n') != (column == columns - 1)) fail("a record has another number of fields than the header");
  if (column == columns - 1 && to > from && bytes[to - 1] == '\r') to--;
  return (struct text){bytes + from, to - from};
}

// `ends[-1]` is the end of the record before the first one.
static void read_chat_rows(const uint8_t *bytes, const uint32_t *ends, size_t records) {
  struct comment *comment = (struct comment *)comment_rows.bytes + row_count;
  struct context *context = (struct context *)context_rows.bytes + row_count;
  for (size_t record = 0; record < records; record++, ends += CHAT_COLUMNS, comment++, context++) {
#define FIELD(column) unquoted(field(bytes, ends, column, CHAT_COLUMNS), scratch)
    const struct instant opened = instant(FIELD(0));
    context->seconds = opened.seconds;
    context->nanoseconds = opened.nanoseconds;
    context->requester = integer(FIELD(1));
    comment->id = integer(FIELD(2));
    comment->ticket = integer(FIELD(3));
    comment->is_public = flag(FIELD(4));
    set_body(comment, FIELD(5));
    const struct instant written = instant(FIELD(6));
    comment->seconds = written.seconds;
    comment->nanoseconds = written.nanoseconds & 0x7FFFFFFF;
    comment->author = integer(FIELD(7));
    context->name = digest_or_zero(FIELD(8));
    const struct text email = FIELD(9);
    context->email = digest_or_zero(email);
    context->key = digest_or_zero(email_key(email, scratch + CAPACITY));
#undef FIELD
  }
}

static void read_ticketing_rows(const uint8_t *bytes, const uint32_t *ends, size_t records) {
  struct ticketing_user *user = (struct ticketing_user *)ticketing_rows.bytes + ticketing_count;
  for (size_t record = 0; record < records; record++, ends += TICKETING_COLUMNS, user++) {
    user->id = integer(unquoted(field(bytes, ends, 0, TICKETING_COLUMNS), scratch));
    const struct text email = unquoted(field(bytes, ends, 1, TICKETING_COLUMNS), scratch);
    user->key = digest_or_zero(email_key(email, scratch + CAPACITY));
  }
}

// MARK: Export: piece by piece

// What a loop came to in one file.
struct export_result {
  size_t bytes, records, fields;
  char sha256[2 * EVP_MAX_MD_SIZE + 1];
};

static void write_hexadecimal(EVP_MD_CTX *context, char *out) {
  unsigned char hash[EVP_MAX_MD_SIZE];
  unsigned count = 0;
  EVP_DigestFinal_ex(context, hash, &count);
  for (unsigned index = 0; index < count; index++) sprintf(out + 2 * index, "%02x", hash[index]);
  EVP_MD_CTX_free(context);
}

static EVP_MD_CTX *make_sha256(void) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (!context || !EVP_DigestInit_ex(context, EVP_sha256(), NULL)) fail("libcrypto has no SHA-256");
  return context;
}

static struct export_result read_export(const char *path, bool is_chat) {
  const bool structures = clocked == EXPORT_STRUCTURE || clocked == EXPORT_VALUES || clocked == JOIN;
  const size_t columns = is_chat ? CHAT_COLUMNS : TICKETING_COLUMNS;
  const char *header = is_chat ? chat_header : ticketing_header;
  uint8_t *bytes = make_bytes(CAPACITY + PADDING);
  // One before the first, for the end of a record that is not there.
  uint32_t *ends = (uint32_t *)make_bytes(sizeof(uint32_t) * (CAPACITY + PADDING)) + 1;
  ends[-1] = UINT32_MAX;
  struct export_result result = {0};
  struct counting counting = {.after_line = true};
  EVP_MD_CTX *sha256 = make_sha256();
  const int file = open_file(path);
  size_t kept = 0, got;
  do {
    if (kept > CAPACITY - PIECE) fail("%s has a record of more than %u bytes", path, CAPACITY - PIECE);
    start(EXPORT_READ);
    got = read_bytes(file, bytes + kept, PIECE);
    stop(EXPORT_READ, got);
    size_t size = kept + got;
    if (got == 0 && size > 0) bytes[size++] = '\n';
    memset(bytes + size, 0, PADDING);
    if (result.bytes == 0 && memcmp(bytes, header, strlen(header)) != 0) fail("%s has other columns", path);
    result.bytes += got;
    if (clocked == EXPORT_SHA256) {
      start(EXPORT_SHA256);
      EVP_DigestUpdate(sha256, bytes, got);
      stop(EXPORT_SHA256, got);
    }
    if (clocked == EXPORT_COUNT && got > 0) {
      start(EXPORT_COUNT);
      count_records(&counting, bytes, got);
      stop(EXPORT_COUNT, got);
    }
    if (!structures || size == 0) continue;

    start(EXPORT_STRUCTURE);
    const struct fields fields = find_fields(bytes, size, ends);
    stop(EXPORT_STRUCTURE, got);
    if (fields.misplaced) fail("%s has a quote that is out of place", path);
    const size_t whole = fields.records * columns;
    if (fields.count < whole || (whole > 0 && bytes[ends[whole - 1]] != '\n')) {
      fail("%s has a record of another number of fields than the header", path);
    }
    // The header is the first record of the first piece.
    const size_t first = result.records == 0 && whole > 0 ? 1 : 0;
    result.records += fields.records;
    result.fields += whole;
    if (clocked != EXPORT_STRUCTURE && whole > 0) {
      const size_t records = fields.records - first;
      provide(&comment_rows, (row_count + records) * sizeof(struct comment));
      provide(&context_rows, (row_count + records) * sizeof(struct context));
      provide(&ticketing_rows, (ticketing_count + records) * sizeof(struct ticketing_user));
      start(EXPORT_VALUES);
      (is_chat ? read_chat_rows : read_ticketing_rows)(bytes, ends + first * columns, records);
      stop(EXPORT_VALUES, got);
      *(is_chat ? &row_count : &ticketing_count) += records;
    }
    const size_t used = whole > 0 ? ends[whole - 1] + 1 : 0;
    kept = size - used;
    memmove(bytes, bytes + used, kept);
  } while (got > 0);
  close(file);
  if (clocked == EXPORT_COUNT) result.records = counting.records + !counting.after_line;
  if (result.records > 0) result.records--;
  write_hexadecimal(sha256, result.sha256);
  return result;
}

// MARK: Archive: inflate

struct inflater {
#ifdef ISAL
  struct inflate_state state;
#else
  z_stream state;
#endif
  bool is_finished;
};

static void begin_inflating(struct inflater *inflater) {
  memset(inflater, 0, sizeof *inflater);
#ifdef ISAL
  isal_inflate_init(&inflater->state);
  inflater->state.crc_flag = ISAL_GZIP;
#else
  if (inflateInit2(&inflater->state, 15 + 16) != Z_OK) fail("libz cannot inflate");
#endif
}

// One gzip member (RFC 1952), with the CRC-32 at its end. Returns the bytes that were made.
static size_t inflate_piece(struct inflater *inflater, uint8_t *out, size_t room) {
  inflater->state.next_out = out;
  inflater->state.avail_out = (uint32_t)room;
#ifdef ISAL
  if (isal_inflate(&inflater->state) != ISAL_DECOMP_OK) fail("ISA-L cannot inflate the archive");
  inflater->is_finished = inflater->state.block_state == ISAL_BLOCK_FINISH;
#else
  const int code = inflate(&inflater->state, Z_NO_FLUSH);
  if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) fail("libz cannot inflate the archive");
  inflater->is_finished = code == Z_STREAM_END;
#endif
  return room - inflater->state.avail_out;
}

// MARK: Archive: tar (ustar)

struct member {
  uint32_t start, end;
};

// What the walk over a tar has come to.
struct tar {
  size_t members;
  bool is_finished;
};

static inline uint64_t octal(const uint8_t *bytes, size_t count) {
  uint64_t number = 0;
  for (size_t at = 0; at < count && bytes[at] != 0 && bytes[at] != ' '; at++) {
    if ((bytes[at] & 0xF8) != '0') fail("a header of the tar has a number that is not octal");
    number = number << 3 | (bytes[at] & 7);
  }
  return number;
}

// The sum of a header's bytes, those of the sum itself taken for spaces.
static inline uint64_t header_sum(const uint8_t *header) {
  __m256i sums = _mm256_setzero_si256();
  for (size_t at = 0; at < 512; at += 32) {
    const __m256i part = _mm256_loadu_si256((const __m256i *)(header + at));
    sums = _mm256_add_epi64(sums, _mm256_sad_epu8(part, _mm256_setzero_si256()));
  }
  uint64_t sum = (uint64_t)_mm256_extract_epi64(sums, 0) + (uint64_t)_mm256_extract_epi64(sums, 1)
    + (uint64_t)_mm256_extract_epi64(sums, 2) + (uint64_t)_mm256_extract_epi64(sums, 3);
  for (size_t at = 148; at < 156; at++) sum += (uint64_t)' ' - header[at];
  return sum;
}

// Writes where each member's contents are; returns how many bytes are dealt with. What is not whole waits.
static size_t walk_tar(
    struct tar *tar, const uint8_t *bytes, size_t count, struct member *members, size_t *found) {
  size_t at = 0;
  *found = 0;
  while (count - at >= 512 && !tar->is_finished) {
    const uint8_t *header = bytes + at;
    if (header[0] == 0) {
      if (count - at < 1024) break;
      for (size_t place = 0; place < 1024; place++) if (header[place] != 0) fail("the tar does not end in zeros");
      tar->is_finished = true;
      break;
    }
    const uint64_t size = octal(header + 124, 12), padded = 512 + ((size + 511) & ~511ull);
    if (memcmp(header + 257, "ustar", 5) != 0 || octal(header + 148, 8) != header_sum(header)) {
      fail("the tar has a header that is not one of ustar, or not whole");
    }
    if (header[156] != '0' && header[156] != 0) fail("the tar has an entry that is not a file");
    if (padded > count - at) break;
    members[(*found)++] = (struct member){(uint32_t)(at + 512), (uint32_t)(at + 512 + size)};
    tar->members++;
    at += padded;
  }
  return tar->is_finished ? count : at;
}

// MARK: Archive: structure (RFC 8259)

// The bytes with an odd number of backslashes before them; `carry` is whether the block's first byte is one.
static inline uint64_t escaped_bytes(uint64_t backslashes, uint64_t *carry) {
  const uint64_t even = 0x5555555555555555;
  backslashes &= ~*carry;
  const uint64_t follows = backslashes << 1 | *carry, odd_starts = backslashes & ~even & ~follows;
  unsigned long long from_even;
  *carry = __builtin_uaddll_overflow(odd_starts, backslashes, &from_even);
  return (even ^ from_even << 1) & follows;
}

// { } [ ] : and , by the lower half of the byte: [ and ] differ from { and } by the bit that is set in all. Two control
// characters are taken for : and , as well; where they are not in a string, whoever reads the token finds another byte.
static inline uint64_t find_signs(struct block block) {
  const __m256i table = _mm256_broadcastsi128_si256(
    _mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0));
  const __m256i bit = _mm256_set1_epi8(0x20);
  return bits(
    _mm256_cmpeq_epi8(_mm256_or_si256(block.low, bit), _mm256_shuffle_epi8(table, block.low)),
    _mm256_cmpeq_epi8(_mm256_or_si256(block.high, bit), _mm256_shuffle_epi8(table, block.high)));
}

// Writes where the quotes around strings, and the signs between them, are. Returns where the next goes.
static uint32_t *find_tokens(const uint8_t *bytes, struct member member, uint32_t *next, uint64_t *controls) {
  uint64_t inside = 0, carry = 0, seen = 0;
  for (size_t at = member.start; at < member.end; at += 64) {
    const struct block block = load_block(bytes + at);
    const uint64_t backslashes = equal(block, '\\'), valid = within(member.end - at);
    const uint64_t escaped = (backslashes | carry) != 0 ? escaped_bytes(backslashes, &carry) : 0;
    const uint64_t quotes = equal(block, '"') & ~escaped & valid;
    const uint64_t quoted = parity(quotes) ^ inside;
    inside = (uint64_t)((int64_t)quoted >> 63);
    next = put_places(next, ((find_signs(block) & ~quoted) | quotes) & valid, (uint32_t)at, 16);
    const __m256i last_control = _mm256_set1_epi8(0x1F);
    seen |= quoted & valid & bits(
      _mm256_cmpeq_epi8(_mm256_min_epu8(block.low, last_control), block.low),
      _mm256_cmpeq_epi8(_mm256_min_epu8(block.high, last_control), block.high));
  }
  *controls |= seen | inside;
  return next;
}

// MARK: Archive: values

// The keys of a record type in their usual order, each with the quote at its end.
struct record_type {
  size_t count;
  char keys[6][16];
};

static const struct record_type comment_type = {
  6, {"id\"", "ticket_id\"", "author_id\"", "public\"", "created_at\"", "html_body\""}};
static const struct record_type ticket_type = {3, {"id\"", "created_at\"", "requester_id\""}};
static const struct record_type user_type = {3, {"id\"", "name\"", "email\""}};

// A place among the tokens of a member.
struct cursor {
  const uint8_t *bytes;
  const uint32_t *token;
};

__attribute__((noreturn, cold)) static void unexpected(struct cursor *cursor) {
  fail("a batch is not as expected at: %.60s", (const char *)cursor->bytes + *cursor->token);
}

static inline bool is_json_space(uint8_t byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

// Passes over white space only.
static inline size_t pass_space(const uint8_t *bytes, size_t from) {
  while (is_json_space(bytes[from])) from++;
  return from;
}

static inline bool is_next(struct cursor *cursor, char sign) { return cursor->bytes[*cursor->token] == (uint8_t)sign; }

// Passes a sign with nothing but white space up to the next token.
static inline void pass(struct cursor *cursor, char sign) {
  if (!is_next(cursor, sign)) unexpected(cursor);
  const size_t here = *cursor->token++;
  if (*cursor->token != here + 1 && pass_space(cursor->bytes, here + 1) != *cursor->token) unexpected(cursor);
}

// The bytes between the quotes.
static inline struct text string(struct cursor *cursor) {
  if (!is_next(cursor, '"')) unexpected(cursor);
  const size_t from = (size_t)*cursor->token++ + 1, to = *cursor->token;
  pass(cursor, '"');
  return (struct text){cursor->bytes + from, to - from};
}

// Which key is next: the usual one, else any of the type.
static inline size_t key(struct cursor *cursor, const struct record_type *type, size_t usual) {
  const struct text text = string(cursor);
  const __m128i found = _mm_loadu_si128((const __m128i *)text.bytes);
  const uint32_t wanted = text.count < 16 ? (2u << text.count) - 1 : ~0u;
  for (size_t tried = 0; tried < type->count; tried++) {
    const size_t index = (usual + tried) % type->count;
    const __m128i name = _mm_loadu_si128((const __m128i *)type->keys[index]);
    if (((uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(found, name)) & wanted) == wanted) return index;
  }
  unexpected(cursor);
}

// What is between the colon and the next token, without white space: a number or a word.
static inline struct text bare_value(struct cursor *cursor) {
  if (!is_next(cursor, ':')) unexpected(cursor);
  const size_t from = pass_space(cursor->bytes, (size_t)*cursor->token++ + 1);
  size_t to = *cursor->token;
  while (to > from && is_json_space(cursor->bytes[to - 1])) to--;
  return (struct text){cursor->bytes + from, to - from};
}

static inline uint32_t hexadecimal(const uint8_t *bytes) {
  uint32_t number = 0;
  for (int index = 0; index < 4; index++) {
    const uint8_t byte = bytes[index], letter = byte | 0x20;
    const uint32_t digit = byte >= '0' && byte <= '9' ? byte - 48u : letter >= 'a' && letter <= 'f' ? letter - 87u : 99;
    if (digit > 15) fail("a batch has an escape that is not hexadecimal");
    number = number << 4 | digit;
  }
  return number;
}

static inline uint8_t *put_utf8(uint8_t *out, uint32_t character) {
  if (character < 0x80) {
    *out++ = (uint8_t)character;
  } else if (character < 0x800) {
    *out++ = (uint8_t)(0xC0 | character >> 6);
    *out++ = (uint8_t)(0x80 | (character & 0x3F));
  } else if (character < 0x10000) {
    *out++ = (uint8_t)(0xE0 | character >> 12);
    *out++ = (uint8_t)(0x80 | (character >> 6 & 0x3F));
    *out++ = (uint8_t)(0x80 | (character & 0x3F));
  } else {
    *out++ = (uint8_t)(0xF0 | character >> 18);
    *out++ = (uint8_t)(0x80 | (character >> 12 & 0x3F));
    *out++ = (uint8_t)(0x80 | (character >> 6 & 0x3F));
    *out++ = (uint8_t)(0x80 | (character & 0x3F));
  }
  return out;
}

// A string with its escapes undone; where there are none, the string itself.
static inline struct text unescaped(struct text text) {
  static const char plain[128] = {
    ['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t'};
  if (find_byte(text, '\\') == text.count) return text;
  uint8_t *out = scratch;
  while (true) {
    const size_t place = copy_to_byte(text, '\\', out);
    out += place;
    if (place == text.count) return (struct text){scratch, (size_t)(out - scratch)};
    text = after(text, place + 1);
    if (*text.bytes == 'u' && text.count >= 5) {
      uint32_t character = hexadecimal(text.bytes + 1);
      text = after(text, 5);
      if (character >> 10 == 0xD800 >> 10) {
        const uint32_t low = text.count >= 6 && text.bytes[0] == '\\' && text.bytes[1] == 'u'
          ? hexadecimal(text.bytes + 2) : 0;
        if (low >> 10 != 0xDC00 >> 10) fail("a batch has half a surrogate pair");
        character = 0x10000 + ((character & 0x3FF) << 10 | (low & 0x3FF));
        text = after(text, 6);
      }
      out = put_utf8(out, character);
    } else {
      if (*text.bytes > 127 || plain[*text.bytes] == 0) fail("a batch has an unknown escape");
      *out++ = (uint8_t)plain[*text.bytes];
      text = after(text, 1);
    }
  }
}

// A string, or the empty text for null.
static inline struct text text_value(struct cursor *cursor) {
  const struct text bare = bare_value(cursor);
  if (bare.count == 0 && bare.bytes == cursor->bytes + *cursor->token) return unescaped(string(cursor));
  if (bare.count != 4 || memcmp(bare.bytes, "null", 4) != 0) unexpected(cursor);
  return (struct text){bare.bytes, 0};
}

static inline void read_comment(struct cursor *cursor) {
  struct comment comment = {0};
  size_t usual = 0;
  while (true) {
    switch (key(cursor, &comment_type, usual++)) {
      case 0: comment.id = integer(bare_value(cursor)); break;
      case 1: comment.ticket = integer(bare_value(cursor)); break;
      case 2: comment.author = integer(bare_value(cursor)); break;
      case 3: comment.is_public = flag(bare_value(cursor)); break;
      case 4: {
        const struct instant written = instant(text_value(cursor));
        comment.seconds = written.seconds;
        comment.nanoseconds = written.nanoseconds & 0x7FFFFFFF;
        break;
      }
      case 5: set_body(&comment, text_value(cursor)); break;
    }
    if (!is_next(cursor, ',')) break;
    pass(cursor, ',');
  }
  if (usual != comment_type.count) unexpected(cursor);
  ((struct comment *)comments.bytes)[comment_count++] = comment;
}

static inline void read_ticket(struct cursor *cursor) {
  struct ticket ticket = {0};
  size_t usual = 0;
  while (true) {
    switch (key(cursor, &ticket_type, usual++)) {
      case 0: ticket.id = integer(bare_value(cursor)); break;
      case 1: {
        const struct instant opened = instant(text_value(cursor));
        ticket.seconds = opened.seconds;
        ticket.nanoseconds = opened.nanoseconds;
        break;
      }
      case 2: ticket.requester = integer(bare_value(cursor)); break;
    }
    if (!is_next(cursor, ',')) break;
    pass(cursor, ',');
  }
  if (usual != ticket_type.count) unexpected(cursor);
  ((struct ticket *)tickets.bytes)[ticket_count++] = ticket;
}

static inline void read_user(struct cursor *cursor) {
  struct user user = {0};
  size_t usual = 0;
  while (true) {
    switch (key(cursor, &user_type, usual++)) {
      case 0: user.id = integer(bare_value(cursor)); break;
      case 1: user.name = digest_or_zero(text_value(cursor)); break;
      case 2: user.email = digest_or_zero(text_value(cursor)); break;
    }
    if (!is_next(cursor, ',')) break;
    pass(cursor, ',');
  }
  if (usual != user_type.count) unexpected(cursor);
  ((struct user *)users.bytes)[user_count++] = user;
}

// Passes a key, which must be this one, and its colon.
static void pass_key(struct cursor *cursor, const char *wanted) {
  const struct text text = string(cursor);
  if (text.count != strlen(wanted) || memcmp(text.bytes, wanted, text.count) != 0) unexpected(cursor);
  pass(cursor, ':');
}

// An array of objects. `read` stops before the brace that closes one; null stands for an array that must be empty.
static inline __attribute__((always_inline)) void read_array(
    struct cursor *cursor, const char *name, void (*read)(struct cursor *)) {
  pass_key(cursor, name);
  pass(cursor, '[');
  while (read && is_next(cursor, '{')) {
    pass(cursor, '{');
    read(cursor);
    pass(cursor, '}');
    if (!is_next(cursor, ',')) break;
    pass(cursor, ',');
    if (!is_next(cursor, '{')) unexpected(cursor);
  }
  pass(cursor, ']');
}

// {"data": {"tickets": {"data": […], "comments": […], "users": […], "organizations": []}}}
static void read_batch(struct cursor *cursor) {
  pass(cursor, '{');
  pass_key(cursor, "data");
  pass(cursor, '{');
  pass_key(cursor, "tickets");
  pass(cursor, '{');
  read_array(cursor, "data", read_ticket);
  pass(cursor, ',');
  read_array(cursor, "comments", read_comment);
  pass(cursor, ',');
  read_array(cursor, "users", read_user);
  pass(cursor, ',');
  read_array(cursor, "organizations", NULL);
  pass(cursor, '}');
  pass(cursor, '}');
  if (!is_next(cursor, '}')) unexpected(cursor);
  cursor->token++;
}

// MARK: Archive: piece by piece

struct archive_result {
  size_t bytes, tar_bytes, members, tokens;
  char sha256[2 * EVP_MAX_MD_SIZE + 1];
};

// The most that a member of this size can have of one record type, so that there is room before the clock starts.
static size_t most_records(size_t bytes) { return bytes / 16 + 1; }

static void read_archive(const char *path, struct archive_result *result) {
  const bool inflates = clocked >= ARCHIVE_INFLATE, structures = clocked >= ARCHIVE_STRUCTURE;
  uint8_t *packed = make_bytes(PIECE + PADDING), *bytes = make_bytes(CAPACITY + PADDING);
  uint32_t *tokens = make_bytes(sizeof(uint32_t) * (CAPACITY + PADDING) * 2);
  struct member *members = make_bytes(sizeof(struct member) * (CAPACITY / 512));
  const uint32_t **firsts = make_bytes(sizeof(uint32_t *) * (CAPACITY / 512));
  struct inflater *inflater = make_bytes(sizeof(struct inflater));
  struct tar tar = {0};
  EVP_MD_CTX *sha256 = make_sha256();
  const int file = open_file(path);
  size_t kept = 0, got;
  begin_inflating(inflater);
  do {
    start(ARCHIVE_READ);
    got = read_bytes(file, packed, PIECE);
    stop(ARCHIVE_READ, got);
    result->bytes += got;
    if (clocked == ARCHIVE_SHA256) {
      start(ARCHIVE_SHA256);
      EVP_DigestUpdate(sha256, packed, got);
      stop(ARCHIVE_SHA256, got);
    }
    if (!inflates) continue;

    inflater->state.next_in = packed;
    inflater->state.avail_in = (uint32_t)got;
    size_t made;
    do {
      if (kept > CAPACITY - PIECE) fail("%s has a member of more than %u bytes", path, CAPACITY - PIECE);
      start(ARCHIVE_INFLATE);
      made = inflater->is_finished ? 0 : inflate_piece(inflater, bytes + kept, PIECE);
      stop(ARCHIVE_INFLATE, made);
      if (inflater->is_finished && inflater->state.avail_in > 0) fail("%s has bytes after its gzip member", path);
      const size_t size = kept + made;
      result->tar_bytes += made;
      memset(bytes + size, 0, PADDING);
      if (clocked < ARCHIVE_TAR) continue;

      size_t found;
      start(ARCHIVE_TAR);
      const size_t used = walk_tar(&tar, bytes, size, members, &found);
      stop(ARCHIVE_TAR, made);

      if (structures && found > 0) {
        uint32_t *next = tokens;
        uint64_t controls = 0;
        size_t json = 0;
        start(ARCHIVE_STRUCTURE);
        for (size_t index = 0; index < found; index++) {
          firsts[index] = next;
          next = find_tokens(bytes, members[index], next, &controls);
          // A token that is no sign, so that nobody reads on into the next member.
          *next++ = (uint32_t)size;
          json += members[index].end - members[index].start;
        }
        stop(ARCHIVE_STRUCTURE, json);
        if (controls) fail("a batch has a control character in a string, or a string without an end");
        result->tokens += (size_t)(next - tokens) - found;

        if (clocked >= ARCHIVE_VALUES) {
          provide(&comments, (comment_count + most_records(json)) * sizeof(struct comment));
          provide(&tickets, (ticket_count + most_records(json)) * sizeof(struct ticket));
          provide(&users, (user_count + most_records(json)) * sizeof(struct user));
          start(ARCHIVE_VALUES);
          for (size_t index = 0; index < found; index++) {
            struct cursor cursor = {bytes, firsts[index]};
            read_batch(&cursor);
            if (*cursor.token != size) unexpected(&cursor);
          }
          stop(ARCHIVE_VALUES, json);
        }
      }
      start(ARCHIVE_TAR);
      kept = size - used;
      memmove(bytes, bytes + used, kept);
      stop(ARCHIVE_TAR, 0);
    } while (made == PIECE);
  } while (got > 0);
  close(file);
  if (inflates && !inflater->is_finished) fail("%s is cut off", path);
  if (clocked >= ARCHIVE_TAR && (!tar.is_finished || kept > 0)) fail("%s holds a tar without an end", path);
  result->members = tar.members;
  write_hexadecimal(sha256, result->sha256);
}

// MARK: Join

// Numbers by key, with open addressing; a value of 0 is a slot that is free. Ids that are near each other, as those of
// one export are, have slots that are near each other; the upper bits say where such a neighbourhood begins.
struct table {
  struct slot {
    uint64_t key;
    uint32_t value;
  } *slots;
  uint64_t mask;
  int width;
};

static struct table make_table(size_t most) {
  int width = 6;
  while (((size_t)1 << width) < 2 * most) width++;
  return (struct table){make_bytes(sizeof(struct slot) << width), ((uint64_t)1 << width) - 1, width};
}

static inline struct slot *slot_of(const struct table *table, uint64_t key) {
  return &table->slots[(key + (key >> table->width) * 0x9E3779B97F4A7C15) & table->mask];
}

// The slot that has the key, or the free one where it belongs.
static inline struct slot *find(const struct table *table, uint64_t key) {
  struct slot *slot = slot_of(table, key);
  while (slot->value != 0 && slot->key != key) slot = &table->slots[(uint64_t)(slot + 1 - table->slots) & table->mask];
  return slot;
}

// The number of the key, from 1 on: `next` where it is new.
static inline uint32_t number(const struct table *table, uint64_t key, uint32_t next) {
  struct slot *slot = find(table, key);
  if (slot->value == 0) *slot = (struct slot){key, next};
  return slot->value;
}

// An author of the chat: the rows, from 1 on, that are the first, and that give name and e-mail; the id of the person.
struct account {
  uint32_t first, name, email;
  int64_t id;
};

struct person {
  int64_t id;
  uint32_t name, email;
};

struct join_result {
  size_t duplicates, conflicts, differences;
  size_t matched_comments, matched_tickets, matched_users;
  size_t expected_comments, expected_tickets, expected_users;
  uint64_t export_bodies, archive_bodies;
};

enum { AHEAD = 256 };

static inline uint32_t earlier(uint32_t left, uint32_t right) {
  return left == 0 || (right != 0 && right < left) ? right : left;
}

static inline bool same_instant(int64_t left, uint32_t left_rest, int64_t right, uint32_t right_rest) {
  return left == right && left_rest == right_rest;
}

static void join(struct join_result *result) {
  const struct comment *rows = (const struct comment *)comment_rows.bytes;
  const struct context *contexts = (const struct context *)context_rows.bytes;
  const struct ticketing_user *known = (const struct ticketing_user *)ticketing_rows.bytes;
  const struct comment *arrived = (const struct comment *)comments.bytes;
  const struct ticket *arrived_tickets = (const struct ticket *)tickets.bytes;
  const struct user *arrived_users = (const struct user *)users.bytes;

  // The demo has 13,700 people and 92,000 tickets in 2,500,000 rows; tables with more room than that leave the cache.
  const size_t most_people = 1u << 15, most_tickets = row_count / 16 + 1024;
  struct table comment_table = make_table(row_count), ticket_table = make_table(most_tickets);
  struct table account_table = make_table(most_people), key_table = make_table(most_people);
  struct table known_table = make_table(ticketing_count), person_table = make_table(most_people);
  struct account *accounts = make_bytes(sizeof(struct account) * (most_people + 1));
  struct person *people = make_bytes(sizeof(struct person) * (most_people + 1));
  uint32_t *account_of_row = make_bytes(sizeof(uint32_t) * row_count);
  uint32_t *first_of_ticket = make_bytes(sizeof(uint32_t) * (most_tickets + 1));
  uint32_t account_count = 0, person_count = 0, expected_tickets = 0;

  start(JOIN);
  // Accounts and tickets, in the order of their first rows. Neighbours often have the same.
  int64_t last_author = 0, last_ticket = 0;
  uint32_t account = 0, ticket = 0;
  for (size_t row = 0; row < row_count; row++) {
    if (account == 0 || rows[row].author != last_author) {
      last_author = rows[row].author;
      account = number(&account_table, (uint64_t)last_author, account_count + 1);
      if (account > account_count) account_count++;
      if (account_count >= most_people) fail("the export has more people than the loop has room for");
      if (accounts[account].first == 0) accounts[account].first = (uint32_t)row + 1;
    }
    account_of_row[row] = account;
    struct account *author = &accounts[account];
    if (author->name == 0 && contexts[row].name != 0) author->name = (uint32_t)row + 1;
    if (author->email == 0 && contexts[row].key != 0) author->email = (uint32_t)row + 1;
    if (ticket == 0 || rows[row].ticket != last_ticket) {
      last_ticket = rows[row].ticket;
      ticket = number(&ticket_table, (uint64_t)last_ticket, expected_tickets + 1);
      if (ticket > expected_tickets) {
        expected_tickets++;
        if (expected_tickets >= most_tickets) fail("the export has more tickets than the loop has room for");
        first_of_ticket[ticket] = (uint32_t)row;
      }
    }
  }

  // People: accounts of one e-mail key, with the id that the ticketing tool has for it.
  for (uint32_t index = 0; index < ticketing_count; index++) {
    if (known[index].key != 0) number(&known_table, known[index].key, index + 1);
  }
  for (uint32_t index = 1; index <= account_count; index++) {
    struct account *author = &accounts[index];
    uint32_t person = person_count + 1;
    const uint64_t key = author->email == 0 ? 0 : contexts[author->email - 1].key;
    if (key != 0) person = number(&key_table, key, person);
    if (person > person_count) {
      person_count++;
      const uint32_t user = key == 0 ? 0 : find(&known_table, key)->value;
      people[person] = (struct person){user ? known[user - 1].id : rows[author->first - 1].author, 0, 0};
      number(&person_table, (uint64_t)people[person].id, person);
    }
    author->id = people[person].id;
    people[person].name = earlier(people[person].name, author->name);
    people[person].email = earlier(people[person].email, author->email);
  }

  // Comments of the exports, the first of each id; then those of the archive.
  for (size_t begin = 0; begin < row_count; begin += AHEAD) {
    const size_t end = begin + AHEAD < row_count ? begin + AHEAD : row_count;
    for (size_t row = begin; row < end; row++) __builtin_prefetch(slot_of(&comment_table, (uint64_t)rows[row].id), 1);
    for (size_t row = begin; row < end; row++) {
      const uint32_t first = number(&comment_table, (uint64_t)rows[row].id, (uint32_t)row + 1) - 1;
      if (first == row) continue;
      const bool is_same = memcmp(&rows[first], &rows[row], sizeof rows[row]) == 0;
      result->duplicates += is_same;
      result->conflicts += !is_same;
    }
  }
  result->expected_comments = row_count - result->duplicates - result->conflicts;
  for (size_t begin = 0; begin < comment_count; begin += AHEAD) {
    const size_t end = begin + AHEAD < comment_count ? begin + AHEAD : comment_count;
    uint32_t found[AHEAD];
    for (size_t index = begin; index < end; index++) {
      __builtin_prefetch(slot_of(&comment_table, (uint64_t)arrived[index].id));
    }
    for (size_t index = begin; index < end; index++) {
      const uint32_t row = find(&comment_table, (uint64_t)arrived[index].id)->value;
      found[index - begin] = row;
      __builtin_prefetch(&rows[row - (row != 0)]);
      __builtin_prefetch((const uint8_t *)&rows[row - (row != 0)] + sizeof *rows - 1);
      __builtin_prefetch(&account_of_row[row - (row != 0)]);
    }
    for (size_t index = begin; index < end; index++) {
      if (found[index - begin] == 0) continue;
      const size_t row = found[index - begin] - 1;
      const struct comment *legacy = &rows[row], *new = &arrived[index];
      result->matched_comments++;
      result->export_bodies += legacy->body;
      result->archive_bodies += new->body;
      result->differences += (size_t)(legacy->ticket != new->ticket)
        + (accounts[account_of_row[row]].id != new->author) + (legacy->is_public != new->is_public)
        + !same_instant(legacy->seconds, legacy->nanoseconds, new->seconds, new->nanoseconds)
        + (legacy->body != new->body || legacy->length != new->length);
    }
  }

  for (size_t index = 0; index < ticket_count; index++) {
    const uint32_t found_ticket = find(&ticket_table, (uint64_t)arrived_tickets[index].id)->value;
    if (found_ticket == 0) continue;
    const struct context *legacy = &contexts[first_of_ticket[found_ticket]];
    const uint32_t requester = find(&account_table, (uint64_t)legacy->requester)->value;
    const int64_t expected = requester ? accounts[requester].id : legacy->requester;
    result->matched_tickets++;
    result->differences += (size_t)(expected != arrived_tickets[index].requester)
      + !same_instant(legacy->seconds, legacy->nanoseconds, arrived_tickets[index].seconds,
                      arrived_tickets[index].nanoseconds);
  }
  for (size_t index = 0; index < user_count; index++) {
    const uint32_t found_person = find(&person_table, (uint64_t)arrived_users[index].id)->value;
    if (found_person == 0) continue;
    const struct person *person = &people[found_person];
    result->matched_users++;
    result->differences += (size_t)((person->name ? contexts[person->name - 1].name : 0) != arrived_users[index].name)
      + ((person->email ? contexts[person->email - 1].email : 0) != arrived_users[index].email);
  }
  stop(JOIN, row_count * (sizeof(struct comment) + sizeof(struct context)) + comment_count * sizeof(struct comment)
       + ticket_count * sizeof(struct ticket) + user_count * sizeof(struct user));
  result->expected_tickets = expected_tickets;
  result->expected_users = person_count;
}

// MARK: The command line

static void tell(const char *name, uint64_t value) { printf(", \"%s\": %lu", name, value); }
static void tell_text(const char *name, const char *value) { printf(", \"%s\": \"%s\"", name, value); }

static uint64_t sum_of_export(void) {
  uint64_t sum = 0;
  const struct comment *rows = (const struct comment *)comment_rows.bytes;
  const struct context *contexts = (const struct context *)context_rows.bytes;
  for (size_t row = 0; row < row_count; row++) {
    sum += rows[row].body + (uint64_t)rows[row].id + (uint64_t)rows[row].seconds + contexts[row].name + contexts[row].key;
  }
  return sum;
}

static uint64_t sum_of_archive(void) {
  uint64_t sum = 0;
  const struct comment *all = (const struct comment *)comments.bytes;
  for (size_t index = 0; index < comment_count; index++) {
    sum += all[index].body + (uint64_t)all[index].id + (uint64_t)all[index].seconds;
  }
  return sum;
}

int main(int count, char **arguments) {
  clocked = LOOPS;
  for (int loop = 0; count == 5 && loop < LOOPS; loop++) {
    if (strcmp(arguments[1], names[loop]) == 0) clocked = (enum loop)loop;
  }
  if (clocked == LOOPS) {
    fprintf(stderr, "usage: floor LOOP CHAT.csv TICKETING.csv ARCHIVE.tar.gz\nloops:");
    for (int loop = 0; loop < LOOPS; loop++) fprintf(stderr, " %s", names[loop]);
    fputc('\n', stderr);
    return 64;
  }
  setlocale(LC_CTYPE, "C.UTF-8");
  comment_rows = make_store(), context_rows = make_store(), ticketing_rows = make_store();
  comments = make_store(), tickets = make_store(), users = make_store();
  scratch = make_bytes(2 * (size_t)(CAPACITY + PADDING));

  struct export_result chat = {0}, ticketing = {0};
  struct archive_result archive = {0};
  struct join_result joined = {0};
  if (clocked < ARCHIVE_READ || clocked == JOIN) {
    chat = read_export(arguments[2], true);
    ticketing = read_export(arguments[3], false);
  }
  if (clocked >= ARCHIVE_READ) read_archive(arguments[4], &archive);
  if (clocked == JOIN) join(&joined);

  printf("{\"cpu\": %.9f, \"wall\": %.9f, \"bytes\": %lu", cpu_seconds, wall_seconds, bytes_done);
  if (clocked == EXPORT_READ) tell("chat_bytes", chat.bytes), tell("ticketing_bytes", ticketing.bytes);
  if (clocked == EXPORT_SHA256) tell_text("chat_sha256", chat.sha256), tell_text("ticketing_sha256", ticketing.sha256);
  if (clocked == EXPORT_STRUCTURE) tell("fields", chat.fields + ticketing.fields);
  if (clocked == EXPORT_STRUCTURE || clocked == EXPORT_COUNT) {
    tell("rows", chat.records), tell("ticketing_users", ticketing.records);
  }
  if (clocked == EXPORT_VALUES) {
    tell("rows", row_count), tell("ticketing_users", ticketing_count), tell("sum", sum_of_export());
  }
  if (clocked == ARCHIVE_READ) tell("archive_bytes", archive.bytes);
  if (clocked == ARCHIVE_SHA256) tell_text("archive_sha256", archive.sha256);
  if (clocked == ARCHIVE_INFLATE) tell("tar_bytes", archive.tar_bytes);
  if (clocked == ARCHIVE_TAR) tell("members", archive.members);
  if (clocked == ARCHIVE_STRUCTURE) tell("members", archive.members), tell("tokens", archive.tokens);
  if (clocked == ARCHIVE_VALUES) {
    tell("comments", comment_count), tell("tickets", ticket_count), tell("users", user_count);
    tell("sum", sum_of_archive());
  }
  if (clocked == JOIN) {
    tell("duplicates", joined.duplicates), tell("conflicts", joined.conflicts);
    tell("expected_comments", joined.expected_comments), tell("comments", joined.matched_comments);
    tell("expected_tickets", joined.expected_tickets), tell("tickets", joined.matched_tickets);
    tell("expected_users", joined.expected_users), tell("users", joined.matched_users);
    tell("differences", joined.differences);
    tell("export_bodies", joined.export_bodies), tell("archive_bodies", joined.archive_bodies);
  }
  puts("}");
  return 0;
}
