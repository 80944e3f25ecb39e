// SPDX-License-Identifier: Apache-2.0

internal import Appliance
internal import FoundationEssentials
internal import Gateway
internal import HostAudit
internal import Telemetry

/// The appliance's summary, as a demonstration reads it back.
private struct VenueSummary: Decodable {
  struct Stage: Decodable {
    let name: String
    let count: UInt64
    let p50_ns: UInt64?
    let p99_ns: UInt64?
    let p999_ns: UInt64?
    let max_ns: UInt64?
  }
  let frames_received: UInt64
  let command_frames: UInt64
  let session_frames: UInt64
  let accepted: UInt64
  let repeated: UInt64
  let fills: UInt64
  let rejected: [String: UInt64]
  let dropped: [String: UInt64]
  let records: UInt64
  let log_groups: UInt64
  let receipt_groups: UInt64
  let batches: UInt64
  let stages: [Stage]
  let state_root: String
  let reports_digest: String
  let log_hash: String
  let sealed: Bool
  let not_sealed: String?
}

/// What a demonstration prints: both ends' counts, and whether they agree.
struct DemoResult {
  private let load: LoadSummary
  private let venue: VenueSummary?
  private let demo: DemoOptions
  private let topology: String
  private let durability: String
  private let host = HostFingerprint()
  private let fingerprint: String
  /// Why the run does not count, or nil.
  private(set) var reason: String?
  var isValid: Bool { reason == nil }
  /// Frames by cause that never became records, those lost on the way included.
  private var dropped: [(cause: String, count: UInt64)] = []
  private let rejected: UInt64

  /// Told, and no reason against the run: a demonstration shows that things work.
  private let noise: NoiseReport

  init(_ run: DemoRun, _ demo: DemoOptions, _ arguments: [String]) {
    noise = run.noise
    load = run.load
    topology = run.topology
    durability =
      demo.durability == "disk" && run.isInMemory ? "disk (of memory: tmpfs)" : demo.durability
    self.demo = demo
    fingerprint = host.run(command: ["demo"] + arguments, configuration: "\(demo)")
    venue = try? JSONDecoder().decode(VenueSummary.self, from: Data(run.venue.utf8))
    rejected = venue?.rejected.values.reduce(0, +) ?? 0
    guard let venue else {
      reason = "the appliance's summary cannot be read"
      return
    }
    dropped = venue.dropped.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    let lost = framesSent - min(framesSent, venue.frames_received)
    if lost > 0 { dropped.append(("onTheWay", lost)) }
    reason = fault(venue)
  }

  /// Command frames sent, resends counted: each is accepted, rejected, repeated or dropped.
  private var sent: UInt64 { load.sent + load.resent }
  private var framesSent: UInt64 {
    sent + load.logons + load.logouts + load.heartbeats + load.gateway.feedRequests
  }
  private var droppedCount: UInt64 { dropped.reduce(0) { $0 + $1.count } }

  private func fault(_ venue: VenueSummary) -> String? {
    if let mismatch = load.goldenMismatch { return "golden book: \(mismatch)" }
    if let fault = load.checksumFault { return fault }
    if !venue.sealed { return "the journal is not sealed: \(venue.not_sealed ?? "")" }
    let answered = venue.accepted + rejected + venue.repeated
    // Frames of sessions may be dropped too: only what is missing among commands must be found.
    let missing = sent - min(sent, answered)
    if answered > sent || missing > droppedCount {
      return "\(sent) command frames sent, \(answered) answered, \(droppedCount) dropped"
    }
    if load.accepted + load.rejected + load.unknown != load.sent {
      return "the gateway sent \(load.sent) and heard of \(load.accepted + load.rejected)"
    }
    if load.isInterrupted && startedNothing { return "interrupted before the flow began" }
    if load.unknown > 0 { return "\(load.unknown) commands have no known outcome" }
    if demo.isFlowTimed && (droppedCount > 0 || load.resent > 0) {
      return "with --time flow nothing may be dropped or sent again: \(dropped)"
    }
    return nil
  }

  private var startedNothing: Bool { load.setUpCommands == 0 }

  private var ordersPerSecond: Double {
    let commands = load.sent - load.setUpCommands
    return Double(commands) / (Double(max(load.flowNanoseconds, 1)) / 1e9)
  }

  // MARK: Text

