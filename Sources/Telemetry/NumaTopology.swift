// SPDX-License-Identifier: Apache-2.0

internal import CNuma
public import Memory

/// The machine's memory nodes, and which cores are near which. Cold.
public struct NumaTopology: Sendable {
  /// One node.
  public struct Node: Equatable, Sendable {
    /// The kernel's number for it.
    public let number: Int
    /// The cores on it, by the kernel's numbers, whether or not this process may use them.
    public let cores: [Int]
    /// Its memory in bytes; nil when the kernel does not tell.
    public let memoryBytes: Int?
  }

  /// The most cores looked for.
  public static var coresMax: Int { 4096 }

  /// The nodes this process may use, by number.
  public let nodes: [Node]
  /// Whether the kernel answers questions about memory policy; if not, all is one node.
  public let isAvailable: Bool

  /// Asks the kernel.
  public init() {
    isAvailable = ml_numa_available() != 0
    var cores: [Int: [Int]] = [:]
    for core in 0..<Self.coresMax {
      let node = Int(ml_numa_node_of_core(Int32(core)))
      if node >= 0 { cores[node, default: []].append(core) }
    }
    nodes = (0..<ml_numa_nodes()).filter { ml_numa_is_node($0) != 0 }.map { number in
      let bytes = ml_numa_node_bytes(number)
      return Node(
        number: Int(number), cores: cores[Int(number)] ?? [],
        memoryBytes: bytes < 0 ? nil : Int(bytes))
    }
  }

  /// The node a core is on, or nil when there is no such core.
  public func node(ofCore core: Int) -> Int? {
    nodes.first { $0.cores.contains(core) }?.number
  }

  /// The relative cost of reaching memory of one node from a core of another; 10 is local. Nil when
  /// the kernel does not tell.
  public func distance(from: Int, to: Int) -> Int? {
    guard let from = Int32(exactly: from), let to = Int32(exactly: to) else { return nil }
    let distance = ml_numa_distance(from, to)
    return distance == 0 ? nil : Int(distance)
  }

  /// Where the pages come from that a thread touches first.
  public enum Policy: Equatable, Sendable {
    /// The node the thread runs on: the kernel's default.
    case local
    /// That node while it has room.
    case prefer(Int)
    /// That node, or the allocation fails.
    case bind(Int)
  }

  /// Sets the calling thread's policy for the pages it will touch.
  public static func set(_ policy: Policy) throws(NumaError) {
    let number =
      switch policy {
      case .local: ml_numa_local()
      case .prefer(let node): ml_numa_prefer(Int32(clamping: node))
      case .bind(let node): ml_numa_bind(Int32(clamping: node))
      }
    if number != 0 { throw .refused(errno: number) }
  }
}

/// Why the kernel did not do what was asked about memory nodes.
public enum NumaError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kernel's reason as an errno. 22 (EINVAL): no such node, or one this process may not use.
  /// 1 or 38 (EPERM, ENOSYS): the container forbids it; grant CAP_SYS_NICE or do without pinning.
  case refused(errno: Int32)

  public var description: String {
    switch self {
    case .refused(errno: 22): "no such memory node, or this process may not use it"
    case .refused(errno: 1), .refused(errno: 38):
      "memory policy is forbidden here; in a container, grant CAP_SYS_NICE"
    case .refused(errno: 12): "that memory node has no room"
    case .refused(let number): "the kernel refused a memory policy (errno \(number))"
    }
  }
}

/// Zeroed memory on one node, owned, touched at once. Start-up only.
@safe
public struct NumaBuffer: ~Copyable, @unchecked Sendable {
  private let memory: UnsafeMutableRawPointer
  /// The number of bytes.
  public let count: Int

  /// Allocates `count` bytes, whole pages, on node `node` and no other.
  ///
  /// - Precondition: `count > 0`.
  public init(count: Int, node: Int) throws(NumaError) {
    invariant(count > 0, "a buffer has at least one byte")
    var number: Int32 = 0
    guard let memory = unsafe ml_numa_allocate(count, Int32(clamping: node), &number) else {
      throw .refused(errno: number)
    }
    unsafe self.memory = unsafe memory
    self.count = count
  }

  deinit { unsafe ml_numa_free(memory, count) }

  /// All the bytes. The view must not outlive the buffer.
  public var bytes: MutableByteView { unsafe MutableByteView(memory, count: count) }

  /// The node that really holds the byte at `offset`; nil when the kernel does not tell.
  ///
  /// - Precondition: `0 <= offset < count`.
  public func node(at offset: Int) -> Int? {
    precondition(offset >= 0 && offset < count)
    let node = unsafe ml_numa_node_of_address(memory + offset)
    return node < 0 ? nil : Int(node)
  }
}
