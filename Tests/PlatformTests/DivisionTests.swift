import Foundation
import Synchronization
import Testing

@testable import Platform

@Suite("Work that is divided")
struct DivisionTests {
  @Test("every part is done once, also where parts divide their own", arguments: [0, 1, 2, 7, 500])
  func parts(count: Int) {
    let done = Mutex([[Int]]())
    divide(count) { part in
      let inner = Mutex([Int]())
      divide(3) { piece in inner.withLock { $0.append(piece) } }
      done.withLock { $0.append([part] + inner.withLock { $0.sorted() }) }
    }
    #expect(done.withLock { $0.sorted { $0[0] < $1[0] } } == (0..<count).map { [$0, 0, 1, 2] })
  }
}

@Suite("Threads")
struct WorkThreadTests {
  @Test("a thread does its work beside whoever started it")
  func start() {
    let done = DispatchSemaphore(value: 0)
    let starter = pthread_self()
    let isOther = Mutex(false)
    WorkThread.start {
      isOther.withLock { $0 = pthread_equal(starter, pthread_self()) == 0 }
      done.signal()
    }
    done.wait()
    #expect(isOther.withLock { $0 })
  }
}
