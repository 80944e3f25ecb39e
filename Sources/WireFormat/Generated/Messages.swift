// SPDX-License-Identifier: Apache-2.0
// Written by Tools/generate-wire from Sources/WireFormat/matchlock.xml. Do not edit.

public import Memory
public import Quantities

/// The template ids of the schema.
public enum Template: UInt16, BitwiseCopyable, CaseIterable, Sendable {
  case logonFrame = 1
  case logonReplyFrame = 2
  case commandFrame = 3
  case reportFrame = 4
  case heartbeatFrame = 5
  case logoutFrame = 6
  case busyFrame = 7
  case requestFrame = 8
  case sealedFrame = 9
  case logonRequest = 10
  case logonReply = 11
  case heartbeat = 12
  case busy = 13
  case resendRequest = 14
  case statusRequest = 15
  case stateRequest = 16
  case commandHeader = 20
  case newOrder = 21
  case cancelOrder = 22
  case replaceOrder = 23
  case noop = 24
  case newSpecialOrder = 27
  case newConditionalOrder = 28
  case setDeadMan = 25
  case cancelAll = 26
  case listMarket = 30
  case openAccount = 31
  case adjustCash = 32
  case registerKey = 33
  case revokeKey = 34
  case setMarketState = 35
  case setReferencePrice = 36
  case bustTrade = 37
  case setAuctionTerms = 40
  case setPriceLimits = 41
  case massQuote = 42
  case setProtection = 43
  case resetProtection = 44
  case logRecord = 50
  case genesis = 51
  case marketListed = 70
  case orderAdded = 71
  case orderExecuted = 72
  case orderReduced = 73
  case orderDeleted = 74
  case bookChecksum = 75
  case snapshotMarkets = 76
  case snapshotOrders = 77
  case marketStatus = 90
  case referencePrice = 91
  case tradeBroken = 92
  case auctionIndication = 93
  case auctionResult = 94
  case auctionTrade = 95
  case priceLimits = 96
  case limitTripped = 97
  case commandResult = 100
  case fill = 101
  case orderClosed = 102
  case sessionClosed = 103
  case receiptReport = 104
  case massCancelled = 111
  case tradeBusted = 112
  case orderRepriced = 113
  case orderTriggered = 114
  case quoteResult = 115
  case quoteRefused = 116
  case protectionTriggered = 117
  case quoteGroupsPage = 118
  case reportsRetained = 105
  case nonceStatus = 106
  case ordersPage = 107
  case positionsPage = 108
  case conditionalsPage = 109
  case reportTrailer = 110
  case matchRecord = 130
  case receiptGroup = 131
  case batchHeader = 132
  case batchPart = 133

  /// The template of an id on the wire, or nil for one the schema has not.
  @inlinable
  @_noAllocation @_noLocks
  public init?(wire: UInt16) {
    switch wire {
    case 1: self = .logonFrame
    case 2: self = .logonReplyFrame
    case 3: self = .commandFrame
    case 4: self = .reportFrame
    case 5: self = .heartbeatFrame
    case 6: self = .logoutFrame
    case 7: self = .busyFrame
    case 8: self = .requestFrame
    case 9: self = .sealedFrame
    case 10: self = .logonRequest
    case 11: self = .logonReply
    case 12: self = .heartbeat
    case 13: self = .busy
    case 14: self = .resendRequest
    case 15: self = .statusRequest
    case 16: self = .stateRequest
    case 20: self = .commandHeader
    case 21: self = .newOrder
    case 22: self = .cancelOrder
    case 23: self = .replaceOrder
    case 24: self = .noop
    case 27: self = .newSpecialOrder
    case 28: self = .newConditionalOrder
    case 25: self = .setDeadMan
    case 26: self = .cancelAll
    case 30: self = .listMarket
    case 31: self = .openAccount
    case 32: self = .adjustCash
    case 33: self = .registerKey
    case 34: self = .revokeKey
    case 35: self = .setMarketState
    case 36: self = .setReferencePrice
    case 37: self = .bustTrade
    case 40: self = .setAuctionTerms
    case 41: self = .setPriceLimits
    case 42: self = .massQuote
    case 43: self = .setProtection
    case 44: self = .resetProtection
    case 50: self = .logRecord
    case 51: self = .genesis
    case 70: self = .marketListed
    case 71: self = .orderAdded
    case 72: self = .orderExecuted
    case 73: self = .orderReduced
    case 74: self = .orderDeleted
    case 75: self = .bookChecksum
    case 76: self = .snapshotMarkets
    case 77: self = .snapshotOrders
    case 90: self = .marketStatus
    case 91: self = .referencePrice
    case 92: self = .tradeBroken
    case 93: self = .auctionIndication
    case 94: self = .auctionResult
    case 95: self = .auctionTrade
    case 96: self = .priceLimits
    case 97: self = .limitTripped
    case 100: self = .commandResult
    case 101: self = .fill
    case 102: self = .orderClosed
    case 103: self = .sessionClosed
    case 104: self = .receiptReport
    case 111: self = .massCancelled
    case 112: self = .tradeBusted
    case 113: self = .orderRepriced
    case 114: self = .orderTriggered
    case 115: self = .quoteResult
    case 116: self = .quoteRefused
    case 117: self = .protectionTriggered
    case 118: self = .quoteGroupsPage
    case 105: self = .reportsRetained
    case 106: self = .nonceStatus
    case 107: self = .ordersPage
    case 108: self = .positionsPage
    case 109: self = .conditionalsPage
    case 110: self = .reportTrailer
    case 130: self = .matchRecord
    case 131: self = .receiptGroup
    case 132: self = .batchHeader
    case 133: self = .batchPart
    default: return nil
    }
  }

  /// The id on the wire.
  @inlinable public var wire: UInt16 {
    @_noAllocation @_noLocks get {
      switch self {
      case .logonFrame: 1
      case .logonReplyFrame: 2
      case .commandFrame: 3
      case .reportFrame: 4
      case .heartbeatFrame: 5
      case .logoutFrame: 6
      case .busyFrame: 7
      case .requestFrame: 8
      case .sealedFrame: 9
      case .logonRequest: 10
      case .logonReply: 11
      case .heartbeat: 12
      case .busy: 13
      case .resendRequest: 14
      case .statusRequest: 15
      case .stateRequest: 16
      case .commandHeader: 20
      case .newOrder: 21
      case .cancelOrder: 22
      case .replaceOrder: 23
      case .noop: 24
      case .newSpecialOrder: 27
      case .newConditionalOrder: 28
      case .setDeadMan: 25
      case .cancelAll: 26
      case .listMarket: 30
      case .openAccount: 31
      case .adjustCash: 32
      case .registerKey: 33
      case .revokeKey: 34
      case .setMarketState: 35
      case .setReferencePrice: 36
      case .bustTrade: 37
      case .setAuctionTerms: 40
      case .setPriceLimits: 41
      case .massQuote: 42
      case .setProtection: 43
      case .resetProtection: 44
      case .logRecord: 50
      case .genesis: 51
      case .marketListed: 70
      case .orderAdded: 71
      case .orderExecuted: 72
      case .orderReduced: 73
      case .orderDeleted: 74
      case .bookChecksum: 75
      case .snapshotMarkets: 76
      case .snapshotOrders: 77
      case .marketStatus: 90
      case .referencePrice: 91
      case .tradeBroken: 92
      case .auctionIndication: 93
      case .auctionResult: 94
      case .auctionTrade: 95
      case .priceLimits: 96
      case .limitTripped: 97
      case .commandResult: 100
      case .fill: 101
      case .orderClosed: 102
      case .sessionClosed: 103
      case .receiptReport: 104
      case .massCancelled: 111
      case .tradeBusted: 112
      case .orderRepriced: 113
      case .orderTriggered: 114
      case .quoteResult: 115
      case .quoteRefused: 116
      case .protectionTriggered: 117
      case .quoteGroupsPage: 118
      case .reportsRetained: 105
      case .nonceStatus: 106
      case .ordersPage: 107
      case .positionsPage: 108
      case .conditionalsPage: 109
      case .reportTrailer: 110
      case .matchRecord: 130
      case .receiptGroup: 131
      case .batchHeader: 132
      case .batchPart: 133
      }
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public static func == (a: Self, b: Self) -> Bool { a.wire == b.wire }

  /// Bytes of the message's block.
  @inlinable public var blockBytes: Int {
    @_noAllocation @_noLocks get {
      switch self {
      case .logonFrame: 32
      case .logonReplyFrame: 32
      case .commandFrame: 32
      case .reportFrame: 32
      case .heartbeatFrame: 32
      case .logoutFrame: 32
      case .busyFrame: 32
      case .requestFrame: 32
      case .sealedFrame: 32
      case .logonRequest: 88
      case .logonReply: 88
      case .heartbeat: 24
      case .busy: 24
      case .resendRequest: 16
      case .statusRequest: 8
      case .stateRequest: 24
      case .commandHeader: 40
      case .newOrder: 32
      case .cancelOrder: 24
      case .replaceOrder: 56
      case .noop: 8
      case .newSpecialOrder: 56
      case .newConditionalOrder: 96
      case .setDeadMan: 8
      case .cancelAll: 32
      case .listMarket: 72
      case .openAccount: 8
      case .adjustCash: 24
      case .registerKey: 64
      case .revokeKey: 8
      case .setMarketState: 8
      case .setReferencePrice: 32
      case .bustTrade: 56
      case .setAuctionTerms: 48
      case .setPriceLimits: 40
      case .massQuote: 16
      case .setProtection: 56
      case .resetProtection: 8
      case .logRecord: 56
      case .genesis: 200
      case .marketListed: 56
      case .orderAdded: 56
      case .orderExecuted: 48
      case .orderReduced: 40
      case .orderDeleted: 32
      case .bookChecksum: 32
      case .snapshotMarkets: 32
      case .snapshotOrders: 32
      case .marketStatus: 24
      case .referencePrice: 48
      case .tradeBroken: 48
      case .auctionIndication: 48
      case .auctionResult: 40
      case .auctionTrade: 64
      case .priceLimits: 56
      case .limitTripped: 32
      case .commandResult: 64
      case .fill: 88
      case .orderClosed: 64
      case .sessionClosed: 32
      case .receiptReport: 144
      case .massCancelled: 40
      case .tradeBusted: 64
      case .orderRepriced: 64
      case .orderTriggered: 80
      case .quoteResult: 40
      case .quoteRefused: 48
      case .protectionTriggered: 40
      case .quoteGroupsPage: 48
      case .reportsRetained: 24
      case .nonceStatus: 64
      case .ordersPage: 96
      case .positionsPage: 64
      case .conditionalsPage: 48
      case .reportTrailer: 56
      case .matchRecord: 80
      case .receiptGroup: 128
      case .batchHeader: 280
      case .batchPart: 32
      }
    }
  }

  /// Bytes of an entry of the message's repeating group; 0 for a message without one.
  @inlinable public var entryBytes: Int {
    @_noAllocation @_noLocks get {
      switch self {
      case .resendRequest: 8
      case .statusRequest: 8
      case .stateRequest: 8
      case .massQuote: 40
      case .genesis: 40
      case .snapshotMarkets: 40
      case .snapshotOrders: 40
      case .receiptReport: 32
      case .quoteGroupsPage: 64
      case .ordersPage: 48
      case .positionsPage: 32
      case .conditionalsPage: 64
      default: 0
      }
    }
  }

  /// Whether every reserved field of the block at `offset` is zero.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func reservedAreZero(block bytes: ByteView, at offset: Int) -> Bool {
    switch self {
    case .logonFrame: bytes.load(offset + 6, as: UInt16.self) == 0
    case .logonReplyFrame: bytes.load(offset + 6, as: UInt16.self) == 0
    case .commandFrame: bytes.load(offset + 6, as: UInt16.self) == 0
    case .reportFrame: bytes.load(offset + 6, as: UInt16.self) == 0
    case .heartbeatFrame: bytes.load(offset + 6, as: UInt16.self) == 0
    case .logoutFrame: bytes.load(offset + 6, as: UInt16.self) == 0
    case .busyFrame: bytes.load(offset + 6, as: UInt16.self) == 0
    case .requestFrame: bytes.load(offset + 6, as: UInt16.self) == 0
    case .sealedFrame: bytes.load(offset + 6, as: UInt16.self) == 0
    case .logonRequest:
      bytes.load(offset + 28, as: UInt32.self) == 0 && bytes.load(offset + 32, as: UInt64.self) == 0
        && bytes.load(offset + 40, as: UInt64.self) == 0
        && bytes.load(offset + 48, as: UInt64.self) == 0
    case .logonReply: bytes.load(offset + 86, as: UInt16.self) == 0
    case .busy: bytes.load(offset + 22, as: UInt16.self) == 0
    case .resendRequest: bytes.load(offset + 12, as: UInt32.self) == 0
    case .stateRequest:
      bytes.load(offset + 17, as: UInt8.self) == 0 && bytes.load(offset + 18, as: UInt16.self) == 0
        && bytes.load(offset + 20, as: UInt32.self) == 0
    case .commandHeader:
      bytes.load(offset + 7, as: UInt8.self) == 0 && bytes.load(offset + 36, as: UInt32.self) == 0
    case .cancelOrder: bytes.load(offset + 4, as: UInt32.self) == 0
    case .replaceOrder: bytes.load(offset + 6, as: UInt16.self) == 0
    case .noop: bytes.load(offset + 0, as: UInt64.self) == 0
    case .newConditionalOrder:
      bytes.load(offset + 59, as: UInt8.self) == 0 && bytes.load(offset + 60, as: UInt32.self) == 0
    case .cancelAll:
      bytes.load(offset + 10, as: UInt16.self) == 0 && bytes.load(offset + 12, as: UInt32.self) == 0
    case .adjustCash: bytes.load(offset + 4, as: UInt32.self) == 0
    case .registerKey: bytes.load(offset + 14, as: UInt16.self) == 0
    case .revokeKey: bytes.load(offset + 4, as: UInt32.self) == 0
    case .setMarketState:
      bytes.load(offset + 5, as: UInt8.self) == 0 && bytes.load(offset + 6, as: UInt16.self) == 0
    case .setReferencePrice:
      bytes.load(offset + 5, as: UInt8.self) == 0 && bytes.load(offset + 6, as: UInt16.self) == 0
    case .bustTrade:
      bytes.load(offset + 53, as: UInt8.self) == 0 && bytes.load(offset + 54, as: UInt16.self) == 0
    case .setAuctionTerms: bytes.load(offset + 4, as: UInt32.self) == 0
    case .setPriceLimits:
      bytes.load(offset + 5, as: UInt8.self) == 0 && bytes.load(offset + 6, as: UInt16.self) == 0
    case .massQuote: bytes.load(offset + 12, as: UInt32.self) == 0
    case .setProtection:
      bytes.load(offset + 3, as: UInt8.self) == 0 && bytes.load(offset + 4, as: UInt32.self) == 0
    case .resetProtection:
      bytes.load(offset + 2, as: UInt16.self) == 0 && bytes.load(offset + 4, as: UInt32.self) == 0
    case .logRecord: bytes.load(offset + 36, as: UInt32.self) == 0
    case .genesis: bytes.load(offset + 5, as: UInt8.self) == 0
    case .marketListed: bytes.load(offset + 22, as: UInt16.self) == 0
    case .orderAdded:
      bytes.load(offset + 21, as: UInt8.self) == 0 && bytes.load(offset + 22, as: UInt16.self) == 0
    case .orderExecuted: bytes.load(offset + 20, as: UInt32.self) == 0
    case .orderReduced: bytes.load(offset + 20, as: UInt32.self) == 0
    case .orderDeleted: bytes.load(offset + 20, as: UInt32.self) == 0
    case .marketStatus:
      bytes.load(offset + 21, as: UInt8.self) == 0 && bytes.load(offset + 22, as: UInt16.self) == 0
    case .referencePrice:
      bytes.load(offset + 21, as: UInt8.self) == 0 && bytes.load(offset + 22, as: UInt16.self) == 0
    case .tradeBroken: bytes.load(offset + 20, as: UInt32.self) == 0
    case .auctionIndication:
      bytes.load(offset + 21, as: UInt8.self) == 0 && bytes.load(offset + 22, as: UInt16.self) == 0
    case .auctionResult: bytes.load(offset + 20, as: UInt32.self) == 0
    case .auctionTrade: bytes.load(offset + 20, as: UInt32.self) == 0
    case .priceLimits:
      bytes.load(offset + 21, as: UInt8.self) == 0 && bytes.load(offset + 22, as: UInt16.self) == 0
    case .limitTripped:
      bytes.load(offset + 21, as: UInt8.self) == 0 && bytes.load(offset + 22, as: UInt16.self) == 0
    case .commandResult: bytes.load(offset + 62, as: UInt16.self) == 0
    case .fill: bytes.load(offset + 86, as: UInt16.self) == 0
    case .orderClosed:
      bytes.load(offset + 61, as: UInt8.self) == 0 && bytes.load(offset + 62, as: UInt16.self) == 0
    case .sessionClosed:
      bytes.load(offset + 25, as: UInt8.self) == 0 && bytes.load(offset + 26, as: UInt16.self) == 0
        && bytes.load(offset + 28, as: UInt32.self) == 0
    case .massCancelled:
      bytes.load(offset + 34, as: UInt16.self) == 0 && bytes.load(offset + 36, as: UInt32.self) == 0
    case .tradeBusted: bytes.load(offset + 62, as: UInt16.self) == 0
    case .orderRepriced: bytes.load(offset + 60, as: UInt32.self) == 0
    case .orderTriggered:
      bytes.load(offset + 77, as: UInt8.self) == 0 && bytes.load(offset + 78, as: UInt16.self) == 0
    case .quoteResult: bytes.load(offset + 36, as: UInt32.self) == 0
    case .quoteRefused:
      bytes.load(offset + 41, as: UInt8.self) == 0 && bytes.load(offset + 42, as: UInt16.self) == 0
        && bytes.load(offset + 44, as: UInt32.self) == 0
    case .protectionTriggered:
      bytes.load(offset + 35, as: UInt8.self) == 0 && bytes.load(offset + 36, as: UInt32.self) == 0
    case .quoteGroupsPage:
      bytes.load(offset + 45, as: UInt8.self) == 0 && bytes.load(offset + 46, as: UInt16.self) == 0
    case .nonceStatus:
      bytes.load(offset + 59, as: UInt8.self) == 0 && bytes.load(offset + 60, as: UInt32.self) == 0
    case .ordersPage:
      bytes.load(offset + 89, as: UInt8.self) == 0 && bytes.load(offset + 90, as: UInt16.self) == 0
        && bytes.load(offset + 92, as: UInt32.self) == 0
    case .positionsPage:
      bytes.load(offset + 61, as: UInt8.self) == 0 && bytes.load(offset + 62, as: UInt16.self) == 0
    case .conditionalsPage:
      bytes.load(offset + 45, as: UInt8.self) == 0 && bytes.load(offset + 46, as: UInt16.self) == 0
    case .reportTrailer:
      bytes.load(offset + 50, as: UInt16.self) == 0 && bytes.load(offset + 52, as: UInt32.self) == 0
    case .matchRecord:
      bytes.load(offset + 29, as: UInt8.self) == 0 && bytes.load(offset + 30, as: UInt16.self) == 0
    case .batchPart:
      bytes.load(offset + 26, as: UInt16.self) == 0 && bytes.load(offset + 28, as: UInt32.self) == 0
    default: true
    }
  }

  /// Whether every reserved field of the entry of the group at `offset` is zero.
  ///
  /// - Precondition: the entry of the group lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func reservedAreZero(entry bytes: ByteView, at offset: Int) -> Bool {
    switch self {
    case .resendRequest: bytes.load(offset + 0, as: UInt64.self) == 0
    case .statusRequest: bytes.load(offset + 0, as: UInt64.self) == 0
    case .stateRequest: bytes.load(offset + 0, as: UInt64.self) == 0
    case .genesis: bytes.load(offset + 4, as: UInt32.self) == 0
    case .snapshotMarkets: bytes.load(offset + 7, as: UInt8.self) == 0
    case .snapshotOrders:
      bytes.load(offset + 37, as: UInt8.self) == 0 && bytes.load(offset + 38, as: UInt16.self) == 0
    case .quoteGroupsPage: bytes.load(offset + 3, as: UInt8.self) == 0
    case .ordersPage:
      bytes.load(offset + 45, as: UInt8.self) == 0 && bytes.load(offset + 46, as: UInt16.self) == 0
    case .positionsPage: bytes.load(offset + 4, as: UInt32.self) == 0
    default: true
    }
  }
}

extension MessageHeader {
  /// The schema's id and version.
  @inlinable public static var schema: UInt16 { @_noAllocation @_noLocks get { 19788 } }
  @inlinable public static var version: UInt16 { @_noAllocation @_noLocks get { 1 } }
}

/// LogonFrame: member to venue: opens a session; tag zero.
@frozen
public struct LogonFrame: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 1 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: SessionNumber. Generation (high 16) and slot (low 16).
  public var session: UInt32
  /// Byte 4: Length16. Bytes.
  public var bodyLength: UInt16
  /// Byte 6: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 8: Sequence. Counts from 1.
  public var sequence: UInt64
  /// Byte 16: Tag16. Keyed BLAKE2b-128.
  public var tag: Bytes16

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    session: UInt32 = 0, bodyLength: UInt16 = 0, reserved: UInt16 = 0, sequence: UInt64 = 0,
    tag: Bytes16 = Bytes16()
  ) {
    self.session = session
    self.bodyLength = bodyLength
    self.reserved = reserved
    self.sequence = sequence
    self.tag = tag
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.session = bytes.load(offset + 0, as: UInt32.self)
    self.bodyLength = bytes.load(offset + 4, as: UInt16.self)
    self.reserved = bytes.load(offset + 6, as: UInt16.self)
    self.sequence = bytes.load(offset + 8, as: UInt64.self)
    self.tag = Bytes16(bytes, at: offset + 16)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.session, at: offset + 0)
    bytes.store(self.bodyLength, at: offset + 4)
    bytes.store(self.reserved, at: offset + 6)
    bytes.store(self.sequence, at: offset + 8)
    self.tag.store(to: bytes, at: offset + 16)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// LogonReplyFrame: venue to member: sequence 0; tag by the new key.
@frozen
public struct LogonReplyFrame: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 2 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: SessionNumber. Generation (high 16) and slot (low 16).
  public var session: UInt32
  /// Byte 4: Length16. Bytes.
  public var bodyLength: UInt16
  /// Byte 6: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 8: Sequence. Counts from 1.
  public var sequence: UInt64
  /// Byte 16: Tag16. Keyed BLAKE2b-128.
  public var tag: Bytes16

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    session: UInt32 = 0, bodyLength: UInt16 = 0, reserved: UInt16 = 0, sequence: UInt64 = 0,
    tag: Bytes16 = Bytes16()
  ) {
    self.session = session
    self.bodyLength = bodyLength
    self.reserved = reserved
    self.sequence = sequence
    self.tag = tag
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.session = bytes.load(offset + 0, as: UInt32.self)
    self.bodyLength = bytes.load(offset + 4, as: UInt16.self)
    self.reserved = bytes.load(offset + 6, as: UInt16.self)
    self.sequence = bytes.load(offset + 8, as: UInt64.self)
    self.tag = Bytes16(bytes, at: offset + 16)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.session, at: offset + 0)
    bytes.store(self.bodyLength, at: offset + 4)
    bytes.store(self.reserved, at: offset + 6)
    bytes.store(self.sequence, at: offset + 8)
    self.tag.store(to: bytes, at: offset + 16)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// CommandFrame: member to venue.
@frozen
public struct CommandFrame: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 3 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: SessionNumber. Generation (high 16) and slot (low 16).
  public var session: UInt32
  /// Byte 4: Length16. Bytes.
  public var bodyLength: UInt16
  /// Byte 6: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 8: Sequence. Counts from 1.
  public var sequence: UInt64
  /// Byte 16: Tag16. Keyed BLAKE2b-128.
  public var tag: Bytes16

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    session: UInt32 = 0, bodyLength: UInt16 = 0, reserved: UInt16 = 0, sequence: UInt64 = 0,
    tag: Bytes16 = Bytes16()
  ) {
    self.session = session
    self.bodyLength = bodyLength
    self.reserved = reserved
    self.sequence = sequence
    self.tag = tag
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.session = bytes.load(offset + 0, as: UInt32.self)
    self.bodyLength = bytes.load(offset + 4, as: UInt16.self)
    self.reserved = bytes.load(offset + 6, as: UInt16.self)
    self.sequence = bytes.load(offset + 8, as: UInt64.self)
    self.tag = Bytes16(bytes, at: offset + 16)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.session, at: offset + 0)
    bytes.store(self.bodyLength, at: offset + 4)
    bytes.store(self.reserved, at: offset + 6)
    bytes.store(self.sequence, at: offset + 8)
    self.tag.store(to: bytes, at: offset + 16)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// ReportFrame: venue to member.
@frozen
public struct ReportFrame: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 4 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: SessionNumber. Generation (high 16) and slot (low 16).
  public var session: UInt32
  /// Byte 4: Length16. Bytes.
  public var bodyLength: UInt16
  /// Byte 6: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 8: Sequence. Counts from 1.
  public var sequence: UInt64
  /// Byte 16: Tag16. Keyed BLAKE2b-128.
  public var tag: Bytes16

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    session: UInt32 = 0, bodyLength: UInt16 = 0, reserved: UInt16 = 0, sequence: UInt64 = 0,
    tag: Bytes16 = Bytes16()
  ) {
    self.session = session
    self.bodyLength = bodyLength
    self.reserved = reserved
    self.sequence = sequence
    self.tag = tag
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.session = bytes.load(offset + 0, as: UInt32.self)
    self.bodyLength = bytes.load(offset + 4, as: UInt16.self)
    self.reserved = bytes.load(offset + 6, as: UInt16.self)
    self.sequence = bytes.load(offset + 8, as: UInt64.self)
    self.tag = Bytes16(bytes, at: offset + 16)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.session, at: offset + 0)
    bytes.store(self.bodyLength, at: offset + 4)
    bytes.store(self.reserved, at: offset + 6)
    bytes.store(self.sequence, at: offset + 8)
    self.tag.store(to: bytes, at: offset + 16)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// HeartbeatFrame: both ways, when silent for one interval.
