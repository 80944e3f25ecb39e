// SPDX-License-Identifier: Apache-2.0

internal import CSodium
public import Memory
public import Signing

/// Secret seeds derived from one number: for demonstrations and tests, where runs must repeat. Whoever
/// knows the number has every key.
///
///     seed = BLAKE2b-256("MLK-DEMO-KEY-v1" ‖ role ‖ number (8) ‖ index (8))
public struct DemoKeys: Sendable {
  public enum Role: UInt8, Sendable {
    case venue = 0
    case operator_ = 1
    case member = 2
    /// Seeds the ephemeral keys of a member's logons.
    case ephemeral = 3
  }

  public let number: UInt64

  public init(seed number: UInt64) { self.number = number }

  /// The 32 bytes for a role and, among members, an index.
  public func seed(_ role: Role, _ index: UInt64 = 0) -> [UInt8] {
    let label = Array("MLK-DEMO-KEY-v1".utf8)
    let bytes = ByteBuffer(count: label.count + 17)
    for (i, byte) in label.enumerated() { bytes.bytes[i] = byte }
    bytes.bytes[label.count] = role.rawValue
    bytes.bytes.store(number, at: label.count + 1)
    bytes.bytes.store(index, at: label.count + 9)
    let out = ByteBuffer(count: 32)
    unsafe ml_hash_blake2b(
      out.bytes.address.assumingMemoryBound(to: UInt8.self), bytes.bytes.address, bytes.count)
    return (0..<32).map { out.bytes[$0] }
  }

  /// The key of a role, in locked memory.
  public func secret(_ role: Role, _ index: UInt64 = 0) throws(GatewayError) -> SecretKey {
    let buffer = ByteBuffer(count: 32)
    for (i, byte) in seed(role, index).enumerated() { buffer.bytes[i] = byte }
    do { return try SecretKey(seed: buffer.bytes.view) } catch { throw GatewayError("\(error)") }
  }

  /// The public key of a role's seed.
  public func publicKey(_ role: Role, _ index: UInt64 = 0) throws(GatewayError) -> Bytes32 {
    // Bound first: a temporary key would be gone before its view is read.
    let key = try secret(role, index)
    return Bytes32(key.publicKey)
  }
}

/// Where the keys of a load come from.
public enum LoadKeys: Sendable {
  /// From one number.
  case demo(DemoKeys)
  /// From key files: the operator's, and `member-1.key`, `member-2.key` … in a folder.
  case files(operatorFile: String, memberFolder: String)

  /// The key of a role, in locked memory.
  public func secret(_ role: DemoKeys.Role, _ index: UInt64) throws(GatewayError) -> SecretKey {
    switch self {
    case .demo(let keys): return try keys.secret(role, index)
    case .files(let operatorFile, let memberFolder):
      let path = role == .operator_ ? operatorFile : "\(memberFolder)/member-\(index + 1).key"
      do { return try SecretKey(file: path) } catch { throw GatewayError("\(path): \(error)") }
    }
  }

  /// The public key of a role.
  public func publicKey(_ role: DemoKeys.Role, _ index: UInt64) throws(GatewayError) -> Bytes32 {
    let key = try secret(role, index)
    return Bytes32(key.publicKey)
  }
}
