// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Memory

/// One operation of a flow, 32 bytes, little-endian, as it stands in a flow file too.
///
///     0 kind   1 side   2 market (2)   4 account   8 price   12 lots   16 order   24 client order
struct FlowOperation: BitwiseCopyable {
  var kind: UInt8
  var side: UInt8 = 0
  var market: UInt16 = 0
  var account: UInt32
  /// Ticks.
  var price: Int32 = 0
  var lots: UInt32 = 0
  /// The order to cancel or replace, by the engine's number.
  var order: UInt64 = 0
  var clientOrder: UInt64 = 0

  /// A limit order that may rest.
  static var enter: UInt8 { @_noAllocation @_noLocks get { 0 } }
  /// An immediate-or-cancel order.
  static var take: UInt8 { @_noAllocation @_noLocks get { 1 } }
  static var cancel: UInt8 { @_noAllocation @_noLocks get { 2 } }
  /// Another price and size; the order enters anew.
  static var replace: UInt8 { @_noAllocation @_noLocks get { 3 } }
}

/// A flow of one case, whole in memory: first the orders that fill the books, then the operations.
///
///     load          resting   all events are digested, nothing is timed
///     warm          1/8       the same
///     timed         5/8       one time for all of it; fills are digested
///     stamped       1/4       a time for each operation; all events are digested, outside the stamps
public struct EngineFlow: ~Copyable {
  let engineCase: EngineCase
  /// Orders that rest after the load, and about so many ever after.
  let resting: Int
  let markets: Int
  let operations: Slab<FlowOperation>

  /// Operations after the load.
  var count: Int { operations.count - resting }
  var timedStart: Int { resting + count / 8 }
  var stampedStart: Int { operations.count - count / 4 }

  static var magic: UInt64 { 0x3157_4f4c_464b_4c4d }

  /// Writes a flow file: eight words of 8 bytes, then the operations.
  ///
  ///     "MLKFLOW1"   orders of the load   operations in all   where the timed begin, where the stamped
  ///     markets   accounts, number 0 included   ordersMax
  public func write(to path: String) throws(EngineBenchError) {
    let file = unsafe fopen(path, "wb")
    guard let file = unsafe file else { throw EngineBenchError("\(path): cannot be written") }
    let head = [
      Self.magic, UInt64(resting), UInt64(operations.count), UInt64(timedStart),
      UInt64(stampedStart), UInt64(markets), UInt64(EngineLimits.accounts + 1),
      UInt64(EngineLimits.ordersMax(resting: resting)),
    ]
    var isWhole = unsafe fwrite(head, 8, head.count, file) == head.count
    var block: [FlowOperation] = []
    for i in 0..<operations.count {
      block.append(operations[i])
      if block.count == 4_096 || i == operations.count - 1 {
        isWhole = unsafe isWhole && fwrite(block, 32, block.count, file) == block.count
        block.removeAll(keepingCapacity: true)
      }
    }
    if unsafe fclose(file) != 0 || !isWhole {
      throw EngineBenchError("\(path): the disk is full, \(operations.count * 32) bytes are needed")
    }
  }
}

/// Why a benchmark could not run.
public struct EngineBenchError: Error, CustomStringConvertible, Sendable {
  public let description: String
  init(_ description: String) { self.description = description }
}
