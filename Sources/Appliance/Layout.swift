// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Telemetry
internal import Tiles

/// Which tile runs on which thread, and which thread on which core: the topology, as data.
struct Layout {
  /// The tiles of a thread.
  struct Thread {
    var name: String
    var tiles: [Place]
    var core: Int?
  }

  enum Place: Equatable {
    case ingress, verify(Int), sequence, journal, match, settle, sign, egress
  }

  private(set) var threads: [Thread]
  /// Where the memory of tiles and lanes comes from: the node of every pinned core, when it is one.
  private(set) var memoryNode: Int?
  /// The node of each thread's core, where that is known.
  private var threadNodes: [Int?] = []
  private let topology: Topology

  init(_ settings: ApplianceSettings) throws(ApplianceError) {
    topology = settings.topology
    let verify = (0..<settings.verifyLanes).map { Place.verify($0) }
    switch settings.topology {
    case .soft:
      threads = [
        Thread(
          name: "mlk-all",
          tiles: [.ingress] + verify + [.sequence, .journal, .match, .settle, .sign, .egress])
      ]
    case .soft2:
      threads = [
        Thread(name: "mlk-in", tiles: [.ingress] + verify),
        Thread(
          name: "mlk-out", tiles: [.sequence, .journal, .match, .settle, .sign, .egress]),
      ]
    case .threads, .pinned:
      threads =
        [Thread(name: "mlk-ingress", tiles: [.ingress])]
        + verify.enumerated().map { Thread(name: "mlk-verify-\($0)", tiles: [$1]) }
        + [
          Thread(name: "mlk-sequence", tiles: [.sequence]),
          Thread(name: "mlk-journal", tiles: [.journal]),
          Thread(name: "mlk-match", tiles: [.match]),
          Thread(name: "mlk-settle", tiles: [.settle]),
          Thread(name: "mlk-sign", tiles: [.sign]),
          Thread(name: "mlk-egress", tiles: [.egress]),
        ]
    }
    if settings.topology == .pinned { try pin() }
  }

  /// Gives each thread a core: those of one memory node if they suffice, leaving core 0 to the
  /// kernel where there are enough.
  private mutating func pin() throws(ApplianceError) {
    let allowed = (0..<NumaTopology.coresMax).filter { ml_machine_may_use(Int32($0)) != 0 }
    guard allowed.count >= threads.count else {
      throw ApplianceError(
        "topology pinned wants \(threads.count) cores, this process may use \(allowed.count): "
          + "use topology = \"soft2\" or fewer verify lanes, or allow more cores")
    }
    let numa = NumaTopology()
    let nodes = numa.nodes.map { node in node.cores.filter(allowed.contains) }
    var cores = nodes.first { $0.count > threads.count } ?? allowed
    if cores.count > threads.count, cores.first == 0 { cores.removeFirst() }
    for i in threads.indices { threads[i].core = cores[i] }
    threadNodes = threads.map { $0.core.flatMap(numa.node(ofCore:)) }
    let near = Set(threadNodes.compactMap { $0 })
    memoryNode = near.count == 1 ? near.first : nil
  }

  /// For each of `count` verify tiles the node of its core; nil where it has none.
  func verifyNodes(_ count: Int) -> [Int?] {
    (0..<count).map { number in
      guard let thread = threads.firstIndex(where: { $0.tiles.contains(.verify(number)) }),
        thread < threadNodes.count
      else { return nil }
      return threadNodes[thread]
    }
  }

  /// From here on what this thread touches first comes from `memoryNode`.
  func preferMemory() throws(ApplianceError) {
    guard let node = memoryNode else { return }
    do throws(NumaError) { try NumaTopology.set(.prefer(node)) } catch {
      throw ApplianceError("memory node \(node): \(error)")
    }
  }

  /// Ends what `preferMemory` began.
  func restoreMemory() {
    // The default is not refused where a policy was granted.
    if memoryNode != nil { try? NumaTopology.set(.local) }
  }

  var description: [String] {
    let memory =
      switch (topology, memoryNode) {
      case (.pinned, .some(let node)): ["memory: node \(node), that of every core"]
      case (.pinned, .none): ["memory: where the kernel puts it: the cores span several nodes"]
      default: [String]()
      }
    let lines = threads.map { thread in
      let where_ = thread.core.map { "core \($0)" } ?? "any core"
      return "thread \(thread.name) (\(where_)): "
        + thread.tiles.map { "\($0)" }.joined(separator: " ")
    }
    return memory + lines
  }

  /// Makes the threads.
  func threads(
    _ tiles: TileSet, _ settings: ApplianceSettings, _ signals: TileSignals,
    _ board: TileBoard, _ observer: ThreadObserver?
  ) -> [TileThread] {
    threads.enumerated().map { number, thread in
      var plan = TilePlan(verifyMax: max(1, settings.verifyLanes))
      plan.plantedNanoseconds = settings.plantedIngressNanoseconds
      plan.board = board
      plan.board.thread += number * 3
      for place in thread.tiles {
        switch place {
        case .ingress: unsafe plan.ingress = tiles.ingress.pointer
        case .verify(let number):
          if plan.hasNoVerify { plan.verifyFirst = number }
          plan.add(verify: tiles.verify[number])
        case .sequence: unsafe plan.sequence = tiles.sequence.pointer
        case .journal: unsafe plan.journal = tiles.journal.pointer
        case .match: unsafe plan.match = tiles.match.pointer
        case .settle: unsafe plan.settle = tiles.settle.pointer
        case .sign: unsafe plan.sign = tiles.sign.pointer
        case .egress: unsafe plan.egress = tiles.egress.pointer
        }
      }
      return TileThread(
        name: thread.name, core: thread.core, plan: plan,
        idle: topology == .pinned ? .spin : settings.idle, signals: signals,
        observer: observer)
    }
  }
}
