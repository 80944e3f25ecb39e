// SPDX-License-Identifier: Apache-2.0

internal import CDevice
internal import CMachine
package import Memory

/// The way to a signing device: stores, loads at start, memory it writes, and its sense of time.
///
/// The driver is generic over it, so what runs in simulation is what runs on a card. One thread.
package protocol DeviceTransport: ~Copyable, Sendable {
  /// Memory the device may write, and its address as the device knows it; page-aligned.
  var memory: MutableByteView { get }
  var memoryAddress: UInt64 { get }
  /// Ticks of `now` in a second.
  var ticksPerSecond: UInt64 { get }
  /// The device's nominal cycles in a second.
  var cyclesPerSecond: UInt64 { get }
  /// A posted 8-byte store to BAR0 or BAR2.
  mutating func write(bar: UInt32, offset: UInt64, value: UInt64)
  /// A load from BAR0: slow, so only at start, and when a device is probed.
  mutating func read(_ offset: UInt64) -> UInt64
  /// Orders window stores before the doorbell.
  mutating func fence()
  /// Lets time pass where it does not by itself. Returns the transport's own clock.
  mutating func pump() -> UInt64
}

/// Why a device cannot be used.
public struct DeviceError: Error, CustomStringConvertible, Sendable {
  public let description: String
  package init(_ description: String) { self.description = description }
}

private func text(_ failure: ml_device_failure) -> String {
  var failure = failure
  return unsafe withUnsafeBytes(of: &failure.text) { raw in
    unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
  }
}

/// The RTL in simulation, or a model with its interface. Its clock is the device's cycles, counted here:
/// a reset does not turn it back.
@safe
package struct CosimTransport: DeviceTransport, ~Copyable, @unchecked Sendable {
  private let cosim: OpaquePointer
  package let memory: MutableByteView
  package let memoryAddress: UInt64
  package var ticksPerSecond: UInt64 { DeviceRegisters.clkTargetHz }
  package var cyclesPerSecond: UInt64 { DeviceRegisters.clkTargetHz }
  private var clock: UInt64 = 0
  /// Cycles that a pump lets pass.
  private static var pumpCycles: UInt64 { 64 }
  package static var memoryBytes: Int { 1 << 16 }

  /// - Throws: the library is missing or another's.
  package init(library: String) throws(DeviceError) {
    var failure = ml_device_failure()
    let cosim = unsafe ml_cosim_open(library, Self.memoryBytes, &failure)
    guard let cosim = unsafe cosim else {
      throw DeviceError("simulated device: \(text(failure)); Hardware/cosim/build makes it")
    }
    unsafe self.init(cosim)
  }

  /// Takes over what `ml_cosim_open_functions` gave.
  @unsafe package init(_ cosim: OpaquePointer) {
    unsafe self.cosim = cosim
    memory = unsafe MutableByteView(ml_cosim_memory(cosim), count: Self.memoryBytes)
    memoryAddress = unsafe ml_cosim_address(cosim)
  }

  deinit { unsafe ml_cosim_close(cosim) }

  package mutating func write(bar: UInt32, offset: UInt64, value: UInt64) {
    unsafe ml_cosim_write(cosim, bar, offset, value)
    clock += 1
  }
  package mutating func read(_ offset: UInt64) -> UInt64 {
    clock += 2
    return unsafe ml_cosim_read(cosim, offset)
  }
  package mutating func fence() {}
  package mutating func pump() -> UInt64 {
    _ = unsafe ml_cosim_step(cosim, Self.pumpCycles)
    clock += Self.pumpCycles
    return clock
  }

  /// Has the host side refuse the device's writes now and then.
  package mutating func stall(seed: UInt64, per1024: UInt32) {
    unsafe ml_cosim_stall(cosim, seed, per1024)
  }
  package mutating func reset() { unsafe ml_cosim_reset(cosim) }
  package var strays: UInt64 { unsafe ml_cosim_strays(cosim) }
}

/// A card through VFIO. It has never met one: tests run it against a model of the kernel's calls, the
/// IOMMU and the BARs. Its clock is the machine's.
@safe
package struct PCIeTransport: DeviceTransport, ~Copyable, @unchecked Sendable {
  private let pcie: OpaquePointer
  package let memory: MutableByteView
  package let memoryAddress: UInt64
  package var ticksPerSecond: UInt64 { 1_000_000_000 }
  package let cyclesPerSecond: UInt64
  package static var memoryBytes: Int { 1 << 16 }

  /// Opens the card at a PCI address that is bound to vfio-pci.
  package init(address: String) throws(DeviceError) {
    var failure = ml_device_failure()
    let pcie = unsafe ml_pcie_open(address, Self.memoryBytes, nil, &failure)
    guard let pcie = unsafe pcie else { throw DeviceError("\(address): \(text(failure))") }
    unsafe self.init(pcie)
  }

  /// Takes over what `ml_pcie_open` gave.
  @unsafe package init(_ pcie: OpaquePointer) {
    unsafe self.pcie = pcie
    memory = unsafe MutableByteView(ml_pcie_memory(pcie), count: Self.memoryBytes)
    memoryAddress = unsafe ml_pcie_address(pcie)
    let clock = unsafe ml_pcie_read(pcie, DeviceRegisters.globalClkHz)
    cyclesPerSecond =
      clock == 0 || clock > 10_000_000_000 ? DeviceRegisters.clkTargetHz : clock
  }

  deinit { unsafe ml_pcie_close(pcie) }

  package mutating func write(bar: UInt32, offset: UInt64, value: UInt64) {
    unsafe ml_pcie_write(pcie, bar, offset, value)
  }
  package mutating func read(_ offset: UInt64) -> UInt64 { unsafe ml_pcie_read(pcie, offset) }
  package mutating func fence() { ml_device_fence() }
  package mutating func pump() -> UInt64 {
    unsafe ml_pcie_poll(pcie)
    return ml_machine_monotonic_nanoseconds()
  }
}
