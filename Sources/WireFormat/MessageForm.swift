// SPDX-License-Identifier: Apache-2.0

internal import Memory

/// What may stand at a place of a body.
enum MessagePlace: BitwiseCopyable {
  case exactly(Template)
  case command
  case request
  case reportOrTrailer
  case marketData
  case snapshotPage

  @_noAllocation @_noLocks
  func admits(_ template: Template) -> Bool {
    switch self {
    case .exactly(let one): template == one
    case .command: template.isCommand
    case .request: template.isRequest
    case .reportOrTrailer: template.isReport || template == .reportTrailer
    case .marketData: template.isMarketData
    case .snapshotPage: template.isSnapshotPage
    }
  }
}

/// The form of one message: the only place where header, block, group and reserved fields are
/// judged.
enum MessageForm {
  /// Checks the message at `offset` and returns its bytes: header, block and group.
  ///
  /// - Throws: the first fault. More bytes after the message are the caller's to judge.
  @_noAllocation @_noLocks
  static func length(
    _ bytes: ByteView, at offset: Int, as place: MessagePlace
  ) throws(FormFault) -> Int {
    let room = bytes.count - offset
    if room < MessageHeader.bytes { throw .bodyTruncated }
    let header = MessageHeader(bytes, at: offset)
    if header.schemaID != MessageHeader.schema { throw .messageSchemaUnknown }
    if header.schemaVersion != MessageHeader.version { throw .messageVersionUnknown }
    guard let template = Template(wire: header.templateID) else { throw .messageTemplateUnknown }
    if !place.admits(template) { throw .messageMisplaced }
    if Int(header.blockLength) != template.blockBytes { throw .messageBlockLengthWrong }
    let length = MessageHeader.bytes + template.blockBytes
    if room < length { throw .bodyTruncated }
    if !template.reservedAreZero(block: bytes, at: offset + MessageHeader.bytes) {
      throw .messageReservedSet
    }
    if template.entryBytes == 0 { return length }
    return length + (try groupLength(bytes, at: offset + length, of: template))
  }

  /// Checks the length-prefixed message at `offset` and returns its bytes with the prefix.
  @_noAllocation @_noLocks
  static func prefixedLength(
    _ bytes: ByteView, at offset: Int, as place: MessagePlace
  ) throws(FormFault) -> Int {
    let room = bytes.count - offset - Frame.lengthPrefixBytes
    if room < 0 { throw .bodyTruncated }
    let length = Int(bytes.load(offset, as: UInt16.self))
    if length > room { throw .bodyTruncated }
    if length < MessageHeader.bytes { throw .lengthPrefixWrong }
    // The message is judged in all that remains, so that a short prefix is told from a short body.
    if try Self.length(bytes, at: offset + Frame.lengthPrefixBytes, as: place) != length {
      throw .lengthPrefixWrong
    }
    return length + Frame.lengthPrefixBytes
  }

  @_noAllocation @_noLocks
  private static func groupLength(
    _ bytes: ByteView, at offset: Int, of template: Template
  ) throws(FormFault) -> Int {
    let room = bytes.count - offset - GroupHeader.bytes
    if room < 0 { throw .bodyTruncated }
    let group = GroupHeader(bytes, at: offset)
    if Int(group.entryBytes) != template.entryBytes { throw .groupEntryLengthWrong }
    if Int(group.count) > template.entriesMax { throw .groupCountAboveMax }
    let length = Int(group.count) * template.entryBytes
    if room < length { throw .bodyTruncated }
    var entry = offset + GroupHeader.bytes
    for _ in 0..<Int(group.count) {
      if !template.reservedAreZero(entry: bytes, at: entry) { throw .messageReservedSet }
      entry += template.entryBytes
    }
    return GroupHeader.bytes + length
  }
}
