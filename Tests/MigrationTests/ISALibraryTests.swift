import CISAL
import Testing

/// ISA-L is used only if it works as it is declared in this package.
@Suite("ISA-L")
struct ISALibraryTests {
  // Skipped where its header is not installed.
  @Test(
    "its structs and constants are those of its header", .enabled(if: isal_declarations_match_header() >= 0))
  func declarations() {
    #expect(isal_declarations_match_header() == 1)
  }

  @Test(
    "a library that does not do its work is not used", .enabled(if: isInstalled), arguments: Fault.allCases)
  func trial(fault: Fault) throws {
    var library = isal_library()
    try #require(isal_load(&library) == 1)
    #expect(isal_works(&library) == 1)
    fault.damage(&library)
    #expect(isal_works(&library) == 0)
  }

  private static let isInstalled: Bool = {
    var library = isal_library()
    return isal_load(&library) == 1
  }()

  /// What another version might do.
  enum Fault: CaseIterable {
    case otherChecksum, noInflating, inflatingFails, noDeflating, deflatingFails, dictionaryRefused,
      deflaterTooLarge
    case inflaterTooLarge

    func damage(_ library: inout isal_library) {
      switch self {
      case .otherChecksum: library.crc32 = { _, _, _ in 0 }
      case .noInflating: library.inflate = { _ in 0 }
      case .inflatingFails: library.inflate = { _ in -1 }
      case .noDeflating: library.deflate = { _ in 0 }
      case .deflatingFails: library.deflate = { _ in -8 }
      case .dictionaryRefused: library.deflate_set_dict = { _, _, _ in -3 }
      case .deflaterTooLarge:
        library.deflate_reset = { $0?.storeBytes(of: 1, toByteOffset: 90_000, as: UInt8.self) }
      case .inflaterTooLarge:
        library.inflate_init = { $0?.storeBytes(of: 1, toByteOffset: 90_000, as: UInt8.self) }
      }
    }
  }
}
