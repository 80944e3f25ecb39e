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
  ///
  /// How the others will fit. Each is a case here and a field beside `software`, which stays: a
  /// device that is late, wrong or gone is taken over by software within one batch.
  ///
  /// - `fpga` writes a request into the device's submission window (cookie, key slot and message as
  ///   they are here, the deadline from its own configuration) and reads its completion ring. It
  ///   holds no more requests than the ring, so `submit` answers false at the same place.
  /// - `pkcs11` may block, so it hands requests over a lane to a helper thread and polls the answers
  ///   from another.
  ///
  /// Both add their own ways to fail to `SignStatus`.
  public enum BackEnd: UInt8, Sendable {
    /// libsodium, on the thread that polls.
    case software
  }

  /// What signs.
  public let backEnd: BackEnd
  private var software: SoftwareSigner

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
  ///   - signaturesPerPollMax: the work one poll may do, at about 60 µs a signature.
  /// - Precondition: both numbers are positive.
  public init(software keys: consuming KeyRing, queueDepth: Int = 64, signaturesPerPollMax: Int = 1)
  {
    backEnd = .software
    software = SoftwareSigner(
      keys: keys, queueDepth: queueDepth, signaturesPerPollMax: signaturesPerPollMax)
  }

  /// Queues `message`, which is copied, for signing by the key in `keySlot`.
  ///
  /// - Parameter cookie: comes back in the completion; any value.
  /// - Returns: false when the queue is full; poll, or use another software.
  /// - Precondition: `message` has at most `messageBytesMax` bytes.
  @_noAllocation @_noLocks
  public mutating func submit(cookie: UInt64, keySlot: UInt8, message: ByteView) -> Bool {
    precondition(message.count <= Signer.messageBytesMax, "a message fits a signing request")
    switch backEnd {
    case .software:
      return software.submit(cookie: cookie, keySlot: keySlot, message: message)
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
    }
  }

  /// How many requests were submitted and not completed.
  public var pending: Int {
    @_noAllocation @_noLocks get {
      switch backEnd {
      case .software: software.pending
      }
    }
  }

  /// The public key in `keySlot`, 32 bytes, or nil when there is none. The view lasts as long as
  /// the software.
  @_noAllocation @_noLocks
  public func publicKey(_ keySlot: UInt8) -> ByteView? {
    switch backEnd {
    case .software: software.keys.publicKey(keySlot)
    }
  }

  /// For tests: flips `mask` in byte `index` of every signature between making and verifying it,
  /// until called with zero. All it can bring about is a refusal.
  package mutating func injectFault(mask: UInt8, byte index: Int) {
    invariant(index >= 0 && index < 64, "a signature has 64 bytes")
    software.faultMask = mask
    software.faultByte = index
  }
}
