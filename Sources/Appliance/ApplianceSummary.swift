// SPDX-License-Identifier: Apache-2.0

internal import Journaling
public import Memory
internal import PacketIO
internal import Settlement
public import Telemetry
internal import Tiles
internal import WireFormat

/// The quantiles of one stage, in nanoseconds; nil where too few samples lie beyond one.
public struct StageSummary: Sendable {
  public let name: String
  public let count: UInt64
  public let p50: UInt64?
  public let p99: UInt64?
  public let p999: UInt64?
  public let max: UInt64?

  public init(_ name: String, _ histogram: borrowing Histogram) {
    self.name = name
    count = histogram.count
    p50 = histogram.percentile(50)
    p99 = histogram.reportable(99)
    p999 = histogram.reportable(99.9)
    max = histogram.max
  }

  /// Writes the stage as a JSON object.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    json.field("name", name)
    json.field("count", count)
    json.field("p50_ns", p50)
    json.field("p99_ns", p99)
    json.field("p999_ns", p999)
    json.field("max_ns", max)
    json.endObject()
  }
}

/// What a run of the appliance did, read from the tiles once their threads have ended.
public struct ApplianceSummary: Sendable {
  public var nanoseconds: UInt64
  /// Frames that the port gave, and frames the port itself dropped.
  public var received: UInt64 = 0
  public var portDropped: UInt64 = 0
  public var commandDatagrams: UInt64 = 0
  public var accepted: UInt64 = 0
  public var rejected: UInt64 = 0
  public var repeated: UInt64 = 0
  public var trades: UInt64 = 0
  /// By the names of the wire's reject codes, non-zero ones only.
  public var rejects: [(reason: String, count: UInt64)] = []
  /// Frames dropped before the log, by cause, non-zero ones only.
  public var drops: [(cause: String, count: UInt64)] = []
  /// Frames that are no commands: logons, logouts, heartbeats.
  public var sessionFrames: UInt64 = 0
  public var records: UInt64 = 0
  public var ticks: UInt64 = 0
  public var logGroups: UInt64 = 0
  public var receiptGroups: UInt64 = 0
  public var batches: UInt64 = 0
  public var stages: [StageSummary] = []
  public var stateRoot = Bytes32()
  public var reportsDigest = Bytes32()
  public var logHash = Bytes32()
  /// The log's hash if the journal was sealed, and why not otherwise.
  public var seal: Bytes32?
  public var notSealed: String?
  /// Counters of the tiles, name by name, for those who look closer.
  public var counters: [(tile: String, name: String, count: UInt64)] = []

  /// Frames dropped before the log.
  public var dropped: UInt64 { drops.reduce(0) { $0 + $1.count } }

  init(_ tiles: TileSet, nanoseconds: UInt64) {
    self.nanoseconds = nanoseconds
    readIngress(tiles)
    readVerify(tiles)
    readDecision(tiles)
    readOutput(tiles)
    drops.removeAll { $0.count == 0 }
  }

  private mutating func readIngress(_ tiles: TileSet) {
    let ingress = unsafe tiles.ingress.pointer
    let counters = unsafe ingress.pointee.counters.snapshot()
    received = counters[.received]
    commandDatagrams = counters[.commands]
    sessionFrames = counters[.logons] + counters[.logouts] + counters[.heartbeats]
    for fault in FrameFault.allCases {
      let count = unsafe ingress.pointee.frameFaults[fault.number]
      drops.append(("frame.\(fault)", count))
    }
    for fault in FormFault.allCases {
      let count = unsafe ingress.pointee.formFaults[fault.number]
      drops.append(("form.\(fault.name)", count))
    }
    for fault in NeighbourFault.allCases {
      let count = unsafe ingress.pointee.neighbourFaults[fault.number]
      drops.append(("neighbour.\(fault)", count))
    }
    let causes: [IngressCounter] = [
      .sessionUnknown, .tagWrong, .sequenceReplayed, .sequenceStale, .sessionThrottled,
      .logonsThrottled, .backlog, .urgentBacklog, .neighboursThrottled,
      .neighboursBacklog, .requestsThrottled, .requestsBacklog, .feedRequestsUnregistered,
      .feedRequestsMalformed, .feedRequestsThrottled, .feedRequestsBacklog,
    ]
    for cause in causes { drops.append((cause.text, counters[cause])) }
    let port = unsafe ingress.pointee.portCounters
    drops.append(("port.refused", port.refused))
    drops.append(("port.otherVLAN", port.otherVLAN))
    add("ingress", counters)
  }

