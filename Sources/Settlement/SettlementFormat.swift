// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import WireFormat

/// What batch files are made of beside their messages.
enum BatchFormat {
  /// An entry is its message's length, little-endian, and the message.
  static var lengthBytes: Int {
    @_noAllocation @_noLocks get { 4 }
  }
}

/// The two kinds of settlement file.
public enum SettlementFileKind: UInt8, CaseIterable, Sendable {
  case batches
  case receipts

  /// The name of file `number`, as in `batches-000001.mlb`.
  public func name(_ number: Int) -> String {
    let digits = String(number)
    let zeros = String(repeating: "0", count: max(0, 6 - digits.count))
    return stem + "-" + zeros + digits + suffix
  }

  /// The number in a file's name, or nil when it is not of this kind.
  public func number(_ name: String) -> Int? {
    guard name.hasPrefix(stem + "-"), name.hasSuffix(suffix) else { return nil }
    let digits = name.dropFirst(stem.count + 1).dropLast(suffix.count)
    guard digits.count >= 6, digits.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }),
      let number = Int(digits), number >= 1, self.name(number) == name
    else { return nil }
    return number
  }

  private var stem: String { self == .batches ? "batches" : "receipts" }
  private var suffix: String { self == .batches ? ".mlb" : ".mlr" }

  /// The first eight bytes of a file.
  var magic: [UInt8] { Array((self == .batches ? "MLKBATCH" : "MLKRECPT").utf8) }
}

/// The 112 bytes before a settlement file's first entry.
///
///     0        8           12          16          32          64        65       72         80
///     ├─ magic ┼─ version ─┼─ 112 ─────┼─ venue ───┼─ chain ───┼ network ┼ zero ──┼─ first ──┤
///     80                                                                                    112
///     ├──────────────── SHA-256 of bytes 0 ..< 80 ────────────────────────────────────────────┤
///
/// `first` is the number of the file's first batch or receipt group.
struct SettlementFileHeader: Hashable {
  var kind: SettlementFileKind
  var identity: Identity
  var first: UInt64

  static let version: UInt32 = 1
  static let bytes = 112

  /// The header's bytes.
  var array: [UInt8] {
    var bytes = kind.magic
    bytes += littleEndian(Self.version)
    bytes += littleEndian(UInt32(Self.bytes))
    bytes += identity.venue.array
    bytes += identity.chain.array
    bytes += [identity.network] + [UInt8](repeating: 0, count: 7)
    bytes += littleEndian(first)
    return bytes + Self.digest(bytes).array
  }

  private static func digest(_ bytes: [UInt8]) -> Bytes32 {
    withSlice(bytes[...]) { view in
      var hash = RunningHash()
      hash.update(view)
      return hash.finish()
    }
  }

  /// Reads a header of `kind`.
  ///
  /// - Throws: the offset at which it is not one, and what is wrong there.
  init(_ bytes: [UInt8], kind: SettlementFileKind) throws(SettlementReadError) {
    func wrong(_ offset: Int, _ problem: SettlementReadError.Problem) -> SettlementReadError {
      SettlementReadError(kind: kind, number: 0, offset: offset, problem: problem)
    }
    guard bytes.count >= Self.bytes else { throw wrong(bytes.count, .unfinished) }
    guard Array(bytes[0..<8]) == kind.magic else { throw wrong(0, .magic) }
    guard Array(bytes[8..<12]) == littleEndian(Self.version) else { throw wrong(8, .version) }
    guard Array(bytes[12..<16]) == littleEndian(UInt32(Self.bytes)),
      bytes[65..<72].allSatisfy({ $0 == 0 }),
      Array(bytes[80..<112]) == Self.digest(Array(bytes[0..<80])).array
    else { throw wrong(12, .fileHeader) }
    self.kind = kind
    identity = Identity(
      venue: Bytes16(Array(bytes[16..<32])), chain: Bytes32(Array(bytes[32..<64])),
      network: bytes[64])
    first = bytes[72..<80].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  init(kind: SettlementFileKind, identity: Identity, first: UInt64) {
    self.kind = kind
    self.identity = identity
    self.first = first
  }
}

func littleEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
  (0..<(T.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> T($0 * 8)) }
}

/// Shows a slice's bytes as a view for as long as `body` runs. Cold.
func withSlice<Result>(_ bytes: ArraySlice<UInt8>, _ body: (ByteView) -> Result) -> Result {
  unsafe bytes.withUnsafeBytes { raw in
    if let base = raw.baseAddress { return unsafe body(ByteView(base, count: raw.count)) }
    // An empty slice may have no address, and a view needs one.
    let nothing = ByteBuffer(count: 1)
    return body(nothing.bytes.view.slice(0, count: 0))
  }
}
