// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import Matching
internal import Memory
internal import Quantities

/// What rests, as the bytes that `mle_snapshot` promises.
struct Snapshot {
  static var headBytes: Int { 24 }
  static var orderBytes: Int { 72 }

  /// How many bytes there are.
  static func bytes(_ books: borrowing EngineBooks) -> Int {
    headBytes + books.openOrders * orderBytes
  }

  /// Writes all of it.
  ///
  /// - Precondition: `bytes(books)` fit.
  static func write(_ books: borrowing EngineBooks, to bytes: MutableByteView) {
    writeHead(books, to: bytes)
    var at = headBytes
    books.forEachOrder { record in
      write(record, to: bytes.slice(at, count: orderBytes))
      at += orderBytes
    }
  }

  /// SHA-256 of it, an order at a time.
  static func hash(_ books: borrowing EngineBooks, to digest: MutableByteView) {
    precondition(digest.count >= 32, "a digest has 32 bytes")
    let buffer = ByteBuffer(count: orderBytes)
    let bytes = buffer.bytes
    var state = ml_sha256_state()
    unsafe ml_sha256_init(&state)
    writeHead(books, to: bytes)
    unsafe ml_sha256_update(&state, bytes.address, headBytes)
    books.forEachOrder { record in
      write(record, to: bytes)
      unsafe ml_sha256_update(&state, bytes.address, orderBytes)
    }
    unsafe ml_sha256_final(&state, digest.address)
  }

  private static func writeHead(_ books: borrowing EngineBooks, to bytes: MutableByteView) {
    for (i, letter) in "MLEBOOK1".utf8.enumerated() { bytes[i] = letter }
    bytes.store(books.lastEntry, at: 8)
    bytes.store(UInt64(books.openOrders), at: 16)
  }

  private static func write(_ record: OrderRecord, to bytes: MutableByteView) {
    bytes.clear()
    bytes.store(record.order.value, at: 0)
    bytes.store(record.clientOrder, at: 8)
    bytes.store(record.sequence, at: 16)
    bytes.store(record.price.ticks, at: 24)
    bytes.store(record.open.lots, at: 32)
    bytes.store(record.market.value, at: 40)
    bytes.store(record.account.value, at: 44)
    bytes.store(record.key.value, at: 48)
    bytes[52] = record.side.rawValue
  }
}
