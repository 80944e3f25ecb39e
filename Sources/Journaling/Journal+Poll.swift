// SPDX-License-Identifier: Apache-2.0

internal import CUring
internal import Glibc
internal import Memory

/// The steps of `poll`.
///
///     nothing ──launch──▶ group ──complete──▶ nothing    the open group fits the segment
///     nothing ──launch──▶ header ──complete──▶ group …   it does not: first the next header
extension Journal {
  @_noAllocation @_noLocks
  mutating func bind() {
    let code = unsafe device.pointee.bind()
    if code != 0 { stop(.bind, code, offset: 0) }
    isBound = true
  }

  /// Starts the write of the open group, or of the next segment's header if that has to come first.
  @_noAllocation @_noLocks
  mutating func launch() -> Int {
    let bytes = JournalFormat.wholeBlocks(openBytes)
    // The last block is kept for a seal, which can then never need another segment.
    let end = segmentEnd
    if segmentOffset + bytes + JournalFormat.blockBytes > end { return rollOver() }
    launchGroup(bytes)
    return 1
  }

  /// Whether the next segment's header is being written.
  private var isRolling: Bool {
    if case .header = flight { return true }
    return false
  }

  /// The bytes of the segment that is written to; 0 when it takes no more groups.
  @inline(__always)
  var segmentEnd: Int { segmentOffset == 0 ? 0 : options.segmentBytes }

  @_noAllocation @_noLocks
  private mutating func launchGroup(_ bytes: Int) {
    let group = unsafe device.pointee.groupBuffer(openSide).slice(0, count: bytes)
    group.slice(openBytes, count: bytes - openBytes).clear()
    var header = GroupHeader()
    header.salt = segmentSalt
    header.number = nextGroup
    header.term = term
    header.firstIndex = nextIndex - UInt64(openRecords)
    header.recordCount = openRecords
    header.bytesUsed = UInt32(openBytes)
    header.previousHash = previousHash
    header.store(group)
    let hash = GroupHeader.finish(group, groupState)

    flightCommit = GroupCommit(
      number: nextGroup, firstIndex: header.firstIndex, lastIndex: nextIndex - 1, hash: hash)
    flightBytes = bytes
    let code = unsafe device.pointee.submit(
      segment, offset: UInt64(segmentOffset), bytes: group.view)
    if code != 0 { return stop(.write, code, offset: segmentOffset) }
    flight = .group
    openNext(hash)
    if !isDurable { publish() }
  }

  private var isDurable: Bool {
    if case .disk = options.durability { return true }
    return false
  }

  /// The other buffer becomes the open group. It is free: nothing else was in flight.
  @_noAllocation @_noLocks
  private mutating func openNext(_ hash: Bytes32) {
    previousHash = hash
    nextGroup += 1
    openSide = 1 - openSide
    openBytes = JournalFormat.groupHeaderBytes
    openRecords = 0
    groupState.begin()
    groupState.update(hash)
  }

  /// Writes the next segment's header if that segment is ready; until then the open group waits.
  @_noAllocation @_noLocks
  private mutating func rollOver() -> Int {
    if segment.number >= JournalFormat.segmentsMax {
      stop(.segments, ENOSPC, offset: segmentOffset)
      return 1
    }
    switch unsafe device.pointee.prepared() {
    case .notYet: return 0
    case .failed(let code):
      stop(.prepareSegment, code, offset: segmentOffset)
      return 1
    case .ready(let handle):
      isPreparing = false
      incoming = handle
      let block = unsafe device.pointee.block
      header(handle.number).store(block)
      flightBytes = block.count
      flight = .header
      let code = unsafe device.pointee.submit(handle, offset: 0, bytes: block.view)
      if code != 0 { stop(.write, code, offset: 0) }
      return 1
    }
  }

  /// The header of a segment that begins with the open group; it draws a new salt.
  @_noAllocation @_noLocks
  mutating func header(_ number: UInt64) -> SegmentHeader {
    segmentSalt = ml_file_random()
    if let fixed = options.saltForTests { segmentSalt = fixed &+ number }
    var header = SegmentHeader()
    header.number = number
    header.segmentBytes = UInt64(options.segmentBytes)
    header.venue = options.venue
    header.firstIndex = nextIndex - UInt64(openRecords)
    header.firstGroup = nextGroup
    header.previousHash = previousHash
    header.groupBytesMax = UInt32(options.groupBytesMax)
    header.recordBytesMax = UInt32(options.recordBytesMax)
    header.salt = segmentSalt
    return header
  }

  /// Takes a completion. Only a whole write commits: everything else stops the journal.
  @_noAllocation @_noLocks
  mutating func complete(_ result: Int32) {
    let offset = isRolling ? 0 : segmentOffset
    if result < 0 { return stop(.write, -result, offset: offset) }
    if Int(result) != flightBytes { return stop(.shortWrite, 0, offset: offset) }
    let landed = flight
    flight = .nothing
    switch landed {
    case .nothing: invariant(false, "a completion has a write")
    case .header:
      unsafe device.pointee.retire(segment)
      segment = incoming
      incoming = SegmentHandle()
      segmentOffset = JournalFormat.blockBytes
      prepareNext()
    case .group:
      segmentOffset += flightBytes
      if isDurable { publish() }
    }
  }

  @_noAllocation @_noLocks
  private mutating func publish() {
    invariant(committedUpTo <= flightCommit.firstIndex, "the commit cursor never goes back")
    committedUpTo = flightCommit.lastIndex + 1
    committed = flightCommit
    cursor.publish(committedUpTo)
  }

  /// Asks for the segment after the one that is written to.
  @_noAllocation @_noLocks
  mutating func prepareNext() {
    if segment.number >= JournalFormat.segmentsMax { return }
    invariant(!isPreparing, "one segment is prepared at a time")
    isPreparing = true
    unsafe device.pointee.prepare(segment.number + 1)
  }

  /// Nothing is taken or committed from here on. What is committed stays so.
  @_noAllocation @_noLocks
  mutating func stop(_ act: JournalFault.Act, _ code: Int32, offset: Int) {
    var number = isRolling ? incoming.number : segment.number
    if case .prepareSegment = act { number += 1 }
    let fault = JournalFault(act: act, code: code, segment: number, offset: UInt64(offset))
    switch code {
    case ENOSPC, EDQUOT, EFBIG: state = .full(fault)
    default: state = .failed(fault)
    }
  }
}