  var text: String {
    guard let venue else { return reason ?? "" }
    var lines: [String] = []
    func row(_ name: String, _ value: String) {
      lines.append(name + String(repeating: " ", count: max(1, 16 - name.count)) + value)
    }
    row("flow", "\(load.flow); log time \(demo.isFlowTimed ? "from the flow" : "from the clock")")
    row("commands sent", "\(load.sent)" + (load.resent > 0 ? ", \(load.resent) sent again" : ""))
    row("accepted", "\(venue.accepted)")
    row("rejected", "\(rejected)" + list(venue.rejected.sorted { $0.value > $1.value }))
    if venue.repeated > 0 { row("repeated", "\(venue.repeated)") }
    row("dropped", "\(droppedCount)" + list(dropped.map { (key: $0.cause, value: $0.count) }))
    row("fills", "\(venue.fills)")
    row("orders/s", "\(Int(ordersPerSecond)) over \(seconds(load.flowNanoseconds))")
    lines.append("")
    lines.append(contentsOf: table(venue))
    lines.append("")
    row("log", "\(venue.records) records in \(venue.log_groups) groups, sealed: \(venue.sealed)")
    row(
      "batches",
      "\(venue.batches) signed; \(venue.receipt_groups) receipt groups, "
        + "\(load.receipts) receipts received")
    row("market data", load.feedText)
    row("books", load.checksumsText)
    if load.goldenRows > 0 {
      row(
        "golden book",
        "\(load.goldenRows) rows compared, \(load.goldenSeeds) seeds, "
          + "\(load.goldenWithdrawals) withdrawals"
          + (load.goldenMismatch.map { "; differs: \($0)" } ?? "; all equal"))
    }
    row("state root", venue.state_root)
    row("log hash", venue.log_hash)
    for line in noise.lines { row("noise", line) }
    lines.append("")
    lines.append(
      "with: \(demo.topology.rawValue), \(demo.verifyLanes) verify lane(s), \(topology), "
        + "durability \(durability), every signature verified, \(demo.signer) signer")
    lines.append("on: \(host.line)")
    lines.append("left out: a NIC and its wire. Stages run from the port's receive to its send;")
    lines.append("round trips include the gateway's own signing and both processes' scheduling.")
    lines.append(isValid ? "valid" : "NOT VALID: \(reason ?? "")")
    if let data = demo.data { lines.append("kept in \(data); try: matchlock verify \(data)") }
    return lines.joined(separator: "\n")
  }

  private func list(_ counts: [(key: String, value: UInt64)]) -> String {
    counts.isEmpty
      ? "" : " (" + counts.map { "\($0.key) \($0.value)" }.joined(separator: ", ") + ")"
  }

  private func seconds(_ nanoseconds: UInt64) -> String {
    let tenths = nanoseconds / 100_000_000
    return "\(tenths / 10).\(tenths % 10) s"
  }

  private func table(_ venue: VenueSummary) -> [String] {
    func cell(_ value: UInt64?) -> String {
      guard let value else { return pad("-") }
      return pad(
        value >= 10_000_000 ? "\(value / 1_000_000) ms" : "\(value / 1_000).\(value / 100 % 10) µs")
    }
    func pad(_ text: String) -> String {
      String(repeating: " ", count: max(0, 12 - text.count)) + text
    }
    var lines = ["stage           " + ["p50", "p99", "p99.9", "max"].map(pad).joined()]
    for stage in venue.stages {
      lines.append(
        stage.name + String(repeating: " ", count: max(1, 16 - stage.name.count))
          + cell(stage.p50_ns) + cell(stage.p99_ns) + cell(stage.p999_ns) + cell(stage.max_ns))
    }
    lines.append(
      "round trip      " + cell(load.service.percentile(50)) + cell(load.service.reportable(99))
        + cell(load.service.reportable(99.9)) + cell(load.service.max))
    return lines
  }

  // MARK: JSON

  var json: String {
    var json = JSONWriter()
    json.beginObject()
    json.field("valid", isValid)
    json.field("reason", reason ?? "")
    json.field("run", fingerprint)
    json.field("flow", load.flow)
    json.field("sent", sent)
    json.field("accepted", venue?.accepted ?? 0)
    json.field("repeated", venue?.repeated ?? 0)
    write("rejected", (venue?.rejected ?? [:]).sorted { $0.key < $1.key }, to: &json)
    write("dropped", dropped.map { (key: $0.cause, value: $0.count) }, to: &json)
    json.field("fills", venue?.fills ?? 0)
    json.field("orders_per_second", ordersPerSecond)
    json.key("stages")
    json.beginArray()
    for stage in venue?.stages ?? [] {
      json.beginObject()
      json.field("name", stage.name)
      json.field("count", stage.count)
      json.field("p50_ns", stage.p50_ns)
      json.field("p99_ns", stage.p99_ns)
      json.field("p999_ns", stage.p999_ns)
      json.field("max_ns", stage.max_ns)
      json.endObject()
    }
    StageSummary("round_trip", load.service).write(to: &json)
    json.endArray()
    json.field("batches", venue?.batches ?? 0)
    json.field("receipt_groups", venue?.receipt_groups ?? 0)
    json.field("receipts", load.receipts)
    json.field("records", venue?.records ?? 0)
    json.field("state_root", venue?.state_root ?? "")
    json.field("log_hash", venue?.log_hash ?? "")
    json.field("reports_digest", venue?.reports_digest ?? "")
    json.field("feed_messages", load.feedMessages)
    load.writeFeed(to: &json)
    json.field("golden_rows", load.goldenRows)
    json.field("golden_seeds", load.goldenSeeds)
    json.field("golden_withdrawals", load.goldenWithdrawals)
    json.field("topology", demo.topology.rawValue)
    json.field("transport", topology)
    json.field("verify_lanes", demo.verifyLanes)
    json.field("durability", durability)
    json.field("signer", demo.signer)
    json.key("noise")
    noise.write(to: &json)
    json.key("host")
    host.write(to: &json)
    json.endObject()
    return json.finish()
  }

  private func write(
    _ name: String, _ counts: [(key: String, value: UInt64)], to json: inout JSONWriter
  ) {
    json.key(name)
    json.beginObject()
    for (key, count) in counts { json.field(key, count) }
    json.endObject()
  }
}
