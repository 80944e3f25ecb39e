// SPDX-License-Identifier: Apache-2.0

public import Memory

/// Signs bursts of messages: submit requests, poll completions.
///
/// Requests complete in the order they were submitted. The bytes of a signature are the same
/// whatever made it, because all back ends sign deterministically as RFC 8032 says.
///
/// Owned by one thread. Submitting and polling neither allocate, lock nor enter the kernel.
public struct Signer: ~Copyable {
  /// What signs; chosen at start, switched on once per call.
  public enum BackEnd: UInt8, Sendable {
    /// The signature kernel of this process, or libsodium when `MATCHLOCK_KERNEL` says so, on the thread
    /// that polls; keys in locked memory.
    case software
    /// A PKCS#11 token. It may block, so requests go over a lane to a helper thread.
    case pkcs11
    /// The signing device in simulation, driven by a helper thread.
    case cosim
    /// The signing device on a card, driven by a helper thread.
    case fpga
  }

  /// What signs.
  public let backEnd: BackEnd
  private var software: SoftwareSigner
  /// Set unless `backEnd` is `software`.
  private var helper: HelperSigner?
  /// What the helper was asked for and did not answer, and the public keys it has.
  private var helperPending = 0
  private let keys = ByteBuffer(count: 256 * 32)
  private let held = Slab<Bool>(count: 256)
  /// What each slot's key may sign; nothing said, anything.
  private let purposes = Slab<UInt8>(count: 256)
  /// Where a message goes that its key is not for: no key is ever there.
  private static var noSlot: UInt8 { @_noAllocation @_noLocks get { 255 } }

  /// The longest message, in bytes: a command's preimage, and what the device takes in one request.
  @inlinable
  public static var messageBytesMax: Int {
    @inline(__always) @_noAllocation @_noLocks get { 1232 }
  }

  /// A signer in software. Start-up only.
  ///
  /// - Parameters:
  ///   - keys: the secrets, which the signer owns from now on.
  ///   - queueDepth: how many requests may wait; 1,240 bytes each.
  ///   - signaturesPerPollMax: the work one poll may do; up to eight are made and verified together,
  ///     which takes about twice as long as one alone: some 10 µs, or 60 µs each by libsodium.
  /// - Precondition: both numbers are positive.
  public init(software keys: consuming KeyRing, queueDepth: Int = 64, signaturesPerPollMax: Int = 8)
  {
    backEnd = .software
    software = SoftwareSigner(
      keys: keys, queueDepth: queueDepth, signaturesPerPollMax: signaturesPerPollMax)
    helper = nil
  }

  /// A signer with a token's key, in slot 0, and a thread of its own. Start-up only.
  ///
  /// - Parameters:
  ///   - label: of the key in the token.
  ///   - queueDepth: how many requests may wait; a power of two.
  /// - Throws: what the token said, or that there is no memory or thread.
  public init(
    token: consuming Pkcs11Token, label: String, queueDepth: Int = 64
  ) throws(Pkcs11Error) {
    let engine = try Pkcs11Engine(token, label: label)
    let keys = engine.publicKeys
    do {
      let helper = try HelperSigner(engine, queueDepth: queueDepth, name: "mlk-pkcs11")
      try self.init(helper, .pkcs11, keys)
    } catch { throw Pkcs11Error(description: "\(error)") }
  }

  init(
    _ helper: consuming HelperSigner, _ backEnd: BackEnd, _ known: [(slot: UInt8, key: Bytes32)]
  ) throws(SecretMemoryError) {
    self.backEnd = backEnd
    software = SoftwareSigner(
      keys: try KeyRing(slotsMax: 1), queueDepth: 1, signaturesPerPollMax: 1)
    self.helper = .some(helper)
    for (slot, key) in known {
      held[Int(slot)] = true
      key.store(to: keys.bytes, at: Int(slot) * 32)
    }
  }

  /// From now on the key in `slot` signs only messages for these purposes; others are answered
  /// `keyMissing`. Start-up only.
  public mutating func restrict(_ slot: UInt8, to purposes: KeyPurposes) {
    invariant(purposes.isPossible, "a key has a purpose")
    self.purposes[Int(slot)] = purposes.rawValue
  }

  @_noAllocation @_noLocks
  private func allowedSlot(_ slot: UInt8, _ message: ByteView) -> UInt8 {
    let purposes = self.purposes[Int(slot)]
    if purposes == 0 || KeyPurposes(rawValue: purposes).allows(message) { return slot }
    return Self.noSlot
  }

  /// Queues `message`, which is copied, for signing by the key in `keySlot`.
  ///
  /// - Parameter cookie: comes back in the completion; any value.
  /// - Returns: false when the queue is full; poll, or use another software.
  /// - Precondition: `message` has at most `messageBytesMax` bytes.
  @_noAllocation @_noLocks
  public mutating func submit(cookie: UInt64, keySlot: UInt8, message: ByteView) -> Bool {
    precondition(message.count <= Signer.messageBytesMax, "a message fits a signing request")
    let slot = allowedSlot(keySlot, message)
    switch backEnd {
    case .software:
      return software.submit(cookie: cookie, keySlot: slot, message: message)
    case .pkcs11, .cosim, .fpga:
      let isTaken = helper!.submit(cookie: cookie, keySlot: slot, message: message)
      if isTaken { helperPending &+= 1 }
      return isTaken
    }
  }

  /// Writes finished requests to the start of `completions`.
  ///
  /// - Returns: how many; at most `max`, and in software at most `signaturesPerPollMax`.
  /// - Precondition: `0 <= max <= completions.count`.
  @_noAllocation @_noLocks
  public mutating func poll(_ completions: borrowing Slab<SignCompletion>, max: Int) -> Int {
    precondition(max >= 0 && max <= completions.count)
    switch backEnd {
    case .software:
      return software.poll(completions, max: max)
    case .pkcs11, .cosim, .fpga:
      let count = helper!.poll(completions, max: max)
      helperPending &-= count
      return count
    }
  }

  /// How many requests were submitted and not completed.
  public var pending: Int {
    @_noAllocation @_noLocks get {
      switch backEnd {
      case .software: software.pending
      case .pkcs11, .cosim, .fpga: helperPending
      }
    }
  }

  /// The public key in `keySlot`, 32 bytes, or nil when there is none. The view lasts as long as
  /// the software.
  @_noAllocation @_noLocks
  public func publicKey(_ keySlot: UInt8) -> ByteView? {
    switch backEnd {
    case .software: software.keys.publicKey(keySlot)
    case .pkcs11, .cosim, .fpga:
      held[Int(keySlot)] ? keys.bytes.view.slice(Int(keySlot) &* 32, count: 32) : nil
    }
  }

  /// What signs in software, as `MATCHLOCK_KERNEL` names it.
  public var kernelName: String { software.keys.kernel?.name ?? "libsodium" }

  /// For tests: spoils the public key that is hashed when `keySlot` signs. All it can bring about is a
  /// refusal.
  package mutating func corruptSigningKey(_ keySlot: UInt8) {
    software.keys.corruptSigningKey(keySlot)
  }

  /// For tests: flips `mask` in byte `index` of every signature between making and verifying it,
  /// until called with zero. All it can bring about is a refusal.
  package mutating func injectFault(mask: UInt8, byte index: Int) {
    invariant(index >= 0 && index < 64, "a signature has 64 bytes")
    software.faultMask = mask
    software.faultByte = index
  }
}
