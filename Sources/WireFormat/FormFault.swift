// SPDX-License-Identifier: Apache-2.0

/// Why bytes from the world are not a datagram, a record or a packet of ours: one case a cause, so
/// that each can have a counter of its own.
///
/// Faults are found before anything of the bytes is acted on, and say nothing of what the fields
/// mean: an unknown side or a market that is not listed is refused by the decision layer, with a
/// reject code. The checks run in a fixed order, so that the same bytes always give the same fault.
public enum FormFault: UInt8, Error, BitwiseCopyable, CaseIterable, Sendable {
  // The frame: the first 40 bytes and the length of what follows.
  case frameTruncated = 1
  case frameTooLong = 2
  case frameSchemaUnknown = 3
  case frameVersionUnknown = 4
  case frameTemplateUnknown = 5
  case frameTemplateReserved = 6
  case frameDirectionWrong = 7
  case frameBlockLengthWrong = 8
  case frameReservedSet = 9
  case frameBodyMissing = 10
  case frameTrailingBytes = 11
  case sessionZero = 12
  case sessionSet = 13
  case sequenceZero = 14
  case sequenceSet = 15
  case tagSet = 16
  // The body: messages, one after another.
  case bodyTruncated = 17
  case bodyTrailingBytes = 18
  case bodyTooLong = 19
  case messageSchemaUnknown = 20
  case messageVersionUnknown = 21
  case messageTemplateUnknown = 22
  case messageMisplaced = 23
  case messageBlockLengthWrong = 24
  case messageReservedSet = 25
  case lengthPrefixWrong = 26
  case countZero = 27
  case countAboveMax = 28
  case groupEntryLengthWrong = 29
  case groupCountAboveMax = 30
  case reportsMissing = 31
  case trailerMissing = 32
  // Log records.
  case recordKindUnknown = 33
  case recordLengthWrong = 34
  // MoldUDP64 packets.
  case moldTruncated = 35
  case moldMessageTruncated = 36
  case moldTrailingBytes = 37
  case moldSequenceWrong = 38
  // Requests.
  case requestTooShort = 60
  case requestEmpty = 61
  case stateKindUnknown = 62

  // The standard library compares enums with raw values through a generic that proved code may
  // not call.
  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.number == b.number }

  /// One more than the highest `number`: the slots of a table of counters. Slot 0 is no fault.
  @inlinable public static var tableSlots: Int {
    @_noAllocation @_noLocks get { 63 }
  }

  /// The raw value, for code that is proved not to allocate: the compiler's own `rawValue` is not
  /// visible to it in another file.
  @inlinable public var number: Int {
    @_noAllocation @_noLocks get {
      switch self {
      case .frameTruncated: 1
      case .frameTooLong: 2
      case .frameSchemaUnknown: 3
      case .frameVersionUnknown: 4
      case .frameTemplateUnknown: 5
      case .frameTemplateReserved: 6
      case .frameDirectionWrong: 7
      case .frameBlockLengthWrong: 8
      case .frameReservedSet: 9
      case .frameBodyMissing: 10
      case .frameTrailingBytes: 11
      case .sessionZero: 12
      case .sessionSet: 13
      case .sequenceZero: 14
      case .sequenceSet: 15
      case .tagSet: 16
      case .bodyTruncated: 17
      case .bodyTrailingBytes: 18
      case .bodyTooLong: 19
      case .messageSchemaUnknown: 20
      case .messageVersionUnknown: 21
      case .messageTemplateUnknown: 22
      case .messageMisplaced: 23
      case .messageBlockLengthWrong: 24
      case .messageReservedSet: 25
      case .lengthPrefixWrong: 26
      case .countZero: 27
      case .countAboveMax: 28
      case .groupEntryLengthWrong: 29
      case .groupCountAboveMax: 30
      case .reportsMissing: 31
      case .trailerMissing: 32
      case .recordKindUnknown: 33
      case .recordLengthWrong: 34
      case .moldTruncated: 35
      case .moldMessageTruncated: 36
      case .moldTrailingBytes: 37
      case .moldSequenceWrong: 38
      case .requestTooShort: 60
      case .requestEmpty: 61
      case .stateKindUnknown: 62
      }
    }
  }
}