@frozen
public struct HeartbeatFrame: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 5 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: SessionNumber. Generation (high 16) and slot (low 16).
  public var session: UInt32
  /// Byte 4: Length16. Bytes.
  public var bodyLength: UInt16
  /// Byte 6: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 8: Sequence. Counts from 1.
  public var sequence: UInt64
  /// Byte 16: Tag16. Keyed BLAKE2b-128.
  public var tag: Bytes16

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    session: UInt32 = 0, bodyLength: UInt16 = 0, reserved: UInt16 = 0, sequence: UInt64 = 0,
    tag: Bytes16 = Bytes16()
  ) {
    self.session = session
    self.bodyLength = bodyLength
    self.reserved = reserved
    self.sequence = sequence
    self.tag = tag
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.session = bytes.load(offset + 0, as: UInt32.self)
    self.bodyLength = bytes.load(offset + 4, as: UInt16.self)
    self.reserved = bytes.load(offset + 6, as: UInt16.self)
    self.sequence = bytes.load(offset + 8, as: UInt64.self)
    self.tag = Bytes16(bytes, at: offset + 16)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.session, at: offset + 0)
    bytes.store(self.bodyLength, at: offset + 4)
    bytes.store(self.reserved, at: offset + 6)
    bytes.store(self.sequence, at: offset + 8)
    self.tag.store(to: bytes, at: offset + 16)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// LogoutFrame: member to venue: ends the session.
@frozen
public struct LogoutFrame: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 6 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: SessionNumber. Generation (high 16) and slot (low 16).
  public var session: UInt32
  /// Byte 4: Length16. Bytes.
  public var bodyLength: UInt16
  /// Byte 6: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 8: Sequence. Counts from 1.
  public var sequence: UInt64
  /// Byte 16: Tag16. Keyed BLAKE2b-128.
  public var tag: Bytes16

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    session: UInt32 = 0, bodyLength: UInt16 = 0, reserved: UInt16 = 0, sequence: UInt64 = 0,
    tag: Bytes16 = Bytes16()
  ) {
    self.session = session
    self.bodyLength = bodyLength
    self.reserved = reserved
    self.sequence = sequence
    self.tag = tag
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.session = bytes.load(offset + 0, as: UInt32.self)
    self.bodyLength = bytes.load(offset + 4, as: UInt16.self)
    self.reserved = bytes.load(offset + 6, as: UInt16.self)
    self.sequence = bytes.load(offset + 8, as: UInt64.self)
    self.tag = Bytes16(bytes, at: offset + 16)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.session, at: offset + 0)
    bytes.store(self.bodyLength, at: offset + 4)
    bytes.store(self.reserved, at: offset + 6)
    bytes.store(self.sequence, at: offset + 8)
    self.tag.store(to: bytes, at: offset + 16)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// BusyFrame: venue to member: not sequenced now; never larger than the request.
@frozen
public struct BusyFrame: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 7 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: SessionNumber. Generation (high 16) and slot (low 16).
  public var session: UInt32
  /// Byte 4: Length16. Bytes.
  public var bodyLength: UInt16
  /// Byte 6: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 8: Sequence. Counts from 1.
  public var sequence: UInt64
  /// Byte 16: Tag16. Keyed BLAKE2b-128.
  public var tag: Bytes16

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    session: UInt32 = 0, bodyLength: UInt16 = 0, reserved: UInt16 = 0, sequence: UInt64 = 0,
    tag: Bytes16 = Bytes16()
  ) {
    self.session = session
    self.bodyLength = bodyLength
    self.reserved = reserved
    self.sequence = sequence
    self.tag = tag
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.session = bytes.load(offset + 0, as: UInt32.self)
    self.bodyLength = bytes.load(offset + 4, as: UInt16.self)
    self.reserved = bytes.load(offset + 6, as: UInt16.self)
    self.sequence = bytes.load(offset + 8, as: UInt64.self)
    self.tag = Bytes16(bytes, at: offset + 16)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.session, at: offset + 0)
    bytes.store(self.bodyLength, at: offset + 4)
    bytes.store(self.reserved, at: offset + 6)
    bytes.store(self.sequence, at: offset + 8)
    self.tag.store(to: bytes, at: offset + 16)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// RequestFrame: member to venue: a question; its one answer is a ReportFrame no larger than it.
@frozen
public struct RequestFrame: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 8 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: SessionNumber. Generation (high 16) and slot (low 16).
  public var session: UInt32
  /// Byte 4: Length16. Bytes.
  public var bodyLength: UInt16
  /// Byte 6: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 8: Sequence. Counts from 1.
  public var sequence: UInt64
  /// Byte 16: Tag16. Keyed BLAKE2b-128.
  public var tag: Bytes16

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    session: UInt32 = 0, bodyLength: UInt16 = 0, reserved: UInt16 = 0, sequence: UInt64 = 0,
    tag: Bytes16 = Bytes16()
  ) {
    self.session = session
    self.bodyLength = bodyLength
    self.reserved = reserved
    self.sequence = sequence
    self.tag = tag
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.session = bytes.load(offset + 0, as: UInt32.self)
    self.bodyLength = bytes.load(offset + 4, as: UInt16.self)
    self.reserved = bytes.load(offset + 6, as: UInt16.self)
    self.sequence = bytes.load(offset + 8, as: UInt64.self)
    self.tag = Bytes16(bytes, at: offset + 16)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.session, at: offset + 0)
    bytes.store(self.bodyLength, at: offset + 4)
    bytes.store(self.reserved, at: offset + 6)
    bytes.store(self.sequence, at: offset + 8)
    self.tag.store(to: bytes, at: offset + 16)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// SealedFrame: reserved: an encrypted body.
@frozen
public struct SealedFrame: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 9 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: SessionNumber. Generation (high 16) and slot (low 16).
  public var session: UInt32
  /// Byte 4: Length16. Bytes.
  public var bodyLength: UInt16
  /// Byte 6: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 8: Sequence. Counts from 1.
  public var sequence: UInt64
  /// Byte 16: Tag16. Keyed BLAKE2b-128.
  public var tag: Bytes16

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    session: UInt32 = 0, bodyLength: UInt16 = 0, reserved: UInt16 = 0, sequence: UInt64 = 0,
    tag: Bytes16 = Bytes16()
  ) {
    self.session = session
    self.bodyLength = bodyLength
    self.reserved = reserved
    self.sequence = sequence
    self.tag = tag
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.session = bytes.load(offset + 0, as: UInt32.self)
    self.bodyLength = bytes.load(offset + 4, as: UInt16.self)
    self.reserved = bytes.load(offset + 6, as: UInt16.self)
    self.sequence = bytes.load(offset + 8, as: UInt64.self)
    self.tag = Bytes16(bytes, at: offset + 16)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.session, at: offset + 0)
    bytes.store(self.bodyLength, at: offset + 4)
    bytes.store(self.reserved, at: offset + 6)
    bytes.store(self.sequence, at: offset + 8)
    self.tag.store(to: bytes, at: offset + 16)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// LogonRequest: signed by the member's key.
@frozen
public struct LogonRequest: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 10 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 96 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 88 } }

  /// Byte 0: KeyNumber. Below keysMax; one public key for ever.
  public var key: UInt32
  /// Byte 4: Count32.
  public var heartbeatMilliseconds: UInt32
  /// Byte 8: Nonce. Unique per key; gaps allowed.
  public var nonce: UInt64
  /// Byte 16: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var validUntil: UInt64
  /// Byte 24: Bits32. 1: when the session ends, cancel the key's open orders.
  public var flags: UInt32
  /// Byte 28: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32
  /// Byte 32: Zero64. Room: a reply is no larger than its request.
  public var reserved3: UInt64
  /// Byte 40: Zero64. Reserved: zero, or the datagram is refused.
  public var reserved4: UInt64
  /// Byte 48: Zero64. Reserved: zero, or the datagram is refused.
  public var reserved5: UInt64
  /// Byte 56: AgreementKey. X25519.
  public var agreementKey: Bytes32

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved3 == 0 && reserved4 == 0 && reserved5 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    key: UInt32 = 0, heartbeatMilliseconds: UInt32 = 0, nonce: UInt64 = 0, validUntil: UInt64 = 0,
    flags: UInt32 = 0, reserved: UInt32 = 0, reserved3: UInt64 = 0, reserved4: UInt64 = 0,
    reserved5: UInt64 = 0, agreementKey: Bytes32 = Bytes32()
  ) {
    self.key = key
    self.heartbeatMilliseconds = heartbeatMilliseconds
    self.nonce = nonce
    self.validUntil = validUntil
    self.flags = flags
    self.reserved = reserved
    self.reserved3 = reserved3
    self.reserved4 = reserved4
    self.reserved5 = reserved5
    self.agreementKey = agreementKey
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.key = bytes.load(offset + 0, as: UInt32.self)
    self.heartbeatMilliseconds = bytes.load(offset + 4, as: UInt32.self)
    self.nonce = bytes.load(offset + 8, as: UInt64.self)
    self.validUntil = bytes.load(offset + 16, as: UInt64.self)
    self.flags = bytes.load(offset + 24, as: UInt32.self)
    self.reserved = bytes.load(offset + 28, as: UInt32.self)
    self.reserved3 = bytes.load(offset + 32, as: UInt64.self)
    self.reserved4 = bytes.load(offset + 40, as: UInt64.self)
    self.reserved5 = bytes.load(offset + 48, as: UInt64.self)
    self.agreementKey = Bytes32(bytes, at: offset + 56)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.key, at: offset + 0)
    bytes.store(self.heartbeatMilliseconds, at: offset + 4)
    bytes.store(self.nonce, at: offset + 8)
    bytes.store(self.validUntil, at: offset + 16)
    bytes.store(self.flags, at: offset + 24)
    bytes.store(self.reserved, at: offset + 28)
    bytes.store(self.reserved3, at: offset + 32)
    bytes.store(self.reserved4, at: offset + 40)
    bytes.store(self.reserved5, at: offset + 48)
    self.agreementKey.store(to: bytes, at: offset + 56)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// LogonReply: signed by the venue's key, over the request too.
@frozen
public struct LogonReply: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 11 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 96 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 88 } }

  /// Byte 0: SessionNumber. Generation (high 16) and slot (low 16).
  public var session: UInt32
  /// Byte 4: KeyNumber. Below keysMax; one public key for ever.
  public var key: UInt32
  /// Byte 8: Nonce. Unique per key; gaps allowed.
  public var nonce: UInt64
  /// Byte 16: Term. Leadership term; starts at 1.
  public var term: UInt64
  /// Byte 24: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 32: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 40: Nonce. Highest nonce used by this key.
  public var nonceHighest: UInt64
  /// Byte 48: AgreementKey. X25519.
  public var agreementKey: Bytes32
  /// Byte 80: AccountNumber. Below accountsMax.
  public var account: UInt32
  /// Byte 84: RejectCode.
  public var code: UInt8
  /// Byte 85: Durability.
  public var durability: UInt8
  /// Byte 86: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16

  /// `code` as a `RejectCode`, or nil for a value that means nothing.
  @inlinable public var codeValue: RejectCode? {
    @_noAllocation @_noLocks get { RejectCode(wire: code) }
  }

  /// `durability` as a `Durability`, or nil for a value that means nothing.
  @inlinable public var durabilityValue: Durability? {
    @_noAllocation @_noLocks get { Durability(wire: durability) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    session: UInt32 = 0, key: UInt32 = 0, nonce: UInt64 = 0, term: UInt64 = 0, logIndex: UInt64 = 0,
    logTime: UInt64 = 0, nonceHighest: UInt64 = 0, agreementKey: Bytes32 = Bytes32(),
    account: UInt32 = 0, code: UInt8 = 0, durability: UInt8 = 0, reserved: UInt16 = 0
  ) {
    self.session = session
    self.key = key
    self.nonce = nonce
    self.term = term
    self.logIndex = logIndex
    self.logTime = logTime
    self.nonceHighest = nonceHighest
    self.agreementKey = agreementKey
    self.account = account
    self.code = code
    self.durability = durability
    self.reserved = reserved
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.session = bytes.load(offset + 0, as: UInt32.self)
    self.key = bytes.load(offset + 4, as: UInt32.self)
    self.nonce = bytes.load(offset + 8, as: UInt64.self)
    self.term = bytes.load(offset + 16, as: UInt64.self)
    self.logIndex = bytes.load(offset + 24, as: UInt64.self)
    self.logTime = bytes.load(offset + 32, as: UInt64.self)
    self.nonceHighest = bytes.load(offset + 40, as: UInt64.self)
    self.agreementKey = Bytes32(bytes, at: offset + 48)
    self.account = bytes.load(offset + 80, as: UInt32.self)
    self.code = bytes.load(offset + 84, as: UInt8.self)
    self.durability = bytes.load(offset + 85, as: UInt8.self)
    self.reserved = bytes.load(offset + 86, as: UInt16.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.session, at: offset + 0)
    bytes.store(self.key, at: offset + 4)
    bytes.store(self.nonce, at: offset + 8)
    bytes.store(self.term, at: offset + 16)
    bytes.store(self.logIndex, at: offset + 24)
    bytes.store(self.logTime, at: offset + 32)
    bytes.store(self.nonceHighest, at: offset + 40)
    self.agreementKey.store(to: bytes, at: offset + 48)
    bytes.store(self.account, at: offset + 80)
    bytes.store(self.code, at: offset + 84)
    bytes.store(self.durability, at: offset + 85)
    bytes.store(self.reserved, at: offset + 86)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// Heartbeat.
@frozen
public struct Heartbeat: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 12 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 32 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 24 } }

  /// Byte 0: Sequence. Highest sequence received from the peer; 0 none.
  public var sequenceReceived: UInt64
  /// Byte 8: Index. Venue: last committed index; member: 0.
  public var committed: UInt64
  /// Byte 16: Nanoseconds. Sender's clock.
  public var sent: UInt64

  @inlinable
  @_noAllocation @_noLocks
  public init(
    sequenceReceived: UInt64 = 0, committed: UInt64 = 0, sent: UInt64 = 0
  ) {
    self.sequenceReceived = sequenceReceived
    self.committed = committed
    self.sent = sent
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.sequenceReceived = bytes.load(offset + 0, as: UInt64.self)
    self.committed = bytes.load(offset + 8, as: UInt64.self)
    self.sent = bytes.load(offset + 16, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.sequenceReceived, at: offset + 0)
    bytes.store(self.committed, at: offset + 8)
    bytes.store(self.sent, at: offset + 16)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// Busy: a datagram that was not sequenced: its bytes stay valid until valid-until.
@frozen
public struct Busy: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 13 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 32 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 24 } }

  /// Byte 0: Nonce. Of the datagram.
  public var nonce: UInt64
  /// Byte 8: Count64. First 8 bytes of the datagram's signature.
  public var echo: UInt64
  /// Byte 16: Count32. Datagrams of its class on their way, or 0.
  public var backlog: UInt32
  /// Byte 20: BusyCause.
  public var cause: UInt8
  /// Byte 21: Bits8. 1: the datagram was of the urgent class.
  public var urgent: UInt8
  /// Byte 22: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16

  /// `cause` as a `BusyCause`, or nil for a value that means nothing.
  @inlinable public var causeValue: BusyCause? {
    @_noAllocation @_noLocks get { BusyCause(wire: cause) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    nonce: UInt64 = 0, echo: UInt64 = 0, backlog: UInt32 = 0, cause: UInt8 = 0, urgent: UInt8 = 0,
    reserved: UInt16 = 0
  ) {
    self.nonce = nonce
    self.echo = echo
    self.backlog = backlog
    self.cause = cause
    self.urgent = urgent
    self.reserved = reserved
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.nonce = bytes.load(offset + 0, as: UInt64.self)
    self.echo = bytes.load(offset + 8, as: UInt64.self)
    self.backlog = bytes.load(offset + 16, as: UInt32.self)
    self.cause = bytes.load(offset + 20, as: UInt8.self)
    self.urgent = bytes.load(offset + 21, as: UInt8.self)
    self.reserved = bytes.load(offset + 22, as: UInt16.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.nonce, at: offset + 0)
    bytes.store(self.echo, at: offset + 8)
    bytes.store(self.backlog, at: offset + 16)
    bytes.store(self.cause, at: offset + 20)
    bytes.store(self.urgent, at: offset + 21)
    bytes.store(self.reserved, at: offset + 22)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// ResendRequest: reports of this session to be sent again.
@frozen
public struct ResendRequest: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 14 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 24 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 16 } }

  /// Byte 0: Sequence. The first report missed.
  public var fromSequence: UInt64
  /// Byte 8: Count32. So many from there on, as far as they fit.
  public var count: UInt32
  /// Byte 12: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    fromSequence: UInt64 = 0, count: UInt32 = 0, reserved: UInt32 = 0
  ) {
    self.fromSequence = fromSequence
    self.count = count
    self.reserved = reserved
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.fromSequence = bytes.load(offset + 0, as: UInt64.self)
    self.count = bytes.load(offset + 8, as: UInt32.self)
    self.reserved = bytes.load(offset + 12, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.fromSequence, at: offset + 0)
    bytes.store(self.count, at: offset + 8)
    bytes.store(self.reserved, at: offset + 12)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// One entry of the group padding of ResendRequest.
@frozen
public struct ResendRequestPadding: BitwiseCopyable, Hashable, Sendable {
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 8 } }

  /// Byte 0: Zero64. Reserved: zero, or the datagram is refused.
  public var zero: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      zero == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    zero: UInt64 = 0
  ) {
    self.zero = zero
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.zero = bytes.load(offset + 0, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.zero, at: offset + 0)
  }
}

/// StatusRequest: what became of a nonce of this session's key.
@frozen
public struct StatusRequest: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 15 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 16 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 8 } }

  /// Byte 0: Nonce. Unique per key; gaps allowed.
  public var nonce: UInt64

  @inlinable
  @_noAllocation @_noLocks
  public init(
    nonce: UInt64 = 0
  ) {
    self.nonce = nonce
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.nonce = bytes.load(offset + 0, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.nonce, at: offset + 0)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// One entry of the group padding of StatusRequest.
@frozen
public struct StatusRequestPadding: BitwiseCopyable, Hashable, Sendable {
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 8 } }

  /// Byte 0: Zero64. Reserved: zero, or the datagram is refused.
  public var zero: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      zero == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    zero: UInt64 = 0
  ) {
    self.zero = zero
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.zero = bytes.load(offset + 0, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.zero, at: offset + 0)
  }
}

/// StateRequest: a page of what this session's account has.
@frozen
public struct StateRequest: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 16 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 32 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 24 } }

  /// Byte 0: Count64. 0, then the cursor of the page before.
  public var cursor: UInt64
  /// Byte 8: OrderNumber. 0, then the place of the page before: spares a search.
  public var place: UInt64
  /// Byte 16: StateKind.
  public var kind: UInt8
  /// Byte 17: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 18: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16
  /// Byte 20: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved3: UInt32

  /// `kind` as a `StateKind`, or nil for a value that means nothing.
  @inlinable public var kindValue: StateKind? {
    @_noAllocation @_noLocks get { StateKind(wire: kind) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0 && reserved3 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    cursor: UInt64 = 0, place: UInt64 = 0, kind: UInt8 = 0, reserved: UInt8 = 0,
    reserved2: UInt16 = 0, reserved3: UInt32 = 0
  ) {
    self.cursor = cursor
    self.place = place
    self.kind = kind
    self.reserved = reserved
    self.reserved2 = reserved2
    self.reserved3 = reserved3
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.cursor = bytes.load(offset + 0, as: UInt64.self)
    self.place = bytes.load(offset + 8, as: UInt64.self)
    self.kind = bytes.load(offset + 16, as: UInt8.self)
    self.reserved = bytes.load(offset + 17, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 18, as: UInt16.self)
    self.reserved3 = bytes.load(offset + 20, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.cursor, at: offset + 0)
    bytes.store(self.place, at: offset + 8)
    bytes.store(self.kind, at: offset + 16)
    bytes.store(self.reserved, at: offset + 17)
    bytes.store(self.reserved2, at: offset + 18)
    bytes.store(self.reserved3, at: offset + 20)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// One entry of the group padding of StateRequest.
@frozen
public struct StateRequestPadding: BitwiseCopyable, Hashable, Sendable {
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 8 } }

  /// Byte 0: Zero64. Reserved: zero, or the datagram is refused.
  public var zero: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      zero == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    zero: UInt64 = 0
  ) {
    self.zero = zero
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.zero = bytes.load(offset + 0, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.zero, at: offset + 0)
  }
}

