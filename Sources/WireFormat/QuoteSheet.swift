// SPDX-License-Identifier: Apache-2.0

public import Memory

/// A mass quote with its quotes: what a member sends as one command.
///
///     var sheet = QuoteSheet(MassQuote(clientOrder: 5, quoteGroup: 1, flags: 1))
///     sheet.append(MassQuoteQuotes(market: 0, bidPrice: 99, bidQuantity: 5, ...))
///     writer.append(sheet)
@frozen
public struct QuoteSheet: CommandMessage {
  /// What stands before the quotes.
  public var head: MassQuote
  /// The number of quotes.
  public private(set) var count = 0
  @usableFromInline var quotes = InlineArray<27, MassQuoteQuotes>(repeating: MassQuoteQuotes())

  /// The most quotes of one mass quote: what a datagram has room for.
  @inlinable public static var quotesMax: Int { @_noAllocation @_noLocks get { 27 } }

  public init(_ head: MassQuote, _ quotes: MassQuoteQuotes...) {
    self.head = head
    for quote in quotes { append(quote) }
  }

  /// The quote at `index`, in the order in which they are done.
  ///
  /// - Precondition: `0 <= index < count`.
  public subscript(_ index: Int) -> MassQuoteQuotes {
    precondition(index >= 0 && index < count)
    return quotes[index]
  }

  /// Adds a quote. False, and nothing changed, when there is no room.
  @discardableResult
  public mutating func append(_ quote: MassQuoteQuotes) -> Bool {
    if count == Self.quotesMax { return false }
    quotes[count] = quote
    count += 1
    return true
  }

  /// Bytes of the whole message.
  public var bytes: Int {
    MassQuote.messageBytes + GroupHeader.bytes + count * MassQuoteQuotes.blockBytes
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.head == b.head && a.count == b.count && (0..<a.count).allSatisfy { a[$0] == b[$0] }
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(head)
    for index in 0..<count { hasher.combine(self[index]) }
  }
}

extension QuoteSheet {
  @inlinable public static var templateID: UInt16 {
    @_noAllocation @_noLocks get { MassQuote.templateID }
  }
  @inlinable public static var blockBytes: Int {
    @_noAllocation @_noLocks get { MassQuote.blockBytes }
  }
  /// Bytes of the longest.
  @inlinable public static var messageBytes: Int {
    @_noAllocation @_noLocks get {
      MassQuote.messageBytes + GroupHeader.bytes + quotesMax * MassQuoteQuotes.blockBytes
    }
  }

  /// Reads the block, and the group behind it.
  ///
  /// - Precondition: both lie within `bytes`, and their form was checked.
  public init(block bytes: ByteView, at offset: Int) {
    self.init(MassQuote(block: bytes, at: offset))
    let group = GroupView(checked: bytes, at: offset + MassQuote.blockBytes)
    for index in 0..<group.count { append(MassQuoteQuotes(block: group[index])) }
  }

  /// Writes the block, and the group behind it.
  public func encode(block bytes: MutableByteView, at offset: Int) {
    head.encode(block: bytes, at: offset)
    var place = offset + MassQuote.blockBytes
    GroupHeader(entryBytes: UInt16(MassQuoteQuotes.blockBytes), count: UInt16(count))
      .encode(bytes, at: place)
    place += GroupHeader.bytes
    for index in 0..<count {
      quotes[index].encode(block: bytes, at: place)
      place += MassQuoteQuotes.blockBytes
    }
  }

  @discardableResult
  public func encode(message bytes: MutableByteView, at offset: Int) -> Int {
    MessageHeader(blockLength: UInt16(Self.blockBytes), templateID: Self.templateID)
      .encode(bytes, at: offset)
    encode(block: bytes, at: offset + MessageHeader.bytes)
    return self.bytes
  }
}

extension CommandDatagramWriter {
  /// Appends a mass quote with its quotes. False, and nothing changed, when it does not fit or
  /// `commandsMax` are in.
  @discardableResult
  public mutating func append(_ sheet: QuoteSheet) -> Bool {
    guard let place = reserve(sheet.bytes) else { return false }
    sheet.encode(message: bytes, at: place)
    return true
  }
}
