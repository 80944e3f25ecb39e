// SPDX-License-Identifier: Apache-2.0

/// Some of a machine's cores, in the two ways in which the kernel writes them down.
public struct CoreSet: Equatable, Sendable, CustomStringConvertible {
  /// The highest number a core may have; what names a higher one is refused.
  public static var coreMax: Int { 4095 }

  /// The cores, ascending, each once.
  public let cores: [Int]

  /// These cores. Numbers out of range are left out.
  public init(_ cores: some Sequence<Int>) {
    self.cores = Set(cores).filter { (0...Self.coreMax).contains($0) }.sorted()
  }

  /// Reads a list such as `0-3,8`, and a boot parameter's `all`, `N` (the last core) and
  /// `0-31:1/2` (one of every two). Empty text, and the kernel's `(null)`, are no cores.
  ///
  /// - Parameter online: what `all` means, and whose last core `N` is.
  /// - Returns: nil when it is no list.
  public init?(list: String, online: CoreSet? = nil) {
    var cores = Set<Int>()
    if list == "(null)" {
      self.init([])
      return
    }
    let last = online?.cores.last
    for part in list.split(separator: ",") {
      if part == "all", let online {
        cores.formUnion(online.cores)
        continue
      }
      let halves = part.split(separator: ":", omittingEmptySubsequences: false)
      let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false).map {
        $0 == "N" ? last : Int($0)
      }
      guard halves.count <= 2, ends.count <= 2, let first = ends[0], let end = ends[ends.count - 1],
        0 <= first, first <= end, end <= Self.coreMax
      else { return nil }
      var (used, group) = (1, 1)
      if halves.count == 2 {
        let numbers = halves[1].split(separator: "/").map { Int($0) }
        guard numbers.count == 2, let taken = numbers[0], let of = numbers[1], taken >= 1, of >= 1
        else { return nil }
        (used, group) = (taken, of)
      }
      for core in first...end where (core - first) % group < used { cores.insert(core) }
    }
    self.init(cores)
  }

  /// Reads a mask such as `ff` or `3,00000000`: hexadecimal, groups of 32 bits, the highest first.
  public init?(mask: String) {
    var cores: [Int] = []
    let groups = mask.split(separator: ",", omittingEmptySubsequences: false)
    if groups.count > (Self.coreMax + 1) / 32 { return nil }
    for (index, group) in groups.reversed().enumerated() {
      guard group.count <= 16, groups.count == 1 || group.count <= 8,
        let bits = UInt64(group, radix: 16)
      else { return nil }
      for bit in 0..<64 where bits >> UInt64(bit) & 1 == 1 { cores.append(index * 32 + bit) }
    }
    self.init(cores)
  }

  public var isEmpty: Bool { cores.isEmpty }

  public func contains(_ core: Int) -> Bool { cores.contains(core) }

  public func intersection(_ other: CoreSet) -> CoreSet { CoreSet(cores.filter(other.contains)) }

  public func subtracting(_ other: CoreSet) -> CoreSet {
    CoreSet(cores.filter { !other.contains($0) })
  }

  /// The kernel's list, `0-3,8`; empty for no cores.
  public var description: String {
    var parts: [String] = []
    var at = 0
    while at < cores.count {
      var end = at
      while end + 1 < cores.count && cores[end + 1] == cores[end] + 1 { end += 1 }
      parts.append(at == end ? "\(cores[at])" : "\(cores[at])-\(cores[end])")
      at = end + 1
    }
    return parts.joined(separator: ",")
  }

  /// The kernel's mask, `3,00000000`.
  public var mask: String {
    let groups = max(1, ((cores.last ?? 0) + 32) / 32)
    var words = [UInt32](repeating: 0, count: groups)
    for core in cores { words[core / 32] |= 1 << UInt32(core % 32) }
    let texts = words.reversed().map { String($0, radix: 16) }
    return texts.enumerated().map { index, text in
      index == 0 ? text : String(repeating: "0", count: 8 - text.count) + text
    }.joined(separator: ",")
  }

  /// For a sentence: `core 3`, `cores 1-3`.
  var phrase: String { (cores.count == 1 ? "core " : "cores ") + description }
}