/// CommandHeader: what survives a reconnect.
@frozen
public struct CommandHeader: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 20 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 48 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 40 } }

  /// Byte 0: KeyNumber. Below keysMax; one public key for ever.
  public var key: UInt32
  /// Byte 4: GroupNumber. Market group.
  public var group: UInt16
  /// Byte 6: Count8. Commands that follow, 1...commandsPerDatagramMax.
  public var count: UInt8
  /// Byte 7: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 8: Nonce. Unique per key; gaps allowed.
  public var nonce: UInt64
  /// Byte 16: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var validUntil: UInt64
  /// Byte 24: Index. Position in the log; genesis is 0.
  public var indexSeen: UInt64
  /// Byte 32: Lag. Log records; 0 is no limit.
  public var indexLagMax: UInt32
  /// Byte 36: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt32

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    key: UInt32 = 0, group: UInt16 = 0, count: UInt8 = 0, reserved: UInt8 = 0, nonce: UInt64 = 0,
    validUntil: UInt64 = 0, indexSeen: UInt64 = 0, indexLagMax: UInt32 = 0, reserved2: UInt32 = 0
  ) {
    self.key = key
    self.group = group
    self.count = count
    self.reserved = reserved
    self.nonce = nonce
    self.validUntil = validUntil
    self.indexSeen = indexSeen
    self.indexLagMax = indexLagMax
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.key = bytes.load(offset + 0, as: UInt32.self)
    self.group = bytes.load(offset + 4, as: UInt16.self)
    self.count = bytes.load(offset + 6, as: UInt8.self)
    self.reserved = bytes.load(offset + 7, as: UInt8.self)
    self.nonce = bytes.load(offset + 8, as: UInt64.self)
    self.validUntil = bytes.load(offset + 16, as: UInt64.self)
    self.indexSeen = bytes.load(offset + 24, as: UInt64.self)
    self.indexLagMax = bytes.load(offset + 32, as: UInt32.self)
    self.reserved2 = bytes.load(offset + 36, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.key, at: offset + 0)
    bytes.store(self.group, at: offset + 4)
    bytes.store(self.count, at: offset + 6)
    bytes.store(self.reserved, at: offset + 7)
    bytes.store(self.nonce, at: offset + 8)
    bytes.store(self.validUntil, at: offset + 16)
    bytes.store(self.indexSeen, at: offset + 24)
    bytes.store(self.indexLagMax, at: offset + 32)
    bytes.store(self.reserved2, at: offset + 36)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// NewOrder.
@frozen
public struct NewOrder: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 21 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 4: Side.
  public var side: UInt8
  /// Byte 5: TimeInForce.
  public var timeInForce: UInt8
  /// Byte 6: Bits8. 1 post-only, 2 slide (with post-only), 8 market, 16 market-to-limit.
  public var flags: UInt8
  /// Byte 7: SelfTrade. What an order does that would trade with one of its owner's.
  public var selfTrade: UInt8
  /// Byte 8: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 16: Lots. Size in lots of the market.
  public var quantity: UInt64
  /// Byte 24: ClientNumber. Chosen by the member; 0 none.
  public var clientOrder: UInt64

  /// `side` as a `Side`, or nil for a value that means nothing.
  @inlinable public var sideValue: Side? { @_noAllocation @_noLocks get { Side(wire: side) } }

  /// `timeInForce` as a `TimeInForce`, or nil for a value that means nothing.
  @inlinable public var timeInForceValue: TimeInForce? {
    @_noAllocation @_noLocks get { TimeInForce(wire: timeInForce) }
  }

  /// `selfTrade` as a `SelfTrade`, or nil for a value that means nothing.
  @inlinable public var selfTradeValue: SelfTrade? {
    @_noAllocation @_noLocks get { SelfTrade(wire: selfTrade) }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: UInt32 = 0, side: UInt8 = 0, timeInForce: UInt8 = 0, flags: UInt8 = 0,
    selfTrade: UInt8 = 0, price: Int64 = 0, quantity: UInt64 = 0, clientOrder: UInt64 = 0
  ) {
    self.market = market
    self.side = side
    self.timeInForce = timeInForce
    self.flags = flags
    self.selfTrade = selfTrade
    self.price = price
    self.quantity = quantity
    self.clientOrder = clientOrder
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.market = bytes.load(offset + 0, as: UInt32.self)
    self.side = bytes.load(offset + 4, as: UInt8.self)
    self.timeInForce = bytes.load(offset + 5, as: UInt8.self)
    self.flags = bytes.load(offset + 6, as: UInt8.self)
    self.selfTrade = bytes.load(offset + 7, as: UInt8.self)
    self.price = bytes.load(offset + 8, as: Int64.self)
    self.quantity = bytes.load(offset + 16, as: UInt64.self)
    self.clientOrder = bytes.load(offset + 24, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.market, at: offset + 0)
    bytes.store(self.side, at: offset + 4)
    bytes.store(self.timeInForce, at: offset + 5)
    bytes.store(self.flags, at: offset + 6)
    bytes.store(self.selfTrade, at: offset + 7)
    bytes.store(self.price, at: offset + 8)
    bytes.store(self.quantity, at: offset + 16)
    bytes.store(self.clientOrder, at: offset + 24)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// CancelOrder: by order number, or by client number when that is 0.
@frozen
public struct CancelOrder: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 22 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 32 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 24 } }

  /// Byte 0: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 4: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32
  /// Byte 8: OrderNumber. Generation (high 32) and slot (low 32); 0 none.
  public var order: UInt64
  /// Byte 16: ClientNumber. Chosen by the member; 0 none.
  public var clientOrder: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: UInt32 = 0, reserved: UInt32 = 0, order: UInt64 = 0, clientOrder: UInt64 = 0
  ) {
    self.market = market
    self.reserved = reserved
    self.order = order
    self.clientOrder = clientOrder
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.market = bytes.load(offset + 0, as: UInt32.self)
    self.reserved = bytes.load(offset + 4, as: UInt32.self)
    self.order = bytes.load(offset + 8, as: UInt64.self)
    self.clientOrder = bytes.load(offset + 16, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.market, at: offset + 0)
    bytes.store(self.reserved, at: offset + 4)
    bytes.store(self.order, at: offset + 8)
    bytes.store(self.clientOrder, at: offset + 16)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// ReplaceOrder: same price and no larger open size keeps priority; anything else is taken out and entered anew.
@frozen
public struct ReplaceOrder: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 23 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 64 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 56 } }

  /// Byte 0: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 4: Bits8. Of the new entry: 1 post-only, 2 slide.
  public var flags: UInt8
  /// Byte 5: SelfTrade. What an order does that would trade with one of its owner's.
  public var selfTrade: UInt8
  /// Byte 6: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 8: OrderNumber. Generation (high 32) and slot (low 32); 0 none.
  public var order: UInt64
  /// Byte 16: ClientNumber. Chosen by the member; 0 none.
  public var clientOrder: UInt64
  /// Byte 24: ClientNumber. 0 keeps the old one.
  public var newClientOrder: UInt64
  /// Byte 32: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 40: Lots. The new open size.
  public var quantity: UInt64
  /// Byte 48: Lots. 0, or the open size that quantity was chosen for: what traded since is taken off quantity.
  public var openSeen: UInt64

  /// `selfTrade` as a `SelfTrade`, or nil for a value that means nothing.
  @inlinable public var selfTradeValue: SelfTrade? {
    @_noAllocation @_noLocks get { SelfTrade(wire: selfTrade) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: UInt32 = 0, flags: UInt8 = 0, selfTrade: UInt8 = 0, reserved: UInt16 = 0,
    order: UInt64 = 0, clientOrder: UInt64 = 0, newClientOrder: UInt64 = 0, price: Int64 = 0,
    quantity: UInt64 = 0, openSeen: UInt64 = 0
  ) {
    self.market = market
    self.flags = flags
    self.selfTrade = selfTrade
    self.reserved = reserved
    self.order = order
    self.clientOrder = clientOrder
    self.newClientOrder = newClientOrder
    self.price = price
    self.quantity = quantity
    self.openSeen = openSeen
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.market = bytes.load(offset + 0, as: UInt32.self)
    self.flags = bytes.load(offset + 4, as: UInt8.self)
    self.selfTrade = bytes.load(offset + 5, as: UInt8.self)
    self.reserved = bytes.load(offset + 6, as: UInt16.self)
    self.order = bytes.load(offset + 8, as: UInt64.self)
    self.clientOrder = bytes.load(offset + 16, as: UInt64.self)
    self.newClientOrder = bytes.load(offset + 24, as: UInt64.self)
    self.price = bytes.load(offset + 32, as: Int64.self)
    self.quantity = bytes.load(offset + 40, as: UInt64.self)
    self.openSeen = bytes.load(offset + 48, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.market, at: offset + 0)
    bytes.store(self.flags, at: offset + 4)
    bytes.store(self.selfTrade, at: offset + 5)
    bytes.store(self.reserved, at: offset + 6)
    bytes.store(self.order, at: offset + 8)
    bytes.store(self.clientOrder, at: offset + 16)
    bytes.store(self.newClientOrder, at: offset + 24)
    bytes.store(self.price, at: offset + 32)
    bytes.store(self.quantity, at: offset + 40)
    bytes.store(self.openSeen, at: offset + 48)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// Noop: burns its nonce.
@frozen
public struct Noop: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 24 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 16 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 8 } }

  /// Byte 0: Zero64. Reserved: zero, or the datagram is refused.
  public var reserved: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    reserved: UInt64 = 0
  ) {
    self.reserved = reserved
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.reserved = bytes.load(offset + 0, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.reserved, at: offset + 0)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// NewSpecialOrder: a NewOrder that wants more.
@frozen
public struct NewSpecialOrder: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 27 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 64 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 56 } }

  /// Byte 0: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 4: Side.
  public var side: UInt8
  /// Byte 5: TimeInForce.
  public var timeInForce: UInt8
  /// Byte 6: Bits8. As of NewOrder.
  public var flags: UInt8
  /// Byte 7: SelfTrade. What an order does that would trade with one of its owner's.
  public var selfTrade: UInt8
  /// Byte 8: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 16: Lots. Size in lots of the market.
  public var quantity: UInt64
  /// Byte 24: ClientNumber. Chosen by the member; 0 none.
  public var clientOrder: UInt64
  /// Byte 32: Lots. Refused unless so much trades at once; 0 any.
  public var minimumQuantity: UInt64
  /// Byte 40: Lots. What shows while it rests, at least a 64th; 0 all.
  public var displayQuantity: UInt64
  /// Byte 48: Nanoseconds. Log time from which it trades no more, of GTT; else 0.
  public var expiresAt: UInt64

  /// `side` as a `Side`, or nil for a value that means nothing.
  @inlinable public var sideValue: Side? { @_noAllocation @_noLocks get { Side(wire: side) } }

  /// `timeInForce` as a `TimeInForce`, or nil for a value that means nothing.
  @inlinable public var timeInForceValue: TimeInForce? {
    @_noAllocation @_noLocks get { TimeInForce(wire: timeInForce) }
  }

  /// `selfTrade` as a `SelfTrade`, or nil for a value that means nothing.
  @inlinable public var selfTradeValue: SelfTrade? {
    @_noAllocation @_noLocks get { SelfTrade(wire: selfTrade) }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: UInt32 = 0, side: UInt8 = 0, timeInForce: UInt8 = 0, flags: UInt8 = 0,
    selfTrade: UInt8 = 0, price: Int64 = 0, quantity: UInt64 = 0, clientOrder: UInt64 = 0,
    minimumQuantity: UInt64 = 0, displayQuantity: UInt64 = 0, expiresAt: UInt64 = 0
  ) {
    self.market = market
    self.side = side
    self.timeInForce = timeInForce
    self.flags = flags
    self.selfTrade = selfTrade
    self.price = price
    self.quantity = quantity
    self.clientOrder = clientOrder
    self.minimumQuantity = minimumQuantity
    self.displayQuantity = displayQuantity
    self.expiresAt = expiresAt
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.market = bytes.load(offset + 0, as: UInt32.self)
    self.side = bytes.load(offset + 4, as: UInt8.self)
    self.timeInForce = bytes.load(offset + 5, as: UInt8.self)
    self.flags = bytes.load(offset + 6, as: UInt8.self)
    self.selfTrade = bytes.load(offset + 7, as: UInt8.self)
    self.price = bytes.load(offset + 8, as: Int64.self)
    self.quantity = bytes.load(offset + 16, as: UInt64.self)
    self.clientOrder = bytes.load(offset + 24, as: UInt64.self)
    self.minimumQuantity = bytes.load(offset + 32, as: UInt64.self)
    self.displayQuantity = bytes.load(offset + 40, as: UInt64.self)
    self.expiresAt = bytes.load(offset + 48, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.market, at: offset + 0)
    bytes.store(self.side, at: offset + 4)
    bytes.store(self.timeInForce, at: offset + 5)
    bytes.store(self.flags, at: offset + 6)
    bytes.store(self.selfTrade, at: offset + 7)
    bytes.store(self.price, at: offset + 8)
    bytes.store(self.quantity, at: offset + 16)
    bytes.store(self.clientOrder, at: offset + 24)
    bytes.store(self.minimumQuantity, at: offset + 32)
    bytes.store(self.displayQuantity, at: offset + 40)
    bytes.store(self.expiresAt, at: offset + 48)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// NewConditionalOrder: a NewSpecialOrder that enters when its time comes: it waits where nobody sees it.
@frozen
public struct NewConditionalOrder: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 28 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 104 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 96 } }

  /// Byte 0: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 4: Side.
  public var side: UInt8
  /// Byte 5: TimeInForce.
  public var timeInForce: UInt8
  /// Byte 6: Bits8. As of NewOrder.
  public var flags: UInt8
  /// Byte 7: SelfTrade. What an order does that would trade with one of its owner's.
  public var selfTrade: UInt8
  /// Byte 8: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 16: Lots. Size in lots of the market.
  public var quantity: UInt64
  /// Byte 24: ClientNumber. Chosen by the member; 0 none.
  public var clientOrder: UInt64
  /// Byte 32: Lots. Size in lots of the market.
  public var minimumQuantity: UInt64
  /// Byte 40: Lots. Size in lots of the market.
  public var displayQuantity: UInt64
  /// Byte 48: Nanoseconds. As of NewSpecialOrder: it waits no longer either.
  public var expiresAt: UInt64
  /// Byte 56: TriggerSource. Whose price a conditional order waits for.
  public var source: UInt8
  /// Byte 57: TriggerWhen.
  public var when: UInt8
  /// Byte 58: TrailKind. How a trailing trigger follows the best price since it was armed.
  public var trailKind: UInt8
  /// Byte 59: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 60: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt32
  /// Byte 64: Ticks. 0 when it trails, or waits for no price.
  public var triggerPrice: Int64
  /// Byte 72: Count64. How far behind; 0 unless it trails.
  public var trail: UInt64
  /// Byte 80: ClientNumber. One triggers other: waits until that order of the account's is gone, and is for no more than that traded; 0 none.
  public var after: UInt64
  /// Byte 88: ClientNumber. One cancels other: loses what that order of the account's trades, and goes when it goes; triggered, cancels it; 0 none.
  public var other: UInt64

  /// `side` as a `Side`, or nil for a value that means nothing.
  @inlinable public var sideValue: Side? { @_noAllocation @_noLocks get { Side(wire: side) } }

  /// `timeInForce` as a `TimeInForce`, or nil for a value that means nothing.
  @inlinable public var timeInForceValue: TimeInForce? {
    @_noAllocation @_noLocks get { TimeInForce(wire: timeInForce) }
  }

  /// `selfTrade` as a `SelfTrade`, or nil for a value that means nothing.
  @inlinable public var selfTradeValue: SelfTrade? {
    @_noAllocation @_noLocks get { SelfTrade(wire: selfTrade) }
  }

  /// `source` as a `TriggerSource`, or nil for a value that means nothing.
  @inlinable public var sourceValue: TriggerSource? {
    @_noAllocation @_noLocks get { TriggerSource(wire: source) }
  }

  /// `when` as a `TriggerWhen`, or nil for a value that means nothing.
  @inlinable public var whenValue: TriggerWhen? {
    @_noAllocation @_noLocks get { TriggerWhen(wire: when) }
  }

  /// `trailKind` as a `TrailKind`, or nil for a value that means nothing.
  @inlinable public var trailKindValue: TrailKind? {
    @_noAllocation @_noLocks get { TrailKind(wire: trailKind) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: UInt32 = 0, side: UInt8 = 0, timeInForce: UInt8 = 0, flags: UInt8 = 0,
    selfTrade: UInt8 = 0, price: Int64 = 0, quantity: UInt64 = 0, clientOrder: UInt64 = 0,
    minimumQuantity: UInt64 = 0, displayQuantity: UInt64 = 0, expiresAt: UInt64 = 0,
    source: UInt8 = 0, when: UInt8 = 0, trailKind: UInt8 = 0, reserved: UInt8 = 0,
    reserved2: UInt32 = 0, triggerPrice: Int64 = 0, trail: UInt64 = 0, after: UInt64 = 0,
    other: UInt64 = 0
  ) {
    self.market = market
    self.side = side
    self.timeInForce = timeInForce
    self.flags = flags
    self.selfTrade = selfTrade
    self.price = price
    self.quantity = quantity
    self.clientOrder = clientOrder
    self.minimumQuantity = minimumQuantity
    self.displayQuantity = displayQuantity
    self.expiresAt = expiresAt
    self.source = source
    self.when = when
    self.trailKind = trailKind
    self.reserved = reserved
    self.reserved2 = reserved2
    self.triggerPrice = triggerPrice
    self.trail = trail
    self.after = after
    self.other = other
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.market = bytes.load(offset + 0, as: UInt32.self)
    self.side = bytes.load(offset + 4, as: UInt8.self)
    self.timeInForce = bytes.load(offset + 5, as: UInt8.self)
    self.flags = bytes.load(offset + 6, as: UInt8.self)
    self.selfTrade = bytes.load(offset + 7, as: UInt8.self)
    self.price = bytes.load(offset + 8, as: Int64.self)
    self.quantity = bytes.load(offset + 16, as: UInt64.self)
    self.clientOrder = bytes.load(offset + 24, as: UInt64.self)
    self.minimumQuantity = bytes.load(offset + 32, as: UInt64.self)
    self.displayQuantity = bytes.load(offset + 40, as: UInt64.self)
    self.expiresAt = bytes.load(offset + 48, as: UInt64.self)
    self.source = bytes.load(offset + 56, as: UInt8.self)
    self.when = bytes.load(offset + 57, as: UInt8.self)
    self.trailKind = bytes.load(offset + 58, as: UInt8.self)
    self.reserved = bytes.load(offset + 59, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 60, as: UInt32.self)
    self.triggerPrice = bytes.load(offset + 64, as: Int64.self)
    self.trail = bytes.load(offset + 72, as: UInt64.self)
    self.after = bytes.load(offset + 80, as: UInt64.self)
    self.other = bytes.load(offset + 88, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.market, at: offset + 0)
    bytes.store(self.side, at: offset + 4)
    bytes.store(self.timeInForce, at: offset + 5)
    bytes.store(self.flags, at: offset + 6)
    bytes.store(self.selfTrade, at: offset + 7)
    bytes.store(self.price, at: offset + 8)
    bytes.store(self.quantity, at: offset + 16)
    bytes.store(self.clientOrder, at: offset + 24)
    bytes.store(self.minimumQuantity, at: offset + 32)
    bytes.store(self.displayQuantity, at: offset + 40)
    bytes.store(self.expiresAt, at: offset + 48)
    bytes.store(self.source, at: offset + 56)
    bytes.store(self.when, at: offset + 57)
    bytes.store(self.trailKind, at: offset + 58)
    bytes.store(self.reserved, at: offset + 59)
    bytes.store(self.reserved2, at: offset + 60)
    bytes.store(self.triggerPrice, at: offset + 64)
    bytes.store(self.trail, at: offset + 72)
    bytes.store(self.after, at: offset + 80)
    bytes.store(self.other, at: offset + 88)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// SetDeadMan: sets the time at which the key's open orders are cancelled unless this is sent again.
@frozen
public struct SetDeadMan: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 25 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 16 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 8 } }

  /// Byte 0: Span. From the log time of this command; 0 disarms.
  public var span: UInt64

  @inlinable
  @_noAllocation @_noLocks
  public init(
    span: UInt64 = 0
  ) {
    self.span = span
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.span = bytes.load(offset + 0, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.span, at: offset + 0)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// CancelAll: cancels open orders, so many a record: MassCancelled says how far it is.
@frozen
public struct CancelAll: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 26 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: MarketNumber. 0 when the scope is a group.
  public var market: UInt32
  /// Byte 4: MassScope. Where a mass cancel reaches.
  public var scope: UInt8
  /// Byte 5: MassSide. The side of a mass cancel.
  public var side: UInt8
  /// Byte 6: MassOwner. Whose orders a mass cancel is for.
  public var owner: UInt8
  /// Byte 7: Bits8. 1 only at the prices, of a market; 2 only with the tag.
  public var filters: UInt8
  /// Byte 8: Tag. The high 16 bits of client numbers.
  public var tag: UInt16
  /// Byte 10: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 12: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt32
  /// Byte 16: Ticks. Both included; what no filter names is 0.
  public var priceMin: Int64
  /// Byte 24: Ticks. Price in ticks of the market.
  public var priceMax: Int64

  /// `scope` as a `MassScope`, or nil for a value that means nothing.
  @inlinable public var scopeValue: MassScope? {
    @_noAllocation @_noLocks get { MassScope(wire: scope) }
  }

  /// `side` as a `MassSide`, or nil for a value that means nothing.
  @inlinable public var sideValue: MassSide? {
    @_noAllocation @_noLocks get { MassSide(wire: side) }
  }

  /// `owner` as a `MassOwner`, or nil for a value that means nothing.
  @inlinable public var ownerValue: MassOwner? {
    @_noAllocation @_noLocks get { MassOwner(wire: owner) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: UInt32 = 0, scope: UInt8 = 0, side: UInt8 = 0, owner: UInt8 = 0, filters: UInt8 = 0,
    tag: UInt16 = 0, reserved: UInt16 = 0, reserved2: UInt32 = 0, priceMin: Int64 = 0,
    priceMax: Int64 = 0
  ) {
    self.market = market
    self.scope = scope
    self.side = side
    self.owner = owner
    self.filters = filters
    self.tag = tag
    self.reserved = reserved
    self.reserved2 = reserved2
    self.priceMin = priceMin
    self.priceMax = priceMax
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.market = bytes.load(offset + 0, as: UInt32.self)
    self.scope = bytes.load(offset + 4, as: UInt8.self)
    self.side = bytes.load(offset + 5, as: UInt8.self)
    self.owner = bytes.load(offset + 6, as: UInt8.self)
    self.filters = bytes.load(offset + 7, as: UInt8.self)
    self.tag = bytes.load(offset + 8, as: UInt16.self)
    self.reserved = bytes.load(offset + 10, as: UInt16.self)
    self.reserved2 = bytes.load(offset + 12, as: UInt32.self)
    self.priceMin = bytes.load(offset + 16, as: Int64.self)
    self.priceMax = bytes.load(offset + 24, as: Int64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.market, at: offset + 0)
    bytes.store(self.scope, at: offset + 4)
    bytes.store(self.side, at: offset + 5)
    bytes.store(self.owner, at: offset + 6)
    bytes.store(self.filters, at: offset + 7)
    bytes.store(self.tag, at: offset + 8)
    bytes.store(self.reserved, at: offset + 10)
    bytes.store(self.reserved2, at: offset + 12)
    bytes.store(self.priceMin, at: offset + 16)
    bytes.store(self.priceMax, at: offset + 24)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// ListMarket.
@frozen
public struct ListMarket: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 30 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 80 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 72 } }

  /// Byte 0: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 4: GroupNumber. Market group.
  public var group: UInt16
  /// Byte 6: SelfTrade. Of orders that leave it to the market; 0 allowed.
  public var selfTrade: UInt8
  /// Byte 7: Bits8. 1: a replace does not take.
  public var options: UInt8
  /// Byte 8: Ticks. Price in ticks of the market.
  public var priceMin: Int64
  /// Byte 16: Ticks. Price in ticks of the market.
  public var priceMax: Int64
  /// Byte 24: Lots. Size in lots of the market.
  public var quantityMax: UInt64
  /// Byte 32: Count64. Units of money per tick and lot, 1...2^24.
  public var multiplier: UInt64
  /// Byte 40: PartsPerMillion. Fee rate; negative is a rebate.
  public var makerFee: Int32
  /// Byte 44: PartsPerMillion. Fee rate; negative is a rebate.
  public var takerFee: Int32
  /// Byte 48: Symbol. Zero padded.
  public var symbol: Bytes16
  /// Byte 64: Span. After midnight UTC, below 24 h: when day orders end.
  public var dayEnd: UInt64

  /// `selfTrade` as a `SelfTrade`, or nil for a value that means nothing.
  @inlinable public var selfTradeValue: SelfTrade? {
    @_noAllocation @_noLocks get { SelfTrade(wire: selfTrade) }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: UInt32 = 0, group: UInt16 = 0, selfTrade: UInt8 = 0, options: UInt8 = 0,
    priceMin: Int64 = 0, priceMax: Int64 = 0, quantityMax: UInt64 = 0, multiplier: UInt64 = 0,
    makerFee: Int32 = 0, takerFee: Int32 = 0, symbol: Bytes16 = Bytes16(), dayEnd: UInt64 = 0
  ) {
    self.market = market
    self.group = group
    self.selfTrade = selfTrade
    self.options = options
    self.priceMin = priceMin
    self.priceMax = priceMax
    self.quantityMax = quantityMax
    self.multiplier = multiplier
    self.makerFee = makerFee
    self.takerFee = takerFee
    self.symbol = symbol
    self.dayEnd = dayEnd
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.market = bytes.load(offset + 0, as: UInt32.self)
    self.group = bytes.load(offset + 4, as: UInt16.self)
    self.selfTrade = bytes.load(offset + 6, as: UInt8.self)
    self.options = bytes.load(offset + 7, as: UInt8.self)
    self.priceMin = bytes.load(offset + 8, as: Int64.self)
    self.priceMax = bytes.load(offset + 16, as: Int64.self)
    self.quantityMax = bytes.load(offset + 24, as: UInt64.self)
    self.multiplier = bytes.load(offset + 32, as: UInt64.self)
    self.makerFee = bytes.load(offset + 40, as: Int32.self)
    self.takerFee = bytes.load(offset + 44, as: Int32.self)
    self.symbol = Bytes16(bytes, at: offset + 48)
    self.dayEnd = bytes.load(offset + 64, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.market, at: offset + 0)
    bytes.store(self.group, at: offset + 4)
    bytes.store(self.selfTrade, at: offset + 6)
    bytes.store(self.options, at: offset + 7)
    bytes.store(self.priceMin, at: offset + 8)
    bytes.store(self.priceMax, at: offset + 16)
    bytes.store(self.quantityMax, at: offset + 24)
    bytes.store(self.multiplier, at: offset + 32)
    bytes.store(self.makerFee, at: offset + 40)
    bytes.store(self.takerFee, at: offset + 44)
    self.symbol.store(to: bytes, at: offset + 48)
    bytes.store(self.dayEnd, at: offset + 64)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// OpenAccount.
@frozen
public struct OpenAccount: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 31 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 16 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 8 } }

  /// Byte 0: AccountNumber. Below accountsMax.
  public var account: UInt32
  /// Byte 4: Count32. Accounts of one owner, for self-trade prevention: below 2^31; 0 nobody else's.
  public var owner: UInt32

  @inlinable
  @_noAllocation @_noLocks
  public init(
    account: UInt32 = 0, owner: UInt32 = 0
  ) {
    self.account = account
    self.owner = owner
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.account = bytes.load(offset + 0, as: UInt32.self)
    self.owner = bytes.load(offset + 4, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.account, at: offset + 0)
    bytes.store(self.owner, at: offset + 4)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// AdjustCash: deposit, or withdrawal when negative.
@frozen
public struct AdjustCash: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 32 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 32 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 24 } }

  /// Byte 0: AccountNumber. Below accountsMax.
  public var account: UInt32
  /// Byte 4: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32
  /// Byte 8: Units. Money in the venue's smallest unit.
  public var amount: Int64
  /// Byte 16: Count64.
  public var reference: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    account: UInt32 = 0, reserved: UInt32 = 0, amount: Int64 = 0, reference: UInt64 = 0
  ) {
    self.account = account
    self.reserved = reserved
    self.amount = amount
    self.reference = reference
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.account = bytes.load(offset + 0, as: UInt32.self)
    self.reserved = bytes.load(offset + 4, as: UInt32.self)
    self.amount = bytes.load(offset + 8, as: Int64.self)
    self.reference = bytes.load(offset + 16, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.account, at: offset + 0)
    bytes.store(self.reserved, at: offset + 4)
    bytes.store(self.amount, at: offset + 8)
    bytes.store(self.reference, at: offset + 16)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// RegisterKey.
@frozen
public struct RegisterKey: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 33 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 72 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 64 } }

  /// Byte 0: KeyNumber. Below keysMax; one public key for ever.
  public var key: UInt32
  /// Byte 4: AccountNumber. Below accountsMax.
  public var account: UInt32
  /// Byte 8: Bits32. 1 trade, 2 operate, 4 cancel, 8 delegate, 16 oracle, 32 risk.
  public var scope: UInt32
  /// Byte 12: GroupNumber. The only one its datagrams may be of; 65535 any.
  public var group: UInt16
  /// Byte 14: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 16: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var notBefore: UInt64
  /// Byte 24: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var notAfter: UInt64
  /// Byte 32: PublicKey. Ed25519, canonical encoding.
  public var publicKey: Bytes32

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    key: UInt32 = 0, account: UInt32 = 0, scope: UInt32 = 0, group: UInt16 = 0,
    reserved: UInt16 = 0, notBefore: UInt64 = 0, notAfter: UInt64 = 0,
    publicKey: Bytes32 = Bytes32()
  ) {
    self.key = key
    self.account = account
    self.scope = scope
    self.group = group
    self.reserved = reserved
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.publicKey = publicKey
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.key = bytes.load(offset + 0, as: UInt32.self)
    self.account = bytes.load(offset + 4, as: UInt32.self)
    self.scope = bytes.load(offset + 8, as: UInt32.self)
    self.group = bytes.load(offset + 12, as: UInt16.self)
    self.reserved = bytes.load(offset + 14, as: UInt16.self)
    self.notBefore = bytes.load(offset + 16, as: UInt64.self)
    self.notAfter = bytes.load(offset + 24, as: UInt64.self)
    self.publicKey = Bytes32(bytes, at: offset + 32)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.key, at: offset + 0)
    bytes.store(self.account, at: offset + 4)
    bytes.store(self.scope, at: offset + 8)
    bytes.store(self.group, at: offset + 12)
    bytes.store(self.reserved, at: offset + 14)
    bytes.store(self.notBefore, at: offset + 16)
    bytes.store(self.notAfter, at: offset + 24)
    self.publicKey.store(to: bytes, at: offset + 32)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// RevokeKey.
