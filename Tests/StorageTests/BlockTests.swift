import Foundation
import Synchronization
import Testing

@testable import Storage

@Suite("Blocks")
struct BlockTests {
  @Test("a block that grows keeps its bytes, in memory and in a file", arguments: [false, true])
  func growth(isSpilled: Bool) {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix64(seed: seed)
    let place = SpillFolder()
    let block = Block(byteCount: 100, spill: isSpilled ? place.spill(threshold: 4096) : nil)
    var expected: [UInt8] = []
    for _ in 0..<40 {
      let more = (0..<Int(random.next() % 20_000)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      if expected.count + more.count > block.byteCount { block.grow(to: expected.count + more.count) }
      (block.base + expected.count).copyMemory(from: more, byteCount: more.count)
      expected += more
      let found = UnsafeRawBufferPointer(start: block.base, count: expected.count)
      #expect(found.elementsEqual(expected), "seed \(seed)")
    }
    #expect(place.complaints.isEmpty)
  }

  @Test("a block lives in a file from the threshold on")
  func threshold() {
    let place = SpillFolder()
    let spill = place.spill(threshold: 4096)
    let block = Block(byteCount: 4096, spill: spill)
    #expect(spill.extent.files == 0)
    block.grow(to: 4097)
    #expect(spill.extent.files == 1)
    #expect(spill.extent.byteCount >= 4097)
  }

  @Test("a block that is made beyond the threshold lives in a file at once")
  func longFromTheStart() {
    let spill = SpillFolder().spill(threshold: 4096)
    let block = Block(byteCount: 4097, spill: spill)
    #expect(spill.extent.files == 1)
    #expect(block.byteCount >= 4097)
  }

  @Test("a block that is no more gives its file back")
  func end() {
    let spill = SpillFolder().spill(threshold: 4096)
    for _ in 0..<3 { _ = Block(byteCount: 1 << 20, spill: spill).byteCount }
    #expect(spill.extent == (0, 0))
  }

  @Test("no file of the folder ever has a name")
  func noNames() throws {
    let place = SpillFolder()
    let block = Block(byteCount: 1 << 20, spill: place.spill(threshold: 4096))
    block.grow(to: 2 << 20)
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).isEmpty)
  }

  @Test("pages that are let go of come back as they were written")
  func lettingGo() {
    let spill = SpillFolder().spill(threshold: 4096)
    let block = Block(byteCount: 1 << 20, spill: spill)
    for offset in 0..<1 << 20 {
      block.base.storeBytes(of: UInt8(offset & 0xFF), toByteOffset: offset, as: UInt8.self)
    }
    spill.letGo(.inOrder)
    #expect(block.isResident == false)
    let bytes = UnsafeRawBufferPointer(start: block.base, count: 1 << 20)
    #expect(bytes.indices.allSatisfy { bytes[$0] == UInt8($0 & 0xFF) })
  }

  @Test("letting go loses nothing while blocks grow, are written and are read")
  func lettingGoMeanwhile() {
    let spill = SpillFolder().spill(threshold: 4096)
    let isDone = Atomic(false)
    let rounds = Atomic(0)
    let faults = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 3) { worker in
      if worker == 0 {
        while !isDone.load(ordering: .relaxed) {
          spill.letGo(.inOrder)
          rounds.add(1, ordering: .relaxed)
        }
        return
      }
      for _ in 0..<20 {
        let block = Block(byteCount: 8, spill: spill)
        var capacity = 1
        for value in 0..<100_000 {
          if value >= capacity {
            block.grow(to: (value + 1) * 8)
            capacity = block.byteCount / 8
          }
          block.base.storeBytes(of: value &* worker, toByteOffset: value * 8, as: Int.self)
        }
        for value in 0..<100_000
        where block.base.load(fromByteOffset: value * 8, as: Int.self) != value &* worker {
          faults.add(1, ordering: .relaxed)
        }
      }
      if worker == 1 { isDone.store(true, ordering: .relaxed) }
    }
    #expect(faults.load(ordering: .relaxed) == 0)
    #expect(rounds.load(ordering: .relaxed) > 0)
  }
}

extension Block {
  /// Whether any page of the block is mapped in; nil where the system does not tell (proc_pid_pagemap(5)).
  fileprivate var isResident: Bool? {
    let descriptor = open("/proc/self/pagemap", O_RDONLY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    var entries = [UInt64](repeating: 0, count: byteCount / page)
    let offset = Int(bitPattern: base) / page * 8
    let count = entries.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
    guard count == entries.count * 8 else { return nil }
    return entries.contains { $0 >> 63 != 0 }
  }
}
