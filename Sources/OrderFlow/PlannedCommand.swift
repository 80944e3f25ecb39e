// SPDX-License-Identifier: Apache-2.0

public import Quantities

/// An account of the venue as a flow knows it: who fills what role maps it to an account.
public struct FlowAccount: BitwiseCopyable, Hashable, Sendable {
  public enum Role: UInt8, BitwiseCopyable, Sendable {
    /// Owns resting orders.
    case maker = 0
    /// Sends what trades at once.
    case taker = 1
  }
  public var role: Role
  /// Dense from 0 within its role.
  public var index: UInt16
  public init(_ role: Role, _ index: UInt16) {
    self.role = role
    self.index = index
  }
}

/// Why a venue refuses a command, as far as a flow can know it in advance.
public enum FlowRefusal: UInt8, BitwiseCopyable, CaseIterable, Error, Sendable {
  case zeroQuantity = 1
  case quantityTooLarge = 2
  case priceOutOfRange = 3
  case priceOutsideBand = 4
  case duplicateClientID = 5
  /// Never seen, already filled, or already cancelled: a venue answers all of them alike.
  case unknownOrder = 6
  /// An amend that would not make the order smaller.
  case notSmaller = 7
}

/// A command for a venue, without the session, signature and nonce that make it a message.
public struct PlannedCommand: BitwiseCopyable, Hashable, Sendable {
  public enum Kind: UInt8, BitwiseCopyable, CaseIterable, Sendable {
    /// A limit order, good till cancelled: trades what it can, rests with the remainder.
    case newLimit = 0
    /// A limit order that trades what it can at once and is gone.
    case newIOC = 1
    /// Takes `clientID` out of the book.
    case cancel = 2
    /// Makes the open quantity of `clientID` `lots`, fewer than it is; price and place are kept.
    /// `priceTicks` is the order's own, as an amend that names a price must say it again; 0 when
    /// the order is not there.
    case reduceTo = 3
    /// Takes `clientID` out and enters `newClientID` with `lots` at `priceTicks` behind the others.
    case replace = 4
  }

  /// When to send it, in nanoseconds of the flow's epoch.
  public var timeNanoseconds: UInt64
  /// The flow's number of the market, dense from 0.
  public var market: UInt32
  public var kind: Kind
  /// The side of the order named; `.buy` where it is not known, with a command that will be
  /// refused for its unknown order.
  public var side: Side
  /// In the flow's ticks; 0 where the kind has no price.
  public var priceTicks: Int64
  /// In the flow's lots; 0 where the kind has no quantity. Not checked: see `refusal`.
  public var lots: UInt64
  public var clientID: UInt64
  /// Only in a replace, otherwise 0.
  public var newClientID: UInt64
  public var account: FlowAccount
  /// What a venue that has taken everything before this is expected to refuse it for, or nil.
  public var refusal: FlowRefusal?

  public init(
    timeNanoseconds: UInt64, market: UInt32, kind: Kind, side: Side, priceTicks: Int64 = 0,
    lots: UInt64 = 0, clientID: UInt64, newClientID: UInt64 = 0, account: FlowAccount,
    refusal: FlowRefusal? = nil
  ) {
    self.timeNanoseconds = timeNanoseconds
    self.market = market
    self.kind = kind
    self.side = side
    self.priceTicks = priceTicks
    self.lots = lots
    self.clientID = clientID
    self.newClientID = newClientID
    self.account = account
    self.refusal = refusal
  }
}

/// A fingerprint of a sequence of commands, equal on every machine: FNV-1a over all their fields,
/// little-endian and in the order of declaration. Not for security.
public struct CommandDigest: Equatable, Sendable {
  public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  public init() {}

  public mutating func add(_ command: PlannedCommand) {
    add(command.timeNanoseconds)
    add(UInt64(command.market))
    add(UInt64(command.kind.rawValue))
    add(UInt64(command.side.rawValue))
    add(UInt64(bitPattern: command.priceTicks))
    add(command.lots)
    add(command.clientID)
    add(command.newClientID)
    add(UInt64(command.account.role.rawValue) << 16 | UInt64(command.account.index))
    add(UInt64(command.refusal?.rawValue ?? 0))
  }

  private mutating func add(_ number: UInt64) {
    var rest = number
    for _ in 0..<8 {
      value = (value ^ (rest & 0xFF)) &* 0x100_0000_01B3
      rest >>= 8
    }
  }
}