@frozen
public struct RevokeKey: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 34 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 16 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 8 } }

  /// Byte 0: KeyNumber. Below keysMax; one public key for ever.
  public var key: UInt32
  /// Byte 4: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    key: UInt32 = 0, reserved: UInt32 = 0
  ) {
    self.key = key
    self.reserved = reserved
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.key = bytes.load(offset + 0, as: UInt32.self)
    self.reserved = bytes.load(offset + 4, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.key, at: offset + 0)
    bytes.store(self.reserved, at: offset + 4)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// SetMarketState.
@frozen
public struct SetMarketState: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 35 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 16 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 8 } }

  /// Byte 0: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 4: MarketState. What a market takes.
  public var state: UInt8
  /// Byte 5: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 6: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16

  /// `state` as a `MarketState`, or nil for a value that means nothing.
  @inlinable public var stateValue: MarketState? {
    @_noAllocation @_noLocks get { MarketState(wire: state) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: UInt32 = 0, state: UInt8 = 0, reserved: UInt8 = 0, reserved2: UInt16 = 0
  ) {
    self.market = market
    self.state = state
    self.reserved = reserved
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.market = bytes.load(offset + 0, as: UInt32.self)
    self.state = bytes.load(offset + 4, as: UInt8.self)
    self.reserved = bytes.load(offset + 5, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 6, as: UInt16.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.market, at: offset + 0)
    bytes.store(self.state, at: offset + 4)
    bytes.store(self.reserved, at: offset + 5)
    bytes.store(self.reserved2, at: offset + 6)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// SetReferencePrice: by an oracle's key.
@frozen
public struct SetReferencePrice: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 36 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 4: ReferenceSource. What an oracle's price is.
  public var source: UInt8
  /// Byte 5: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 6: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16
  /// Byte 8: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 16: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var sourceTime: UInt64
  /// Byte 24: Sequence. Above the last of this market and source.
  public var sourceSequence: UInt64

  /// `source` as a `ReferenceSource`, or nil for a value that means nothing.
  @inlinable public var sourceValue: ReferenceSource? {
    @_noAllocation @_noLocks get { ReferenceSource(wire: source) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: UInt32 = 0, source: UInt8 = 0, reserved: UInt8 = 0, reserved2: UInt16 = 0,
    price: Int64 = 0, sourceTime: UInt64 = 0, sourceSequence: UInt64 = 0
  ) {
    self.market = market
    self.source = source
    self.reserved = reserved
    self.reserved2 = reserved2
    self.price = price
    self.sourceTime = sourceTime
    self.sourceSequence = sourceSequence
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.market = bytes.load(offset + 0, as: UInt32.self)
    self.source = bytes.load(offset + 4, as: UInt8.self)
    self.reserved = bytes.load(offset + 5, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 6, as: UInt16.self)
    self.price = bytes.load(offset + 8, as: Int64.self)
    self.sourceTime = bytes.load(offset + 16, as: UInt64.self)
    self.sourceSequence = bytes.load(offset + 24, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.market, at: offset + 0)
    bytes.store(self.source, at: offset + 4)
    bytes.store(self.reserved, at: offset + 5)
    bytes.store(self.reserved2, at: offset + 6)
    bytes.store(self.price, at: offset + 8)
    bytes.store(self.sourceTime, at: offset + 16)
    bytes.store(self.sourceSequence, at: offset + 24)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// BustTrade: takes a trade back: what its MatchRecord says.
@frozen
public struct BustTrade: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 37 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 64 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 56 } }

  /// Byte 0: Sequence. Counts from 1.
  public var match: UInt64
  /// Byte 8: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 16: Lots. Size in lots of the market.
  public var quantity: UInt64
  /// Byte 24: Units. Money in the venue's smallest unit.
  public var makerFee: Int64
  /// Byte 32: Units. Money in the venue's smallest unit.
  public var takerFee: Int64
  /// Byte 40: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 44: AccountNumber. Below accountsMax.
  public var makerAccount: UInt32
  /// Byte 48: AccountNumber. Below accountsMax.
  public var takerAccount: UInt32
  /// Byte 52: Side.
  public var takerSide: UInt8
  /// Byte 53: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 54: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16

  /// `takerSide` as a `Side`, or nil for a value that means nothing.
  @inlinable public var takerSideValue: Side? {
    @_noAllocation @_noLocks get { Side(wire: takerSide) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    match: UInt64 = 0, price: Int64 = 0, quantity: UInt64 = 0, makerFee: Int64 = 0,
    takerFee: Int64 = 0, market: UInt32 = 0, makerAccount: UInt32 = 0, takerAccount: UInt32 = 0,
    takerSide: UInt8 = 0, reserved: UInt8 = 0, reserved2: UInt16 = 0
  ) {
    self.match = match
    self.price = price
    self.quantity = quantity
    self.makerFee = makerFee
    self.takerFee = takerFee
    self.market = market
    self.makerAccount = makerAccount
    self.takerAccount = takerAccount
    self.takerSide = takerSide
    self.reserved = reserved
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.match = bytes.load(offset + 0, as: UInt64.self)
    self.price = bytes.load(offset + 8, as: Int64.self)
    self.quantity = bytes.load(offset + 16, as: UInt64.self)
    self.makerFee = bytes.load(offset + 24, as: Int64.self)
    self.takerFee = bytes.load(offset + 32, as: Int64.self)
    self.market = bytes.load(offset + 40, as: UInt32.self)
    self.makerAccount = bytes.load(offset + 44, as: UInt32.self)
    self.takerAccount = bytes.load(offset + 48, as: UInt32.self)
    self.takerSide = bytes.load(offset + 52, as: UInt8.self)
    self.reserved = bytes.load(offset + 53, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 54, as: UInt16.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.match, at: offset + 0)
    bytes.store(self.price, at: offset + 8)
    bytes.store(self.quantity, at: offset + 16)
    bytes.store(self.makerFee, at: offset + 24)
    bytes.store(self.takerFee, at: offset + 32)
    bytes.store(self.market, at: offset + 40)
    bytes.store(self.makerAccount, at: offset + 44)
    bytes.store(self.takerAccount, at: offset + 48)
    bytes.store(self.takerSide, at: offset + 52)
    bytes.store(self.reserved, at: offset + 53)
    bytes.store(self.reserved2, at: offset + 54)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// SetAuctionTerms: how a market's auctions run.
@frozen
public struct SetAuctionTerms: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 56 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 48 } }

  /// Byte 0: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 4: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32
  /// Byte 8: Span. How long orders collect at least; 0 until a command ends it; all spans 24 h at most.
  public var openingSpan: UInt64
  /// Byte 16: Span. A length of time in nanoseconds.
  public var volatilitySpan: UInt64
  /// Byte 24: Span. A length of time in nanoseconds.
  public var closingSpan: UInt64
  /// Byte 32: Span. Up to so much is added, as the log decides.
  public var randomSpan: UInt64
  /// Byte 40: Span. 0, or an open market collects orders and trades at one price so often: at least 1 ms.
  public var batchSpan: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: UInt32 = 0, reserved: UInt32 = 0, openingSpan: UInt64 = 0, volatilitySpan: UInt64 = 0,
    closingSpan: UInt64 = 0, randomSpan: UInt64 = 0, batchSpan: UInt64 = 0
  ) {
    self.market = market
    self.reserved = reserved
    self.openingSpan = openingSpan
    self.volatilitySpan = volatilitySpan
    self.closingSpan = closingSpan
    self.randomSpan = randomSpan
    self.batchSpan = batchSpan
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.market = bytes.load(offset + 0, as: UInt32.self)
    self.reserved = bytes.load(offset + 4, as: UInt32.self)
    self.openingSpan = bytes.load(offset + 8, as: UInt64.self)
    self.volatilitySpan = bytes.load(offset + 16, as: UInt64.self)
    self.closingSpan = bytes.load(offset + 24, as: UInt64.self)
    self.randomSpan = bytes.load(offset + 32, as: UInt64.self)
    self.batchSpan = bytes.load(offset + 40, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.market, at: offset + 0)
    bytes.store(self.reserved, at: offset + 4)
    bytes.store(self.openingSpan, at: offset + 8)
    bytes.store(self.volatilitySpan, at: offset + 16)
    bytes.store(self.closingSpan, at: offset + 24)
    bytes.store(self.randomSpan, at: offset + 32)
    bytes.store(self.batchSpan, at: offset + 40)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// SetPriceLimits: how far prices may go before a market refuses orders, or stops; 0 no limit.
@frozen
public struct SetPriceLimits: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 41 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 48 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 40 } }

  /// Byte 0: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 4: MarketState. What a trip leads to: halted or volatilityAuction.
  public var tripState: UInt8
  /// Byte 5: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 6: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16
  /// Byte 8: Count64. Buys so far above the last price, sells so far below; all ticks 2^41 at most.
  public var bandTicks: UInt64
  /// Byte 16: Count64. Trades so far from the reference price.
  public var breakerTicks: UInt64
  /// Byte 24: Count64. Trades so far from each other within the span.
  public var velocityTicks: UInt64
  /// Byte 32: Span. 24 h at most; 0 with velocityTicks alone.
  public var velocitySpan: UInt64

  /// `tripState` as a `MarketState`, or nil for a value that means nothing.
  @inlinable public var tripStateValue: MarketState? {
    @_noAllocation @_noLocks get { MarketState(wire: tripState) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: UInt32 = 0, tripState: UInt8 = 0, reserved: UInt8 = 0, reserved2: UInt16 = 0,
    bandTicks: UInt64 = 0, breakerTicks: UInt64 = 0, velocityTicks: UInt64 = 0,
    velocitySpan: UInt64 = 0
  ) {
    self.market = market
    self.tripState = tripState
    self.reserved = reserved
    self.reserved2 = reserved2
    self.bandTicks = bandTicks
    self.breakerTicks = breakerTicks
    self.velocityTicks = velocityTicks
    self.velocitySpan = velocitySpan
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.market = bytes.load(offset + 0, as: UInt32.self)
    self.tripState = bytes.load(offset + 4, as: UInt8.self)
    self.reserved = bytes.load(offset + 5, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 6, as: UInt16.self)
    self.bandTicks = bytes.load(offset + 8, as: UInt64.self)
    self.breakerTicks = bytes.load(offset + 16, as: UInt64.self)
    self.velocityTicks = bytes.load(offset + 24, as: UInt64.self)
    self.velocitySpan = bytes.load(offset + 32, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.market, at: offset + 0)
    bytes.store(self.tripState, at: offset + 4)
    bytes.store(self.reserved, at: offset + 5)
    bytes.store(self.reserved2, at: offset + 6)
    bytes.store(self.bandTicks, at: offset + 8)
    bytes.store(self.breakerTicks, at: offset + 16)
    bytes.store(self.velocityTicks, at: offset + 24)
    bytes.store(self.velocitySpan, at: offset + 32)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// MassQuote: sets two-sided quotes of a quote group: one a side and market, each replaced or removed.
@frozen
public struct MassQuote: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 42 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 24 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 16 } }

  /// Byte 0: ClientNumber. Of the mass quote itself, told again in its results.
  public var clientOrder: UInt64
  /// Byte 8: QuoteGroupNumber. A group of quotes of an account, chosen by the member.
  public var quoteGroup: UInt16
  /// Byte 10: Bits8. 0 may trade, 1 post-only.
  public var flags: UInt8
  /// Byte 11: SelfTrade. What an order does that would trade with one of its owner's.
  public var selfTrade: UInt8
  /// Byte 12: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32

  /// `selfTrade` as a `SelfTrade`, or nil for a value that means nothing.
  @inlinable public var selfTradeValue: SelfTrade? {
    @_noAllocation @_noLocks get { SelfTrade(wire: selfTrade) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    clientOrder: UInt64 = 0, quoteGroup: UInt16 = 0, flags: UInt8 = 0, selfTrade: UInt8 = 0,
    reserved: UInt32 = 0
  ) {
    self.clientOrder = clientOrder
    self.quoteGroup = quoteGroup
    self.flags = flags
    self.selfTrade = selfTrade
    self.reserved = reserved
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.clientOrder = bytes.load(offset + 0, as: UInt64.self)
    self.quoteGroup = bytes.load(offset + 8, as: UInt16.self)
    self.flags = bytes.load(offset + 10, as: UInt8.self)
    self.selfTrade = bytes.load(offset + 11, as: UInt8.self)
    self.reserved = bytes.load(offset + 12, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.clientOrder, at: offset + 0)
    bytes.store(self.quoteGroup, at: offset + 8)
    bytes.store(self.flags, at: offset + 10)
    bytes.store(self.selfTrade, at: offset + 11)
    bytes.store(self.reserved, at: offset + 12)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// One entry of the group quotes of MassQuote.
@frozen
public struct MassQuoteQuotes: BitwiseCopyable, Hashable, Sendable {
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 40 } }

  /// Byte 0: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 4: Count32. Vega of a lot, for protection: 2^20 at most; 0 is 1.
  public var weight: UInt32
  /// Byte 8: Ticks. Price in ticks of the market.
  public var bidPrice: Int64
  /// Byte 16: Lots. 0 removes the bid.
  public var bidQuantity: UInt64
  /// Byte 24: Ticks. Price in ticks of the market.
  public var askPrice: Int64
  /// Byte 32: Lots. 0 removes the ask.
  public var askQuantity: UInt64

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: UInt32 = 0, weight: UInt32 = 0, bidPrice: Int64 = 0, bidQuantity: UInt64 = 0,
    askPrice: Int64 = 0, askQuantity: UInt64 = 0
  ) {
    self.market = market
    self.weight = weight
    self.bidPrice = bidPrice
    self.bidQuantity = bidQuantity
    self.askPrice = askPrice
    self.askQuantity = askQuantity
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.market = bytes.load(offset + 0, as: UInt32.self)
    self.weight = bytes.load(offset + 4, as: UInt32.self)
    self.bidPrice = bytes.load(offset + 8, as: Int64.self)
    self.bidQuantity = bytes.load(offset + 16, as: UInt64.self)
    self.askPrice = bytes.load(offset + 24, as: Int64.self)
    self.askQuantity = bytes.load(offset + 32, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.market, at: offset + 0)
    bytes.store(self.weight, at: offset + 4)
    bytes.store(self.bidPrice, at: offset + 8)
    bytes.store(self.bidQuantity, at: offset + 16)
    bytes.store(self.askPrice, at: offset + 24)
    bytes.store(self.askQuantity, at: offset + 32)
  }
}

/// SetProtection: makes a quote group, or gives it other limits, each 0 for none: market-maker protection.
@frozen
public struct SetProtection: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 43 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 64 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 56 } }

  /// Byte 0: QuoteGroupNumber. A group of quotes of an account, chosen by the member.
  public var quoteGroup: UInt16
  /// Byte 2: Bits8. 1: the group, which has no quotes, is taken away; all else is 0.
  public var flags: UInt8
  /// Byte 3: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 4: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt32
  /// Byte 8: Span. Of the window that rolls, 1 ms...24 h; 0 without limits.
  public var span: UInt64
  /// Byte 16: Lots. Lots traded.
  public var quantityMax: UInt64
  /// Byte 24: Count64. Number of trades.
  public var tradesMax: UInt64
  /// Byte 32: Lots. Lots bought less lots sold, either way.
  public var deltaMax: UInt64
  /// Byte 40: Count64. Lots traded, each times its quote's weight.
  public var vegaMax: UInt64
  /// Byte 48: Span. 1 ms...24 h; 0 until it is reset.
  public var frozenSpan: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    quoteGroup: UInt16 = 0, flags: UInt8 = 0, reserved: UInt8 = 0, reserved2: UInt32 = 0,
    span: UInt64 = 0, quantityMax: UInt64 = 0, tradesMax: UInt64 = 0, deltaMax: UInt64 = 0,
    vegaMax: UInt64 = 0, frozenSpan: UInt64 = 0
  ) {
    self.quoteGroup = quoteGroup
    self.flags = flags
    self.reserved = reserved
    self.reserved2 = reserved2
    self.span = span
    self.quantityMax = quantityMax
    self.tradesMax = tradesMax
    self.deltaMax = deltaMax
    self.vegaMax = vegaMax
    self.frozenSpan = frozenSpan
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.quoteGroup = bytes.load(offset + 0, as: UInt16.self)
    self.flags = bytes.load(offset + 2, as: UInt8.self)
    self.reserved = bytes.load(offset + 3, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 4, as: UInt32.self)
    self.span = bytes.load(offset + 8, as: UInt64.self)
    self.quantityMax = bytes.load(offset + 16, as: UInt64.self)
    self.tradesMax = bytes.load(offset + 24, as: UInt64.self)
    self.deltaMax = bytes.load(offset + 32, as: UInt64.self)
    self.vegaMax = bytes.load(offset + 40, as: UInt64.self)
    self.frozenSpan = bytes.load(offset + 48, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.quoteGroup, at: offset + 0)
    bytes.store(self.flags, at: offset + 2)
    bytes.store(self.reserved, at: offset + 3)
    bytes.store(self.reserved2, at: offset + 4)
    bytes.store(self.span, at: offset + 8)
    bytes.store(self.quantityMax, at: offset + 16)
    bytes.store(self.tradesMax, at: offset + 24)
    bytes.store(self.deltaMax, at: offset + 32)
    bytes.store(self.vegaMax, at: offset + 40)
    bytes.store(self.frozenSpan, at: offset + 48)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// ResetProtection: thaws a quote group and forgets what it traded.
@frozen
public struct ResetProtection: CommandMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 44 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 16 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 8 } }

  /// Byte 0: QuoteGroupNumber. A group of quotes of an account, chosen by the member.
  public var quoteGroup: UInt16
  /// Byte 2: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 4: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt32

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    quoteGroup: UInt16 = 0, reserved: UInt16 = 0, reserved2: UInt32 = 0
  ) {
    self.quoteGroup = quoteGroup
    self.reserved = reserved
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.quoteGroup = bytes.load(offset + 0, as: UInt16.self)
    self.reserved = bytes.load(offset + 2, as: UInt16.self)
    self.reserved2 = bytes.load(offset + 4, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.quoteGroup, at: offset + 0)
    bytes.store(self.reserved, at: offset + 2)
    bytes.store(self.reserved2, at: offset + 4)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// LogRecord: heads every record; bodyLength bytes follow.
@frozen
public struct LogRecord: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 50 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 64 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 56 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: Term. Leadership term; starts at 1.
  public var term: UInt64
  /// Byte 24: SessionNumber. Generation (high 16) and slot (low 16).
  public var session: UInt32
  /// Byte 28: Bits32. Bit i: the i-th command's public key may be registered.
  public var keyChecks: UInt32
  /// Byte 32: RecordKind.
  public var kind: UInt8
  /// Byte 33: SessionEnd.
  public var end: UInt8
  /// Byte 34: Length16. Bytes.
  public var bodyLength: UInt16
  /// Byte 36: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32
  /// Byte 40: Digest16. Of signature and signed bytes.
  public var digest: Bytes16

  /// `kind` as a `RecordKind`, or nil for a value that means nothing.
  @inlinable public var kindValue: RecordKind? {
    @_noAllocation @_noLocks get { RecordKind(wire: kind) }
  }

  /// `end` as a `SessionEnd`, or nil for a value that means nothing.
  @inlinable public var endValue: SessionEnd? {
    @_noAllocation @_noLocks get { SessionEnd(wire: end) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, term: UInt64 = 0, session: UInt32 = 0,
    keyChecks: UInt32 = 0, kind: UInt8 = 0, end: UInt8 = 0, bodyLength: UInt16 = 0,
    reserved: UInt32 = 0, digest: Bytes16 = Bytes16()
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.term = term
    self.session = session
    self.keyChecks = keyChecks
    self.kind = kind
    self.end = end
    self.bodyLength = bodyLength
    self.reserved = reserved
    self.digest = digest
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.term = bytes.load(offset + 16, as: UInt64.self)
    self.session = bytes.load(offset + 24, as: UInt32.self)
    self.keyChecks = bytes.load(offset + 28, as: UInt32.self)
    self.kind = bytes.load(offset + 32, as: UInt8.self)
    self.end = bytes.load(offset + 33, as: UInt8.self)
    self.bodyLength = bytes.load(offset + 34, as: UInt16.self)
    self.reserved = bytes.load(offset + 36, as: UInt32.self)
    self.digest = Bytes16(bytes, at: offset + 40)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.term, at: offset + 16)
    bytes.store(self.session, at: offset + 24)
    bytes.store(self.keyChecks, at: offset + 28)
    bytes.store(self.kind, at: offset + 32)
    bytes.store(self.end, at: offset + 33)
    bytes.store(self.bodyLength, at: offset + 34)
    bytes.store(self.reserved, at: offset + 36)
    self.digest.store(to: bytes, at: offset + 40)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// Genesis: index 0: identity, rules and every limit that can change an outcome.
@frozen
public struct Genesis: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 51 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 208 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 200 } }

  /// Byte 0: Count32.
  public var ruleVersion: UInt32
  /// Byte 4: Count8.
  public var network: UInt8
  /// Byte 5: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 6: Count16.
  public var commandsPerDatagramMax: UInt16
  /// Byte 8: VenueName. Venue id.
  public var venue: Bytes16
  /// Byte 24: Hash32.
  public var chain: Bytes32
  /// Byte 56: PublicKey. Ed25519, canonical encoding.
  public var venueKey: Bytes32
  /// Byte 88: Count32.
  public var marketsMax: UInt32
  /// Byte 92: Count32.
  public var accountsMax: UInt32
  /// Byte 96: Count32.
  public var keysMax: UInt32
  /// Byte 100: Count32.
  public var sessionsMax: UInt32
  /// Byte 104: Count32.
  public var sessionsPerAccountMax: UInt32
  /// Byte 108: Count32.
  public var ordersMax: UInt32
  /// Byte 112: Count32.
  public var openOrdersPerAccountMax: UInt32
  /// Byte 116: Count32.
  public var nonceWindow: UInt32
  /// Byte 120: Count32.
  public var fillsPerCommandMax: UInt32
  /// Byte 124: Count32.
  public var timersPerCommandMax: UInt32
  /// Byte 128: Count32.
  public var batchCommandsMax: UInt32
  /// Byte 132: Span. A length of time in nanoseconds.
  public var batchSpanMax: UInt64
  /// Byte 140: Span. A length of time in nanoseconds.
  public var tickSpanMax: UInt64
  /// Byte 148: Span. A length of time in nanoseconds.
  public var validitySpanMax: UInt64
  /// Byte 156: Lots. Size in lots of the market.
  public var positionLotsMax: UInt64
  /// Byte 164: Count32. Open orders with hidden size or an end.
  public var specialOrdersMax: UInt32
  /// Byte 168: Count32. Orders that wait for a price or another order.
  public var conditionalOrdersMax: UInt32
  /// Byte 172: Count32. Quote groups of all accounts; 0 where nobody quotes.
  public var quoteGroupsMax: UInt32
  /// Byte 176: Count32. Orders that mass cancels and ends take in one record.
  public var cancelsPerRecordMax: UInt32
  /// Byte 180: Count32. Trades that may be busted.
  public var bustsMax: UInt32
  /// Byte 184: Count32. Operators' keys that an operators' command needs.
  public var approvalsMin: UInt32
  /// Byte 188: Count32. Commands that may wait for approval.
  public var proposalsMax: UInt32
  /// Byte 192: Span. How long one waits.
  public var proposalSpan: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    ruleVersion: UInt32 = 0, network: UInt8 = 0, reserved: UInt8 = 0,
    commandsPerDatagramMax: UInt16 = 0, venue: Bytes16 = Bytes16(), chain: Bytes32 = Bytes32(),
    venueKey: Bytes32 = Bytes32(), marketsMax: UInt32 = 0, accountsMax: UInt32 = 0,
    keysMax: UInt32 = 0, sessionsMax: UInt32 = 0, sessionsPerAccountMax: UInt32 = 0,
    ordersMax: UInt32 = 0, openOrdersPerAccountMax: UInt32 = 0, nonceWindow: UInt32 = 0,
    fillsPerCommandMax: UInt32 = 0, timersPerCommandMax: UInt32 = 0, batchCommandsMax: UInt32 = 0,
    batchSpanMax: UInt64 = 0, tickSpanMax: UInt64 = 0, validitySpanMax: UInt64 = 0,
    positionLotsMax: UInt64 = 0, specialOrdersMax: UInt32 = 0, conditionalOrdersMax: UInt32 = 0,
    quoteGroupsMax: UInt32 = 0, cancelsPerRecordMax: UInt32 = 0, bustsMax: UInt32 = 0,
    approvalsMin: UInt32 = 0, proposalsMax: UInt32 = 0, proposalSpan: UInt64 = 0
  ) {
    self.ruleVersion = ruleVersion
    self.network = network
    self.reserved = reserved
    self.commandsPerDatagramMax = commandsPerDatagramMax
    self.venue = venue
    self.chain = chain
    self.venueKey = venueKey
    self.marketsMax = marketsMax
    self.accountsMax = accountsMax
    self.keysMax = keysMax
    self.sessionsMax = sessionsMax
    self.sessionsPerAccountMax = sessionsPerAccountMax
    self.ordersMax = ordersMax
    self.openOrdersPerAccountMax = openOrdersPerAccountMax
    self.nonceWindow = nonceWindow
    self.fillsPerCommandMax = fillsPerCommandMax
    self.timersPerCommandMax = timersPerCommandMax
    self.batchCommandsMax = batchCommandsMax
    self.batchSpanMax = batchSpanMax
    self.tickSpanMax = tickSpanMax
    self.validitySpanMax = validitySpanMax
    self.positionLotsMax = positionLotsMax
    self.specialOrdersMax = specialOrdersMax
    self.conditionalOrdersMax = conditionalOrdersMax
    self.quoteGroupsMax = quoteGroupsMax
    self.cancelsPerRecordMax = cancelsPerRecordMax
    self.bustsMax = bustsMax
    self.approvalsMin = approvalsMin
    self.proposalsMax = proposalsMax
    self.proposalSpan = proposalSpan
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.ruleVersion = bytes.load(offset + 0, as: UInt32.self)
    self.network = bytes.load(offset + 4, as: UInt8.self)
    self.reserved = bytes.load(offset + 5, as: UInt8.self)
    self.commandsPerDatagramMax = bytes.load(offset + 6, as: UInt16.self)
    self.venue = Bytes16(bytes, at: offset + 8)
    self.chain = Bytes32(bytes, at: offset + 24)
    self.venueKey = Bytes32(bytes, at: offset + 56)
    self.marketsMax = bytes.load(offset + 88, as: UInt32.self)
    self.accountsMax = bytes.load(offset + 92, as: UInt32.self)
    self.keysMax = bytes.load(offset + 96, as: UInt32.self)
    self.sessionsMax = bytes.load(offset + 100, as: UInt32.self)
    self.sessionsPerAccountMax = bytes.load(offset + 104, as: UInt32.self)
    self.ordersMax = bytes.load(offset + 108, as: UInt32.self)
    self.openOrdersPerAccountMax = bytes.load(offset + 112, as: UInt32.self)
    self.nonceWindow = bytes.load(offset + 116, as: UInt32.self)
    self.fillsPerCommandMax = bytes.load(offset + 120, as: UInt32.self)
    self.timersPerCommandMax = bytes.load(offset + 124, as: UInt32.self)
    self.batchCommandsMax = bytes.load(offset + 128, as: UInt32.self)
    self.batchSpanMax = bytes.load(offset + 132, as: UInt64.self)
    self.tickSpanMax = bytes.load(offset + 140, as: UInt64.self)
    self.validitySpanMax = bytes.load(offset + 148, as: UInt64.self)
    self.positionLotsMax = bytes.load(offset + 156, as: UInt64.self)
    self.specialOrdersMax = bytes.load(offset + 164, as: UInt32.self)
    self.conditionalOrdersMax = bytes.load(offset + 168, as: UInt32.self)
    self.quoteGroupsMax = bytes.load(offset + 172, as: UInt32.self)
    self.cancelsPerRecordMax = bytes.load(offset + 176, as: UInt32.self)
    self.bustsMax = bytes.load(offset + 180, as: UInt32.self)
    self.approvalsMin = bytes.load(offset + 184, as: UInt32.self)
    self.proposalsMax = bytes.load(offset + 188, as: UInt32.self)
    self.proposalSpan = bytes.load(offset + 192, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.ruleVersion, at: offset + 0)
    bytes.store(self.network, at: offset + 4)
    bytes.store(self.reserved, at: offset + 5)
    bytes.store(self.commandsPerDatagramMax, at: offset + 6)
    self.venue.store(to: bytes, at: offset + 8)
    self.chain.store(to: bytes, at: offset + 24)
    self.venueKey.store(to: bytes, at: offset + 56)
    bytes.store(self.marketsMax, at: offset + 88)
    bytes.store(self.accountsMax, at: offset + 92)
    bytes.store(self.keysMax, at: offset + 96)
    bytes.store(self.sessionsMax, at: offset + 100)
    bytes.store(self.sessionsPerAccountMax, at: offset + 104)
    bytes.store(self.ordersMax, at: offset + 108)
    bytes.store(self.openOrdersPerAccountMax, at: offset + 112)
    bytes.store(self.nonceWindow, at: offset + 116)
    bytes.store(self.fillsPerCommandMax, at: offset + 120)
    bytes.store(self.timersPerCommandMax, at: offset + 124)
    bytes.store(self.batchCommandsMax, at: offset + 128)
    bytes.store(self.batchSpanMax, at: offset + 132)
    bytes.store(self.tickSpanMax, at: offset + 140)
    bytes.store(self.validitySpanMax, at: offset + 148)
    bytes.store(self.positionLotsMax, at: offset + 156)
    bytes.store(self.specialOrdersMax, at: offset + 164)
    bytes.store(self.conditionalOrdersMax, at: offset + 168)
    bytes.store(self.quoteGroupsMax, at: offset + 172)
    bytes.store(self.cancelsPerRecordMax, at: offset + 176)
    bytes.store(self.bustsMax, at: offset + 180)
    bytes.store(self.approvalsMin, at: offset + 184)
    bytes.store(self.proposalsMax, at: offset + 188)
    bytes.store(self.proposalSpan, at: offset + 192)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// One entry of the group operators of Genesis.
@frozen
public struct GenesisOperators: BitwiseCopyable, Hashable, Sendable {
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 40 } }

  /// Byte 0: KeyNumber. Below keysMax; one public key for ever.
  public var key: UInt32
  /// Byte 4: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32
  /// Byte 8: PublicKey. Ed25519, canonical encoding.
  public var publicKey: Bytes32

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    key: UInt32 = 0, reserved: UInt32 = 0, publicKey: Bytes32 = Bytes32()
  ) {
    self.key = key
    self.reserved = reserved
    self.publicKey = publicKey
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.key = bytes.load(offset + 0, as: UInt32.self)
    self.reserved = bytes.load(offset + 4, as: UInt32.self)
    self.publicKey = Bytes32(bytes, at: offset + 8)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.key, at: offset + 0)
    bytes.store(self.reserved, at: offset + 4)
    self.publicKey.store(to: bytes, at: offset + 8)
  }
}

