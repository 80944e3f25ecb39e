// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import Glibc
internal import HostAudit
internal import Telemetry

/// `matchlock tune`: what doctor would write, written, and given back.
enum TuneCommand {
  private static let options = CommandLineOptions(
    command: "matchlock tune",
    summary:
      "Changes what doctor finds wrong in the running kernel (files under /proc/sys, /proc/irq and "
      + "/sys),\nand gives back exactly that. Boot parameters, daemons and devices are left to you. "
      + "Exit 0: all\ndone; 3: the kernel refused some; 1: undo left what others have changed since.",
    options: [
      .flag("dry-run", help: "says what would be done; the default is to do nothing at all"),
      .flag("force", help: "undo: gives back also what others have changed since"),
      .value("cores", "LIST", help: "the cores tiles will poll on, as for doctor"),
      .value("only", "ID,…", help: "what these checks want alone"),
      .value("skip", "ID,…", help: "not what these checks want"),
      .flag("json", help: "prints one JSON object"),
      .value(
        "state", "FILE", help: "the note of what was changed", default: Tuner.stateDefault),
      .value("root", "DIR", help: "changes files below DIR: for trying out"),
    ],
    operands: [.optional("ACTION", help: "apply or undo")])

  static func run(_ arguments: [String]) throws -> Int32 {
    let values = try options.parse(arguments)
    if values.wantsHelp {
      print(options.help)
      return 0
    }
    let isDry = values.flag("dry-run")
    let action = values.operand("ACTION") ?? (isDry ? "apply" : "")
    let root = values.value("root") ?? "/"
    let tuner = Tuner(root: root, state: values.value("state") ?? Tuner.stateDefault)
    if !isDry && root == "/" && (action == "apply" || action == "undo") && geteuid() != 0 {
      throw CommandFailure("only root may: sudo matchlock tune \(action)")
    }
    if values.flag("force") && action != "undo" { throw UsageError("--force belongs to undo") }
    switch action {
    case "apply":
      let audit = try HostAudit(values)
      let wanted = audit.settings
      let outcomes = isDry ? tuner.plan(wanted) : try tuner.apply(wanted)
      if !values.flag("json") {
        let assumed = audit.areHotCoresAssumed ? " (assumed; say which with --cores LIST)" : ""
        print("hot cores: \(audit.hotCores)\(assumed)")
      }
      show(outcomes, values, isDry: isDry)
      if !isDry && !values.flag("json") && outcomes.contains(where: { $0.kind == .changed }) {
        print("`matchlock tune undo` gives all of it back; the next boot does too")
      }
      return outcomes.contains { $0.kind == .refused } ? 3 : 0
    case "undo":
      guard let outcomes = try tuner.undo(isForced: values.flag("force"), isDry: isDry) else {
        if values.flag("json") {
          show([], values, isDry: isDry)
        } else {
          print("nothing to undo: nothing was changed since the boot")
        }
        return 0
      }
      show(outcomes, values, isDry: isDry)
      return outcomes.contains { $0.kind == .foreign || $0.kind == .refused } ? 1 : 0
    case "":
      throw UsageError("say what: --dry-run, apply or undo; `matchlock tune --help` says more")
    default:
      throw UsageError("there is no action \"\(action)\"; accepted: apply, undo")
    }
  }

  private static func show(_ outcomes: [TuneOutcome], _ values: CommandLineValues, isDry: Bool) {
    if values.flag("json") {
      var json = JSONWriter()
      let host = HostFingerprint(host: HostFiles(root: values.value("root") ?? "/"))
      let run = host.run(command: CommandLine.arguments, configuration: "")
      TuneOutcome.write(outcomes, run: run, to: &json)
      print(json.finish())
      return
    }
    print(outcomes.isEmpty ? "nothing to change" : TuneOutcome.text(outcomes))
  }
}
