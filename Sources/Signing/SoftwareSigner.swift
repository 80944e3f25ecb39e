// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import Memory

/// The software back end: a bounded queue in front of the kernel, or of libsodium where there is none, each
/// signature verified before it is released.
///
///     submit → [ cookie, slot, length │ message ] × queueDepth → sign → verify → completion
///                                                              up to eight at once
///
/// Deterministic RFC 8032 throughout: the same key and message give the same bytes as any other
/// back end, so one can take over from another within a batch.
struct SoftwareSigner: ~Copyable {
  /// What waits, beside its message. Not private: a debug build then fails to emit its metadata.
  struct Entry: BitwiseCopyable {
    var cookie: UInt64
    var messageBytes: UInt32
    var keySlot: UInt8
  }

  let keys: KeyRing
  let queueDepth: Int
  private let signaturesPerPollMax: Int
  private let entries: Slab<Entry>
  private let messages: ByteBuffer
  private let scratch = ByteBuffer(count: 64)
  /// Not used when libsodium signs.
  private let burst: SignBurst
  /// Where the answers to what is in the burst go, counted from the first of them.
  private let places = Slab<Int>(count: SignBurst.slots)
  /// Requests taken and answered so far; their difference is what waits.
  private var submitted: UInt64 = 0
  private var completed: UInt64 = 0
  /// Bits flipped in signatures after they are made and before they are verified: the tests'
  /// stand-in for a faulty processor. It can only cause refusals.
  var faultMask: UInt8 = 0
  var faultByte = 0

  init(keys: consuming KeyRing, queueDepth: Int, signaturesPerPollMax: Int) {
    invariant(queueDepth > 0, "a signer queues at least one request")
    invariant(signaturesPerPollMax > 0, "a poll signs at least one request")
    self.keys = keys
    self.queueDepth = queueDepth
    self.signaturesPerPollMax = signaturesPerPollMax
    entries = Slab(count: queueDepth)
    messages = ByteBuffer(count: queueDepth * Signer.messageBytesMax)
    burst = SignBurst(self.keys.kernel)
  }

  var pending: Int {
    @_noAllocation @_noLocks get { Int(submitted &- completed) }
  }

  @_noAllocation @_noLocks
  mutating func submit(cookie: UInt64, keySlot: UInt8, message: ByteView) -> Bool {
    if pending == queueDepth { return false }
    let index = Int(submitted % UInt64(queueDepth))
    entries[index] = Entry(
      cookie: cookie, messageBytes: UInt32(message.count), keySlot: keySlot)
    messages.bytes.copy(message, at: index * Signer.messageBytesMax)
    submitted &+= 1
    return true
  }

  @_noAllocation @_noLocks
  mutating func poll(_ completions: borrowing Slab<SignCompletion>, max: Int) -> Int {
    var count = Swift.min(max, signaturesPerPollMax)
    if count > pending { count = pending }
    var done = 0
    while done < count {
      var group = count &- done
      if group > SignBurst.slots { group = SignBurst.slots }
      if burst.hasKernel {
        complete(group, completions, done)
      } else {
        group = 1
        completions[done] = complete(Int(completed % UInt64(queueDepth)))
      }
      completed &+= UInt64(group)
      done &+= group
    }
    return count
  }

  /// Signs the first `group` requests that wait and verifies what came out; writes their answers from
  /// `first` on.
  @_noAllocation @_noLocks
  private func complete(
    _ group: Int, _ completions: borrowing Slab<SignCompletion>, _ first: Int
  ) {
    var filled = 0
    for offset in 0..<group {
      let index = Int((completed &+ UInt64(offset)) % UInt64(queueDepth))
      let entry = entries[index]
      completions[first &+ offset] = SignCompletion(
        cookie: entry.cookie, status: .keyMissing, signature: Bytes64())
      guard let secret = keys.expanded(entry.keySlot) else { continue }
      let message = messages.bytes.view.slice(
        index &* Signer.messageBytesMax, count: Int(entry.messageBytes))
      burst.fill(
        filled, secret: secret, message: message, keys: keys.ownKeys, keySlot: Int(entry.keySlot))
      places[filled] = first &+ offset
      filled &+= 1
    }
    burst.sign(filled)
    for slot in 0..<filled { burst.signature(slot)[faultByte] ^= faultMask }
    burst.verify(filled)
    for slot in 0..<filled {
      let place = places[slot]
      completions[place].status = burst.isGood(slot) ? .signed : .fault
      if burst.isGood(slot) { completions[place].signature = Bytes64(burst.signature(slot).view) }
    }
    burst.wipe()
  }

  /// Signs the request at `index` by libsodium and verifies what came out.
  @_noAllocation @_noLocks
  private func complete(_ index: Int) -> SignCompletion {
    let entry = entries[index]
    guard let pair = keys.pair(entry.keySlot) else {
      return SignCompletion(cookie: entry.cookie, status: .keyMissing, signature: Bytes64())
    }
    let message = messages.bytes.view.slice(
      index * Signer.messageBytesMax, count: Int(entry.messageBytes))
    let out = scratch.bytes
    unsafe ml_curve_sign(out.address, message.address, message.count, pair.address)
    out[faultByte] ^= faultMask
    let verifies = unsafe ml_curve_verify_exact(
      out.address, message.address, message.count, keys.ownKeys.key(Int(entry.keySlot)).address)
    let signature = verifies == 1 ? Bytes64(out.view) : Bytes64()
    unsafe ml_secret_wipe(out.address, 64)
    return SignCompletion(
      cookie: entry.cookie, status: verifies == 1 ? .signed : .fault, signature: signature)
  }
}