/// MarketListed.
@frozen
public struct MarketListed: MarketMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 70 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 64 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 56 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 20: GroupNumber. Market group.
  public var group: UInt16
  /// Byte 22: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 24: Ticks. Price in ticks of the market.
  public var priceMin: Int64
  /// Byte 32: Ticks. Price in ticks of the market.
  public var priceMax: Int64
  /// Byte 40: Symbol. Zero padded.
  public var symbol: Bytes16

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, market: UInt32 = 0, group: UInt16 = 0,
    reserved: UInt16 = 0, priceMin: Int64 = 0, priceMax: Int64 = 0, symbol: Bytes16 = Bytes16()
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.market = market
    self.group = group
    self.reserved = reserved
    self.priceMin = priceMin
    self.priceMax = priceMax
    self.symbol = symbol
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.market = bytes.load(offset + 16, as: UInt32.self)
    self.group = bytes.load(offset + 20, as: UInt16.self)
    self.reserved = bytes.load(offset + 22, as: UInt16.self)
    self.priceMin = bytes.load(offset + 24, as: Int64.self)
    self.priceMax = bytes.load(offset + 32, as: Int64.self)
    self.symbol = Bytes16(bytes, at: offset + 40)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.market, at: offset + 16)
    bytes.store(self.group, at: offset + 20)
    bytes.store(self.reserved, at: offset + 22)
    bytes.store(self.priceMin, at: offset + 24)
    bytes.store(self.priceMax, at: offset + 32)
    self.symbol.store(to: bytes, at: offset + 40)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// OrderAdded.
@frozen
public struct OrderAdded: MarketMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 71 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 64 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 56 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 20: Side.
  public var side: UInt8
  /// Byte 21: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 22: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16
  /// Byte 24: OrderNumber. Generation (high 32) and slot (low 32); 0 none.
  public var order: UInt64
  /// Byte 32: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 40: Lots. Size in lots of the market.
  public var quantity: UInt64
  /// Byte 48: Sequence. Entry number: rising, an order's place in the queue of its price.
  public var sequence: UInt64

  /// `side` as a `Side`, or nil for a value that means nothing.
  @inlinable public var sideValue: Side? { @_noAllocation @_noLocks get { Side(wire: side) } }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, market: UInt32 = 0, side: UInt8 = 0,
    reserved: UInt8 = 0, reserved2: UInt16 = 0, order: UInt64 = 0, price: Int64 = 0,
    quantity: UInt64 = 0, sequence: UInt64 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.market = market
    self.side = side
    self.reserved = reserved
    self.reserved2 = reserved2
    self.order = order
    self.price = price
    self.quantity = quantity
    self.sequence = sequence
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.market = bytes.load(offset + 16, as: UInt32.self)
    self.side = bytes.load(offset + 20, as: UInt8.self)
    self.reserved = bytes.load(offset + 21, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 22, as: UInt16.self)
    self.order = bytes.load(offset + 24, as: UInt64.self)
    self.price = bytes.load(offset + 32, as: Int64.self)
    self.quantity = bytes.load(offset + 40, as: UInt64.self)
    self.sequence = bytes.load(offset + 48, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.market, at: offset + 16)
    bytes.store(self.side, at: offset + 20)
    bytes.store(self.reserved, at: offset + 21)
    bytes.store(self.reserved2, at: offset + 22)
    bytes.store(self.order, at: offset + 24)
    bytes.store(self.price, at: offset + 32)
    bytes.store(self.quantity, at: offset + 40)
    bytes.store(self.sequence, at: offset + 48)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// OrderExecuted: a resting order traded at its price.
@frozen
public struct OrderExecuted: MarketMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 72 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 56 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 48 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 20: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32
  /// Byte 24: OrderNumber. Generation (high 32) and slot (low 32); 0 none.
  public var order: UInt64
  /// Byte 32: Lots. Size in lots of the market.
  public var quantity: UInt64
  /// Byte 40: Sequence. Counts from 1.
  public var match: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, market: UInt32 = 0, reserved: UInt32 = 0,
    order: UInt64 = 0, quantity: UInt64 = 0, match: UInt64 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.market = market
    self.reserved = reserved
    self.order = order
    self.quantity = quantity
    self.match = match
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.market = bytes.load(offset + 16, as: UInt32.self)
    self.reserved = bytes.load(offset + 20, as: UInt32.self)
    self.order = bytes.load(offset + 24, as: UInt64.self)
    self.quantity = bytes.load(offset + 32, as: UInt64.self)
    self.match = bytes.load(offset + 40, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.market, at: offset + 16)
    bytes.store(self.reserved, at: offset + 20)
    bytes.store(self.order, at: offset + 24)
    bytes.store(self.quantity, at: offset + 32)
    bytes.store(self.match, at: offset + 40)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// OrderReduced: open size lowered, priority kept.
@frozen
public struct OrderReduced: MarketMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 73 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 48 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 40 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 20: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32
  /// Byte 24: OrderNumber. Generation (high 32) and slot (low 32); 0 none.
  public var order: UInt64
  /// Byte 32: Lots. The new open size.
  public var quantity: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, market: UInt32 = 0, reserved: UInt32 = 0,
    order: UInt64 = 0, quantity: UInt64 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.market = market
    self.reserved = reserved
    self.order = order
    self.quantity = quantity
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.market = bytes.load(offset + 16, as: UInt32.self)
    self.reserved = bytes.load(offset + 20, as: UInt32.self)
    self.order = bytes.load(offset + 24, as: UInt64.self)
    self.quantity = bytes.load(offset + 32, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.market, at: offset + 16)
    bytes.store(self.reserved, at: offset + 20)
    bytes.store(self.order, at: offset + 24)
    bytes.store(self.quantity, at: offset + 32)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// OrderDeleted.
@frozen
public struct OrderDeleted: MarketMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 74 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 20: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32
  /// Byte 24: OrderNumber. Generation (high 32) and slot (low 32); 0 none.
  public var order: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, market: UInt32 = 0, reserved: UInt32 = 0,
    order: UInt64 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.market = market
    self.reserved = reserved
    self.order = order
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.market = bytes.load(offset + 16, as: UInt32.self)
    self.reserved = bytes.load(offset + 20, as: UInt32.self)
    self.order = bytes.load(offset + 24, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.market, at: offset + 16)
    bytes.store(self.reserved, at: offset + 20)
    bytes.store(self.order, at: offset + 24)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// BookChecksum: a market's book after this record, to compare one's own with.
@frozen
public struct BookChecksum: MarketMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 75 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 20: Count32. Open orders.
  public var orders: UInt32
  /// Byte 24: Count64. Sum over the open orders of a mix of each: see OrderMix.
  public var checksum: UInt64

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, market: UInt32 = 0, orders: UInt32 = 0,
    checksum: UInt64 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.market = market
    self.orders = orders
    self.checksum = checksum
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.market = bytes.load(offset + 16, as: UInt32.self)
    self.orders = bytes.load(offset + 20, as: UInt32.self)
    self.checksum = bytes.load(offset + 24, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.market, at: offset + 16)
    bytes.store(self.orders, at: offset + 20)
    bytes.store(self.checksum, at: offset + 24)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// SnapshotMarkets: the listed markets of a range of market numbers.
@frozen
public struct SnapshotMarkets: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 76 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: Index. The last record that the page takes in.
  public var logIndex: UInt64
  /// Byte 8: Sequence. Of the first feed message that the page does not take in.
  public var feedSequence: UInt64
  /// Byte 16: Count32. Counts walks over the whole venue.
  public var cycle: UInt32
  /// Byte 20: Count32. First number of the range.
  public var first: UInt32
  /// Byte 24: Count32. One more than the last number of the range.
  public var end: UInt32
  /// Byte 28: Count32. One more than the highest number there is.
  public var total: UInt32

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, feedSequence: UInt64 = 0, cycle: UInt32 = 0, first: UInt32 = 0,
    end: UInt32 = 0, total: UInt32 = 0
  ) {
    self.logIndex = logIndex
    self.feedSequence = feedSequence
    self.cycle = cycle
    self.first = first
    self.end = end
    self.total = total
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.feedSequence = bytes.load(offset + 8, as: UInt64.self)
    self.cycle = bytes.load(offset + 16, as: UInt32.self)
    self.first = bytes.load(offset + 20, as: UInt32.self)
    self.end = bytes.load(offset + 24, as: UInt32.self)
    self.total = bytes.load(offset + 28, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.feedSequence, at: offset + 8)
    bytes.store(self.cycle, at: offset + 16)
    bytes.store(self.first, at: offset + 20)
    bytes.store(self.end, at: offset + 24)
    bytes.store(self.total, at: offset + 28)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// One entry of the group markets of SnapshotMarkets.
@frozen
public struct SnapshotMarketsMarkets: BitwiseCopyable, Hashable, Sendable {
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 40 } }

  /// Byte 0: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 4: GroupNumber. Market group.
  public var group: UInt16
  /// Byte 6: MarketState. What a market takes.
  public var state: UInt8
  /// Byte 7: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 8: Ticks. Price in ticks of the market.
  public var priceMin: Int64
  /// Byte 16: Ticks. Price in ticks of the market.
  public var priceMax: Int64
  /// Byte 24: Symbol. Zero padded.
  public var symbol: Bytes16

  /// `state` as a `MarketState`, or nil for a value that means nothing.
  @inlinable public var stateValue: MarketState? {
    @_noAllocation @_noLocks get { MarketState(wire: state) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: UInt32 = 0, group: UInt16 = 0, state: UInt8 = 0, reserved: UInt8 = 0,
    priceMin: Int64 = 0, priceMax: Int64 = 0, symbol: Bytes16 = Bytes16()
  ) {
    self.market = market
    self.group = group
    self.state = state
    self.reserved = reserved
    self.priceMin = priceMin
    self.priceMax = priceMax
    self.symbol = symbol
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.market = bytes.load(offset + 0, as: UInt32.self)
    self.group = bytes.load(offset + 4, as: UInt16.self)
    self.state = bytes.load(offset + 6, as: UInt8.self)
    self.reserved = bytes.load(offset + 7, as: UInt8.self)
    self.priceMin = bytes.load(offset + 8, as: Int64.self)
    self.priceMax = bytes.load(offset + 16, as: Int64.self)
    self.symbol = Bytes16(bytes, at: offset + 24)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.market, at: offset + 0)
    bytes.store(self.group, at: offset + 4)
    bytes.store(self.state, at: offset + 6)
    bytes.store(self.reserved, at: offset + 7)
    bytes.store(self.priceMin, at: offset + 8)
    bytes.store(self.priceMax, at: offset + 16)
    self.symbol.store(to: bytes, at: offset + 24)
  }
}

/// SnapshotOrders: the open orders of a range of slots.
@frozen
public struct SnapshotOrders: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 77 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: Index. The last record that the page takes in.
  public var logIndex: UInt64
  /// Byte 8: Sequence. Of the first feed message that the page does not take in.
  public var feedSequence: UInt64
  /// Byte 16: Count32. Counts walks over the whole venue.
  public var cycle: UInt32
  /// Byte 20: Count32. First slot of the range; slots count from 1.
  public var first: UInt32
  /// Byte 24: Count32. One more than the last slot of the range.
  public var end: UInt32
  /// Byte 28: Count32. One more than the highest slot there is.
  public var total: UInt32

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, feedSequence: UInt64 = 0, cycle: UInt32 = 0, first: UInt32 = 0,
    end: UInt32 = 0, total: UInt32 = 0
  ) {
    self.logIndex = logIndex
    self.feedSequence = feedSequence
    self.cycle = cycle
    self.first = first
    self.end = end
    self.total = total
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.feedSequence = bytes.load(offset + 8, as: UInt64.self)
    self.cycle = bytes.load(offset + 16, as: UInt32.self)
    self.first = bytes.load(offset + 20, as: UInt32.self)
    self.end = bytes.load(offset + 24, as: UInt32.self)
    self.total = bytes.load(offset + 28, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.feedSequence, at: offset + 8)
    bytes.store(self.cycle, at: offset + 16)
    bytes.store(self.first, at: offset + 20)
    bytes.store(self.end, at: offset + 24)
    bytes.store(self.total, at: offset + 28)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// One entry of the group orders of SnapshotOrders.
@frozen
public struct SnapshotOrdersOrders: BitwiseCopyable, Hashable, Sendable {
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 40 } }

  /// Byte 0: OrderNumber. Generation (high 32) and slot (low 32); 0 none.
  public var order: UInt64
  /// Byte 8: Sequence. Entry number.
  public var sequence: UInt64
  /// Byte 16: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 24: Lots. Open.
  public var quantity: UInt64
  /// Byte 32: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 36: Side.
  public var side: UInt8
  /// Byte 37: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 38: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16

  /// `side` as a `Side`, or nil for a value that means nothing.
  @inlinable public var sideValue: Side? { @_noAllocation @_noLocks get { Side(wire: side) } }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    order: UInt64 = 0, sequence: UInt64 = 0, price: Int64 = 0, quantity: UInt64 = 0,
    market: UInt32 = 0, side: UInt8 = 0, reserved: UInt8 = 0, reserved2: UInt16 = 0
  ) {
    self.order = order
    self.sequence = sequence
    self.price = price
    self.quantity = quantity
    self.market = market
    self.side = side
    self.reserved = reserved
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.order = bytes.load(offset + 0, as: UInt64.self)
    self.sequence = bytes.load(offset + 8, as: UInt64.self)
    self.price = bytes.load(offset + 16, as: Int64.self)
    self.quantity = bytes.load(offset + 24, as: UInt64.self)
    self.market = bytes.load(offset + 32, as: UInt32.self)
    self.side = bytes.load(offset + 36, as: UInt8.self)
    self.reserved = bytes.load(offset + 37, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 38, as: UInt16.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.order, at: offset + 0)
    bytes.store(self.sequence, at: offset + 8)
    bytes.store(self.price, at: offset + 16)
    bytes.store(self.quantity, at: offset + 24)
    bytes.store(self.market, at: offset + 32)
    bytes.store(self.side, at: offset + 36)
    bytes.store(self.reserved, at: offset + 37)
    bytes.store(self.reserved2, at: offset + 38)
  }
}

