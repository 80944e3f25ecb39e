// SPDX-License-Identifier: Apache-2.0

internal import Appliance
internal import Configuration
internal import Glibc
internal import Memory
internal import Telemetry

/// `matchlock replay`: what a log gives when it is run again, with no configuration.
enum ReplayCommand {
  private static let options = CommandLineOptions(
    command: "matchlock replay",
    summary: "Applies a log again, compares its batches and receipts, and prints root and digests.",
    options: Verification.options,
    operands: [.required("DIR", help: "a data directory")])

  static func run(_ arguments: [String]) throws -> Int32 {
    try Verification.run(arguments, options, checksSignatures: false)
  }
}

/// `matchlock verify`: the same, believing no signature.
enum VerifyCommand {
  private static let options = CommandLineOptions(
    command: "matchlock verify",
    summary: "Checks journal, batches, receipts and every signature, and re-executes them. "
      + "Exit 0: holds; 1: does not, and where; 3: holds, but the log is not sealed.",
    options: Verification.options,
    operands: [.required("DIR", help: "a data directory")])

  static func run(_ arguments: [String]) throws -> Int32 {
    try Verification.run(arguments, options, checksSignatures: true)
  }
}

private enum Verification {
  static let options: [CommandLineOptions.Option] = [
    .value("venue-key", "HEX", help: "the venue's public key, as you know it"),
    .flag("json", help: "prints one JSON object"),
  ]

  static func run(
    _ arguments: [String], _ options: CommandLineOptions, checksSignatures: Bool
  ) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      Swift.print(options.help)
      return 0
    }
    let directory = values.operand("DIR") ?? ""
    guard unsafe access("\(directory)/journal-000001.mlj", R_OK) == 0 else {
      throw CommandFailure("\(directory): no journal to be read there: check the path")
    }
    do throws(VerificationFailure) {
      let log = try LogVerification(
        .directory(directory), checksSignatures: checksSignatures
      ).run()
      if let known = values.value("venue-key"), known.lowercased() != log.venueKey.hexadecimal {
        throw VerificationFailure(
          description: "genesis: the venue's key is \(log.venueKey.hexadecimal), not the one given")
      }
      if values.flag("json") { printJSON(log) } else { print(log, checksSignatures) }
      return log.isSealed ? 0 : 3
    } catch {
      let failure = error
      if values.flag("json") {
        var json = JSONWriter()
        json.beginObject()
        json.field("valid", false)
        json.field("reason", failure.description)
        json.endObject()
        Swift.print(json.finish())
      } else {
        complain("rejected: \(failure)")
      }
      return 1
    }
  }

  private static func print(_ log: VerifiedLog, _ checksSignatures: Bool) {
    let rows: [(String, String)] = [
      ("venue", "\(log.venue.hexadecimal), network \(log.network), chain \(log.chain.hexadecimal)"),
      ("venue key", log.venueKey.hexadecimal + ": compare it with the one you know"),
      ("records", "\(log.records), in \(log.logGroups) log groups"),
      ("commands", "\(log.commands): \(log.accepted) accepted, \(log.rejected) rejected"),
      ("matches", "\(log.matches)"),
      ("batches", "\(log.batches), covering records 0..<\(log.recordsInBatches)"),
      (
        "receipt groups",
        "\(log.receiptGroups)"
          + (log.unreceipted > 0 ? "; \(log.unreceipted) commands or logons have no receipt" : "")
      ),
      ("signatures", checksSignatures ? "\(log.signatures) of members, all valid" : "not checked"),
      ("state root", log.stateRoot.hexadecimal),
      ("log hash", log.logHash.hexadecimal),
      ("reports digest", log.reportsDigest.hexadecimal),
      ("seal", log.unsealedAfter.map { "unsealed after index \($0)" } ?? "sealed"),
    ]
    for (name, value) in rows {
      Swift.print(name + String(repeating: " ", count: 16 - name.count) + value)
    }
  }

  private static func printJSON(_ log: VerifiedLog) {
    var json = JSONWriter()
    json.beginObject()
    json.field("valid", true)
    json.field("sealed", log.isSealed)
    json.field("unsealed_after", log.unsealedAfter)
    json.field("records", log.records)
    json.field("log_groups", log.logGroups)
    json.field("commands", log.commands)
    json.field("accepted", log.accepted)
    json.field("rejected", log.rejected)
    json.field("fills", log.matches)
    json.field("batches", log.batches)
    json.field("receipt_groups", log.receiptGroups)
    json.field("unreceipted", log.unreceipted)
    json.field("venue", log.venue.hexadecimal)
    json.field("network", UInt64(log.network))
    json.field("chain", log.chain.hexadecimal)
    json.field("venue_key", log.venueKey.hexadecimal)
    json.field("signatures_checked", log.signatures)
    json.field("state_root", log.stateRoot.hexadecimal)
    json.field("log_hash", log.logHash.hexadecimal)
    json.field("reports_digest", log.reportsDigest.hexadecimal)
    json.endObject()
    Swift.print(json.finish())
  }
}
