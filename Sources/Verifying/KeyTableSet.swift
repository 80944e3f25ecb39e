// SPDX-License-Identifier: Apache-2.0

public import Memory

/// The tables of keys, once for each memory node that verify tiles run on: each tile reads from its own.
///
///     builder thread ─ build ─▶ [ tables, node 0 ] ◀─ tiles 0, 1
///                          └──▶ [ tables, node 1 ] ◀─ tiles 2, 3
///
/// Tiles that are pinned to no core name no node, and share one copy. One thread builds, never a tile's.
public struct KeyTableSet: Sendable {
  private let copies: [KeyTables]
  /// Which copy each tile reads.
  private let copyOf: [Int]

  /// Maps memory for tables. Start-up only.
  ///
  /// - Parameters:
  ///   - nodes: for each verify tile the node it runs on, or nil.
  ///   - bytesMax: memory for tables, of each copy.
  /// - Precondition: there is a tile.
  public init(
    nodes: [Int?], keysMax: Int, tier: KeyTableTier, bytesMax: Int, hugePages: Bool,
    backEnd: Verifier.BackEnd
  ) {
    invariant(!nodes.isEmpty, "tables are for some tile")
    var distinct: [Int?] = []
    for node in nodes where !distinct.contains(node) { distinct.append(node) }
    copies = distinct.map { node in
      KeyTables(
        keysMax: keysMax, tier: tier, bytesMax: bytesMax, node: node, hugePages: hugePages,
        backEnd: backEnd)
    }
    copyOf = nodes.map { node in distinct.firstIndex(of: node)! }
  }

  /// How many copies there are.
  public var count: Int { copies.count }

  /// How the first copy is backed.
  public var pages: KeyTables.Pages { copies[0].pages }

  /// Builds the table of a key in each copy, as `KeyTables.build`. Tiles of the first node have it first.
  ///
  /// - Precondition: `id` is below `keysMax`; `key.count == 32`.
  public func build(id: UInt32, key: ByteView) {
    for tables in copies { tables.build(id: id, key: key) }
  }

  /// The sight of a verify tile, by its place in `nodes`.
  public func reader(tile: Int) -> KeyTablesReader { copies[copyOf[tile]].reader() }
}