/// MarketStatus.
@frozen
public struct MarketStatus: MarketMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 90 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 32 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 24 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 20: MarketState. What a market takes.
  public var state: UInt8
  /// Byte 21: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 22: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16

  /// `state` as a `MarketState`, or nil for a value that means nothing.
  @inlinable public var stateValue: MarketState? {
    @_noAllocation @_noLocks get { MarketState(wire: state) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, market: UInt32 = 0, state: UInt8 = 0,
    reserved: UInt8 = 0, reserved2: UInt16 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.market = market
    self.state = state
    self.reserved = reserved
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.market = bytes.load(offset + 16, as: UInt32.self)
    self.state = bytes.load(offset + 20, as: UInt8.self)
    self.reserved = bytes.load(offset + 21, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 22, as: UInt16.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.market, at: offset + 16)
    bytes.store(self.state, at: offset + 20)
    bytes.store(self.reserved, at: offset + 21)
    bytes.store(self.reserved2, at: offset + 22)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// ReferencePrice.
@frozen
public struct ReferencePrice: MarketMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 91 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 56 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 48 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 20: ReferenceSource. What an oracle's price is.
  public var source: UInt8
  /// Byte 21: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 22: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16
  /// Byte 24: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 32: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var sourceTime: UInt64
  /// Byte 40: Sequence. Counts from 1.
  public var sourceSequence: UInt64

  /// `source` as a `ReferenceSource`, or nil for a value that means nothing.
  @inlinable public var sourceValue: ReferenceSource? {
    @_noAllocation @_noLocks get { ReferenceSource(wire: source) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, market: UInt32 = 0, source: UInt8 = 0,
    reserved: UInt8 = 0, reserved2: UInt16 = 0, price: Int64 = 0, sourceTime: UInt64 = 0,
    sourceSequence: UInt64 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.market = market
    self.source = source
    self.reserved = reserved
    self.reserved2 = reserved2
    self.price = price
    self.sourceTime = sourceTime
    self.sourceSequence = sourceSequence
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.market = bytes.load(offset + 16, as: UInt32.self)
    self.source = bytes.load(offset + 20, as: UInt8.self)
    self.reserved = bytes.load(offset + 21, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 22, as: UInt16.self)
    self.price = bytes.load(offset + 24, as: Int64.self)
    self.sourceTime = bytes.load(offset + 32, as: UInt64.self)
    self.sourceSequence = bytes.load(offset + 40, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.market, at: offset + 16)
    bytes.store(self.source, at: offset + 20)
    bytes.store(self.reserved, at: offset + 21)
    bytes.store(self.reserved2, at: offset + 22)
    bytes.store(self.price, at: offset + 24)
    bytes.store(self.sourceTime, at: offset + 32)
    bytes.store(self.sourceSequence, at: offset + 40)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// TradeBroken: a trade was busted: no book changes.
@frozen
public struct TradeBroken: MarketMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 92 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 56 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 48 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 20: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32
  /// Byte 24: Sequence. Counts from 1.
  public var match: UInt64
  /// Byte 32: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 40: Lots. Size in lots of the market.
  public var quantity: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, market: UInt32 = 0, reserved: UInt32 = 0,
    match: UInt64 = 0, price: Int64 = 0, quantity: UInt64 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.market = market
    self.reserved = reserved
    self.match = match
    self.price = price
    self.quantity = quantity
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.market = bytes.load(offset + 16, as: UInt32.self)
    self.reserved = bytes.load(offset + 20, as: UInt32.self)
    self.match = bytes.load(offset + 24, as: UInt64.self)
    self.price = bytes.load(offset + 32, as: Int64.self)
    self.quantity = bytes.load(offset + 40, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.market, at: offset + 16)
    bytes.store(self.reserved, at: offset + 20)
    bytes.store(self.match, at: offset + 24)
    bytes.store(self.price, at: offset + 32)
    bytes.store(self.quantity, at: offset + 40)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// AuctionIndication: what an uncross would do now, where orders collect.
@frozen
public struct AuctionIndication: MarketMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 93 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 56 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 48 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 20: Bits8. 0: crossed over more levels than are looked at; price and imbalance are not told.
  public var isComplete: UInt8
  /// Byte 21: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 22: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16
  /// Byte 24: Ticks. 0 when nothing would trade.
  public var price: Int64
  /// Byte 32: Lots. What would trade, of what shows; if not complete, at least.
  public var quantity: UInt64
  /// Byte 40: SignedLots. Left over at that price: buyers', or sellers' when negative.
  public var imbalance: Int64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, market: UInt32 = 0, isComplete: UInt8 = 0,
    reserved: UInt8 = 0, reserved2: UInt16 = 0, price: Int64 = 0, quantity: UInt64 = 0,
    imbalance: Int64 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.market = market
    self.isComplete = isComplete
    self.reserved = reserved
    self.reserved2 = reserved2
    self.price = price
    self.quantity = quantity
    self.imbalance = imbalance
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.market = bytes.load(offset + 16, as: UInt32.self)
    self.isComplete = bytes.load(offset + 20, as: UInt8.self)
    self.reserved = bytes.load(offset + 21, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 22, as: UInt16.self)
    self.price = bytes.load(offset + 24, as: Int64.self)
    self.quantity = bytes.load(offset + 32, as: UInt64.self)
    self.imbalance = bytes.load(offset + 40, as: Int64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.market, at: offset + 16)
    bytes.store(self.isComplete, at: offset + 20)
    bytes.store(self.reserved, at: offset + 21)
    bytes.store(self.reserved2, at: offset + 22)
    bytes.store(self.price, at: offset + 24)
    bytes.store(self.quantity, at: offset + 32)
    bytes.store(self.imbalance, at: offset + 40)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// AuctionResult: an uncross, or a round of it, is done.
@frozen
public struct AuctionResult: MarketMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 94 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 48 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 40 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 20: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32
  /// Byte 24: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 32: Lots. Size in lots of the market.
  public var quantity: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, market: UInt32 = 0, reserved: UInt32 = 0,
    price: Int64 = 0, quantity: UInt64 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.market = market
    self.reserved = reserved
    self.price = price
    self.quantity = quantity
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.market = bytes.load(offset + 16, as: UInt32.self)
    self.reserved = bytes.load(offset + 20, as: UInt32.self)
    self.price = bytes.load(offset + 24, as: Int64.self)
    self.quantity = bytes.load(offset + 32, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.market, at: offset + 16)
    bytes.store(self.reserved, at: offset + 20)
    bytes.store(self.price, at: offset + 24)
    bytes.store(self.quantity, at: offset + 32)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// AuctionTrade: two resting orders traded at the price of an uncross.
@frozen
public struct AuctionTrade: MarketMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 95 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 72 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 64 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 20: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32
  /// Byte 24: OrderNumber. Generation (high 32) and slot (low 32); 0 none.
  public var buyOrder: UInt64
  /// Byte 32: OrderNumber. Generation (high 32) and slot (low 32); 0 none.
  public var sellOrder: UInt64
  /// Byte 40: Lots. Size in lots of the market.
  public var quantity: UInt64
  /// Byte 48: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 56: Sequence. Counts from 1.
  public var match: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, market: UInt32 = 0, reserved: UInt32 = 0,
    buyOrder: UInt64 = 0, sellOrder: UInt64 = 0, quantity: UInt64 = 0, price: Int64 = 0,
    match: UInt64 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.market = market
    self.reserved = reserved
    self.buyOrder = buyOrder
    self.sellOrder = sellOrder
    self.quantity = quantity
    self.price = price
    self.match = match
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.market = bytes.load(offset + 16, as: UInt32.self)
    self.reserved = bytes.load(offset + 20, as: UInt32.self)
    self.buyOrder = bytes.load(offset + 24, as: UInt64.self)
    self.sellOrder = bytes.load(offset + 32, as: UInt64.self)
    self.quantity = bytes.load(offset + 40, as: UInt64.self)
    self.price = bytes.load(offset + 48, as: Int64.self)
    self.match = bytes.load(offset + 56, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.market, at: offset + 16)
    bytes.store(self.reserved, at: offset + 20)
    bytes.store(self.buyOrder, at: offset + 24)
    bytes.store(self.sellOrder, at: offset + 32)
    bytes.store(self.quantity, at: offset + 40)
    bytes.store(self.price, at: offset + 48)
    bytes.store(self.match, at: offset + 56)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// PriceLimits: a market's limits were set.
@frozen
public struct PriceLimits: MarketMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 96 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 64 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 56 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 20: MarketState. What a market takes.
  public var tripState: UInt8
  /// Byte 21: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 22: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16
  /// Byte 24: Count64.
  public var bandTicks: UInt64
  /// Byte 32: Count64.
  public var breakerTicks: UInt64
  /// Byte 40: Count64.
  public var velocityTicks: UInt64
  /// Byte 48: Span. A length of time in nanoseconds.
  public var velocitySpan: UInt64

  /// `tripState` as a `MarketState`, or nil for a value that means nothing.
  @inlinable public var tripStateValue: MarketState? {
    @_noAllocation @_noLocks get { MarketState(wire: tripState) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, market: UInt32 = 0, tripState: UInt8 = 0,
    reserved: UInt8 = 0, reserved2: UInt16 = 0, bandTicks: UInt64 = 0, breakerTicks: UInt64 = 0,
    velocityTicks: UInt64 = 0, velocitySpan: UInt64 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.market = market
    self.tripState = tripState
    self.reserved = reserved
    self.reserved2 = reserved2
    self.bandTicks = bandTicks
    self.breakerTicks = breakerTicks
    self.velocityTicks = velocityTicks
    self.velocitySpan = velocitySpan
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.market = bytes.load(offset + 16, as: UInt32.self)
    self.tripState = bytes.load(offset + 20, as: UInt8.self)
    self.reserved = bytes.load(offset + 21, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 22, as: UInt16.self)
    self.bandTicks = bytes.load(offset + 24, as: UInt64.self)
    self.breakerTicks = bytes.load(offset + 32, as: UInt64.self)
    self.velocityTicks = bytes.load(offset + 40, as: UInt64.self)
    self.velocitySpan = bytes.load(offset + 48, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.market, at: offset + 16)
    bytes.store(self.tripState, at: offset + 20)
    bytes.store(self.reserved, at: offset + 21)
    bytes.store(self.reserved2, at: offset + 22)
    bytes.store(self.bandTicks, at: offset + 24)
    bytes.store(self.breakerTicks, at: offset + 32)
    bytes.store(self.velocityTicks, at: offset + 40)
    bytes.store(self.velocitySpan, at: offset + 48)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// LimitTripped: a trade went beyond a limit: MarketStatus follows.
@frozen
public struct LimitTripped: MarketMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 97 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 20: TripKind. Which limit moved a market's state.
  public var kind: UInt8
  /// Byte 21: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 22: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16
  /// Byte 24: Ticks. Of the trade.
  public var price: Int64

  /// `kind` as a `TripKind`, or nil for a value that means nothing.
  @inlinable public var kindValue: TripKind? {
    @_noAllocation @_noLocks get { TripKind(wire: kind) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, market: UInt32 = 0, kind: UInt8 = 0,
    reserved: UInt8 = 0, reserved2: UInt16 = 0, price: Int64 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.market = market
    self.kind = kind
    self.reserved = reserved
    self.reserved2 = reserved2
    self.price = price
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.market = bytes.load(offset + 16, as: UInt32.self)
    self.kind = bytes.load(offset + 20, as: UInt8.self)
    self.reserved = bytes.load(offset + 21, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 22, as: UInt16.self)
    self.price = bytes.load(offset + 24, as: Int64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.market, at: offset + 16)
    bytes.store(self.kind, at: offset + 20)
    bytes.store(self.reserved, at: offset + 21)
    bytes.store(self.reserved2, at: offset + 22)
    bytes.store(self.price, at: offset + 24)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// CommandResult: one command's outcome, or a whole datagram's refusal.
@frozen
public struct CommandResult: ReportMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 100 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 72 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 64 } }

  /// Byte 0: Sequence. Counts from 1.
  public var reportSequence: UInt64
  /// Byte 8: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 16: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 24: Nonce. Unique per key; gaps allowed.
  public var nonce: UInt64
  /// Byte 32: OrderNumber. Generation (high 32) and slot (low 32); 0 none.
  public var order: UInt64
  /// Byte 40: ClientNumber. Chosen by the member; 0 none.
  public var clientOrder: UInt64
  /// Byte 48: Lots. Open at the end of the command.
  public var openQuantity: UInt64
  /// Byte 56: TemplateNumber. Of the command; 20 for the whole datagram.
  public var template: UInt16
  /// Byte 58: Count8. Place in the datagram; 255 the whole of it.
  public var ordinal: UInt8
  /// Byte 59: Count8. Commands this answers for.
  public var count: UInt8
  /// Byte 60: RejectCode.
  public var code: UInt8
  /// Byte 61: Bits8. 1: a repeat, answered with the first result of that logIndex.
  public var resent: UInt8
  /// Byte 62: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16

  /// `code` as a `RejectCode`, or nil for a value that means nothing.
  @inlinable public var codeValue: RejectCode? {
    @_noAllocation @_noLocks get { RejectCode(wire: code) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    reportSequence: UInt64 = 0, logIndex: UInt64 = 0, logTime: UInt64 = 0, nonce: UInt64 = 0,
    order: UInt64 = 0, clientOrder: UInt64 = 0, openQuantity: UInt64 = 0, template: UInt16 = 0,
    ordinal: UInt8 = 0, count: UInt8 = 0, code: UInt8 = 0, resent: UInt8 = 0, reserved: UInt16 = 0
  ) {
    self.reportSequence = reportSequence
    self.logIndex = logIndex
    self.logTime = logTime
    self.nonce = nonce
    self.order = order
    self.clientOrder = clientOrder
    self.openQuantity = openQuantity
    self.template = template
    self.ordinal = ordinal
    self.count = count
    self.code = code
    self.resent = resent
    self.reserved = reserved
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.reportSequence = bytes.load(offset + 0, as: UInt64.self)
    self.logIndex = bytes.load(offset + 8, as: UInt64.self)
    self.logTime = bytes.load(offset + 16, as: UInt64.self)
    self.nonce = bytes.load(offset + 24, as: UInt64.self)
    self.order = bytes.load(offset + 32, as: UInt64.self)
    self.clientOrder = bytes.load(offset + 40, as: UInt64.self)
    self.openQuantity = bytes.load(offset + 48, as: UInt64.self)
    self.template = bytes.load(offset + 56, as: UInt16.self)
    self.ordinal = bytes.load(offset + 58, as: UInt8.self)
    self.count = bytes.load(offset + 59, as: UInt8.self)
    self.code = bytes.load(offset + 60, as: UInt8.self)
    self.resent = bytes.load(offset + 61, as: UInt8.self)
    self.reserved = bytes.load(offset + 62, as: UInt16.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.reportSequence, at: offset + 0)
    bytes.store(self.logIndex, at: offset + 8)
    bytes.store(self.logTime, at: offset + 16)
    bytes.store(self.nonce, at: offset + 24)
    bytes.store(self.order, at: offset + 32)
    bytes.store(self.clientOrder, at: offset + 40)
    bytes.store(self.openQuantity, at: offset + 48)
    bytes.store(self.template, at: offset + 56)
    bytes.store(self.ordinal, at: offset + 58)
    bytes.store(self.count, at: offset + 59)
    bytes.store(self.code, at: offset + 60)
    bytes.store(self.resent, at: offset + 61)
    bytes.store(self.reserved, at: offset + 62)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// Fill.
@frozen
public struct Fill: ReportMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 101 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 96 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 88 } }

  /// Byte 0: Sequence. Counts from 1.
  public var reportSequence: UInt64
  /// Byte 8: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 16: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 24: OrderNumber. Generation (high 32) and slot (low 32); 0 none.
  public var order: UInt64
  /// Byte 32: ClientNumber. Chosen by the member; 0 none.
  public var clientOrder: UInt64
  /// Byte 40: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 48: Lots. Size in lots of the market.
  public var quantity: UInt64
  /// Byte 56: Lots. Size in lots of the market.
  public var openQuantity: UInt64
  /// Byte 64: Sequence. Counts from 1.
  public var match: UInt64
  /// Byte 72: Units. Money in the venue's smallest unit.
  public var fee: Int64
  /// Byte 80: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 84: Side.
  public var side: UInt8
  /// Byte 85: Liquidity.
  public var liquidity: UInt8
  /// Byte 86: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16

  /// `side` as a `Side`, or nil for a value that means nothing.
  @inlinable public var sideValue: Side? { @_noAllocation @_noLocks get { Side(wire: side) } }

  /// `liquidity` as a `Liquidity`, or nil for a value that means nothing.
  @inlinable public var liquidityValue: Liquidity? {
    @_noAllocation @_noLocks get { Liquidity(wire: liquidity) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    reportSequence: UInt64 = 0, logIndex: UInt64 = 0, logTime: UInt64 = 0, order: UInt64 = 0,
    clientOrder: UInt64 = 0, price: Int64 = 0, quantity: UInt64 = 0, openQuantity: UInt64 = 0,
    match: UInt64 = 0, fee: Int64 = 0, market: UInt32 = 0, side: UInt8 = 0, liquidity: UInt8 = 0,
    reserved: UInt16 = 0
  ) {
    self.reportSequence = reportSequence
    self.logIndex = logIndex
    self.logTime = logTime
    self.order = order
    self.clientOrder = clientOrder
    self.price = price
    self.quantity = quantity
    self.openQuantity = openQuantity
    self.match = match
    self.fee = fee
    self.market = market
    self.side = side
    self.liquidity = liquidity
    self.reserved = reserved
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.reportSequence = bytes.load(offset + 0, as: UInt64.self)
    self.logIndex = bytes.load(offset + 8, as: UInt64.self)
    self.logTime = bytes.load(offset + 16, as: UInt64.self)
    self.order = bytes.load(offset + 24, as: UInt64.self)
    self.clientOrder = bytes.load(offset + 32, as: UInt64.self)
    self.price = bytes.load(offset + 40, as: Int64.self)
    self.quantity = bytes.load(offset + 48, as: UInt64.self)
    self.openQuantity = bytes.load(offset + 56, as: UInt64.self)
    self.match = bytes.load(offset + 64, as: UInt64.self)
    self.fee = bytes.load(offset + 72, as: Int64.self)
    self.market = bytes.load(offset + 80, as: UInt32.self)
    self.side = bytes.load(offset + 84, as: UInt8.self)
    self.liquidity = bytes.load(offset + 85, as: UInt8.self)
    self.reserved = bytes.load(offset + 86, as: UInt16.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.reportSequence, at: offset + 0)
    bytes.store(self.logIndex, at: offset + 8)
    bytes.store(self.logTime, at: offset + 16)
    bytes.store(self.order, at: offset + 24)
    bytes.store(self.clientOrder, at: offset + 32)
    bytes.store(self.price, at: offset + 40)
    bytes.store(self.quantity, at: offset + 48)
    bytes.store(self.openQuantity, at: offset + 56)
    bytes.store(self.match, at: offset + 64)
    bytes.store(self.fee, at: offset + 72)
    bytes.store(self.market, at: offset + 80)
    bytes.store(self.side, at: offset + 84)
    bytes.store(self.liquidity, at: offset + 85)
    bytes.store(self.reserved, at: offset + 86)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// OrderClosed: open size taken off without a trade.
@frozen
public struct OrderClosed: ReportMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 102 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 72 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 64 } }

  /// Byte 0: Sequence. Counts from 1.
  public var reportSequence: UInt64
  /// Byte 8: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 16: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 24: OrderNumber. Generation (high 32) and slot (low 32); 0 none.
  public var order: UInt64
  /// Byte 32: ClientNumber. Chosen by the member; 0 none.
  public var clientOrder: UInt64
  /// Byte 40: Lots. Size in lots of the market.
  public var quantity: UInt64
  /// Byte 48: Lots. What goes on: 0, but where a self-trade took some only.
  public var openQuantity: UInt64
  /// Byte 56: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 60: CloseReason.
  public var reason: UInt8
  /// Byte 61: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 62: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16

  /// `reason` as a `CloseReason`, or nil for a value that means nothing.
  @inlinable public var reasonValue: CloseReason? {
    @_noAllocation @_noLocks get { CloseReason(wire: reason) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    reportSequence: UInt64 = 0, logIndex: UInt64 = 0, logTime: UInt64 = 0, order: UInt64 = 0,
    clientOrder: UInt64 = 0, quantity: UInt64 = 0, openQuantity: UInt64 = 0, market: UInt32 = 0,
    reason: UInt8 = 0, reserved: UInt8 = 0, reserved2: UInt16 = 0
  ) {
    self.reportSequence = reportSequence
    self.logIndex = logIndex
    self.logTime = logTime
    self.order = order
    self.clientOrder = clientOrder
    self.quantity = quantity
    self.openQuantity = openQuantity
    self.market = market
    self.reason = reason
    self.reserved = reserved
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.reportSequence = bytes.load(offset + 0, as: UInt64.self)
    self.logIndex = bytes.load(offset + 8, as: UInt64.self)
    self.logTime = bytes.load(offset + 16, as: UInt64.self)
    self.order = bytes.load(offset + 24, as: UInt64.self)
    self.clientOrder = bytes.load(offset + 32, as: UInt64.self)
    self.quantity = bytes.load(offset + 40, as: UInt64.self)
    self.openQuantity = bytes.load(offset + 48, as: UInt64.self)
    self.market = bytes.load(offset + 56, as: UInt32.self)
    self.reason = bytes.load(offset + 60, as: UInt8.self)
    self.reserved = bytes.load(offset + 61, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 62, as: UInt16.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.reportSequence, at: offset + 0)
    bytes.store(self.logIndex, at: offset + 8)
    bytes.store(self.logTime, at: offset + 16)
    bytes.store(self.order, at: offset + 24)
    bytes.store(self.clientOrder, at: offset + 32)
    bytes.store(self.quantity, at: offset + 40)
    bytes.store(self.openQuantity, at: offset + 48)
    bytes.store(self.market, at: offset + 56)
    bytes.store(self.reason, at: offset + 60)
    bytes.store(self.reserved, at: offset + 61)
    bytes.store(self.reserved2, at: offset + 62)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// SessionClosed.
@frozen
public struct SessionClosed: ReportMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 103 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: Sequence. Counts from 1.
  public var reportSequence: UInt64
  /// Byte 8: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 16: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 24: SessionEnd.
  public var end: UInt8
  /// Byte 25: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 26: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16
  /// Byte 28: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved3: UInt32

  /// `end` as a `SessionEnd`, or nil for a value that means nothing.
  @inlinable public var endValue: SessionEnd? {
    @_noAllocation @_noLocks get { SessionEnd(wire: end) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0 && reserved3 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    reportSequence: UInt64 = 0, logIndex: UInt64 = 0, logTime: UInt64 = 0, end: UInt8 = 0,
    reserved: UInt8 = 0, reserved2: UInt16 = 0, reserved3: UInt32 = 0
  ) {
    self.reportSequence = reportSequence
    self.logIndex = logIndex
    self.logTime = logTime
    self.end = end
    self.reserved = reserved
    self.reserved2 = reserved2
    self.reserved3 = reserved3
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.reportSequence = bytes.load(offset + 0, as: UInt64.self)
    self.logIndex = bytes.load(offset + 8, as: UInt64.self)
    self.logTime = bytes.load(offset + 16, as: UInt64.self)
    self.end = bytes.load(offset + 24, as: UInt8.self)
    self.reserved = bytes.load(offset + 25, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 26, as: UInt16.self)
    self.reserved3 = bytes.load(offset + 28, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.reportSequence, at: offset + 0)
    bytes.store(self.logIndex, at: offset + 8)
    bytes.store(self.logTime, at: offset + 16)
    bytes.store(self.end, at: offset + 24)
    bytes.store(self.reserved, at: offset + 25)
    bytes.store(self.reserved2, at: offset + 26)
    bytes.store(self.reserved3, at: offset + 28)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// ReceiptReport: where a command lies under a signed receipt group.
@frozen
public struct ReceiptReport: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 104 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 152 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 144 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Sequence. Counts from 1.
  public var group: UInt64
  /// Byte 16: Index. Position in the log; genesis is 0.
  public var firstIndex: UInt64
  /// Byte 24: Index. Position in the log; genesis is 0.
  public var lastIndex: UInt64
  /// Byte 32: Term. Leadership term; starts at 1.
  public var term: UInt64
  /// Byte 40: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var signed: UInt64
  /// Byte 48: Hash32.
  public var root: Bytes32
  /// Byte 80: Signature. Ed25519.
  public var signature: Bytes64

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, group: UInt64 = 0, firstIndex: UInt64 = 0, lastIndex: UInt64 = 0,
    term: UInt64 = 0, signed: UInt64 = 0, root: Bytes32 = Bytes32(), signature: Bytes64 = Bytes64()
  ) {
    self.logIndex = logIndex
    self.group = group
    self.firstIndex = firstIndex
    self.lastIndex = lastIndex
    self.term = term
    self.signed = signed
    self.root = root
    self.signature = signature
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.group = bytes.load(offset + 8, as: UInt64.self)
    self.firstIndex = bytes.load(offset + 16, as: UInt64.self)
    self.lastIndex = bytes.load(offset + 24, as: UInt64.self)
    self.term = bytes.load(offset + 32, as: UInt64.self)
    self.signed = bytes.load(offset + 40, as: UInt64.self)
    self.root = Bytes32(bytes, at: offset + 48)
    self.signature = Bytes64(bytes, at: offset + 80)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.group, at: offset + 8)
    bytes.store(self.firstIndex, at: offset + 16)
    bytes.store(self.lastIndex, at: offset + 24)
    bytes.store(self.term, at: offset + 32)
    bytes.store(self.signed, at: offset + 40)
    self.root.store(to: bytes, at: offset + 48)
    self.signature.store(to: bytes, at: offset + 80)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// One entry of the group path of ReceiptReport.
@frozen
public struct ReceiptReportPath: BitwiseCopyable, Hashable, Sendable {
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: Hash32.
  public var node: Bytes32

  @inlinable
  @_noAllocation @_noLocks
  public init(
    node: Bytes32 = Bytes32()
  ) {
    self.node = node
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.node = Bytes32(bytes, at: offset + 0)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    self.node.store(to: bytes, at: offset + 0)
  }
}

/// MassCancelled: how far a mass cancel of the account's orders is: after each record that worked at it.
@frozen
public struct MassCancelled: ReportMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 111 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 48 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 40 } }

  /// Byte 0: Sequence. Counts from 1.
  public var reportSequence: UInt64
  /// Byte 8: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 16: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 24: KeyNumber. Whose mass cancel it is.
  public var key: UInt32
  /// Byte 28: Count32. Orders it cancelled in all.
  public var count: UInt32
  /// Byte 32: CloseReason.
  public var reason: UInt8
  /// Byte 33: Bits8. 0: the records to come go on with it.
  public var isComplete: UInt8
  /// Byte 34: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 36: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt32

  /// `reason` as a `CloseReason`, or nil for a value that means nothing.
  @inlinable public var reasonValue: CloseReason? {
    @_noAllocation @_noLocks get { CloseReason(wire: reason) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    reportSequence: UInt64 = 0, logIndex: UInt64 = 0, logTime: UInt64 = 0, key: UInt32 = 0,
    count: UInt32 = 0, reason: UInt8 = 0, isComplete: UInt8 = 0, reserved: UInt16 = 0,
    reserved2: UInt32 = 0
  ) {
    self.reportSequence = reportSequence
    self.logIndex = logIndex
    self.logTime = logTime
    self.key = key
    self.count = count
    self.reason = reason
    self.isComplete = isComplete
    self.reserved = reserved
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.reportSequence = bytes.load(offset + 0, as: UInt64.self)
    self.logIndex = bytes.load(offset + 8, as: UInt64.self)
    self.logTime = bytes.load(offset + 16, as: UInt64.self)
    self.key = bytes.load(offset + 24, as: UInt32.self)
    self.count = bytes.load(offset + 28, as: UInt32.self)
    self.reason = bytes.load(offset + 32, as: UInt8.self)
    self.isComplete = bytes.load(offset + 33, as: UInt8.self)
    self.reserved = bytes.load(offset + 34, as: UInt16.self)
    self.reserved2 = bytes.load(offset + 36, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.reportSequence, at: offset + 0)
    bytes.store(self.logIndex, at: offset + 8)
    bytes.store(self.logTime, at: offset + 16)
    bytes.store(self.key, at: offset + 24)
    bytes.store(self.count, at: offset + 28)
    bytes.store(self.reason, at: offset + 32)
    bytes.store(self.isComplete, at: offset + 33)
    bytes.store(self.reserved, at: offset + 34)
    bytes.store(self.reserved2, at: offset + 36)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// TradeBusted: a fill was taken back, its fee too.
@frozen
public struct TradeBusted: ReportMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 112 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 72 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 64 } }

  /// Byte 0: Sequence. Counts from 1.
  public var reportSequence: UInt64
  /// Byte 8: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 16: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 24: Sequence. Counts from 1.
  public var match: UInt64
  /// Byte 32: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 40: Lots. Size in lots of the market.
  public var quantity: UInt64
  /// Byte 48: Units. Given back.
  public var fee: Int64
  /// Byte 56: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 60: Side.
  public var side: UInt8
  /// Byte 61: Liquidity.
  public var liquidity: UInt8
  /// Byte 62: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16

  /// `side` as a `Side`, or nil for a value that means nothing.
  @inlinable public var sideValue: Side? { @_noAllocation @_noLocks get { Side(wire: side) } }

  /// `liquidity` as a `Liquidity`, or nil for a value that means nothing.
  @inlinable public var liquidityValue: Liquidity? {
    @_noAllocation @_noLocks get { Liquidity(wire: liquidity) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    reportSequence: UInt64 = 0, logIndex: UInt64 = 0, logTime: UInt64 = 0, match: UInt64 = 0,
    price: Int64 = 0, quantity: UInt64 = 0, fee: Int64 = 0, market: UInt32 = 0, side: UInt8 = 0,
    liquidity: UInt8 = 0, reserved: UInt16 = 0
  ) {
    self.reportSequence = reportSequence
    self.logIndex = logIndex
    self.logTime = logTime
    self.match = match
    self.price = price
    self.quantity = quantity
    self.fee = fee
    self.market = market
    self.side = side
    self.liquidity = liquidity
    self.reserved = reserved
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.reportSequence = bytes.load(offset + 0, as: UInt64.self)
    self.logIndex = bytes.load(offset + 8, as: UInt64.self)
    self.logTime = bytes.load(offset + 16, as: UInt64.self)
    self.match = bytes.load(offset + 24, as: UInt64.self)
    self.price = bytes.load(offset + 32, as: Int64.self)
    self.quantity = bytes.load(offset + 40, as: UInt64.self)
    self.fee = bytes.load(offset + 48, as: Int64.self)
    self.market = bytes.load(offset + 56, as: UInt32.self)
    self.side = bytes.load(offset + 60, as: UInt8.self)
    self.liquidity = bytes.load(offset + 61, as: UInt8.self)
    self.reserved = bytes.load(offset + 62, as: UInt16.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.reportSequence, at: offset + 0)
    bytes.store(self.logIndex, at: offset + 8)
    bytes.store(self.logTime, at: offset + 16)
    bytes.store(self.match, at: offset + 24)
    bytes.store(self.price, at: offset + 32)
    bytes.store(self.quantity, at: offset + 40)
    bytes.store(self.fee, at: offset + 48)
    bytes.store(self.market, at: offset + 56)
    bytes.store(self.side, at: offset + 60)
    bytes.store(self.liquidity, at: offset + 61)
    bytes.store(self.reserved, at: offset + 62)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// OrderRepriced: an order comes to rest at another price than its owner gave.
@frozen
public struct OrderRepriced: ReportMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 113 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 72 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 64 } }

  /// Byte 0: Sequence. Counts from 1.
  public var reportSequence: UInt64
  /// Byte 8: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 16: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 24: OrderNumber. Generation (high 32) and slot (low 32); 0 none.
  public var order: UInt64
  /// Byte 32: ClientNumber. Chosen by the member; 0 none.
  public var clientOrder: UInt64
  /// Byte 40: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 48: Lots. Size in lots of the market.
  public var openQuantity: UInt64
  /// Byte 56: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 60: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    reportSequence: UInt64 = 0, logIndex: UInt64 = 0, logTime: UInt64 = 0, order: UInt64 = 0,
    clientOrder: UInt64 = 0, price: Int64 = 0, openQuantity: UInt64 = 0, market: UInt32 = 0,
    reserved: UInt32 = 0
  ) {
    self.reportSequence = reportSequence
    self.logIndex = logIndex
    self.logTime = logTime
    self.order = order
    self.clientOrder = clientOrder
    self.price = price
    self.openQuantity = openQuantity
    self.market = market
    self.reserved = reserved
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.reportSequence = bytes.load(offset + 0, as: UInt64.self)
    self.logIndex = bytes.load(offset + 8, as: UInt64.self)
    self.logTime = bytes.load(offset + 16, as: UInt64.self)
    self.order = bytes.load(offset + 24, as: UInt64.self)
    self.clientOrder = bytes.load(offset + 32, as: UInt64.self)
    self.price = bytes.load(offset + 40, as: Int64.self)
    self.openQuantity = bytes.load(offset + 48, as: UInt64.self)
    self.market = bytes.load(offset + 56, as: UInt32.self)
    self.reserved = bytes.load(offset + 60, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.reportSequence, at: offset + 0)
    bytes.store(self.logIndex, at: offset + 8)
    bytes.store(self.logTime, at: offset + 16)
    bytes.store(self.order, at: offset + 24)
    bytes.store(self.clientOrder, at: offset + 32)
    bytes.store(self.price, at: offset + 40)
    bytes.store(self.openQuantity, at: offset + 48)
    bytes.store(self.market, at: offset + 56)
    bytes.store(self.reserved, at: offset + 60)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// OrderTriggered: a conditional order's time came: it has become an order, or was refused and is gone.
@frozen
public struct OrderTriggered: ReportMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 114 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 88 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 80 } }

  /// Byte 0: Sequence. Counts from 1.
  public var reportSequence: UInt64
  /// Byte 8: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 16: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 24: OrderNumber. Its number while it waited.
  public var conditional: UInt64
  /// Byte 32: OrderNumber. Its number from now on; 0 when refused.
  public var order: UInt64
  /// Byte 40: ClientNumber. Chosen by the member; 0 none.
  public var clientOrder: UInt64
  /// Byte 48: Ticks. The price it waited for; 0 none.
  public var triggerPrice: Int64
  /// Byte 56: Lots. With which it entered.
  public var quantity: UInt64
  /// Byte 64: Lots. Open after it entered.
  public var openQuantity: UInt64
  /// Byte 72: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 76: RejectCode.
  public var code: UInt8
  /// Byte 77: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 78: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16

  /// `code` as a `RejectCode`, or nil for a value that means nothing.
  @inlinable public var codeValue: RejectCode? {
    @_noAllocation @_noLocks get { RejectCode(wire: code) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    reportSequence: UInt64 = 0, logIndex: UInt64 = 0, logTime: UInt64 = 0, conditional: UInt64 = 0,
    order: UInt64 = 0, clientOrder: UInt64 = 0, triggerPrice: Int64 = 0, quantity: UInt64 = 0,
    openQuantity: UInt64 = 0, market: UInt32 = 0, code: UInt8 = 0, reserved: UInt8 = 0,
    reserved2: UInt16 = 0
  ) {
    self.reportSequence = reportSequence
    self.logIndex = logIndex
    self.logTime = logTime
    self.conditional = conditional
    self.order = order
    self.clientOrder = clientOrder
    self.triggerPrice = triggerPrice
    self.quantity = quantity
    self.openQuantity = openQuantity
    self.market = market
    self.code = code
    self.reserved = reserved
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.reportSequence = bytes.load(offset + 0, as: UInt64.self)
    self.logIndex = bytes.load(offset + 8, as: UInt64.self)
    self.logTime = bytes.load(offset + 16, as: UInt64.self)
    self.conditional = bytes.load(offset + 24, as: UInt64.self)
    self.order = bytes.load(offset + 32, as: UInt64.self)
    self.clientOrder = bytes.load(offset + 40, as: UInt64.self)
    self.triggerPrice = bytes.load(offset + 48, as: Int64.self)
    self.quantity = bytes.load(offset + 56, as: UInt64.self)
    self.openQuantity = bytes.load(offset + 64, as: UInt64.self)
    self.market = bytes.load(offset + 72, as: UInt32.self)
    self.code = bytes.load(offset + 76, as: UInt8.self)
    self.reserved = bytes.load(offset + 77, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 78, as: UInt16.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.reportSequence, at: offset + 0)
    bytes.store(self.logIndex, at: offset + 8)
    bytes.store(self.logTime, at: offset + 16)
    bytes.store(self.conditional, at: offset + 24)
    bytes.store(self.order, at: offset + 32)
    bytes.store(self.clientOrder, at: offset + 40)
    bytes.store(self.triggerPrice, at: offset + 48)
    bytes.store(self.quantity, at: offset + 56)
    bytes.store(self.openQuantity, at: offset + 64)
    bytes.store(self.market, at: offset + 72)
    bytes.store(self.code, at: offset + 76)
    bytes.store(self.reserved, at: offset + 77)
    bytes.store(self.reserved2, at: offset + 78)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// QuoteResult: a mass quote is done: after all that it brought about.
@frozen
public struct QuoteResult: ReportMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 115 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 48 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 40 } }

  /// Byte 0: Sequence. Counts from 1.
  public var reportSequence: UInt64
  /// Byte 8: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 16: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 24: ClientNumber. Chosen by the member; 0 none.
  public var clientOrder: UInt64
  /// Byte 32: QuoteGroupNumber. A group of quotes of an account, chosen by the member.
  public var quoteGroup: UInt16
  /// Byte 34: Count8. Sides.
  public var accepted: UInt8
  /// Byte 35: Count8. Sides, each told by a QuoteRefused.
  public var refused: UInt8
  /// Byte 36: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    reportSequence: UInt64 = 0, logIndex: UInt64 = 0, logTime: UInt64 = 0, clientOrder: UInt64 = 0,
    quoteGroup: UInt16 = 0, accepted: UInt8 = 0, refused: UInt8 = 0, reserved: UInt32 = 0
  ) {
    self.reportSequence = reportSequence
    self.logIndex = logIndex
    self.logTime = logTime
    self.clientOrder = clientOrder
    self.quoteGroup = quoteGroup
    self.accepted = accepted
    self.refused = refused
    self.reserved = reserved
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.reportSequence = bytes.load(offset + 0, as: UInt64.self)
    self.logIndex = bytes.load(offset + 8, as: UInt64.self)
    self.logTime = bytes.load(offset + 16, as: UInt64.self)
    self.clientOrder = bytes.load(offset + 24, as: UInt64.self)
    self.quoteGroup = bytes.load(offset + 32, as: UInt16.self)
    self.accepted = bytes.load(offset + 34, as: UInt8.self)
    self.refused = bytes.load(offset + 35, as: UInt8.self)
    self.reserved = bytes.load(offset + 36, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.reportSequence, at: offset + 0)
    bytes.store(self.logIndex, at: offset + 8)
    bytes.store(self.logTime, at: offset + 16)
    bytes.store(self.clientOrder, at: offset + 24)
    bytes.store(self.quoteGroup, at: offset + 32)
    bytes.store(self.accepted, at: offset + 34)
    bytes.store(self.refused, at: offset + 35)
    bytes.store(self.reserved, at: offset + 36)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// QuoteRefused: a side of a mass quote was refused, and what the group had there stays.
@frozen
public struct QuoteRefused: ReportMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 116 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 56 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 48 } }

  /// Byte 0: Sequence. Counts from 1.
  public var reportSequence: UInt64
  /// Byte 8: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 16: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 24: ClientNumber. Of the mass quote.
  public var clientOrder: UInt64
  /// Byte 32: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 36: QuoteGroupNumber. A group of quotes of an account, chosen by the member.
  public var quoteGroup: UInt16
  /// Byte 38: Count8. Its place in the message, from 0.
  public var entry: UInt8
  /// Byte 39: Side.
  public var side: UInt8
  /// Byte 40: RejectCode.
  public var code: UInt8
  /// Byte 41: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 42: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16
  /// Byte 44: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved3: UInt32

  /// `side` as a `Side`, or nil for a value that means nothing.
  @inlinable public var sideValue: Side? { @_noAllocation @_noLocks get { Side(wire: side) } }

  /// `code` as a `RejectCode`, or nil for a value that means nothing.
  @inlinable public var codeValue: RejectCode? {
    @_noAllocation @_noLocks get { RejectCode(wire: code) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0 && reserved3 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    reportSequence: UInt64 = 0, logIndex: UInt64 = 0, logTime: UInt64 = 0, clientOrder: UInt64 = 0,
    market: UInt32 = 0, quoteGroup: UInt16 = 0, entry: UInt8 = 0, side: UInt8 = 0, code: UInt8 = 0,
    reserved: UInt8 = 0, reserved2: UInt16 = 0, reserved3: UInt32 = 0
  ) {
    self.reportSequence = reportSequence
    self.logIndex = logIndex
    self.logTime = logTime
    self.clientOrder = clientOrder
    self.market = market
    self.quoteGroup = quoteGroup
    self.entry = entry
    self.side = side
    self.code = code
    self.reserved = reserved
    self.reserved2 = reserved2
    self.reserved3 = reserved3
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.reportSequence = bytes.load(offset + 0, as: UInt64.self)
    self.logIndex = bytes.load(offset + 8, as: UInt64.self)
    self.logTime = bytes.load(offset + 16, as: UInt64.self)
    self.clientOrder = bytes.load(offset + 24, as: UInt64.self)
    self.market = bytes.load(offset + 32, as: UInt32.self)
    self.quoteGroup = bytes.load(offset + 36, as: UInt16.self)
    self.entry = bytes.load(offset + 38, as: UInt8.self)
    self.side = bytes.load(offset + 39, as: UInt8.self)
    self.code = bytes.load(offset + 40, as: UInt8.self)
    self.reserved = bytes.load(offset + 41, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 42, as: UInt16.self)
    self.reserved3 = bytes.load(offset + 44, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.reportSequence, at: offset + 0)
    bytes.store(self.logIndex, at: offset + 8)
    bytes.store(self.logTime, at: offset + 16)
    bytes.store(self.clientOrder, at: offset + 24)
    bytes.store(self.market, at: offset + 32)
    bytes.store(self.quoteGroup, at: offset + 36)
    bytes.store(self.entry, at: offset + 38)
    bytes.store(self.side, at: offset + 39)
    bytes.store(self.code, at: offset + 40)
    bytes.store(self.reserved, at: offset + 41)
    bytes.store(self.reserved2, at: offset + 42)
    bytes.store(self.reserved3, at: offset + 44)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// ProtectionTriggered: a limit of a quote group was reached: it is frozen and its quotes are pulled.
@frozen
public struct ProtectionTriggered: ReportMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 117 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 48 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 40 } }

  /// Byte 0: Sequence. Counts from 1.
  public var reportSequence: UInt64
  /// Byte 8: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 16: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 24: Nanoseconds. Log time; 2^64 - 1 until it is reset.
  public var frozenUntil: UInt64
  /// Byte 32: QuoteGroupNumber. A group of quotes of an account, chosen by the member.
  public var quoteGroup: UInt16
  /// Byte 34: ProtectionLimit. Which limit of a quote group was reached.
  public var limit: UInt8
  /// Byte 35: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 36: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt32

  /// `limit` as a `ProtectionLimit`, or nil for a value that means nothing.
  @inlinable public var limitValue: ProtectionLimit? {
    @_noAllocation @_noLocks get { ProtectionLimit(wire: limit) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    reportSequence: UInt64 = 0, logIndex: UInt64 = 0, logTime: UInt64 = 0, frozenUntil: UInt64 = 0,
    quoteGroup: UInt16 = 0, limit: UInt8 = 0, reserved: UInt8 = 0, reserved2: UInt32 = 0
  ) {
    self.reportSequence = reportSequence
    self.logIndex = logIndex
    self.logTime = logTime
    self.frozenUntil = frozenUntil
    self.quoteGroup = quoteGroup
    self.limit = limit
    self.reserved = reserved
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.reportSequence = bytes.load(offset + 0, as: UInt64.self)
    self.logIndex = bytes.load(offset + 8, as: UInt64.self)
    self.logTime = bytes.load(offset + 16, as: UInt64.self)
    self.frozenUntil = bytes.load(offset + 24, as: UInt64.self)
    self.quoteGroup = bytes.load(offset + 32, as: UInt16.self)
    self.limit = bytes.load(offset + 34, as: UInt8.self)
    self.reserved = bytes.load(offset + 35, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 36, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.reportSequence, at: offset + 0)
    bytes.store(self.logIndex, at: offset + 8)
    bytes.store(self.logTime, at: offset + 16)
    bytes.store(self.frozenUntil, at: offset + 24)
    bytes.store(self.quoteGroup, at: offset + 32)
    bytes.store(self.limit, at: offset + 34)
    bytes.store(self.reserved, at: offset + 35)
    bytes.store(self.reserved2, at: offset + 36)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// QuoteGroupsPage: answers a StateRequest, as of logIndex; of no sequence.
@frozen
public struct QuoteGroupsPage: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 118 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 56 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 48 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: Sequence. Of the session's next report.
  public var reportSequenceNext: UInt64
  /// Byte 24: Count64. Cursor of the request.
  public var asked: UInt64
  /// Byte 32: Count64. For the next request: groups of lower numbers are told.
  public var cursor: UInt64
  /// Byte 40: AccountNumber. Below accountsMax.
  public var account: UInt32
  /// Byte 44: Bits8. 1: no group is left.
  public var isLast: UInt8
  /// Byte 45: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 46: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, reportSequenceNext: UInt64 = 0, asked: UInt64 = 0,
    cursor: UInt64 = 0, account: UInt32 = 0, isLast: UInt8 = 0, reserved: UInt8 = 0,
    reserved2: UInt16 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.reportSequenceNext = reportSequenceNext
    self.asked = asked
    self.cursor = cursor
    self.account = account
    self.isLast = isLast
    self.reserved = reserved
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.reportSequenceNext = bytes.load(offset + 16, as: UInt64.self)
    self.asked = bytes.load(offset + 24, as: UInt64.self)
    self.cursor = bytes.load(offset + 32, as: UInt64.self)
    self.account = bytes.load(offset + 40, as: UInt32.self)
    self.isLast = bytes.load(offset + 44, as: UInt8.self)
    self.reserved = bytes.load(offset + 45, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 46, as: UInt16.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.reportSequenceNext, at: offset + 16)
    bytes.store(self.asked, at: offset + 24)
    bytes.store(self.cursor, at: offset + 32)
    bytes.store(self.account, at: offset + 40)
    bytes.store(self.isLast, at: offset + 44)
    bytes.store(self.reserved, at: offset + 45)
    bytes.store(self.reserved2, at: offset + 46)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// One entry of the group groups of QuoteGroupsPage.
@frozen
public struct QuoteGroupsPageGroups: BitwiseCopyable, Hashable, Sendable {
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 64 } }

  /// Byte 0: QuoteGroupNumber. A group of quotes of an account, chosen by the member.
  public var quoteGroup: UInt16
  /// Byte 2: Bits8.
  public var isFrozen: UInt8
  /// Byte 3: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 4: Count32.
  public var openQuotes: UInt32
  /// Byte 8: Nanoseconds. 2^64 - 1 until it is reset.
  public var frozenUntil: UInt64
  /// Byte 16: Span. A length of time in nanoseconds.
  public var span: UInt64
  /// Byte 24: Lots. Size in lots of the market.
  public var quantityMax: UInt64
  /// Byte 32: Count64.
  public var tradesMax: UInt64
  /// Byte 40: Lots. Size in lots of the market.
  public var deltaMax: UInt64
  /// Byte 48: Count64.
  public var vegaMax: UInt64
  /// Byte 56: Span. A length of time in nanoseconds.
  public var frozenSpan: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    quoteGroup: UInt16 = 0, isFrozen: UInt8 = 0, reserved: UInt8 = 0, openQuotes: UInt32 = 0,
    frozenUntil: UInt64 = 0, span: UInt64 = 0, quantityMax: UInt64 = 0, tradesMax: UInt64 = 0,
    deltaMax: UInt64 = 0, vegaMax: UInt64 = 0, frozenSpan: UInt64 = 0
  ) {
    self.quoteGroup = quoteGroup
    self.isFrozen = isFrozen
    self.reserved = reserved
    self.openQuotes = openQuotes
    self.frozenUntil = frozenUntil
    self.span = span
    self.quantityMax = quantityMax
    self.tradesMax = tradesMax
    self.deltaMax = deltaMax
    self.vegaMax = vegaMax
    self.frozenSpan = frozenSpan
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.quoteGroup = bytes.load(offset + 0, as: UInt16.self)
    self.isFrozen = bytes.load(offset + 2, as: UInt8.self)
    self.reserved = bytes.load(offset + 3, as: UInt8.self)
    self.openQuotes = bytes.load(offset + 4, as: UInt32.self)
    self.frozenUntil = bytes.load(offset + 8, as: UInt64.self)
    self.span = bytes.load(offset + 16, as: UInt64.self)
    self.quantityMax = bytes.load(offset + 24, as: UInt64.self)
    self.tradesMax = bytes.load(offset + 32, as: UInt64.self)
    self.deltaMax = bytes.load(offset + 40, as: UInt64.self)
    self.vegaMax = bytes.load(offset + 48, as: UInt64.self)
    self.frozenSpan = bytes.load(offset + 56, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.quoteGroup, at: offset + 0)
    bytes.store(self.isFrozen, at: offset + 2)
    bytes.store(self.reserved, at: offset + 3)
    bytes.store(self.openQuotes, at: offset + 4)
    bytes.store(self.frozenUntil, at: offset + 8)
    bytes.store(self.span, at: offset + 16)
    bytes.store(self.quantityMax, at: offset + 24)
    bytes.store(self.tradesMax, at: offset + 32)
    bytes.store(self.deltaMax, at: offset + 40)
    bytes.store(self.vegaMax, at: offset + 48)
    bytes.store(self.frozenSpan, at: offset + 56)
  }
}

/// ReportsRetained: answers a ResendRequest that no report answers; of no sequence.
@frozen
public struct ReportsRetained: ReportMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 105 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 32 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 24 } }

  /// Byte 0: Sequence. FromSequence of the request.
  public var asked: UInt64
  /// Byte 8: Sequence. The oldest report retained: what is below is gone.
  public var first: UInt64
  /// Byte 16: Sequence. Of the next report: from here on nothing was sent yet.
  public var next: UInt64

  @inlinable
  @_noAllocation @_noLocks
  public init(
    asked: UInt64 = 0, first: UInt64 = 0, next: UInt64 = 0
  ) {
    self.asked = asked
    self.first = first
    self.next = next
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.asked = bytes.load(offset + 0, as: UInt64.self)
    self.first = bytes.load(offset + 8, as: UInt64.self)
    self.next = bytes.load(offset + 16, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.asked, at: offset + 0)
    bytes.store(self.first, at: offset + 8)
    bytes.store(self.next, at: offset + 16)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// NonceStatus: answers a StatusRequest, as of logIndex; of no sequence.
@frozen
public struct NonceStatus: ReportMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 106 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 72 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 64 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: Sequence. Of the session as of logIndex.
  public var reportSequenceNext: UInt64
  /// Byte 24: Nonce. Unique per key; gaps allowed.
  public var nonce: UInt64
  /// Byte 32: Nonce. The highest nonce forgotten; 0 none.
  public var floor: UInt64
  /// Byte 40: Nonce. The highest nonce used.
  public var highest: UInt64
  /// Byte 48: Index. Of its first use, if remembered.
  public var firstIndex: UInt64
  /// Byte 56: NonceState.
  public var standing: UInt8
  /// Byte 57: RejectCode. The whole datagram's refusal, if remembered.
  public var code: UInt8
  /// Byte 58: Count8. Its commands, if remembered.
  public var count: UInt8
  /// Byte 59: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 60: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt32

  /// `standing` as a `NonceState`, or nil for a value that means nothing.
  @inlinable public var standingValue: NonceState? {
    @_noAllocation @_noLocks get { NonceState(wire: standing) }
  }

  /// `code` as a `RejectCode`, or nil for a value that means nothing.
  @inlinable public var codeValue: RejectCode? {
    @_noAllocation @_noLocks get { RejectCode(wire: code) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, reportSequenceNext: UInt64 = 0, nonce: UInt64 = 0,
    floor: UInt64 = 0, highest: UInt64 = 0, firstIndex: UInt64 = 0, standing: UInt8 = 0,
    code: UInt8 = 0, count: UInt8 = 0, reserved: UInt8 = 0, reserved2: UInt32 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.reportSequenceNext = reportSequenceNext
    self.nonce = nonce
    self.floor = floor
    self.highest = highest
    self.firstIndex = firstIndex
    self.standing = standing
    self.code = code
    self.count = count
    self.reserved = reserved
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.reportSequenceNext = bytes.load(offset + 16, as: UInt64.self)
    self.nonce = bytes.load(offset + 24, as: UInt64.self)
    self.floor = bytes.load(offset + 32, as: UInt64.self)
    self.highest = bytes.load(offset + 40, as: UInt64.self)
    self.firstIndex = bytes.load(offset + 48, as: UInt64.self)
    self.standing = bytes.load(offset + 56, as: UInt8.self)
    self.code = bytes.load(offset + 57, as: UInt8.self)
    self.count = bytes.load(offset + 58, as: UInt8.self)
    self.reserved = bytes.load(offset + 59, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 60, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.reportSequenceNext, at: offset + 16)
    bytes.store(self.nonce, at: offset + 24)
    bytes.store(self.floor, at: offset + 32)
    bytes.store(self.highest, at: offset + 40)
    bytes.store(self.firstIndex, at: offset + 48)
    bytes.store(self.standing, at: offset + 56)
    bytes.store(self.code, at: offset + 57)
    bytes.store(self.count, at: offset + 58)
    bytes.store(self.reserved, at: offset + 59)
    bytes.store(self.reserved2, at: offset + 60)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// OrdersPage: answers a StateRequest, as of logIndex; of no sequence.
@frozen
public struct OrdersPage: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 107 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 104 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 96 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: Sequence. Of the session as of logIndex: reports from here on come on top.
  public var reportSequenceNext: UInt64
  /// Byte 24: Count64. Cursor of the request.
  public var asked: UInt64
  /// Byte 32: Count64. For the next request: the entry number up to which orders are told.
  public var cursor: UInt64
  /// Byte 40: OrderNumber. For the next request.
  public var place: UInt64
  /// Byte 48: Nonce. Unique per key; gaps allowed.
  public var nonceHighest: UInt64
  /// Byte 56: Nonce. Unique per key; gaps allowed.
  public var nonceFloor: UInt64
  /// Byte 64: Count64. Cash is cashHigh times 2^64 plus this.
  public var cashLow: UInt64
  /// Byte 72: Units. Money in the venue's smallest unit.
  public var cashHigh: Int64
  /// Byte 80: AccountNumber. Below accountsMax.
  public var account: UInt32
  /// Byte 84: Count32. Of the account in all.
  public var openOrders: UInt32
  /// Byte 88: Bits8. 1: no order was entered after these.
  public var isLast: UInt8
  /// Byte 89: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 90: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16
  /// Byte 92: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved3: UInt32

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0 && reserved3 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, reportSequenceNext: UInt64 = 0, asked: UInt64 = 0,
    cursor: UInt64 = 0, place: UInt64 = 0, nonceHighest: UInt64 = 0, nonceFloor: UInt64 = 0,
    cashLow: UInt64 = 0, cashHigh: Int64 = 0, account: UInt32 = 0, openOrders: UInt32 = 0,
    isLast: UInt8 = 0, reserved: UInt8 = 0, reserved2: UInt16 = 0, reserved3: UInt32 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.reportSequenceNext = reportSequenceNext
    self.asked = asked
    self.cursor = cursor
    self.place = place
    self.nonceHighest = nonceHighest
    self.nonceFloor = nonceFloor
    self.cashLow = cashLow
    self.cashHigh = cashHigh
    self.account = account
    self.openOrders = openOrders
    self.isLast = isLast
    self.reserved = reserved
    self.reserved2 = reserved2
    self.reserved3 = reserved3
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.reportSequenceNext = bytes.load(offset + 16, as: UInt64.self)
    self.asked = bytes.load(offset + 24, as: UInt64.self)
    self.cursor = bytes.load(offset + 32, as: UInt64.self)
    self.place = bytes.load(offset + 40, as: UInt64.self)
    self.nonceHighest = bytes.load(offset + 48, as: UInt64.self)
    self.nonceFloor = bytes.load(offset + 56, as: UInt64.self)
    self.cashLow = bytes.load(offset + 64, as: UInt64.self)
    self.cashHigh = bytes.load(offset + 72, as: Int64.self)
    self.account = bytes.load(offset + 80, as: UInt32.self)
    self.openOrders = bytes.load(offset + 84, as: UInt32.self)
    self.isLast = bytes.load(offset + 88, as: UInt8.self)
    self.reserved = bytes.load(offset + 89, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 90, as: UInt16.self)
    self.reserved3 = bytes.load(offset + 92, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.reportSequenceNext, at: offset + 16)
    bytes.store(self.asked, at: offset + 24)
    bytes.store(self.cursor, at: offset + 32)
    bytes.store(self.place, at: offset + 40)
    bytes.store(self.nonceHighest, at: offset + 48)
    bytes.store(self.nonceFloor, at: offset + 56)
    bytes.store(self.cashLow, at: offset + 64)
    bytes.store(self.cashHigh, at: offset + 72)
    bytes.store(self.account, at: offset + 80)
    bytes.store(self.openOrders, at: offset + 84)
    bytes.store(self.isLast, at: offset + 88)
    bytes.store(self.reserved, at: offset + 89)
    bytes.store(self.reserved2, at: offset + 90)
    bytes.store(self.reserved3, at: offset + 92)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// One entry of the group orders of OrdersPage.
@frozen
public struct OrdersPageOrders: BitwiseCopyable, Hashable, Sendable {
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 48 } }

  /// Byte 0: OrderNumber. Generation (high 32) and slot (low 32); 0 none.
  public var order: UInt64
  /// Byte 8: ClientNumber. Chosen by the member; 0 none.
  public var clientOrder: UInt64
  /// Byte 16: Sequence. Entry number.
  public var sequence: UInt64
  /// Byte 24: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 32: Lots. Size in lots of the market.
  public var open: UInt64
  /// Byte 40: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 44: Side.
  public var side: UInt8
  /// Byte 45: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 46: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16

  /// `side` as a `Side`, or nil for a value that means nothing.
  @inlinable public var sideValue: Side? { @_noAllocation @_noLocks get { Side(wire: side) } }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    order: UInt64 = 0, clientOrder: UInt64 = 0, sequence: UInt64 = 0, price: Int64 = 0,
    open: UInt64 = 0, market: UInt32 = 0, side: UInt8 = 0, reserved: UInt8 = 0,
    reserved2: UInt16 = 0
  ) {
    self.order = order
    self.clientOrder = clientOrder
    self.sequence = sequence
    self.price = price
    self.open = open
    self.market = market
    self.side = side
    self.reserved = reserved
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.order = bytes.load(offset + 0, as: UInt64.self)
    self.clientOrder = bytes.load(offset + 8, as: UInt64.self)
    self.sequence = bytes.load(offset + 16, as: UInt64.self)
    self.price = bytes.load(offset + 24, as: Int64.self)
    self.open = bytes.load(offset + 32, as: UInt64.self)
    self.market = bytes.load(offset + 40, as: UInt32.self)
    self.side = bytes.load(offset + 44, as: UInt8.self)
    self.reserved = bytes.load(offset + 45, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 46, as: UInt16.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.order, at: offset + 0)
    bytes.store(self.clientOrder, at: offset + 8)
    bytes.store(self.sequence, at: offset + 16)
    bytes.store(self.price, at: offset + 24)
    bytes.store(self.open, at: offset + 32)
    bytes.store(self.market, at: offset + 40)
    bytes.store(self.side, at: offset + 44)
    bytes.store(self.reserved, at: offset + 45)
    bytes.store(self.reserved2, at: offset + 46)
  }
}

