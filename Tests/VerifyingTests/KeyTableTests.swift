// SPDX-License-Identifier: Apache-2.0

import Memory
import Testing
import Verifying

@Suite struct KeyTableTests {
  private func view(_ key: [UInt8]) -> ByteBuffer {
    let buffer = ByteBuffer(count: 32)
    for i in 0..<32 { buffer.bytes[i] = key[i] }
    return buffer
  }
  private let first = bytes(embeddedVectors[0].key)
  private let second = bytes(embeddedVectors[1].key)

  @Test func `an unknown id is an answer, at either end of the range and outside it`() {
    let table = KeyTable(keysMax: 8)
    for id in [0, 7, 8, .max] as [UInt32] { #expect(table.key(id) == nil) }
  }

  @Test func `an id names one key for ever`() throws {
    var table = KeyTable(keysMax: 8)
    let one = view(first)
    let other = view(second)
    try table.register(id: 7, key: one.bytes.view)
    #expect(table.key(7)?.equals(one.bytes.view) == true)
    try table.register(id: 7, key: one.bytes.view)
    try table.restore(id: 7, key: one.bytes.view)
    #expect(table.count == 1)
    let taken = #expect(throws: KeyTableError.self) {
      try table.register(id: 7, key: other.bytes.view)
    }
    #expect(taken == .idTaken)
    let takenByRestore = #expect(throws: KeyTableError.self) {
      try table.restore(id: 7, key: other.bytes.view)
    }
    #expect(takenByRestore == .idTaken)
    #expect(table.key(7)?.equals(one.bytes.view) == true)
    #expect(table.key(6) == nil)
  }

  @Test func `what cannot be registered leaves the table as it was`() throws {
    var table = KeyTable(keysMax: 2)
    let mixed = view((Point.base + Point.torsion[4]).encoding)
    let refused = #expect(throws: KeyTableError.self) {
      try table.register(id: 0, key: mixed.bytes.view)
    }
    #expect(refused == .keyRefused)
    let outside = #expect(throws: KeyTableError.self) {
      try table.register(id: 2, key: mixed.bytes.view)
    }
    #expect(outside == .idOutOfRange)
    #expect(table.count == 0)
    #expect(table.key(0) == nil)
  }
}

extension ByteView? {
  fileprivate static func == (view: ByteView?, none: _OptionalNilComparisonType) -> Bool {
    if case .none = view { return true }
    return false
  }
}
