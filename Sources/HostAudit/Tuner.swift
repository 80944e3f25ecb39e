// SPDX-License-Identifier: Apache-2.0

internal import Telemetry

/// What became of one value.
public struct TuneOutcome: Equatable, Sendable {
  public enum Kind: String, Sendable {
    /// It would be changed: nothing was written.
    case planned
    /// It says what was wanted, and undo knows what it said before.
    case changed
    /// It said so already.
    case already
    /// The kernel would not, and it is as it was.
    case refused
    /// It says again what it said before tune.
    case restored
    /// Somebody else has changed it since: left alone.
    case foreign
  }

  public let kind: Kind
  /// Below the root, without a slash in front.
  public let path: String
  /// What it said before, and says now or would say.
  public let from: String
  public let to: String
  /// The check that wanted it; empty for undo.
  public let check: String
  /// Why, for `refused` and `foreign`.
  public let reason: String
}

/// Changes values of the running kernel so that they can be given back: exactly those, exactly what
/// they were.
///
///     apply   for each value:   note what it says and what it shall say, on disk
///                               write it, read it back
///                               note what it says now
///     undo    for each, last first:   it says what tune left there?   give back what it said before
///                                     it says that already?           done
///                                     anything else?                  somebody's: leave it
///
/// Killed anywhere, the notes tell enough: a note whose write never happened finds the value as it
/// was. A state belongs to a boot, as the values do.
public struct Tuner {
  /// Where the state is kept unless it is said: gone with the boot, like what it describes.
  public static var stateDefault: String { "/run/matchlock/tune.state" }

  enum Moment: CaseIterable { case announced, written, concluded, restored }

  let files: HostFiles
  let writer: HostWriter
  let state: String
  /// Told of each step; false ends everything there, as a kill would. For tests.
  var goesOn: (Moment) -> Bool = { _ in true }

  /// Tunes the machine under `root`, with the state in a file.
  public init(root: String = "/", state: String = Self.stateDefault) {
    self.init(
      files: HostFiles(root: root), writer: HostWriter(root: root), state: state)
  }

  init(files: HostFiles, writer: HostWriter, state: String) {
    self.files = files
    self.writer = writer
    self.state = state
  }

  private var boot: String {
    let text = files.text("proc/sys/kernel/random/boot_id") ?? ""
    return text.isEmpty ? "unknown" : TuneState.encoded(text)
  }

  // MARK: Applying

  /// What `apply` would change, and what it could not.
  public func plan(_ settings: [(check: String, setting: Setting)]) -> [TuneOutcome] {
    settings.map { check, setting in
      guard let text = files.text(setting.path) else {
        return outcome(
          .refused, setting, check, from: "", reason: "it is not there, or not readable")
      }
      let isThere = setting.canonical(text) == setting.canonical(setting.value)
      return outcome(isThere ? .already : .planned, setting, check, from: text)
    }
  }

  /// Changes the values, each noted first.
  ///
  /// - Throws: when the state cannot be kept; nothing is changed that is not noted.
  public func apply(
    _ settings: [(check: String, setting: Setting)]
  ) throws(TuneFailure) -> [TuneOutcome] {
    guard var notes = try TuneState.open(state, boot: boot, creates: true) else {
      throw TuneFailure("\(state): cannot be made")
    }
    if !notes.isOfThisBoot { try notes.restart() }
    var outcomes: [TuneOutcome] = []
    for (check, setting) in settings {
      outcomes.append(try apply(setting, check, &notes))
    }
    // Nothing to undo, nothing to keep.
    if notes.records.isEmpty { try notes.replace([]) }
    return outcomes
  }

