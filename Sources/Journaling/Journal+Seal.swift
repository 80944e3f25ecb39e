// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import CUring
internal import Memory

/// The clean stop.
extension Journal {
  /// Prepares the seal: from here on no record is taken.
  ///
  /// - Parameter timeNanoseconds: when, by the caller's clock; recorded and signed.
  /// - Returns: what is to be signed.
  /// - Throws: `busy` unless `isIdle`, with nothing changed; `stopped` if the journal had stopped.
  public mutating func prepareSeal(
    timeNanoseconds: UInt64
  ) throws(JournalError) -> JournalSealRequest {
    switch state {
    case .open: break
    case .full(let fault), .failed(let fault): throw .stopped(fault)
    }
    if !isIdle { throw .busy }
    isSealing = true
    let group = unsafe device.pointee.block
    group.clear()
    var header = GroupHeader()
    header.salt = segmentSalt
    header.number = nextGroup
    header.term = term
    header.firstIndex = nextIndex
    header.bytesUsed = UInt32(JournalFormat.sealBytes)
    header.kind = GroupKind.seal.rawValue
    header.previousHash = previousHash
    header.store(group)
    group.store(nextIndex, at: SealField.endIndex)
    group.store(recordCount, at: SealField.recordCount)
    logHash().store(to: group, at: SealField.logHash)
    group.store(timeNanoseconds, at: SealField.time)
    return JournalSealRequest(digest: sealDigest(options.venue, group.view))
  }

  /// Writes the seal, cuts the last segment to what is used, and removes the prepared one. Blocks.
  ///
  /// - Parameter signature: 64 bytes, made over the message of `prepareSeal`; not verified here.
  /// - Throws: `system`. The log is whole then, but may lack its seal.
  /// - Precondition: `prepareSeal` was called.
  public consuming func seal(signature: [UInt8]) throws(JournalError) -> JournalSeal {
    invariant(isSealing, "a seal is prepared before it is written")
    invariant(signature.count == JournalFormat.signatureBytes, "a signature has 64 bytes")
    let group = unsafe device.pointee.block
    for (i, byte) in signature.enumerated() { group[SealField.signature + i] = byte }
    let head = JournalFormat.groupHeaderBytes
    groupState.update(group.view.slice(head, count: JournalFormat.sealBytes - head))
    _ = GroupHeader.finish(group, groupState)

    try unsafe device.pointee.writeNow(segment, offset: UInt64(segmentOffset), bytes: group.view)
    let used = segmentOffset + group.count
    try unsafe device.pointee.truncate(segment, bytes: used)
    if isPreparing {
      // Waited for, so that it is not made after it was removed.
      let spare = try? unsafe device.pointee.waitPrepared(segment.number + 1)
      if let spare, spare.descriptor >= 0 { ml_file_close(spare.descriptor) }
      try unsafe device.pointee.remove(segment.number + 1)
    }
    return JournalSeal(
      segment: segment.number, offset: UInt64(segmentOffset), group: nextGroup, term: term,
      endIndex: nextIndex, recordCount: recordCount, logHash: logHash(),
      timeNanoseconds: group.load(SealField.time, as: UInt64.self),
      digest: sealDigest(options.venue, group.view), signature: signature)
  }

  /// The records in the whole log.
  private var recordCount: UInt64 { recovered.recordCount + nextIndex - recovered.endIndex }
}

/// SHA-256 of what a seal seals: the venue, the group header up to its hash, and the sealed fields.
func sealDigest(_ venue: Bytes16, _ group: ByteView) -> Bytes32 {
  let state = ByteBuffer(count: Int(ML_HASH_SHA256_STATE_BYTES))
  let bytes = ByteBuffer(count: Int(ML_HASH_BYTES))
  venue.store(to: bytes.bytes)
  unsafe ml_hash_sha256_begin(state.bytes.address)
  unsafe ml_hash_sha256_update(state.bytes.address, bytes.bytes.address, 16)
  let head = group.slice(0, count: GroupField.hash)
  unsafe ml_hash_sha256_update(state.bytes.address, head.address, head.count)
  let body = group.slice(SealField.endIndex, count: SealField.signature - SealField.endIndex)
  unsafe ml_hash_sha256_update(state.bytes.address, body.address, body.count)
  unsafe ml_hash_sha256_end(state.bytes.address, bytes.bytes.address)
  return Bytes32(bytes.bytes.view)
}
