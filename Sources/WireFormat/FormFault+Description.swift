// SPDX-License-Identifier: Apache-2.0

extension FormFault: CustomStringConvertible {
  /// The cause and what to do about it. Cold: for logs and counter listings.
  public var description: String { "\(cause): \(remedy)" }

  /// The case's name, as counters are labelled. Cold.
  public var name: String { words.name }

  /// What is wrong with the bytes. Cold.
  public var cause: String { words.cause }

  /// What whoever sent them, or runs the network between, should do. Cold.
  public var remedy: String { words.remedy }

  private var words: (name: String, cause: String, remedy: String) {
    switch self {
    case .frameTruncated:
      (
        "frameTruncated", "fewer than the 40 bytes of a frame's head",
        "send whole datagrams of this schema to this port"
      )
    case .frameTooLong:
      (
        "frameTooLong", "more than 1,472 bytes",
        "put less in one datagram"
      )
    case .frameSchemaUnknown:
      (
        "frameSchemaUnknown", "the frame's schema id is not 19788",
        "send to this port only what is built from matchlock.xml"
      )
    case .frameVersionUnknown:
      (
        "frameVersionUnknown", "the frame's schema version is not the one spoken here",
        "build both ends from one matchlock.xml"
      )
    case .frameTemplateUnknown:
      (
        "frameTemplateUnknown", "the template id names no frame",
        "see the frame range of matchlock.xml"
      )
    case .frameTemplateReserved:
      (
        "frameTemplateReserved", "the frame is reserved for later",
        "do not send it to this version"
      )
    case .frameDirectionWrong:
      (
        "frameDirectionWrong", "the frame goes the other way",
        "look for a loop, or two venues or two members on one path"
      )
    case .frameBlockLengthWrong:
      (
        "frameBlockLengthWrong", "the frame's block is not 32 bytes",
        "build both ends from one matchlock.xml"
      )
    case .frameReservedSet:
      (
        "frameReservedSet", "a reserved field of the frame is not zero",
        "leave reserved fields zero"
      )
    case .frameBodyMissing:
      (
        "frameBodyMissing", "the datagram ends before bodyLength bytes of body",
        "set bodyLength to what follows the 40 bytes"
      )
    case .frameTrailingBytes:
      (
        "frameTrailingBytes", "bytes follow the body",
        "set bodyLength to what follows the 40 bytes"
      )
    case .sessionZero:
      (
        "sessionZero", "session 0 is never a session",
        "log on first and send the session of the reply"
      )
    case .sessionSet:
      (
        "sessionSet", "a logon names a session",
        "leave it zero: the reply names one"
      )
    case .sequenceZero:
      (
        "sequenceZero", "sequences count from 1",
        "number datagrams from 1 in each direction"
      )
    case .sequenceSet:
      (
        "sequenceSet", "a logon or its reply has a sequence",
        "leave it zero"
      )
    case .tagSet:
      (
        "tagSet", "a logon has a tag",
        "leave it zero: there is no key yet"
      )
    case .bodyTruncated:
      (
        "bodyTruncated", "the body ends inside a message",
        "write every message whole"
      )
    case .bodyTrailingBytes:
      (
        "bodyTrailingBytes", "bytes follow the last message of the body",
        "write nothing after it"
      )
    case .bodyTooLong:
      (
        "bodyTooLong", "the signed bytes pass the limit of the preimage",
        "put fewer commands in one datagram"
      )
    case .messageSchemaUnknown:
      (
        "messageSchemaUnknown", "a message's schema id is not 19788",
        "build both ends from one matchlock.xml"
      )
    case .messageVersionUnknown:
      (
        "messageVersionUnknown", "a message's schema version is not the one spoken here",
        "build both ends from one matchlock.xml"
      )
    case .messageTemplateUnknown:
      (
        "messageTemplateUnknown", "a message's template id is not in the schema",
        "build both ends from one matchlock.xml"
      )
    case .messageMisplaced:
      (
        "messageMisplaced", "the message may not stand at this place",
        "see the header of matchlock.xml for what goes where"
      )
    case .messageBlockLengthWrong:
      (
        "messageBlockLengthWrong", "a block is not as long as the schema says",
        "build both ends from one matchlock.xml"
      )
    case .messageReservedSet:
      (
        "messageReservedSet", "a reserved field of a message is not zero",
        "leave reserved fields zero"
      )
    case .lengthPrefixWrong:
      (
        "lengthPrefixWrong", "a length prefix is not the length of its message",
        "count header, block and group"
      )
    case .countZero:
      (
        "countZero", "the command header counts no commands",
        "send at least one; a noop burns a nonce"
      )
    case .countAboveMax:
      (
        "countAboveMax", "more commands than commandsPerDatagramMax",
        "put fewer commands in one datagram"
      )
    case .groupEntryLengthWrong:
      (
        "groupEntryLengthWrong", "an entry of a group is not as long as the schema says",
        "build both ends from one matchlock.xml"
      )
    case .groupCountAboveMax:
      (
        "groupCountAboveMax", "a group has more entries than it may",
        "see entriesMax"
      )
    case .reportsMissing:
      (
        "reportsMissing", "a report frame carries no report",
        "write at least one before the trailer"
      )
    case .trailerMissing:
      (
        "trailerMissing", "a report frame does not end with a trailer",
        "write it last"
      )
    case .recordKindUnknown:
      (
        "recordKindUnknown", "the record's kind means nothing",
        "look for a damaged log or one of a later version"
      )
    case .recordLengthWrong:
      (
        "recordLengthWrong", "the record is not as long as it says",
        "look for a damaged log"
      )
    case .moldTruncated:
      (
        "moldTruncated", "fewer than the 20 bytes of a packet's header",
        "send whole MoldUDP64 packets to this port"
      )
    case .moldMessageTruncated:
      (
        "moldMessageTruncated", "the packet ends inside a message block",
        "look for another publisher on this group"
      )
    case .moldTrailingBytes:
      (
        "moldTrailingBytes", "bytes follow the last message block",
        "look for another publisher on this group"
      )
    case .moldSequenceWrong:
      (
        "moldSequenceWrong", "the sequence is zero or passes 2^64",
        "number messages from 1"
      )
    case .requestTooShort:
      (
        "requestTooShort", "a request of fewer than 288 bytes: no answer would fit",
        "pad it with zeros; a longer one may have a longer answer"
      )
    case .requestEmpty:
      (
        "requestEmpty", "a request for report 0, or for no report",
        "name the first report missed, and how many"
      )
    case .stateKindUnknown:
      (
        "stateKindUnknown", "a request for a kind of state that there is not",
        "see StateKind of matchlock.xml"
      )
    }
  }
}