  private func apply(
    _ setting: Setting, _ check: String, _ notes: inout TuneState
  ) throws(TuneFailure) -> TuneOutcome {
    guard HostWriter.mayBeWritten(setting.path) else {
      return outcome(.refused, setting, check, from: "", reason: "not a value of the kernel")
    }
    // Read now: a setting before this one may have changed it too.
    guard let original = files.text(setting.path) else {
      return outcome(.refused, setting, check, from: "", reason: "it is not there, or not readable")
    }
    if setting.canonical(original) == setting.canonical(setting.value) {
      return outcome(.already, setting, check, from: original)
    }
    try notes.announce(
      TuneRecord(
        path: setting.path, kind: setting.kind, original: original, wanted: setting.value,
        outcome: nil))
    try step(.announced)
    let refusal = writer.write(setting.path, setting.value)
    try step(.written)
    let text = files.text(setting.path) ?? original
    let isUnchanged = setting.canonical(text) == setting.canonical(original)
    try notes.conclude(isUnchanged ? nil : text)
    try step(.concluded)
    if isUnchanged {
      return outcome(
        .refused, setting, check, from: original,
        reason: refusal == 0 ? "the kernel took it and changed nothing" : reason(refusal))
    }
    // Fewer huge pages than asked for, say: changed, and said as it is.
    return TuneOutcome(
      kind: .changed, path: setting.path, from: setting.canonical(original),
      to: setting.canonical(text), check: check, reason: "")
  }

  // MARK: Undoing

  /// Gives back what was changed. What somebody else has changed since stays, and stays noted,
  /// unless `isForced`.
  ///
  /// - Parameter isDry: only says what would be done.
  /// - Returns: nil when nothing is noted, or the machine was booted since.
  public func undo(
    isForced: Bool = false, isDry: Bool = false
  ) throws(TuneFailure) -> [TuneOutcome]? {
    guard var notes = try TuneState.open(state, boot: boot, creates: false) else { return nil }
    if !notes.isOfThisBoot || notes.records.isEmpty {
      if !isDry { try notes.replace([]) }
      return nil
    }
    if isDry { return notes.records.reversed().map { restored($0, isForced, isDry: true) } }
    var pending = Array(notes.records.enumerated().reversed())
    var outcomes: [Int: TuneOutcome] = [:]
    // Some values are refused until another is given back (an energy preference, until the governor
    // is), so those are tried again as long as any succeeds.
    while true {
      var isAny = false
      for (index, record) in pending {
        let outcome = restored(record, isForced, isDry: false)
        outcomes[index] = outcome
        isAny = isAny || outcome.kind == .restored
        try step(.restored)
      }
      pending.removeAll { outcomes[$0.offset]?.kind != .refused }
      if pending.isEmpty || !isAny { break }
    }
    let kept = notes.records.enumerated().filter { index, _ in
      outcomes[index]?.kind == .refused || outcomes[index]?.kind == .foreign
    }
    try notes.replace(kept.map(\.element))
    return outcomes.sorted { $0.key > $1.key }.map(\.value)
  }

  private func restored(_ record: TuneRecord, _ isForced: Bool, isDry: Bool) -> TuneOutcome {
    func canonical(_ text: String) -> String { Setting.canonical(text, record.kind) }
    let target = canonical(record.original)
    func outcome(_ kind: TuneOutcome.Kind, _ from: String, _ reason: String = "") -> TuneOutcome {
      TuneOutcome(
        kind: kind, path: record.path, from: from, to: target, check: "", reason: reason)
    }
    guard let text = files.text(record.path) else {
      return outcome(.refused, "", "it is not there, or not readable")
    }
    let current = canonical(text)
    if current == target { return outcome(.already, current) }
    let left = canonical(record.outcome ?? record.wanted)
    if current != left && !isForced {
      let why =
        record.outcome == nil
        ? "tune was ended while changing it: --force gives back what it said before"
        : "changed by another since (tune left \(shown(left))): --force gives back"
      return outcome(.foreign, current, why)
    }
    if isDry { return outcome(.planned, current) }
    let refusal = writer.write(record.path, target)
    let after = files.text(record.path).map(canonical) ?? ""
    if after == target { return outcome(.restored, current) }
    return outcome(
      .refused, after, refusal == 0 ? "the kernel took it and changed nothing" : reason(refusal))
  }

  private func step(_ moment: Moment) throws(TuneFailure) {
    if !goesOn(moment) { throw TuneFailure("ended") }
  }

  private func outcome(
    _ kind: TuneOutcome.Kind, _ setting: Setting, _ check: String, from: String, reason: String = ""
  ) -> TuneOutcome {
    TuneOutcome(
      kind: kind, path: setting.path, from: setting.canonical(from), to: setting.value,
      check: check, reason: reason)
  }
}