/// PositionsPage: answers a StateRequest, as of logIndex; of no sequence.
@frozen
public struct PositionsPage: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 108 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 72 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 64 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: Sequence. Of the session as of logIndex: reports from here on come on top.
  public var reportSequenceNext: UInt64
  /// Byte 24: Count64. Cursor of the request.
  public var asked: UInt64
  /// Byte 32: Count64. For the next request: the markets below it are told.
  public var cursor: UInt64
  /// Byte 40: Count64. Cash is cashHigh times 2^64 plus this.
  public var cashLow: UInt64
  /// Byte 48: Units. Money in the venue's smallest unit.
  public var cashHigh: Int64
  /// Byte 56: AccountNumber. Below accountsMax.
  public var account: UInt32
  /// Byte 60: Bits8. 1: no market is left.
  public var isLast: UInt8
  /// Byte 61: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 62: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, reportSequenceNext: UInt64 = 0, asked: UInt64 = 0,
    cursor: UInt64 = 0, cashLow: UInt64 = 0, cashHigh: Int64 = 0, account: UInt32 = 0,
    isLast: UInt8 = 0, reserved: UInt8 = 0, reserved2: UInt16 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.reportSequenceNext = reportSequenceNext
    self.asked = asked
    self.cursor = cursor
    self.cashLow = cashLow
    self.cashHigh = cashHigh
    self.account = account
    self.isLast = isLast
    self.reserved = reserved
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.reportSequenceNext = bytes.load(offset + 16, as: UInt64.self)
    self.asked = bytes.load(offset + 24, as: UInt64.self)
    self.cursor = bytes.load(offset + 32, as: UInt64.self)
    self.cashLow = bytes.load(offset + 40, as: UInt64.self)
    self.cashHigh = bytes.load(offset + 48, as: Int64.self)
    self.account = bytes.load(offset + 56, as: UInt32.self)
    self.isLast = bytes.load(offset + 60, as: UInt8.self)
    self.reserved = bytes.load(offset + 61, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 62, as: UInt16.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.reportSequenceNext, at: offset + 16)
    bytes.store(self.asked, at: offset + 24)
    bytes.store(self.cursor, at: offset + 32)
    bytes.store(self.cashLow, at: offset + 40)
    bytes.store(self.cashHigh, at: offset + 48)
    bytes.store(self.account, at: offset + 56)
    bytes.store(self.isLast, at: offset + 60)
    bytes.store(self.reserved, at: offset + 61)
    bytes.store(self.reserved2, at: offset + 62)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// One entry of the group positions of PositionsPage.
