// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// Who signs, as a configuration says it.
public enum SignerSource: Sendable {
  /// Keys in locked memory, on the thread that polls.
  case software
  /// A key that does not leave its PKCS#11 token.
  case pkcs11(module: String, token: String, pinFile: String, label: String)
  /// The RTL in simulation: a library that Hardware/cosim/build makes. `devices` is 1 or 2.
  case cosim(library: String, devices: Int, options: DeviceOptions)
  /// Cards, by PCI address, bound to vfio-pci: one or two. They have met no hardware.
  case fpga(addresses: [String], options: DeviceOptions)

  /// The word of the configuration: `signer = "…"`.
  public var word: String {
    switch self {
    case .software: "software"
    case .pkcs11: "pkcs11"
    case .cosim: "fpga-cosim"
    case .fpga: "fpga"
    }
  }

  /// For a banner, with what matters to a reader of results.
  public var description: String {
    switch self {
    case .software: "software (keys in locked memory)"
    case .pkcs11(_, let token, _, let label): "pkcs11 (key \(label) of token \(token))"
    case .cosim(_, let devices, let options):
      "fpga-cosim (\(devices) simulated device(s), \(options.mode.rawValue)): its times are a simulator's"
    case .fpga(let addresses, let options):
      "fpga (\(addresses.joined(separator: ", ")), \(options.mode.rawValue)): this path has never met a card"
    }
  }
}

/// Why a signer could not be made: one line.
public struct SignerError: Error, CustomStringConvertible, Sendable {
  public let description: String
}

extension Signer {
  /// The signer that a configuration asks for, with its key in slot 0. Start-up only; a device is
  /// brought up and given the key.
  ///
  /// - Parameters:
  ///   - key: the secret; asked for unless a token has it. In isolated mode it is forgotten here.
  ///   - purposes: what it may sign.
  public static func open(
    _ source: SignerSource, purposes: KeyPurposes, report: DeviceReport = DeviceReport(),
    key: () throws -> SecretKey
  ) throws(SignerError) -> Signer {
    var signer: Signer
    do {
      switch source {
      case .software: signer = Signer(software: try ring(key()))
      case .pkcs11(let module, let token, let pinFile, let label):
        signer = try Signer(
          token: Pkcs11Token(module: module, token: token, pinFile: pinFile), label: label)
      case .cosim(let library, let devices, let options):
        let first = try CosimTransport(library: library)
        let transports =
          devices > 1
          ? DeviceTransports(first, try CosimTransport(library: library)) : DeviceTransports(first)
        signer = try device(transports, try ring(key()), options, report, .cosim)
      case .fpga(let addresses, let options):
        let first = try PCIeTransport(address: addresses[0])
        let transports =
          addresses.count > 1
          ? DeviceTransports(first, try PCIeTransport(address: addresses[1]))
          : DeviceTransports(first)
        signer = try device(transports, try ring(key()), options, report, .fpga)
      }
    } catch { throw SignerError(description: "\(error)") }
    signer.restrict(0, to: purposes)
    return signer
  }

  private static func ring(_ key: consuming SecretKey) throws -> KeyRing {
    var ring = try KeyRing(slotsMax: 1)
    ring.install(key, slot: 0)
    return ring
  }

  private static func device<T: DeviceTransport & ~Copyable>(
    _ transports: consuming DeviceTransports<T>, _ ring: consuming KeyRing,
    _ options: DeviceOptions, _ report: DeviceReport, _ backEnd: BackEnd
  ) throws -> Signer {
    let keys = DeviceKeyRing(ring)
    let known = keys.deviceKeys.map { (slot: $0.slot, key: $0.publicKey) }
    let engine = DeviceEngine(
      try DeviceSigner(transports, keys: keys, options: options, report: report))
    let helper = try HelperSigner(engine, queueDepth: 64, name: "mlk-device")
    return try Signer(helper, backEnd, known)
  }
}

/// A device signer on its helper thread, which is the only one to touch it after it was made.
private struct DeviceEngine<Transport: DeviceTransport & ~Copyable>: SigningEngine, ~Copyable,
  @unchecked Sendable
{
  private let signer: DeviceSigner<Transport>

  init(_ signer: DeviceSigner<Transport>) { self.signer = signer }

  mutating func submit(cookie: UInt64, keySlot: UInt8, message: ByteView) -> Bool {
    signer.submit(cookie: cookie, keySlot: keySlot, message: message)
  }
  mutating func poll(_ completions: borrowing Slab<SignCompletion>, max: Int) -> Int {
    signer.poll(completions, max: max)
  }
  mutating func halt() {}
}
