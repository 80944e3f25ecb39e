// SPDX-License-Identifier: Apache-2.0

import CDevice
import CDeviceModel
import Foundation
import Memory
import Signing
import Testing

/// What can happen between driver and device.
enum DeviceFault: CaseIterable {
  /// Gone: stores vanish, loads read ones, nothing moves.
  case dead
  /// The device stands still for a while.
  case stall
  /// A store into the window arrives with a bit flipped.
  case corruptStore
  /// A completion line has a bit flipped after it was written.
  case corruptLine
  case zeroize
  case reset
  /// Someone puts another key into the slot.
  case otherKey
}

/// A transport on which faults are let loose.
struct FaultTransport: DeviceTransport, ~Copyable, @unchecked Sendable {
  var base: CosimTransport
  var fault: DeviceFault?
  /// Pumps for which a device is dead or still; faults of a moment happen once.
  var duration = 0
  var random = SplitMix(seed: 1)
  /// Loads since the start: none belongs in the hot path.
  private(set) var loads = 0
  private var clock: UInt64 = 0
  private var last: UInt64 = 0

  init(_ base: consuming CosimTransport) { self.base = base }

  var memory: MutableByteView { base.memory }
  var memoryAddress: UInt64 { base.memoryAddress }
  var ticksPerSecond: UInt64 { base.ticksPerSecond }
  var cyclesPerSecond: UInt64 { base.cyclesPerSecond }

  mutating func write(bar: UInt32, offset: UInt64, value: UInt64) {
    switch fault {
    case .dead: return
    case .corruptStore where bar == 2:
      fault = nil
      base.write(
        bar: bar, offset: offset, value: value ^ 1 << UInt64.random(in: 0..<64, using: &random))
    default: base.write(bar: bar, offset: offset, value: value)
    }
  }

  mutating func read(_ offset: UInt64) -> UInt64 {
    loads += 1
    return fault == .dead ? ~0 : base.read(offset)
  }
  mutating func fence() {}

  mutating func pump() -> UInt64 {
    switch fault {
    case .dead, .stall:
      clock += 64
      duration -= 1
      if duration <= 0 { fault = nil }
      return clock
    case .corruptLine:
      let byte = Int.random(in: 0..<16 * 128, using: &random)
      memory[byte] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      fault = nil
    case .zeroize:
      base.write(bar: 0, offset: 0xe050, value: 0x5a45_524f_495a_4521)
      fault = nil
    case .reset:
      base.reset()
      fault = nil
    case .otherKey:
      for i in 0..<4 { base.write(bar: 0, offset: 0xe010 + UInt64(8 * i), value: random.next()) }
      base.write(bar: 0, offset: 0xe000, value: 1)
      fault = nil
    case .corruptStore, nil: break
    }
    let now = base.pump()
    clock += now - last
    last = now
    return clock
  }
}

/// Where tests' devices come from: the model in C, or the RTL in simulation when it is built.
enum DeviceSource: CaseIterable, CustomTestStringConvertible {
  case model, rtl

  var testDescription: String { self == .model ? "model" : "RTL" }

  static let library =
    ProcessInfo.processInfo.environment["MATCHLOCK_COSIM"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path + "/.build/cosim/libmlk1_cosim.so"

  /// Nil, with a note, when the RTL is not built.
  func transport() throws -> CosimTransport? {
    switch self {
    case .model:
      var functions = ml_model_functions()
      var failure = ml_device_failure()
      return CosimTransport(
        ml_cosim_open_functions(&functions, CosimTransport.memoryBytes, &failure)!)
    case .rtl:
      guard FileManager.default.fileExists(atPath: Self.library) else {
        print(
          "note: libmlk1_cosim.so is absent: the driver met the model alone (Hardware/cosim/build)")
        return nil
      }
      return try CosimTransport(library: Self.library)
    }
  }
}

/// A ring with the RFC 8032 keys in slots 0 to 3.
func vectorRing() throws -> KeyRing {
  var ring = try KeyRing(slotsMax: 5)
  for (slot, vector) in signingVectors.enumerated() {
    ring.install(try SecretKey(seed: Bytes(hex: vector.seed).view), slot: UInt8(slot))
  }
  return ring
}