@frozen
public struct PositionsPagePositions: BitwiseCopyable, Hashable, Sendable {
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 4: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved: UInt32
  /// Byte 8: SignedLots. Position in lots.
  public var position: Int64
  /// Byte 16: Lots. Of open orders.
  public var openBuy: UInt64
  /// Byte 24: Lots. Of open orders.
  public var openSell: UInt64

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    market: UInt32 = 0, reserved: UInt32 = 0, position: Int64 = 0, openBuy: UInt64 = 0,
    openSell: UInt64 = 0
  ) {
    self.market = market
    self.reserved = reserved
    self.position = position
    self.openBuy = openBuy
    self.openSell = openSell
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.market = bytes.load(offset + 0, as: UInt32.self)
    self.reserved = bytes.load(offset + 4, as: UInt32.self)
    self.position = bytes.load(offset + 8, as: Int64.self)
    self.openBuy = bytes.load(offset + 16, as: UInt64.self)
    self.openSell = bytes.load(offset + 24, as: UInt64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.market, at: offset + 0)
    bytes.store(self.reserved, at: offset + 4)
    bytes.store(self.position, at: offset + 8)
    bytes.store(self.openBuy, at: offset + 16)
    bytes.store(self.openSell, at: offset + 24)
  }
}

/// ConditionalsPage: answers a StateRequest, as of logIndex; of no sequence.
@frozen
public struct ConditionalsPage: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 109 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 56 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 48 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var logTime: UInt64
  /// Byte 16: Sequence. Of the session's next report.
  public var reportSequenceNext: UInt64
  /// Byte 24: Sequence. Cursor of the request.
  public var asked: UInt64
  /// Byte 32: Sequence. For the next page.
  public var cursor: UInt64
  /// Byte 40: AccountNumber. Below accountsMax.
  public var account: UInt32
  /// Byte 44: Bits8. 1: no entry comes after these.
  public var isLast: UInt8
  /// Byte 45: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 46: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, logTime: UInt64 = 0, reportSequenceNext: UInt64 = 0, asked: UInt64 = 0,
    cursor: UInt64 = 0, account: UInt32 = 0, isLast: UInt8 = 0, reserved: UInt8 = 0,
    reserved2: UInt16 = 0
  ) {
    self.logIndex = logIndex
    self.logTime = logTime
    self.reportSequenceNext = reportSequenceNext
    self.asked = asked
    self.cursor = cursor
    self.account = account
    self.isLast = isLast
    self.reserved = reserved
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.logTime = bytes.load(offset + 8, as: UInt64.self)
    self.reportSequenceNext = bytes.load(offset + 16, as: UInt64.self)
    self.asked = bytes.load(offset + 24, as: UInt64.self)
    self.cursor = bytes.load(offset + 32, as: UInt64.self)
    self.account = bytes.load(offset + 40, as: UInt32.self)
    self.isLast = bytes.load(offset + 44, as: UInt8.self)
    self.reserved = bytes.load(offset + 45, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 46, as: UInt16.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.logTime, at: offset + 8)
    bytes.store(self.reportSequenceNext, at: offset + 16)
    bytes.store(self.asked, at: offset + 24)
    bytes.store(self.cursor, at: offset + 32)
    bytes.store(self.account, at: offset + 40)
    bytes.store(self.isLast, at: offset + 44)
    bytes.store(self.reserved, at: offset + 45)
    bytes.store(self.reserved2, at: offset + 46)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// One entry of the group orders of ConditionalsPage.
@frozen
public struct ConditionalsPageOrders: BitwiseCopyable, Hashable, Sendable {
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 64 } }

  /// Byte 0: OrderNumber. Generation (high 32) and slot (low 32); 0 none.
  public var order: UInt64
  /// Byte 8: ClientNumber. Chosen by the member; 0 none.
  public var clientOrder: UInt64
  /// Byte 16: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 24: Lots. Size in lots of the market.
  public var quantity: UInt64
  /// Byte 32: Ticks. Where it is now, if it trails.
  public var triggerPrice: Int64
  /// Byte 40: ClientNumber. Chosen by the member; 0 none.
  public var after: UInt64
  /// Byte 48: ClientNumber. Chosen by the member; 0 none.
  public var other: UInt64
  /// Byte 56: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 60: Side.
  public var side: UInt8
  /// Byte 61: TriggerSource. Whose price a conditional order waits for.
  public var source: UInt8
  /// Byte 62: TriggerWhen.
  public var when: UInt8
  /// Byte 63: WaitPhase. What a conditional order waits for.
  public var phase: UInt8

  /// `side` as a `Side`, or nil for a value that means nothing.
  @inlinable public var sideValue: Side? { @_noAllocation @_noLocks get { Side(wire: side) } }

  /// `source` as a `TriggerSource`, or nil for a value that means nothing.
  @inlinable public var sourceValue: TriggerSource? {
    @_noAllocation @_noLocks get { TriggerSource(wire: source) }
  }

  /// `when` as a `TriggerWhen`, or nil for a value that means nothing.
  @inlinable public var whenValue: TriggerWhen? {
    @_noAllocation @_noLocks get { TriggerWhen(wire: when) }
  }

  /// `phase` as a `WaitPhase`, or nil for a value that means nothing.
  @inlinable public var phaseValue: WaitPhase? {
    @_noAllocation @_noLocks get { WaitPhase(wire: phase) }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    order: UInt64 = 0, clientOrder: UInt64 = 0, price: Int64 = 0, quantity: UInt64 = 0,
    triggerPrice: Int64 = 0, after: UInt64 = 0, other: UInt64 = 0, market: UInt32 = 0,
    side: UInt8 = 0, source: UInt8 = 0, when: UInt8 = 0, phase: UInt8 = 0
  ) {
    self.order = order
    self.clientOrder = clientOrder
    self.price = price
    self.quantity = quantity
    self.triggerPrice = triggerPrice
    self.after = after
    self.other = other
    self.market = market
    self.side = side
    self.source = source
    self.when = when
    self.phase = phase
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.order = bytes.load(offset + 0, as: UInt64.self)
    self.clientOrder = bytes.load(offset + 8, as: UInt64.self)
    self.price = bytes.load(offset + 16, as: Int64.self)
    self.quantity = bytes.load(offset + 24, as: UInt64.self)
    self.triggerPrice = bytes.load(offset + 32, as: Int64.self)
    self.after = bytes.load(offset + 40, as: UInt64.self)
    self.other = bytes.load(offset + 48, as: UInt64.self)
    self.market = bytes.load(offset + 56, as: UInt32.self)
    self.side = bytes.load(offset + 60, as: UInt8.self)
    self.source = bytes.load(offset + 61, as: UInt8.self)
    self.when = bytes.load(offset + 62, as: UInt8.self)
    self.phase = bytes.load(offset + 63, as: UInt8.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.order, at: offset + 0)
    bytes.store(self.clientOrder, at: offset + 8)
    bytes.store(self.price, at: offset + 16)
    bytes.store(self.quantity, at: offset + 24)
    bytes.store(self.triggerPrice, at: offset + 32)
    bytes.store(self.after, at: offset + 40)
    bytes.store(self.other, at: offset + 48)
    bytes.store(self.market, at: offset + 56)
    bytes.store(self.side, at: offset + 60)
    bytes.store(self.source, at: offset + 61)
    bytes.store(self.when, at: offset + 62)
    bytes.store(self.phase, at: offset + 63)
  }
}

/// ReportTrailer: outside every hash; venue's monotonic clock; zero when sent again.
@frozen
public struct ReportTrailer: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 110 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 64 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 56 } }

  /// Byte 0: Span. A length of time in nanoseconds.
  public var received: UInt64
  /// Byte 8: Span. A length of time in nanoseconds.
  public var verified: UInt64
  /// Byte 16: Span. A length of time in nanoseconds.
  public var sequenced: UInt64
  /// Byte 24: Span. A length of time in nanoseconds.
  public var matched: UInt64
  /// Byte 32: Span. A length of time in nanoseconds.
  public var committed: UInt64
  /// Byte 40: Span. A length of time in nanoseconds.
  public var sent: UInt64
  /// Byte 48: Bits8.
  public var resent: UInt8
  /// Byte 49: Durability.
  public var durability: UInt8
  /// Byte 50: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 52: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt32

  /// `durability` as a `Durability`, or nil for a value that means nothing.
  @inlinable public var durabilityValue: Durability? {
    @_noAllocation @_noLocks get { Durability(wire: durability) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    received: UInt64 = 0, verified: UInt64 = 0, sequenced: UInt64 = 0, matched: UInt64 = 0,
    committed: UInt64 = 0, sent: UInt64 = 0, resent: UInt8 = 0, durability: UInt8 = 0,
    reserved: UInt16 = 0, reserved2: UInt32 = 0
  ) {
    self.received = received
    self.verified = verified
    self.sequenced = sequenced
    self.matched = matched
    self.committed = committed
    self.sent = sent
    self.resent = resent
    self.durability = durability
    self.reserved = reserved
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.received = bytes.load(offset + 0, as: UInt64.self)
    self.verified = bytes.load(offset + 8, as: UInt64.self)
    self.sequenced = bytes.load(offset + 16, as: UInt64.self)
    self.matched = bytes.load(offset + 24, as: UInt64.self)
    self.committed = bytes.load(offset + 32, as: UInt64.self)
    self.sent = bytes.load(offset + 40, as: UInt64.self)
    self.resent = bytes.load(offset + 48, as: UInt8.self)
    self.durability = bytes.load(offset + 49, as: UInt8.self)
    self.reserved = bytes.load(offset + 50, as: UInt16.self)
    self.reserved2 = bytes.load(offset + 52, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.received, at: offset + 0)
    bytes.store(self.verified, at: offset + 8)
    bytes.store(self.sequenced, at: offset + 16)
    bytes.store(self.matched, at: offset + 24)
    bytes.store(self.committed, at: offset + 32)
    bytes.store(self.sent, at: offset + 40)
    bytes.store(self.resent, at: offset + 48)
    bytes.store(self.durability, at: offset + 49)
    bytes.store(self.reserved, at: offset + 50)
    bytes.store(self.reserved2, at: offset + 52)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// MatchRecord: one trade, as batches commit to it.
@frozen
public struct MatchRecord: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 130 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 88 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 80 } }

  /// Byte 0: Index. Position in the log; genesis is 0.
  public var logIndex: UInt64
  /// Byte 8: Sequence. Counts from 1.
  public var match: UInt64
  /// Byte 16: MarketNumber. Below marketsMax.
  public var market: UInt32
  /// Byte 20: AccountNumber. Below accountsMax.
  public var makerAccount: UInt32
  /// Byte 24: AccountNumber. Below accountsMax.
  public var takerAccount: UInt32
  /// Byte 28: Side.
  public var takerSide: UInt8
  /// Byte 29: Zero8. Reserved: zero, or the datagram is refused.
  public var reserved: UInt8
  /// Byte 30: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt16
  /// Byte 32: Sequence. Counts from 1.
  public var makerSequence: UInt64
  /// Byte 40: Sequence. Counts from 1.
  public var takerSequence: UInt64
  /// Byte 48: Ticks. Price in ticks of the market.
  public var price: Int64
  /// Byte 56: Lots. Size in lots of the market.
  public var quantity: UInt64
  /// Byte 64: Units. Money in the venue's smallest unit.
  public var makerFee: Int64
  /// Byte 72: Units. Money in the venue's smallest unit.
  public var takerFee: Int64

  /// `takerSide` as a `Side`, or nil for a value that means nothing.
  @inlinable public var takerSideValue: Side? {
    @_noAllocation @_noLocks get { Side(wire: takerSide) }
  }

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    logIndex: UInt64 = 0, match: UInt64 = 0, market: UInt32 = 0, makerAccount: UInt32 = 0,
    takerAccount: UInt32 = 0, takerSide: UInt8 = 0, reserved: UInt8 = 0, reserved2: UInt16 = 0,
    makerSequence: UInt64 = 0, takerSequence: UInt64 = 0, price: Int64 = 0, quantity: UInt64 = 0,
    makerFee: Int64 = 0, takerFee: Int64 = 0
  ) {
    self.logIndex = logIndex
    self.match = match
    self.market = market
    self.makerAccount = makerAccount
    self.takerAccount = takerAccount
    self.takerSide = takerSide
    self.reserved = reserved
    self.reserved2 = reserved2
    self.makerSequence = makerSequence
    self.takerSequence = takerSequence
    self.price = price
    self.quantity = quantity
    self.makerFee = makerFee
    self.takerFee = takerFee
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.logIndex = bytes.load(offset + 0, as: UInt64.self)
    self.match = bytes.load(offset + 8, as: UInt64.self)
    self.market = bytes.load(offset + 16, as: UInt32.self)
    self.makerAccount = bytes.load(offset + 20, as: UInt32.self)
    self.takerAccount = bytes.load(offset + 24, as: UInt32.self)
    self.takerSide = bytes.load(offset + 28, as: UInt8.self)
    self.reserved = bytes.load(offset + 29, as: UInt8.self)
    self.reserved2 = bytes.load(offset + 30, as: UInt16.self)
    self.makerSequence = bytes.load(offset + 32, as: UInt64.self)
    self.takerSequence = bytes.load(offset + 40, as: UInt64.self)
    self.price = bytes.load(offset + 48, as: Int64.self)
    self.quantity = bytes.load(offset + 56, as: UInt64.self)
    self.makerFee = bytes.load(offset + 64, as: Int64.self)
    self.takerFee = bytes.load(offset + 72, as: Int64.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.logIndex, at: offset + 0)
    bytes.store(self.match, at: offset + 8)
    bytes.store(self.market, at: offset + 16)
    bytes.store(self.makerAccount, at: offset + 20)
    bytes.store(self.takerAccount, at: offset + 24)
    bytes.store(self.takerSide, at: offset + 28)
    bytes.store(self.reserved, at: offset + 29)
    bytes.store(self.reserved2, at: offset + 30)
    bytes.store(self.makerSequence, at: offset + 32)
    bytes.store(self.takerSequence, at: offset + 40)
    bytes.store(self.price, at: offset + 48)
    bytes.store(self.quantity, at: offset + 56)
    bytes.store(self.makerFee, at: offset + 64)
    bytes.store(self.takerFee, at: offset + 72)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// ReceiptGroup: signed: RFC 6962 root over the group's log records.
@frozen
public struct ReceiptGroup: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 131 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 136 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 128 } }

  /// Byte 0: Sequence. Counts from 1.
  public var group: UInt64
  /// Byte 8: Term. Leadership term; starts at 1.
  public var term: UInt64
  /// Byte 16: Index. Position in the log; genesis is 0.
  public var firstIndex: UInt64
  /// Byte 24: Index. Position in the log; genesis is 0.
  public var lastIndex: UInt64
  /// Byte 32: Hash32.
  public var root: Bytes32
  /// Byte 64: Signature. Ed25519.
  public var signature: Bytes64

  @inlinable
  @_noAllocation @_noLocks
  public init(
    group: UInt64 = 0, term: UInt64 = 0, firstIndex: UInt64 = 0, lastIndex: UInt64 = 0,
    root: Bytes32 = Bytes32(), signature: Bytes64 = Bytes64()
  ) {
    self.group = group
    self.term = term
    self.firstIndex = firstIndex
    self.lastIndex = lastIndex
    self.root = root
    self.signature = signature
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.group = bytes.load(offset + 0, as: UInt64.self)
    self.term = bytes.load(offset + 8, as: UInt64.self)
    self.firstIndex = bytes.load(offset + 16, as: UInt64.self)
    self.lastIndex = bytes.load(offset + 24, as: UInt64.self)
    self.root = Bytes32(bytes, at: offset + 32)
    self.signature = Bytes64(bytes, at: offset + 64)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.group, at: offset + 0)
    bytes.store(self.term, at: offset + 8)
    bytes.store(self.firstIndex, at: offset + 16)
    bytes.store(self.lastIndex, at: offset + 24)
    self.root.store(to: bytes, at: offset + 32)
    self.signature.store(to: bytes, at: offset + 64)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// BatchHeader: signed: what a validator re-executes.
@frozen
public struct BatchHeader: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 132 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 288 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 280 } }

  /// Byte 0: Sequence. Counts from 1.
  public var batch: UInt64
  /// Byte 8: Term. Leadership term; starts at 1.
  public var term: UInt64
  /// Byte 16: Index. Position in the log; genesis is 0.
  public var firstIndex: UInt64
  /// Byte 24: Index. Position in the log; genesis is 0.
  public var lastIndex: UInt64
  /// Byte 32: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var firstTime: UInt64
  /// Byte 40: Nanoseconds. Since 1970-01-01T00:00:00Z.
  public var lastTime: UInt64
  /// Byte 48: Count32.
  public var recordCount: UInt32
  /// Byte 52: Count32.
  public var matchCount: UInt32
  /// Byte 56: Hash32.
  public var recordsRoot: Bytes32
  /// Byte 88: Hash32.
  public var matchesRoot: Bytes32
  /// Byte 120: Hash32.
  public var stateBefore: Bytes32
  /// Byte 152: Hash32.
  public var stateAfter: Bytes32
  /// Byte 184: Hash32. SHA-256 of the previous batch header; zero for the first.
  public var previous: Bytes32
  /// Byte 216: Signature. Ed25519.
  public var signature: Bytes64

  @inlinable
  @_noAllocation @_noLocks
  public init(
    batch: UInt64 = 0, term: UInt64 = 0, firstIndex: UInt64 = 0, lastIndex: UInt64 = 0,
    firstTime: UInt64 = 0, lastTime: UInt64 = 0, recordCount: UInt32 = 0, matchCount: UInt32 = 0,
    recordsRoot: Bytes32 = Bytes32(), matchesRoot: Bytes32 = Bytes32(),
    stateBefore: Bytes32 = Bytes32(), stateAfter: Bytes32 = Bytes32(),
    previous: Bytes32 = Bytes32(), signature: Bytes64 = Bytes64()
  ) {
    self.batch = batch
    self.term = term
    self.firstIndex = firstIndex
    self.lastIndex = lastIndex
    self.firstTime = firstTime
    self.lastTime = lastTime
    self.recordCount = recordCount
    self.matchCount = matchCount
    self.recordsRoot = recordsRoot
    self.matchesRoot = matchesRoot
    self.stateBefore = stateBefore
    self.stateAfter = stateAfter
    self.previous = previous
    self.signature = signature
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.batch = bytes.load(offset + 0, as: UInt64.self)
    self.term = bytes.load(offset + 8, as: UInt64.self)
    self.firstIndex = bytes.load(offset + 16, as: UInt64.self)
    self.lastIndex = bytes.load(offset + 24, as: UInt64.self)
    self.firstTime = bytes.load(offset + 32, as: UInt64.self)
    self.lastTime = bytes.load(offset + 40, as: UInt64.self)
    self.recordCount = bytes.load(offset + 48, as: UInt32.self)
    self.matchCount = bytes.load(offset + 52, as: UInt32.self)
    self.recordsRoot = Bytes32(bytes, at: offset + 56)
    self.matchesRoot = Bytes32(bytes, at: offset + 88)
    self.stateBefore = Bytes32(bytes, at: offset + 120)
    self.stateAfter = Bytes32(bytes, at: offset + 152)
    self.previous = Bytes32(bytes, at: offset + 184)
    self.signature = Bytes64(bytes, at: offset + 216)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.batch, at: offset + 0)
    bytes.store(self.term, at: offset + 8)
    bytes.store(self.firstIndex, at: offset + 16)
    bytes.store(self.lastIndex, at: offset + 24)
    bytes.store(self.firstTime, at: offset + 32)
    bytes.store(self.lastTime, at: offset + 40)
    bytes.store(self.recordCount, at: offset + 48)
    bytes.store(self.matchCount, at: offset + 52)
    self.recordsRoot.store(to: bytes, at: offset + 56)
    self.matchesRoot.store(to: bytes, at: offset + 88)
    self.stateBefore.store(to: bytes, at: offset + 120)
    self.stateAfter.store(to: bytes, at: offset + 152)
    self.previous.store(to: bytes, at: offset + 184)
    self.signature.store(to: bytes, at: offset + 216)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}

/// BatchPart: a piece of a batch on its way to the validators.
@frozen
public struct BatchPart: WireMessage {
  /// The message's template id on the wire.
  @inlinable public static var templateID: UInt16 { @_noAllocation @_noLocks get { 133 } }
  /// Bytes of the header and the block.
  @inlinable public static var messageBytes: Int { @_noAllocation @_noLocks get { 40 } }
  /// Bytes of the block.
  @inlinable public static var blockBytes: Int { @_noAllocation @_noLocks get { 32 } }

  /// Byte 0: Sequence. Counts from 1.
  public var batch: UInt64
  /// Byte 8: Count64.
  public var offset: UInt64
  /// Byte 16: Count64.
  public var total: UInt64
  /// Byte 24: Length16. Bytes.
  public var bodyLength: UInt16
  /// Byte 26: Zero16. Reserved: zero, or the datagram is refused.
  public var reserved: UInt16
  /// Byte 28: Zero32. Reserved: zero, or the datagram is refused.
  public var reserved2: UInt32

  /// Whether every reserved field is zero, as it must be.
  @inlinable public var reservedAreZero: Bool {
    @_noAllocation @_noLocks get {
      reserved == 0 && reserved2 == 0
    }
  }

  @inlinable
  @_noAllocation @_noLocks
  public init(
    batch: UInt64 = 0, offset: UInt64 = 0, total: UInt64 = 0, bodyLength: UInt16 = 0,
    reserved: UInt16 = 0, reserved2: UInt32 = 0
  ) {
    self.batch = batch
    self.offset = offset
    self.total = total
    self.bodyLength = bodyLength
    self.reserved = reserved
    self.reserved2 = reserved2
  }

  /// Reads the block at `offset`.
  ///
  /// - Precondition: the block lies within `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public init(block bytes: ByteView, at offset: Int = 0) {
    self.batch = bytes.load(offset + 0, as: UInt64.self)
    self.offset = bytes.load(offset + 8, as: UInt64.self)
    self.total = bytes.load(offset + 16, as: UInt64.self)
    self.bodyLength = bytes.load(offset + 24, as: UInt16.self)
    self.reserved = bytes.load(offset + 26, as: UInt16.self)
    self.reserved2 = bytes.load(offset + 28, as: UInt32.self)
  }

  /// Writes the block at `offset`.
  ///
  /// - Precondition: the block fits in `bytes`.
  @inlinable
  @_noAllocation @_noLocks
  public func encode(block bytes: MutableByteView, at offset: Int = 0) {
    bytes.store(self.batch, at: offset + 0)
    bytes.store(self.offset, at: offset + 8)
    bytes.store(self.total, at: offset + 16)
    bytes.store(self.bodyLength, at: offset + 24)
    bytes.store(self.reserved, at: offset + 26)
    bytes.store(self.reserved2, at: offset + 28)
  }

  /// Writes header and block at `offset` and returns their bytes, `messageBytes`.
  @inlinable
  @_noAllocation @_noLocks
  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int = 0) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return Self.messageBytes
  }
}