  private mutating func readVerify(_ tiles: TileSet) {
    for (i, tile) in tiles.verify.enumerated() {
      let counters = unsafe tile.pointer.pointee.counters.snapshot()
      drops.append(("keyUnknown", counters[.keyUnknown]))
      drops.append(("signatureRefused", counters[.signatureRefused]))
      add("verify \(i)", counters)
    }
    drops = drops.reduce(into: []) { merged, drop in
      if let at = merged.firstIndex(where: { $0.cause == drop.cause }) {
        merged[at].count += drop.count
      } else {
        merged.append(drop)
      }
    }
  }

  private mutating func readDecision(_ tiles: TileSet) {
    let sequence = unsafe tiles.sequence.pointer.pointee.counters.snapshot()
    ticks = sequence[.ticks]
    records = unsafe tiles.sequence.pointer.pointee.indexNext
    add("sequence", sequence)
    let match = unsafe tiles.match.pointer.pointee.counters.snapshot()
    accepted = match[.accepted]
    rejected = match[.rejected]
    repeated = match[.repeated]
    trades = match[.trades]
    for code in RejectCode.allCases {
      let count = unsafe tiles.match.pointer.pointee.rejects[Int(code.rawValue)]
      if count > 0 { rejects.append(("\(code)", count)) }
    }
    add("match", match)
    let journal = unsafe tiles.journal.pointer.pointee.counters.snapshot()
    logGroups = journal[.groups]
    unsafe logHash = tiles.journal.pointer.pointee.journal.logHash()
    add("journal", journal)
  }

  private mutating func readOutput(_ tiles: TileSet) {
    let settle = unsafe tiles.settle.pointer.pointee.counters.snapshot()
    receiptGroups = settle[.receiptGroups]
    batches = settle[.batches]
    stateRoot = unsafe tiles.settle.pointer.pointee.state.root()
    add("settle", settle)
    add("sign", unsafe tiles.sign.pointer.pointee.counters.snapshot())
    add("egress", unsafe tiles.egress.pointer.pointee.counters.snapshot())
    reportsDigest = unsafe tiles.egress.pointer.pointee.reportsDigest
    var stages: [StageSummary] = []
    unsafe tiles.egress.pointer.pointee.latencies.forEach { stage, histogram in
      stages.append(StageSummary("\(stage)", histogram))
    }
    self.stages = stages
  }

  private mutating func add<Name: CounterName>(_ tile: String, _ counters: CounterSnapshot<Name>) {
    for name in Name.allCases where counters[name] > 0 {
      self.counters.append((tile, name.text, counters[name]))
    }
  }

  /// Writes the summary as a JSON object.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    json.field("nanoseconds", nanoseconds)
    json.field("frames_received", received)
    json.field("command_frames", commandDatagrams)
    json.field("session_frames", sessionFrames)
    json.field("accepted", accepted)
    json.field("repeated", repeated)
    json.field("fills", trades)
    write("rejected", rejects.map { ($0.reason, $0.count) }, to: &json)
    write("dropped", drops.map { ($0.cause, $0.count) }, to: &json)
    json.field("records", records)
    json.field("ticks", ticks)
    json.field("log_groups", logGroups)
    json.field("receipt_groups", receiptGroups)
    json.field("batches", batches)
    json.key("stages")
    json.beginArray()
    for stage in stages { stage.write(to: &json) }
    json.endArray()
    json.field("state_root", stateRoot.hexadecimal)
    json.field("reports_digest", reportsDigest.hexadecimal)
    json.field("log_hash", logHash.hexadecimal)
    json.field("sealed", seal != nil)
    if let notSealed { json.field("not_sealed", notSealed) }
    write("counters", counters.map { ("\($0.tile).\($0.name)", $0.count) }, to: &json)
    json.endObject()
  }

  private func write(_ name: String, _ counts: [(String, UInt64)], to json: inout JSONWriter) {
    json.key(name)
    json.beginObject()
    for (key, count) in counts { json.field(key, count) }
    json.endObject()
  }
}
