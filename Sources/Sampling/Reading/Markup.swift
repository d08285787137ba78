import Glibc

/// Whether a body is more than text: pictures, links, tables, parts of a mail.
enum Markup {
  static func isIn(_ body: Bytes) -> Bool {
    guard let base = body.baseAddress else { return false }
    var index = 0
    while let found = memchr(base + index, Int32(UInt8(ascii: "<")), body.count - index) {
      let start = UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
      if start + 3 <= body.count {
        let name =
          UInt32(base[start] | 0x20) << 16 | UInt32(base[start + 1] | 0x20) << 8
          | UInt32(base[start + 2] | 0x20)
        // <img, <table, <a href
        if name == 0x69_6D_67 || name == 0x74_61_62 || name == 0x61_20_68 { return true }
      }
      index = start
      if index >= body.count { return false }
    }
    return false
  }
}
